r"""csv and tsv: the contract's columns, text to the letter, nothing translated and no total row.

Both are written by the csv module with as few quotes as possible and "\n" line ends. A tsv cell that holds a tab, a
newline or a quote is quoted as in csv rather than escaped: spreadsheets, pandas and DuckDB read it back unchanged.
"""

import csv
import io
from collections.abc import Iterator

from resumetrack.model import Table
from resumetrack.render.cells import machine_text


def csv_lines(table: Table) -> Iterator[str]:
    """Give the table as comma-separated records, the header first."""
    return _lines(table, ",")


def tsv_lines(table: Table) -> Iterator[str]:
    """Give the table as tab-separated records, the header first."""
    return _lines(table, "\t")


def _lines(table: Table, delimiter: str) -> Iterator[str]:
    chosen = [(place, column) for place, column in enumerate(table.columns) if column.machine]
    yield _record([column.name for _, column in chosen], delimiter)
    for row in table.rows:
        yield _record([machine_text(row[place], column.meaning) for place, column in chosen], delimiter)


def _record(cells: list[str], delimiter: str) -> str:
    line = io.StringIO()
    # Before Python 3.13 the writer quotes a carriage return only if it is part of the line end.
    csv.writer(line, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"
