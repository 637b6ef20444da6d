"""Rows of a table that say a word of totals: which are totals over other rows, and which are all there is of a cell."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from resumetrack.reading.files.records import Record
from resumetrack.reading.values.asides import plain

Said = tuple[str, ...]


class Settled(NamedTuple):
    """A row that was held, the place of its first word and those of all, and the periods in which it is a cell."""

    record: Record
    place: int
    words: frozenset[int]
    periods: Sequence[str]


class Wholes:
    """Holds the rows with words of totals until all others have passed by.

    Such a row is a total if another says what it says itself (its period, its region), and more where it says a word or
    nothing. If none does, it is the cell itself, not divided by the dimensions in which it says a word. `keys` are the
    places of the period and the dimensions; `periods` of a row are those of a wide table in which it has figures.
    """

    def __init__(self, keys: Sequence[int]) -> None:
        self._keys = keys
        self._parts: dict[Said, None] = {}
        self._held: list[Settled] = []
        self._wholes: dict[tuple[int, ...], set[Said]] = {}
        self.any_part = False

    def pass_by(self, cells: Sequence[str], periods: Sequence[str]) -> None:
        """Take note of a row that says no word."""
        self.any_part = True
        self._parts |= dict.fromkeys(self._said(cells, frozenset(), periods))

    def hold(self, record: Record, place: int, words: frozenset[int], periods: Sequence[str]) -> None:
        """Hold a row that says words of totals at some places; if at none of the keys, it is one over all rows."""
        self._held.append(Settled(record, place, words, periods))

    def settled(self) -> Iterator[Settled]:
        """Yield each row held, with the periods in which it is a cell: none, if it is a total and nothing else."""
        written: dict[Said, set[Said]] = {}
        for held in self._held:
            for said, words in zip(
                self._said_by(held), self._said(held.record[1], frozenset(), held.periods), strict=True
            ):
                written.setdefault(said, set()).add(words)
        for held in self._held:
            # Different words for the same cell (合计, 平均) do not tell which of them counts it.
            cells = [said for said in self._said_by(held) if len(written[said]) == 1 and not self._is_over(held, said)]
            yield held._replace(periods=[period for period, *_ in cells])

    def _said_by(self, held: Settled) -> list[Said]:
        return self._said(held.record[1], held.words, held.periods)

    def _said(self, cells: Sequence[str], words: frozenset[int], periods: Sequence[str]) -> list[Said]:
        texts = ["" if place in words else plain(cells[place]) for place in self._keys]
        return [(period, *texts) for period in periods]

    def _is_over(self, held: Settled, said: Said) -> bool:
        """Whether a row with words is a total over others."""
        if not held.words:
            return self.any_part or len(self._held) > 1
        fixed = tuple(number for number, text in enumerate(said) if text)
        if fixed not in self._wholes:
            rows = chain(self._parts, *map(self._said_by, self._held))
            more = (row for row in rows if any(text for number, text in enumerate(row) if number not in fixed))
            self._wholes[fixed] = {tuple(row[number] for number in fixed) for row in more}
        return tuple(said[number] for number in fixed) in self._wholes[fixed]
