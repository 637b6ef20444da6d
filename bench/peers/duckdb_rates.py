"""The table of all periods by region, in bare DuckDB SQL: `duckdb_rates.py FOLDER DATABASE [--load-only]`.

The files become one table, values that are none become NULL, and nothing else is looked at; the last delivery of an
enterprise and period counts. `--load-only` ends when the table stands: what `ingest` is compared with.
"""

import sys
from pathlib import Path

import duckdb

LOAD = """
CREATE TABLE observation AS
SELECT try_cast(period AS DATE) AS period, enterprise_id, status, try_cast(employees AS BIGINT) AS employees,
    try_cast(on_duty AS BIGINT) AS on_duty, region, industry, size, name
FROM read_csv($files, all_varchar = true)
"""
RATES = """
COPY (
    SELECT period, left(region, 2) || '0000' AS region, count(status) AS reporting,
        count(*) FILTER (status IN ('full', 'partial')) AS operating,
        sum(employees) FILTER (on_duty IS NOT NULL AND employees > 0) AS employees,
        sum(on_duty) FILTER (on_duty IS NOT NULL AND employees > 0) AS on_duty
    FROM (SELECT * FROM observation
          QUALIFY row_number() OVER (PARTITION BY period, enterprise_id ORDER BY rowid DESC) = 1)
    GROUP BY ALL ORDER BY ALL
) TO '/dev/stdout' (HEADER)
"""


def main() -> None:
    """Load the files and print the table as CSV."""
    folder, database = sys.argv[1:3]
    connection = duckdb.connect(database)
    connection.execute(LOAD.replace("$files", str([str(file) for file in sorted(Path(folder).glob("*.csv"))])))
    if "--load-only" not in sys.argv:
        connection.execute(RATES)


if __name__ == "__main__":
    main()
