"""The tables of the store, as named steps applied once and in order, each in a transaction with its own record."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from resumetrack.errors import StorageError
from resumetrack.store import condensed, listed
from resumetrack.store.engine import Engine
from resumetrack.store.faults import translate
from resumetrack.store.sql import moment, text

STEPS: Mapping[str, str] = {
    "0001_panels_and_reports": """
        CREATE TYPE status AS ENUM ('full', 'partial', 'suspended', 'closed');
        CREATE TABLE panel (
            panel_key INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE,
            -- the frequency is not known while there is a roster alone
            frequency VARCHAR, week_start TINYINT NOT NULL, staff_base VARCHAR,
            -- measures are kept as integers, multiplied by ten to this power, so that sums are exact
            staff_decimals TINYINT NOT NULL, output_decimals TINYINT NOT NULL, power_decimals TINYINT NOT NULL
        );
        -- `columns` are those a report speaks of, without its keys; a row is silent when later reports have all of them
        CREATE TABLE report (
            report INTEGER PRIMARY KEY, panel_key INTEGER NOT NULL, kind VARCHAR NOT NULL, list VARCHAR,
            name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, size BIGINT NOT NULL, outside_period DATE,
            profile VARCHAR NOT NULL, profile_digest VARCHAR NOT NULL, staff_base VARCHAR,
            received_at TIMESTAMP NOT NULL, recorded_at TIMESTAMP NOT NULL, withdrawn_at TIMESTAMP,
            columns VARCHAR[] NOT NULL, attributes VARCHAR[] NOT NULL,
            valid_from DATE, complete BOOLEAN,
            read_count INTEGER NOT NULL, accepted_count INTEGER NOT NULL, rejected_count INTEGER NOT NULL,
            duplicate_count INTEGER NOT NULL, blank_count INTEGER NOT NULL, revised_count INTEGER NOT NULL,
            silent_count INTEGER NOT NULL
        );
        CREATE TABLE report_period (report INTEGER NOT NULL, period DATE NOT NULL, row_count INTEGER NOT NULL);
        CREATE TABLE report_finding (
            report INTEGER NOT NULL, code VARCHAR NOT NULL, line INTEGER, column_name VARCHAR, value VARCHAR
        );
        CREATE TABLE rejected_row (report INTEGER NOT NULL, line INTEGER NOT NULL, cells VARCHAR[], codes VARCHAR[]);
    """,
    "0002_observations": """
        CREATE TABLE enterprise (
            enterprise_key INTEGER NOT NULL, panel_key INTEGER NOT NULL, enterprise_id VARCHAR NOT NULL
        );
        CREATE TABLE descriptor (
            descriptor_key INTEGER NOT NULL, name VARCHAR, region VARCHAR, industry VARCHAR, size VARCHAR,
            attributes VARCHAR NOT NULL
        );
        CREATE TABLE difficulty (difficulty_key INTEGER NOT NULL, difficulty VARCHAR NOT NULL);
        -- One row for each delivered observation, in force from visible_from until visible_to on the axis of what was
        -- known when. Derived rows are what was in force while it was not simply the latest delivered row.
        CREATE TABLE observation (
            panel_key INTEGER NOT NULL, period DATE NOT NULL, enterprise_key INTEGER NOT NULL,
            report INTEGER NOT NULL, line INTEGER NOT NULL, derived BOOLEAN NOT NULL, silent BOOLEAN NOT NULL,
            status status, employees BIGINT, on_duty BIGINT, output BIGINT, output_base BIGINT, power BIGINT,
            power_base BIGINT, difficulty_key INTEGER, expected_resume DATE, descriptor_key INTEGER NOT NULL,
            flags USMALLINT NOT NULL, visible_from TIMESTAMP NOT NULL, visible_to TIMESTAMP
        );
    """,
    "0003_rosters_and_lists": """
        CREATE TABLE roster_entry (
            report INTEGER NOT NULL, enterprise_key INTEGER NOT NULL, line INTEGER NOT NULL,
            descriptor_key INTEGER NOT NULL, employees BIGINT
        );
        CREATE TABLE alias (
            report INTEGER NOT NULL, alias VARCHAR NOT NULL, enterprise_key INTEGER NOT NULL, line INTEGER NOT NULL
        );
        CREATE TABLE member (
            report INTEGER NOT NULL, enterprise_key INTEGER NOT NULL, line INTEGER NOT NULL,
            descriptor_key INTEGER NOT NULL, batch VARCHAR, focus VARCHAR, leader VARCHAR,
            valid_from DATE, valid_to DATE
        );
    """,
    "0004_sheets": """
        -- the sheets that were read of a workbook: rows of the second have lines from 2^20 + 1 on, and so on
        ALTER TABLE report ADD COLUMN sheets VARCHAR[];
    """,
    "0005_digests": """
        -- what the rows of a report add up to; `probe` tells whether the engine still hashes as it did then
        CREATE TABLE report_digest (report INTEGER NOT NULL, probe UBIGINT NOT NULL, digest HUGEINT NOT NULL);
    """,
    "0006_totals": """
        -- Counts as offices deliver them, one row for each cell; which are in force is worked out when asked for
        -- (store/totals.py), since they are few. A dimension that is NULL, or an attribute that is not there, is not
        -- divided. Staff is kept as delivered: the panel has the decimals it needs.
        CREATE TABLE totals (
            panel_key INTEGER NOT NULL, report INTEGER NOT NULL, line INTEGER NOT NULL, period DATE NOT NULL,
            region VARCHAR, industry VARCHAR, size VARCHAR, attributes VARCHAR NOT NULL,
            enterprises BIGINT, reporting BIGINT, operating BIGINT, "full" BIGINT, partial BIGINT, suspended BIGINT,
            closed BIGINT, employees DECIMAL(18, 6), on_duty DECIMAL(18, 6), flags USMALLINT NOT NULL
        );
    """,
    "0007_closed_history": """
        -- A copy of all observations of every enterprise that has ever stated to be closed for good, so that closures
        -- from before are found without a look at the whole history (store/closures.py).
        CREATE TABLE closed_history AS FROM observation SEMI JOIN
            (FROM observation SELECT enterprise_key WHERE status = 'closed' AND NOT derived) USING (enterprise_key)
            ORDER BY period, enterprise_key;
    """,
    "0008_condensed": """
        -- The group, by a small number, of each value that a description has had (store/coarse.py); what the
        -- descriptions have, and the roster in force now.
        CREATE TABLE coarse_code (
            dimension VARCHAR NOT NULL, raw VARCHAR NOT NULL, grouped VARCHAR NOT NULL, code INTEGER NOT NULL
        );
        CREATE TABLE coarse_descriptor (
            descriptor_key INTEGER NOT NULL, region INTEGER, industry INTEGER, size INTEGER
        );
        CREATE TABLE coarse_span (
            panel_key INTEGER NOT NULL, enterprise_key INTEGER NOT NULL, valid_from DATE NOT NULL, valid_to DATE,
            region INTEGER, industry INTEGER, size INTEGER, employees BIGINT
        );
        -- Observations in force now, those alike in one row (store/condensed.py). `lacking` is NULL off the roster,
        -- else it has a bit for each dimension that the roster leaves open.
        CREATE TABLE condensed (
            panel_key INTEGER NOT NULL, period DATE NOT NULL, region INTEGER, industry INTEGER, size INTEGER,
            lacking UTINYINT, status status, enterprises INTEGER NOT NULL,
            employees BIGINT, on_duty BIGINT, roster_employees BIGINT
        );
    """,
    "0009_closed_since": """
        -- The period with which the copy begins: what an enterprise said before it closed does not matter, if it tells
        -- its headcount when it does. Of those that are not here everything is in the copy.
        CREATE TABLE closed_since (enterprise_key INTEGER NOT NULL, period DATE NOT NULL);
    """,
    "0010_listed": """
        -- A copy of all observations of the enterprises in `listed`, which are members of lists (store/listed.py).
        CREATE TABLE listed (enterprise_key INTEGER NOT NULL);
        CREATE TABLE listed_history AS FROM observation WHERE false;
    """,
    "0011_condensed_grains": """
        -- Observations alike by the region alone, as far as the prefecture, and by industry and size alone.
        ALTER TABLE coarse_descriptor ADD COLUMN prefecture INTEGER;
        ALTER TABLE coarse_span ADD COLUMN prefecture INTEGER;
        CREATE TABLE condensed_region (
            panel_key INTEGER NOT NULL, period DATE NOT NULL, prefecture INTEGER, lacking UTINYINT, status status,
            enterprises INTEGER NOT NULL, employees BIGINT, on_duty BIGINT, roster_employees BIGINT
        );
        CREATE TABLE condensed_industry (
            panel_key INTEGER NOT NULL, period DATE NOT NULL, industry INTEGER, size INTEGER, lacking UTINYINT,
            status status, enterprises INTEGER NOT NULL, employees BIGINT, on_duty BIGINT, roster_employees BIGINT
        );
        DELETE FROM coarse_descriptor;
    """,
}
FILLS: Mapping[str, Callable[[Engine], None]] = {"0010_listed": listed.extend, "0011_condensed_grains": condensed.fill}
"""What fills the tables of a step in a store that has reports; a later step that changes the tables takes it over."""


def applied(engine: Engine, path: Path) -> list[str]:
    """Names of the steps this store has, in order; none for a new file.

    Raises
    ------
    StorageError
        If it is a database of something else.
    """
    try:
        return [row[0] for row in engine.execute("SELECT name FROM migration ORDER BY name")]
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        if engine.value("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'store'"):
            raise StorageError(
                f"{path} is a database of something else, not a resumetrack store",
                hint="it was left as it is; name another store with --store",
            ) from error
    except duckdb.Error as error:
        raise translate(error, path) from error
    return []


def lacking(engine: Engine, path: Path) -> list[str]:
    """Names of the steps this store lacks.

    Raises
    ------
    StorageError
        If it is a database of something else, or of a newer resumetrack.
    """
    done = applied(engine, path)
    newer = [step for step in done if step not in STEPS]
    if newer:
        raise StorageError(
            f"{path} was written by a newer resumetrack (it has {newer[-1]})",
            hint="upgrade resumetrack; the store was left as it is",
        )
    return [step for step in STEPS if step not in done]


def apply(engine: Engine, path: Path) -> None:
    """Bring the store up to date."""
    for step in lacking(engine, path):
        with engine.transaction():
            engine.run("CREATE TABLE IF NOT EXISTS migration (name VARCHAR PRIMARY KEY, applied_at TIMESTAMP NOT NULL)")
            engine.run(STEPS[step])
            if step in FILLS:
                FILLS[step](engine)
            engine.run(f"INSERT INTO migration VALUES ({text(step)}, {moment(datetime.now(UTC))})")
