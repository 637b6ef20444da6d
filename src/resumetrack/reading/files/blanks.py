"""Tables whose columns are held apart by blanks alone: each column is a zone of the line that all rows agree on."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

BLANKS = "  "
_CLEAR = 2
_LINES = 500
_PIECE = re.compile(r"[^ \u3000]+(?:[ \u3000][^ \u3000]+)*")

Zone = tuple[int, int]
Known = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Zones:
    """Where each column begins and ends.

    Counted in characters, or in cells of the screen (`is_wide`), of which a Chinese character takes two.
    """

    spans: tuple[Zone, ...]
    is_wide: bool

    def cells(self, line: str) -> list[str]:
        """Cut a line; one that does not keep to the zones comes back in one piece."""
        cells = [""] * len(self.spans)
        for text, start, end in _pieces(line, is_wide=self.is_wide):
            places = [place for place, zone in enumerate(self.spans) if start < zone[1] and end > zone[0]]
            if len(places) != 1:
                return [line.strip()]
            place = places[0]
            cells[place] = f"{cells[place]}  {text}" if cells[place] else text
        return cells if any(cells) else []


def find_zones(head: str, known: Known) -> Zones | None:
    """Find the columns of a text; `None` unless most rows agree with a header of words that are known."""
    lines = [line for line in head.splitlines() if line.strip()][:_LINES]
    place = next((place for place, line in enumerate(lines) if known(_texts(line)) >= _CLEAR), None)
    if place is None or "\t" in lines[place]:
        return None
    rows = [line for line in lines[place:] if len(_texts(line)) > 1]
    width = len(_texts(rows[0]))
    full = [line for line in rows if len(_texts(line)) == width]
    for is_wide in (True, False):
        zones = Zones(
            _merged((start, end) for line in full for _, start, end in _pieces(line, is_wide=is_wide)), is_wide
        )
        fitting = sum(len(zones.cells(line)) == width for line in rows)
        if len(zones.spans) == width and fitting * _CLEAR > len(rows):
            return zones
    return None


def _texts(line: str) -> list[str]:
    return _PIECE.findall(line.removeprefix("\ufeff"))


def _pieces(line: str, *, is_wide: bool) -> list[tuple[str, int, int]]:
    """Texts between runs of two or more blanks, and where they begin and end."""
    line = line.removeprefix("\ufeff").rstrip()
    found = []
    behind, column = 0, 0
    for piece in _PIECE.finditer(line):
        start, end = piece.span()
        column += _width(line[behind:start]) if is_wide else start - behind
        begin, behind = column, end
        column += _width(piece[0]) if is_wide else end - start
        found.append((piece[0], begin, column))
    return found


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _merged(spans: Iterable[Zone]) -> tuple[Zone, ...]:
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return tuple((start, end) for start, end in merged)
