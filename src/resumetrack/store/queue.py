"""The queue in front of a store: a lock file beside it, held by the one process whose turn it is to write.

DuckDB's own lock keeps a store whole, but it knows no order: readers that overlap would shut a writer out for good. So
whoever wants to write waits here first, and readers that come later pass through the same gate, which costs them
nothing while nobody writes. The queue is a courtesy: where no lock file can be made, the engine's lock alone decides.
"""

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

_POLL_SECONDS = 0.02
_OWNER = 0o600


def lock_file(store: str) -> Path:
    """Give the lock file of a store, which is there only while somebody writes or waits to."""
    return Path(f"{store}.lock")


def take_turn(store: str, mode: int, deadline: float) -> "BaseFileLock | None":
    """Wait for the turn to write until `deadline` on the monotonic clock; None if it has not come, or cannot."""
    # Importing it takes as long as half of the engine does: readers beside no writer do without.
    from filelock import FileLock, Timeout

    lock = FileLock(lock_file(store), mode=mode | _OWNER)
    with suppress(Timeout, OSError):
        lock.acquire(timeout=max(0, deadline - time.monotonic()), poll_interval=_POLL_SECONDS)
        return lock
    return None


def end_turn(lock: "BaseFileLock") -> None:
    """Let the next one in; the file goes first, so that none is left when nobody waits."""
    # Whoever has the old file open finds it without a name and makes another.
    with suppress(OSError):
        Path(lock.lock_file).unlink(missing_ok=True)
    with suppress(OSError):
        lock.release()


def let_writers_pass(store: str, mode: int, deadline: float) -> None:
    """As a reader, wait until nobody writes or is about to."""
    if not lock_file(store).exists():
        return
    lock = take_turn(store, mode, deadline)
    if lock is not None:
        end_turn(lock)
