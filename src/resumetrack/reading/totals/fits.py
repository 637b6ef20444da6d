"""How well parts fit a whole: to the number, by rounding, short of it or beyond it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from math import gcd

from resumetrack.reading.totals.counted_cells import Cell

SLACK = Fraction(1, 100)
"""What sums may differ by and still be the same: parts are rounded."""
_FEWEST_STEPS = 20
_AS_COUNTED: Mapping[str, int] = {}


class Fit(IntEnum):
    """How the sum of some parts lies to a whole; the last that holds of any of its counts tells.

    `PARTLY` means that they fall short of it, and some of them keep counts to themselves: that alone says little.
    """

    PARTLY = 0
    SAME = 1
    NEAR = 2
    LESS = 3
    FAR_LESS = 4
    MORE = 5


def fit(
    whole: Mapping[str, Decimal | int], parts: Sequence[Cell], factors: Mapping[str, int] = _AS_COUNTED
) -> Fit | None:
    """Compare parts with a whole by all that it states; `None` if nothing can be compared.

    `factors` are those of the units that counts were delivered in.
    """
    found = [_fit_of(count, value, parts, factors.get(count, 1)) for count, value in whole.items() if value]
    return max((one for one in found if one is not None), default=None)


def _fit_of(count: str, value: Decimal | int, parts: Sequence[Cell], factor: int) -> Fit | None:
    told = [part.stated[count] for part in parts if count in part.stated]
    if not told:
        return Fit.PARTLY
    total = sum(told)
    if total == value:
        return Fit.SAME
    by_rounding = Fraction(len(told) * _step([value, *told], factor), 2)
    if abs(Fraction(total) - Fraction(value)) <= max(by_rounding, Fraction(value) * SLACK):
        return Fit.NEAR
    if total > value:
        return Fit.MORE
    if len(told) < len(parts):
        return Fit.PARTLY
    return Fit.LESS if 2 * total >= value else Fit.FAR_LESS


def _step(values: Sequence[Decimal | int], factor: int) -> int:
    """What numbers may have been rounded to: all are multiples of it, and the whole is many of them."""
    step = gcd(*map(int, values))
    return max(factor, step if step * _FEWEST_STEPS <= values[0] else 1)
