"""Trends of a store: which period is the last, whose changes are compared, and what is in points."""

from pathlib import Path
from typing import Any

import pytest

from resumetrack.model import Column, Table
from store_office import Office

HEADER = "period,enterprise_id,region,status"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Three enterprises of Shanghai on two days, then one of Hubei alone."""
    office = Office(tmp_path)
    days = {"2020-06-02": "full suspended suspended", "2020-06-03": "full full suspended"}
    for day, words in days.items():
        rows = (f"{day},{name},310000,{word}" for name, word in zip("ABC", words.split(), strict=True))
        office.report("\n".join([HEADER, *rows]))
    office.report(f"{HEADER}\n2020-06-04,D,420000,full")
    return office


def of(table: Table, *names: str) -> tuple[object, ...]:
    [row] = table.records()
    return tuple(row[name] for name in names)


def test_a_selection_that_ends_before_its_panel(office: Office) -> None:
    """Its last period is the last that it has anything of, in every column."""
    asked: dict[str, Any] = {"indicators": ("operating_rate",), "where": (("region", "31"),)}
    names = ("period", "joined", "left", "change_since_pp", "change_matched_pp", "direction")
    found = of(office.tracker.trend(**asked), *names)
    assert found == of(office.tracker.trend(**asked, last="2020-06-03"), *names)
    assert found[1:] == (0, 0, 33.3333333333, 33.3333333333, "rising")


def test_an_index_is_told_in_points(office: Office) -> None:
    """By the same numbers as `rates`; people see points and rates in columns of their own."""
    for day, power in (("2020-06-05", 10), ("2020-06-06", 50)):
        office.report(f"period,enterprise_id,status,power,power_base\n{day},A,full,{power},100\n{day},B,full,80,100")
    asked: dict[str, Any] = {"first": "2020-06-05", "indicators": ("power_index",)}
    table = office.tracker.trend(**asked)
    assert of(table, "first_rate", "rate", "change_since_pp") == (45, 82.5, 37.5)
    assert [row["power_index"] for row in office.tracker.rates(**asked).records()] == [45, 82.5]
    assert seen(table.columns) == {"first_rate_in_points", "rate_in_points"}
    both = office.tracker.trend(first="2020-06-05", indicators=("power_index", "operating_rate"))
    assert len(seen(both.columns)) == 4
    assert seen(office.tracker.trend().columns) == {"first_rate_in_rate", "rate_in_rate"}


def seen(columns: tuple[Column, ...]) -> set[str]:
    """The columns of levels that people see."""
    return {one.name for one in columns if one.human and one.name.startswith(("first_rate", "rate"))}


@pytest.mark.parametrize("asked", [{"first": "2020-06-03", "last": "2020-06-03"}, {"last": "2020-06-03"}])
def test_coverage_that_is_asked_of_a_range_is_of_that_range(office: Office, asked: dict[str, Any]) -> None:
    """A better covered period outside it is none of its answers."""
    office.roster("enterprise_id\nA\nB\nC\nD")
    office.report(f"{HEADER}\n2020-06-05,A,310000,full\n2020-06-05,B,310000,full\n2020-06-05,C,310000,full")
    office.report(f"{HEADER}\n2020-06-05,D,420000,full")
    assert office.tracker.rates(min_coverage=0.9, **asked).records() == []
    assert len(office.tracker.rates(min_coverage=0.5, **asked).records()) == (1 if "first" in asked else 2)
    assert office.rates("coverage", period="latest", min_coverage=0.9) == [1]
    assert office.rates("coverage", every="month", min_coverage=0.9) == [1]
