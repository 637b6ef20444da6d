"""What needs the periods around one, in plain SQL on a resumetrack store: `duckdb_panel.py STORE matched|carry`.

`matched` counts, beside the table of all periods by region, who also reports in the period before from the same region.
`carry` lets the last status of who is silent count for seven days, staff included, and a closure for good until it is
lifted. Both as one would write them today: a join of each period with the one before, a window over history.
"""

import sys

import duckdb
import typer

TOLD = """
WITH told AS (
    SELECT period, enterprise_key, left(region, 2) || '0000' AS region, status, employees, on_duty
    FROM observation JOIN descriptor USING (descriptor_key) WHERE visible_to IS NULL)
"""
SUMS = """
SELECT period, region, count(status) AS reporting, count(*) FILTER (status IN ('full', 'partial')) AS operating,
    sum(employees) FILTER (on_duty IS NOT NULL AND employees > 0) AS employees,
    sum(on_duty) FILTER (on_duty IS NOT NULL AND employees > 0) AS on_duty
"""
MATCHED = f"""
{TOLD}, held AS (
    SELECT period, lag(period) OVER (ORDER BY period) AS before FROM (SELECT DISTINCT period FROM report_period)),
beside AS (
    SELECT told.*, b.status AS said_before FROM told JOIN held USING (period) LEFT JOIN told AS b
        ON b.period = held.before AND b.enterprise_key = told.enterprise_key AND b.region = told.region)
{SUMS}, count(*) FILTER (status IS NOT NULL AND said_before IS NOT NULL) AS matched
FROM beside GROUP BY ALL ORDER BY ALL
"""  # noqa: S608 - our own parts
_LAST = "last_value({} IGNORE NULLS) OVER (PARTITION BY enterprise_key ORDER BY period) AS {}"
CARRIED = f"""
{TOLD}, every AS (
    SELECT period, enterprise_key FROM (SELECT DISTINCT enterprise_key FROM told), (SELECT DISTINCT period FROM told)),
known AS (
    SELECT every.*, {_LAST.format("CASE WHEN status IS NOT NULL THEN period END", "stated")},
        {_LAST.format("CASE WHEN status IS NOT NULL THEN (region, status, employees, on_duty) END", "said")},
        {_LAST.format("employees", "employed")}
    FROM every LEFT JOIN told USING (period, enterprise_key)),
carried AS (
    SELECT period, said[1] AS region, said[2] AS status,
        CASE WHEN said[2] = 'closed' AND stated < period THEN employed ELSE said[3] END AS employees,
        CASE WHEN said[2] = 'closed' AND stated < period THEN 0 ELSE said[4] END AS on_duty
    FROM known WHERE stated >= period - 7 OR said[2] = 'closed')
{SUMS} FROM carried GROUP BY ALL ORDER BY ALL
"""  # noqa: S608 - our own parts


def main() -> None:
    """Print the table as CSV."""
    store, what = sys.argv[1:]
    with duckdb.connect(store, read_only=True) as connection:
        found = connection.execute({"matched": MATCHED, "carry": CARRIED}[what])
        typer.echo(",".join(column[0] for column in found.description or ()))
        typer.echo("\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in found.fetchall()))


if __name__ == "__main__":
    main()
