"""Where the header of a table stands: title lines above it, one row or two, a row of units under it.

Nothing is skipped that could be data: a title is a line of few cells, a second row of the header is known by its
words, a row of units holds nothing else.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from resumetrack.errors import RefusedError
from resumetrack.reading.files.records import Record
from resumetrack.reading.values.units import Unit, split_unit, unit

DEPTH = 40
CLEAR = 2
_NO_TEXT = ",;|\t \u3000\ufeff"
_NO_UNIT = frozenset({"", "-", "--", "—", "——", "/", "\\"})
_OF_A_TITLE = re.compile(r"[:：]|\d{4}\s*[年./-]\s*\d{1,2}|\d{1,2}\s*月\s*\d{1,2}\s*日")
_EMPTY_WORDS = re.compile(r"(?:基本)?(?:信息|情况)$|\s+(?:information|info|details|data)$", re.IGNORECASE)

Known = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the data: `header` is one text per column, made of the `rows` of the header.

    `rows` are as delivered, the row of units among them, to be known again further down; `titles` are the lines above,
    of which the last may be a row of the header (`stands_under_a_row`): it has several texts.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first_line: int
    last_line: int
    titles: tuple[str, ...] = ()
    units: tuple[Unit | None, ...] = ()
    stands_under_a_row: bool = False


def texts(cells: Iterable[str]) -> list[str]:
    """Give the distinct cells that hold text: a merged cell that was filled counts once."""
    return list(dict.fromkeys(plain for cell in cells if (plain := cell.strip(_NO_TEXT))))


def first_records(records: Iterator[Record]) -> list[Record]:
    """Take the first records that are not blank; a fault below the first of them is met when the rows are read.

    Raises
    ------
    RefusedError
        If not even one can be read.
    """
    taken: list[Record] = []
    try:
        for line, cells in records:
            if texts(cells):
                taken.append((line, cells))
            if len(taken) == DEPTH:
                break
    except RefusedError:
        if not taken:
            raise
    return taken


def find_heading(records: Sequence[Record], known: Known, *, stated: bool, rows: int | None) -> Heading | None:
    """Find the header in the first records of a table; `None` if there are none.

    Parameters
    ----------
    known
        How many cells of a row are words of a header.
    stated
        Whether the profile said how many rows stand above the header, so that none is skipped here.
    rows
        How many rows the header has, if the profile said so.
    """
    filled = records
    if not filled:
        return None
    place = 0 if stated else _header_place(filled, known, rows or 1)
    count = rows or 1
    if rows is None and _goes_on(filled, place, known):
        count = 2
    elif rows is None and not stated and place and _is_group(filled[place - 1][1], filled[place][1], known):
        place, count = place - 1, 2
    block = [cells for _, cells in filled[place : place + count]]
    end = place + len(block)
    header = joined(block, known)
    units: tuple[Unit | None, ...] = ()
    if end < len(filled) and (found := _units(filled[end][1], len(header))):
        units = found
        block.append(filled[end][1])
        end += 1
    titles = tuple(text for _, cells in filled[:place] for text in texts(cells))
    is_under = place > 0 and len(texts(filled[place - 1][1])) >= CLEAR
    return Heading(header, tuple(map(tuple, block)), filled[place][0], filled[end - 1][0], titles, units, is_under)


def _header_place(filled: Sequence[Record], known: Known, rows: int) -> int:
    """Place of the first row that is clearly a header, if only titles and its own first rows stand above it."""
    if known(filled[0][1]) >= CLEAR:
        return 0
    for place, (_, cells) in enumerate(filled):
        if known(cells) < CLEAR:
            continue
        first = max(place - rows + 1, 0)
        width = max(spot for spot, cell in enumerate(cells, 1) if cell.strip())
        above = [row for _, row in filled[:first]]
        if above and _is_group(above[-1], cells, known):
            above.pop()
        return first if all(_is_title(row, width) for row in above) else 0
    return _below_titles(filled) if not known(filled[0][1]) else 0


def _below_titles(filled: Sequence[Record]) -> int:
    """Place of the first row with several texts below lines of one, where no word of a header is known."""
    place = next((place for place, (_, cells) in enumerate(filled) if len(texts(cells)) > 1), 0)
    above, width = [cells for _, cells in filled[:place]], len(texts(filled[place][1]))
    is_header = width > CLEAR and not any(map(_is_figure, texts(filled[place][1])))
    return place if is_header and all(_is_title(cells, width) for cells in above) else 0


def _is_title(cells: Sequence[str], width: int) -> bool:
    """Whether a row above a header of that many columns is a line of text and no row of figures.

    It has far fewer cells than columns, or each of them is a date or a remark with a colon.
    """
    found = texts(cells)
    is_sparse = len(found) == 1 or 2 * len(found) <= width or all(map(_OF_A_TITLE.search, found))
    return is_sparse and not all(_is_figure(text) for text in found)


def _is_figure(text: str) -> bool:
    """Whether a text is digits and signs alone."""
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


def _is_group(cells: Sequence[str], below: Sequence[str], known: Known) -> bool:
    """Whether a row is the upper one of a header: several short texts, each over a column, none like a title's."""
    found = texts(cells)
    if len(found) < CLEAR or len(cells) < len(texts(below)) // 2:
        return False
    if any(_OF_A_TITLE.search(text) or _is_figure(text) for text in found):
        return False
    gaps = any(not cell.strip() or cell == cells[place - 1] for place, cell in enumerate(cells) if place)
    return gaps and (len(found) > CLEAR or known(joined([cells, below], known)) > known(below))


def _goes_on(filled: Sequence[Record], place: int, known: Known) -> bool:
    """Whether the row under the header is its second row: words of a header, and only under groups or blanks."""
    if place + 1 >= len(filled):
        return False
    upper, lower = filled[place][1], filled[place + 1][1]
    upper = [*upper, *[""] * (len(lower) - len(upper))]
    if len(texts(upper)) < CLEAR or not any(cell.strip() for cell in lower) or list(upper) == list(lower):
        return False
    if any(_is_figure(text) for text in texts(lower)):
        return False
    for spot, cell in enumerate(lower):
        if cell.strip() and upper[spot].strip() and cell != upper[spot] and not _spans(upper, spot):
            return False
    return known(joined([upper, lower], known)) > known(texts(upper))


def _spans(cells: Sequence[str], place: int) -> bool:
    """Whether the next cell is blank or the same, or the one before the same: a merged cell."""
    if place and cells[place - 1] == cells[place]:
        return True
    return place + 1 < len(cells) and (not cells[place + 1].strip() or cells[place + 1] == cells[place])


def joined(rows: Sequence[Sequence[str]], known: Known) -> tuple[str, ...]:
    """Make one header of several rows: the lowest text of a column, with its groups where that alone says too little.

    A blank cell of an upper row belongs to the group on its left.
    """
    if len(rows) == 1:
        return tuple(cell.removeprefix("\ufeff").strip() for cell in rows[0])
    width = max(map(len, rows))
    padded = [[cell.removeprefix("\ufeff").strip() for cell in (*row, *[""] * (width - len(row)))] for row in rows]
    groups = [_filled(row, padded[depth + 1 :]) for depth, row in enumerate(padded[:-1])]
    stacks = [
        list(dict.fromkeys(text for row in (*groups, padded[-1]) if (text := row[place]))) for place in range(width)
    ]
    lowest = [stack[-1] if stack else "" for stack in stacks]
    times = Counter(lowest)
    return tuple(_name(stack, is_alone=times[lowest[place]] == 1, known=known) for place, stack in enumerate(stacks))


def _filled(row: Sequence[str], below: Sequence[Sequence[str]]) -> list[str]:
    """Carry a group to the right over the columns that have a name below; a column without one stands for itself."""
    made: list[str] = []
    for place, cell in enumerate(row):
        has_name = any(lower[place] for lower in below)
        made.append(cell or (made[-1] if made and has_name else ""))
    return made


def _name(stack: Sequence[str], *, is_alone: bool, known: Known) -> str:
    if not stack:
        return ""
    lowest, together = stack[-1], " ".join(stack)
    if is_alone and known([lowest]):
        return lowest
    bare, units = zip(*map(split_unit, stack[:-1]), strict=True) if stack[:-1] else ((), ())
    unit_text = next((f"({one.written})" for one in reversed(units) if one), "")
    plain = " ".join((*(_EMPTY_WORDS.sub("", group) for group in bare), lowest))
    candidates = (together, plain + unit_text, " ".join((lowest, *reversed(bare))) + unit_text)
    return next((text for text in candidates if known([text])), lowest if is_alone else together)


def _units(cells: Sequence[str], width: int) -> tuple[Unit | None, ...] | None:
    """Read a row of units; `None` if it is anything else."""
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        return None
    stripped = [cell.strip() for cell in cells[:width]]
    found = [unit(cell) for cell in stripped]
    is_all = all(one or cell in _NO_UNIT for one, cell in zip(found, stripped, strict=True))
    return tuple(found) if is_all and any(found) else None
