"""The state: one row per enterprise and period, what is in force as of a moment, in scope or not.

This is the relation behind every figure. It is composed here, next to the columns it is made from, and handed to
`measure` as it is; what the columns mean is documented there (`resumetrack.measure.state_columns`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from resumetrack.model import DESCRIPTORS, LIST_DIMENSIONS, MEASURES
from resumetrack.store.engine import day, moment, text
from resumetrack.store.roster import aliases, has_aliases, has_roster, members, spans

_PLAIN = (*MEASURES, "difficulty_key", "expected_resume")


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


def state(connection: duckdb.DuckDBPyConnection, query: StateQuery) -> duckdb.DuckDBPyRelation:
    """Give the state as a relation; dimension number i is the column `dim_i`."""
    sql = _Composer(connection, query).sql()
    return connection.sql(sql)


def visible(as_of: datetime | None) -> str:
    """SQL condition on an observation: in force at that moment (now, if None)."""
    if as_of is None:
        return "visible_to IS NULL"
    then = moment(as_of)
    return f"visible_from <= {then} AND (visible_to IS NULL OR visible_to > {then})"


class _Composer:
    """Puts the query together, leaving out the parts that have nothing to say (aliases, closures, roster, lists)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, query: StateQuery) -> None:
        self.connection = connection
        self.query = query
        self.roster = has_roster(connection, query.panel_key, query.as_of)
        self.aliased = has_aliases(connection, query.panel_key, query.as_of)
        self.closures = self._any_closures()

    def sql(self) -> str:
        parts = [
            ("periods", self._periods()),
            ("spans", spans(self.connection, self.query.panel_key, self.query.as_of)),
            ("aliases", aliases(self.query.panel_key, self.query.as_of)),
            ("seen", self._seen()),
        ]
        if self.closures:
            parts += self._carried()
        parts.append(("present", self._present()))
        if self.query.lists is not None:
            parts.append(("members", self._members()))
        parts += [("scope", self._scope()), ("rows", self._rows())]
        parts += [(f"level_{place}", self._level(dimension)) for place, dimension in self._levelled()]
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

    def _observations(self, condition: str) -> str:
        """Observations in force, under the enterprise's own key whatever name it reported under."""
        columns = ", ".join(f"o.{column}" for column in ("status", *_PLAIN, "descriptor_key", "report", "line"))
        base = f"o.panel_key = {self.query.panel_key} AND {visible(self.query.as_of)} AND {condition}"
        if not self.aliased:
            return f"SELECT o.period, o.enterprise_key, {columns} FROM observation AS o WHERE {base}"
        return (
            f"SELECT o.period, coalesce(a.enterprise_key, o.enterprise_key) AS enterprise_key, {columns} "
            f"FROM observation AS o LEFT JOIN aliases AS a ON a.from_key = o.enterprise_key WHERE {base} "
            "QUALIFY row_number() OVER (PARTITION BY coalesce(a.enterprise_key, o.enterprise_key), o.period "
            "ORDER BY o.visible_from DESC, o.report DESC, o.line DESC) = 1"
        )

    def _seen(self) -> str:
        return self._observations(self._period_condition())

    def _any_closures(self) -> bool:
        last = day(self.query.periods[-1])
        return bool(
            self.connection.execute(
                f"SELECT count(*) FROM (SELECT 1 FROM observation WHERE panel_key = {self.query.panel_key} "
                f"AND status = 'closed' AND period < {last} AND {visible(self.query.as_of)} LIMIT 1)"
            ).fetchall()[0][0]
        )

    def _carried(self) -> list[tuple[str, str]]:
        """Closures for good, carried to every later period until a report with a status or the end of the roster."""
        last = day(self.query.periods[-1])
        on_roster = (
            "WHERE NOT EXISTS (FROM spans AS s WHERE s.enterprise_key = c.enterprise_key) OR EXISTS (FROM spans AS s "
            "WHERE s.enterprise_key = c.enterprise_key AND p.period >= s.valid_from AND (s.valid_to IS NULL OR p.period < s.valid_to))"
        )
        return [
            ("history", self._observations(f"o.period <= {last}")),
            ("closures", f"SELECT * FROM history WHERE status = 'closed' AND period < {last}"),
            (
                "endings",
                "SELECT c.enterprise_key, c.period, min(h.period) FILTER (WHERE h.period > c.period AND h.status IS NOT NULL) AS until, "
                "arg_max(h.employees, h.period) FILTER (WHERE h.period <= c.period AND h.employees IS NOT NULL) AS employees "
                "FROM closures AS c JOIN history AS h USING (enterprise_key) GROUP BY c.enterprise_key, c.period",
            ),
            (
                "carried",
                "SELECT p.period, c.enterprise_key, e.employees, c.difficulty_key, c.descriptor_key, c.report, c.line "
                "FROM closures AS c JOIN endings AS e USING (enterprise_key, period) "
                f"JOIN periods AS p ON p.period > c.period AND (e.until IS NULL OR p.period < e.until) {on_roster}",
            ),
        ]

    def _present(self) -> str:
        """What is known of the enterprises that report, or whose closure is carried."""
        if not self.closures:
            return "SELECT *, 0 AS carried FROM seen"
        measures = ", ".join(f"s.{measure}" for measure in MEASURES[2:])
        return (
            "SELECT period, enterprise_key, CASE WHEN s.status IS NULL AND c.enterprise_key IS NOT NULL THEN 'closed' ELSE s.status END AS status, "
            "coalesce(s.employees, c.employees) AS employees, "
            "CASE WHEN s.status IS NULL AND c.enterprise_key IS NOT NULL THEN coalesce(s.on_duty, 0) ELSE s.on_duty END AS on_duty, "
            f"{measures}, coalesce(s.difficulty_key, c.difficulty_key) AS difficulty_key, s.expected_resume, "
            "coalesce(s.descriptor_key, c.descriptor_key) AS descriptor_key, "
            "coalesce(s.report, c.report) AS report, coalesce(s.line, c.line) AS line, "
            "CASE WHEN s.status IS NULL AND c.enterprise_key IS NOT NULL THEN 1 ELSE 0 END AS carried "
            "FROM seen AS s FULL JOIN carried AS c USING (period, enterprise_key)"
        )

    def _members(self) -> str:
        """Memberships valid on each period, under the enterprise's own key."""
        key = "coalesce(a.enterprise_key, m.enterprise_key)" if self.aliased else "m.enterprise_key"
        join = "LEFT JOIN aliases AS a ON a.from_key = m.enterprise_key" if self.aliased else ""
        described = ", ".join(f"m.{column}" for column in DESCRIPTORS)
        return (
            f"SELECT p.period, {key} AS enterprise_key, m.list, m.batch, m.focus, m.leader, {described} "
            f"FROM ({members(self.query.panel_key, self.query.lists or (), self.query.as_of)}) AS m {join} JOIN periods AS p "
            "ON (m.valid_from IS NULL OR p.period >= m.valid_from) AND (m.valid_to IS NULL OR p.period <= m.valid_to)"
        )

    def _scope(self) -> str:
        if self.query.lists is not None:
            described = ", ".join(f"any_value({column}) AS {column}" for column in DESCRIPTORS)
            return f"SELECT period, enterprise_key, {described} FROM members GROUP BY period, enterprise_key"
        return (
            "SELECT p.period, s.enterprise_key FROM spans AS s JOIN periods AS p "
            "ON p.period >= s.valid_from AND (s.valid_to IS NULL OR p.period < s.valid_to)"
        )

    def _rows(self) -> str:
        """Everyone who reports and everyone in scope, described by the roster first, then as reported, then as listed."""
        listed = self.query.lists is not None
        described = ", ".join(
            f"coalesce(r.{column}, d.{column}{f', c.{column}' if listed else ''}) AS {column}" for column in DESCRIPTORS
        )
        measures = ", ".join(f"p.{measure}" for measure in MEASURES[1:])
        join = "RIGHT JOIN" if listed else "FULL JOIN"
        return (
            "SELECT period, enterprise_key, "
            "CAST(p.status AS VARCHAR) AS status, "
            "CASE WHEN p.descriptor_key IS NULL THEN NULL ELSE coalesce(p.employees, r.employees) END AS employees, "
            f"{measures}, r.employees AS roster_employees, "
            f"CASE WHEN c.enterprise_key IS NULL THEN 0 ELSE 1 END AS in_scope, coalesce(p.carried, 0) AS carried, "
            f"p.difficulty_key, p.expected_resume, p.report, p.line, {described}, "
            "r.attributes AS roster_attributes, d.attributes AS attributes "
            f"FROM present AS p {join} scope AS c USING (period, enterprise_key) "
            "LEFT JOIN spans AS r ON r.enterprise_key = coalesce(p.enterprise_key, c.enterprise_key) "
            "AND coalesce(p.period, c.period) >= r.valid_from "
            "AND (r.valid_to IS NULL OR coalesce(p.period, c.period) < r.valid_to) "
            "LEFT JOIN descriptor AS d ON d.descriptor_key = p.descriptor_key"
        )

    # -- dimensions ------------------------------------------------------------------------------------------

    def _levelled(self) -> list[tuple[int, Dimension]]:
        return [(place, dimension) for place, dimension in enumerate(self.query.dimensions) if dimension.groups is not None]

    @staticmethod
    def _level(dimension: Dimension) -> str:
        groups = dimension.groups or {}
        pairs = [(raw, group) for raw, chosen in groups.items() for group in chosen]
        if not pairs:
            return "SELECT '' AS raw, '' AS grouped WHERE false"
        values = ", ".join(f"({text(raw)}, {text(group)})" for raw, group in pairs)
        return f"SELECT * FROM (VALUES {values}) AS l(raw, grouped)"

    def raw(self, dimension: str) -> str:
        """SQL for the raw value of a dimension."""
        if dimension in DESCRIPTORS:
            return f"rows.{dimension}"
        if dimension in LIST_DIMENSIONS:
            return f"m.{dimension}"
        path = text('$."' + dimension.replace('"', '\\"') + '"')
        return (
            f"coalesce(json_extract_string(nullif(rows.roster_attributes, ''), {path}), "
            f"json_extract_string(nullif(rows.attributes, ''), {path}))"
        )

    def _final(self) -> str:
        columns, joins = [], []
        used = {dimension.name for dimension in self.query.dimensions} | {chosen.dimension for chosen in self.query.filters}
        if used & set(LIST_DIMENSIONS):
            wanted = [f"m.{name}" for name in LIST_DIMENSIONS if name in used]
            joins.append(
                f"JOIN (SELECT DISTINCT period, enterprise_key, {', '.join(wanted)} FROM members AS m) AS m USING (period, enterprise_key)"
            )
        for place, dimension in enumerate(self.query.dimensions):
            if dimension.groups is None:
                columns.append(f"{self.raw(dimension.name)} AS dim_{place}")
            else:
                columns.append(f"level_{place}.grouped AS dim_{place}")
                joins.append(f"LEFT JOIN level_{place} ON level_{place}.raw = {self.raw(dimension.name)}")
        if self.query.detail:
            columns += ["e.enterprise_id", "y.difficulty", "l.last_period"]
            joins += self._detail_joins()
        conditions = [self._filter(chosen) for chosen in self.query.filters]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"SELECT {''.join(f'{column}, ' for column in columns)}rows.* FROM rows {' '.join(joins)}{where}"

    def _detail_joins(self) -> list[str]:
        spoken = self._observations(f"o.status IS NOT NULL AND o.period <= {day(self.query.periods[-1])}")
        return [
            "JOIN enterprise AS e ON e.enterprise_key = rows.enterprise_key",
            "LEFT JOIN difficulty AS y ON y.difficulty_key = rows.difficulty_key",
            f"ASOF LEFT JOIN (SELECT enterprise_key, period AS last_period FROM ({spoken})) AS l "
            "ON l.enterprise_key = rows.enterprise_key AND rows.period >= l.last_period",
        ]

    def _filter(self, chosen: Filter) -> str:
        if not chosen.values:
            return "false"
        return f"{self.raw(chosen.dimension)} IN ({', '.join(text(value) for value in sorted(chosen.values))})"
