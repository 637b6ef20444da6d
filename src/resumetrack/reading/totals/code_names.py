"""Columns that tell no more than a code beside them does: its name (420000, Hubei), its level (Province).

As long as one counts as a dimension, a whole and its parts have nothing in common, and both are added, although their
codes say that one holds the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from resumetrack.classify.ground import containing
from resumetrack.model import CODED_DIMENSIONS, Text
from resumetrack.reading.totals.counted_cells import Cell, Key, by_rest, without


def find_code_names(cells: Sequence[Cell], columns: Iterable[str]) -> tuple[str, ...]:
    """Find the columns of which each code has one text, and another one than the codes that hold it.

    What divides the enterprises of a city otherwise divides those of its province, too: it would have the same text in
    both, or several beside one code. No part counts more than its whole, and rows can be told apart without the
    columns.
    """
    names = tuple(columns)
    return next((found for of in CODED_DIMENSIONS if (found := _names_of(of, cells, names))), ())


def _names_of(dimension: str, cells: Sequence[Cell], columns: Sequence[str]) -> tuple[str, ...]:
    told = tuple(name for name in columns if _tells_code(dimension, name, cells))
    if not told:
        return ()
    pairs = list(_held(dimension, cells, told))
    names = tuple(
        name for name in told if pairs and all(one.codes.get(name) != other.codes.get(name) for one, other in pairs)
    )
    return names if by_rest(cells, names) and not any(_exceeds(part, whole) for whole, part in pairs) else ()


def _tells_code(dimension: str, name: str, cells: Sequence[Cell]) -> bool:
    """Whether each code of a period has one text, or is blank in all its rows, and some have one."""
    texts: dict[tuple[date, str], str | None] = {}
    for cell in cells:
        code, text = cell.codes.get(dimension), cell.codes.get(name)
        if code is not None and texts.setdefault((cell.row.period, code), text) != text:
            return False
    return any(texts.values())


def _held(dimension: str, cells: Sequence[Cell], told: Sequence[str]) -> Iterator[tuple[Cell, Cell]]:
    """Yield each row that holds another by its code, with it; in all else both say the same."""
    groups: dict[tuple[date, Key], dict[str, Cell]] = defaultdict(dict)
    for cell in cells:
        if dimension in cell.codes:
            groups[cell.row.period, without(cell.key, (dimension, *told))][cell.codes[dimension]] = cell
    yield from (pair for group in groups.values() for pair in _nested(dimension, group))


def _nested(dimension: str, group: Mapping[str, Cell]) -> Iterator[tuple[Cell, Cell]]:
    for code, cell in group.items():
        yield from ((group[other], cell) for other in containing(dimension, code) - {code} if other in group)


def _exceeds(part: Cell, whole: Cell) -> bool:
    return any(value > whole.stated[count] for count, value in part.stated.items() if count in whole.stated)


def code_name_doubt(names: Sequence[str]) -> Text:
    """Say which columns were taken for names of codes, and what to do if one is none."""
    named = ", ".join(f"'{name}'" for name in names)
    return Text(
        f"{named}: says no more than the code beside it, and is left out, so that nothing counts twice where one code"
        " holds another; if it is a dimension, name it in a profile: [attributes] keep",
        f"{named} 仅为相邻代码的名称或级别，为避免上下级重复计入而不作为维度；如其为维度，请在 profile 的"
        " [attributes] keep 中列出",
    )
