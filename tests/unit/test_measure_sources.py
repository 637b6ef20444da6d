"""What a frame must have, and what is said of one that has not: a frame is measured rightly or refused."""

from datetime import UTC, date, datetime, tzinfo
from typing import Any

import pandas as pd
import polars as pl
import pytest

from resumetrack import measure
from resumetrack.errors import UsageError

DAY, NEXT = date(2020, 3, 2), date(2020, 3, 3)


def at(hour: int, zone: tzinfo | None = None) -> datetime:
    return datetime(2020, 3, 2, hour, tzinfo=zone)


def frame(**changed: Any) -> pl.DataFrame:
    columns: dict[str, Any] = {
        "period": [DAY, DAY], "enterprise_id": ["A", "B"], "status": ["full", "suspended"],
        "employees": [10, 20], "on_duty": [5, None],
    } | changed  # fmt: skip
    return pl.DataFrame({name: values for name, values in columns.items() if values is not None})


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"frame": [1, 2]}, "the frame is a list, which is no frame that can be measured"),
        ({"frame": frame(enterprise_id=None)}, "the frame has no column enterprise_id"),
        ({"frame": frame(on_duty=None)}, "the frame has no column on_duty"),
        ({"frame": frame(period=["2020-03-02"] * 2)}, "column period of the frame is String, not dates"),
        ({"frame": frame(employees=["10", "-"])}, "column employees of the frame is String, not numbers"),
        (
            {"frame": frame(enterprise_id=["A", "A"])},
            "the frame has several rows for period 2020-03-02, enterprise_id A",
        ),
        ({"roster": pl.DataFrame({"enterprise_id": ["A", "A"]})}, "the roster has several rows for enterprise_id A"),
        ({"roster": pl.DataFrame({"id": ["A"]})}, "the roster has no column enterprise_id"),
        ({"calendar": pl.DataFrame({"period": [DAY]})}, "the calendar has no column ordinal"),
        ({"by": ["region"]}, "the frame has no column region"),
        ({"as_of": DAY}, "a frame asked as of a moment has no column received_at"),
        ({"indicators": ["operating"]}, "there is no indicator operating"),
        ({"basis": "raised"}, "there is no basis raised"),
        ({"bounds": True}, "bounds are about the enterprises of a roster that did not report"),
        ({"carry": -1}, "carry is -1, not a number of days"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused(asked: dict[str, Any], message: str) -> None:
    """The message names the frame and the column; nothing is guessed."""
    with pytest.raises(UsageError) as caught:
        measure.rates(**({"frame": frame()} | asked))
    assert caught.value.message == message
    assert caught.value.hint


def test_nan_and_categories_of_pandas_are_understood() -> None:
    """NaN is missing, a category is a word, and rows without an enterprise are no observations."""
    told = pd.DataFrame(
        {
            "period": pd.to_datetime(["2020-03-02"] * 3),
            "enterprise_id": ["A", "B", None],
            "status": pd.Categorical(["full", "suspended", "full"]),
            "employees": [10.0, 30.0, 99.0],
            "on_duty": [5.0, float("nan"), 99.0],
        }
    )
    (row,) = measure.rates(told).to_dict("records")
    assert (row["reporting"], row["return_rate"], row["return_rate_denominator"]) == (2, 0.5, 10)


def test_nan_of_polars_is_missing() -> None:
    """A single NaN would make every sum NaN."""
    (row,) = measure.rates(frame(on_duty=[5.0, float("nan")])).rows(named=True)
    assert row["return_rate"] == 0.5


@pytest.mark.parametrize(
    ("columns", "on_duty"),
    [
        (None, 5),  # no row of the second report states staff on duty: it does not have the column
        (["status,on_duty", "status"], 5),
        (["status,on_duty", "status,on_duty"], None),  # it has the column, and the cell is empty
    ],
)
def test_which_columns_a_report_has(columns: list[str] | None, on_duty: int | None) -> None:
    """A column that a report lacks leaves the earlier value in force; an empty cell makes it missing."""
    told = frame(enterprise_id=["A", "A"], on_duty=[5, None], report=[1, 2], columns=columns)
    (row,) = measure.state(told).rows(named=True)
    assert (row["status"], row["on_duty"]) == ("suspended", on_duty)


@pytest.mark.parametrize(
    ("times", "as_of", "status"),
    [
        ([at(8), at(20)], at(12), "full"),
        ([at(8), at(20)], date(2020, 3, 2), "suspended"),
        ([at(8), at(20)], at(12, UTC), "full"),
        ([at(8, UTC), at(20, UTC)], date(2020, 3, 2), "suspended"),
        ([DAY, NEXT], DAY, "full"),
        ([DAY, NEXT], NEXT, "suspended"),
    ],
)
def test_as_of_knows_days_and_times_with_and_without_zone(times: list[Any], as_of: date, status: str) -> None:
    """What came in after the moment does not count yet."""
    told = frame(enterprise_id=["A", "A"], received_at=times)
    assert measure.state(told, as_of=as_of)["status"].to_list() == [status]
