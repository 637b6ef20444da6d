"""How a figure is rounded for people: in a sentence to one decimal, as the table beside it has it."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

_DIGITS = 12
EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
"""Wide enough for every float and every sum, so that nothing is rounded unasked."""

Number = int | float | Fraction


def rounded(value: Decimal, places: int) -> Decimal:
    """Round to `places` decimals, a half away from zero; nothing is ever minus zero."""
    result = value.quantize(Decimal(1).scaleb(-places), context=EXACT)
    return result or abs(result)


def half_up(value: Number, *, shift: int = 0, places: int = 1) -> Decimal:
    """Round to `places` decimals, a half away from zero, on the decimal digits of the value; nothing is minus zero.

    The value is taken to the 12 decimals that programs are given; `shift` moves its point to the right first.

    >>> half_up(0.0625, shift=2), half_up(Fraction(77, 80), shift=2), half_up(-0.04)
    (Decimal('6.3'), Decimal('96.3'), Decimal('0.0'))
    """
    return rounded(Decimal(repr(round(float(value), _DIGITS))).scaleb(shift, EXACT), places)


def percent(value: Number) -> str:
    """Write a fraction in percent: 0.8675 is `86.8 %`."""
    return f"{half_up(value, shift=2)} %"


def decimal(value: Number) -> str:
    """Write a number with one decimal."""
    return str(half_up(value))


def signed(value: Number) -> str:
    """Write a move with its sign; none is `0.0`."""
    shown = half_up(value)
    return f"{shown:+}" if shown else str(shown)
