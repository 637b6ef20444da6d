"""One query on a resumetrack store, with nothing around it.

    duckdb_query.py STORE region|prefecture|industry,size|total latest|all [AS_OF|roster]

What the store is made of stands in src/resumetrack/store/migrations.py. AS_OF is a time in UTC; the word `roster`
in its place lets the one roster that the store has say where an enterprise is, and fill blank employees.
"""

import sys

import duckdb
import typer

GROUPS = {
    "region": "left(region, 2) || '0000' AS region",
    "prefecture": "left(region, 4) || '00' AS region",
    "industry,size": "left(industry, 3) AS industry, size",
    "total": "'all' AS total",
}
RATES = """
SELECT period, $groups, count(status) AS reporting, count(*) FILTER (status IN ('full', 'partial')) AS operating,
    sum(employees) FILTER (on_duty IS NOT NULL AND employees > 0) AS employees,
    sum(on_duty) FILTER (on_duty IS NOT NULL AND employees > 0) AS on_duty
FROM $observation JOIN descriptor USING (descriptor_key) WHERE $visible AND $period GROUP BY ALL ORDER BY ALL
"""
ON_ROSTER = """
(SELECT o.* REPLACE (coalesce(o.employees, r.employees) AS employees,
                     coalesce(r.descriptor_key, o.descriptor_key) AS descriptor_key)
 FROM observation AS o LEFT JOIN roster_entry AS r USING (enterprise_key))
"""


def main() -> None:
    """Print the table as CSV."""
    store, by, period, *more = sys.argv[1:]
    as_of = more[0] if more and more != ["roster"] else ""
    visible = (
        f"visible_from <= '{as_of}' AND (visible_to IS NULL OR visible_to > '{as_of}')"
        if as_of
        else "visible_to IS NULL"
    )
    parts = {
        "$groups": GROUPS[by],
        "$observation": ON_ROSTER if more == ["roster"] else "observation",
        "$visible": visible,
        "$period": "period = (SELECT max(period) FROM report_period)" if period == "latest" else "true",
    }
    query = RATES
    for part, sql in parts.items():
        query = query.replace(part, sql)
    with duckdb.connect(store, read_only=True) as connection:
        found = connection.execute(query)
        typer.echo(",".join(column[0] for column in found.description or ()))
        typer.echo("\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in found.fetchall()))


if __name__ == "__main__":
    main()
