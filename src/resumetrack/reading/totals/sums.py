"""Totals in whatever words: rows of counts that are exactly the sums of the other rows of their table.

That a number is the sum of others may be chance. It is the less likely the greater the numbers are, and of numbers
near each other only their differences are news: many offices count nearly as many open enterprises as enterprises.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import prod

from resumetrack.classify import dimension as classification_of
from resumetrack.classify.ground import containing
from resumetrack.model import STAFF_MEASURES, OnDuplicate, TotalsRow
from resumetrack.reading.totals.counted_cells import Cell, Codes, Key, cell_of, codes_of
from resumetrack.reading.values.aside_words import OWN_PLACES

CLEAR = 100_000
"""What the numbers of a row have to amount to before its being a sum is taken for no chance."""
CLEAR_BY_NAME = 100
"""The same where its name speaks for a total too."""

_FEWEST_OTHERS = 2
Factors = Mapping[str, int]
_AS_COUNTED: Factors = {}
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
        return codes_of(self.row)[self.dimension]


class Tally:
    """The counts of some rows, added up; of each, how many rows state it. Rows without any count are passed over."""

    def __init__(self, rows: Iterable[Cell]) -> None:
        self._sums: dict[str, Decimal | int] = defaultdict(int)
        self._told: dict[str, int] = defaultdict(int)
        self._rows = 0
        for cell in rows:
            self._rows += cell.counts
            for count, value in cell.stated.items() if cell.counts else ():
                self._sums[count] += value
                self._told[count] += 1

    def compare(self, cell: Cell, *, is_among: bool = False) -> bool | None:
        """Tell whether a row is their sum as far as they tell; `None` if nothing does.

        A count that some keep to themselves may be more. One that `is_among` them is compared with the others.
        """
        verdict = None
        for count, value in cell.stated.items():
            rest = self._sums[count] - value * is_among
            if rest > value or (rest < value and self._told[count] == self._rows):
                return False
            verdict = verdict or (True if value and rest == value else None)
        return verdict

    def is_equalled_by(self, cell: Cell) -> bool:
        """Whether each count of one among them is the sum over the others."""
        return all(2 * value == self._sums[count] for count, value in cell.stated.items())


def find_sums(
    delivered: Sequence[Cell], factors: Factors = _AS_COUNTED, on_duplicate: OnDuplicate = OnDuplicate.LAST
) -> list[Summed]:
    """Find the rows of one table that are sums of the others, along one dimension or over all of them.

    `factors` are those of the units that counts were delivered in. Of rows of one cell that one is compared which will
    be stored; what is found holds for all of them.
    """
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
        is_same = cell.stated == cell_of(summed.row).stated
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
            for cell in filter(Tally(alike).compare, groups[names].get(period, ()))
            if not any(holds(cell.codes, other.codes) for other in alike)
        )
        for key in keys:
            whole = {period: [cell for cell in alike if cell.key == key] for period, alike in groups[names].items()}
            yield names[0], {period: [*its, *groups[finer].get(period, ())] for period, its in whole.items() if its}


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
    tally = Tally(alike)
    sought = [cell for cell in alike if tally.compare(cell, is_among=True)]
    complete = [cell for cell in sought if tally.is_equalled_by(cell)]
    if len(complete or sought) != 1:
        return None
    cell = (complete or sought)[0]
    others = _others(alike, cell)
    if len(others) < _FEWEST_OTHERS or all(holds(cell.codes, other.codes) for other in others):
        return None
    is_named = _names_a_whole(name, cell.codes[name], [other.codes[name] for other in others])
    is_clear = bool(complete) and _weight(cell, alike, factors) >= (CLEAR_BY_NAME if is_named else CLEAR)
    return cell, Summed(cell.row, name, len(others), is_clear)


def _others(alike: Sequence[Cell], cell: Cell) -> list[Cell]:
    return [other for other in alike if other is not cell and other.counts]


def holds(codes: Codes, held: Codes) -> bool:
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
    return amount(
        int(value // _step(count, [getattr(other.row, count) for other in alike], factors))
        for count, value in cell.stated.items()
    )


def amount(numbers: Iterable[int]) -> int:
    """Give the product of the differences between some numbers and 0: how unlikely they are to come by chance."""
    different = sorted(set(numbers) - {0})
    return prod(upper - lower for lower, upper in zip([0, *different], different, strict=False))


def _step(count: str, values: Iterable[Decimal | int | None], factors: Factors) -> int:
    """What the values of a count are multiples of: a power of ten, as high as its unit.

    Head counts may have been rounded to any.
    """
    known, step = [value for value in values if value], 1
    while (count in STAFF_MEASURES or step < factors.get(count, 1)) and not any(value % (10 * step) for value in known):
        step *= 10
    return step
