"""The state: one row per enterprise and period, what is in force as of a moment, in scope or not.

This is the relation behind every figure. It is composed here, next to the columns it is made from, and handed to
`measure` as it is; what the columns mean is documented there (`resumetrack.measure.state_columns`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from resumetrack.model import DESCRIPTORS, LIST_DIMENSIONS, MEASURES
from resumetrack.store import closures
from resumetrack.store.engine import Engine
from resumetrack.store.observed import Parts, observed
from resumetrack.store.roster import loads, members, names, spans, valid
from resumetrack.store.sql import day, json_member, text


@dataclass(frozen=True)
class Dimension:
    """One dimension of a state: its name, and the groups each raw value falls in (None: the value itself)."""

    name: str
    groups: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Filter:
    """Keep rows whose raw value of a dimension is one of these."""

    dimension: str
    values: frozenset[str]


@dataclass(frozen=True)
class StateQuery:
    """What a state is asked for; `lists` makes their members the scope and the only rows.

    `detail` adds `enterprise_id`, `difficulty` and `last_period`, the latest period with a status so far.
    """

    panel_key: int
    periods: tuple[date, ...]
    every_period: bool
    as_of: datetime | None = None
    lists: tuple[str, ...] | None = None
    dimensions: tuple[Dimension, ...] = ()
    filters: tuple[Filter, ...] = ()
    detail: bool = False


def state(engine: Engine, query: StateQuery) -> duckdb.DuckDBPyRelation:
    """Give the state as a relation; dimension number i is the column `dim_i`."""
    return engine.relation(_Composer(engine, query).sql())


class _Composer:
    """Puts the query together, leaving out the parts that have nothing to say (aliases, closures, roster, lists)."""

    def __init__(self, engine: Engine, query: StateQuery) -> None:
        self.query = query
        self.loads = loads(engine, query.panel_key, query.as_of)
        self.names = names(engine, query.panel_key, self.loads)
        self.observed = observed(engine, query.panel_key, query.as_of, query.periods[-1], self.names, chosen=self.loads)
        self.closures = closures.are_any(engine, query.panel_key, query.as_of, query.periods[-1])
        self.listed = query.lists is not None

    def sql(self) -> str:
        parts: Parts = [("periods", self._periods()), ("spans", spans(self.loads)), *self.names.ctes()]
        parts += self.observed.parts("seen", self._period_condition())
        if self.closures:
            parts += closures.carried(self.observed, self.query.periods[-1])
        if self.query.detail:
            parts += self.observed.parts("past", f"o.period <= {day(self.query.periods[-1])}")
        parts.append(("descriptors", self.observed.descriptors("seen", *(["history"] if self.closures else []))))
        parts.append(("present", closures.PRESENT if self.closures else closures.NONE_PRESENT))
        if self.listed:
            parts.append(("members", self._members()))
        parts += [("scope", self._scope()), ("rows", self._rows())]
        parts += [(f"level_{place}", _level(dimension)) for place, dimension in self._levelled()]
        ctes = ", ".join(f"{name} AS ({sql})" for name, sql in parts)
        return f"WITH {ctes} {self._final()}"

    # -- the parts -------------------------------------------------------------------------------------------

    def _periods(self) -> str:
        values = ", ".join(f"({day(period)})" for period in self.query.periods)
        return f"SELECT * FROM (VALUES {values}) AS p(period)"

    def _period_condition(self) -> str:
        periods = self.query.periods
        if self.query.every_period and len(periods) > 1:
            return f"o.period BETWEEN {day(periods[0])} AND {day(periods[-1])}"
        return f"o.period IN ({', '.join(map(day, periods))})"

    def _members(self) -> str:
        """Memberships valid on each period, under the enterprise's own key."""
        described = ", ".join(f"m.{column}" for column in DESCRIPTORS)
        listed = members(self.query.panel_key, self.query.lists or (), self.query.as_of)
        return (
            f"SELECT p.period, {self.names.key('m')} AS enterprise_key, m.list, m.batch, "
            f"m.focus, m.leader, {described}, "
            f"m.place FROM ({listed}) AS m JOIN periods AS p ON (m.valid_from IS NULL OR p.period >= m.valid_from) "
            f"AND (m.valid_to IS NULL OR p.period <= m.valid_to) {self.names.join('m', 'p.period')}"
        )

    def _scope(self) -> str:
        if self.listed:
            described = ", ".join(
                f"last({column} ORDER BY place) FILTER (WHERE {column} IS NOT NULL) AS {column}"
                for column in DESCRIPTORS
            )
            return f"SELECT period, enterprise_key, {described} FROM members GROUP BY period, enterprise_key"
        return f"SELECT p.period, s.enterprise_key FROM spans AS s JOIN periods AS p ON {valid('p.period', 's')}"

    def _rows(self) -> str:
        """Everyone who reports or is in scope, described by the roster first, then as reported, then as listed."""
        sources = ["r", "d", *(["k"] if self.closures else []), *(["c"] if self.listed else [])]
        described = ", ".join(
            f"coalesce({', '.join(f'{source}.{column}' for source in sources)}) AS {column}" for column in DESCRIPTORS
        )
        measures = ", ".join(f"p.{measure}" for measure in MEASURES[1:])
        period = "coalesce(p.period, c.period)"
        closed = "LEFT JOIN descriptors AS k ON k.descriptor_key = p.closed_key" if self.closures else ""
        return (
            "SELECT period, enterprise_key, CAST(p.status AS VARCHAR) AS status, "
            "CASE WHEN p.carried IS NOT NULL THEN coalesce(p.employees, r.employees) END AS employees, "
            f"{measures}, r.employees AS roster_employees, "
            "CASE WHEN c.enterprise_key IS NULL THEN 0 ELSE 1 END AS in_scope, coalesce(p.carried, 0) AS carried, "
            f"p.difficulty_key, p.expected_resume, p.report, p.line, {described}, r.attributes AS roster_attributes, "
            "d.attributes AS attributes, "
            f"{'k.attributes' if self.closures else 'CAST(NULL AS VARCHAR)'} AS closed_attributes "
            f"FROM present AS p {'RIGHT' if self.listed else 'FULL'} JOIN scope AS c USING (period, enterprise_key) "
            f"LEFT JOIN spans AS r ON r.enterprise_key = coalesce(p.enterprise_key, c.enterprise_key) "
            f"AND {valid(period, 'r')} LEFT JOIN descriptors AS d ON d.descriptor_key = p.descriptor_key {closed}"
        )

    # -- dimensions ------------------------------------------------------------------------------------------

    def _levelled(self) -> list[tuple[int, Dimension]]:
        return [(place, chosen) for place, chosen in enumerate(self.query.dimensions) if chosen.groups is not None]

    def _final(self) -> str:
        columns: list[str] = []
        joins = [self._join_members()]
        for place, dimension in enumerate(self.query.dimensions):
            if dimension.groups is None:
                columns.append(f"{_raw(dimension.name)} AS dim_{place}")
            else:
                columns.append(f"level_{place}.grouped AS dim_{place}")
                joins.append(f"LEFT JOIN level_{place} ON level_{place}.raw = {_raw(dimension.name)}")
        if self.query.detail:
            columns += ["e.enterprise_id", "y.difficulty", "l.last_period"]
            joins += _DETAIL
        filters = [_filter(chosen) for chosen in self.query.filters if chosen.dimension not in LIST_DIMENSIONS]
        where = f" WHERE {' AND '.join(filters)}" if filters else ""
        return f"SELECT {''.join(f'{column}, ' for column in columns)}rows.* FROM rows {' '.join(joins)}{where}"

    def _join_members(self) -> str:
        """Repeat a member for each group it falls in, and once for all memberships that meet the conditions."""
        groups = [dimension.name for dimension in self.query.dimensions if dimension.name in LIST_DIMENSIONS]
        filters = [_filter(chosen) for chosen in self.query.filters if chosen.dimension in LIST_DIMENSIONS]
        if not groups and not filters:
            return ""
        columns = ", ".join(("period", "enterprise_key", *groups))
        where = f"WHERE {' AND '.join(filters)}" if filters else ""
        return f"JOIN (SELECT DISTINCT {columns} FROM members AS m {where}) AS m USING (period, enterprise_key)"


_DETAIL = (
    "JOIN enterprise AS e ON e.enterprise_key = rows.enterprise_key",
    "LEFT JOIN difficulty AS y ON y.difficulty_key = rows.difficulty_key",
    (
        "ASOF LEFT JOIN (SELECT enterprise_key, period AS last_period FROM past WHERE status IS NOT NULL) AS l "
        "ON l.enterprise_key = rows.enterprise_key AND rows.period >= l.last_period"
    ),
)


def _level(dimension: Dimension) -> str:
    pairs = [(raw, group) for raw, groups in (dimension.groups or {}).items() for group in groups]
    if not pairs:
        return "SELECT '' AS raw, '' AS grouped WHERE false"
    values = ", ".join(f"({text(raw)}, {text(group)})" for raw, group in pairs)
    return f"SELECT * FROM (VALUES {values}) AS l(raw, grouped)"


def _raw(dimension: str) -> str:
    """SQL for the raw value of a dimension."""
    if dimension in DESCRIPTORS:
        return f"rows.{dimension}"
    if dimension in LIST_DIMENSIONS:
        return f"m.{dimension}"
    sources = ("roster_attributes", "attributes", "closed_attributes")
    return f"coalesce({', '.join(json_member(f'rows.{source}', dimension) for source in sources)})"


def _filter(chosen: Filter) -> str:
    if not chosen.values:
        return "false"
    return f"{_raw(chosen.dimension)} IN ({', '.join(map(text, sorted(chosen.values)))})"
