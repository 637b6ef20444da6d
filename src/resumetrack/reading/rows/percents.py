"""Percentages in place of numbers: with the base that a profile names they become the numbers that they are shares of.

Persons are kept to six decimals. Enterprises are whole: where a single whole number gives the percentage as it is
written (75.6 % of 41 are 31), it is that number; else the nearest is taken and the row says that it is an estimate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from resumetrack.model import ENTERPRISE_COUNTS
from resumetrack.reading.profiles.column_rule import BASES, ColumnRule
from resumetrack.reading.values.numbers import NUMBER_LIMIT, PLACES, NumberStyle, exact, is_percentage

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Percent:
    """A column of percentages and its base: their places among the values of a row; `None` if the file has no base.

    A column of fractions has 0.8 for 80 %, and `digits` behind the point: 0.5 beside 0.756 is 0.500.
    """

    column: str
    place: int
    base: int | None
    numbers: NumberStyle
    digits: int | None

    def apply(self, values: list[Any], raw: str) -> str:
        """Put the number in the place of the percentage; give the code of what is to be said of it."""
        base = values[self.base] if self.base is not None else None
        percent = values[self.place]
        values[self.place], code = None, ""
        if isinstance(base, Decimal | int) and isinstance(percent, Decimal | int):
            if self.column in ENTERPRISE_COUNTS:
                written = self.numbers.parse(bare := self.numbers.unflagged(raw), percent_sign=True)
                values[self.place], is_sure = count_of(base, percent, self._step(bare, written))
                code = "" if is_sure or written is None else "estimated-number"  # what is inexact has been told
            else:
                values[self.place] = exact(Decimal(base) * percent / 100)[0]
        return "number-too-large" if (values[self.place] or 0) >= NUMBER_LIMIT else code

    def _step(self, raw: str, written: Decimal | int | None) -> Fraction:
        """How much the last digit of a percentage counts; no digit is kept behind the last place of a number."""
        is_fraction = self.digits is not None and not is_percentage(raw)
        digits = max(digits_of(written) if written is not None else 0, self.digits or 0 if is_fraction else 0)
        return max(Fraction(100 if is_fraction else 1, 10**digits), Fraction(1, 10**PLACES))


def digits_of(number: Decimal | int) -> int:
    """How many digits a number has behind the point, as it is written."""
    return max(0, -int(Decimal(number).as_tuple().exponent))


def count_of(base: Decimal | int, percent: Decimal | int, step: Fraction) -> tuple[int, bool]:
    """Turn a percentage of whole things into their number; tell whether it is the only one that gives it.

    >>> count_of(500, Decimal("75.6"), Fraction(1, 10)), count_of(437, Decimal("75.6"), Fraction(1, 10))
    ((378, True), (330, False))
    """
    number = int((Decimal(base) * percent / 100).to_integral_value(ROUND_HALF_EVEN))

    def gives(candidate: int) -> bool:
        return abs(Fraction(candidate * 100) / Fraction(base) - Fraction(percent)) <= step * _HALF

    is_sure = not base or (gives(number) and not gives(number - 1) and not gives(number + 1))
    return number, is_sure


def percents(
    rules: Mapping[str, ColumnRule], columns: Sequence[str], numbers: NumberStyle, fractions: Mapping[str, int]
) -> list[Percent]:
    """Find the columns of percentages among those of a row, each after those that it may be a percentage of."""
    found = [(name, rule.percent_of) for name in BASES if (rule := rules.get(name)) and rule.percent_of]
    return [
        Percent(
            name, columns.index(name), columns.index(base) if base in columns else None, numbers, fractions.get(name)
        )
        for name, base in found
        if name in columns
    ]
