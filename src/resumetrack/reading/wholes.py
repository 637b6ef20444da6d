"""Rows of a table that say a word of totals: which are totals over other rows, and which are all there is of a cell."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from resumetrack.reading.asides import plain
from resumetrack.reading.records import Record

Said = tuple[str, ...]


class _Held(NamedTuple):
    record: Record
    place: int
    words: frozenset[int]
    said: Said


class Wholes:
    """Holds the rows with words of totals until all others have passed by.

    Such a row is a total if another says what it says itself (its period, its region), and more where it says a word or
    nothing. If none does, it is the cell itself, not divided by the dimensions in which it says a word. `keys` are the
    places of the period and the dimensions.
    """

    def __init__(self, keys: Sequence[int]) -> None:
        self._keys = keys
        self._parts: dict[Said, None] = {}
        self._held: list[_Held] = []
        self._wholes: dict[tuple[int, ...], set[Said]] = {}
        self.any_part = False

    def pass_by(self, cells: Sequence[str]) -> None:
        """Take note of a row that says no word."""
        self.any_part = True
        self._parts[self._said(cells, frozenset())] = None

    def hold(self, record: Record, place: int, words: frozenset[int]) -> None:
        """Hold a row that says words of totals at some places; if at none of the keys, it is one over all rows."""
        self._held.append(_Held(record, place, words, self._said(record[1], words)))

    def settled(self) -> Iterator[tuple[Record, int, frozenset[int] | None]]:
        """Yield each row held, with the place of its word, and with all its words if it is a cell."""
        said: dict[Said, set[Said]] = {}
        for held in self._held:
            said.setdefault(held.said, set()).add(self._said(held.record[1], frozenset()))
        for held in self._held:
            # Different words for the same cell (合计, 平均) do not tell which of them counts it.
            is_cell = len(said[held.said]) == 1 and not self._is_over_others(held)
            yield held.record, held.place, held.words if is_cell else None

    def _said(self, cells: Sequence[str], words: frozenset[int]) -> Said:
        return tuple("" if place in words else plain(cells[place]) for place in self._keys)

    def _is_over_others(self, held: _Held) -> bool:
        if not held.words:
            return self.any_part or len(self._held) > 1
        fixed = tuple(number for number, text in enumerate(held.said) if text)
        if fixed not in self._wholes:
            rows = (*self._parts, *(other.said for other in self._held))
            more = (said for said in rows if any(text for number, text in enumerate(said) if number not in fixed))
            self._wholes[fixed] = {tuple(said[number] for number in fixed) for said in more}
        return tuple(held.said[number] for number in fixed) in self._wholes[fixed]
