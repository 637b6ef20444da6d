"""Blank cells that mean "as above": a table whose cells were merged downward, as a text has it."""

from collections.abc import Sequence

from resumetrack.reading.asides import kind_of


class Filling:
    """Fills the blank cells of some columns, from left to right, with what stands above them.

    A new text in one column ends what the columns to its right go on with. Totals are nothing to go on with, and a
    row of nothing but words in one cell is a remark.
    """

    def __init__(self, places: Sequence[int]) -> None:
        self._places = sorted(places)
        self._above: dict[int, str] = {}

    def fill(self, cells: list[str]) -> None:
        """Fill the cells of the next row."""
        filled = [cell for cell in cells if cell.strip()]
        if not filled or (len(filled) == 1 and any(map(str.isalpha, filled[0]))):
            return
        for number, place in enumerate(self._places):
            if not cells[place].strip():
                cells[place] = self._above.get(place, "")
            elif cells[place] != self._above.get(place):
                for right in self._places[number:]:
                    self._above.pop(right, None)
                if not kind_of(cells[place]):
                    self._above[place] = cells[place]
