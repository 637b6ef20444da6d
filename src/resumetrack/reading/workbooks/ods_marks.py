"""Marks of the sheets of OpenDocument files, found by parsing their content; repeated rows and cells are counted."""

from collections.abc import Iterator
from typing import IO
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

from resumetrack.reading.workbooks.marks import PERCENT, Extent, Merged, RowMarks, SheetMarks

_CHUNK = 1 << 20
_CELLS = ("table:table-cell", "table:covered-table-cell")
_MANY = 1 << 20


class _Sheet:
    """What has been found of one sheet so far."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.repeat = 1
        self.rows: list[RowMarks] = []
        self.marks: dict[int, str] = {}
        self.merged: list[Merged] = []
        self.hidden: list[int] = []
        self.is_hidden = False
        self.filled_rows = self.filled_columns = 0
        self.reached = 0

    def marked(self) -> SheetMarks:
        """Give what was found."""
        rows, extent = self.rows, Extent(self.filled_rows, self.filled_columns)
        return SheetMarks(extent, lambda: iter(rows), tuple(self.merged), tuple(self.hidden))


class _Finder:
    """Follows the XML of a content part."""

    def __init__(self) -> None:
        self.sheets: dict[str, _Sheet] = {}
        self._sheet = _Sheet()
        self._cell: dict[str, str] | None = None
        self._text = ""
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        sheet = self._sheet
        if name == "table:table":
            self._depth += 1
            if self._depth == 1:
                self._sheet = self.sheets[attributes.get("table:name", "")] = _Sheet()
        elif self._depth != 1:
            return
        elif name == "table:table-row":
            sheet.repeat = _count(attributes.get("table:number-rows-repeated"))
            sheet.column, sheet.reached, sheet.marks = 0, 0, {}
            sheet.is_hidden = attributes.get("table:visibility") in {"collapse", "filter"}
        elif name in _CELLS:
            self._cell, self._text = attributes, ""

    def text(self, text: str) -> None:
        if self._cell is not None and len(self._text) < 100:  # noqa: PLR2004  longer than any error
            self._text += text

    def end(self, name: str) -> None:
        sheet = self._sheet
        if name == "table:table":
            self._depth -= 1
        elif self._depth != 1:
            return
        elif name in _CELLS and self._cell is not None:
            self._end_cell(sheet, self._cell)
            self._cell = None
        elif name == "table:table-row":
            if sheet.reached:
                sheet.filled_rows = sheet.row + sheet.repeat
                sheet.filled_columns = max(sheet.filled_columns, sheet.reached)
                rows = range(sheet.row, sheet.row + min(sheet.repeat, _MANY))
                if sheet.marks:
                    sheet.rows += [RowMarks(row, sheet.marks) for row in rows]
                if sheet.is_hidden:
                    sheet.hidden += rows
            sheet.row += sheet.repeat

    def _end_cell(self, sheet: _Sheet, cell: dict[str, str]) -> None:
        repeat = _count(cell.get("table:number-columns-repeated"))
        if "office:value-type" in cell or "calcext:value-type" in cell or self._text:
            sheet.reached = sheet.column + repeat
            mark = ""
            if cell.get("calcext:value-type") == "error":
                mark = self._text.strip() or "#VALUE!"
            elif cell.get("office:value-type") == "percentage":
                mark = PERCENT
            if mark:
                sheet.marks.update(dict.fromkeys(range(sheet.column, sheet.column + min(repeat, 1 << 14)), mark))
        down, right = _count(cell.get("table:number-rows-spanned")), _count(cell.get("table:number-columns-spanned"))
        if down > 1 or right > 1:
            sheet.merged.append(Merged(sheet.row, sheet.column, sheet.row + down - 1, sheet.column + right - 1))
        sheet.column += repeat


def _count(text: str | None) -> int:
    return min(int(text), _MANY) if text and text.isdecimal() and len(text) < 9 else 1  # noqa: PLR2004


def all_marks(archive: ZipFile) -> dict[str, SheetMarks]:
    """Look through all sheets."""
    with archive.open("content.xml") as opened:
        return {name: sheet.marked() for name, sheet in _parsed(opened).items()}


def _parsed(opened: IO[bytes]) -> dict[str, _Sheet]:
    finder, parser = _Finder(), ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = finder.start
    parser.CharacterDataHandler = finder.text
    parser.EndElementHandler = finder.end
    for chunk in _chunks(opened):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return finder.sheets


def _chunks(opened: IO[bytes]) -> Iterator[bytes]:
    while chunk := opened.read(_CHUNK):
        yield chunk
