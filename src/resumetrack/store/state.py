"""The state: one row per enterprise and period, what is in force as of a moment, in scope or not.

This is the relation behind every figure. It is composed here, next to the columns it is made from, and handed to
`measure` as it is; what the columns mean is documented there (`resumetrack.measure.state_columns`).
"""

import duckdb

from resumetrack.model import DESCRIPTORS, MEASURES
from resumetrack.store import closures, neighbours
from resumetrack.store.engine import Engine
from resumetrack.store.grouping import grouped
from resumetrack.store.levels import Levels
from resumetrack.store.observed import Parts, observed
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
    return engine.relation(_Composer(engine, query).sql())


class _Composer:
    """Puts the query together, leaving out the parts that have nothing to say (aliases, closures, roster, lists)."""

    def __init__(self, engine: Engine, query: StateQuery) -> None:
        self.query = query
        self.loads = loads(engine, query.panel_key, query.as_of)
        self.names = names(engine, query.panel_key, self.loads)
        self.observed = observed(engine, query.panel_key, query.as_of, query.periods[-1], self.names, chosen=self.loads)
        self.closed = closures.closed(engine, self.observed, query.periods, spans(self.loads))
        self.carries = self.closed is not None or bool(query.reach)
        self.levels = Levels(engine, query.dimensions)
        self.listed = query.lists is not None
        self.wanted = wanted(query)

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
        final = grouped(self.query, self.levels)
        if self.query.beside:
            parts.append(("state", final))
            further, final = neighbours.beside(self.query)
            parts += further
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
            f"m.place FROM ({listed}) AS m JOIN periods AS p ON {belongs('p.period', 'm')} "
            f"{self.names.join('m', 'p.period')}"
        )

    def _rows(self) -> Parts:
        match self.query.part:
            case Part.WHOLE:
                return [
                    ("present", self._from_present(f"SELECT {self._kept()} FROM {{}}")),
                    ("scope", self._scope()),
                    ("rows", self._everyone()),
                ]
            case Part.PRESENT:
                return [("rows", self._reporters())]
            case Part.SCOPE:
                return [("rows", f"SELECT {self._silent('r.valid_from', 'r.valid_to')} FROM described_spans AS r")]
            case Part.ANSWERED:
                answered = self._from_present("SELECT period, enterprise_key FROM {}")
                return [
                    (
                        "rows",
                        (
                            f"SELECT {self._silent('p.period')} FROM ({answered}) AS p JOIN described_spans AS r "
                            f"ON r.enterprise_key = p.enterprise_key AND {valid('p.period', 'r')}"
                        ),
                    )
                ]

    def _from_present(self, select: str) -> str:
        """The same question to those who report and, where something is carried, to the others."""
        return " UNION ALL ".join(select.format(name) for name in ("told", *(["kept"] if self.carries else [])))

    def _scope(self) -> str:
        if self.listed:
            described = last_listed(DESCRIPTORS)
            listed = f"SELECT period, enterprise_key, {described} FROM members GROUP BY period, enterprise_key"
            return self.levels.described(listed)
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

    def _reporters(self) -> str:
        """Everyone who reports, in scope or not."""
        in_scope = "CASE WHEN r.enterprise_key IS NULL THEN 0 ELSE 1 END" if self.loads else "0"
        found = []
        for name, carries in (("told", False), *([("kept", True)] if self.carries else [])):
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
