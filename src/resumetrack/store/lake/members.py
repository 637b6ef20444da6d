"""Who is in scope, as rows small enough to be sent to a cluster: the spans of the roster, other names, members."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from resumetrack.model import DESCRIPTORS, LIST_DIMENSIONS, Kind
from resumetrack.store.engine import Engine
from resumetrack.store.query import StateQuery
from resumetrack.store.roster import BEGINNING, Names, active, belongs, last_listed, loads, members, names, spans
from resumetrack.store.session import Rows
from resumetrack.store.sql import day, json_member, text

_CODES = DESCRIPTORS[1:]


def on_roster(engine: Engine, chosen: list[int], last: date, codes: Sequence[str], attributes: Iterable[str]) -> Rows:
    """The spans of the roster that begin by a day: id, from (None: always), until (None: open), employees, words."""
    words = [f"s.{code}" for code in codes] + [json_member("s.attributes", name) for name in attributes]
    said = ", ".join(("s.enterprise_key", f"nullif(s.valid_from, {BEGINNING})", "s.valid_to", "s.employees", *words))
    return engine.rows(f"SELECT {said} FROM ({spans(chosen)}) AS s WHERE s.valid_from <= {day(last)}")


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


def _held(engine: Engine, panel_key: int, as_of: datetime | None, last: date) -> dict[date, int]:
    rows = engine.rows(
        "SELECT period, sum(row_count) FROM report_period JOIN report USING (report) "
        f"WHERE panel_key = {panel_key} AND {active(as_of)} AND period <= {day(last)} GROUP BY period ORDER BY period"
    )
    return {period: int(number) for period, number in rows}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a state has to know beside the observations.

    `held` are the periods so far, each with its rows delivered; `roster` is None where there is none.
    """

    reports: Rows
    held: dict[date, int]
    roster: Rows | None
    owners: Rows
    members: Rows


def scope_of(
    engine: Engine, query: StateQuery, codes: Sequence[str], attributes: Iterable[str], groups: Sequence[str]
) -> Scope:
    """Find it for a state: of the roster these codes and attributes, of lists these dimensions."""
    last = query.periods[-1]
    chosen = loads(engine, query.panel_key, query.as_of)
    called = names(engine, query.panel_key, chosen)
    return Scope(
        reports=reports(engine, query.panel_key, query.as_of),
        held=_held(engine, query.panel_key, query.as_of, last),
        roster=on_roster(engine, chosen, last, codes, attributes) if chosen else None,
        owners=owners(engine, called, chosen) if called.aliased else [],
        members=[] if query.lists is None else memberships(engine, query, called, chosen, groups),
    )
