r"""csv and tsv: the contract's columns, text to the letter, nothing translated and no total row.

Both are written as the csv module does, with few quotes and "\n" line ends. A tsv cell that holds a tab, a
newline or a quote is quoted as in csv rather than escaped: spreadsheets, pandas and DuckDB read it back unchanged.
The csv for Excel is for people: it opens there with its characters right, and no text of the data runs as a formula.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from resumetrack.model import Cell, Meaning, Stacked, Table
from resumetrack.render.cells import FRACTIONS, machine_texts, machine_writer

_BYTE_ORDER_MARK = "\ufeff"
_WINDOWS_END = "\r\n"
# What Excel and its kin take for the beginning of a formula, in full width too, or skip before one.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_FEW = frozenset({str, date, type(None)})
"""Kinds of cells of which the same ones come again and again."""
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
    writer = _Writer(delimiter, end, guard)
    yield writer.records([[column.name] for _, column in chosen], [Meaning.TEXT] * len(chosen))
    meanings = [column.meaning for _, column in chosen]
    for columns in _blocks(table.rows):
        yield writer.records([columns[place] for place, _ in chosen], meanings)


def _blocks(rows: Sequence[tuple[Cell, ...]]) -> Iterator[Sequence[Sequence[Cell]]]:
    """Give rows column by column, so many at once."""
    for start in range(0, len(rows), _BLOCK):
        if isinstance(rows, Stacked):
            yield [column[start : start + _BLOCK] for column in rows.columns]
        else:
            yield list(zip(*rows[start : start + _BLOCK], strict=True))


class _Writer:
    """Writes records as the csv module does with as few quotes as possible, column by column.

    Millions of cells go through here: what is not text needs no quotes, and the same texts come again and again.
    """

    def __init__(self, delimiter: str, end: str, guard: Callable[[str], str] | None) -> None:
        self._delimiter, self._end, self._guard = delimiter, end, guard
        self._special = frozenset((delimiter, '"', "\r", "\n"))

    def records(self, columns: Sequence[Sequence[Cell]], meanings: Sequence[Meaning]) -> str:
        """Write a record for each row of these columns."""
        cells = [self._cells(column, meaning) for column, meaning in zip(columns, meanings, strict=True)]
        if len(cells) == 1:
            # An empty line would be no record.
            cells = [['""' if cell == "" else cell for cell in cells[0]]]
        template = self._delimiter.join(["%s"] * len(cells)) + self._end
        return "".join(map(template.__mod__, zip(*cells, strict=True)))

    def _cells(self, cells: Sequence[Cell], meaning: Meaning) -> Iterable[Cell]:
        """Write the cells of a column, whole numbers excepted that stand as they are."""
        kinds = set(map(type, cells))
        if kinds == {int} and meaning not in FRACTIONS:
            return cells
        write = machine_writer(meaning)
        if kinds <= _FEW:
            texts = {cell: self._quoted(write(cell)) for cell in set(cells)}
            return [texts[cell] for cell in cells]
        if str in kinds:
            return [self._quoted(write(cell)) if isinstance(cell, str) else write(cell) for cell in cells]
        return machine_texts(cells, meaning)

    def _quoted(self, text: str) -> str:
        if self._guard:
            text = self._guard(text)
        if self._special.isdisjoint(text):
            return text
        # Before Python 3.13 the writer quotes a carriage return only if it is part of the line end.
        record = io.StringIO(newline="")
        csv.writer(record, delimiter=self._delimiter, lineterminator=_WINDOWS_END).writerow([text])
        return record.getvalue().removesuffix(_WINDOWS_END)
