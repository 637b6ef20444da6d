"""What is to be read: files, folders and standard input become an ordered list of sources.

Nothing is opened here but standard input and pipes, which can be read only once.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from resumetrack.errors import NoInputError, StorageError

SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its name as people know it, and either its path or its bytes."""

    name: str
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)

    @property
    def file_name(self) -> str:
        """The last part of the name, which may tell the period."""
        return self.path.name if self.path else self.name


@dataclass(frozen=True, slots=True)
class Sources:
    """The files to read, in order, and the names of those in folders that are of no kind we read."""

    files: tuple[Source, ...]
    skipped: tuple[str, ...] = ()


def expand(paths: Sequence[str]) -> Sources:
    """Turn files, folders (recursively, by path) and `-` into sources, each once.

    A file named by itself is taken whatever its suffix; in a folder only text suffixes are, and hidden ones are not.

    Raises
    ------
    NoInputError
        If a path does not exist, or a folder holds nothing to read.
    StorageError
        If a folder or a pipe cannot be read.
    """
    files: dict[object, Source] = {}
    skipped: list[str] = []
    for text in dict.fromkeys(paths):
        for source in _sources(text, skipped):
            files.setdefault(source.path.resolve() if source.path else source.name, source)
    return Sources(tuple(files.values()), tuple(skipped))


def _sources(text: str, skipped: list[str]) -> Iterator[Source]:
    if text == STDIN:
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
    elif is_file:
        yield Source(text, path)
    else:
        yield Source(text, data=_read_once(path.read_bytes, text))


def _read_once(read: Callable[[], bytes], name: str) -> bytes:
    try:
        return read()
    except OSError as error:
        raise StorageError(f"{name}: cannot be read: {error.strerror or error}") from error


def _in_folder(folder: Path, skipped: list[str]) -> Iterator[Source]:
    names = sorted(_visible_files(folder), key=lambda path: path.parts)
    readable = [path for path in names if path.name.lower().endswith(SUFFIXES)]
    skipped.extend(str(path) for path in names if path not in set(readable))
    if not readable:
        raise NoInputError(
            f"{folder}: nothing to read in this folder",
            hint=f"resumetrack reads {', '.join('*' + suffix for suffix in SUFFIXES)}; name other files by themselves",
        )
    yield from (Source(str(path), path) for path in readable)


def _visible_files(folder: Path) -> Iterator[Path]:
    def complain(error: OSError) -> None:
        raise StorageError(f"{error.filename}: cannot be read: {error.strerror}") from error

    for place, folders, names in os.walk(folder, onerror=complain):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in names if not name.startswith("."))
