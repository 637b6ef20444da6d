"""Further tables below the first, whose rows would be taken for cells of that: by their headers and their titles."""

import re
from collections.abc import Sequence

from resumetrack.errors import RefusedError
from resumetrack.model import Delivery, Text
from resumetrack.reading.layout.headers import Layout
from resumetrack.reading.layout.meanings import folded, meaning
from resumetrack.reading.totals.counted_cells import COUNTS, Cell
from resumetrack.reading.values.asides import plain

_TITLE = re.compile(r"(?:table|tab\.|tabelle|tableau|tabla|tabel|附?表)\s*[\d一二三四五六七八九十]+\b(?!.*(?:cont|续))")


class OtherTables:
    """Looks at the rows of a table of totals for headers that are not its own."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        counts = {name: place for name in COUNTS if isinstance(place := layout.places.get(name), int)}
        self._counts = {place: name for name, place in counts.items()}

    def refuse_header(self, line: int, cells: Sequence[str], delivery: Delivery) -> None:
        """Refuse a file with a header below its rows that says the same of the counts, and divides them otherwise.

        Raises
        ------
        RefusedError
            Naming the header and its line.
        """
        if self._counts and all(self._is_header(cells[at], name) for at, name in self._counts.items()):
            others = [cell for at, cell in enumerate(cells) if self._divides_otherwise(at, cell)]
            if others:
                file, own = delivery.place(line)
                raise RefusedError(
                    f"{file}:{own}: '{others[0].strip()}' heads another table here, whose rows would count beside those"
                    " of the first",
                    hint="make a file or a sheet of each table; what counts the same enterprises twice is sent once",
                )

    def _is_header(self, cell: str, name: str) -> bool:
        if not any(map(str.isalpha, cell)):  # as most cells are numbers
            return False
        return meaning(cell)[0] == name or folded(cell) == folded(self._layout.sources[name])

    def _divides_otherwise(self, place: int, cell: str) -> bool:
        own = self._layout.header[place]
        if place in self._counts or not cell.strip() or folded(cell) == folded(own):
            return False
        return (meaning(cell)[0] or folded(cell)) != (meaning(own)[0] or folded(own))


def title_doubt(cells: Sequence[Cell]) -> Text | None:
    """Say so if rows without counts are the titles of several tables."""
    said = [text for cell in cells if not cell.stated for text in cell.codes.values() if _TITLE.match(plain(text))]
    first, second = (*dict.fromkeys(said), "", "")[:2]
    if not second:
        return None
    return Text(
        f"'{first}' and '{second}' head tables of their own: if both count the same enterprises, all of them count"
        " twice; make a file or a sheet of each, or leave the rows of all but one out in a profile: [rows] left_out",
        f"“{first}”与“{second}”各为一张表的标题：如二者统计同一批企业，则重复计入；请将各表分存为单独的文件或工作表，"
        "或在 profile 的 [rows] left_out 中列出其余各表的行",
    )
