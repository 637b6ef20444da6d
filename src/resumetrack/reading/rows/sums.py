"""Totals in whatever words: rows of counts that are exactly the sums of the other rows of their table.

That a number is the sum of others may be chance. It is the less likely the greater the numbers are, and of numbers
near each other only their differences are news: many offices count nearly as many open enterprises as enterprises.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import prod
from typing import NamedTuple

from resumetrack.classify import dimension as classification_of
from resumetrack.classify.ground import containing
from resumetrack.model import CODED_DIMENSIONS, ENTERPRISE_COUNTS, STAFF_MEASURES, OnDuplicate, TotalsRow
from resumetrack.reading.values.aside_words import OWN_PLACES

CLEAR = 100_000
"""What the numbers of a row have to amount to before its being a sum is taken for no chance."""
CLEAR_BY_NAME = 100
"""The same where its name speaks for a total too."""

_COUNTS = (*ENTERPRISE_COUNTS, *STAFF_MEASURES)
_FEWEST_OTHERS = 2
Codes = Mapping[str, str]
Factors = Mapping[str, int]
Key = tuple[tuple[str, str], ...]
_AS_COUNTED: Factors = {}


class Cell(NamedTuple):
    """A row, what its dimensions say, and the counts that it states; `key` tells it from other cells of its period."""

    row: TotalsRow
    codes: Codes
    key: Key
    stated: Mapping[str, Decimal | int]

    @property
    def counts(self) -> bool:
        """Whether it counts anything at all."""
        return any(self.stated.values())


Series = Mapping[date, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Summed:
    """A row that is the sum of `others` rows, the dimension whose value says so, and whether that is beyond doubt.

    A row of the same cell that is no such sum itself, in another period or delivered twice, is not `is_exact`.
    """

    row: TotalsRow
    dimension: str
    others: int
    is_clear: bool
    is_exact: bool = True

    @property
    def text(self) -> str:
        """The value that stands where a part would."""
        return _codes(self.row)[self.dimension]


def find_sums(
    rows: Iterable[TotalsRow], factors: Factors = _AS_COUNTED, on_duplicate: OnDuplicate = OnDuplicate.LAST
) -> list[Summed]:
    """Find the rows of one table that are sums of the others, along one dimension or over all of them.

    `factors` are those of the units that counts were delivered in. Of rows of one cell that one is compared which will
    be stored; what is found holds for all of them.
    """
    delivered = [_cell(row) for row in rows]
    settled = _settled(delivered, on_duplicate)
    found: dict[tuple[date, Key], Summed] = {}
    for name, series in _along_each(settled):
        for cell, summed in _sums_in(series, name, factors):
            place = cell.row.period, cell.key
            if place not in found or (summed.is_clear and not found[place].is_clear):
                found[place] = summed
    for groups_of in (_over_all, _over_finer):
        rest = [cell for cell in settled if (cell.row.period, cell.key) not in found]
        for name, series in groups_of(rest):
            found |= {(cell.row.period, cell.key): summed for cell, summed in _sums_in(series, name, factors)}
    return [one for cell in delivered for one in _of_row(cell, found.get((cell.row.period, cell.key)))]


def _cell(row: TotalsRow) -> Cell:
    codes = _codes(row)
    stated = {count: value for count in _COUNTS if (value := getattr(row, count)) is not None}
    return Cell(row, codes, tuple(codes.items()), stated)


def _codes(row: TotalsRow) -> Codes:
    coded = {name: code for name in CODED_DIMENSIONS if (code := getattr(row, name)) is not None}
    others: dict[str, str] = json.loads(row.attributes) if row.attributes else {}
    return coded | others


def _settled(delivered: Sequence[Cell], on_duplicate: OnDuplicate) -> list[Cell]:
    """Leave one row of each cell, as repeats are settled when they are stored."""
    cells: dict[tuple[date, Key], list[Cell]] = defaultdict(list)
    for cell in delivered:
        cells[cell.row.period, cell.key].append(cell)
    match on_duplicate:
        case OnDuplicate.FIRST:
            return [repeats[0] for repeats in cells.values()]
        case OnDuplicate.LAST:
            return [repeats[-1] for repeats in cells.values()]
        case OnDuplicate.REJECT:
            return [
                repeats[-1] for repeats in cells.values() if all(cell.stated == repeats[-1].stated for cell in repeats)
            ]


def _of_row(cell: Cell, summed: Summed | None) -> Iterator[Summed]:
    """Yield what was found of its cell for a row that was delivered."""
    if summed and cell.row is summed.row:
        yield summed
    elif summed and summed.is_clear:
        is_same = cell.stated == _cell(summed.row).stated
        yield replace(summed, row=cell.row, is_exact=summed.is_exact and is_same)


def _along_each(cells: Sequence[Cell]) -> Iterator[tuple[str, Series]]:
    """Yield the rows that differ in one dimension alone, by period, with that dimension."""
    for name in dict.fromkeys(name for cell in cells for name in cell.codes):
        groups: dict[Key, dict[date, list[Cell]]] = defaultdict(lambda: defaultdict(list))
        for cell in cells:
            if name in cell.codes:
                alike = tuple((other, code) for other, code in cell.key if other != name)
                groups[alike][cell.row.period].append(cell)
        yield from ((name, series) for series in groups.values())


def _by_division(cells: Sequence[Cell]) -> Mapping[tuple[str, ...], Mapping[date, list[Cell]]]:
    """Group the cells by the dimensions that divide them, and by period."""
    groups: dict[tuple[str, ...], dict[date, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        groups[tuple(cell.codes)][cell.row.period].append(cell)
    return groups


def _over_all(cells: Sequence[Cell]) -> Iterator[tuple[str, Series]]:
    """Yield the rows that are divided by the same dimensions, by period, with the first of those."""
    yield from ((names[0], series) for names, series in _by_division(cells).items() if len(names) > 1)


def _over_finer(cells: Sequence[Cell]) -> Iterator[tuple[str, Series]]:
    """Yield each cell that is somewhere the sum of those divided by more dimensions, by period and with them.

    One that holds some of those by its codes is what they say, and no total over others.
    """
    groups = _by_division(cells)
    pairs = [(names, finer) for names in groups for finer in groups if names and set(names) < set(finer)]
    for names, finer in pairs:
        keys = dict.fromkeys(
            cell.key
            for period, alike in groups[finer].items()
            for cell in _equal(_sums(alike), groups[names].get(period, ()))
            if not any(_holds(cell.codes, other.codes) for other in alike)
        )
        for key in keys:
            whole = {period: [cell for cell in alike if cell.key == key] for period, alike in groups[names].items()}
            yield names[0], {period: [*its, *groups[finer].get(period, ())] for period, its in whole.items() if its}


def _equal(sums: Mapping[str, Decimal | int], cells: Iterable[Cell]) -> Iterator[Cell]:
    """Yield the cells of which each count is one of these sums."""
    for cell in cells:
        if cell.counts and all(sums[count] == value for count, value in cell.stated.items()):
            yield cell


def _sums_in(series: Series, name: str, factors: Factors) -> Iterator[tuple[Cell, Summed]]:
    """Yield the rows that are sums of the others, each cell with one judgement for all periods.

    A total in most periods is one in all; a row that is a sum in half of them or fewer is none beyond doubt in any.
    """
    sums: dict[Key, dict[date, Summed]] = defaultdict(dict)
    for period, alike in series.items():
        if found := _sum_in(alike, name, factors):
            cell, summed = found
            sums[cell.key][period] = summed
    for key, found_in in sums.items():
        met = {period: cell for period, alike in series.items() for cell in alike if cell.key == key and cell.counts}
        others = {period: len(_others(series[period], cell)) for period, cell in met.items()}
        judged = sum(count >= _FEWEST_OTHERS for count in others.values())
        is_clear = any(summed.is_clear for summed in found_in.values()) and 2 * len(found_in) > judged
        for period, cell in met.items():
            if period in found_in:
                yield cell, replace(found_in[period], is_clear=is_clear)
            elif is_clear and others[period]:
                yield cell, Summed(cell.row, name, others[period], is_clear, is_exact=False)


def _sum_in(alike: Sequence[Cell], name: str, factors: Factors) -> tuple[Cell, Summed] | None:
    """Find the one row of a period that is the sum of the others, but where its codes say so already."""
    if len(alike) <= _FEWEST_OTHERS:
        return None
    sums = _sums(alike)
    sought = [cell for cell in alike if _is_half(cell, sums)]
    if len(sought) != 1:
        return None
    cell = sought[0]
    others = _others(alike, cell)
    if len(others) < _FEWEST_OTHERS or all(_holds(cell.codes, other.codes) for other in others):
        return None
    is_named = _names_a_whole(name, cell.codes[name], [other.codes[name] for other in others])
    is_clear = _weight(cell, alike, factors) >= (CLEAR_BY_NAME if is_named else CLEAR)
    return cell, Summed(cell.row, name, len(others), is_clear)


def _sums(alike: Sequence[Cell]) -> Mapping[str, Decimal | int]:
    sums: dict[str, Decimal | int] = dict.fromkeys(_COUNTS, 0)
    for cell in alike:
        for count, value in cell.stated.items():
            sums[count] += value
    return sums


def _others(alike: Sequence[Cell], cell: Cell) -> list[Cell]:
    return [other for other in alike if other is not cell and other.counts]


def _is_half(cell: Cell, sums: Mapping[str, Decimal | int]) -> bool:
    """Whether each count of a row is half of the sum over all rows, so that it is the sum over the others."""
    return cell.counts and all(2 * value == sums[count] for count, value in cell.stated.items())


def _holds(codes: Codes, held: Codes) -> bool:
    """Whether a row lies within another by its codes: questions know then not to count both."""
    return all(name in held and codes[name] in containing(name, held[name]) for name in codes)


def _names_a_whole(name: str, code: str, others: Sequence[str]) -> bool:
    """Whether a value speaks of an office's own place, or is known and the others are not."""
    return code in OWN_PLACES or (_is_known(name, code) and not any(_is_known(name, other) for other in others))


def _is_known(name: str, code: str) -> bool:
    classification = classification_of(name)
    return classification is not None and classification.known(code)


def _weight(cell: Cell, alike: Sequence[Cell], factors: Factors) -> int:
    """What the numbers of a row amount to: the product of the differences between them and 0.

    They are taken as they were delivered: 3 stands in a column of tens of thousands for 30,000.
    """
    numbers = sorted(
        {
            int(value // _step(count, [getattr(other.row, count) for other in alike], factors))
            for count, value in cell.stated.items()
            if value
        }
    )
    return prod(upper - lower for lower, upper in zip([0, *numbers], numbers, strict=False))


def _step(count: str, values: Iterable[Decimal | int | None], factors: Factors) -> int:
    """What the values of a count are multiples of: a power of ten, as high as its unit.

    Head counts may have been rounded to any.
    """
    known, step = [value for value in values if value], 1
    while (count in STAFF_MEASURES or step < factors.get(count, 1)) and not any(value % (10 * step) for value in known):
        step *= 10
    return step
