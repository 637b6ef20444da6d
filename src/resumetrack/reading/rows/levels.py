"""Levels: columns that say by which others a row is divided (Country, Region), and divide nothing themselves.

As long as one counts as a dimension, a whole and its parts have nothing in common, and both are added.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations, permutations
from typing import NamedTuple

from resumetrack.model import Text
from resumetrack.reading.rows.counted_cells import Cell, Key
from resumetrack.reading.rows.sums import CLEAR_BY_NAME, Tally, amount
from resumetrack.reading.toml_section import quoted

_MOST_VALUES = 20
Place = tuple[date, Key]
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


def find_levels(cells: Sequence[Cell], columns: Iterable[str]) -> tuple[str, ...]:
    """Find the columns that tell nothing but by which others a row is divided.

    Such a column is filled in every row, each text of it stands beside the same filled columns, and rows can be told
    apart without it. The numbers have to bear it out: most wholes that say so are the sums of their parts.
    """
    levels = tuple(name for name in columns if _tells_division(cells, name))
    if not levels:
        return ()
    bare = {(cell.row.period, cell.key): _without(cell.key, levels) for cell in cells}
    can_do_without = len({(period, key) for (period, _), key in bare.items()}) == len(bare)
    if not can_do_without:
        return ()
    verdicts = list(_verdicts({(cell.row.period, bare[cell.row.period, cell.key]): cell for cell in cells}))
    return levels if 2 * sum(verdicts) > len(verdicts) else ()


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


def _tells_division(cells: Sequence[Cell], name: str) -> bool:
    divisions: dict[str, frozenset[str]] = {}
    for cell in cells:
        text, names = cell.codes.get(name), frozenset(cell.codes)
        if text is None or divisions.setdefault(text, names) != names:
            return False
    return len(set(divisions.values())) > 1


def _without(key: Key, names: Sequence[str]) -> Key:
    return tuple(pair for pair in key if pair[0] not in names)


def _verdicts(cells: Mapping[Place, Cell]) -> Iterator[bool]:
    """Tell of each cell that is divided further elsewhere whether it is the sum of its parts, if they tell."""
    divisions: dict[tuple[str, ...], dict[Place, Cell]] = defaultdict(dict)
    for (period, key), cell in cells.items():
        divisions[tuple(name for name, _ in key)][period, key] = cell
    for names, finer in permutations(divisions, 2):
        if set(names) < set(finer):
            parts: dict[Place, list[Cell]] = defaultdict(list)
            for (period, key), cell in divisions[finer].items():
                parts[period, tuple(pair for pair in key if pair[0] in names)].append(cell)
            wholes = divisions[names]
            found = (Tally(its).compare(wholes[place]) for place, its in parts.items() if place in wholes)
            yield from (verdict for verdict in found if verdict is not None)


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


def level_doubt(levels: Sequence[str]) -> Text:
    """Say which columns were taken for levels, and what to do if one is none."""
    named = ", ".join(f"'{name}'" for name in levels)
    return Text(
        f"{named}: tells only by which other columns a row is divided, and is left out, so that nothing counts twice;"
        " if it is a dimension, name it in a profile: [attributes] keep",
        f"{named} 仅表示各行按哪些列划分，为避免重复计入而不作为维度；如其为维度，请在 profile 的 [attributes] keep"
        " 中列出",
    )


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
