"""The state: one row per enterprise and period, what is in force as of a moment, in scope or not.

This is the relation behind every figure. It is composed here, next to the columns it is made from, and handed to
`measure` as it is; what the columns mean is documented there (`resumetrack.measure.state_columns`).
"""

import duckdb

from resumetrack.model import DESCRIPTORS, LIST_DIMENSIONS, MEASURES
from resumetrack.store import closures
from resumetrack.store.engine import Engine
from resumetrack.store.levels import Levels
from resumetrack.store.observed import Parts, observed
from resumetrack.store.present import present
from resumetrack.store.query import Filter, Part, StateQuery
from resumetrack.store.roster import loads, members, names, spans, valid
from resumetrack.store.sql import day, json_member, text

# Read again where they are used twice: to keep them would take the memory of all observations asked for.
_READ_AGAIN = frozenset({"descriptors", "seen", "recent", "told", "rows", "grouped"})
_ATTRIBUTES = ("roster_attributes", "attributes", "carried_attributes")


def state(engine: Engine, query: StateQuery) -> duckdb.DuckDBPyRelation:
    """Give the state, or a part of it, as a relation; dimension number i is the column `dim_i`."""
    return engine.relation(_Composer(engine, query).sql())


class _Composer:
    """Puts the query together, leaving out the parts that have nothing to say (aliases, closures, roster, lists)."""

    def __init__(self, engine: Engine, query: StateQuery) -> None:
        self.query = query
        self.loads = loads(engine, query.panel_key, query.as_of)
        self.names = names(engine, query.panel_key, self.loads)
        self.observed = observed(engine, query.panel_key, query.as_of, query.periods[-1], self.names, chosen=self.loads)
        self.closed = closures.closed(engine, self.observed, query.periods[-1], spans(self.loads))
        self.carries = self.closed is not None or bool(query.reach)
        self.levels = Levels(engine, query.dimensions)
        self.listed = query.lists is not None

    def sql(self) -> str:
        parts: Parts = [("periods", self._periods()), ("spans", spans(self.loads)), *self.names.ctes()]
        if self.loads or self.query.part in (Part.SCOPE, Part.ANSWERED):
            parts.append(("described_spans", self.levels.described("FROM spans")))
        if self.query.part is not Part.SCOPE:
            parts += present(self.observed, self.query, self._period_condition(), self.closed)
            parts.append(("descriptors", self.levels.described(self._descriptors())))
        if self.listed:
            parts.append(("members", self._members()))
        parts += self._rows()
        if self.query.detail:
            parts += self.observed.parts("past", f"o.period <= {day(self.query.periods[-1])}")
        final = self._grouped()
        ctes = ", ".join(
            f"{name} AS {'NOT MATERIALIZED ' if name in _READ_AGAIN else ''}({sql})" for name, sql in parts
        )
        return f"WITH {ctes} {final}"

    # -- the parts -------------------------------------------------------------------------------------------

    def _periods(self) -> str:
        values = ", ".join(f"({day(period)})" for period in self.query.periods)
        return f"SELECT * FROM (VALUES {values}) AS p(period)"

    def _period_condition(self) -> str:
        periods = self.query.periods
        if self.query.every_period and len(periods) > 1:
            return f"o.period BETWEEN {day(periods[0])} AND {day(periods[-1])}"
        return f"o.period IN ({', '.join(map(day, periods))})"

    def _descriptors(self) -> str:
        carried = [*(["history"] if self.closed else []), *(["recent"] if self.query.reach else [])]
        return self.observed.descriptors("seen", *carried)

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

    def _rows(self) -> Parts:
        match self.query.part:
            case Part.WHOLE:
                return [
                    ("present", self._from_present("FROM {}")),
                    ("scope", self._scope()),
                    ("rows", self._everyone()),
                ]
            case Part.PRESENT:
                return [("rows", self._reporters())]
            case Part.SCOPE:
                return [("rows", f"SELECT {self._silent()}, r.valid_from, r.valid_to FROM described_spans AS r")]
            case Part.ANSWERED:
                answered = self._from_present("SELECT period, enterprise_key FROM {}")
                return [
                    (
                        "rows",
                        (
                            f"SELECT p.period, {self._silent()} FROM ({answered}) AS p JOIN described_spans AS r "
                            f"ON r.enterprise_key = p.enterprise_key AND {valid('p.period', 'r')}"
                        ),
                    )
                ]

    def _from_present(self, select: str) -> str:
        """The same question to those who report and, where something is carried, to the others."""
        return " UNION ALL ".join(select.format(name) for name in ("told", *(["kept"] if self.carries else [])))

    def _scope(self) -> str:
        if self.listed:
            described = ", ".join(
                f"last({column} ORDER BY place) FILTER (WHERE {column} IS NOT NULL) AS {column}"
                for column in DESCRIPTORS
            )
            listed = f"SELECT period, enterprise_key, {described} FROM members GROUP BY period, enterprise_key"
            return self.levels.described(listed)
        return f"SELECT p.period, s.enterprise_key FROM spans AS s JOIN periods AS p ON {valid('p.period', 's')}"

    def _everyone(self) -> str:
        """Everyone who reports or is in scope, described by the roster first, then as reported, then as listed."""
        period = "coalesce(p.period, c.period)"
        return (
            f"SELECT period, enterprise_key, p.status, CASE WHEN p.carried IS NOT NULL THEN {self._employees()} END "
            "AS employees, "
            "CASE WHEN c.enterprise_key IS NULL THEN 0 ELSE 1 END AS in_scope, coalesce(p.carried, 0) AS carried, "
            f"{self._told(carries=self.carries, listed=self.listed)} "
            f"FROM present AS p {'RIGHT' if self.listed else 'FULL'} JOIN scope AS c USING (period, enterprise_key) "
            f"{self._joins('coalesce(p.enterprise_key, c.enterprise_key)', period, carries=self.carries)}"
        )

    def _reporters(self) -> str:
        """Everyone who reports, in scope or not."""
        in_scope = "CASE WHEN r.enterprise_key IS NULL THEN 0 ELSE 1 END" if self.loads else "0"
        return " UNION ALL ".join(
            f"SELECT p.period, p.enterprise_key, p.status, {self._employees()} AS employees, "
            f"{in_scope} AS in_scope, p.carried, {self._told(carries=carries)} FROM {name} AS p "
            f"{self._joins('p.enterprise_key', 'p.period', carries=carries, all_report=not carries)}"
            for name, carries in (("told", False), *([("kept", True)] if self.carries else []))
        )

    def _silent(self) -> str:
        """Columns of an enterprise in scope that says nothing."""
        measures = ", ".join(f"CAST(NULL AS BIGINT) AS {measure}" for measure in MEASURES)
        described = ", ".join(f"r.{column}" for column in DESCRIPTORS)
        return (
            f"r.enterprise_key, CAST(NULL AS status) AS status, {measures}, 1 AS in_scope, 0 AS carried, "
            f"r.employees AS roster_employees, {described}, r.attributes AS roster_attributes, "
            "CAST(NULL AS VARCHAR) AS attributes, CAST(NULL AS VARCHAR) AS carried_attributes"
            f"{self.levels.columns(['r'])}"
        )

    def _employees(self) -> str:
        return "coalesce(p.employees, r.employees)" if self.loads else "p.employees"

    def _told(self, *, carries: bool, listed: bool = False) -> str:
        """Columns of what is said, and of what describes an enterprise: the roster, the report, what is carried."""
        sources = [
            *(["r"] if self.loads else []), "d", *(["k"] if carries else []), *(["c"] if listed else [])
        ]  # fmt: skip
        measures = ", ".join(f"p.{measure}" for measure in MEASURES[1:])
        described = ", ".join(
            f"coalesce({', '.join(f'{source}.{column}' for source in sources)}) AS {column}" for column in DESCRIPTORS
        )
        on_roster = "r.{0}" if self.loads else "CAST(NULL AS {1})"
        return (
            f"{measures}, {on_roster.format('employees', 'BIGINT')} AS roster_employees, p.difficulty_key, "
            f"p.expected_resume, p.report, p.line, {described}, "
            f"{on_roster.format('attributes', 'VARCHAR')} AS roster_attributes, d.attributes AS attributes, "
            f"{'k.attributes' if carries else 'CAST(NULL AS VARCHAR)'} AS carried_attributes"
            f"{self.levels.columns(sources)}"
        )

    def _joins(self, enterprise: str, period: str, *, carries: bool, all_report: bool = False) -> str:
        """SQL to join what describes an enterprise; the engine is quicker where it need not look for missing ones."""
        on_roster = f"LEFT JOIN described_spans AS r ON r.enterprise_key = {enterprise} AND {valid(period, 'r')}"
        carried = "LEFT JOIN descriptors AS k ON k.descriptor_key = p.carried_key"
        return (
            f"{'' if all_report else 'LEFT'} JOIN descriptors AS d ON d.descriptor_key = p.descriptor_key "
            f"{on_roster if self.loads else ''} "
            f"{carried if carries else ''}"
        )

    # -- dimensions ------------------------------------------------------------------------------------------

    def _grouped(self) -> str:
        """The rows with the groups they fall in, of those that meet the conditions."""
        columns: list[str] = []
        joins = [self._join_members()]
        for place, dimension in enumerate(self.query.dimensions):
            if dimension.groups is None:
                columns.append(f"{_raw(dimension.name)} AS dim_{place}")
            elif (join := self.levels.join(place)) is not None:
                columns.append(f"level_{place}.grouped AS dim_{place}")
                joins.append(join)
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


def _raw(dimension: str) -> str:
    """SQL for the raw value of a dimension."""
    if dimension in DESCRIPTORS:
        return f"rows.{dimension}"
    if dimension in LIST_DIMENSIONS:
        return f"m.{dimension}"
    return f"coalesce({', '.join(json_member(f'rows.{source}', dimension) for source in _ATTRIBUTES)})"


def _filter(chosen: Filter) -> str:
    if not chosen.values:
        return "false"
    return f"{_raw(chosen.dimension)} IN ({', '.join(map(text, sorted(chosen.values)))})"
