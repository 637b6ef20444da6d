"""Workbooks become tables: xlsx, xlsm, xls, xlsb and ods are told by their bytes, and kept within limits."""

import hashlib
import io
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from resumetrack.errors import RefusedError
from resumetrack.model import SHEET_STEP, Text
from resumetrack.reading.files.raw import UNPACKED_FREE, UNPACKED_RATIO, binary
from resumetrack.reading.files.source import SHEET_SUFFIXES, Source
from resumetrack.reading.files.tables import Body, Opened
from resumetrack.reading.toml_section import quoted
from resumetrack.reading.workbooks import ods_marks, ole, xls_marks, xlsb_marks, xlsx_marks
from resumetrack.reading.workbooks.isolation import refuse_deadly
from resumetrack.reading.workbooks.marks import Extent, Merged, SheetMarks, no_rows
from resumetrack.reading.workbooks.sheet import SheetBody
from resumetrack.reading.workbooks.sheet_choice import SheetRule, listed, pattern_of
from resumetrack.reading.workbooks.xlsx_raised import raised_texts

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

SIZE_LIMIT = 512_000_000
UNPACKED_LIMIT = 1_000_000_000
CELLS_LIMIT = 50_000_000
COLUMNS_LIMIT = 16_384
_CHUNK = 1 << 20
_ZIP = b"PK\x03\x04"
_CLEAR_HEADER = 2
_SHOWN_ROWS = 5
_SHOWN_SHEETS = 3
_FAULTS = (
    BadZipFile, zlib.error, lzma.LZMAError, ExpatError, struct.error, KeyError, IndexError, EOFError, ValueError,
    OSError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
_AGAIN = "ask for it to be sent again"
_UNPROTECT = "open it, take the password off and save it; or save it as CSV (UTF-8)"


class Format(StrEnum):
    """What a workbook is stored as."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"


@dataclass(frozen=True, slots=True)
class _Workbook:
    """A workbook whose bytes are in memory, and what its format's module finds in its sheets."""

    source: Source
    content: bytes
    format: Format
    values: "CalamineWorkbook"
    visible: tuple[str, ...]
    hidden: tuple[str, ...]
    marks: Callable[[str], SheetMarks]
    epoch: int | None

    def body(self, name: str) -> SheetBody:
        """Load one sheet."""
        found = self.marks(name)
        _refuse_large(self.source, name, found.extent)
        sheet = self.values.get_sheet_by_name(name)
        if sheet.total_height > SHEET_STEP:
            raise RefusedError(f"{self.source.name}[{name}]: more than {SHEET_STEP:,} rows", hint="split it")
        merged = found.merged
        if merged is None:
            merged = tuple(Merged(*first, *last) for first, last in sheet.merged_cell_ranges or ())
        return SheetBody(self.source.name, name, sheet, SheetMarks(found.extent, found.rows, merged, found.hidden))


def is_workbook(source: Source) -> bool:
    """Whether the first bytes are those of a workbook; a zip archive is one if it holds the parts of one."""
    with binary(source, unpack=False) as opened:
        head = opened.read(8)
        if head == ole.MAGIC:
            return True
        if head[:4] != _ZIP:
            return False
        try:
            with ZipFile(opened) as archive:
                return _zip_format(archive) is not None
        except _FAULTS:
            return source.file_name.lower().endswith(SHEET_SUFFIXES)


def open_workbook(source: Source, rule: SheetRule | None, known: Callable[[Sequence[str]], int]) -> Opened:
    """Open a workbook and choose its sheets; `known` counts the cells of a header that mean something.

    Raises
    ------
    RefusedError
        If it is damaged, protected, too large, or if it is not clear which sheet is meant.
    """
    content = _content(source)
    with _translated(source):
        book = _load(source, content)
        bodies = _stated(book, rule) if rule else _only(book, known)
        notes = tuple(_notes(book, bodies))
    digest = hashlib.sha256(content).hexdigest()
    return Opened(digest, len(content), book.format.value, "", notes, tuple(bodies), book.epoch)


def _content(source: Source) -> bytes:
    """Give the bytes of a workbook, which is read whole."""
    with binary(source, unpack=False) as opened:
        content = opened.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        raise RefusedError(f"{source.name}: larger than {SIZE_LIMIT:,} bytes", hint="split it or save it as CSV")
    return content


@contextmanager
def _translated(source: Source) -> Iterator[None]:
    """Turn what the formats' modules and the library raise at damaged files into our own errors."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise _protected(source) from error
    except (CalamineError, *_FAULTS) as error:
        raise _damaged(source, error) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the library gives up like this; it is no Exception
            raise _damaged(source, error) from error
        raise


def _damaged(source: Source, error: BaseException) -> RefusedError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return RefusedError(f"{source.name}: the workbook is damaged: {reason}", hint=_AGAIN)


def _protected(source: Source) -> RefusedError:
    return RefusedError(f"{source.name}: the workbook is protected by a password", hint=_UNPROTECT)


def _load(source: Source, content: bytes) -> _Workbook:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    is_compound = content.startswith(ole.MAGIC)
    stored_as, names, find, is_1904 = _compound(source, content) if is_compound else _archive(source, content)
    marks = cache(find)
    refuse_deadly(source.name, content, [name for name in names if not _is_large(marks(name).extent)])
    values = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [one for one in values.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
    visible = tuple(one.name for one in sheets if one.visible is SheetVisibleEnum.Visible)
    hidden = tuple(one.name for one in sheets if one.visible is not SheetVisibleEnum.Visible)
    return _Workbook(source, content, stored_as, values, visible, hidden, marks, 1904 if is_1904 else None)


_Found = tuple[Format, tuple[str, ...], Callable[[str], SheetMarks], bool]


def _compound(source: Source, content: bytes) -> _Found:
    streams = ole.CompoundFile(content)
    if "EncryptedPackage" in streams.streams:
        raise _protected(source)
    name = next((name for name in ("Workbook", "Book") if name in streams.streams), None)
    if name is None:
        raise RefusedError(
            f"{source.name}: this is an old Office file, but no workbook", hint="save the table in it as CSV (UTF-8)"
        )
    stream = streams.read(name)
    if xls_marks.is_encrypted(stream):
        raise _protected(source)
    xls_marks.refuse_false_counts(stream)
    found = xls_marks.all_marks(stream)
    return Format.XLS, tuple(found), lambda sheet: found.get(sheet, _NO_MARKS), xls_marks.is_1904(stream)


def _archive(source: Source, content: bytes) -> _Found:
    archive = ZipFile(io.BytesIO(content))
    stored_as = _zip_format(archive)
    _refuse_bomb(source, archive, len(content))
    if stored_as is Format.ODS:
        if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
            raise _protected(source)
        found = ods_marks.all_marks(archive)
        for name, marks in found.items():  # before the library unrolls what is repeated
            _refuse_large(source, name, marks.extent)
        return stored_as, tuple(found), lambda sheet: found.get(sheet, _NO_MARKS), False
    if stored_as is Format.XLSB:
        parts, styles = xlsb_marks.sheet_parts(archive), xlsb_marks.style_marks(archive)
        find = partial(_of_part, xlsb_marks.sheet_marks, archive, parts, styles)
        return stored_as, tuple(parts), find, xlsb_marks.is_1904(archive)
    parts, styles = xlsx_marks.sheet_parts(archive), xlsx_marks.style_marks(archive)
    look = partial(xlsx_marks.sheet_marks, raised=raised_texts(archive))
    find = partial(_of_part, look, archive, parts, styles)
    return Format.XLSX, tuple(parts), find, xlsx_marks.is_1904(archive)


def _of_part(
    find: Callable[[ZipFile, str, dict[int, str]], SheetMarks],
    archive: ZipFile,
    parts: dict[str, str],
    styles: dict[int, str],
    sheet: str,
) -> SheetMarks:
    return find(archive, parts[sheet], styles)


_NO_MARKS = SheetMarks(Extent(), no_rows)


def _zip_format(archive: ZipFile) -> Format | None:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if "xl/workbook.bin" in names:
        return Format.XLSB
    is_ods = b"opendocument.spreadsheet" in _part(archive, "mimetype")
    return Format.ODS if is_ods and "content.xml" in names else None


def _part(archive: ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as opened:
        return opened.read(_CHUNK)


def _refuse_bomb(source: Source, archive: ZipFile, size: int) -> None:
    """Unpack all parts once and forget them, since what an archive says of their size may be a lie."""
    limit, total = min(UNPACKED_LIMIT, max(UNPACKED_FREE, UNPACKED_RATIO * size)), 0
    for part in archive.infolist():
        if not part.filename.startswith(("xl/media/", "Pictures/")) and not part.is_dir():
            with archive.open(part) as opened:
                while chunk := opened.read(_CHUNK):
                    total += len(chunk)
                    if total > limit:
                        raise RefusedError(
                            f"{source.name}: unpacks to more than {limit:,} bytes", hint="split it or save it as CSV"
                        )


def _is_large(extent: Extent) -> bool:
    return extent.rows > SHEET_STEP or extent.columns > COLUMNS_LIMIT or extent.rows * extent.columns > CELLS_LIMIT


def _refuse_large(source: Source, sheet: str, extent: Extent) -> None:
    if _is_large(extent):
        raise RefusedError(
            f"{source.name}[{sheet}]: reaches over {extent.rows:,} rows and {extent.columns:,} columns",
            hint="delete what stands far below or beside the table, or split it",
        )


def _stated(book: _Workbook, rule: SheetRule) -> list[Body]:
    """Load the sheets the profile names; of several, blank ones are left out."""
    names = rule.chosen(book.source.name, book.visible, book.hidden)
    bodies = [book.body(name) for name in names]
    if len(bodies) > 1:
        bodies = [body for body in bodies if body.cells.height]
    return list(bodies) or _no_data(book)


def _only(book: _Workbook, known: Callable[[Sequence[str]], int]) -> list[Body]:
    """Load the one sheet that holds data, or the one of several whose header is recognised."""
    bodies = [body for name in book.visible if (body := book.body(name)).cells.height]
    if len(bodies) <= 1:
        return list(bodies) or _no_data(book)
    tables = [body for body in bodies if any(known(cells) >= _CLEAR_HEADER for cells in body.head())]
    if len(tables) == 1:
        return list(tables)
    first, *more = names = [body.sheet for body in tables or bodies]
    trouble = f"{len(tables)} sheets could be meant" if tables else "no sheet has a header that is recognised"
    raise RefusedError(
        f"{book.source.name}: {trouble}: {listed(names)}",
        hint=f"say which in a profile: [file] sheet = {quoted(first)}, or several: sheet = {{ pattern = "
        f"'{pattern_of([first, *more[:_SHOWN_SHEETS]], [name for name in book.visible if name not in names])}' }};"
        f' `resumetrack profile FILE --sheet "{first}"` proposes one',
    )


def header_of_sheets(source: Source, known: Callable[[Sequence[str]], int]) -> dict[str, tuple[str, ...]]:
    """Give the row of each visible sheet that is clearly a header, or nothing for one that has none.

    Raises
    ------
    RefusedError
        If the workbook is damaged, protected or too large.
    """
    content = _content(source)
    with _translated(source):
        book = _load(source, content)
        return {
            name: next((tuple(row) for row in book.body(name).head() if known(row) >= _CLEAR_HEADER), ())
            for name in book.visible
        }


def _no_data(book: _Workbook) -> list[Body]:
    raise RefusedError(
        f"{book.source.name}: there is no data in its sheets {listed(book.visible)}"
        + (f"; hidden: {listed(book.hidden)}" if book.hidden else ""),
        hint=_AGAIN if not book.hidden else 'a hidden sheet is read if a profile names it: [file] sheet = "..."',
    )


def _notes(book: _Workbook, bodies: Sequence[Body]) -> Iterator[Text]:
    """Say what was passed over, and what was read though it cannot be seen."""
    taken = {body.sheet for body in bodies}
    for body in bodies:
        if body.sheet in book.hidden:
            yield Text(f"sheet '{body.sheet}' is hidden; read all the same", f"工作表“{body.sheet}”已隐藏，仍予读取")
        if isinstance(body, SheetBody):
            yield from _hidden_rows(body)
    for names, en, zh in (
        ([name for name in book.visible if name not in taken], "", ""),
        ([name for name in book.hidden if name not in taken], "hidden ", "隐藏的"),
    ):
        if names:
            yield Text(f"{en}sheets not read: {listed(names)}", f"未读取{zh}工作表：{listed(names)}")


def _hidden_rows(body: SheetBody) -> Iterator[Text]:
    last = (body.cells.start or (0, 0))[0] + body.cells.height
    rows = [row + 1 for row in body.marks.hidden if row < last]
    if rows:
        shown = ", ".join(map(str, rows[:_SHOWN_ROWS])) + (", ..." if len(rows) > _SHOWN_ROWS else "")
        yield Text(
            f"sheet '{body.sheet}': hidden rows were read too: {len(rows):,} (row {shown})",
            f"工作表“{body.sheet}”：隐藏行也已读取，共 {len(rows):,} 行（第 {shown} 行）",
        )
