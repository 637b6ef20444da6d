"""Small questions to the store: which periods, values, attributes and reports it holds."""

from datetime import UTC, date, datetime

from resumetrack.model import CODED_DIMENSIONS, DESCRIPTORS, LIST_DIMENSIONS, Kind
from resumetrack.store import roster, totals
from resumetrack.store.engine import Engine
from resumetrack.store.roster import active
from resumetrack.store.session import Rows
from resumetrack.store.sql import day, json_member

LOG_COLUMNS = (
    "report", "panel", "kind", "received_at", "recorded_at", "file", "profile", "first_period", "last_period",
    "rows", "accepted", "rejected", "duplicate", "blank", "revised", "state",
)  # fmt: skip


def periods(engine: Engine, panel_key: int, as_of: datetime | None) -> list[date]:
    """Periods for which the panel holds observations at that moment, in order."""
    return engine.column(
        "SELECT DISTINCT period FROM report_period JOIN report USING (report) "
        f"WHERE panel_key = {panel_key} AND {active(as_of)} ORDER BY period"
    )


def events(engine: Engine, panel_key: int) -> list[datetime]:
    """Moments at which what is known of a panel changed, in UTC, in order: something was received or withdrawn."""
    found = engine.column(
        f"SELECT DISTINCT unnest([received_at, withdrawn_at]) AS moment FROM report WHERE panel_key = {panel_key} "
        "ORDER BY moment"
    )
    return [moment.replace(tzinfo=UTC) for moment in found if moment is not None]


def attributes(engine: Engine, panel_key: int) -> list[str]:
    """Names of the attributes that any report or roster of the panel has."""
    return engine.column(
        f"SELECT DISTINCT unnest(attributes) AS attribute FROM report WHERE panel_key = {panel_key} ORDER BY attribute"
    )


def raw_values(engine: Engine, panel_key: int, dimension: str) -> list[str]:
    """Every value of a dimension the store has seen, in order."""
    if dimension in DESCRIPTORS:
        values = f"SELECT DISTINCT {dimension} AS value FROM descriptor" + (
            f" UNION SELECT {dimension} FROM totals" if dimension in CODED_DIMENSIONS else ""
        )
    elif dimension == "list":
        values = (
            f"SELECT DISTINCT list AS value FROM report WHERE panel_key = {panel_key} AND kind = '{Kind.LIST.value}'"
        )
    elif dimension in LIST_DIMENSIONS:
        values = (
            f"SELECT DISTINCT {dimension} AS value FROM member JOIN report USING (report) WHERE panel_key = {panel_key}"
        )
    else:
        value = json_member("attributes", dimension)
        values = f"SELECT DISTINCT {value} AS value FROM descriptor UNION SELECT {value} FROM totals"
    return engine.column(f"SELECT value FROM ({values}) WHERE value IS NOT NULL ORDER BY value")


def log(engine: Engine, panel_key: int | None) -> Rows:
    """One row per delivered file in the order it was stored, as LOG_COLUMNS; times in UTC without zone.

    A report is superseded once none of its values is in force any more.
    """
    where = f"WHERE panel_key = {panel_key}" if panel_key is not None else ""
    return engine.rows(
        "SELECT report, panel.name, CASE WHEN list IS NULL THEN kind ELSE kind || ' ' || list END, received_at, "
        "recorded_at, report.name, profile, coalesce(p.first_period, valid_from), p.last_period, read_count, "
        "accepted_count, rejected_count, duplicate_count, blank_count, revised_count, "
        "CASE WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' "
        "WHEN silent_count > 0 AND silent_count = accepted_count THEN 'superseded' ELSE 'active' END "
        "FROM report JOIN panel USING (panel_key) LEFT JOIN (SELECT report, min(period) AS first_period, "
        f"max(period) AS last_period FROM report_period GROUP BY report) AS p USING (report) {where} ORDER BY report"
    )


def withdrawn_before(engine: Engine, report: int) -> int | None:
    """The last report of the same bytes and panel that had been withdrawn when this one came, if there is one."""
    found: int | None = engine.value(
        "SELECT max(old.report) FROM report AS old JOIN report AS this USING (panel_key, kind, sha256) "
        f"WHERE this.report = {report} AND old.report < this.report AND old.withdrawn_at IS NOT NULL"
    )
    return found


def superseded_rows(engine: Engine, report: int) -> int:
    """Rows of a report of which a later report in force has revised something."""
    [(panel_key, kind, first, last)] = engine.rows(
        "SELECT any_value(panel_key), any_value(kind), min(period), max(period) "
        f"FROM report LEFT JOIN report_period USING (report) WHERE report = {report}"
    )
    if kind == Kind.TOTALS.value:
        return totals.superseded_rows(engine, panel_key, report)
    if first is None:
        return 0
    count: int = engine.value(
        "SELECT count(*) FROM observation AS o JOIN report AS this ON this.report = o.report "
        f"WHERE o.report = {report} AND NOT o.derived AND EXISTS (SELECT 1 FROM observation AS n "
        "JOIN report AS later ON later.report = n.report WHERE n.enterprise_key = o.enterprise_key "
        f"AND n.period = o.period AND NOT n.derived AND n.panel_key = {panel_key} "
        f"AND n.period BETWEEN {day(first)} AND {day(last)} AND later.withdrawn_at IS NULL "
        "AND (later.received_at, later.report) > (this.received_at, this.report) "
        "AND (list_has_any(later.columns, this.columns) OR list_has_any(later.attributes, this.attributes)))"
    )
    return count


def list_rows(engine: Engine, panel_key: int, as_of: datetime | None) -> Rows:
    """Each list with its number of members, its batches and its focus areas."""
    names = tuple(roster.list_names(engine, panel_key, as_of))
    if not names:
        return []
    return engine.rows(
        "SELECT list, count(DISTINCT enterprise_key), string_agg(DISTINCT batch, ', ' ORDER BY batch), "
        "string_agg(DISTINCT focus, ', ' ORDER BY focus) "
        f"FROM ({roster.members(panel_key, names, as_of)}) GROUP BY list ORDER BY list"
    )


def roster_size(engine: Engine, panel_key: int, on: date, as_of: datetime | None) -> int | None:
    """Enterprises on the roster on a day, None without a roster."""
    loads = roster.loads(engine, panel_key, as_of)
    if not loads:
        return None
    size: int = engine.value(f"SELECT count(*) FROM ({roster.spans(loads)}) AS s WHERE {roster.valid(day(on), 's')}")
    return size
