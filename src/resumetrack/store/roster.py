"""Rosters and lists as SQL: who is in scope, from when to when, as the loads active at a moment have it.

A complete roster speaks from its `valid_from` until the next complete one; an update changes or adds single
enterprises within that time, and what it leaves blank stays as it was. Of loads that start on the same day the
later one counts.
"""

from datetime import datetime

import duckdb

from resumetrack.model import Kind
from resumetrack.store.engine import moment, texts

BEGINNING = "DATE '0001-01-01'"
_COLUMNS = ("name", "region", "industry", "size", "employees")


def active(as_of: datetime | None, table: str = "report") -> str:
    """SQL condition: the report had been received and not withdrawn at that moment (now, if None)."""
    if as_of is None:
        return f"{table}.withdrawn_at IS NULL"
    then = moment(as_of)
    return f"({table}.received_at <= {then} AND ({table}.withdrawn_at IS NULL OR {table}.withdrawn_at > {then}))"


def has_roster(connection: duckdb.DuckDBPyConnection, panel_key: int, as_of: datetime | None) -> bool:
    """Whether a roster of this panel is known at that moment."""
    return bool(_loads(connection, panel_key, as_of))


def _loads(connection: duckdb.DuckDBPyConnection, panel_key: int, as_of: datetime | None) -> list[int]:
    rows = connection.execute(
        f"SELECT report FROM report WHERE kind = '{Kind.ROSTER.value}' AND panel_key = {panel_key} AND {active(as_of)}"
    ).fetchall()
    return [row[0] for row in rows]


def spans(connection: duckdb.DuckDBPyConnection, panel_key: int, as_of: datetime | None) -> str:
    """SQL for the roster: enterprise_key, valid_from, valid_to (exclusive, NULL open), its columns and attributes."""
    loads = _loads(connection, panel_key, as_of)
    if len(loads) <= 1:
        return (
            f"SELECT e.enterprise_key, coalesce(l.valid_from, {BEGINNING}) AS valid_from, CAST(NULL AS DATE) AS valid_to, "
            "d.name, d.region, d.industry, d.size, e.employees, d.attributes "
            "FROM roster_entry AS e JOIN report AS l USING (report) JOIN descriptor AS d USING (descriptor_key) "
            f"WHERE e.report = {loads[0] if loads else 0}"
        )
    chosen = ", ".join(map(str, loads))
    kept = ", ".join(f"last_value({column} IGNORE NULLS) OVER so_far AS {column}" for column in _COLUMNS)
    return (
        f"WITH loads AS (SELECT report, complete, coalesce(valid_from, {BEGINNING}) AS valid_from, "
        f"row_number() OVER (ORDER BY coalesce(valid_from, {BEGINNING}), received_at, report) AS place "
        f"FROM report WHERE report IN ({chosen})), "
        "epochs AS (SELECT *, max(place) FILTER (WHERE complete) OVER (ORDER BY place) AS epoch, "
        "min(valid_from) FILTER (WHERE complete) OVER (ORDER BY place ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_complete "
        "FROM loads), "
        f"laid AS (SELECT e.enterprise_key, l.valid_from, least(lead(l.valid_from) OVER ordered, l.next_complete) AS valid_to, {kept}, "
        "list_reduce(list(CASE WHEN d.attributes = '' THEN '{}' ELSE d.attributes END) OVER so_far, "
        "lambda older, newer: json_merge_patch(older, newer)) AS attributes "
        "FROM roster_entry AS e JOIN epochs AS l USING (report) JOIN descriptor AS d USING (descriptor_key) "
        "WINDOW ordered AS (PARTITION BY enterprise_key, epoch ORDER BY place), "
        "so_far AS (PARTITION BY enterprise_key, epoch ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) "
        "SELECT * REPLACE (CASE WHEN attributes = '{}' THEN '' ELSE attributes END AS attributes) FROM laid "
        "WHERE valid_to IS NULL OR valid_to > valid_from"
    )


def aliases(panel_key: int, as_of: datetime | None) -> str:
    """SQL for the other names enterprises report under: from_key, enterprise_key."""
    return (
        "SELECT e.enterprise_key AS from_key, arg_max(a.enterprise_key, (report.received_at, report.report)) AS enterprise_key "
        "FROM alias AS a JOIN report USING (report) "
        f"JOIN enterprise AS e ON e.panel_key = {panel_key} AND e.enterprise_id = a.alias "
        f"WHERE report.panel_key = {panel_key} AND {active(as_of)} GROUP BY e.enterprise_key"
    )


def has_aliases(connection: duckdb.DuckDBPyConnection, panel_key: int, as_of: datetime | None) -> bool:
    """Whether any enterprise of the panel is known under another name."""
    return bool(connection.execute(f"SELECT count(*) FROM ({aliases(panel_key, as_of)})").fetchall()[0][0])


def list_names(connection: duckdb.DuckDBPyConnection, panel_key: int, as_of: datetime | None) -> list[str]:
    """Names of the lists of the panel known at that moment."""
    rows = connection.execute(
        f"SELECT DISTINCT list FROM report WHERE kind = '{Kind.LIST.value}' AND panel_key = {panel_key} AND {active(as_of)} ORDER BY list"
    ).fetchall()
    return [row[0] for row in rows]


def members(panel_key: int, lists: tuple[str, ...], as_of: datetime | None) -> str:
    """SQL for memberships of these lists: enterprise_key, list, batch, focus, leader, valid_from, valid_to (inclusive).

    Of several loads of one list that name the same enterprise and batch the latest counts.
    """
    return (
        "SELECT m.enterprise_key, report.list, m.batch, m.focus, m.leader, m.valid_from, m.valid_to, "
        "d.name, d.region, d.industry, d.size "
        "FROM member AS m JOIN report USING (report) JOIN descriptor AS d USING (descriptor_key) "
        f"WHERE report.panel_key = {panel_key} AND {active(as_of)} AND list_contains({texts(lists)}::VARCHAR[], report.list) "
        "QUALIFY (report.received_at, m.report) = "
        "max((report.received_at, m.report)) OVER (PARTITION BY report.list, m.enterprise_key, m.batch)"
    )
