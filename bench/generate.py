"""Write the report files of an invented country: the same seed gives the same bytes.

    python -m bench.generate FOLDER [--enterprises 20000] [--days 10] [--seed 1] [--only FIRST END] ...

The folder gets `daily/` (one file per day), `revised/` (corrections of those days that came in later; some of these
files have only some of the columns), `next/` (one more day), `roster.csv` and `manifest.json`. Enterprises resume work
as the days go by; one that has closed for good goes on saying so every day. Every number is drawn from an MD5 of the
seed, the enterprise and the day, in whole numbers, so that neither threads nor versions show in the bytes.

`--only FIRST END` writes the days from number FIRST up to, but not including, END: a year is taken in by portions.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import duckdb

from bench.plan import MANIFEST, Plan, Written, add_plan_options, plan_from

ROOT = Path(__file__).resolve().parent.parent
CODES = ROOT / "src" / "resumetrack" / "classify" / "data"
_UNIT = 1 << 16
"""Draws are whole numbers below this: a share of s is `draw < s * _UNIT`."""

# What an enterprise is, for good. `ease` is how early it resumes, `closes` the day it closes.
_ENTERPRISES = """
SET VARIABLE regions = (
    SELECT list(code ORDER BY code) FROM read_csv({regions}, all_varchar = true) WHERE code NOT LIKE '%00');
SET VARIABLE industries = (
    SELECT list(code ORDER BY code) FROM read_csv({industries}, all_varchar = true) WHERE length(code) = 4);
CREATE TABLE enterprise AS
WITH drawn AS (SELECT number, md5_number_lower('{seed}/e/' || number) AS draw FROM range({enterprises}) AS r(number)),
placed AS (
    SELECT number, draw, getvariable('regions')[1 + (draw % len(getvariable('regions')))::INTEGER] AS region,
        getvariable('industries')[1 + ((draw >> 8) % len(getvariable('industries')))::INTEGER] AS industry,
        (draw >> 32) & 65535 AS ease, (draw >> 24) & 255 AS rank, (draw >> 16) & 65535 AS spread,
        CASE WHEN draw & 65535 < {closed} THEN draw % {days} END AS closes
    FROM drawn)
SELECT number, '91' || region || lpad(number::VARCHAR, 9, '0') || (draw % 10) AS enterprise_id,
    '企业' || lpad(number::VARCHAR, 6, '0') || '有限责任公司' AS name, region, industry,
    CASE WHEN rank < 3 THEN 'large' WHEN rank < 26 THEN 'medium' WHEN rank < 128 THEN 'small' ELSE 'micro' END AS size,
    CASE WHEN rank < 3 THEN 1000 + spread % 9000 WHEN rank < 26 THEN 300 + spread % 700
         WHEN rank < 128 THEN 20 + spread % 280 ELSE 1 + spread % 19 END AS employees, ease, closes
FROM placed ORDER BY number
"""

# What each of them reports on one day.
_DAY = """
WITH drawn AS (SELECT *, md5_number_lower('{seed}/d/{day}/' || number) AS draw FROM enterprise),
said AS (
    SELECT *, (draw >> 16) & 65535 AS missing, (draw >> 32) & 65535 AS share, (draw >> 48) & 65535 AS late,
        CASE WHEN closes <= {day} THEN 'closed' WHEN ease + (draw >> 40) % 4096 < {full} THEN 'full'
             WHEN ease + (draw >> 40) % 4096 < {open} THEN 'partial' ELSE 'suspended' END AS status
    FROM drawn WHERE draw & 65535 < {response} OR closes <= {day})
SELECT number, DATE '{date}' AS period, enterprise_id, name, status,
    CASE WHEN missing < 400 THEN NULL ELSE employees END AS employees,
    CASE WHEN missing BETWEEN 400 AND 1000 THEN NULL
         WHEN status = 'full' THEN greatest(1, employees * (80 + share % 21) // 100)
         WHEN status = 'partial' THEN greatest(1, employees * (20 + share % 51) // 100)
         WHEN status = 'suspended' THEN employees * (share % 6) // 100 ELSE 0 END AS on_duty,
    region, industry, size, late
FROM said
"""
_COLUMNS = "period, enterprise_id, status, employees, on_duty, region, industry, size, name"


def write(folder: Path, plan: Plan, only: range | None = None) -> Written:
    """Write all files into a folder, or those of some days only, without a manifest: no folder that holds the plan.

    Raises
    ------
    ValueError
        If the folder is inside this checkout, where generated data has no place.
    """
    if folder.resolve().is_relative_to(ROOT):
        raise ValueError(f"{folder} is inside the checkout; name a folder outside")
    for name in ("daily", "revised", "next"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for old in (folder / name).glob("*.csv"):
            old.unlink()
    (folder / MANIFEST).unlink(missing_ok=True)
    connection = duckdb.connect()
    connection.execute(
        _ENTERPRISES.format(
            regions=_quoted(CODES / "regions.csv"), industries=_quoted(CODES / "industries.csv"), seed=plan.seed,
            enterprises=plan.enterprises, days=plan.days, closed=int(plan.closed * _UNIT),
        )
    )  # fmt: skip
    _copy(
        connection,
        "SELECT enterprise_id, name, region, industry, size, employees FROM enterprise ORDER BY number",
        folder / "roster.csv",
    )
    rows = revised = 0
    for day in range(plan.days) if only is None else only:
        file = f"{plan.date(day)}.csv"
        rows += _copy_day(connection, plan, day, folder / "daily" / file)
        revised += _copy_revisions(connection, plan, day, folder / "revised" / file)
    following = _copy_day(connection, plan, plan.days, folder / "next" / f"{plan.date(plan.days)}.csv")
    size = sum(file.stat().st_size for file in (folder / "daily").iterdir())
    written = Written(plan, rows, size, revised, following)
    if only is None:
        (folder / MANIFEST).write_text(json.dumps(asdict(written), indent=2) + "\n")
    return written


def _day(plan: Plan, day: int) -> str:
    # From 60 % open on the first day to 95 % on the last, half of them fully, then three quarters.
    passed = day / max(plan.days, 1)
    return _DAY.format(
        seed=plan.seed, day=day, date=plan.date(day), response=int(plan.response * _UNIT),
        full=int((0.30 + 0.41 * passed) * _UNIT), open=int((0.60 + 0.35 * passed) * _UNIT),
    )  # fmt: skip


def _copy_day(connection: duckdb.DuckDBPyConnection, plan: Plan, day: int, file: Path) -> int:
    return _copy(connection, f"SELECT {_COLUMNS} FROM ({_day(plan, day)}) ORDER BY number", file)  # noqa: S608 - our own parts


def _copy_revisions(connection: duckdb.DuckDBPyConnection, plan: Plan, day: int, file: Path) -> int:
    """Write a share of a day again, now all at work; some files have staff on duty alone."""
    if not plan.revisions:
        return 0
    lot = connection.execute(f"SELECT md5_number_lower('{plan.seed}/p/{day}') % {_UNIT}").fetchall()[0][0]
    columns = "period, enterprise_id, on_duty" if lot < plan.partial * _UNIT else _COLUMNS
    chosen = f"late < {int(plan.revisions * _UNIT)} AND status <> 'closed' AND employees IS NOT NULL"
    corrected = "* REPLACE ('full' AS status, employees AS on_duty)"
    query = f"SELECT {corrected} FROM ({_day(plan, day)}) WHERE {chosen}"  # noqa: S608 - our own parts
    return _copy(connection, f"SELECT {columns} FROM ({query}) ORDER BY number", file)  # noqa: S608 - our own parts


def _copy(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> int:
    rows = connection.execute(f"COPY ({query}) TO {_quoted(file)} (HEADER, DELIMITER ',')").fetchall()
    count: int = rows[0][0]
    return count


def _quoted(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description="Write generated report files.")
    parser.add_argument("folder", type=Path)
    add_plan_options(parser)
    parser.add_argument("--only", type=int, nargs=2, metavar=("FIRST", "END"), help="days to write (default all)")
    options = parser.parse_args(arguments)
    try:
        written = write(options.folder, plan_from(options), range(*options.only) if options.only else None)
    except ValueError as error:
        parser.error(str(error))
    sys.stdout.write(
        f"{written.rows:,} rows, {written.bytes:,} bytes in {options.folder / 'daily'}; "
        f"{written.revised_rows:,} revised; {written.next_rows:,} of one more day\n"
    )


if __name__ == "__main__":
    main()
