"""A table with all its margins: which cells there are, and which of them add up to which.

A cell is named by its address: the value of each dimension, or `ALL` where it is summed over. A table of two
dimensions has its cells, a margin for each dimension, and the total; all of them can be known to a reader.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from resumetrack.measure.disclosure.rules import Tally


class Margin(Enum):
    """Stands for every value of a dimension."""

    ALL = "all"


ALL = Margin.ALL
Address = tuple[str | Margin | None, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Cells that add up to another, summed over one dimension."""

    total: Address
    parts: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Margins:
    """The cells of one period with every sum of them, by address."""

    cells: Mapping[Address, Tally]
    lines: tuple[Line, ...]

    def steps(self) -> list[tuple[list[Address], tuple[Line, ...]]]:
        """From the total to the cells: what each narrower table adds, and the lines that it and its margins obey."""
        places = range(_dimensions(self.cells))
        found = []
        for kept in (kept for size in range(len(places) + 1) for kept in combinations(places, size)):
            own = [address for address in self.cells if _kept(address) == kept]
            lines = tuple(line for line in self.lines if set(_kept(line.parts[0])) <= set(kept))
            found.append((own, lines))
        return found


def with_margins(leaves: Mapping[tuple[str | None, ...], Tally]) -> Margins:
    """Add the margins to the cells of one period, which share no enterprise."""
    cells: dict[Address, Tally] = {}
    # In order, so that the same table is always hidden alike.
    for leaf, tally in sorted(leaves.items(), key=lambda one: [(value is None, value or "") for value in one[0]]):
        for address in _projections(leaf):
            cells[address] = cells[address] + tally if address in cells else tally
    parts: dict[tuple[Address, int], list[Address]] = {}
    for address in cells:
        for place in _kept(address):
            parts.setdefault((_without(address, place), place), []).append(address)
    return Margins(cells, tuple(Line(total, tuple(some)) for (total, _), some in parts.items()))


def union(cells: Mapping[Address, Tally], addresses: Collection[Address]) -> Tally:
    """Put some of the cells together."""
    first, *rest = addresses
    total = cells[first]
    for address in rest:
        total = total + cells[address]
    return total


def turned(address: Address, order: Sequence[int]) -> Address:
    """Name a cell with its dimensions in another order."""
    return tuple(address[place] for place in order)


def _projections(leaf: tuple[str | None, ...]) -> Iterable[Address]:
    for size in range(len(leaf) + 1):
        for kept in combinations(range(len(leaf)), size):
            yield tuple(value if place in kept else ALL for place, value in enumerate(leaf))


def _kept(address: Address) -> tuple[int, ...]:
    return tuple(place for place, value in enumerate(address) if value is not ALL)


def _without(address: Address, place: int) -> Address:
    return (*address[:place], ALL, *address[place + 1 :])


def _dimensions(cells: Mapping[Address, Tally]) -> int:
    return len(next(iter(cells), ()))
