"""Percentages become numbers of their base, and say so where they are not exact."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumetrack.reading.rows.percents import count_of


@given(st.integers(1, 990), st.data())
def test_a_rounded_percentage_of_few_gives_back_the_count(base: int, data: st.DataObject) -> None:
    """Below a thousand enterprises one decimal tells which count it was, and no doubt is left."""
    count = data.draw(st.integers(0, base))
    percent = (Decimal(100 * count) / base).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert count_of(base, percent, Fraction(1, 10)) == (count, True)


@given(st.integers(0, 10**6), st.decimals(0, 100, places=1))
def test_a_count_is_sure_only_if_no_other_gives_the_percentage(base: int, percent: Decimal) -> None:
    """What is sure rounds to the percentage as written, and its neighbours do not."""
    count, is_sure = count_of(base, percent, Fraction(1, 10))
    near = [
        other
        for other in range(max(count - 2, 0), count + 3)
        if base and abs(Fraction(100 * other, base) - Fraction(percent)) <= Fraction(1, 20)
    ]
    assert is_sure == (not base or near == [count])
    assert abs(Decimal(base) * percent / 100 - count) <= Decimal("0.5")


@pytest.mark.parametrize(("base", "percent", "step", "expected"), [
    (500, "75.6", Fraction(1, 10), (378, True)),
    (437, "75.6", Fraction(1, 10), (330, False)),
    (12000, "75.6", Fraction(1, 10), (9072, False)),
    (40, "50", Fraction(1), (20, True)),
    (400, "50", Fraction(1), (200, False)),
    (0, "50", Fraction(1), (0, True)),
])  # fmt: skip
def test_counts_by_hand(base: int, percent: str, step: Fraction, expected: tuple[int, bool]) -> None:
    """75.6 % of 437 are no whole number, and of 12,000 any of twelve."""
    assert count_of(base, Decimal(percent), step) == expected
