"""The cells of single columns of one file: of its first rows, which are read once, or of all."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from operator import itemgetter

from resumetrack.errors import RefusedError
from resumetrack.model import MEASURES
from resumetrack.reading.files.records import Record
from resumetrack.reading.layout.headers import Layout

PEEKED_ROWS = 1000

Cell = Callable[[list[str]], str]


class Columns:
    """The cells of single columns: of the first rows, which are read once, or of all."""

    def __init__(self, layout: Layout, records: Callable[[], Iterator[Record]]) -> None:
        self._layout, self._records = layout, records
        self.first_rows = [cells for _, cells in islice(self._fitting(), PEEKED_ROWS)]

    def _fitting(self) -> Iterator[Record]:
        with suppress(RefusedError):  # it is met again when the rows are read
            for line, cells in self._records():
                if len(cells) >= self._layout.width:
                    yield line, cells

    @property
    def file(self) -> str:
        """The file, for messages."""
        return self._layout.file

    def has(self, column: str) -> bool:
        """Whether a canonical column is there."""
        return column in self._layout.places

    def header(self, column: str) -> str:
        """Give the header of a column as the file has it."""
        return self._layout.sources.get(column) or column

    def _cell(self, column: str) -> Cell:
        place = self._layout.places[column]
        return (lambda cells: cells[place]) if isinstance(place, int) else place

    def first(self, column: str) -> Iterator[str]:
        """Yield the cells of the first rows."""
        return map(self._cell(column), self.first_rows)

    def numbers(self) -> Iterator[str]:
        """Yield all cells of measures, row by row, also where the table has a shape of its own."""
        values = (place for place, (what, _) in self._layout.how.items() if what == "value")
        shaped: Iterator[Cell] = map(itemgetter, (*self._layout.wide, *values))
        cells = [*(self._cell(column) for column in MEASURES if self.has(column)), *shaped]
        return (cell(row) for _, row in self._fitting() for cell in cells)

    def all(self, column: str) -> Iterator[str]:
        """Yield all cells, from a pass over the file."""
        cell = self._cell(column)
        return (cell(cells) for _, cells in self._fitting())
