"""Totals in whatever words: rows of counts that are exactly the sums of the other rows of their table.

That a number is the sum of others may be chance. It is the less likely the greater the numbers are, and of numbers
near each other only their differences are news: many offices count nearly as many open enterprises as enterprises.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from resumetrack.classify import dimension as classification_of
from resumetrack.classify.ground import containing
from resumetrack.model import CODED_DIMENSIONS, ENTERPRISE_COUNTS, STAFF_MEASURES, TotalsRow
from resumetrack.reading.aside_words import OWN_PLACES

CLEAR = 100_000
"""What the numbers of a row have to amount to before its being a sum is taken for no chance."""

_COUNTS = (*ENTERPRISE_COUNTS, *STAFF_MEASURES)
_FEWEST_OTHERS = 2
Codes = Mapping[str, str]
Cell = tuple[TotalsRow, Codes]


@dataclass(frozen=True, slots=True)
class Summed:
    """A row that is the sum of `others` rows, the dimension whose value says so, and whether that is beyond doubt."""

    row: TotalsRow
    dimension: str
    others: int
    is_clear: bool

    @property
    def text(self) -> str:
        """The value that stands where a part would."""
        return _codes(self.row)[self.dimension]


def find_sums(rows: Iterable[TotalsRow]) -> list[Summed]:
    """Find the rows of one table that are sums of the others, along one dimension or over all of them."""
    cells = [(row, _codes(row)) for row in rows]
    found: dict[int, Summed] = {}
    for alike, name in _groups(cells):
        summed = _sum_in(alike, name)
        if summed:
            found.setdefault(summed.row.line, summed)
    whole: dict[tuple[object, ...], list[Cell]] = defaultdict(list)
    for row, codes in cells:
        if len(codes) > 1 and row.line not in found:
            whole[row.period, *codes].append((row, codes))
    for alike in whole.values():
        summed = _sum_in(alike, next(iter(alike[0][1])))
        if summed:
            found[summed.row.line] = summed
    return [found[line] for line in sorted(found)]


def _codes(row: TotalsRow) -> Codes:
    coded = {name: code for name in CODED_DIMENSIONS if (code := getattr(row, name)) is not None}
    others: dict[str, str] = json.loads(row.attributes) if row.attributes else {}
    return coded | others


def _groups(cells: Sequence[Cell]) -> Iterator[tuple[list[Cell], str]]:
    """Yield the rows of a period that differ in one dimension alone, with that dimension."""
    for name in dict.fromkeys(name for _, codes in cells for name in codes):
        groups: dict[tuple[object, ...], list[Cell]] = defaultdict(list)
        for row, codes in cells:
            if name in codes:
                alike = ((other, code) for other, code in codes.items() if other != name)
                groups[row.period, *alike].append((row, codes))
        yield from ((alike, name) for alike in groups.values())


def _sum_in(alike: Sequence[Cell], name: str) -> Summed | None:
    """Find the one row that is the sum of the others, but where its codes say so already."""
    if len(alike) <= _FEWEST_OTHERS:
        return None
    sums = {count: sum(getattr(row, count) or 0 for row, _ in alike) for count in _COUNTS}
    sought = [(row, codes) for row, codes in alike if _is_half(row, sums)]
    if len(sought) != 1:
        return None
    row, codes = sought[0]
    others = [(other, held) for other, held in alike if other is not row and any(_stated(other).values())]
    if len(others) < _FEWEST_OTHERS or all(_holds(codes, held) for _, held in others):
        return None
    is_clear = _names_a_whole(name, codes[name], [held[name] for _, held in others]) or _weight(row) >= CLEAR
    return Summed(row, name, len(others), is_clear)


def _stated(row: TotalsRow) -> Mapping[str, Decimal | int]:
    return {count: value for count in _COUNTS if (value := getattr(row, count)) is not None}


def _is_half(row: TotalsRow, sums: Mapping[str, Decimal | int]) -> bool:
    """Whether each count of a row is half of the sum over all rows, so that it is the sum over the others."""
    stated = _stated(row)
    return any(stated.values()) and all(2 * value == sums[count] for count, value in stated.items())


def _holds(codes: Codes, held: Codes) -> bool:
    """Whether a row lies within another by its codes: questions know then not to count both."""
    return all(name in held and codes[name] in containing(name, held[name]) for name in codes)


def _names_a_whole(name: str, code: str, others: Sequence[str]) -> bool:
    """Whether a value speaks of an office's own place, or is known and the others are not."""
    return code in OWN_PLACES or (_is_known(name, code) and not any(_is_known(name, other) for other in others))


def _is_known(name: str, code: str) -> bool:
    classification = classification_of(name)
    return classification is not None and classification.known(code)


def _weight(row: TotalsRow) -> int:
    """What the numbers of a row amount to: the product of the differences between them and 0."""
    numbers = sorted({int(value) for value in _stated(row).values() if value})
    return prod(upper - lower for lower, upper in zip([0, *numbers], numbers, strict=False))
