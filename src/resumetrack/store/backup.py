"""Copies of a store, whole or not at all: written beside their place, proved, and only then put there.

A copy is made while nobody writes: the store is open for reading, which keeps writers out and lets readers in. Nothing
that was there is overwritten unless that is asked for; a store that gives way to a backup is kept under another name.
"""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from resumetrack.errors import DamagedStoreError, NoInputError, StorageError, UsageError
from resumetrack.store import faults
from resumetrack.store.disk import companions, sync_folder
from resumetrack.store.staging import Scratch
from resumetrack.store.store import Store

_CHUNK = 1 << 20
_LOG = ".wal"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was made: where, of how many reports and bytes, their SHA-256, and what it took the place of."""

    path: Path
    reports: int
    size: int
    sha256: str
    kept: Path | None = None


def back_up(store: Path, target: Path, *, force: bool, wait: float | None) -> Copy:
    """Copy a store to `target`, which must not exist unless `force`.

    Raises
    ------
    UsageError
        If there is something already, or it is the store itself.
    StorageError
        If either cannot be read or written.
    """
    _check_free(target, store, force=force)
    place = target.resolve()
    _take_in_log(store, wait)
    with Store(store, wait=wait):
        if _log(store).exists():
            message = f"what a command that was cut short has left beside {store} cannot be taken into it"
            raise StorageError(message, hint="check the permissions and the space of its folder")
        copied = _copied(store, place.parent)
        with copied as (made, size, digest):
            reports = _prove(made, store)
            _put(made, place, force=force)
    return Copy(target, reports, size, digest)


def restore(backup: Path, store: Path, *, force: bool, wait: float | None) -> Copy:
    """Put a backup in the place of the store; with `force` one that is there is kept under another name.

    Raises
    ------
    UsageError
        If there is a store already.
    NoInputError
        If there is no backup.
    DamagedStoreError
        If the backup is not whole; the store is as it was.
    StorageError
        If what is in the way is no store of ours, or something cannot be read or written.
    """
    if not backup.exists():
        raise NoInputError(f"there is no backup at {backup}", hint="`resumetrack backup FILE` makes one")
    _check_free(store, backup, force=force)
    place = store.resolve()
    with _copied(backup, place.parent) as (made, size, digest):
        if _log(backup).exists():
            with _copied(_log(backup), place.parent) as (log, _, _):
                log.rename(_log(made))
            _take_in_log(made, 0)
        reports = _prove(made, backup)
        kept = None
        if place.exists():
            with _withheld(place, wait):
                made.chmod(place.stat().st_mode & 0o777)
                kept = _set_aside(place)
                _put(made, place, force=False)
        else:
            _put(made, place, force=False)
    return Copy(store, reports, size, digest, kept)


def _log(store: Path) -> Path:
    return store.with_name(store.name + _LOG)


def _check_free(place: Path, other: Path, *, force: bool) -> None:
    if place.exists() and other.exists() and place.samefile(other):
        raise UsageError(f"{place} is the store itself", hint="name another file")
    if place.resolve() in [one.resolve() for one in companions(other)]:
        raise UsageError(f"{place} is a file that belongs to the store {other}", hint="name another file")
    if place.is_symlink() and not place.exists():
        raise StorageError(f"{place} is a link to nothing", hint="name the file itself")
    if not place.parent.is_dir():
        raise NoInputError(f"there is no folder {place.parent}", hint="create the folder first")
    if place.is_symlink() or place.exists():
        if not force:
            raise UsageError(f"{place} exists already", hint="it was left as it is; --force puts the copy in its place")
        if not place.is_file() or not place.stat().st_size or faults.is_foreign(place):
            raise faults.foreign(place)


def _take_in_log(store: Path, wait: float | None) -> None:
    """Let the engine bring into the file what a process that was killed has left beside it."""
    if _log(store).exists():
        with Store(store, write=True, wait=wait):
            pass


@contextmanager
def _copied(source: Path, folder: Path) -> Iterator[tuple[Path, int, str]]:
    """Make a private copy in `folder`, with its size and SHA-256; it goes unless it was put somewhere."""
    made: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{source.name}.")
        made = Path(name)
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as out, source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                out.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            out.flush()
            os.fsync(out.fileno())
            yield made, size, digest.hexdigest()
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        raise StorageError(
            f"{source} cannot be copied to {folder}: {error.strerror or error}",
            hint="free some space and run the command again" if full else "check the permissions of both",
        ) from error
    finally:
        if made is not None:
            for left in (made, _log(made)):
                left.unlink(missing_ok=True)


def _prove(made: Path, source: Path) -> int:
    """See that a copy is a store whose reports are all there and right: how many.

    Raises
    ------
    StorageError
        If it is not; it is said of what was copied.
    """
    try:
        with Scratch(made) as scratch, Store(made, scratch=scratch, wait=0) as store:
            problems = [words for check in store.verify() for _, words in check.problems]
            reports = len(store.log(None))
    except StorageError as error:
        message = error.message.replace(str(made), str(source))
        raise type(error)(message, hint="nothing was changed; another copy may be whole") from error
    if problems:
        message = f"{source} is not sound: {problems[0]}"
        raise DamagedStoreError(message, hint="nothing was changed; `resumetrack verify` lists all that is wrong")
    return reports


def _put(made: Path, place: Path, *, force: bool) -> None:
    """Give a file its name, unless another has it."""
    if force:
        made.replace(place)
    else:
        try:
            # Unlike a rename this fails if somebody was quicker.
            os.link(made, place)
        except FileExistsError as error:
            raise UsageError(f"{place} exists already", hint="it was left as it is") from error
        made.unlink()
    sync_folder(place.parent)


@contextmanager
def _withheld(store: Path, wait: float | None) -> Iterator[None]:
    """Keep everybody out of a store; a damaged one is of no use to anybody."""
    try:
        _take_in_log(store, wait)
        held = Store(store, write=True, wait=wait)
    except DamagedStoreError:
        yield
        return
    with held:
        yield


def _set_aside(store: Path) -> Path:
    """Give a store, and its log, a name of the past."""
    kept = store.with_name(f"{store.name}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    if kept.exists():
        raise UsageError(f"{kept} exists already", hint="run the command again in a second")
    store.rename(kept)
    with suppress(FileNotFoundError):
        _log(store).rename(_log(kept))
    return kept
