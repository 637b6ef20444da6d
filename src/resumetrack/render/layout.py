"""How wide each column of a table is on a terminal: numbers are never cut, heads and words are broken over lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Compromise(NamedTuple):
    """Lines a head may take, the width down to which words may be folded (None: not at all), blanks between columns."""

    lines: int
    words: int | None
    gap: int = 2


GENTLE = (Compromise(1, None), Compromise(2, None), Compromise(1, 24), Compromise(2, 24))
HARD = (*GENTLE, Compromise(3, 24), Compromise(3, 16), Compromise(4, 12), Compromise(4, 10), Compromise(4, 10, gap=1))
# A longer word is broken where space is scarce.
LONG_WORD = 16
MAX_HEAD_LINES = max(compromise.lines for compromise in HARD)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a column asks for: its head on one line, on two, ...; its widest solid cell, words, and single word."""

    heads: tuple[int, ...]
    solid: int
    words: int
    word: int

    def natural(self, lines: int) -> int:
        """Width at which no cell is folded."""
        return max(self.heads[lines - 1], self.solid, self.words)

    def least(self, lines: int, words: int | None) -> int:
        """Width below which the column is not squeezed."""
        folded = self.words if words is None else min(self.words, max(words, min(self.word, LONG_WORD)))
        return max(self.heads[lines - 1], self.solid, folded)


@dataclass(frozen=True, slots=True)
class Layout:
    """The widths of the columns and the blanks between them."""

    widths: tuple[int, ...]
    gap: int

    @property
    def across(self) -> int:
        """Width of the whole table."""
        return sum(self.widths) + self.gap * max(0, len(self.widths) - 1)


def fit(needs: Sequence[Needs], width: int | None, compromises: Sequence[Compromise]) -> Layout | None:
    """Lay the columns out within `width` by the first compromise that can; None if none can."""
    for lines, words, gap in compromises:
        natural = Layout(tuple(column.natural(lines) for column in needs), gap)
        if width is None:
            return natural
        if natural.across <= width:
            return Layout(_relaxed(natural.widths, needs, width - natural.across), gap)
        least = Layout(tuple(column.least(lines, words) for column in needs), gap)
        if least.across <= width:
            return Layout(_squeezed(natural.widths, least.widths, natural.across - width), gap)
    return None


def _squeezed(widths: Sequence[int], least: Sequence[int], excess: int) -> tuple[int, ...]:
    """Take `excess` away, each time from the widest column that can give."""
    squeezed = list(widths)
    for _ in range(excess):
        place = max(range(len(squeezed)), key=lambda place: (squeezed[place] > least[place], squeezed[place]))
        squeezed[place] -= 1
    return tuple(squeezed)


def _relaxed(widths: Sequence[int], needs: Sequence[Needs], spare: int) -> tuple[int, ...]:
    """Give `spare` to the heads that then need a line less, the easiest first."""
    relaxed = list(widths)
    wishes = sorted(
        (wanted - widths[place], place)
        for place, column in enumerate(needs)
        for wanted in column.heads
        if wanted > widths[place]
    )
    for more, place in wishes:
        missing = widths[place] + more - relaxed[place]
        if missing <= spare:
            spare -= missing
            relaxed[place] += missing
    return tuple(relaxed)
