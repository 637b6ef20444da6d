"""Blank cells that mean "as above": a table whose cells were merged downward, as a text has it."""

from typing import TYPE_CHECKING

from resumetrack.reading.values.asides import kind_of, likely_kind

if TYPE_CHECKING:
    from resumetrack.reading.layout.headers import Layout
    from resumetrack.reading.profiles.row_rule import RowRule


class Filling:
    """Fills the blank cells of some columns, from left to right, with what stands above them.

    A new text in one column ends what the columns to its right go on with. Rows that are left out tell it as others
    do. Totals are nothing to go on with, and a row of nothing but words in one cell is a remark, unless they stand
    where an enterprise is told.
    """

    def __init__(self, layout: "Layout", rule: "RowRule") -> None:
        self._rule = rule
        self._places = sorted(layout.fill_down)
        self._titles, self._id_place = layout.titles, layout.places.get("enterprise_id")
        self._above: dict[int, str] = {}

    def fill(self, cells: list[str]) -> None:
        """Fill the cells of the next row."""
        filled = [place for place, cell in enumerate(cells) if cell.strip()]
        if not filled or (len(filled) == 1 and self._is_remark(filled[0], cells[filled[0]].strip())):
            return
        for number, place in enumerate(self._places):
            if not cells[place].strip():
                cells[place] = self._above.get(place, "")
            elif cells[place] != self._above.get(place):
                for right in self._places[number:]:
                    self._above.pop(right, None)
                if not kind_of(cells[place]) and not self._rule.is_total(cells[place]):
                    self._above[place] = cells[place]

    def _is_remark(self, place: int, text: str) -> bool:
        """Whether the only text of a row is a remark; an enterprise may have sent nothing but its identifier."""
        if place == self._id_place:
            return bool(text in self._titles or likely_kind(text))
        return any(map(str.isalpha, text))
