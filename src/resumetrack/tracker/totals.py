"""Which totals a question can use: those that say what it asks for, where no enterprises reported, none counted twice.

A cell of totals covers what its dimensions name; one that it does not name is not divided. Codes are understood by
`classify`: a province covers its prefectures, a cluster its provinces, a block its divisions.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

from resumetrack.classify import dimension as classification_of
from resumetrack.classify.ground import containing, is_whole, touching
from resumetrack.classify.overlap import Taken, coarseness
from resumetrack.model import CODED_DIMENSIONS, EnterpriseCounts, Text, TotalsRow
from resumetrack.store import Dimension, TotalsInForce
from resumetrack.tracker.selecting import Choice
from resumetrack.tracker.sums import Group


@dataclass(frozen=True, eq=False)
class TotalsCell:
    """What an office counted in one cell of one period; `stated` has the codes of the dimensions that divide it."""

    report: int
    line: int
    period: date
    stated: Mapping[str, str]
    counts: EnterpriseCounts
    employees: Decimal | int | None
    on_duty: Decimal | int | None

    @property
    def shape(self) -> tuple[str, ...]:
        """The dimensions that divide it."""
        return tuple(self.stated)

    @property
    def codes(self) -> tuple[str, ...]:
        """Its code in each of them."""
        return tuple(self.stated.values())


def cell_of(report: int, row: TotalsRow) -> TotalsCell:
    """Make a cell of a row of totals."""
    coded = {name: code for name in CODED_DIMENSIONS if (code := getattr(row, name)) is not None}
    others: dict[str, str] = json.loads(row.attributes) if row.attributes else {}
    counts = EnterpriseCounts(*(getattr(row, name) for name in EnterpriseCounts._fields))
    return TotalsCell(report, row.line, row.period, coded | others, counts.settled, row.employees, row.on_duty)


def cells_of(rows: Iterable[TotalsInForce]) -> list[TotalsCell]:
    """Make cells of the totals in force."""
    return [cell_of(report, row) for report, row in rows]


def obstacle(cell: TotalsCell, choice: Choice) -> Text | None:
    """Say what keeps a cell from answering a question, in English and Chinese; `None` if nothing does.

    A cell that lies outside the conditions has nothing to do with the question: the words are empty.
    """
    if choice.lists is not None:
        return _OF_LISTS
    for chosen in choice.filters:
        code = cell.stated.get(chosen.dimension)
        if code is None:
            return _untold(chosen.dimension)
        if code not in chosen.values:
            wanted = (value for name, value in choice.selection.where if name == chosen.dimension)
            return (
                _coarse(chosen.dimension)
                if any(_covers(chosen.dimension, code, value) for value in wanted)
                else _OUTSIDE
            )
    for asked in choice.dimensions:
        code = cell.stated.get(asked.name)
        if code is None:
            return _untold(asked.name)
        if not is_whole(asked.name, code, choice.levels.get(asked.name, "")):
            return _coarse(asked.name)
    return None


_OF_LISTS, _OUTSIDE = Text("they name no enterprises", "其中不含单个企业"), Text("", "")


def _untold(name: str) -> Text:
    return Text(f"they do not tell {name}", f"未按 {name} 划分")


def _coarse(name: str) -> Text:
    return Text(f"they are coarser than the {name} asked for", f"其 {name} 粗于所查询的层级")


def _covers(name: str, code: str, value: str) -> bool:
    """Whether a cell of this code holds more than what a condition asks for."""
    classification = classification_of(name)
    return classification is not None and code in touching(name, classification.normalise(value, scheme=True))


def groups_of(dimensions: Sequence[Dimension], raw: Mapping[str, str | None]) -> list[Group]:
    """Give the groups that codes fall in; several where groups overlap."""
    parts: list[tuple[str | None, ...]] = []
    for one in dimensions:
        code = raw.get(one.name)
        parts.append((code,) if one.groups is None else one.groups.get(code or "", ()) or (None,))
    return list(product(*parts))


class Index:
    """Cells by period and codes, to find those that something lies in."""

    def __init__(self, cells: Iterable[TotalsCell]) -> None:
        self._cells: dict[date, dict[tuple[str, ...], dict[tuple[str, ...], TotalsCell]]] = {}
        for cell in cells:
            shapes = self._cells.setdefault(cell.period, {})
            shapes.setdefault(cell.shape, {})[cell.codes] = cell

    def around(self, period: date, raw: Mapping[str, str | None]) -> Iterator[TotalsCell]:
        """Yield the cells in which enterprises of these codes lie."""
        for shape, cells in self._cells.get(period, {}).items():
            codes = [raw.get(name) for name in shape]
            if all(code is not None for code in codes):
                known = [containing(name, code) for name, code in zip(shape, codes, strict=True) if code is not None]
                yield from (cells[key] for key in product(*known) if key in cells)


def disjoint(cells: Iterable[TotalsCell]) -> tuple[list[TotalsCell], list[TotalsCell]]:
    """Choose cells that have nothing in common; returns those chosen and those passed over.

    The coarsest come first: what an office says of a whole has precedence over what is said of its parts. Cells of
    fewer dimensions come before those of more, then by dimension (region, industry, size, others), then by code.
    """
    chosen: list[TotalsCell] = []
    passed: list[TotalsCell] = []
    taken: dict[date, Taken] = defaultdict(Taken)
    for cell in sorted(cells, key=lambda cell: (cell.period, coarseness(cell.stated))):
        (chosen if taken[cell.period].take(cell.stated) else passed).append(cell)
    return chosen, passed
