"""Values of a column that divide the same: what they count is counted twice if their rows are added."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from resumetrack.model import Text
from resumetrack.reading.toml_section import quoted
from resumetrack.reading.totals.counted_cells import Cell, Key, without
from resumetrack.reading.totals.fits import SLACK
from resumetrack.reading.totals.sums import CLEAR_BY_NAME, amount

_MOST_VALUES = 20
Groups = dict[str, dict[date, list[Cell]]]
Series = Mapping[date, Sequence[Cell]]
Sums = Mapping[tuple[date, str], Decimal | int]


class Doubled(NamedTuple):
    """Values of a column of which the rows of some, the coarser, add up to those of another, which has most rows.

    One `number` of both, and its `total`. Of `sections` the values are headings, and rows are those below.
    """

    column: str
    coarser: tuple[str, ...]
    finest: str
    number: str
    total: Decimal | int
    of_sections: bool = False


def find_doubled(cells: Sequence[Cell], columns: Iterable[str]) -> Iterator[Doubled]:
    """Find the columns whose values divide the same: in each period their rows add up to the same numbers.

    Only what all rows of a value state is compared. That small numbers are the same may be chance.
    """
    for name in columns:
        groups: Groups = defaultdict(lambda: defaultdict(list))
        for cell in cells:
            groups[cell.codes.get(name, "")][cell.row.period].append(cell)
            if len(groups) > _MOST_VALUES:
                break
        if 1 < len(groups) <= _MOST_VALUES and len(groups) < len(cells):
            yield from _same_sums(name, groups)


def find_doubled_sections(cells: Sequence[Cell]) -> Iterator[Doubled]:
    """Find the rows without any count (By region, By size) below which the rows add up to the same numbers.

    A region that keeps all its counts to itself looks the same, but for the sums.
    """
    name = _heading_column([cell for cell in cells if not cell.stated])
    groups: Groups = defaultdict(lambda: defaultdict(list))
    heading = ""
    for cell in cells if name else ():
        if not cell.stated:
            heading = cell.codes.get(name, heading)
        elif heading:
            groups[heading][cell.row.period].append(cell)
    if 1 < len(groups) <= _MOST_VALUES:
        yield from _same_sums(name, groups, of_sections=True)


def _heading_column(headings: Sequence[Cell]) -> str:
    """Give the first column in which headings differ."""
    names = dict.fromkeys(name for cell in headings for name in cell.codes)
    return next((name for name in names if len({cell.codes.get(name) for cell in headings}) > 1), "")


def _same_sums(name: str, groups: Groups, *, of_sections: bool = False) -> Iterator[Doubled]:
    rows = {text: sum(map(len, series.values())) for text, series in groups.items()}
    finest = max(rows, key=lambda text: rows[text])
    sums = {text: _complete_sums(series) for text, series in groups.items()}
    own = () if of_sections else (name,)
    coarser = [text for text in groups if text != finest and _is_doubled(groups[text], groups[finest], own)]
    for text in coarser[:1]:
        common = next(place for place, value in sums[finest].items() if value and place in sums[text])
        yield Doubled(name, tuple(coarser), finest, common[1], sums[finest][common], of_sections)


def _is_doubled(one: Series, other: Series, own: Sequence[str]) -> bool:
    """Whether two values have the same sums in all periods and counts of both, and these are no chance.

    Single rows may well say the same. Where nothing but their `own` dimension divides both, parts may be rounded.
    """
    if all(len(cells) == 1 for series in (one, other) for cells in series.values()):
        return False
    sums, others = _complete_sums(one), _complete_sums(other)
    slack = Fraction(0) if _divisions(one, own) & _divisions(other, own) else SLACK
    places = sums.keys() & others.keys()
    pairs = [(Fraction(sums[place]), Fraction(others[place])) for place in places]
    are_same = all(abs(value - expected) <= slack * expected for value, expected in pairs)
    return are_same and amount(int(sums[place]) for place in places) >= CLEAR_BY_NAME


def _divisions(series: Series, own: Sequence[str]) -> set[Key]:
    return {without(cell.key, own) for cells in series.values() for cell in cells}


def _complete_sums(series: Series) -> Sums:
    """Add up the counts that all rows of a period state."""
    return {
        (period, count): sum(cell.stated[count] for cell in cells)
        for period, cells in series.items()
        for count in cells[0].stated
        if all(count in cell.stated for cell in cells)
    }


def doubled_doubt(doubled: Doubled) -> Text:
    """Say which values of a column may count the same twice, and what to do about it."""
    coarser = ", ".join(f"'{text}'" for text in doubled.coarser)
    if doubled.of_sections:
        return Text(
            f"'{doubled.column}': the rows below {coarser} and those below '{doubled.finest}' add up to the same"
            f" ({doubled.number} {doubled.total:,}), so all of them may count twice: if so, leave all but those below"
            " one heading out in a profile ([rows] left_out = their words), or split the file",
            f"“{doubled.column}”列：{coarser} 以下各行与“{doubled.finest}”以下各行合计相同（{doubled.number}"
            f" {doubled.total:,}），可能重复计入：如是，请在 profile 的 [rows] left_out 中列出其余各组的行，"
            "仅保留一组，或拆分文件",
        )
    left_out = ", ".join(map(quoted, doubled.coarser))
    return Text(
        f"'{doubled.column}': the rows of {coarser} and those of '{doubled.finest}' add up to the same"
        f" ({doubled.number} {doubled.total:,}), so all of them may count twice: if so, leave rows out in a profile:"
        f" [rows] left_out = [{left_out}]; if not, name them under kept",
        f"“{doubled.column}”列：{coarser} 各行与“{doubled.finest}”各行合计相同（{doubled.number} {doubled.total:,}），"
        f"可能重复计入：如是，请在 profile 中声明：[rows] left_out = [{left_out}]；否则列入 kept",
    )
