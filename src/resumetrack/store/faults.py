"""What the engine reports, told apart and said in our words.

DuckDB raises one `IOException` for missing, locked, foreign, damaged and newer files alike.
"""

import re
from pathlib import Path

import duckdb

from resumetrack.errors import NoInputError, ResumetrackError, StorageError, StoreBusyError

_MAGIC = b"DUCK"
_MAGIC_OFFSET = 8
_CHECK_PERMISSIONS = "check the permissions of the store and its folder"
_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>[^(]*)\(PID (?P<pid>\d+)\)")
_FULL = ("No space left", "ENOSPC", "File too large", "Disk quota", "max_temp_directory_size")
_HELD = ("Could not set lock", "Unique file handle conflict")
_NEWER = ("newer version", "version number", "storage version")
_NOT_OURS = "not a valid DuckDB database file"
_FORBIDDEN = ("Permission denied", "Read-only file system", "read-only mode")


def check_file(path: Path, *, write: bool) -> None:
    """See whether there is a store at `path`, or may be one.

    Raises
    ------
    NoInputError
        If there is none and `write` is false, or no folder to create it in.
    StorageError
        If what is there is no store, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_MAGIC_OFFSET + len(_MAGIC))
    except FileNotFoundError as error:
        _check_missing(path, write=write, error=error)
        return
    except IsADirectoryError as error:
        raise StorageError(f"{path} is a folder, not a store", hint="name the store file with --store") from error
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}", hint=_CHECK_PERMISSIONS) from error
    except ValueError as error:  # a NUL in the path
        raise StorageError(f"{path!r} is no path of a file", hint="name the store file with --store") from error
    # An empty file may be a store that another process is just creating: the engine will tell.
    if head and head[_MAGIC_OFFSET:] != _MAGIC:
        raise _foreign(path)


def _foreign(path: Path) -> StorageError:
    return StorageError(
        f"{path} is not a resumetrack store (it is no DuckDB file)",
        hint="it was left as it is; name another store with --store",
    )


def _check_missing(path: Path, *, write: bool, error: OSError) -> None:
    if path.is_symlink():
        raise StorageError(f"{path} is a link to nothing", hint="name the store file itself with --store") from error
    if not write:
        raise NoInputError(
            f"there is no store at {path}",
            hint="`resumetrack ingest FILE` creates it; --store or RESUMETRACK_STORE names another",
        ) from error
    if not path.parent.is_dir():
        raise NoInputError(
            f"there is no folder {path.parent} to create the store in",
            hint="create the folder first, or name another store with --store",
        ) from error


def is_held(error: duckdb.Error) -> bool:
    """Whether somebody else has the store open in a way that excludes us."""
    return any(sign in str(error) for sign in _HELD)


def busy(error: duckdb.Error, path: Path, wait: float) -> StoreBusyError:
    """Say who holds the store, as far as the engine knows."""
    holder = _HOLDER.search(str(error))
    who = f" by {holder['program'].strip()} (process {holder['pid']})" if holder else ""
    return StoreBusyError(
        f"{path} is in use{who}; waited {wait:g} seconds",
        hint="try again in a moment; RESUMETRACK_WAIT sets how many seconds to wait",
    )


def translate(error: duckdb.Error, path: Path) -> ResumetrackError:
    """Say in our words what the engine reports about the store at `path`."""
    words, first = str(error), str(error).splitlines()[0]
    if any(sign in words for sign in _FULL):
        return StorageError(
            f"no space left to write {path}", hint="free some space and run the command again; nothing was changed"
        )
    if _NOT_OURS in words:
        return _foreign(path)
    if any(sign in words for sign in _NEWER):
        return StorageError(
            f"{path} was written by a newer version", hint="upgrade resumetrack; the store was left as it is"
        )
    if any(sign in words for sign in _FORBIDDEN):
        return StorageError(f"{path} cannot be opened: permission denied", hint=_CHECK_PERMISSIONS)
    return StorageError(
        f"{path} cannot be used: {first}", hint="it may be damaged: restore a copy; it was left as it is"
    )
