"""Values of a column that divide the same: what they count is counted twice if their rows are added."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from resumetrack.model import Text
from resumetrack.reading.rows.counted_cells import Cell
from resumetrack.reading.rows.sums import CLEAR_BY_NAME, amount
from resumetrack.reading.toml_section import quoted

_MOST_VALUES = 20
Sums = Mapping[tuple[date, str], Decimal | int]


class Doubled(NamedTuple):
    """A column of which the rows of some values add up to those of another, which has most rows.

    One `number` of both, and its `total`.
    """

    column: str
    coarser: tuple[str, ...]
    finest: str
    number: str
    total: Decimal | int


def find_doubled(cells: Sequence[Cell], columns: Iterable[str]) -> Iterator[Doubled]:
    """Find the columns whose values divide the same: in each period their rows add up to the same numbers.

    Only what all rows of a value state is compared. That small numbers are the same may be chance.
    """
    for name in columns:
        groups: dict[str, dict[date, list[Cell]]] = defaultdict(lambda: defaultdict(list))
        for cell in cells:
            groups[cell.codes.get(name, "")][cell.row.period].append(cell)
            if len(groups) > _MOST_VALUES:
                break
        if 1 < len(groups) <= _MOST_VALUES and len(groups) < len(cells):
            yield from _same_sums(name, groups)


def _same_sums(name: str, groups: Mapping[str, Mapping[date, Sequence[Cell]]]) -> Iterator[Doubled]:
    rows = {text: sum(map(len, series.values())) for text, series in groups.items()}
    sums = {text: _complete_sums(series) for text, series in groups.items()}
    finest = max(rows, key=lambda text: rows[text])
    coarser = []
    for one, other in combinations(groups, 2):
        if finest in {one, other} and rows[one] != rows[other] and _are_same(sums[one], sums[other]):
            coarser.append(other if one == finest else one)
    if coarser:
        common = next(place for place, value in sums[finest].items() if value and place in sums[coarser[0]])
        yield Doubled(name, tuple(coarser), finest, common[1], sums[finest][common])


def _are_same(one: Sums, other: Sums) -> bool:
    """Whether two values have the same sums in all periods and counts of both, and these are no chance."""
    places = one.keys() & other.keys()
    is_same = all(one[place] == other[place] for place in places)
    return is_same and amount(int(one[place]) for place in places) >= CLEAR_BY_NAME


def _complete_sums(series: Mapping[date, Sequence[Cell]]) -> Sums:
    """Add up the counts that all rows of a period state."""
    return {
        (period, count): sum(cell.stated[count] for cell in cells)
        for period, cells in series.items()
        for count in set.intersection(*(set(cell.stated) for cell in cells))
    }


def doubled_doubt(doubled: Doubled) -> Text:
    """Say which values of a column may count the same twice, and what to do about it."""
    coarser = ", ".join(f"'{text}'" for text in doubled.coarser)
    left_out = ", ".join(map(quoted, doubled.coarser))
    return Text(
        f"'{doubled.column}': the rows of {coarser} and those of '{doubled.finest}' add up to the same"
        f" ({doubled.number} {doubled.total:,}), so all of them may count twice: if so, leave rows out in a profile:"
        f" [rows] left_out = [{left_out}]; if not, name them under kept",
        f"“{doubled.column}”列：{coarser} 各行与“{doubled.finest}”各行合计相同（{doubled.number} {doubled.total:,}），"
        f"可能重复计入：如是，请在 profile 中声明：[rows] left_out = [{left_out}]；否则列入 kept",
    )
