"""Rows below one that says it is a part of another (其中：国有): its sisters say no word, and stand as deep."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from resumetrack.model import Text
from resumetrack.reading.totals.counted_cells import Cell
from resumetrack.reading.totals.fits import Fit, fit
from resumetrack.reading.totals.stated_totals import StatedTotal
from resumetrack.reading.values.asides import PART

_BLANK_WIDTHS = {"\u3000": 2, "\t": 4}


def indent(text: str) -> int:
    """How deep a text stands: the width of the blanks before it, in half-width ones."""
    blanks = text[: len(text) - len(text.lstrip())]
    return sum(_BLANK_WIDTHS.get(blank, 1) for blank in blanks)


class Parts:
    """Looks at the rows of a table from top to bottom, and finds the sisters of those that say they are parts.

    The row above the first of them is their whole. Rows that stand deeper than the whole are parts of it, too.
    """

    def __init__(self) -> None:
        self._above: Sequence[str] = ()
        self._whole: tuple[int, int] | None = None

    def look(self, kind: str, place: int, cells: Sequence[str], *, is_kept: bool) -> tuple[str, int]:
        """Tell what a row is, of which its words alone tell a kind and where it stands; one that is kept is none."""
        if kind == PART:
            if self._whole is None and self._above:
                self._whole = place, indent(self._above[place])
            return kind, place
        if not kind and not is_kept and self._whole is not None:
            place_of_whole, depth = self._whole
            if indent(cells[place_of_whole]) > depth and cells[place_of_whole].strip():
                return PART, place_of_whole
        self._above, self._whole = cells, None
        return kind, place


class Sisters(NamedTuple):
    """A part, and the rows below it that make up their whole with it."""

    part: StatedTotal
    rows: tuple[Cell, ...]


def find_sisters(parts: Sequence[StatedTotal], cells: Sequence[Cell]) -> Iterator[Sisters]:
    """Find the rows below a part that do not stand deeper than the row above it, but are all the rest of that."""
    periods: dict[date, list[Cell]] = defaultdict(list)
    for cell in cells if parts else ():
        periods[cell.row.period].append(cell)
    for part in parts:
        alike = [cell for cell in periods[part.period] if part.codes.items() <= cell.codes.items()]
        rows = sorted(alike, key=lambda cell: cell.row.line)
        above, below = ([one for one in rows if (one.row.line < part.line) is is_above] for is_above in (True, False))
        for end in range(1, len(below) + 1) if above else ():
            whole = above[-1]
            found = fit(whole.stated, [whole._replace(stated=part.stated), *below[:end]])
            if found is Fit.SAME:
                yield Sisters(part, tuple(below[:end]))
            if found in {Fit.SAME, Fit.MORE}:
                break


def sisters_doubt(sisters: Sisters, line: int | None) -> Text:
    """Say that rows below a part make up its whole with it, and count beside it; the part stands on some line."""
    count, word = len(sisters.rows), sisters.part.word
    rows = "row" if count == 1 else f"{count:,} rows"
    return Text(
        f"line {line}: '{word}' and the next {rows} that count add up to the row above, so these may be parts of it"
        " and count twice: if so, leave them out in a profile: [rows] left_out; or indent them below their whole",
        f"第 {line} 行：“{word}”与其后 {count:,} 行之和等于其上一行，后者可能同为其组成部分而重复计入：如是，"
        "请在 profile 的 [rows] left_out 中列出，或将其缩进",
    )
