"""The owner of stdout: data and nothing else, as UTF-8, whole or not at all when it goes to a file."""

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from resumetrack.errors import StorageError, UsageError
from resumetrack.render import EXCEL, FORMATS, Screen, render

if TYPE_CHECKING:
    from resumetrack.model import Lang, Table

_HUMAN = {"table", "md"}
_SUFFIXES = {f".{name}": name for name in FORMATS if name != "table"}
_PLAIN = ("", ".txt")
_BLOCK = 1 << 16  # characters that are written at once, and some more


def screen_of(stream: object) -> Screen:
    """Say how wide a stream is and what it can show; a pipe has no width and no colour."""
    terminal = bool(getattr(stream, "isatty", lambda: False)())
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower()
    can_show = "utf" in encoding or encoding.startswith("gb")
    if not terminal:
        return Screen(width=None, colour=False, unicode=can_show)
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(width=_width(), colour=colour, unicode=can_show)


def _width() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


def chosen_format(fmt: str | None, output: Path | None, *, excel: bool = False) -> str:
    """Choose the format: the one asked for, else that of the file's suffix, else a table; csv with `excel`.

    Raises
    ------
    UsageError
        If there is no such format, or one that is not for Excel.
    """
    if excel:
        named = fmt or (output.suffix.lower().removeprefix(".") if output is not None else "")
        if named not in {"", "csv"}:
            message = f"--excel goes with csv, not with {named}"
            raise UsageError(message, hint="leave out the other format: --excel writes csv that Excel opens")
        return EXCEL
    if fmt is not None and fmt not in FORMATS:
        message = f"--format {fmt}: there is no such format"
        raise UsageError(message, hint=f"write one of {', '.join(FORMATS)}")
    if fmt is not None:
        return fmt
    suffix = "" if output is None else output.suffix.lower()
    if suffix in _PLAIN:
        return "table"
    if suffix not in _SUFFIXES:
        message = f"--output {output}: no format ends in {suffix}"
        raise UsageError(message, hint=f"end it in {', '.join(_SUFFIXES)}, or choose with --format")
    return _SUFFIXES[suffix]


def write_table(table: "Table", fmt: str, output: Path | None, lang: "Lang") -> None:
    """Write a result in a format, to a file or stdout."""
    screen = Screen(width=None, colour=False) if output is not None else screen_of(sys.stdout)
    pieces = render(table, fmt, lang=lang, screen=screen)
    if output is None:
        _write_out(pieces, human=fmt in _HUMAN)
    else:
        write_file(pieces, output)


def write_text(text: str) -> None:
    """Write text for people to stdout."""
    _write_out([text], human=True)


def _write_out(pieces: Iterable[str], *, human: bool) -> None:
    """Write to stdout: programs get UTF-8 whatever the console says, people what the console can show.

    If the reader of a pipe has gone (`| head -1`) that is its business: the command ends with the code of its own.
    """
    check_stdout()
    encoding = (sys.stdout.encoding or "utf-8") if human else "utf-8"
    buffer = getattr(sys.stdout, "buffer", None)
    try:
        sys.stdout.flush()
        for block in _blocks(pieces):
            if buffer is None:
                sys.stdout.write(block)
            else:
                _write_all(buffer, block.encode(encoding, errors="replace"))
        sys.stdout.flush()
    except BrokenPipeError:
        close_quietly()


def _blocks(pieces: Iterable[str]) -> Iterator[str]:
    """Join pieces: where Python does not buffer, as in many a container, each would be a call of the system."""
    joined: list[str] = []
    length = 0
    for piece in pieces:
        joined.append(piece)
        length += len(piece)
        if length >= _BLOCK:
            yield "".join(joined)
            joined, length = [], 0
    if joined:
        yield "".join(joined)


def _write_all(buffer: BinaryIO, data: bytes) -> None:
    """Write bytes: where Python does not buffer, one call may write a part of them."""
    left = memoryview(data)
    while left:
        written = buffer.write(left)
        if written is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        left = left[written:]


def write_file(pieces: Iterable[str], output: Path, option: str = "--output", *, private: bool = False) -> None:
    """Write to a file beside its place, then put it there: it is the old file or the whole new one.

    A `private` file is for its owner alone, whatever the permissions of one it replaces.

    Raises
    ------
    StorageError
        If it cannot be written.
    """
    check_place(output, option)
    try:
        if output.exists() and not output.is_file():
            # A device or a pipe has no old content, and nothing may take its place.
            output.write_text("".join(pieces), encoding="utf-8", newline="")
        else:
            _replace(output.resolve(), pieces, private=private)
    except OSError as error:
        message = f"{option} {output}: cannot be written: {error.strerror or error}"
        raise StorageError(message, hint="check the permissions and the space of its folder") from error


def _replace(place: Path, pieces: Iterable[str], *, private: bool) -> None:
    import tempfile

    # The temporary file is for its owner alone from the start.
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            Path(name).chmod(_mode(place))
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(place: Path) -> int:
    """Permissions of the file that is replaced, or those of any new file."""
    if place.exists():
        return place.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def fill_gaps() -> None:
    """Keep the numbers of standard streams that are closed from going to the next file opened: it may be a store."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free is given, which is this one.
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8")


def check_stdout() -> None:
    """Say that there is no standard output.

    Raises
    ------
    StorageError
        If it was closed before the program began.
    """
    if sys.stdout is None:
        message = "standard output is closed"
        raise StorageError(message, hint="give the result a place: --output FILE")


def check_place(output: Path | None, option: str = "--output") -> None:
    """Say early that an output file has no place.

    Raises
    ------
    StorageError
        If its folder does not exist, or it is a folder.
    """
    if output is None:
        return
    if output.is_dir():
        message = f"{option} {output}: this is a folder"
        raise StorageError(message, hint="name a file in it")
    if not output.parent.is_dir():
        message = f"{option} {output}: there is no folder {output.parent}"
        raise StorageError(message, hint="create the folder first")


def close_quietly() -> None:
    """Give up stdout without a word: whoever read it has gone."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
