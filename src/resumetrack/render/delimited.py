r"""csv and tsv: the contract's columns, text to the letter, nothing translated and no total row.

Both are written by the csv module with as few quotes as possible and "\n" line ends. A tsv cell that holds a tab, a
newline or a quote is quoted as in csv rather than escaped: spreadsheets, pandas and DuckDB read it back unchanged.
The csv for Excel is for people: it opens there with its characters right, and no text of the data runs as a formula.
"""

import csv
import io
from collections.abc import Callable, Iterator

from resumetrack.model import Table
from resumetrack.render.cells import machine_text

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
    yield _record([guard(column.name) for _, column in chosen], delimiter)
    for row in table.rows:
        cells = ((row[place], column.meaning) for place, column in chosen)
        yield _record(
            [guard(cell) if isinstance(cell, str) else machine_text(cell, meaning) for cell, meaning in cells],
            delimiter,
        )


def _record(cells: list[str], delimiter: str) -> str:
    line = io.StringIO()
    # Before Python 3.13 the writer quotes a carriage return only if it is part of the line end.
    csv.writer(line, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"
