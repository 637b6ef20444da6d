"""Where figures come from: the delivered rows, the roster entries and memberships behind enterprises of a state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from resumetrack.model import MEASURES, SHEET_STEP, Kind
from resumetrack.store.engine import Engine
from resumetrack.store.roster import BEGINNING, active, loads, members, names, spans
from resumetrack.store.state import StateQuery

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


def delivered(engine: Engine, counted: duckdb.DuckDBPyRelation, query: StateQuery) -> Iterator[Origin]:
    """Give the rows delivered for these enterprises, in force or superseded, the last received first.

    `counted` has `enterprise_key`, `period` and `source_period`, in which the status was stated.
    """
    chosen = loads(engine, query.panel_key, query.as_of)
    known = names(engine, query.panel_key, chosen)
    ctes = "".join(f"{name} AS ({sql}), " for name, sql in [("spans", spans(chosen)), *known.ctes()])
    said = ", ".join(f"o.{column}" for column in _SAID)
    sql = (
        f"WITH {ctes} told AS (SELECT {known.key('o')} AS owner, o.* FROM observation AS o "
        f"{known.join('o', 'o.period')} WHERE o.panel_key = {query.panel_key} AND NOT o.derived), "
        "found AS (SELECT report, line, list_sort(list(DISTINCT code)) AS codes FROM report_finding GROUP BY ALL) "
        "SELECT c.enterprise_key, o.period, r.kind, o.report, r.name, r.profile, r.sheets, o.line, r.received_at, "
        f"r.columns, o.flags, coalesce(found.codes, []), {said} "
        "FROM counted AS c JOIN told AS o ON o.owner = c.enterprise_key AND o.period IN (c.period, c.source_period) "
        "JOIN report AS r USING (report) LEFT JOIN found ON found.report = o.report AND found.line = o.line "
        # Lines of findings are those people see: with several sheets they do not tell the row.
        "AND coalesce(len(r.sheets), 0) <= 1 "
        f"WHERE {active(query.as_of, 'r')} "
        "ORDER BY c.enterprise_key, o.period DESC, r.received_at DESC, o.report DESC, o.line DESC"
    )
    for row in _rows(engine, counted, sql):
        yield _origin(row[:12], dict(zip(_SAID, row[12:], strict=True)))


def scoped(engine: Engine, counted: duckdb.DuckDBPyRelation, query: StateQuery) -> Iterator[Origin]:
    """Give what puts these enterprises in scope: memberships of the lists chosen, otherwise roster entries."""
    if query.lists is not None:
        sql = (
            f"SELECT c.enterprise_key, c.period, r.kind, r.report, r.name, r.profile, r.sheets, "
            "struct_extract_at(m.place, 3), r.received_at, [], 0, [], m.list FROM counted AS c "
            f"JOIN ({members(query.panel_key, query.lists, query.as_of)}) AS m USING (enterprise_key) "
            "JOIN report AS r ON r.report = struct_extract_at(m.place, 2) "
            "WHERE (m.valid_from IS NULL OR c.period >= m.valid_from) "
            "AND (m.valid_to IS NULL OR c.period <= m.valid_to) ORDER BY ALL"
        )
        for row in _rows(engine, counted, sql):
            yield _origin(row[:12], {"list": row[12]})
        return
    yield from enrolled(engine, counted, query)


def enrolled(engine: Engine, counted: duckdb.DuckDBPyRelation, query: StateQuery) -> Iterator[Origin]:
    """Give the roster entries of these enterprises, of several loads the last that is valid on the period."""
    chosen = loads(engine, query.panel_key, query.as_of)
    sql = (
        "SELECT c.enterprise_key, c.period, r.kind, r.report, r.name, r.profile, r.sheets, e.line, r.received_at, "
        "[], 0, [], e.employees FROM counted AS c JOIN roster_entry AS e USING (enterprise_key) "
        f"JOIN report AS r USING (report) WHERE list_contains({chosen}::INTEGER[], r.report) "
        "AND (r.valid_from IS NULL OR r.valid_from <= c.period) "
        "QUALIFY row_number() OVER (PARTITION BY c.enterprise_key, c.period "
        f"ORDER BY coalesce(r.valid_from, {BEGINNING}) DESC, r.received_at DESC, r.report DESC, e.line DESC) = 1 "
        "ORDER BY c.enterprise_key"
    )
    for row in _rows(engine, counted, sql):
        yield _origin(row[:12], {"employees": row[12]})


def _rows(engine: Engine, counted: duckdb.DuckDBPyRelation, sql: str) -> list[tuple[Any, ...]]:
    return engine.fetch(counted.query("counted", sql))[1]


def _origin(row: tuple[Any, ...], values: Mapping[str, Any]) -> Origin:
    key, period, kind, report, file, profile, sheets, line, received_at, columns, flags, codes = row
    sheet, own = ("", line) if not sheets else (sheets[(line - 1) // SHEET_STEP], (line - 1) % SHEET_STEP + 1)
    return Origin(
        key, period, Kind(kind), report, file, profile, sheet, own, received_at, frozenset(columns), values, flags,
        tuple(codes),
    )  # fmt: skip
