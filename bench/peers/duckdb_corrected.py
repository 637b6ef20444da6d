"""The table of all periods by region after corrections, from the files alone: `duckdb_corrected.py FOLDER`.

The last value of each column counts that any file has for an enterprise and period: `daily/` first, then `revised/`.
It checks what the store makes of revisions; nobody would want to wait for it every day.
"""

import sys
from pathlib import Path

import duckdb

RATES = """
COPY (
    WITH delivered AS (
        SELECT *, list_position($files, filename) AS place
        FROM read_csv($files, all_varchar = true, union_by_name = true, filename = true)),
    observation AS (
        SELECT period, max(region) AS region, arg_max(status, place) AS status,
            arg_max(employees::BIGINT, place) AS employees, arg_max(on_duty::BIGINT, place) AS on_duty
        FROM delivered GROUP BY period, enterprise_id)
    SELECT period, left(region, 2) || '0000' AS region, count(status) AS reporting,
        count(*) FILTER (status IN ('full', 'partial')) AS operating,
        sum(employees) FILTER (on_duty IS NOT NULL AND employees > 0) AS employees,
        sum(on_duty) FILTER (on_duty IS NOT NULL AND employees > 0) AS on_duty
    FROM observation GROUP BY ALL ORDER BY ALL
) TO '/dev/stdout' (HEADER)
"""


def main() -> None:
    """Print the table as CSV."""
    folder = Path(sys.argv[1])
    files = [str(file) for part in ("daily", "revised") for file in sorted((folder / part).glob("*.csv"))]
    duckdb.execute(RATES.replace("$files", str(files)))


if __name__ == "__main__":
    main()
