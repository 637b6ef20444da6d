"""A sheet as a table: its cells become the text that people see in them, and merged ranges are filled.

An error keeps its text, a percent its sign, a date is written `2020-03-28`. A number has at most 15 significant
digits, as in the program that wrote it; one that needs more is written `9.13E+17`, since digits of it are lost.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Protocol

from resumetrack.reading.files.records import Record
from resumetrack.reading.workbooks.marks import BESIDE, INSTEAD, PERCENT, TWO_DECIMALS, Merged, RowMarks, SheetMarks

_HEAD = 50
_PEEKED_ROWS = 1000
_NO_TIME = time()
_LOST_ZERO = re.compile(r"(?:19|20|21)\d\d\.1")
"""October, where numbers with two decimals are months; of all others a zero at the end says nothing."""
Value = str | float | bool | date | time | timedelta


class Cells(Protocol):
    """What is asked of the library that reads the values."""

    @property
    def start(self) -> tuple[int, int] | None:
        """Place of the first cell that holds anything."""

    @property
    def height(self) -> int:
        """How many rows hold anything, from the first to the last."""

    def iter_rows(self) -> Iterator[Sequence[Value]]:
        """Yield the values of the rows, from the top of the sheet and from its first column that holds anything."""


@dataclass(frozen=True, slots=True)
class SheetBody:
    """One sheet of a workbook."""

    file: str
    sheet: str
    cells: Cells
    marks: SheetMarks

    @property
    def name(self) -> str:
        """The file and the sheet."""
        return f"{self.file}[{self.sheet}]"

    def records(self, rows_above: int = 0) -> Iterator[Record]:
        """Yield the rows below some others with their numbers in the sheet."""
        start = self.cells.start
        if start is None:
            return
        left = [""] * start[1]
        marks = self.marks.rows()
        marked = next(marks, None)
        merged = _Merges(self.marks.merged or ())
        for row, values in enumerate(self.cells.iter_rows()):
            cells = left + [value if type(value) is str else _TEXTS[type(value)](value) for value in values]
            while marked is not None and marked.row < row:
                marked = next(marks, None)
            if marked is not None and marked.row == row:
                _apply(marked, cells, values, start[1])
            merged.fill(row, cells)
            if row >= rows_above:
                yield row + 1, cells

    def head(self, rows_above: int = 0) -> list[list[str]]:
        """Return the first rows that are not blank."""
        filled = (cells for _, cells in self.records(rows_above) if any(cell.strip() for cell in cells))
        return list(islice(filled, _HEAD))

    def number_in(self, column: int, header_line: int) -> str:
        """Return the first cell of a column that is stored as a whole number, as text; empty if none is."""
        left = (self.cells.start or (0, 0))[1]
        for values in islice(self.cells.iter_rows(), header_line, header_line + _PEEKED_ROWS):
            value = values[column - left] if left <= column < left + len(values) else ""
            if isinstance(value, float) and value.is_integer():
                return _number(value)
        return ""


def _apply(marked: RowMarks, cells: list[str], values: Sequence[Value], left: int) -> None:
    for column, mark in marked.cells.items():
        value = values[column - left] if left <= column < len(cells) else None
        if value is None:
            continue
        if mark.startswith("0"):
            if isinstance(value, float | int) and cells[column].isdecimal():
                cells[column] = cells[column].zfill(len(mark))
        elif mark == TWO_DECIMALS:
            cells[column] += "0" if _LOST_ZERO.fullmatch(cells[column]) else ""
        elif mark.startswith(BESIDE):
            cells[column] += mark[1:] if isinstance(value, float | int) else ""
        elif mark != PERCENT:
            cells[column] = mark.removeprefix(INSTEAD)
        elif isinstance(value, float | int) and not isinstance(value, bool):
            cells[column] = f"{value * 100:.15g}%"


class _Merges:
    """The merged ranges that the rows go through: each cell of one gets the text of its first.

    Where a merged range is all there is in a row, it is a title or a remark across the sheet, and stays one cell.
    """

    def __init__(self, ranges: Sequence[Merged]) -> None:
        self._waiting = sorted(ranges, reverse=True)
        self._open: list[tuple[Merged, str]] = []

    def fill(self, row: int, cells: list[str]) -> None:
        """Fill the merged cells of a row."""
        if not self._waiting and not self._open:
            return
        self._open = [(merged, text) for merged, text in self._open if merged.last_row >= row]
        while self._waiting and self._waiting[-1].row <= row:
            merged = self._waiting.pop()
            text = cells[merged.column] if merged.column < len(cells) and merged.row == row else ""
            if text and not _is_alone(merged, cells):
                self._open.append((merged, text))
        for merged, text in self._open:
            for column in range(merged.column, min(merged.last_column + 1, len(cells))):
                cells[column] = cells[column] or text


def _is_alone(merged: Merged, cells: Sequence[str]) -> bool:
    is_wide = merged.last_column > merged.column
    return is_wide and sum(map(bool, cells)) == 1


def _number(value: Value) -> str:
    text = f"{value:.15g}".upper()
    return "0" if text == "-0" else text


def _moment(value: Value) -> str:
    if not isinstance(value, datetime):
        return str(value)
    return value.date().isoformat() if value.time() == _NO_TIME else value.isoformat(" ", "seconds")


_TEXTS: dict[type, Callable[[Value], str]] = {
    float: _number,
    int: _number,
    bool: lambda value: str(value).upper(),
    datetime: _moment,
    date: str,
    time: str,
    timedelta: str,
}
