"""The folder in a lake that holds what an export has not finished yet, and how others see whether somebody has it.

Beside it is a lock file, held as long as its owner lives, however that ends. A folder whose lock is free was left by an
export that was killed; the next one removes it. An owner has the lock before there is a folder, so that no folder is
ever without an owner that is yet to come. Where the disk knows no locks, nothing of anybody's is removed.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX, _LOCK = ".export-", ".lock"
_PATIENCE = 10.0
"""Seconds to wait for a lock of one's own, which somebody who tidies up may have for a moment."""


@contextmanager
def draft_folder(lake: Path) -> Iterator[Path]:
    """Make a private folder in a lake, for as long as it is needed."""
    folder = lake / f"{_PREFIX}{secrets.token_hex(6)}"
    lock = _lock_of(folder)
    with suppress(Timeout, OSError):
        lock.acquire(timeout=_PATIENCE, poll_interval=0.02)
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        _remove(folder, lock)


def tidy(lake: Path) -> None:
    """Remove the folders of exports that live no more."""
    for name in {path.name.removesuffix(_LOCK) for path in lake.glob(f"{_PREFIX}*")}:
        lock = _lock_of(lake / name)
        with suppress(Timeout, OSError):
            lock.acquire(timeout=0)
            _remove(lake / name, lock)


def _lock_of(folder: Path) -> FileLock:
    return FileLock(folder.with_name(folder.name + _LOCK), fallback_to_soft=False)


def _remove(folder: Path, lock: FileLock) -> None:
    """Remove a folder and, last of all, what says whose it is."""
    shutil.rmtree(folder, ignore_errors=True)
    if lock.is_locked:
        with suppress(OSError):
            Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()
