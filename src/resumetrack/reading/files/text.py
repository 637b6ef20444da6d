"""Bytes become text: the encoding is found, and nothing that is no text gets through.

The ladder is: byte order mark, UTF-16 by its zero bytes, strict UTF-8 over the whole file, strict GB18030. Detectors
that guess from letter frequencies lose to it on office files; what it cannot decode is refused with the place of the
first bad byte.
"""

import codecs
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, TextIO

from resumetrack.errors import RefusedError
from resumetrack.reading.files.encodings import WIDER, fitting, head_of
from resumetrack.reading.files.raw import CHUNK, GZIP_MAGIC, PIECE, binary, fingerprint, mark, refuse_binary
from resumetrack.reading.files.rejects import are_rejects
from resumetrack.reading.files.source import Source

LINE_LIMIT = 16_000_000
_EURO_BYTE = 0x80
_MOSTLY = 2
_FEW = 20
_UTF_8 = ("utf-8", "utf-8-sig")
_TELLING = 1000
"""So many characters beyond ASCII are in UTF-8 because they are meant to be: those of another encoding do not fit."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _euro(error: UnicodeError) -> tuple[str, int]:
    """Read the lone byte 0x80 as the euro sign, as Windows code page 936 writes it."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == _EURO_BYTE:
        return "€", error.start + 1
    raise error


codecs.register_error("resumetrack-euro", _euro)


@dataclass(slots=True)
class _Rest:
    """What stands below the head of a file: whether it is known to be text, too."""

    is_checked: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A file known to be text: its identity, and how to open it. `mark` tells whether it has changed since.

    Of a long text in UTF-8 only the head is known to be that, until somebody reads on.
    """

    source: Source
    sha256: str
    size: int
    encoding: str
    is_gzip: bool
    mark: tuple[int, ...]
    _rest: _Rest = field(repr=False, compare=False)
    _opened: list[BinaryIO] = field(default_factory=list, repr=False, compare=False)

    @property
    def errors(self) -> str:
        """How the codec treats what it does not know."""
        return "resumetrack-euro" if self.encoding == "gb18030" else "strict"

    def check_unchanged(self) -> None:
        """Refuse a file that has changed since it was examined."""
        if mark(self.source) != self.mark:
            raise RefusedError(f"{self.source.name}: changed while it was being read", hint="try again")

    def position(self) -> int:
        """How many bytes of the file have been read since it was opened last; 0 if it is packed."""
        opened = self._opened[0] if self._opened and not self.is_gzip and not self.source.member else None
        return opened.tell() if opened and not opened.closed else 0

    def check(self) -> None:
        """Refuse what is no text below the head, unless that has been looked at."""
        if not self._rest.is_checked:
            trouble = _trouble(self.source, self.encoding, is_gzip=self.is_gzip)
            if trouble:
                raise _undecodable(self.source, [trouble], is_gzip=self.is_gzip)
            self._rest.is_checked = True

    @contextmanager
    def open(self) -> Iterator[TextIO]:
        """Open the text, newlines as they are; refuse a file that has changed since it was examined.

        What is no text below the head is refused by whoever reads on to there.
        """
        self.check_unchanged()
        with binary(self.source, unpack=self.is_gzip) as opened:
            self._opened[:] = [opened]
            read = opened if self._rest.is_checked else io.BufferedReader(_Checking(self, opened), PIECE)  # type: ignore[type-var]
            text = io.TextIOWrapper(read, encoding=self.encoding, errors=self.errors, newline="")
            try:
                yield text
            finally:
                with suppress(ValueError):  # it was left in the middle of a row and closed by itself
                    text.detach()


class _Checking(io.RawIOBase):
    """The bytes of a document of which the head alone has been looked at: the rest is, before it is read."""

    def __init__(self, document: Document, opened: BinaryIO) -> None:
        super().__init__()
        self._document, self._opened = document, opened

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        chunk = self._opened.read(len(buffer))
        if self._opened.tell() >= CHUNK:  # the head may end in the middle of a character, and the file with it
            self._document.check()
        buffer[: len(chunk)] = chunk
        return len(chunk)


def examine(source: Source, encoding: str | None = None) -> Document:
    """Hash all bytes, in a thread beside the rest if they are many, refuse what is no text, find the encoding.

    Whether a long text in UTF-8 is that to its end is left open: the engine finds out, if it reads all of it.

    Raises
    ------
    RefusedError
        If the file is empty, binary, damaged, too large when unpacked or not decodable.
    NoInputError, StorageError
        If it cannot be opened or read.
    """
    before = mark(source)
    with binary(source, unpack=False) as opened:
        magic = opened.read(2)
    if not magic:
        raise RefusedError(f"{source.name}: the file is empty", hint="ask for it to be sent again")
    is_gzip = magic == GZIP_MAGIC
    with binary(source, unpack=is_gzip) as opened:
        head = opened.read(CHUNK)
    refuse_binary(source, head)
    known = None
    if len(head) < CHUNK and not is_gzip:  # to start a thread takes longer
        chosen = _encoding(source, head, encoding, is_gzip=is_gzip)
        sha256, size = fingerprint(source)
    else:
        with ThreadPoolExecutor(1) as beside:
            hashing = beside.submit(fingerprint, source)
            known = None if is_gzip or source.member else _utf_8_so_far(source, head, encoding)
            chosen = known or _encoding(source, head, encoding, is_gzip=is_gzip)
            sha256, size = hashing.result()
    return Document(source, sha256, size, chosen, is_gzip, before, _Rest(is_checked=known is None))


def _utf_8_so_far(source: Source, head: bytes, wanted: str | None) -> str | None:
    """Tell which UTF-8 a long text is in, if its head is that beyond doubt; else `None`."""
    chosen = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else wanted
    if (chosen or "utf-8") not in _UTF_8 or head.isascii():
        return None
    try:
        text = codecs.getincrementaldecoder(chosen or "utf-8")().decode(head)
    except UnicodeDecodeError:
        return None
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if chosen is None and beyond_ascii < _TELLING:
        return None
    _refuse_text(source, text, 0, lambda: 1)
    return chosen or "utf-8"


def _encoding(source: Source, head: bytes, wanted: str | None, *, is_gzip: bool) -> str:
    marked = next((name for bom, name in _BOMS if head.startswith(bom)), None)
    if are_rejects(head.decode("ascii", "replace")) and not _trouble(source, "utf-8", is_gzip=is_gzip):
        wanted = "utf-8"  # we wrote them, whatever the profile says of the office's own files
    chosen = marked or wanted or _utf_16(head)  # a byte order mark is never there by chance
    if chosen:
        trouble = _trouble(source, chosen, is_gzip=is_gzip)
        if trouble:
            raise _undecodable(source, [trouble], is_gzip=is_gzip)
        return chosen
    not_utf8 = _trouble(source, "utf-8", is_gzip=is_gzip)
    if not not_utf8:
        return "utf-8"
    not_gb18030 = None if not_utf8.is_damage else _trouble(source, "gb18030", is_gzip=is_gzip)
    if not_utf8.is_damage or not_gb18030:
        raise _undecodable(source, [not_utf8, *([not_gb18030] if not_gb18030 else [])], is_gzip=is_gzip)
    return "gb18030"


def _utf_16(head: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark: the halves of its line ends and delimiters are zero on one side."""
    pairs = head[: len(head) // 2 * 2]
    for name, zeros, others in (("utf-16-le", pairs[1::2], pairs[::2]), ("utf-16-be", pairs[::2], pairs[1::2])):
        if zeros.count(0) * _FEW <= len(zeros):
            continue
        low = bytes(other for zero, other in zip(zeros, others, strict=True) if not zero)
        if b"\n" in low.replace(b"\r", b"\n") and 0 not in low and others.count(0) * _MOSTLY < len(low):
            return name
    return None


@dataclass(frozen=True, slots=True)
class _Undecodable:
    """Where an encoding fails; `is_damage` when most of what is around it fits that encoding all the same."""

    encoding: str
    offset: int
    line: int
    byte: int
    is_damage: bool


def _undecodable(source: Source, troubles: list[_Undecodable], *, is_gzip: bool) -> RefusedError:
    first = troubles[0]
    names = " nor ".join(trouble.encoding.upper() for trouble in troubles)
    message = (
        f"{source.name}: line {first.line}, byte offset {first.offset}: byte 0x{first.byte:02X} is not {names}"
        if first.byte >= 0
        else f"{source.name}: line {first.line}, byte offset {first.offset}: ends in the middle of a character"
    )
    if first.is_damage:
        return RefusedError(message, hint="the file is damaged there: ask for it to be sent again")
    name = _other_encoding(source, [trouble.encoding for trouble in troubles], is_gzip=is_gzip)
    hint = f'state the encoding: --encoding {name}, or in a profile [file] encoding = "{name}"'
    return RefusedError(message, hint=hint)


def _other_encoding(source: Source, tried: list[str], *, is_gzip: bool) -> str:
    """Name an encoding that has the whole text: a wider one of the same name, one it looks like, or the usual one."""
    looks_like = fitting(head_of(source, is_gzip=is_gzip))
    names = [WIDER[name] for name in tried if name in WIDER] + [*looks_like.names[: looks_like.is_likely]]
    return next((name for name in names if not _trouble(source, name, is_gzip=is_gzip)), "cp1252")


def _trouble(source: Source, encoding: str, *, is_gzip: bool) -> _Undecodable | None:
    """Decode the whole file and forget the text; refuse NUL characters and endless lines on the way."""
    errors = "resumetrack-euro" if encoding == "gb18030" else "strict"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    line_at = partial(_line_at, source, encoding, is_gzip=is_gzip)
    offset, length = 0, 0
    with binary(source, unpack=is_gzip) as opened:
        is_last = False
        while not is_last:
            chunk = opened.read(PIECE)
            is_last = not chunk
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, is_last)
            except UnicodeDecodeError as error:
                place = offset - pending + error.start
                byte = -1 if is_last else error.object[error.start]
                return _Undecodable(encoding, place, line_at(place), byte, _is_damage(error))
            except UnicodeError:  # UTF-16 and UTF-32 without what they need to begin
                return _Undecodable(encoding, offset, line_at(offset), chunk[0] if chunk else -1, is_damage=False)
            length = _refuse_text(source, text, length, partial(line_at, offset))
            offset += len(chunk)
    return None


def _line_at(source: Source, encoding: str, offset: int, *, is_gzip: bool) -> int:
    """Count the lines before a byte: only where something is wrong, since that takes as long as to decode."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    line = 1
    with binary(source, unpack=is_gzip) as opened:
        while chunk := opened.read(min(CHUNK, offset)):
            line += decoder.decode(chunk).count("\n")
            offset -= len(chunk)
    return line


def _is_damage(error: UnicodeDecodeError) -> bool:
    if error.encoding.replace("-", "").lower() != "utf8":
        return False
    text = bytes(error.object).decode("utf-8", "replace")
    bad = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return beyond_ascii - bad > _MOSTLY * bad


def _refuse_text(source: Source, text: str, length: int, line: Callable[[], int]) -> int:
    """Refuse a piece of text; `length` is that of the line it begins in, which is called for by `line`."""
    place = text.find("\0")
    if place >= 0:
        raise RefusedError(
            f"{source.name}: line {line() + text.count(chr(10), 0, place)}: NUL character: this is not plain text",
            hint='if it is UTF-16 without a byte order mark, state it in a profile: [file] encoding = "utf-16-le"',
        )
    newline = text.rfind("\n")
    newline = max(newline, text.rfind("\r", newline + 1))
    length = len(text) - newline - 1 + (length if newline < 0 else 0)
    if length > LINE_LIMIT:
        raise RefusedError(
            f"{source.name}: line {line() + text.count(chr(10))} is longer than {LINE_LIMIT:,} characters",
            hint="this is not a table of rows",
        )
    return length
