r"""csv and tsv: the contract's columns, text to the letter, nothing translated and no total row.

Both are written by the csv module with as few quotes as possible and "\n" line ends. A tsv cell that holds a tab, a
newline or a quote is quoted as in csv rather than escaped: spreadsheets, pandas and DuckDB read it back unchanged.
The csv for Excel is for people: it opens there with its characters right, and no text of the data runs as a formula.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from resumetrack.model import Cell, Meaning, Stacked, Table
from resumetrack.render.cells import FRACTIONS, machine_writer

_BYTE_ORDER_MARK = "\ufeff"
_WINDOWS_END = "\r\n"
# What Excel and its kin take for the beginning of a formula, in full width too, or skip before one.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_AS_THEY_ARE = frozenset({int, str, type(None)})
_BLOCK = 1000
"""Rows that are written at once, column by column."""


def csv_pieces(table: Table) -> Iterator[str]:
    """Give the table as comma-separated records, the header first, many to a piece."""
    return _pieces(table, ",")


def excel_pieces(table: Table) -> Iterator[str]:
    r"""Give the table as csv for Excel: byte order mark, "\r\n", and an apostrophe before text like a formula.

    Numbers and dates are as in csv; what is guarded is text alone, headers included.
    """
    yield _BYTE_ORDER_MARK
    yield from _pieces(table, ",", _WINDOWS_END, guard=_guarded)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def tsv_pieces(table: Table) -> Iterator[str]:
    """Give the table as tab-separated records, the header first, many to a piece."""
    return _pieces(table, "\t")


def _pieces(table: Table, delimiter: str, end: str = "\n", guard: Callable[[str], str] | None = None) -> Iterator[str]:
    chosen = [(place, column) for place, column in enumerate(table.columns) if column.machine]
    names = [column.name for _, column in chosen]
    yield _records([[guard(name) if guard else name for name in names]], delimiter, end)
    for columns in _blocks(table.rows):
        cells = [_written(columns[place], column.meaning, guard) for place, column in chosen]
        yield _records(list(zip(*cells, strict=True)), delimiter, end)


def _blocks(rows: Sequence[tuple[Cell, ...]]) -> Iterator[Sequence[Sequence[Cell]]]:
    """Give rows column by column, so many at once."""
    for start in range(0, len(rows), _BLOCK):
        if isinstance(rows, Stacked):
            yield [column[start : start + _BLOCK] for column in rows.columns]
        else:
            yield list(zip(*rows[start : start + _BLOCK], strict=True))


def _written(cells: Sequence[Cell], meaning: Meaning, guard: Callable[[str], str] | None) -> Iterable[Cell]:
    """Write the cells of a column, those excepted that the csv module writes as we do."""
    kinds = set(map(type, cells))
    if guard is None and kinds <= _AS_THEY_ARE and not (meaning in FRACTIONS and int in kinds):
        return cells
    write = machine_writer(meaning)
    if guard is not None:
        return [guard(cell) if isinstance(cell, str) else write(cell) for cell in cells]
    if date not in kinds:
        return map(write, cells)
    # Days come again and again.
    texts = {cell: write(cell) for cell in set(cells)}
    return [texts[cell] for cell in cells]


def _records(rows: Sequence[Sequence[Cell]], delimiter: str, end: str) -> str:
    """Write rows as the csv module does, each with the line end that we want.

    Before Python 3.13 the writer quotes a carriage return only if it is part of the line end.
    """
    block = io.StringIO(newline="")
    csv.writer(block, delimiter=delimiter, lineterminator=end).writerows(rows)
    written = block.getvalue()
    if end == _WINDOWS_END or "\r" not in written:
        return written
    return "".join(f"{_records([row], delimiter, _WINDOWS_END)[:-2]}{end}" for row in rows)
