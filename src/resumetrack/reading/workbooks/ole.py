"""Compound files, in which Excel 97-2003 and encrypted workbooks are stored ([MS-CFB]): their streams by name."""

import struct
from dataclasses import dataclass
from struct import unpack_from

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER, _ENTRY = 512, 128
_LAST = 0xFFFFFFFA  # greater numbers end a chain
_IN_HEADER = 109


class DamagedError(ValueError):
    """The file is not put together as it should be."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Where a stream of a compound file begins and how long it is."""

    start: int
    size: int


class CompoundFile:
    """The streams of a compound file.

    Raises
    ------
    DamagedError
        If its chains lead nowhere or in circles.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._sector = 1 << unpack_from("<H", content, 30)[0]
            self._short_sector = 1 << unpack_from("<H", content, 32)[0]
            counts = unpack_from("<2I", content, 40)
            directory, _, cutoff, short_fat, short_count, more, more_count = unpack_from("<7I", content, 48)
        except struct.error as error:
            raise DamagedError("its header is cut off") from error
        if self._sector not in {512, 4096}:
            raise DamagedError("its header is damaged")
        # The library that reads the values takes these counts at their word, and memory for them.
        if max(*counts, short_count, more_count) * self._sector > len(content):
            raise DamagedError("its header counts more sectors than there are")
        self._cutoff = cutoff
        self._next = self._table(more)
        entries = self._chain(directory)
        self._short_next = _numbers(self._chain(short_fat)) if short_fat < _LAST else ()
        self.streams: dict[str, Stream] = {}
        self._short = b""
        for place in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length = unpack_from("<H", entries, place + 64)[0]
            name = entries[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            kind, (start, size) = entries[place + 66], unpack_from("<II", entries, place + 116)
            if kind == 5 and start < _LAST:  # noqa: PLR2004  the root holds the short streams
                self._short = self._chain(start)
            if kind in {2, 5} and size > len(content):
                raise DamagedError("a stream is longer than the file")
            if kind == 2:  # noqa: PLR2004
                self.streams[name] = Stream(start, size)

    def read(self, name: str) -> bytes:
        """Read a stream whole."""
        stream = self.streams[name]
        if stream.size >= self._cutoff:
            return self._chain(stream.start)[: stream.size]
        pieces: list[bytes] = []
        place, width = stream.start, self._short_sector
        while place < _LAST:
            if place >= len(self._short_next) or len(pieces) > len(self._short_next):
                raise DamagedError("a chain of sectors leads nowhere")
            pieces.append(self._short[place * width : (place + 1) * width])
            place = self._short_next[place]
        return b"".join(pieces)[: stream.size]

    def _table(self, more: int) -> tuple[int, ...]:
        places = [place for place in unpack_from(f"<{_IN_HEADER}I", self._content, 76) if place < _LAST]
        seen = 0
        while more < _LAST:
            numbers = _numbers(self._read_sector(more))
            places += [place for place in numbers[:-1] if place < _LAST]
            more, seen = numbers[-1], seen + 1
            if seen * self._sector > len(self._content):
                raise DamagedError("a chain of sectors leads in a circle")
        if len(places) * self._sector > len(self._content):
            raise DamagedError("its table of sectors is damaged")
        return tuple(number for place in places for number in _numbers(self._read_sector(place)))

    def _read_sector(self, place: int) -> bytes:
        start = (place + 1) * self._sector
        sector = self._content[start : start + self._sector]
        if not sector:
            raise DamagedError("it is cut off")
        return sector.ljust(self._sector, b"\0")

    def _chain(self, place: int) -> bytes:
        pieces: list[bytes] = []
        while place < _LAST:
            if place >= len(self._next) or len(pieces) > len(self._next):
                raise DamagedError("a chain of sectors leads nowhere")
            pieces.append(self._read_sector(place))
            place = self._next[place]
        return b"".join(pieces)


def _numbers(sector: bytes) -> tuple[int, ...]:
    return unpack_from(f"<{len(sector) // 4}I", sector)
