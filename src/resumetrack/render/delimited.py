r"""csv and tsv: the contract's columns, text to the letter, nothing translated and no total row.

Both are written by the csv module with as few quotes as possible and "\n" line ends. A tsv cell that holds a tab, a
newline or a quote is quoted as in csv rather than escaped: spreadsheets, pandas and DuckDB read it back unchanged.
The csv for Excel is for people: it opens there with its characters right, and no text of the data runs as a formula.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from resumetrack.model import Cell, Meaning, Table
from resumetrack.render.cells import FRACTIONS, machine_writer

_BYTE_ORDER_MARK = "\ufeff"
# What Excel and its kin take for the beginning of a formula, in full width too, or skip before one.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_AS_THEY_ARE = frozenset({int, str, type(None)})
_BLOCK = 1000
"""Rows that are written at once, column by column."""


def csv_lines(table: Table) -> Iterator[str]:
    """Give the table as comma-separated records, the header first."""
    return _lines(table, ",")


def excel_lines(table: Table) -> Iterator[str]:
    r"""Give the table as csv for Excel: byte order mark, "\r\n", and an apostrophe before text like a formula.

    Numbers and dates are as in csv; what is guarded is text alone, headers included.
    """
    mark = _BYTE_ORDER_MARK
    for line in _lines(table, ",", guard=_guarded):
        yield f"{mark}{line[:-1]}\r\n"
        mark = ""


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def tsv_lines(table: Table) -> Iterator[str]:
    """Give the table as tab-separated records, the header first."""
    return _lines(table, "\t")


def _lines(table: Table, delimiter: str, guard: Callable[[str], str] | None = None) -> Iterator[str]:
    chosen = [(place, column) for place, column in enumerate(table.columns) if column.machine]
    writing = _Writing(delimiter)
    names = [column.name for _, column in chosen]
    yield from writing.written([[guard(name) if guard else name for name in names]])
    rows = iter(table.rows)
    while block := list(islice(rows, _BLOCK)):
        columns = list(zip(*block, strict=True))
        cells = [_written(columns[place], column.meaning, guard) for place, column in chosen]
        yield from writing.written(zip(*cells, strict=True))


def _written(cells: Sequence[Cell], meaning: Meaning, guard: Callable[[str], str] | None) -> Iterable[Cell]:
    """Write the cells of a column, those excepted that the csv module writes as we do."""
    kinds = set(map(type, cells))
    if guard is None and kinds <= _AS_THEY_ARE and not (meaning in FRACTIONS and int in kinds):
        return cells
    write = machine_writer(meaning)
    if guard is None:
        return map(write, cells)
    return [guard(cell) if isinstance(cell, str) else write(cell) for cell in cells]


class _Writing:
    """Records as the csv module writes them, with the line end that we want.

    Before Python 3.13 the writer quotes a carriage return only if it is part of the line end.
    """

    def __init__(self, delimiter: str) -> None:
        self._records: list[str] = []
        self._write = csv.writer(self, delimiter=delimiter, lineterminator="\r\n").writerows

    def write(self, record: str) -> None:
        """Take a record from the csv module."""
        self._records.append(record[:-2] + "\n")

    def written(self, rows: Iterable[Iterable[Cell]]) -> list[str]:
        """Write rows."""
        self._records = []
        self._write(rows)
        return self._records
