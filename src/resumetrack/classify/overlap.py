"""Cells of totals that have nothing in common: which of them may be added up, the coarsest first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from resumetrack.classify.ground import containing, touching
from resumetrack.model import CODED_DIMENSIONS

Stated = Mapping[str, str]
"""The codes of the dimensions that divide a cell."""


def coarseness(stated: Stated) -> tuple[int, list[int], tuple[str, ...], int, tuple[str, ...]]:
    """Give what sorts cells: fewer dimensions first, then region, industry, size and others, coarser codes, codes."""
    names = tuple(stated)
    order = [CODED_DIMENSIONS.index(name) if name in CODED_DIMENSIONS else len(CODED_DIMENSIONS) for name in names]
    depth = sum(len(containing(name, code)) for name, code in stated.items())
    return len(names), order, names, depth, tuple(stated.values())


class Taken:
    """The ground that the cells chosen so far cover in one period."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, ...], list[Stated]] = defaultdict(list)
        self._marks: dict[tuple[tuple[str, ...], tuple[str, ...]], set[tuple[str, ...]]] = {}

    def take(self, stated: Stated) -> bool:
        """Take the ground of a cell, if all of it is free."""
        for shape in self._cells:
            shared = tuple(name for name in shape if name in stated)
            if not shared or not self._shared_marks(shape, shared).isdisjoint(_asked(stated, shared)):
                return False
        own = tuple(stated)
        self._cells[own].append(stated)
        for (shape, shared), marks in self._marks.items():
            if shape == own:
                marks.update(_left(stated, shared))
        return True

    def _shared_marks(self, shape: tuple[str, ...], shared: tuple[str, ...]) -> set[tuple[str, ...]]:
        if (shape, shared) not in self._marks:
            self._marks[shape, shared] = {mark for cell in self._cells[shape] for mark in _left(cell, shared)}
        return self._marks[shape, shared]


def _left(stated: Stated, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Marks of a cell that was taken: for each dimension its own code (`=`), or one that it touches (`^`)."""
    return product(*([f"={stated[name]}", *(f"^{code}" for code in touching(name, stated[name]))] for name in names))


def _asked(stated: Stated, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Marks that share ground with a cell: it touches the code of the other, or the other touches its code."""
    return product(*([f"^{stated[name]}", *(f"={code}" for code in touching(name, stated[name]))] for name in names))
