"""What is to be read: files, folders and standard input become an ordered list of sources.

Nothing is opened here but standard input and pipes, which can be read only once.
"""

import glob
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from resumetrack.errors import NoInputError, StorageError
from resumetrack.reading.files.archives import members
from resumetrack.reading.files.source import SUFFIXES, Source, is_readable, printable

STDIN = "-"
_READABLE = (
    f"resumetrack reads {', '.join('*' + suffix for suffix in SUFFIXES)} and *.zip; name other files by themselves"
)


@dataclass(frozen=True, slots=True)
class Sources:
    """The files to read, in order, and the names of those in folders that are of no kind we read.

    `one_by_one` says that a folder or archive is among them, whose files stand or fall by themselves.
    """

    files: tuple[Source, ...]
    skipped: tuple[str, ...] = ()
    one_by_one: bool = False


def expand(paths: Sequence[str]) -> Sources:
    """Turn files, folders (recursively, by path), zip archives, patterns and `-` into sources, each once.

    A pattern such as `inbox/*.csv` that the shell left alone stands for what the shell would have made of it. A file
    named by itself is taken whatever its suffix; in a folder or archive only what is read by its suffix, and hidden
    files are not.

    Raises
    ------
    NoInputError
        If a path does not exist, or a folder or archive holds nothing to read.
    StorageError
        If a folder or a pipe cannot be read.
    """
    files: dict[object, Source] = {}
    skipped: list[str] = []
    texts = list(dict.fromkeys(found for text in paths for found in _matches(text)))
    for text in texts:
        for source in _sources(text, skipped):
            files.setdefault(source.identity, source)
    one_by_one = any(text != STDIN and (Path(text).is_dir() or _is_archive(Path(text))) for text in texts)
    return Sources(tuple(files.values()), tuple(skipped), one_by_one)


def _matches(text: str) -> list[str]:
    """Give what a pattern stands for; a path that exists is itself, whatever characters are in it."""
    try:
        if text == STDIN or not glob.has_magic(text) or os.path.lexists(text):
            return [text]
        found = sorted(glob.glob(text, recursive=True), key=lambda path: Path(path).parts)  # noqa: PTH207
    except (OSError, ValueError) as error:
        raise NoInputError(f"{text}: cannot be looked up: {error}") from error
    if not found:
        raise NoInputError(f"{text}: no file fits this pattern", hint="check the spelling of the path")
    return found


def _is_archive(path: Path) -> bool:
    return path.name.lower().endswith(".zip")


def _sources(text: str, skipped: list[str]) -> Iterator[Source]:
    if text == STDIN:
        if sys.stdin is None:
            raise NoInputError("standard input is closed", hint="name a file, or send the report through a pipe")
        yield Source("stdin", data=_read_once(sys.stdin.buffer.read, "standard input"))
        return
    path = Path(text)
    try:
        is_folder, exists, is_file = path.is_dir(), path.exists(), path.is_file()
    except (OSError, ValueError) as error:
        raise NoInputError(f"{text}: cannot be looked up: {error}") from error
    if not exists:
        raise NoInputError(f"{text}: no such file or folder", hint="check the spelling of the path")
    if is_folder:
        yield from _in_folder(path, skipped)
    elif is_file and _is_archive(path):
        found = members(printable(text), path, skipped)
        if not found:
            raise NoInputError(f"{text}: nothing to read in this archive", hint=_READABLE)
        yield from found
    elif is_file:
        yield Source(printable(text), path)
    else:
        yield Source(printable(text), data=_read_once(path.read_bytes, text))


def _read_once(read: Callable[[], bytes], name: str) -> bytes:
    try:
        return read()
    except OSError as error:
        raise StorageError(f"{name}: cannot be read: {error.strerror or error}") from error


def _in_folder(folder: Path, skipped: list[str]) -> Iterator[Source]:
    names = sorted(_visible_files(folder), key=lambda path: path.parts)
    found: list[Source] = []
    for path in names:
        if _is_archive(path):
            found += members(printable(str(path)), path, skipped)
        elif is_readable(path.name):
            found.append(Source(printable(str(path)), path))
        else:
            skipped.append(printable(str(path)))
    if not found:
        raise NoInputError(f"{folder}: nothing to read in this folder", hint=_READABLE)
    yield from found


def _visible_files(folder: Path) -> Iterator[Path]:
    def complain(error: OSError) -> None:
        raise StorageError(f"{error.filename}: cannot be read: {error.strerror}") from error

    for place, folders, names in os.walk(folder, onerror=complain):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in names if not name.startswith("."))
