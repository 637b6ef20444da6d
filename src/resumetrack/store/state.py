"""The state: one row per enterprise and period, what is in force as of a moment, in scope or not.

This is the relation behind every figure. It is composed here, next to the columns it is made from, and handed to
`measure` as it is; what the columns mean is documented there (`resumetrack.measure.state_columns`).
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import duckdb

from resumetrack.model import DESCRIPTORS, MEASURES
from resumetrack.store import closures, listed, neighbours
from resumetrack.store.engine import Engine
from resumetrack.store.grouping import SILENT, grouped
from resumetrack.store.levels import Levels
from resumetrack.store.observed import Parts, among, observed
from resumetrack.store.present import present
from resumetrack.store.query import Part, StateQuery
from resumetrack.store.roster import belongs, last_listed, loads, members, names, spans, valid
from resumetrack.store.sql import day
from resumetrack.store.wanted import wanted

# Read again where they are used twice: to keep them would take the memory of all observations asked for.
_READ_AGAIN = frozenset({"descriptors", "seen", "recent", "told", "rows", "state"})
# Columns of those present that the rows take as they are.
_AS_SAID = ("status", *MEASURES[1:], "difficulty_key", "expected_resume", "report", "line")


def state(engine: Engine, query: StateQuery) -> duckdb.DuckDBPyRelation:
    """Give the state, or a part of it, as a relation; dimension number i is the column `dim_i`."""
    return engine.relation(Composer(engine, query).sql(query.part))


class Composer:
    """Puts the query together, leaving out the parts that have nothing to say (aliases, closures, roster, lists)."""

    def __init__(self, engine: Engine, query: StateQuery) -> None:
        self.query = query
        self._engine = engine
        self.loads = loads(engine, query.panel_key, query.as_of)
        self.names = names(engine, query.panel_key, self.loads)
        self.listed = query.lists is not None
        told = observed(engine, query.panel_key, query.as_of, query.periods[-1], self.names, chosen=self.loads)
        self.observed = replace(told, table=listed.source(engine, self._member_keys))
        self.closed = closures.closed(engine, self.observed, query.periods, spans(self.loads), self._member_keys)
        self.carries = self.closed is not None or bool(query.reach)
        self.wanted = wanted(query)

    @cached_property
    def levels(self) -> Levels:
        """The groups that raw codes fall in."""
        return Levels(self._engine, self.query.dimensions)

    def sql(self, part: Part, *, rest: bool = False) -> str:
        """SQL for a part; its `rest` are those who state no status themselves, what is carried to them included."""
        parts: Parts = [("periods", self._periods()), ("spans", spans(self.loads)), *self.names.ctes()]
        told = ("kept",) if rest else self._present
        if part is not Part.SCOPE:
            parts += [("kept", f"FROM {self._carried}")] if rest and not self.observed.crowded else self._reports()
            if part is Part.WHOLE:
                parts.append(("present", _union(f"SELECT {self._kept()} FROM {{}}", told)))
            # Few rows need few descriptions: to give groups to those of everybody would take longer than all else.
            few = "kept" if rest else "present" if self._member_keys else None
            parts.append(("descriptors", self.levels.described(self._descriptors(few))))
        if self.loads or part in (Part.SCOPE, Part.ANSWERED):
            few = "kept" if rest else self._member_keys
            some = f" SEMI JOIN {few} USING (enterprise_key)" if few else ""
            parts.append(("described_spans", self.levels.described(f"FROM spans{some}")))
        if self.listed:
            parts.append(("members", self._members()))
        parts += self._rows(part, told)
        if self.query.detail:
            parts += self.observed.parts("past", f"o.period <= {day(self.query.periods[-1])}{self._silent_ones()}")
        final = grouped(self.query, self.levels)
        if self.query.beside:
            parts.append(("state", final))
            further, final = neighbours.beside(self.query)
            parts += further
        return f"{_with(parts)} {final}"

    @property
    def _present(self) -> Sequence[str]:
        """The subqueries of those who report and, where something is carried, of the others."""
        return ("told", "kept") if self.carries else ("told",)

    @cached_property
    def _carried(self) -> str:
        """The table of the rest, for several parts: few rows that take long to find."""
        parts: Parts = [("periods", self._periods()), ("spans", spans(self.loads)), *self.names.ctes()]
        return self._engine.temporary(f"{_with([*parts, *self._reports()])} FROM kept")

    # -- the parts -------------------------------------------------------------------------------------------

    def _periods(self) -> str:
        values = ", ".join(f"({day(period)})" for period in self.query.periods)
        return f"SELECT * FROM (VALUES {values}) AS p(period)"

    def _period_condition(self) -> str:
        periods, members = self.query.periods, among(self._member_keys)
        if self.query.every_period and len(periods) > 1:
            return f"o.period BETWEEN {day(periods[0])} AND {day(periods[-1])}{members}"
        return f"o.period IN ({', '.join(map(day, periods))}){members}"

    @cached_property
    def _memberships(self) -> str:
        """The table of memberships of the lists."""
        chosen = members(self.query.panel_key, self.query.lists or (), self.query.as_of)
        numbered = "row_number() OVER (ORDER BY place) AS place"  # as it is it has no names, and is for no table
        return self._engine.temporary(f"SELECT * REPLACE ({numbered}) FROM ({chosen})")

    @property
    def _member_keys(self) -> str | None:
        """The table of those on the lists, where that is all whose reports matter; None where they have other names."""
        return self._memberships if self.listed and not self.names.aliased else None

    @property
    def _is_listed_once(self) -> bool:
        """Whether nobody has two memberships, so that none has to be chosen from."""
        keys = "count(*) = count(DISTINCT enterprise_key)"
        return self._member_keys is not None and bool(self._engine.value(f"SELECT {keys} FROM {self._memberships}"))

    def _reports(self) -> Parts:
        """Who reports and, as `kept`, what is carried to others."""
        return present(self.observed, self.query, self._period_condition(), self.closed, self._member_keys)

    def _silent_ones(self) -> str:
        """SQL condition behind others: of those whose last status is to be looked for; of all where names differ."""
        if self.names.aliased:
            return ""
        return f" AND o.enterprise_key IN (SELECT enterprise_key FROM rows WHERE {SILENT})"

    def _descriptors(self, few: str | None) -> str:
        """SQL for descriptions, of the rows of `few` alone if that is said."""
        carried = [*(["history"] if self.closed else []), *(["recent"] if self.query.reach else [])]
        described = self.observed.descriptors("seen", *carried)
        if few is None:
            return described
        keys = f"SELECT descriptor_key FROM {few} UNION ALL SELECT carried_key FROM {few}"
        return f"SELECT * FROM ({described}) WHERE descriptor_key IN ({keys})"

    def _members(self) -> str:
        """Memberships valid on each period, under the enterprise's own key."""
        described = ", ".join(f"m.{column}" for column in DESCRIPTORS)
        return (
            f"SELECT p.period, {self.names.key('m')} AS enterprise_key, m.list, m.batch, "
            f"m.focus, m.leader, {described}, "
            f"m.place FROM {self._memberships} AS m JOIN periods AS p ON {belongs('p.period', 'm')} "
            f"{self.names.join('m', 'p.period')}"
        )

    def _rows(self, part: Part, present: Sequence[str]) -> Parts:
        match part:
            case Part.WHOLE:
                return [
                    ("scope", self._scope()),
                    ("rows", self._everyone()),
                ]
            case Part.PRESENT:
                return [("rows", self._reporters(present))]
            case Part.SCOPE:
                return [("rows", f"SELECT {self._silent('r.valid_from', 'r.valid_to')} FROM described_spans AS r")]
            case Part.ANSWERED:
                answered = _union("SELECT period, enterprise_key FROM {}", present)
                return [
                    (
                        "rows",
                        (
                            f"SELECT {self._silent('p.period')} FROM ({answered}) AS p JOIN described_spans AS r "
                            f"ON r.enterprise_key = p.enterprise_key AND {valid('p.period', 'r')}"
                        ),
                    )
                ]

    def _scope(self) -> str:
        if self.listed:
            once = self._is_listed_once
            described = ", ".join(DESCRIPTORS) if once else last_listed(DESCRIPTORS)
            grouping = "" if once else " GROUP BY period, enterprise_key"
            return self.levels.described(f"SELECT period, enterprise_key, {described} FROM members{grouping}")
        return f"SELECT p.period, s.enterprise_key FROM spans AS s JOIN periods AS p ON {valid('p.period', 's')}"

    def _kept(self) -> str:
        """Columns of those present that the rows are made from."""
        read = {name: name for name in (*_AS_SAID, "employees")}
        return self.wanted.select(read, "period", "enterprise_key", "descriptor_key", "carried_key", "carried")

    def _everyone(self) -> str:
        """Everyone who reports or is in scope, described by the roster first, then as reported, then as listed."""
        period, own = "coalesce(p.period, c.period)", "coalesce(p.enterprise_key, c.enterprise_key)"
        columns = {
            "period": period,
            "enterprise_key": own,
            "employees": f"CASE WHEN p.carried IS NOT NULL THEN {self._employees()} END",
            "in_scope": "CASE WHEN c.enterprise_key IS NULL THEN 0 ELSE 1 END",
            "carried": "coalesce(p.carried, 0)",
            **self._told(carries=self.carries, listed=self.listed),
        }
        return (
            f"SELECT {self.wanted.select(columns)} "
            f"FROM present AS p {'RIGHT' if self.listed else 'FULL'} JOIN scope AS c USING (period, enterprise_key) "
            f"{self._joins(own, period, carries=self.carries)}"
        )

    def _reporters(self, present: Sequence[str]) -> str:
        """Everyone who reports, in scope or not."""
        in_scope = "CASE WHEN r.enterprise_key IS NULL THEN 0 ELSE 1 END" if self.loads else "0"
        found = []
        for name in present:
            carries = name == "kept"
            columns = {
                "period": "p.period",
                "enterprise_key": "p.enterprise_key",
                "employees": self._employees(),
                "in_scope": in_scope,
                "carried": "p.carried",
                **self._told(carries=carries),
            }
            joins = self._joins("p.enterprise_key", "p.period", carries=carries, all_report=not carries)
            found.append(f"SELECT {self.wanted.select(columns)} FROM {name} AS p {joins}")
        return " UNION ALL ".join(found)

    def _silent(self, *always: str) -> str:
        """Columns of an enterprise in scope that says nothing."""
        return self.wanted.select(
            {
                "enterprise_key": "r.enterprise_key",
                "status": "CAST(NULL AS status)",
                **dict.fromkeys(MEASURES, "CAST(NULL AS BIGINT)"),
                "in_scope": "1",
                "carried": "0",
                "roster_employees": "r.employees",
                **{column: f"r.{column}" for column in DESCRIPTORS},
                "roster_attributes": "r.attributes",
                "attributes": "CAST(NULL AS VARCHAR)",
                "carried_attributes": "CAST(NULL AS VARCHAR)",
                **self.levels.columns(["r"]),
            },
            *always,
        )

    def _employees(self) -> str:
        return "coalesce(p.employees, r.employees)" if self.loads else "p.employees"

    def _told(self, *, carries: bool, listed: bool = False) -> dict[str, str]:
        """Columns of what is said, and of what describes an enterprise: the roster, the report, what is carried."""
        sources = [
            *(["r"] if self.loads else []), "d", *(["k"] if carries else []), *(["c"] if listed else [])
        ]  # fmt: skip
        on_roster = "r.{0}" if self.loads else "CAST(NULL AS {1})"
        return {
            **{column: f"p.{column}" for column in _AS_SAID},
            "roster_employees": on_roster.format("employees", "BIGINT"),
            **{column: f"coalesce({', '.join(f'{one}.{column}' for one in sources)})" for column in DESCRIPTORS},
            "roster_attributes": on_roster.format("attributes", "VARCHAR"),
            "attributes": "d.attributes",
            "carried_attributes": "k.attributes" if carries else "CAST(NULL AS VARCHAR)",
            **self.levels.columns(sources),
        }

    def _joins(self, enterprise: str, period: str, *, carries: bool, all_report: bool = False) -> str:
        """SQL to join what describes an enterprise; the engine is quicker where it need not look for missing ones."""
        on_roster = f"LEFT JOIN described_spans AS r ON r.enterprise_key = {enterprise} AND {valid(period, 'r')}"
        told = f"{'' if all_report else 'LEFT'} JOIN descriptors AS d ON d.descriptor_key = p.descriptor_key"
        carried = "LEFT JOIN descriptors AS k ON k.descriptor_key = p.carried_key"
        needed = self.wanted.described
        return " ".join(
            [
                *([told] if needed else []),
                *([on_roster] if self.loads else []),
                *([carried] if needed and carries else []),
            ]
        )


def _with(parts: Parts) -> str:
    """SQL for named subqueries."""
    again = {name: "NOT MATERIALIZED " if name in _READ_AGAIN else "" for name, _ in parts}
    return f"WITH {', '.join(f'{name} AS {again[name]}({sql})' for name, sql in parts)}"


def _union(select: str, tables: Sequence[str]) -> str:
    """SQL for the same question to several tables."""
    return " UNION ALL ".join(select.format(name) for name in tables)
