"""Adding a staged delivery to the store, and withdrawing one: inside a transaction that the caller holds."""

from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from resumetrack.model import MEASURES, RULES, Delivery, Finding, Kind, finding
from resumetrack.store import versions
from resumetrack.store.engine import moment, optional, text, texts
from resumetrack.store.panels import Panel, measures_of, needed_decimals, scaled, widen
from resumetrack.store.staging import ALIAS_SEPARATOR, Staged

_EXAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Arrival:
    """When and as what a delivery comes in: roster validity and list name where they apply."""

    received_at: datetime
    recorded_at: datetime
    list_name: str | None = None
    valid_from: date | None = None
    complete: bool | None = None


def held(connection: duckdb.DuckDBPyConnection, panel: Panel, delivery: Delivery, arrival: Arrival) -> int | None:
    """Return the newest report that is the same bytes for the same panel, period and purpose and not withdrawn."""
    rows = connection.execute(
        f"SELECT max(report) FROM report WHERE panel_key = {panel.key} AND kind = {text(delivery.kind.value)}"
        f" AND sha256 = {text(delivery.sha256)} AND withdrawn_at IS NULL"
        f" AND outside_period IS NOT DISTINCT FROM {optional(delivery.outside_period)}"
        f" AND list IS NOT DISTINCT FROM {optional(arrival.list_name)}"
        f" AND valid_from IS NOT DISTINCT FROM {optional(arrival.valid_from)}"
        f" AND complete IS NOT DISTINCT FROM {optional(arrival.complete)}"
    ).fetchall()
    number: int | None = rows[0][0]
    return number


def add(connection: duckdb.DuckDBPyConnection, panel: Panel, staged: Staged, arrival: Arrival) -> tuple[int, int]:
    """Store a staged delivery; returns its report number and how many keys it revised."""
    table = f"scratch.{staged.table}"
    delivery = staged.delivery
    panel = widen(connection, panel, needed_decimals(connection, table, _measures(delivery)))
    number = connection.execute("SELECT coalesce(max(report), 0) + 1 FROM report").fetchall()[0][0]
    _record(connection, panel, number, delivery, arrival)
    _encode(connection, panel, table)
    revised = 0
    match delivery.kind:
        case Kind.REPORT:
            _insert_observations(connection, panel, number, table, arrival)
            revised = versions.refresh(connection, panel.key, number)
            connection.execute(f"UPDATE report SET revised_count = {revised} WHERE report = {number}")
            _check_roster(connection, panel, number, delivery)
        case Kind.ROSTER:
            _insert_roster(connection, panel, number, table)
        case Kind.LIST:
            _insert_members(connection, panel, number, table)
    _record_findings(connection, number, delivery)
    return number, revised


def withdraw(connection: duckdb.DuckDBPyConnection, report: int, at: datetime) -> None:
    """Take a report out of force; what it superseded is in force again from then on."""
    panel_key, kind = connection.execute(f"SELECT panel_key, kind FROM report WHERE report = {report}").fetchall()[0]
    connection.execute(f"UPDATE report SET withdrawn_at = {moment(at)} WHERE report = {report}")
    if kind == Kind.REPORT.value:
        connection.execute(
            f"UPDATE observation SET visible_to = greatest({moment(at)}, visible_from) WHERE report = {report} AND visible_to IS NULL"
        )
        versions.refresh(connection, panel_key, report)


def _measures(delivery: Delivery) -> tuple[str, ...]:
    match delivery.kind:
        case Kind.REPORT:
            return measures_of(delivery.columns)
        case Kind.ROSTER:
            return ("employees",)
        case Kind.LIST:
            return ()


def _record(connection: duckdb.DuckDBPyConnection, panel: Panel, number: int, delivery: Delivery, arrival: Arrival) -> None:
    counts = delivery.counts
    values = (
        str(number), str(panel.key), text(delivery.kind.value), optional(arrival.list_name),
        text(delivery.name), text(delivery.sha256), str(delivery.size), optional(delivery.outside_period),
        text(delivery.profile), text(delivery.profile_digest), optional(delivery.staff_base),
        moment(arrival.received_at), moment(arrival.recorded_at), "NULL",
        f"{texts(sorted(delivery.columns))}::VARCHAR[]", f"{texts(sorted(delivery.attributes))}::VARCHAR[]",
        optional(arrival.valid_from), optional(arrival.complete),
        *map(str, (counts.read, counts.accepted, counts.rejected, counts.duplicate, counts.blank)), "0", "false",
    )  # fmt: skip
    connection.execute(f"INSERT INTO report VALUES ({', '.join(values)})")


def _encode(connection: duckdb.DuckDBPyConnection, panel: Panel, table: str) -> None:
    """Give keys to the enterprises and descriptors that the store does not know yet, in the order of the file."""
    connection.execute(
        "INSERT INTO enterprise SELECT (SELECT coalesce(max(enterprise_key), 0) FROM enterprise) + row_number() OVER (ORDER BY line), "
        f"{panel.key}, enterprise_id FROM (SELECT enterprise_id, min(line) AS line FROM {table} AS new WHERE NOT EXISTS "
        f"(FROM enterprise AS known WHERE known.panel_key = {panel.key} AND known.enterprise_id = new.enterprise_id) GROUP BY 1)"
    )
    attributes = "attributes" if _has(connection, table, "attributes") else "''"
    connection.execute(
        "INSERT INTO descriptor SELECT (SELECT coalesce(max(descriptor_key), 0) FROM descriptor) + row_number() OVER (ORDER BY line), "
        f"name, region, industry, size, attributes FROM (SELECT name, region, industry, size, {attributes} AS attributes, "
        f"min(line) AS line FROM {table} GROUP BY ALL) AS new WHERE NOT EXISTS (FROM descriptor AS known "
        f"WHERE {_same_descriptor('known', 'new', 'new.attributes')})"
    )


def _same_descriptor(known: str, new: str, attributes: str) -> str:
    same = " AND ".join(f"{known}.{column} IS NOT DISTINCT FROM {new}.{column}" for column in ("name", "region", "industry", "size"))
    return f"{same} AND {known}.attributes = {attributes}"


def _has(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    return any(row[0] == column for row in connection.execute(f"DESCRIBE {table}").fetchall())


def _insert_observations(
    connection: duckdb.DuckDBPyConnection, panel: Panel, number: int, table: str, arrival: Arrival
) -> None:
    connection.execute(
        "INSERT INTO difficulty SELECT (SELECT coalesce(max(difficulty_key), 0) FROM difficulty) + row_number() OVER (ORDER BY line), "
        f"difficulty FROM (SELECT difficulty, min(line) AS line FROM {table} AS new WHERE difficulty IS NOT NULL AND NOT EXISTS "
        "(FROM difficulty AS known WHERE known.difficulty = new.difficulty) GROUP BY 1)"
    )
    measures = ", ".join(scaled(measure, panel) for measure in MEASURES)
    connection.execute(
        f"INSERT INTO observation SELECT {panel.key}, period, enterprise_key, {number}, line, false, status, {measures}, "
        f"difficulty_key, expected_resume, descriptor_key, flags, {moment(arrival.received_at)}, NULL "
        f"FROM {table} AS staged JOIN enterprise ON enterprise.panel_key = {panel.key} "
        "AND enterprise.enterprise_id = staged.enterprise_id "
        f"JOIN descriptor ON {_same_descriptor('descriptor', 'staged', 'staged.attributes')} "
        "LEFT JOIN difficulty ON difficulty.difficulty = staged.difficulty ORDER BY period, enterprise_key"
    )
    connection.execute(
        f"INSERT INTO report_period SELECT {number}, period, count(*) FROM {table} GROUP BY period ORDER BY period"
    )


def _insert_roster(connection: duckdb.DuckDBPyConnection, panel: Panel, number: int, table: str) -> None:
    connection.execute(
        f"INSERT INTO roster_entry SELECT {number}, enterprise_key, line, descriptor_key, {scaled('employees', panel)} "
        f"FROM {table} AS staged JOIN enterprise ON enterprise.panel_key = {panel.key} "
        "AND enterprise.enterprise_id = staged.enterprise_id "
        f"JOIN descriptor ON {_same_descriptor('descriptor', 'staged', 'staged.attributes')} ORDER BY enterprise_key"
    )
    connection.execute(
        f"INSERT INTO alias SELECT DISTINCT {number}, alias, enterprise_key FROM "
        f"(SELECT unnest(string_split(aliases, {text(ALIAS_SEPARATOR)})) AS alias, enterprise_id FROM {table}) AS staged "
        f"JOIN enterprise ON enterprise.panel_key = {panel.key} AND enterprise.enterprise_id = staged.enterprise_id "
        "WHERE alias <> '' AND alias <> staged.enterprise_id ORDER BY alias"
    )


def _insert_members(connection: duckdb.DuckDBPyConnection, panel: Panel, number: int, table: str) -> None:
    connection.execute(
        f"INSERT INTO member SELECT {number}, enterprise_key, line, descriptor_key, batch, focus, leader, valid_from, valid_to "
        f"FROM {table} AS staged JOIN enterprise ON enterprise.panel_key = {panel.key} "
        "AND enterprise.enterprise_id = staged.enterprise_id "
        f"JOIN descriptor ON {_same_descriptor('descriptor', 'staged', chr(39) * 2)} ORDER BY enterprise_key"
    )


def _check_roster(connection: duckdb.DuckDBPyConnection, panel: Panel, number: int, delivery: Delivery) -> None:
    """Flag rows whose region, industry or size is not what the roster says; the roster has the last word."""
    from resumetrack.store.roster import spans

    code = "roster-mismatch"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE roster_now AS {spans(connection, panel.key, None)}")
    for column in ("region", "industry", "size"):
        if column not in delivery.columns:
            continue
        rows = connection.execute(
            f"SELECT o.line, said.{column}, r.{column} FROM observation AS o "
            "JOIN roster_now AS r ON r.enterprise_key = o.enterprise_key "
            "AND o.period >= r.valid_from AND (r.valid_to IS NULL OR o.period < r.valid_to) "
            "JOIN descriptor AS said ON said.descriptor_key = o.descriptor_key "
            f"WHERE o.report = {number} AND NOT o.derived AND said.{column} IS NOT NULL AND r.{column} IS NOT NULL "
            f"AND said.{column} <> r.{column} ORDER BY o.line"
        ).fetchall()
        if not rows:
            continue
        lines = ", ".join(str(line) for line, _, _ in rows)
        connection.execute(
            f"UPDATE observation SET flags = flags | {RULES[code].bit} WHERE report = {number} AND NOT derived AND line IN ({lines})"
        )
        delivery.finding_counts[code] = delivery.finding_counts.get(code, 0) + len(rows)
        delivery.findings.extend(
            finding(code, *delivery.place(line), column, said, other=known) for line, said, known in rows[:_EXAMPLES]
        )
    connection.execute("DROP TABLE roster_now")


def _record_findings(connection: duckdb.DuckDBPyConnection, number: int, delivery: Delivery) -> None:
    rows = ", ".join(map(_finding_values, [number] * len(delivery.findings), delivery.findings))
    if rows:
        connection.execute(f"INSERT INTO report_finding VALUES {rows}")
    rejected = ", ".join(
        f"({number}, {row.line}, {texts(row.cells)}::VARCHAR[], {texts(row.codes)}::VARCHAR[])" for row in delivery.rejected
    )
    if rejected:
        connection.execute(f"INSERT INTO rejected_row VALUES {rejected}")


def _finding_values(number: int, found: Finding) -> str:
    return f"({number}, {text(found.code)}, {optional(found.line)}, {text(found.column)}, {text(found.value)})"
