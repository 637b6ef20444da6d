"""Where results go is nowhere that something is read from, is kept, or goes to as well."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from resumetrack.errors import UsageError
from resumetrack.store.disk import companions

_STDIN = "-"


def keep_apart(targets: Mapping[str, Path | None], read: Mapping[str, object], store: Path) -> None:
    """See that no file is written in the place of the store, of what the command reads, or of another that it writes.

    Parameters
    ----------
    targets
        Where files go, by the option that says so.
    read
        What is read, by the word of the command that names it: paths, patterns and folders, one or several.

    Raises
    ------
    UsageError
        If one would take the place of another.
    """
    written = [(option, target) for option, target in targets.items() if target is not None]
    for place, (option, target) in enumerate(written):
        for kept in (store, *companions(store)):
            if _is_same(target, kept):
                _refuse(f"{option} {target}", f"the store {store}" if kept == store else f"a file of the store {store}")
        for word, named in read.items():
            if any(_is_read(target, text) for text in _texts(named)):
                _refuse(f"{option} {target}", f"what is read ({word})")
        for other, taken in written[:place]:
            if _is_same(target, taken):
                _refuse(f"{option} {target}", f"what {other} writes")


def _refuse(target: str, taken: str) -> None:
    message = f"{target} would take the place of {taken}"
    raise UsageError(message, hint="nothing was written; name another file")


def _texts(named: object) -> Iterator[str]:
    for one in named if isinstance(named, list | tuple) else [named]:
        if isinstance(one, str | Path) and str(one) != _STDIN:
            yield str(one)


def _is_read(target: Path, text: str) -> bool:
    """Whether a target is what a path, a folder or a pattern names."""
    path = Path(text)
    with suppress(OSError, ValueError):
        if _is_same(target, path):
            return True
        if not target.is_file():
            return False
        if path.is_dir():
            return path.resolve() in target.resolve().parents and _is_taken(target)
        if not os.path.lexists(text):
            import glob

            return any(_is_same(target, Path(found)) for found in glob.iglob(text, recursive=True))  # noqa: PTH207
    return False


def _is_taken(target: Path) -> bool:
    """Whether a file of this name is read where it lies in a folder."""
    from resumetrack.reading.files.source import ARCHIVE_SUFFIXES, is_readable

    return is_readable(target.name) or target.name.lower().endswith(tuple(ARCHIVE_SUFFIXES))


def _is_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, whether it is there yet or not; a device is not written in its own place."""
    with suppress(OSError, ValueError):
        if one.exists() and other.exists():
            return one.samefile(other) and one.is_file()
        return one.resolve() == other.resolve()
    return False
