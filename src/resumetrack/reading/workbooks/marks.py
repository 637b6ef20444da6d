"""What the cells of a sheet are besides their values: errors, percents, leading zeros; and which rows are hidden.

The library that reads the values gives nothing for an error cell, a fraction for a percent, and no word of hidden
rows; so each format has a module beside this one that looks for them in the file itself.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

PERCENT, TWO_DECIMALS, BESIDE, INSTEAD = "%", ".00", "+", "="
ERROR_CODES = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
"""Errors as the binary formats number them."""

ERROR_TEXTS = frozenset((*ERROR_CODES.values(), "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!"))
NOT_CALCULATED = "#NOT CALCULATED"
_ERROR_NUMBER = re.compile(r"Err:5\d\d")
_BUILT_IN_PERCENTS, _BUILT_IN_DECIMALS = (9, 10), 2
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_BRACKETED = re.compile(r"\[[^\]]*\]")
_WRITTEN = re.compile(r'"([^"]*)"|\\(.)|([\u4e00-\u9fff])')
_SCALES = re.compile(r"[十百千万萬亿億]|\b(?:k|m|mn|bn|thousands?|millions?|billions?)\b", re.IGNORECASE)
_DIVIDES = re.compile(r"[0#?],+(?![0#?,])")
_DECIMALS = re.compile(r"[0#]+\.00")
_ZEROS = re.compile(r"0{2,20}(?:;.*)?")


def is_error(text: str) -> bool:
    """Whether the text of a cell is an error of a spreadsheet, also where it was exported as text."""
    if not text.startswith(("#", "Err:")):
        return False
    return text in ERROR_TEXTS or text == NOT_CALCULATED or bool(_ERROR_NUMBER.fullmatch(text))


class RowMarks(NamedTuple):
    """The marks of one row, counted from 0: by column what a cell is.

    A mark is an error's text, `%`, zeros (as many digits as an identifier is shown with), `.00` for two decimals, `+`
    before a text that is shown beside the number, or `=` before the text that is shown instead.
    """

    row: int
    cells: dict[int, str]


class Merged(NamedTuple):
    """A merged range, counted from 0, both ends included."""

    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows and columns the values of a sheet reach over, from its top and left edge."""

    rows: int = 0
    columns: int = 0


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """What a format's module found in one sheet; `rows` may be asked for again and again, in order.

    `merged` is `None` where the library that reads the values tells; `hidden` are rows counted from 0.
    """

    extent: Extent
    rows: Callable[[], Iterator[RowMarks]]
    merged: tuple[Merged, ...] | None = None
    hidden: tuple[int, ...] = ()


def no_rows() -> Iterator[RowMarks]:
    """Yield nothing."""
    yield from ()


def format_mark(number: int, code: str | None) -> str:
    """Tell what a number format makes of a cell: a percent, leading zeros and so on, or nothing that matters here."""
    if code is None:
        if number == _BUILT_IN_DECIMALS:
            return TWO_DECIMALS
        return PERCENT if number in _BUILT_IN_PERCENTS else ""
    plain = _QUOTED.sub("", code)
    if PERCENT in plain:
        return PERCENT
    first = plain.partition(";")[0]
    if _DECIMALS.fullmatch(first):
        return TWO_DECIMALS
    return first if _ZEROS.fullmatch(plain) else _scale(code)


def _scale(code: str) -> str:
    """Give the text that a format puts beside numbers and that scales them, as in 3万.

    A format that divides what it shows (`0,"k"`, `0!.0,"万"`) says of the number itself what it says.
    """
    first = _BRACKETED.sub("", code.partition(";")[0])
    written = "".join(quoted or escaped or bare for quoted, escaped, bare in _WRITTEN.findall(first))
    return BESIDE + written if _SCALES.search(written) and not _DIVIDES.search(first) else ""
