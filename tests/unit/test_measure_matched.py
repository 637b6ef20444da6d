"""Matched enterprises: those that report in a period and the one before, and stay in their group."""

from datetime import date

import narwhals.stable.v2 as nw
import pytest

from methodology.engines import ENGINES, records
from methodology.oracle import Row
from resumetrack.measure.matched import with_preceding

FIRST, LAST = date(2020, 3, 1), date(2020, 3, 28)


def both(row: Row, last: str | None = "full", region: str | None = None) -> list[Row]:
    return [row._replace(period=FIRST), row._replace(period=LAST, status=last, region=region or row.region)]


def matched(engine: str, rows: list[Row], by: list[str]) -> tuple[list[int], list[int]]:
    """Enterprises of the last period that are matched, and those of the period before under its name."""
    numbered = nw.from_native(ENGINES[engine](rows)).lazy()
    number = nw.when(nw.col("period") == LAST).then(nw.lit(1)).otherwise(nw.lit(0))
    now, before = with_preceding(numbered.with_columns(number=number), by, "enterprise_key")
    found = [records(side) for side in (now, before)]
    assert {row["period"] for side in found for row in side} <= {LAST}
    first, second = (sorted(row["enterprise_key"] for row in side) for side in found)
    return first, second


@pytest.mark.parametrize("engine", ENGINES)
def test_only_those_reporting_in_both_periods_stay(engine: str) -> None:
    """Who joined, left, fell silent or never spoke is not matched; a group that is missing is a group."""
    rows = [
        *both(Row(1, region="31", status="suspended")),
        *both(Row(2, region=None, status="full")),
        Row(3, period=FIRST, region="31", status="full"),
        Row(4, period=LAST, region="31", status="full"),
        *both(Row(5, region="31", status="full"), last=None),
        *both(Row(6, region="31", status=None)),
        *both(Row(7, region="31", status="closed"), last="closed"),
    ]
    assert matched(engine, rows, ["region"]) == ([1, 2, 7], [1, 2, 7])


@pytest.mark.parametrize("engine", ENGINES)
def test_who_changes_group_is_matched_in_none_but_in_the_total(engine: str) -> None:
    """An enterprise that moved has left one group and joined another."""
    rows = both(Row(1, region="31", status="full"), region="42")
    assert matched(engine, rows, ["region"]) == ([], [])
    assert matched(engine, rows, []) == ([1], [1])
