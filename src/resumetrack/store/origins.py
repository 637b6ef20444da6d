"""Where figures come from: the delivered rows, the roster entries and memberships behind enterprises of a state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from resumetrack.model import MEASURES, SHEET_STEP, Kind
from resumetrack.store.engine import Engine
from resumetrack.store.observed import visible
from resumetrack.store.query import StateQuery
from resumetrack.store.roster import BEGINNING, active, belongs, loads, members, names, spans
from resumetrack.store.sql import day

_SAID = ("status", *MEASURES)


@dataclass(frozen=True, slots=True)
class Origin:
    """One row of one delivered file, and what it says; `columns` are those its file has, blank or not.

    `period` is that of the row: earlier than the one asked for where an observation is carried. A roster entry or
    membership has the period asked for. `values` are as stored, measures as whole numbers.
    """

    enterprise_key: int
    period: date
    kind: Kind
    report: int
    file: str
    profile: str
    sheet: str
    line: int
    received_at: datetime
    columns: frozenset[str]
    values: Mapping[str, Any]
    flags: int
    codes: tuple[str, ...]


class Origins:
    """What is behind the enterprises of a state, the first `limit` of them by id; `number` are there in all.

    The enterprises are kept in a temporary table, so that the state is worked out once.
    """

    def __init__(
        self, engine: Engine, state: duckdb.DuckDBPyRelation, query: StateQuery, limit: int | None = None
    ) -> None:
        self._engine = engine
        self._query = query
        self._loads = loads(engine, query.panel_key, query.as_of)
        self._names = names(engine, query.panel_key, self._loads)
        engine.run(
            "CREATE OR REPLACE TEMP TABLE everyone AS SELECT e.enterprise_id, s.*, s.period AS source_period "
            f"FROM ({state.sql_query()}) AS s JOIN enterprise AS e USING (enterprise_key)"
        )
        self.number: int = engine.value("SELECT count(*) FROM everyone")
        some = "" if limit is None else f" LIMIT {limit}"
        engine.run(f"CREATE OR REPLACE TEMP TABLE counted AS FROM everyone ORDER BY enterprise_id{some}")
        if engine.value("SELECT count(*) FROM counted WHERE carried > 0"):
            self._find_sources()

    def _ctes(self) -> str:
        parts = [("spans", spans(self._loads)), *self._names.ctes()]
        return "".join(f"{name} AS ({sql}), " for name, sql in parts)

    def _told(self, condition: str) -> str:
        """SQL for observations, each with the enterprise it is about, whatever name it came under."""
        return (
            f"SELECT {self._names.key('o')} AS owner, o.* FROM observation AS o {self._names.join('o', 'o.period')} "
            f"WHERE o.panel_key = {self._query.panel_key} AND {condition}"
        )

    def _find_sources(self) -> None:
        """Find the period in which each carried status was stated."""
        until = day(self._query.periods[-1])
        told = self._told(f"o.status IS NOT NULL AND o.period < {until} AND {visible(self._query.as_of)}")
        self._engine.run(
            f"CREATE OR REPLACE TEMP TABLE stated AS WITH {self._ctes()} told AS ({told}) "
            "SELECT c.enterprise_key, c.period, max(o.period) AS source FROM counted AS c "
            "JOIN told AS o ON o.owner = c.enterprise_key AND o.period < c.period WHERE c.carried > 0 GROUP BY ALL"
        )
        self._engine.run(
            "UPDATE counted SET source_period = stated.source FROM stated "
            "WHERE stated.enterprise_key = counted.enterprise_key AND stated.period = counted.period"
        )

    def enterprises(self, *columns: str) -> list[tuple[Any, ...]]:
        """Give these columns of the state, by id of the enterprise."""
        return self._engine.rows(f"SELECT {', '.join(columns)} FROM counted ORDER BY enterprise_id")

    def delivered(self) -> Iterator[Origin]:
        """Give the rows delivered for the enterprises, in force or superseded, the last received first."""
        [(first, last)] = self._engine.rows("SELECT min(source_period), max(period) FROM counted")
        if first is None:
            return
        said = ", ".join(f"o.{column}" for column in _SAID)
        # Periods as a range are what the engine leaves out blocks of rows by.
        told = self._told(f"NOT o.derived AND o.period BETWEEN {day(first)} AND {day(last)}")
        rows = self._engine.rows(
            f"WITH {self._ctes()} sources AS (SELECT DISTINCT enterprise_key, unnest([period, source_period]) AS "
            f"period FROM counted), told AS ({told}), "
            "found AS (SELECT report, line, list_sort(list(DISTINCT code)) AS codes FROM report_finding GROUP BY ALL) "
            "SELECT c.enterprise_key, o.period, r.kind, o.report, r.name, r.profile, r.sheets, o.line, r.received_at, "
            f"r.columns, o.flags, coalesce(found.codes, []), {said} "
            "FROM sources AS c JOIN told AS o ON o.owner = c.enterprise_key AND o.period = c.period "
            "JOIN report AS r USING (report) LEFT JOIN found ON found.report = o.report AND found.line = o.line "
            # Lines of findings are those people see: with several sheets they do not tell the row.
            "AND coalesce(len(r.sheets), 0) <= 1 "
            f"WHERE {active(self._query.as_of, 'r')} "
            "ORDER BY c.enterprise_key, o.period DESC, r.received_at DESC, o.report DESC, o.line DESC"
        )
        for row in rows:
            yield _origin(row[:12], dict(zip(_SAID, row[12:], strict=True)))

    def scoped(self) -> Iterator[Origin]:
        """Give what puts the enterprises in scope: memberships of the lists chosen, otherwise roster entries."""
        lists = self._query.lists
        if lists is None:
            yield from self.enrolled()
            return
        for row in self._engine.rows(
            "SELECT c.enterprise_key, c.period, r.kind, r.report, r.name, r.profile, r.sheets, "
            "struct_extract_at(m.place, 3), r.received_at, [], 0, [], m.list FROM counted AS c "
            f"JOIN ({members(self._query.panel_key, lists, self._query.as_of)}) AS m USING (enterprise_key) "
            "JOIN report AS r ON r.report = struct_extract_at(m.place, 2) "
            f"WHERE {belongs('c.period', 'm')} ORDER BY ALL"
        ):
            yield _origin(row[:12], {"list": row[12]})

    def enrolled(self) -> Iterator[Origin]:
        """Give the roster entries of the enterprises, of several loads the last that is valid on the period."""
        for row in self._engine.rows(
            "SELECT c.enterprise_key, c.period, r.kind, r.report, r.name, r.profile, r.sheets, e.line, r.received_at, "
            "[], 0, [], e.employees FROM counted AS c JOIN roster_entry AS e USING (enterprise_key) "
            f"JOIN report AS r USING (report) WHERE list_contains({self._loads}::INTEGER[], r.report) "
            "AND (r.valid_from IS NULL OR r.valid_from <= c.period) "
            "QUALIFY row_number() OVER (PARTITION BY c.enterprise_key, c.period "
            f"ORDER BY coalesce(r.valid_from, {BEGINNING}) DESC, r.received_at DESC, r.report DESC, e.line DESC) = 1 "
            "ORDER BY c.enterprise_key"
        ):
            yield _origin(row[:12], {"employees": row[12]})


def _origin(row: tuple[Any, ...], values: Mapping[str, Any]) -> Origin:
    key, period, kind, report, file, profile, sheets, line, received_at, columns, flags, codes = row
    sheet, own = ("", line) if not sheets else (sheets[(line - 1) // SHEET_STEP], (line - 1) % SHEET_STEP + 1)
    return Origin(
        key, period, Kind(kind), report, file, profile, sheet, own, received_at, frozenset(columns), values, flags,
        tuple(codes),
    )  # fmt: skip
