"""Marks of the sheets of Excel 97-2003 files, from their binary records ([MS-XLS] 2.4)."""

from collections.abc import Iterator
from struct import unpack_from

from resumetrack.reading.workbooks.marks import ERROR_CODES, Extent, RowMarks, SheetMarks, format_mark
from resumetrack.reading.workbooks.ole import DamagedError

_BOUND_SHEET, _FORMAT, _XF, _FILE_PASS, _END, _BEGIN = 0x85, 0x41E, 0xE0, 0x2F, 0x0A, 0x809
_ROW, _BOOL_OR_ERROR, _FORMULA, _MANY = 0x208, 0x205, 0x06, 0xBD
_NUMBERS = (0x203, 0x27E, _FORMULA)
_DATE_MODE, _TEXTS, _DIMENSIONS = 0x22, 0xFC, 0x200
_ROW_LIMIT, _COLUMN_LIMIT = 1 << 16, 1 << 8
_HIDDEN = 0x20
_WIDE = 1


def is_encrypted(stream: bytes) -> bool:
    """Whether a password is needed."""
    return any(kind == _FILE_PASS for kind, _ in _records(stream, 0))


def is_1904(stream: bytes) -> bool:
    """Whether days are counted from 1904."""
    return any(kind == _DATE_MODE and body[:1] == b"\x01" for kind, body in _records(stream, 0))


def refuse_false_counts(stream: bytes) -> None:
    """Refuse counts that cannot be true: the library that reads the values would take memory for them.

    Raises
    ------
    DamagedError
        If there are more texts than fit into the file, or more cells than fit into a sheet.
    """
    place = 0
    while place + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, place)
        if kind == _TEXTS and size >= 8 and max(unpack_from("<2I", stream, place + 4)) > len(stream):  # noqa: PLR2004
            raise DamagedError("it counts more texts than there are")
        if kind == _DIMENSIONS and size >= 12:  # noqa: PLR2004
            first, last, left, right = unpack_from("<2I2H", stream, place + 4)
            if not (first <= last <= _ROW_LIMIT and left <= right <= _COLUMN_LIMIT):
                raise DamagedError("a sheet reaches further than a sheet can")
        place += 4 + size


def all_marks(stream: bytes) -> dict[str, SheetMarks]:
    """Look through all sheets of a workbook; the format limits how large they are, so no extent is told."""
    sheets: list[tuple[str, int]] = []
    formats: dict[int, str] = {}
    numbers: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _BOUND_SHEET:
            sheets.append((_text(body, 6, body[6]), unpack_from("<I", body)[0]))
        elif kind == _FORMAT:
            formats[unpack_from("<H", body)[0]] = _text(body, 3, unpack_from("<H", body, 2)[0])
        elif kind == _XF:
            numbers.append(unpack_from("<H", body, 2)[0])
    styles = {place: mark for place, number in enumerate(numbers) if (mark := format_mark(number, formats.get(number)))}
    return {name: _sheet(stream, place, styles) for name, place in sheets}


def _sheet(stream: bytes, place: int, styles: dict[int, str]) -> SheetMarks:
    rows: dict[int, dict[int, str]] = {}
    hidden: list[int] = []
    for kind, body in _records(stream, place):
        if kind == _ROW and unpack_from("<H", body, 12)[0] & _HIDDEN:
            hidden.append(unpack_from("<H", body)[0])
        for row, column, mark in _cells(kind, body, styles):
            rows.setdefault(row, {})[column] = mark
    found = [RowMarks(row, rows[row]) for row in sorted(rows)]
    return SheetMarks(Extent(), lambda: iter(found), hidden=tuple(hidden))


def _cells(kind: int, body: bytes, styles: dict[int, str]) -> Iterator[tuple[int, int, str]]:
    if kind == _MANY:
        row, first = unpack_from("<HH", body)
        for place in range((len(body) - 6) // 6):
            mark = styles.get(unpack_from("<H", body, 4 + 6 * place)[0])
            if mark:
                yield row, first + place, mark
        return
    if kind not in _NUMBERS and kind != _BOOL_OR_ERROR:
        return
    row, column, style = unpack_from("<HHH", body)
    if kind == _BOOL_OR_ERROR:
        if body[7]:
            yield row, column, ERROR_CODES.get(body[6], "#VALUE!")
    elif kind == _FORMULA and body[12:14] == b"\xff\xff":
        if body[6] == 2:  # noqa: PLR2004  the result is an error
            yield row, column, ERROR_CODES.get(body[8], "#VALUE!")
    elif style in styles:
        yield row, column, styles[style]


def _text(body: bytes, length_at: int, length: int) -> str:
    flags, start = body[length_at + 1], length_at + 2
    if flags & _WIDE:
        return body[start : start + 2 * length].decode("utf-16-le", "replace")
    return body[start : start + length].decode("latin-1")


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the stream, to its end; parts inside it (charts) are passed over."""
    depth = 0
    while place + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, place)
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size
