"""Rows of one text below a footer: more of it, or enterprises that told nothing.

What reads like an identifier is one. Anything else is held back until an enterprise follows, which ends the footer, or
the table does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from resumetrack.reading.files.records import Record
from resumetrack.reading.rows.row_kinds import CODE, NAME, RowKinds
from resumetrack.reading.values.asides import is_code

HELD_LIMIT = 1000
"""No footer has more lines."""

Drop = Callable[[int, int, Sequence[str]], object]


class Footers:
    """Passes the records of a table on, but for those that go on with a footer.

    A footer is open from when it `is_open` is set by who knows one, until an enterprise follows. `spared` is the line
    of the last record of one text that stood below a footer and was passed on.
    """

    def __init__(self, kinds: RowKinds, drop: Drop) -> None:
        self._kinds, self._drop = kinds, drop
        self.is_open, self.spared = False, 0

    def sift(self, records: Iterable[Record], last: int = 0) -> Iterator[Record]:
        """Yield records in their order, those that were held back included; blank ones do not wait.

        Parameters
        ----------
        last
            The last line of the table, if each line is a record and all that are not given are clean: of enterprises
            with a code, and more than that in each row.
        """
        held, before = list[Record](), 0
        for line, cells in records:
            if self.is_open and last and line > before + 1:
                yield from self._settle(held, CODE)
                self.is_open = False
            before = line
            if not self.is_open or not any(cell.strip() for cell in cells):
                yield line, cells
            elif by := self._kinds.enterprise(cells):
                yield from self._settle(held, by)
                self.is_open = False
                yield line, cells
            elif held or self._waits(line, cells):
                held.append((line, cells))
                if len(held) > HELD_LIMIT:
                    yield from self._settle(held, NAME)
                    self.is_open = False
            else:
                yield line, cells
        yield from self._settle(held, CODE if last > before else "")

    def _waits(self, line: int, cells: Sequence[str]) -> bool:
        """Whether only what follows can tell what a record is; one of a lone identifier is spared."""
        place = self._kinds.alone(cells)
        if place is None:
            return False
        if not self._kinds.is_identifier(cells, place):
            return True
        self.spared = line
        return False

    def _settle(self, held: list[Record], by: str) -> Iterator[Record]:
        """Pass on or drop what was held back, now that an enterprise follows that is identified `by` that, or none.

        Where enterprises are known by codes, a text is none.
        """
        for line, cells in held:
            place = self._kinds.alone(cells)
            if place is None:
                yield line, cells
            elif by == NAME or self._kinds.is_identifier(cells, place) or (by and is_code(cells[place])):
                self.spared = line
                yield line, cells
            else:
                self._drop(line, place, cells)
        held.clear()
