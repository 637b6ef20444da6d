"""The table of all periods by region, with pandas: `pandas_rates.py FOLDER [--each]`.

Without `--each` all files are read into one frame and the last delivery of an enterprise and period counts. With it
each file is summed by itself, which is lighter and cannot see a revision.
"""

import sys
from pathlib import Path

import pandas as pd

KEYS = ["period", "enterprise_id"]
TYPES = dict.fromkeys(["period", "enterprise_id", "status", "region"], "str") | dict.fromkeys(
    ["employees", "on_duty"], "Int64"
)


def read(file: Path) -> pd.DataFrame:
    """Read one report."""
    return pd.read_csv(file, usecols=list(TYPES), dtype=TYPES)


def rates(reports: pd.DataFrame) -> pd.DataFrame:
    """Count and sum by period and province."""
    paired = reports["on_duty"].notna() & (reports["employees"] > 0).fillna(value=False)
    return (
        reports.assign(
            region=reports["region"].str[:2] + "0000",
            reporting=reports["status"].notna(),
            operating=reports["status"].isin(["full", "partial"]),
            employees=reports["employees"].where(paired, 0),
            on_duty=reports["on_duty"].where(paired, 0),
        )
        .groupby(["period", "region"])[["reporting", "operating", "employees", "on_duty"]]
        .sum()
    )


def main() -> None:
    """Print the table as CSV."""
    files = sorted(Path(sys.argv[1]).glob("*.csv"))
    if "--each" in sys.argv:
        table = pd.concat(rates(read(file)) for file in files)
    else:
        table = rates(pd.concat(map(read, files), ignore_index=True).drop_duplicates(KEYS, keep="last"))
    table.sort_index().to_csv(sys.stdout)


if __name__ == "__main__":
    main()
