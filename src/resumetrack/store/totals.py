"""Totals: counts of an office by cell, which of them are in force, and what revises what.

The key is panel, period and cell: what the dimensions say, those that are not divided among it. A later report revises
column by column, as with observations; since totals are few, what is in force is laid together when asked for.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from resumetrack.model import ENTERPRISE_COUNTS, STAFF_MEASURES, Kind, TotalsRow
from resumetrack.store.engine import Engine
from resumetrack.store.roster import active
from resumetrack.store.sql import day, texts

_KEY = "period, region, industry, size, attributes"
_SAID = (*ENTERPRISE_COUNTS, *STAFF_MEASURES)
_SAME = " AND ".join(f"{{one}}.{column} IS NOT DISTINCT FROM {{other}}.{column}" for column in _KEY.split(", "))


class TotalsInForce(NamedTuple):
    """What is in force for a cell of a period, and the report that spoke of it last."""

    report: int
    row: TotalsRow


def add(engine: Engine, panel_key: int, report: int, staged: str) -> int:
    """Store the staged rows of a report; returns how many cells of earlier reports it revised."""
    columns = ", ".join(f'"{column}"' for column in _SAID)
    engine.run(
        f"INSERT INTO totals BY NAME SELECT {panel_key} AS panel_key, {report} AS report, line, period, region, "
        f"industry, size, coalesce(attributes, '') AS attributes, {columns}, flags FROM {staged} ORDER BY {_KEY}"
    )
    refresh(engine, panel_key, report)
    revised: int = engine.value(
        f"SELECT count(*) FROM totals AS mine JOIN report AS this ON this.report = mine.report "
        f"WHERE mine.report = {report} AND EXISTS "
        "(SELECT 1 FROM totals AS other JOIN report AS earlier ON earlier.report = other.report "
        f"WHERE other.panel_key = {panel_key} AND {_same('mine', 'other')} AND earlier.withdrawn_at IS NULL "
        "AND (earlier.received_at, earlier.report) < (this.received_at, this.report))"
    )
    return revised


def refresh(engine: Engine, panel_key: int, report: int) -> None:
    """Count anew, for the reports that share a period with this one, the rows of which nothing is in force any more."""
    mine = f"SELECT period FROM report_period WHERE report = {report}"
    sharing = f"SELECT report FROM report_period WHERE period IN ({mine})"
    periods = f"SELECT period FROM report_period WHERE report IN ({sharing})"
    counted = silent(f"t.panel_key = {panel_key} AND t.period IN ({periods})")
    engine.run(
        f"UPDATE report SET silent_count = n.silent FROM ({counted}) AS n "
        f"WHERE report.report = n.report AND report.report IN ({sharing})"
    )


def silent(condition: str = "true") -> str:
    """SQL for the reports of which totals meet a condition, each with its rows that later reports replace in full."""
    said = texts(_SAID)
    later = (
        "coalesce(flatten(list(said) FILTER (is_active) OVER (PARTITION BY panel_key, "
        f"{_KEY} ORDER BY received_at, report ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)), [])"
    )
    return (
        f"SELECT report, count(*) FILTER (list_has_all(later, said)) AS silent FROM (SELECT report, said, {later} "
        f"AS later FROM (SELECT t.*, list_intersect(r.columns, {said}) AS said, r.received_at, "
        f"r.withdrawn_at IS NULL AS is_active FROM totals AS t JOIN report AS r USING (report) WHERE {condition})) "
        "GROUP BY report"
    )


def superseded_rows(engine: Engine, panel_key: int, report: int) -> int:
    """Rows of a report of which a later report in force has revised something."""
    count: int = engine.value(
        f"SELECT count(*) FROM totals AS mine JOIN report AS this ON this.report = mine.report "
        f"WHERE mine.report = {report} AND EXISTS "
        "(SELECT 1 FROM totals AS other JOIN report AS later ON later.report = other.report "
        f"WHERE other.panel_key = {panel_key} AND {_same('mine', 'other')} AND later.withdrawn_at IS NULL "
        "AND (later.received_at, later.report) > (this.received_at, this.report) "
        f"AND list_has_any(list_intersect(later.columns, {texts(_SAID)}), this.columns))"
    )
    return count


def kinds(engine: Engine, panel_key: int, as_of: datetime | None) -> frozenset[Kind]:
    """Kinds of the reports with rows that are active at a moment: enterprises, totals, or both."""
    found = engine.column(
        f"SELECT DISTINCT kind FROM report WHERE panel_key = {panel_key} AND accepted_count > 0 AND {active(as_of)}"
    )
    return frozenset(kind for kind in map(Kind, found) if kind.is_dated)


def states_scope(engine: Engine, panel_key: int, as_of: datetime | None) -> bool:
    """Whether some totals that are active at a moment say how many enterprises there are."""
    found = engine.rows(
        f"SELECT 1 FROM totals AS t JOIN report USING (report) WHERE t.panel_key = {panel_key} AND {active(as_of)} "
        "AND t.enterprises IS NOT NULL LIMIT 1"
    )
    return bool(found)


def in_force(engine: Engine, panel_key: int, periods: Collection[date], as_of: datetime | None) -> list[TotalsInForce]:
    """Totals of these periods as they stand at a moment, in the order of period and cell."""
    if not periods:
        return []
    said = ", ".join(
        f"last(\"{column}\" ORDER BY place) FILTER (WHERE list_contains(columns, '{column}'))" for column in _SAID
    )
    source = (
        "SELECT t.*, r.columns, row_number() OVER (ORDER BY r.received_at, t.report, t.line) AS place "
        f"FROM totals AS t JOIN report AS r USING (report) WHERE t.panel_key = {panel_key} "
        f"AND {active(as_of, 'r')} AND t.period IN ({', '.join(map(day, sorted(periods)))})"
    )
    rows = engine.rows(
        "SELECT last(report ORDER BY place), last(line ORDER BY place), period, region, industry, size, "
        f"{said}, attributes, last(flags ORDER BY place) FROM ({source}) GROUP BY {_KEY} ORDER BY ALL"
    )
    return [TotalsInForce(report, TotalsRow._make(row)) for report, *row in rows]


def _same(one: str, other: str) -> str:
    return _SAME.format(one=one, other=other)
