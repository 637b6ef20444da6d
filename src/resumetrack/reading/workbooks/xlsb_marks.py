"""Marks of the sheets of xlsb files, from their binary records ([MS-XLSB] 2.3 and 2.4)."""

from collections.abc import Iterator
from struct import unpack_from
from typing import NamedTuple
from zipfile import ZipFile

from resumetrack.reading.workbooks.marks import ERROR_CODES, Extent, Merged, RowMarks, SheetMarks, format_mark
from resumetrack.reading.workbooks.xlsx_marks import relations

_ROW, _ERROR, _FORMULA_ERROR, _FORMAT, _XF, _SHEET, _MERGED, _CELL_XFS = 0, 3, 11, 44, 47, 156, 176, 617
_PROPERTIES = 153
_CELLS = range(2, 12)
_HIDDEN = 0x10
_CONTINUES = 0x80


class _Record(NamedTuple):
    kind: int
    body: bytes


def sheet_parts(archive: ZipFile) -> dict[str, str]:
    """Tell which part of the archive holds which sheet."""
    targets = relations(archive, "xl/_rels/workbook.bin.rels")
    parts = {}
    for record in _records(archive, "xl/workbook.bin"):
        if record.kind == _SHEET:
            identifier, end = _text(record.body, 8)
            parts[_text(record.body, end)[0]] = targets.get(identifier, "")
    return parts


def is_1904(archive: ZipFile) -> bool:
    """Whether days are counted from 1904."""
    found = next((body for kind, body in _records(archive, "xl/workbook.bin") if kind == _PROPERTIES), b"")
    return bool(found and found[0] & 1)


def style_marks(archive: ZipFile) -> dict[int, str]:
    """Tell what the cell styles mean that mean something."""
    if "xl/styles.bin" not in archive.namelist():
        return {}
    formats: dict[int, str] = {}
    marks: dict[int, str] = {}
    place = -1
    for record in _records(archive, "xl/styles.bin"):
        if record.kind == _FORMAT:
            formats[unpack_from("<H", record.body)[0]] = _text(record.body, 2)[0]
        elif record.kind == _CELL_XFS:
            place = 0
        elif record.kind == _XF and place >= 0:
            number = unpack_from("<H", record.body, 2)[0]
            marks[place] = format_mark(number, formats.get(number))
            place += 1
    return {place: mark for place, mark in marks.items() if mark}


def sheet_marks(archive: ZipFile, part: str, styles: dict[int, str]) -> SheetMarks:
    """Look through one sheet."""
    row, extent = 0, Extent()
    merged: list[Merged] = []
    hidden: list[int] = []
    for record in _records(archive, part):
        if record.kind == _ROW:
            row = unpack_from("<I", record.body)[0]
            if record.body[11] & _HIDDEN:
                hidden.append(row)
        elif record.kind in _CELLS:
            column = unpack_from("<I", record.body)[0]
            extent = Extent(max(extent.rows, row + 1), max(extent.columns, column + 1))
        elif record.kind == _MERGED:
            first, last, left, right = unpack_from("<4I", record.body)
            merged.append(Merged(first, left, last, right))
    return SheetMarks(extent, lambda: _rows(archive, part, styles), tuple(merged), tuple(hidden))


def _rows(archive: ZipFile, part: str, styles: dict[int, str]) -> Iterator[RowMarks]:
    marks = RowMarks(0, {})
    for kind, body in _records(archive, part):
        if kind == _ROW:
            if marks.cells:
                yield marks
            marks = RowMarks(unpack_from("<I", body)[0], {})
        elif kind in _CELLS:
            column, style = unpack_from("<II", body)
            is_error = kind in {_ERROR, _FORMULA_ERROR}
            mark = ERROR_CODES.get(body[8], "#VALUE!") if is_error else styles.get(style & 0xFFFFFF)
            if mark:
                marks.cells[column] = mark
    if marks.cells:
        yield marks


def _text(body: bytes, start: int) -> tuple[str, int]:
    """Read a wide text; tell where it ends."""
    end = start + 4 + 2 * unpack_from("<I", body, start)[0]
    return body[start + 4 : end].decode("utf-16-le", "replace"), end


def _records(archive: ZipFile, part: str) -> Iterator[_Record]:
    with archive.open(part) as opened:
        while head := opened.read(1):
            kind = head[0]
            if kind & _CONTINUES:
                kind = kind & 0x7F | opened.read(1)[0] << 7
            size, shift = 0, 0
            while True:
                byte = opened.read(1)[0]
                size |= (byte & 0x7F) << shift
                shift += 7
                if not byte & _CONTINUES:
                    break
            yield _Record(kind, opened.read(size))
