"""Opening the store: one DuckDB file, locked down, with the engine's errors told apart.

DuckDB lets one process write or many read. A store that is held is waited for with jitter; after `wait` seconds
it is `StoreBusyError`. Nothing outside the store and the scratch folder named can be reached from SQL.
"""

import os
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from resumetrack.errors import NoInputError, ResumetrackError, StorageError, StoreBusyError

DEFAULT_WAIT = 30.0
_MAGIC = b"DUCK"
_MAGIC_OFFSET = 8
_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>[^(]*)\(PID (?P<pid>\d+)\)")
_FULL = ("No space left", "ENOSPC", "File too large", "Disk quota")


def connect(path: Path, *, write: bool, wait: float = DEFAULT_WAIT, scratch: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open the store at `path`; with `write` it is created if it is not there.

    `scratch` is a folder whose databases may be attached.

    Raises
    ------
    NoInputError
        If there is no store and `write` is false.
    StoreBusyError
        If another process holds it longer than `wait` seconds.
    StorageError
        If the file is damaged, is no store, or cannot be read or written.
    """
    _check_file(path, write=write)
    deadline = time.monotonic() + wait
    while True:
        try:
            connection = duckdb.connect(str(path), read_only=not write, config={"python_enable_replacements": "false"})
            break
        except duckdb.Error as error:
            if not _is_locked(error):
                raise translate(error, path) from error
            if time.monotonic() >= deadline:
                raise _busy(error, path, wait) from error
            time.sleep(random.uniform(0.02, 0.12))  # noqa: S311 (jitter between waiting processes, no secret)
    if write:
        path.chmod(0o600)
    lock_down(connection, scratch)
    return connection


def lock_down(connection: duckdb.DuckDBPyConnection, scratch: Path | None = None) -> None:
    """Take away every way out of the database but `scratch`."""
    if scratch is not None:
        connection.execute(f"SET allowed_directories = [{text(str(scratch))}]")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _check_file(path: Path, *, write: bool) -> None:
    if not path.exists():
        if not write:
            message = f"there is no store at {path}"
            raise NoInputError(message, hint="`resumetrack ingest FILE` creates it; --store or RESUMETRACK_STORE names another")
        if not path.parent.is_dir():
            message = f"there is no folder {path.parent} to create the store in"
            raise NoInputError(message, hint="create the folder first, or name another store with --store")
        return
    try:
        with path.open("rb") as file:
            head = file.read(_MAGIC_OFFSET + len(_MAGIC))
    except IsADirectoryError as error:
        message = f"{path} is a folder, not a store"
        raise StorageError(message, hint="name the store file with --store") from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise StorageError(message, hint="check the permissions of the store") from error
    if head[_MAGIC_OFFSET:] != _MAGIC:
        message = f"{path} is not a resumetrack store (it is no DuckDB file)"
        raise StorageError(message, hint="it was left as it is; name another store with --store")


def _is_locked(error: duckdb.Error) -> bool:
    return "Could not set lock" in str(error)


def _busy(error: duckdb.Error, path: Path, wait: float) -> StoreBusyError:
    holder = _HOLDER.search(str(error))
    who = f" by {holder['program'].strip()} (process {holder['pid']})" if holder else ""
    message = f"{path} is in use{who}; waited {wait:g} seconds"
    return StoreBusyError(message, hint="try again in a moment; RESUMETRACK_WAIT sets how many seconds to wait")


def translate(error: duckdb.Error, path: Path) -> ResumetrackError:
    """Say in our words what the engine reports about the store at `path`."""
    words = str(error).splitlines()[0]
    if any(sign in str(error) for sign in _FULL):
        return StorageError(f"no space left to write {path}", hint="free some space and run the command again; nothing was changed")
    if "newer" in words or "version number" in str(error):
        return StorageError(f"{path} was written by a newer version", hint="upgrade resumetrack; the store was left as it is")
    if "Permission denied" in str(error) or "read-only" in words.lower():
        return StorageError(f"{path} cannot be opened: permission denied", hint="check the permissions of the store and its folder")
    return StorageError(f"{path} cannot be used: {words}", hint="it may be damaged: restore a copy; it was left as it is")


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[None]:
    """All or nothing: commit at the end, roll back on any exception, the engine's errors translated."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
        connection.execute("COMMIT")
    except duckdb.Error as error:
        _roll_back(connection)
        raise translate(error, path) from error
    except BaseException:
        _roll_back(connection)
        raise


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.execute("ROLLBACK")
    except duckdb.Error:
        # A commit that failed on a full disk has already ended the transaction.
        return


def waiting_time() -> float:
    """Seconds to wait for a store in use: RESUMETRACK_WAIT, else 30."""
    try:
        return float(os.environ.get("RESUMETRACK_WAIT", DEFAULT_WAIT))
    except ValueError:
        return DEFAULT_WAIT


def text(value: str) -> str:
    """Quote a text for SQL; the engine's bound parameters would import pandas (docs/decisions.md)."""
    return "'" + value.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """Quote an identifier for SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def day(value: date) -> str:
    """Write a date for SQL."""
    return f"DATE '{value.isoformat()}'"


def moment(value: datetime) -> str:
    """Write a moment for SQL, in UTC as the store keeps it."""
    return f"TIMESTAMP '{value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ', timespec='microseconds')}'"


def optional(value: str | int | date | datetime | None) -> str:
    """Write a value, or NULL, for SQL."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case _:
            return text(value)


def texts(values: Iterator[str] | list[str] | tuple[str, ...]) -> str:
    """Write a list of texts for SQL, between brackets."""
    return "[" + ", ".join(text(value) for value in values) + "]"
