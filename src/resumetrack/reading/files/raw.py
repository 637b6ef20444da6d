"""The bytes of a file: its identity, what is no text at all, and gzip unpacked within limits."""

import gzip
import hashlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from resumetrack.errors import NoInputError, RefusedError, StorageError
from resumetrack.reading.files.source import Source

CHUNK = 1 << 20
PIECE = 1 << 16
"""Bytes that are looked through at once: they stay in the processor's cache, and no other thread waits for long."""

UNPACKED_LIMIT = 2_000_000_000
UNPACKED_RATIO = 100
UNPACKED_FREE = 64_000_000  # below this size the ratio says nothing: equal rows pack very well
GZIP_MAGIC = b"\x1f\x8b"
_SPREADSHEET = "unpack it and give the workbook itself"
_UNPACK = "unpack it and give the files in it"
_NOT_TEXT = "export it as CSV"
_MAGIC = (
    (0, b"PK\x03\x04", "a zip archive", "rename it to end in .zip, or unpack it and give the files in it"),
    (0, b"PK\x05\x06", "an empty zip archive", _UNPACK),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel 97-2003 workbook in a gzip archive", _SPREADSHEET),
    (0, b"%PDF", "a PDF document", _NOT_TEXT),
    (0, b"PAR1", "a Parquet file", _NOT_TEXT),
    (8, b"DUCK", "a DuckDB database", "a store is named with --store, not ingested"),
    (0, b"SQLite format 3\x00", "an SQLite database", _NOT_TEXT),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (0, b"BZh", "a bzip2 archive", _UNPACK),
    (0, b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (0, b"\x89PNG", "a picture", _NOT_TEXT),
    (0, b"\xff\xd8\xff", "a picture", _NOT_TEXT),
    (0, GZIP_MAGIC, "a gzip archive inside a gzip archive", _UNPACK),
)
_MARKUP = ("<!doctype html", "<html", "<table", "<?xml")


def refuse_binary(source: Source, head: bytes) -> None:
    """Refuse what is no text, by its first bytes, with advice on what to do instead."""
    for place, magic, what, advice in _MAGIC:
        if head[place : place + len(magic)] == magic:
            raise RefusedError(f"{source.name}: this is {what}", hint=advice)
    start = head[:100].decode("latin-1").removeprefix("ï»¿").lstrip().lower()
    if start.startswith(_MARKUP):
        raise RefusedError(
            f"{source.name}: this is a web page or XML, not a table of text", hint="open it and save it as CSV (UTF-8)"
        )


def fingerprint(source: Source) -> tuple[str, int]:
    """SHA-256 of the bytes as delivered, and how many they are."""
    digest, size = hashlib.sha256(), 0
    with binary(source, unpack=False) as opened:
        while chunk := opened.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def mark(source: Source) -> tuple[int, ...]:
    """What tells whether a file has changed since."""
    path = source.member.archive if source.member else source.path
    if path is None:
        return ()
    with _translated(source):
        state = path.stat()
    return (state.st_ino, state.st_size, state.st_mtime_ns)


@contextmanager
def _translated(source: Source) -> Iterator[None]:
    """Turn what the system and gzip raise into our own errors."""
    try:
        yield
    except FileNotFoundError as error:
        raise NoInputError(f"{source.name}: no such file") from error
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        what = "damaged in its archive" if source.member else "damaged gzip file"
        raise RefusedError(f"{source.name}: {what}: {error}", hint="ask for it to be sent again") from error
    except NotImplementedError as error:
        raise RefusedError(f"{source.name}: packed in a way that is not read: {error}", hint=_UNPACK) from error
    except OSError as error:
        raise StorageError(f"{source.name}: cannot be read: {error.strerror or error}") from error


@contextmanager
def binary(source: Source, *, unpack: bool) -> Iterator[BinaryIO]:
    """Open the bytes of a source, unpacked if it is gzip; trouble becomes our own errors."""
    if source.refusal:
        raise RefusedError(source.refusal[0], hint=source.refusal[1])
    with _translated(source), _opened(source) as opened:
        if unpack:
            with gzip.GzipFile(fileobj=opened) as unpacked:
                yield io.BufferedReader(_Bounded(source, opened.tell, unpacked), CHUNK)  # type: ignore[type-var]
        else:
            yield opened


@contextmanager
def _opened(source: Source) -> Iterator[BinaryIO]:
    """Open a file, bytes, or a member of an archive within limits."""
    if source.member:
        with zipfile.ZipFile(source.member.archive) as archive:
            packed_size = source.member.packed_size
            with archive.open(archive.infolist()[source.member.place]) as packed:
                bounded = _Bounded(source, lambda: packed_size, packed)
                yield io.BufferedReader(bounded, CHUNK)  # type: ignore[type-var]
    else:
        with source.path.open("rb") if source.path else io.BytesIO(source.data or b"") as opened:
            yield opened


class _Bounded(io.RawIOBase):
    """Unpacked bytes, up to a limit: a small file must not fill the memory or the disk."""

    def __init__(self, source: Source, packed_size: Callable[[], int], unpacked: IO[bytes] | gzip.GzipFile) -> None:
        super().__init__()
        self._source, self._packed_size, self._unpacked, self._size = source, packed_size, unpacked, 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._size

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        chunk = self._unpacked.read(len(buffer))
        self._size += len(chunk)
        ratio_limit = max(UNPACKED_FREE, UNPACKED_RATIO * self._packed_size())
        if self._size > min(UNPACKED_LIMIT, ratio_limit):
            raise RefusedError(
                f"{self._source.name}: unpacks to more than {min(UNPACKED_LIMIT, ratio_limit):,} bytes",
                hint="unpack it yourself and look at what it holds",
            )
        buffer[: len(chunk)] = chunk
        return len(chunk)
