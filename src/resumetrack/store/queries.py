"""Small questions to the store: which periods, values, attributes and reports it holds."""

from datetime import date, datetime

import duckdb

from resumetrack.model import DESCRIPTORS, LIST_DIMENSIONS, Kind
from resumetrack.store.engine import text
from resumetrack.store.roster import active
from resumetrack.store.state import visible

LOG_COLUMNS = (
    "report", "panel", "kind", "received_at", "recorded_at", "file", "profile", "first_period", "last_period",
    "rows", "accepted", "rejected", "duplicate", "blank", "revised", "state",
)  # fmt: skip


def periods(connection: duckdb.DuckDBPyConnection, panel_key: int, as_of: datetime | None) -> list[date]:
    """Periods for which the panel holds observations at that moment, in order."""
    rows = connection.execute(
        f"SELECT DISTINCT period FROM report_period JOIN report USING (report) WHERE panel_key = {panel_key} AND {active(as_of)} ORDER BY period"
    ).fetchall()
    return [row[0] for row in rows]


def attributes(connection: duckdb.DuckDBPyConnection, panel_key: int) -> list[str]:
    """Names of the attributes that any report or roster of the panel has."""
    rows = connection.execute(
        f"SELECT DISTINCT unnest(attributes) AS attribute FROM report WHERE panel_key = {panel_key} ORDER BY attribute"
    ).fetchall()
    return [row[0] for row in rows]


def raw_values(connection: duckdb.DuckDBPyConnection, panel_key: int, dimension: str) -> list[str]:
    """Every value of a dimension the store has seen, in order."""
    if dimension in DESCRIPTORS:
        sql = f"SELECT DISTINCT {dimension} AS value FROM descriptor"
    elif dimension == "list":
        sql = f"SELECT DISTINCT list AS value FROM report WHERE panel_key = {panel_key} AND kind = '{Kind.LIST.value}'"
    elif dimension in LIST_DIMENSIONS:
        sql = f"SELECT DISTINCT {dimension} AS value FROM member JOIN report USING (report) WHERE panel_key = {panel_key}"
    else:
        path = text('$."' + dimension.replace('"', '\\"') + '"')
        sql = f"SELECT DISTINCT json_extract_string(nullif(attributes, ''), {path}) AS value FROM descriptor"
    return [row[0] for row in connection.execute(f"SELECT value FROM ({sql}) WHERE value IS NOT NULL ORDER BY value").fetchall()]


def log(connection: duckdb.DuckDBPyConnection, panel_key: int | None) -> list[tuple[object, ...]]:
    """One row per delivered file in the order it was stored, as LOG_COLUMNS; times in UTC without zone."""
    where = f"WHERE this.panel_key = {panel_key}" if panel_key is not None else ""
    return connection.execute(
        "SELECT this.report, panel.name, CASE WHEN list IS NULL THEN kind ELSE kind || ' ' || list END, received_at, recorded_at, this.name, profile, "
        "coalesce(p.first_period, valid_from), p.last_period, read_count, accepted_count, rejected_count, duplicate_count, "
        "blank_count, revised_count, "
        f"CASE WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN overlapped AND NOT ({_speaks()}) THEN 'superseded' ELSE 'active' END "
        "FROM report AS this JOIN panel USING (panel_key) "
        "LEFT JOIN (SELECT report, min(period) AS first_period, max(period) AS last_period FROM report_period GROUP BY report) AS p "
        f"ON p.report = this.report {where} ORDER BY this.report"
    ).fetchall()


def _speaks() -> str:
    """SQL condition: some value of the report is in force, since no later report has the same key and all its columns."""
    return (
        "EXISTS (SELECT 1 FROM observation AS o WHERE o.report = this.report AND NOT o.derived AND NOT EXISTS ("
        "SELECT 1 FROM observation AS n JOIN report AS later ON later.report = n.report "
        "WHERE n.enterprise_key = o.enterprise_key AND n.period = o.period AND NOT n.derived AND later.withdrawn_at IS NULL "
        "AND (later.received_at, later.report) > (this.received_at, this.report) "
        "AND list_has_all(later.columns, this.columns) AND list_has_all(later.attributes, this.attributes)))"
    )


def superseded_rows(connection: duckdb.DuckDBPyConnection, report: int) -> int:
    """Rows of a report that are no longer in force as delivered."""
    rows = connection.execute(
        f"SELECT count(*) FROM observation WHERE report = {report} AND NOT derived AND NOT ({visible(None)})"
    ).fetchall()
    count: int = rows[0][0]
    return count
