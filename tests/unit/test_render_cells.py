"""How one cell is written, for programs and for people."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumetrack.model import Cell, Meaning
from resumetrack.render.cells import human_text, machine_text, places_needed

SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("cell", "meaning", "text"),
    [
        (0.95, Meaning.RATE, "0.95"),
        (1.0, Meaning.RATE, "1.0"),
        (1, Meaning.RATE, "1.0"),
        (0.0, Meaning.RATE, "0.0"),
        (-0.0, Meaning.PP, "0.0"),
        (2 / 3, Meaning.RATE, "0.666666666667"),
        (0.1 + 0.2, Meaning.PP, "0.3"),
        (1e-5, Meaning.RATE, "0.00001"),
        (1e-13, Meaning.RATE, "0.0"),
        (1e22, Meaning.POINTS, "10000000000000000000000.0"),
        (Decimal("0.50"), Meaning.RATE, "0.5"),
        (1234567, Meaning.COUNT, "1234567"),
        (5.0, Meaning.COUNT, "5"),
        (2516.64, Meaning.EMPLOYEES, "2516.64"),
        (Decimal("2516.6400"), Meaning.EMPLOYEES, "2516.64"),
        (Decimal("1E+3"), Meaning.QUANTITY, "1000"),
        (Decimal("123456789012345678901234567890.12"), Meaning.QUANTITY, "123456789012345678901234567890.12"),
        (date(2020, 3, 28), Meaning.DATE, "2020-03-28"),
        (datetime(2020, 3, 28, tzinfo=UTC), Meaning.DATE, "2020-03-28"),
        (datetime(2020, 3, 28, 9, 5, 12, tzinfo=UTC), Meaning.TIME, "2020-03-28T09:05:12Z"),
        (datetime(2020, 3, 28, 9, 5, 12, 500, tzinfo=SHANGHAI), Meaning.TIME, "2020-03-28T09:05:12.000500+08:00"),
        (datetime(2020, 3, 28, 9, 5, 12), Meaning.TIME, "2020-03-28T09:05:12Z"),  # noqa: DTZ001 - the store's UTC
        ("001234", Meaning.CODE, "001234"),
        (" =1+1\x1b", Meaning.TEXT, " =1+1\x1b"),
        (None, Meaning.RATE, ""),
        (float("nan"), Meaning.RATE, ""),
        (float("inf"), Meaning.RATE, ""),
    ],
)
def test_for_programs(cell: Cell, meaning: Meaning, text: str) -> None:
    """Plain digits rounded to 12 decimals, ISO dates, faithful text, nothing for a missing cell."""
    assert machine_text(cell, meaning) == text


@pytest.mark.parametrize(
    ("cell", "meaning", "text"),
    [
        (0.8675, Meaning.RATE, "86.8"),
        (0.8665, Meaning.RATE, "86.7"),
        (0.9995, Meaning.RATE, "100.0"),
        (12.5, Meaning.RATE, "1,250.0"),
        (1.25, Meaning.PP, "+1.3"),
        (-0.35, Meaning.PP, "-0.4"),
        (0.04, Meaning.PP, "0.0"),
        (-0.04, Meaning.PP, "0.0"),
        (101.04, Meaning.POINTS, "101.0"),
        (1234567, Meaning.COUNT, "1,234,567"),
        (datetime(2020, 3, 28, 9, 5, 12, 999, tzinfo=UTC), Meaning.TIME, "2020-03-28 09:05:12Z"),
        (date(2020, 3, 28), Meaning.DATE, "2020-03-28"),
        (None, Meaning.COUNT, ""),
        (float("nan"), Meaning.PP, ""),
    ],
)
def test_for_people(cell: Cell, meaning: Meaning, text: str) -> None:
    """Percent and percentage points with one decimal, a half away from zero, and never a signed zero."""
    assert human_text(cell, meaning) == text


def test_amounts_keep_two_decimals_at_most() -> None:
    """The decimals of an amount are those it has, up to two."""
    assert [places_needed(cell) for cell in (3, 3.0, 2.5, 2.25, 2.125, None, "x")] == [0, 0, 1, 2, 2, 0, 0]
    assert human_text(2516.645, Meaning.EMPLOYEES, places=2) == "2,516.65"


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([Meaning.RATE, Meaning.PP, Meaning.QUANTITY]))
def test_programs_read_the_number_back(value: float, meaning: Meaning) -> None:
    """The digits are those of the value rounded to 12 decimals, without exponent."""
    text = machine_text(value, meaning)
    assert float(text) == round(value, 12)
    assert "e" not in text.lower()
