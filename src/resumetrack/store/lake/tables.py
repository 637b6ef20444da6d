"""The tables of a store, made of a lake: the small ones filled when it is opened, observations read where they are.

An enterprise is known by its id, without keys: no list of all ids in all files has to be made first.
"""

from collections.abc import Iterator
from pathlib import Path

from resumetrack.model import ENTERPRISE_COUNTS, MEASURES, STAFF_MEASURES, Kind
from resumetrack.store import migrations
from resumetrack.store.engine import Engine
from resumetrack.store.lake import panels
from resumetrack.store.lake.layout import DATED, pattern_of
from resumetrack.store.panels import FAMILIES, FAMILY_OF
from resumetrack.store.sql import multiple, name, text

_BY_ID = ("enterprise", "observation", "roster_entry", "alias", "member")
_UTC = "make_timestamp(epoch_us({}))"
_LISTED = "from_json({}, '[\"VARCHAR\"]')"
DELIVERED = "delivered"
"""The view of all observations as they were delivered, each in force from its receipt until its withdrawal."""


def make(engine: Engine, lake: Path) -> None:
    """Make the tables in an engine that has no store attached."""
    for step in migrations.STEPS.values():
        engine.run(step)
    engine.run(";".join(_changes()))
    _fill_reports(engine, lake)
    _fill_words(engine, lake)
    _fill_rosters(engine, lake)
    _fill_totals(engine, lake)
    engine.run(f"CREATE VIEW {DELIVERED} AS {_delivered(engine, lake)}")


def _changes() -> Iterator[str]:
    """What is other than in a store: ids for keys, words for codes, and which id a report has in the lake."""
    for table in _BY_ID:
        yield f"ALTER TABLE {table} ALTER enterprise_key TYPE VARCHAR"
    yield "ALTER TABLE observation ALTER status TYPE VARCHAR"
    yield "ALTER TABLE observation ALTER difficulty_key TYPE VARCHAR"
    for table in ("descriptor", "observation", "roster_entry", "member"):
        yield f"ALTER TABLE {table} ALTER descriptor_key TYPE BIGINT"
    yield "ALTER TABLE report ADD COLUMN report_id BIGINT"
    yield "CREATE TABLE span_of_ids (report INTEGER, period DATE, first_id VARCHAR, last_id VARCHAR)"


def _files(lake: Path, kind: str) -> str | None:
    """SQL for the rows of the files of a kind, None if there are none."""
    pattern = pattern_of(lake, kind)
    if pattern is None:
        return None
    partitions = "hive_types = {'period': DATE}" if kind in DATED else "hive_partitioning = false"
    return f"read_parquet({text(pattern)}, {partitions})"


def _fill_reports(engine: Engine, lake: Path) -> None:
    """Number the reports as their stores did; those of several stores take turns."""
    files = _files(lake, "reports")
    if files is None:
        return
    engine.run(
        f"CREATE TABLE written AS SELECT *, dense_rank() OVER (ORDER BY report, recorded_at, report_id) AS number "
        f"FROM {files}"
    )
    panels.check_own_agreement(engine, "written", lake)
    engine.run(f"INSERT INTO panel BY NAME {panels.MADE.format(source='written')}")
    withdrawn = _files(lake, "withdrawals")
    events = f"SELECT report_id, withdrawn_at FROM {withdrawn}" if withdrawn else "SELECT 0, NULL::TIMESTAMPTZ"
    counts = ", ".join(f"{outcome}_count" for outcome in ("read", "accepted", "rejected", "duplicate", "blank"))
    engine.run(
        "INSERT INTO report BY NAME SELECT DISTINCT ON (number) number AS report, p.panel_key, kind, list, file AS "
        f"name, sha256, size, outside_period, profile, '' AS profile_digest, w.staff_base, "
        f"{_UTC.format('received_at')} AS received_at, {_UTC.format('recorded_at')} AS recorded_at, "
        f"{_UTC.format('x.withdrawn_at')} AS withdrawn_at, {_LISTED.format('columns')} AS columns, "
        f"{_LISTED.format('attributes')} AS attributes, valid_from, complete, {counts}, 0 AS revised_count, "
        "0 AS silent_count, w.report_id FROM written AS w JOIN panel AS p ON p.name = w.panel "
        f"LEFT JOIN ({events}) AS x(report_id, withdrawn_at) USING (report_id)"
    )
    engine.run(
        "INSERT INTO report_period SELECT number, period, row_count FROM written WHERE period IS NOT NULL;"
        "INSERT INTO span_of_ids SELECT number, period, first_id, last_id FROM written WHERE first_id IS NOT NULL;"
        "DROP TABLE written"
    )


def _fill_words(engine: Engine, lake: Path) -> None:
    files = _files(lake, "descriptions")
    if files is not None:
        engine.run(
            "INSERT INTO descriptor SELECT DISTINCT description_id, CAST(NULL AS VARCHAR), region, industry, size, "
            f"coalesce(attributes, '') FROM {files}"
        )


def _fill_rosters(engine: Engine, lake: Path) -> None:
    """Fill rosters, other names and lists, and the enterprises that other names may be of."""
    entries, aliases, lists = (_files(lake, kind) for kind in ("rosters", "aliases", "lists"))
    numbered = "FROM {} AS f JOIN (SELECT report_id, report AS number, panel_key FROM report) AS r USING (report_id)"
    factor = "CAST((SELECT 10 ** staff_decimals FROM panel AS p WHERE p.panel_key = r.panel_key) AS INTEGER)"
    if entries is not None:
        engine.run(
            f"INSERT INTO roster_entry SELECT number, enterprise_id, line, description_id, "
            f"CAST({multiple('employees', factor)} AS BIGINT) {numbered.format(entries)} ORDER BY number, line"
        )
    if aliases is not None:
        engine.run(
            f"INSERT INTO alias SELECT number, alias, enterprise_id, line {numbered.format(aliases)};"
            f"INSERT INTO enterprise SELECT DISTINCT alias, panel_key, alias {numbered.format(aliases)}"
        )
    if lists is not None:
        engine.run(
            "INSERT INTO member SELECT number, enterprise_id, line, description_id, batch, focus, leader, "
            f"f.valid_from, f.valid_to {numbered.format(lists)} ORDER BY number, line"
        )


def _fill_totals(engine: Engine, lake: Path) -> None:
    files = _files(lake, "totals")
    if files is not None:
        counts = ", ".join(map(name, (*ENTERPRISE_COUNTS, *STAFF_MEASURES)))
        engine.run(
            "INSERT INTO totals BY NAME SELECT r.panel_key, r.report, line, period, region, industry, size, "
            f"coalesce(f.attributes, '') AS attributes, {counts}, 0 AS flags "
            f"FROM {files} AS f JOIN (SELECT panel_key, report, report_id FROM report) AS r USING (report_id)"
        )


def _delivered(engine: Engine, lake: Path) -> str:
    """SQL for the observations as delivered, in the columns of the store's table."""
    files = _files(lake, "observations")
    if files is None:
        return "FROM observation"
    scaled = engine.value(f"SELECT max({' + '.join(f'{family}_decimals' for family in FAMILIES)}) FROM panel")
    measures = ", ".join(
        f"CAST({multiple(f'o.{measure}', f'r.{FAMILY_OF[measure]}_factor') if scaled else f'o.{measure}'} AS BIGINT) "
        f"AS {measure}"
        for measure in MEASURES
    )
    factors = ", ".join(f"CAST(10 ** {family}_decimals AS INTEGER) AS {family}_factor" for family in FAMILIES)
    return (
        "SELECT r.panel_key, o.period, o.enterprise_id AS enterprise_key, r.report, o.line, false AS derived, "
        f"false AS silent, o.status, {measures}, o.difficulty AS difficulty_key, o.expected_resume, "
        "o.description_id AS descriptor_key, CAST(0 AS USMALLINT) AS flags, r.received_at AS visible_from, "
        f"r.visible_to FROM {files} AS o JOIN (SELECT report_id, report, panel_key, received_at, "
        f"CASE WHEN withdrawn_at IS NOT NULL THEN greatest(withdrawn_at, received_at) END AS visible_to, {factors} "
        f"FROM report JOIN panel USING (panel_key) WHERE kind = '{Kind.REPORT.value}') AS r USING (report_id)"
    )
