"""What the engine reports, told apart and said in our words.

DuckDB raises one `IOException` for missing, locked, foreign, damaged and newer files alike.
"""

import re
from pathlib import Path

import duckdb

from resumetrack.errors import DamagedStoreError, NoInputError, ResumetrackError, StorageError, StoreBusyError

_MAGIC = b"DUCK"
_MAGIC_OFFSET = 8
_CHECK_PERMISSIONS = "check the permissions of the store and its folder"
_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>[^(]*)\(PID (?P<pid>\d+)\)")
_FULL = ("No space left", "ENOSPC", "File too large", "Disk quota", "max_temp_directory_size")
_HELD = ("Could not set lock", "Unique file handle conflict")
_NOT_OURS = "not a valid DuckDB database file"
_HEADERS = 3 * 4096
_DAMAGED = "it was left as it is; `resumetrack restore BACKUP --force` puts a backup in its place"
_TOO_LARGE = "look for a measure in a far too small unit; if there is none, `resumetrack verify` tells what is damaged"
_SAID = (
    (_FULL, "no space left to write {path}", "free some space and run the command again; nothing was changed"),
    (
        ("newer version", "version number", "storage version"),
        "{path} was written by a newer version",
        "upgrade resumetrack; the store was left as it is",
    ),
    (
        ("Permission denied", "Operation not permitted", "Read-only file system", "read-only mode"),
        "{path} cannot be opened: permission denied",
        _CHECK_PERMISSIONS,
    ),
    (("Could not read enough bytes",), "{path} is cut off: the end of it is missing", _DAMAGED),
    (
        ("does not match stored checksum", "Corrupt database file"),
        "{path} is damaged: a block of it differs from its checksum",
        _DAMAGED,
    ),
)
"""What signs of the engine's mean: message and hint."""


def said_of_files(error: duckdb.Error) -> StorageError:
    """Say what went wrong where no store is at work: with the files of a lake, or with space for scratch work."""
    said = str(error).splitlines()[0]
    return StorageError(said.split("Error: ", 1)[-1], hint="check the free space, and whether that file is whole")


def check_file(path: Path, *, write: bool) -> None:
    """See whether there is a store at `path`, or may be one.

    Raises
    ------
    NoInputError
        If there is none and `write` is false, or no folder to create it in.
    StorageError
        If what is there is no store, or cannot be read.
    """
    # To open and close it here would drop the lock that another thread of this process may have on it (POSIX).
    try:
        if path.is_dir():
            raise StorageError(f"{path} is a folder, not a store", hint="name the store file with --store")
        if not path.exists():
            _check_missing(path, write=write)
        elif not path.is_file():
            # To open a pipe would wait for ever for somebody who writes to it.
            raise foreign(path)
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}", hint=_CHECK_PERMISSIONS) from error
    except ValueError as error:  # a NUL in the path
        raise StorageError(f"{path!r} is no path of a file", hint="name the store file with --store") from error


def foreign(path: Path) -> StorageError:
    """Say that a file is none of ours."""
    return StorageError(
        f"{path} is not a resumetrack store (it is no DuckDB file)",
        hint="it was left as it is; name another store with --store",
    )


def is_foreign(path: Path) -> bool:
    """Whether a file that the engine cannot open is none of its own; an empty one may become one."""
    try:
        with path.open("rb") as file:
            head = file.read(_MAGIC_OFFSET + len(_MAGIC))
    except OSError:
        return False
    return bool(head) and head[_MAGIC_OFFSET:] != _MAGIC


def _check_missing(path: Path, *, write: bool) -> None:
    if path.is_symlink():
        raise StorageError(f"{path} is a link to nothing", hint="name the store file itself with --store")
    if not write:
        raise NoInputError(
            f"there is no store at {path}",
            hint="`resumetrack ingest FILE` creates it; --store or RESUMETRACK_STORE names another",
        )
    if not path.parent.is_dir():
        raise NoInputError(
            f"there is no folder {path.parent} to create the store in",
            hint="create the folder first, or name another store with --store",
        )


def check_length(path: Path, blocks: int) -> None:
    """See whether a store that is open is as long as its blocks in use, `blocks` bytes; free ones may be cut away.

    Raises
    ------
    DamagedStoreError
        If it is cut off.
    """
    length = path.stat().st_size
    if length < _HEADERS + blocks:
        expected = f"{_HEADERS + blocks:,}"
        raise DamagedStoreError(f"{path} is cut off: {length:,} of at least {expected} bytes are there", hint=_DAMAGED)


def is_held(error: duckdb.Error) -> bool:
    """Whether somebody else has the store open in a way that excludes us."""
    return any(sign in str(error) for sign in _HELD)


def busy(error: duckdb.Error, path: Path, wait: float) -> StoreBusyError:
    """Say who holds the store, as far as the engine knows."""
    holder = _HOLDER.search(str(error))
    who = f" by {holder['program'].strip()} (process {holder['pid']})" if holder else ""
    return StoreBusyError(
        f"{path} is in use{who}; waited {wait:g} {'second' if wait == 1 else 'seconds'}",
        hint="try again in a moment; --wait says how many seconds to wait",
    )


def unusable(error: duckdb.Error, path: Path) -> ResumetrackError:
    """Say why the engine cannot open the store at `path`; nobody in this process has it open."""
    if _NOT_OURS in str(error) or is_foreign(path):
        return foreign(path)
    return translate(error, path)


def translate(error: duckdb.Error, path: Path) -> ResumetrackError:
    """Say in our words what the engine reports about the store at `path`."""
    words = str(error)
    if isinstance(error, duckdb.OutOfMemoryException) and not any(sign in words for sign in _FULL):
        return StorageError("out of memory", hint="ask for fewer periods or groups, or use a machine with more memory")
    for signs, message, hint in _SAID:
        if any(sign in words for sign in signs):
            kind = DamagedStoreError if hint is _DAMAGED else StorageError
            return kind(message.format(path=path), hint=hint)
    if isinstance(error, duckdb.ConversionException | duckdb.OutOfRangeException):
        return StorageError(f"{path}: a number does not fit: {words.splitlines()[0]}", hint=_TOO_LARGE)
    return DamagedStoreError(f"{path} cannot be used: {words.splitlines()[0]}", hint=f"it may be damaged: {_DAMAGED}")
