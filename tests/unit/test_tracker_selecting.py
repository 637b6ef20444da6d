"""Which periods a question is about."""

from pathlib import Path
from typing import Any

import pytest

from store_office import Office

WEEKS = ("2022-11-20", "2022-11-27", "2022-12-04", "2022-12-25", "2023-01-01")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    rows = "\n".join(f"A,{week},full" for week in WEEKS)
    made.take(
        [made.file(f"enterprise_id,period,status\n{rows}")],
        profile=str(made.file('[panel]\nname = "main"\nfrequency = "week"\nweek_start = "sunday"', "weekly.toml")),
    )
    return made


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"first": "2022-12-01"}, WEEKS[2:]),
        ({"first": "2022-12-01", "last": "2022-12-31"}, WEEKS[2:4]),
        ({"first": "2022-11-01", "last": "2022-11-30"}, WEEKS[:2]),
        ({"first": "2022-11-29"}, WEEKS[1:]),
        ({"first": "2022-11-29", "last": "2022-11-29"}, WEEKS[1:2]),
        ({"period": "2022-11-29"}, WEEKS[1:2]),
    ],
)
def test_a_week_belongs_to_the_month_of_its_first_day(
    asked: dict[str, Any], expected: tuple[str, ...], office: Office
) -> None:
    """Month by month every week is there once, as `--pool month` has it; a day stands for the week it falls in."""
    table = office.tracker.rates(**asked)
    assert [str(row["period"]) for row in table.records()] == list(expected)
