"""Rows below one that says it is a part of another (其中：国有): its sisters say no word, and stand as deep."""

from collections.abc import Sequence

from resumetrack.reading.values.asides import PART

_BLANK_WIDTHS = {"\u3000": 2, "\t": 4}


def indent(text: str) -> int:
    """How deep a text stands: the width of the blanks before it, in half-width ones."""
    blanks = text[: len(text) - len(text.lstrip())]
    return sum(_BLANK_WIDTHS.get(blank, 1) for blank in blanks)


class Parts:
    """Looks at the rows of a table from top to bottom, and finds the sisters of those that say they are parts.

    The row above the first of them is their whole. Rows that stand deeper than the whole are parts of it, too.
    """

    def __init__(self) -> None:
        self._above: Sequence[str] = ()
        self._whole: tuple[int, int] | None = None

    def look(self, kind: str, place: int, cells: Sequence[str], *, is_kept: bool) -> tuple[str, int]:
        """Tell what a row is, of which its words alone tell a kind and where it stands; one that is kept is none."""
        if kind == PART:
            if self._whole is None and self._above:
                self._whole = place, indent(self._above[place])
            return kind, place
        if not kind and not is_kept and self._whole is not None:
            place_of_whole, depth = self._whole
            if indent(cells[place_of_whole]) > depth and cells[place_of_whole].strip():
                return PART, place_of_whole
        self._above, self._whole = cells, None
        return kind, place
