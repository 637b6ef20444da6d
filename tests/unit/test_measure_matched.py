"""Matched enterprises: those that report in both periods and stay in their group."""

from datetime import date

import pytest

from methodology.engines import ENGINES, records
from methodology.oracle import Row
from resumetrack.measure import only_matched

FIRST, LAST = date(2020, 3, 1), date(2020, 3, 28)


def both(row: Row, last: str | None = "full", region: str | None = None) -> list[Row]:
    return [row._replace(period=FIRST), row._replace(period=LAST, status=last, region=region or row.region)]


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
    found = records(only_matched(ENGINES[engine](rows), ["region"]))
    assert sorted(row["enterprise_key"] for row in found) == [1, 1, 2, 2, 7, 7]


@pytest.mark.parametrize("engine", ENGINES)
def test_who_changes_group_is_matched_in_none_but_in_the_total(engine: str) -> None:
    """An enterprise that moved has left one group and joined another."""
    rows = both(Row(1, region="31", status="full"), region="42")
    assert records(only_matched(ENGINES[engine](rows), ["region"])) == []
    assert len(records(only_matched(ENGINES[engine](rows), []))) == 2


@pytest.mark.parametrize("engine", ENGINES)
def test_two_rows_of_one_period_are_no_match(engine: str) -> None:
    """Where groups overlap an enterprise may have two rows in a period; that is not two periods."""
    twice = [Row(1, region="31", period=LAST, status="full")] * 2
    assert records(only_matched(ENGINES[engine](twice), ["region"])) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_stay_as_they_were(engine: str) -> None:
    """The result is a state like the one that came in."""
    frame = ENGINES[engine](both(Row(1, region="31", status="full", employees=3)))
    assert only_matched(frame, ["region"]).collect_schema().names() == frame.collect_schema().names()
