"""Who is in scope, as rows small enough to be sent to a cluster: the roster by editions, other names, members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from resumetrack.model import DESCRIPTORS, LIST_DIMENSIONS, Kind
from resumetrack.store.engine import Engine
from resumetrack.store.queries import periods
from resumetrack.store.query import StateQuery
from resumetrack.store.roster import BEGINNING, Names, active, belongs, last_listed, loads, members, names, spans, valid
from resumetrack.store.session import Rows
from resumetrack.store.sql import day, json_member, text

_CODES = DESCRIPTORS[1:]


def editions(engine: Engine, chosen: list[int], last: date, attributes: Mapping[str, str]) -> Rows:
    """The roster as it stands from each day on which it changes.

    Id, that day (None: always), employees, codes, attributes.
    """
    words = ", ".join(
        (*(f"s.{code}" for code in _CODES), *(json_member("s.attributes", name) for name in attributes.values()))
    )
    return engine.rows(
        f"WITH spans AS ({spans(chosen)}), days AS (SELECT valid_from AS day FROM spans UNION SELECT valid_to FROM "
        f"spans WHERE valid_to IS NOT NULL) SELECT s.enterprise_key, nullif(day, {BEGINNING}), s.employees, {words} "
        f"FROM days JOIN spans AS s ON {valid('day', 's')} WHERE day <= {day(last)}"
    )


def owners(engine: Engine, called: Names, chosen: list[int]) -> Rows:
    """Whose other names there are, and from when until when such a name stands for itself: name, owner, from, to."""
    ctes = ", ".join(f"{name} AS ({sql})" for name, sql in [("spans", spans(chosen)), *called.ctes()])
    return engine.rows(
        f"WITH {ctes} SELECT a.from_key, a.enterprise_key, own.valid_from, own.valid_to FROM aliases AS a "
        "LEFT JOIN spans AS own ON own.enterprise_key = a.from_key"
    )


def memberships(engine: Engine, query: StateQuery, called: Names, chosen: list[int], groups: Sequence[str]) -> Rows:
    """Members of the lists by period, once for each of the `groups` they fall in: period, id, codes, groups."""
    days = ", ".join(f"({day(period)})" for period in query.periods)
    listed = members(query.panel_key, query.lists or (), query.as_of)
    ctes = "".join(f"{name} AS ({sql}), " for name, sql in [("spans", spans(chosen)), *called.ctes()])
    conditions = [
        f"{one.dimension} IN ({', '.join(map(text, sorted(one.values)))})" if one.values else "false"
        for one in query.filters
        if one.dimension in LIST_DIMENSIONS
    ]
    kept = ", ".join(("period", "enterprise_id", *groups))
    shown = ", ".join((*(f"s.{code}" for code in _CODES), *(f"g.{group}" for group in groups)))
    return engine.rows(
        f"WITH {ctes}periods AS (SELECT * FROM (VALUES {days}) AS p(period)), "
        f"listed AS (SELECT p.period, {called.key('m')} AS enterprise_id, m.* EXCLUDE (enterprise_key) "
        f"FROM ({listed}) AS m JOIN periods AS p ON {belongs('p.period', 'm')} {called.join('m', 'p.period')}), "
        f"described AS (SELECT period, enterprise_id, {last_listed(_CODES)} "
        "FROM listed GROUP BY period, enterprise_id), "
        f"grouped AS (SELECT DISTINCT {kept} FROM listed WHERE {' AND '.join(conditions) or 'true'}) "
        f"SELECT g.period, g.enterprise_id, {shown} FROM grouped AS g JOIN described AS s USING (period, enterprise_id)"
    )


def reports(engine: Engine, panel_key: int, as_of: datetime | None) -> Rows:
    """Ids and numbers of the reports of a panel in force at a moment."""
    return engine.rows(
        f"SELECT report_id, report FROM report WHERE panel_key = {panel_key} AND kind = '{Kind.REPORT.value}' "
        f"AND {active(as_of)}"
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """What a state has to know beside the observations; `editions` is None without a roster."""

    reports: Rows
    held: list[date]
    editions: Rows | None
    owners: Rows
    members: Rows


def scope_of(engine: Engine, query: StateQuery, attributes: Mapping[str, str], groups: Sequence[str]) -> Scope:
    """Find it for a state; `attributes` are names of attributes by column, `groups` the list dimensions wanted."""
    last = query.periods[-1]
    chosen = loads(engine, query.panel_key, query.as_of)
    called = names(engine, query.panel_key, chosen)
    return Scope(
        reports=reports(engine, query.panel_key, query.as_of),
        held=[period for period in periods(engine, query.panel_key, query.as_of) if period <= last],
        editions=editions(engine, chosen, last, attributes) if chosen else None,
        owners=owners(engine, called, chosen) if called.aliased else [],
        members=[] if query.lists is None else memberships(engine, query, called, chosen, groups),
    )
