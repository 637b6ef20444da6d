r"""csv and tsv: the contract's columns, text to the letter, nothing translated and no total row.

Both are written by the csv module with as few quotes as possible and "\n" line ends. A tsv cell that holds a tab, a
newline or a quote is quoted as in csv rather than escaped: spreadsheets, pandas and DuckDB read it back unchanged.
The csv for Excel is for people: it opens there with its characters right, and no text of the data runs as a formula.
"""

import csv
from collections.abc import Callable, Iterator

from resumetrack.model import Table
from resumetrack.render.cells import machine_writer

_BYTE_ORDER_MARK = "\ufeff"
# What Excel and its kin take for the beginning of a formula, in full width too, or skip before one.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


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


def _lines(table: Table, delimiter: str, guard: Callable[[str], str] = str) -> Iterator[str]:
    chosen = [(place, column) for place, column in enumerate(table.columns) if column.machine]
    # Before Python 3.13 the writer quotes a carriage return only if it is part of the line end.
    write = csv.writer(_Record(), delimiter=delimiter, lineterminator="\r\n").writerow
    yield write([guard(column.name) for _, column in chosen])
    writers = [(place, machine_writer(column.meaning)) for place, column in chosen]
    if guard is str:
        for row in table.rows:
            yield write([written(row[place]) for place, written in writers])
    else:
        for row in table.rows:
            cells = ((row[place], written) for place, written in writers)
            yield write([guard(cell) if isinstance(cell, str) else written(cell) for cell, written in cells])


class _Record:
    """Where the csv module writes a record to: it comes back from there, with the line end that we want."""

    def write(self, record: str) -> str:
        return record.removesuffix("\r\n") + "\n"
