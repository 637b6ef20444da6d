"""How one cell is written, by the meaning of its column: exactly for programs, rounded and with units for people."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import cast

from resumetrack.model import Cell, Meaning
from resumetrack.model.printed import EXACT, rounded

FRACTIONS = frozenset({Meaning.RATE, Meaning.PP, Meaning.POINTS})
AMOUNTS = frozenset({Meaning.COUNT, Meaning.EMPLOYEES, Meaning.QUANTITY})
NUMBERS = FRACTIONS | AMOUNTS
WORDS = frozenset({Meaning.TEXT, Meaning.CODE})

MACHINE_PLACES = 12
_SHORT = len("0.") + MACHINE_PLACES
_PLAIN = frozenset({float, type(None)})
HUMAN_PLACES = 1
AMOUNT_PLACES = 2
# Between these Python writes a float as wanted, without an exponent.
_SMALLEST, _LARGEST = 0.001, 10.0**12


def number(cell: Cell) -> Decimal | None:
    """Give the number in a cell as programs are given it; None for text, times, a missing cell and NaN.

    Floats are rounded to 12 decimals, which is where two engines that add in another order begin to differ.
    """
    if cell is None or isinstance(cell, str | date):
        return None
    value = Decimal(repr(round(cell, MACHINE_PLACES))) if isinstance(cell, float) else Decimal(cell)
    if not value.is_finite():
        return None
    return value.normalize(EXACT) if value else Decimal(0)


def machine_text(cell: Cell, meaning: Meaning) -> str:
    """Write a cell for programs, empty if missing: plain digits, ISO dates, text to the letter.

    Rates, percentage points and points always have a decimal point and never an exponent; counts and amounts have one
    only where it is needed.

    >>> machine_text(1.0, Meaning.RATE), machine_text(0.00001, Meaning.RATE), machine_text(2516.640, Meaning.EMPLOYEES)
    ('1.0', '0.00001', '2516.64')
    """
    return machine_writer(meaning)(cell)


@cache
def machine_writer(meaning: Meaning) -> Callable[[Cell], str]:
    """Give what writes the cells of a column as `machine_text` does: a table may have millions of them."""
    is_fraction = meaning in FRACTIONS

    def write(cell: Cell) -> str:
        if type(cell) is int:
            return f"{cell}.0" if is_fraction else str(cell)
        if type(cell) is str:
            return cell
        if is_fraction and type(cell) is float:
            if _SMALLEST <= cell <= _LARGEST:
                text = repr(cell)
                # "0." and 12 digits, or fewer: there is nothing to round, which takes longer than all the rest.
                return text if len(text) <= _SHORT else repr(round(cell, MACHINE_PLACES))
            if not cell:
                return "0.0"
        return "" if cell is None else _written(cell, meaning)

    return write


def machine_texts(cells: Sequence[Cell], meaning: Meaning) -> list[str]:
    """Write the cells of a column, each as `machine_text` does."""
    write = machine_writer(meaning)
    if meaning in FRACTIONS and set(map(type, cells)) <= _PLAIN:
        # As the writer does, without a call for each cell.
        return [
            text if cell and _SMALLEST <= cell <= _LARGEST and len(text := repr(cell)) <= _SHORT else write(cell)
            for cell in cast("Sequence[float | None]", cells)
        ]
    return list(map(write, cells))


def _written(cell: Cell, meaning: Meaning) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime) and meaning is not Meaning.DATE:
        return _aware(cell).isoformat().replace("+00:00", "Z")
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    value = number(cell)
    if value is None:
        return ""
    digits = format(value, "f")
    if meaning in FRACTIONS and "." not in digits:
        return digits + ".0"
    return digits


def human_text(cell: Cell, meaning: Meaning, *, places: int = 0) -> str:
    """Write a cell for people, not yet sanitised, empty if missing; `places` are the decimals of an amount.

    Rounding is on the decimal digits of the value, a half away from zero, as statistical offices print: 0.8675 is
    86.8 %.

    >>> human_text(0.8675, Meaning.RATE), human_text(-0.35, Meaning.PP), human_text(1234567, Meaning.COUNT)
    ('86.8', '-0.4', '1,234,567')
    """
    if isinstance(cell, datetime) and meaning is not Meaning.DATE:
        return _aware(cell).isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")
    value = number(cell)
    if value is None or meaning not in NUMBERS:
        return machine_text(cell, meaning)
    if meaning in AMOUNTS:
        return format(rounded(value, places), ",f")
    shown = shown_number(value, meaning)
    return format(shown, "+,f" if meaning is Meaning.PP and shown else ",f")


def shown_number(value: Decimal, meaning: Meaning) -> Decimal:
    """Give the figure people see for a rate (in percent), a difference in percentage points, or an index in points."""
    return rounded(value.scaleb(2, EXACT) if meaning is Meaning.RATE else value, HUMAN_PLACES)


def places_needed(cell: Cell) -> int:
    """Decimals people are shown of an amount: what it has, at most two."""
    value = number(cell)
    exponent = value.as_tuple().exponent if value is not None else 0
    return min(AMOUNT_PLACES, max(0, -exponent)) if isinstance(exponent, int) else 0


def _aware(time: datetime) -> datetime:
    # The store keeps UTC, so a time without a zone is UTC.
    return time if time.tzinfo else time.replace(tzinfo=UTC)
