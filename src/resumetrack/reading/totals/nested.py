"""Rows that hold others of their table by where they stand: above deeper ones, or with a word of subtotals beside them.

Both are told by the text of a cell and by the order of the rows, which the codes of questions do not know.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from resumetrack.model import Text
from resumetrack.reading.totals.counted_cells import Cell, Key, without
from resumetrack.reading.totals.fits import Fit, fit
from resumetrack.reading.totals.parts import indent
from resumetrack.reading.totals.sums import CLEAR_BY_NAME, Summed, amount, holds
from resumetrack.reading.values.asides import plain

_TOTAL = re.compile(r"\b(?:sub-?)?totals?\b")
_SUBTOTAL = re.compile(rf"{_TOTAL.pattern}|[计]$|\b(?:gesamt|insgesamt|zusammen)$")
_FEWEST_PARTS, _MOST_PARTS, _MOST_BESIDE = 2, 50, 200
_NO_CHANCE = 10_000
_MEMORY = 65_536
Written = Callable[[Cell, str], str]


class Nested(NamedTuple):
    """A row, the dimension in which it holds others, those, how they fit it, and whether more than that tells it."""

    cell: Cell
    dimension: str
    parts: tuple[Cell, ...]
    fit: Fit
    is_told: bool = True

    @property
    def is_sum(self) -> bool:
        """Whether the parts may be all there is of it."""
        return self.fit in {Fit.SAME, Fit.NEAR, Fit.PARTLY}


def find_nested(cells: Sequence[Cell], written: Written) -> Iterator[Nested]:
    """Find the rows that stand above deeper ones, and those that sum up what is beside them.

    Rows that differ in one dimension alone are compared, in the order of their lines; `written` gives the text of one.
    What the codes of rows say already is no matter, and neither is a row that is less than those below it.
    """
    for name in dict.fromkeys(name for cell in cells for name in cell.codes):
        groups: dict[tuple[date, Key], list[Cell]] = defaultdict(list)
        for cell in cells:
            if name in cell.codes:
                groups[cell.row.period, without(cell.key, (name,))].append(cell)
        for alike in groups.values():
            rows = sorted(alike, key=lambda cell: cell.row.line)
            texts = [written(cell, name) for cell in rows]
            depths = [indent(text) for text in texts]
            words = [_has_word(text) for text in texts]
            yield from _over_deeper(name, rows, depths)
            yield from _over_beside(name, rows, words)
            if len(set(depths)) == 1 and not any(words):
                yield from _over_next(name, rows)


@lru_cache(maxsize=_MEMORY)
def _has_word(text: str) -> bool:
    return _SUBTOTAL.search(plain(text)) is not None


def _over_deeper(name: str, rows: Sequence[Cell], depths: Sequence[int]) -> Iterator[Nested]:
    for place, cell in enumerate(rows):
        parts, least = list[Cell](), 0
        for other, depth in zip(rows[place + 1 :], depths[place + 1 :], strict=True):
            if depth <= depths[place]:
                break
            least = min(least or depth, depth)
            parts += [other] if depth == least else []
        nested = _nested(name, cell, parts) if parts else None
        if nested and nested.fit is not Fit.MORE:
            yield nested


def _over_beside(name: str, rows: Sequence[Cell], has_word: Sequence[bool]) -> Iterator[Nested]:
    """Compare each row with a word with the rows between it and the next such row, above or below."""
    words = [place for place, is_word in enumerate(has_word) if is_word]
    for before, place, after in zip([-1, *words], words, [*words[1:], len(rows)], strict=False):
        above, below = rows[before + 1 : place][-_MOST_BESIDE:], rows[place + 1 : after][:_MOST_BESIDE]
        runs = [*(above[start:] for start in range(len(above))), *(below[:end] for end in range(len(below), 0, -1))]
        found = (one for run in runs if (one := _nested(name, rows[place], run)) and one.is_sum)
        sure = [one for one in found if len(one.parts) >= _FEWEST_PARTS or one.fit is Fit.SAME]
        yield from sorted(sure, key=_rank)[:1]


def _over_next(name: str, rows: Sequence[Cell]) -> Iterator[Nested]:
    """Find the rows that are exactly the sum of the next ones, in several numbers that are no chance."""
    for place, cell in enumerate(rows):
        if amount(map(int, cell.stated.values())) < _NO_CHANCE:
            continue
        count, value = next(iter(cell.stated.items()))
        total: Decimal | int = 0
        for end, other in enumerate(rows[place + 1 : place + _MOST_PARTS], place + 2):
            total += other.stated.get(count, 0)
            if total > value:
                break
            if total == value and end >= place + 1 + _FEWEST_PARTS:
                nested = _nested(name, cell, rows[place + 1 : end])
                if nested and nested.fit is Fit.SAME:
                    yield nested._replace(is_told=False)
                    break


def _rank(nested: Nested) -> int:
    return (Fit.SAME, Fit.NEAR, Fit.PARTLY).index(nested.fit)


def _nested(name: str, cell: Cell, parts: Sequence[Cell]) -> Nested | None:
    if all(holds(cell.codes, part.codes) for part in parts):
        return None
    found = fit(cell.stated, parts)
    return None if found is None else Nested(cell, name, tuple(parts), found)


def find_unsettled(cells: Sequence[Cell], found: Sequence[Nested], written: Written) -> Iterator[tuple[Cell, str]]:
    """Find the rows that say a word of totals and are the sum of none beside them, with the dimension that says it."""
    settled = {one.cell.row.line for one in found if one.is_sum}
    for cell in cells if len(cells) > 1 else ():
        for name in cell.codes if cell.row.line not in settled else ():
            if _TOTAL.search(plain(written(cell, name))):
                yield cell, name


def as_sums(found: Sequence[Nested]) -> Iterator[Summed]:
    """Give those that sum up others, each cell with one judgement for all periods.

    One is beyond doubt if it is exactly the sum in most of them, not by chance, and more than the numbers tells it.
    """
    series: dict[tuple[str, Key], list[Nested]] = defaultdict(list)
    for one in found:
        series[one.dimension, one.cell.key].append(one)
    for ones in series.values():
        exact = [one for one in ones if one.fit is Fit.SAME]
        weight = max((amount(map(int, one.cell.stated.values())) for one in exact), default=0)
        is_clear = 2 * len(exact) > len(ones) and weight >= CLEAR_BY_NAME and ones[0].is_told
        for one in ones:
            if is_clear or one.is_sum:
                yield Summed(one.cell.row, one.dimension, len(one.parts), is_clear, one.fit is Fit.SAME)


def nested_doubts(
    found: Sequence[Nested], cells: Sequence[Cell], written: Written, line_of: Callable[[int], int | None]
) -> Iterator[Text]:
    """Say of the first row of each kind that it may hold others and counts beside them: by an indent, by a word.

    `line_of` gives the line of a row as it is told to people.
    """
    counted = {(cell.row.line, cell.row.period) for cell in cells}
    for one in found:
        if not one.is_sum and (one.cell.row.line, one.cell.row.period) in counted:
            yield _deeper_doubt(one, written, line_of(one.parts[0].row.line))
            break
    for cell, name in find_unsettled(cells, found, written):
        yield _word_doubt(written(cell, name).strip(), line_of(cell.row.line))
        break


def _deeper_doubt(nested: Nested, written: Written, line: int | None) -> Text:
    whole, first = (written(cell, nested.dimension).strip() for cell in (nested.cell, nested.parts[0]))
    more = len(nested.parts) - 1
    others, others_zh = (f" (and {more:,} more)", f"（及另外 {more:,} 行）") if more else ("", "")
    return Text(
        f"line {line}: '{first}'{others} stands deeper than '{whole}' above, and both count: if it is a part of that,"
        " one counts twice: leave rows out in a profile ([rows] left_out or totals), or remove the blanks before it",
        f"第 {line} 行：“{first}”{others_zh}较其上方的“{whole}”缩进更深，二者均计入：如其为后者的组成部分，则重复计入："
        "请在 profile 的 [rows] left_out 或 totals 中声明，或去掉其前的空格",
    )


def _word_doubt(text: str, line: int | None) -> Text:
    return Text(
        f"line {line}: '{text}' says a word of totals, and no rows beside it add up to it, so it counts like any other:"
        " if it is over others, it counts twice: name it under [rows] totals in a profile; else under kept",
        f"第 {line} 行：“{text}”含合计字样，但与相邻各行之和不符，按普通行计入：如其包含其他行，则重复计入，"
        "请在 profile 的 [rows] totals 中声明；否则列入 kept",
    )
