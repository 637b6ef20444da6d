"""The table of all periods by region, with Polars, lazily and streaming: `polars_rates.py FOLDER`."""

import sys
from pathlib import Path

import polars as pl  # type: ignore[import-not-found,unused-ignore]  # measured where it is installed


def main() -> None:
    """Print the table as CSV; the last delivery of an enterprise and period counts."""
    files = sorted(Path(sys.argv[1]).glob("*.csv"))
    types = {"enterprise_id": pl.String, "region": pl.String, "industry": pl.String}
    reports = pl.scan_csv(files, schema_overrides=types).unique(["period", "enterprise_id"], keep="last")
    paired = pl.col("on_duty").is_not_null() & (pl.col("employees") > 0)
    table = (
        reports.group_by("period", region=pl.col("region").str.slice(0, 2) + "0000")
        .agg(
            reporting=pl.col("status").count(),
            operating=pl.col("status").is_in(["full", "partial"]).sum(),
            employees=pl.col("employees").filter(paired).sum(),
            on_duty=pl.col("on_duty").filter(paired).sum(),
        )
        .sort("period", "region")
    )
    sys.stdout.write(table.collect(engine="streaming").write_csv())


if __name__ == "__main__":
    main()
