"""What is written after an option."""

from datetime import date

import pytest

from resumetrack.cli import values
from resumetrack.errors import UsageError
from resumetrack.periods import Frequency


@pytest.mark.parametrize(
    ("text", "rate"),
    [("0.9", 0.9), ("90%", 0.9), ("1", 1.0), ("0", 0.0), ("76.05%", 0.7605), ("120%", 1.2), (" 5 %", 0.05)],
)
def test_rate(text: str, rate: float) -> None:
    """A fraction, or percent; percent may pass 100."""
    assert values.rate("--target", text) == rate


@pytest.mark.parametrize("text", ["90", "1.01", "-0.1", "-5%", "nan", "inf", "inf%", "nan%", "many", "", "%"])
def test_no_rate(text: str) -> None:
    """A bare number above 1, a negative or no number is refused."""
    with pytest.raises(UsageError):
        values.rate("--target", text)


def test_bare_number_is_explained() -> None:
    """The hint says how to write percent."""
    with pytest.raises(UsageError) as caught:
        values.rate("--target", "90")
    assert caught.value.hint == "write 90% if percent is meant"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-03-28", date(2020, 3, 28), date(2020, 3, 28)),
        ("2020-03", date(2020, 3, 1), date(2020, 3, 31)),
        ("2020Q1", date(2020, 1, 1), date(2020, 3, 31)),
        ("2020-W13", date(2020, 3, 23), date(2020, 3, 29)),
    ],
)
def test_days(text: str, first: date, last: date) -> None:
    """`--from` takes the first day of what is named, `--to` the last."""
    assert values.day("--from", text) == first
    assert values.last_day("--to", text) == last


def test_names() -> None:
    """Names are separated by commas or given one by one, each once, blanks left out."""
    assert values.names(["region, size", "region", ""]) == ("region", "size")
    assert values.names(None) == ()


def test_condition() -> None:
    """A dimension, an equals sign, a value that may hold another."""
    assert values.condition("owner = a=b ") == ("owner", "a=b")


def test_step() -> None:
    """A step is a frequency."""
    assert values.step("--every", "week") is Frequency.WEEK
    assert values.step("--every", None) is None


def test_limits() -> None:
    """`--strict` is no bad row at all; otherwise rows, or a share of them."""
    assert values.limits(None, strict=True) == (0, None)
    assert values.limits("3", strict=False) == (3, None)
    assert values.limits("2.5%", strict=False) == (None, 0.025)
    assert values.limits(None, strict=False) is None


def test_moment() -> None:
    """A bare date is the end of the day for `--as-of`, its beginning for `--received`."""
    end, begin = values.moment("--as-of", "2020-03-28", end=True), values.moment("--received", "2020-03-28")
    assert end is not None
    assert begin is not None
    assert (end - begin).total_seconds() == pytest.approx(86400, abs=0.001)
    assert end.tzinfo is not None


def test_a_month_is_every_period_in_it() -> None:
    """`--period 2020-03` is all of March, `--period 2020-03-28` one day."""
    assert values.chosen_periods("2020-03", None, None) == ("all", date(2020, 3, 1), date(2020, 3, 31))
    assert values.chosen_periods("2020Q1", None, None) == ("all", date(2020, 1, 1), date(2020, 3, 31))
    assert values.chosen_periods("2020-03-28", None, None) == (date(2020, 3, 28), None, None)
    assert values.chosen_periods("all", None, None, "week", None) == ("all", None, None)
    assert values.chosen_periods(None, "2020-03", "2020-03") == ("latest", date(2020, 3, 1), date(2020, 3, 31))
