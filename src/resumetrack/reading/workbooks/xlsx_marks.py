"""Marks of the sheets of xlsx and xlsm files, found in their XML by pattern: that is some times faster than parsing."""

import html
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import NamedTuple
from zipfile import ZipFile

from resumetrack.reading.workbooks.marks import NOT_CALCULATED, Extent, RowMarks, SheetMarks, format_mark, no_rows
from resumetrack.reading.workbooks.xlsx_raised import NO_TEXTS, RAISED_SIGN, raised_cells

_CHUNK = 1 << 20
_TAG = rb"<(?:\w+:)?%s(?=[\s/>])([^>]*)>"
_SHEET = re.compile(_TAG % b"sheet")
_RELATION = re.compile(_TAG % b"Relationship")
_PROPERTIES = re.compile(_TAG % b"workbookPr")
_FORMAT = re.compile(_TAG % b"numFmt")
_XF = re.compile(_TAG % b"xf")
_CELL_XFS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_VALUE = rb"""(?:\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>))?\s*(?:<(?:\w+:)?v>([^<]*)</)?"""
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s([^>]*\bhidden\s*=\s*["'](?:1|true)["'][^>]*)>""")
_UNNUMBERED = re.compile(rb"<(?:\w+:)?c(?=[\s/>])(?![^>]*\sr\s*=)")
_UNUSUAL = re.compile(rb'<c r="[^"]*"(?! s="\d+"(?:/?>| />| t=)| t="\w+"(?! s=)| ?/?>)')
_WIDE = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["'](?:[A-Z]{2}|[A-Z]\d{8}|[A-Z][2-9]\d{6})""")
_FILLED = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Z]{1,3})(\d{1,9})["'][^>]*(?<!/)>(?!</)""")
_ANY = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>" + _VALUE)
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?c(\s[^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d{1,9})["']""")
_OF_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_OF_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")


def attributes(tag: bytes) -> dict[str, str]:
    """Give the attributes of a tag, prefixes dropped."""
    return {
        name.decode("ascii", "replace").rpartition(":")[2]: html.unescape((one or two).decode("utf-8", "replace"))
        for name, one, two in _ATTRIBUTE.findall(tag)
    }


def sheet_parts(archive: ZipFile) -> dict[str, str]:
    """Tell which part of the archive holds which sheet."""
    targets = relations(archive, "xl/_rels/workbook.xml.rels")
    found = (attributes(tag) for tag in _SHEET.findall(archive.read("xl/workbook.xml")))
    return {one["name"]: targets[one["id"]] for one in found if "name" in one and one.get("id") in targets}


def is_1904(archive: ZipFile) -> bool:
    """Whether days are counted from 1904."""
    found = _PROPERTIES.search(archive.read("xl/workbook.xml"))
    return found is not None and attributes(found[1]).get("date1904") in {"1", "true"}


def relations(archive: ZipFile, part: str) -> dict[str, str]:
    """Tell which parts of the archive the identifiers of a workbook stand for."""
    found = (attributes(tag) for tag in _RELATION.findall(archive.read(part)))
    return {
        one["Id"]: posixpath.normpath(posixpath.join("/xl", one["Target"])).lstrip("/")
        for one in found
        if "Id" in one and "Target" in one
    }


def style_marks(archive: ZipFile) -> dict[int, str]:
    """Tell what the cell styles mean that mean something."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    styles = archive.read("xl/styles.xml")
    formats = {one.get("numFmtId"): one.get("formatCode") for one in map(attributes, _FORMAT.findall(styles))}
    section = _CELL_XFS.search(styles)
    numbers = [attributes(tag).get("numFmtId", "0") for tag in _XF.findall(section[0] if section else b"")]
    marks = {
        place: format_mark(int(number) if number.isdecimal() else 0, formats.get(number))
        for place, number in enumerate(numbers)
    }
    return {place: mark for place, mark in marks.items() if mark}


def sheet_marks(
    archive: ZipFile, part: str, styles: dict[int, str], raised: Mapping[int, str] = NO_TEXTS
) -> SheetMarks:
    """Look through one sheet; `raised` are the shared texts with raised digits."""
    is_usual, is_numbered, is_marked, is_wide = True, True, False, False
    hidden: list[int] = []
    marker = _marker(styles)
    for block in _blocks(archive, part):
        is_usual = is_usual and _is_usual(block)
        is_numbered = is_usual or (is_numbered and not _UNNUMBERED.search(block))
        is_wide = is_wide or _WIDE.search(block) is not None
        is_marked = is_marked or bool(raised) or RAISED_SIGN in block or marker.search(block) is not None
        if b"hidden" in block:
            rows = (attributes(tag).get("r", "") for tag in _HIDDEN_ROW.findall(block))
            hidden += [int(row) - 1 for row in rows if row.isdecimal()]
    if not is_numbered:
        return _counted_marks(archive, part, styles)
    # No sheet of 26 columns is too large, so that only wider ones are measured.
    extent = _extent(archive, part) if is_wide else Extent(1, 1)
    pattern = _pattern(styles, is_usual=is_usual)
    found = partial(_numbered, archive, part, styles, pattern, raised) if is_marked else no_rows
    return SheetMarks(extent, found, hidden=tuple(hidden))


def _is_usual(block: bytes) -> bool:
    """Whether all cells are written as the usual programs do, so that they can be found in a simpler way."""
    cells = block.count(b"<c ") + block.count(b"<c>") + block.count(b"<c/") + block.count(b":c ") + block.count(b":c>")
    return cells == block.count(b'<c r="') and not _UNUSUAL.search(block)


def _marker(styles: dict[int, str]) -> re.Pattern[bytes]:
    """Return what is in a block if there may be a mark in it."""
    texts = [rb"""\st\s*=\s*["']e["']""", rb"<(?:\w+:)?f[\s>/]"]
    if styles:
        texts.append(rb"""\ss\s*=\s*["'](?:%s)["']""" % _any_of(styles))
    return re.compile(b"|".join(texts))


def _any_of(styles: dict[int, str]) -> bytes:
    return "|".join(map(str, styles or (-1,))).encode()


def _pattern(styles: dict[int, str], *, is_usual: bool) -> re.Pattern[bytes]:
    """Return what finds the cells that may be marked, and their values."""
    wanted = _any_of(styles)
    if is_usual:
        start = rb'<c( r="[A-Z]{1,3}\d{1,7}"(?: s="(?:%s)"|(?: s="\d+")? t="e")[^>]*)>' % wanted
    else:
        start = rb"""<(?:\w+:)?c(\s(?:[^>]*?\s)?(?:t\s*=\s*["']e["']|s\s*=\s*["'](?:%s)["'])[^>]*)>""" % wanted
    return re.compile(start + _VALUE)


def _blocks(archive: ZipFile, part: str) -> Iterator[bytes]:
    """Yield the XML of a sheet in blocks that end with a row."""
    with archive.open(part) as opened:
        rest = b""
        while chunk := opened.read(_CHUNK):
            rest += chunk
            end = max(rest.rfind(b"</row>"), rest.rfind(b":row>"))
            if end >= 0:
                yield rest[: end + 6]
                rest = rest[end + 6 :]
        yield rest


def _extent(archive: ZipFile, part: str) -> Extent:
    columns: set[bytes] = set()
    rows = 0
    for block in _blocks(archive, part):
        found = _FILLED.findall(block)
        if found:
            names, numbers = zip(*found, strict=True)
            columns.update(names)
            rows = max(rows, *map(int, numbers))
    return Extent(rows, max(map(_column, columns), default=-1) + 1)


def _numbered(
    archive: ZipFile, part: str, styles: dict[int, str], pattern: re.Pattern[bytes], raised: Mapping[int, str]
) -> Iterator[RowMarks]:
    """Yield the marks of a sheet whose cells say where they are."""
    for block in _blocks(archive, part):
        rows: dict[int, dict[int, str]] = {}
        for tag, value in pattern.findall(block):
            _mark(rows, tag, value, styles)
        if b"<f" in block or b":f" in block:
            for tag in _NO_RESULT.findall(block):
                if not _OF_TEXT.search(tag):
                    _mark(rows, tag, None, styles)
        for tag, mark in raised_cells(block, raised):
            if place := _REFERENCE.search(tag):
                rows.setdefault(int(place[2]) - 1, {})[_column(place[1])] = mark
        yield from (RowMarks(row, rows[row]) for row in sorted(rows))


def _mark(rows: dict[int, dict[int, str]], tag: bytes, value: bytes | None, styles: dict[int, str]) -> None:
    place = _REFERENCE.search(tag)
    mark = NOT_CALCULATED if value is None else _cell_mark(tag, value, styles)
    if place and mark:
        rows.setdefault(int(place[2]) - 1, {})[_column(place[1])] = mark


def _cell_mark(tag: bytes, value: bytes, styles: dict[int, str]) -> str:
    if _OF_ERROR.search(tag):
        return html.unescape((value or b"#VALUE!").decode("utf-8", "replace"))
    style = _STYLE.search(tag)
    return styles.get(int(style[1]), "") if style else ""


@cache
def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1


class _CountedRow(NamedTuple):
    row: int
    is_hidden: bool
    cells: dict[int, str]
    width: int


def _counted_marks(archive: ZipFile, part: str, styles: dict[int, str]) -> SheetMarks:
    """Look through a sheet whose cells stand one after the other without saying where."""
    rows = widest = 0
    marked: list[RowMarks] = []
    hidden: list[int] = []
    for one in _counted(archive, part, styles):
        rows, widest = max(rows, one.row + 1), max(widest, one.width)
        if one.cells:
            marked.append(RowMarks(one.row, one.cells))
        if one.is_hidden:
            hidden.append(one.row)
    return SheetMarks(Extent(rows, widest), lambda: iter(marked), hidden=tuple(hidden))


def _counted(archive: ZipFile, part: str, styles: dict[int, str]) -> Iterator[_CountedRow]:
    row, column, width = -1, -1, 0
    is_hidden, cells = False, dict[int, str]()
    for block in _blocks(archive, part):
        for kind, tag, value in _ANY.findall(block):
            known = attributes(tag)
            if kind == b"row":
                yield _CountedRow(row, is_hidden, cells, width)
                row = int(known["r"]) - 1 if known.get("r", "").isdecimal() else row + 1
                column, width, cells, is_hidden = -1, 0, {}, known.get("hidden") in {"1", "true"}
                continue
            place = _REFERENCE.search(tag)
            column = _column(place[1]) if place else column + 1
            width = max(width, column + 1)
            if mark := _cell_mark(tag, value, styles):
                cells[column] = mark
    yield _CountedRow(row, is_hidden, cells, width)
