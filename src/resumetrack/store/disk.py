"""Names on the disk: what stands beside a store, and what makes sure that a name is there."""

import os
from pathlib import Path

from resumetrack.store.queue import lock_file

LOGS = (".wal", ".wal.checkpoint", ".wal.recovery")
"""What the name of a store is followed by in those of the files that the engine writes beside it."""
SPILL = ".tmp"
"""And in that of the folder that work spills to."""


def companions(store: Path) -> list[Path]:
    """Name what the engine and the queue of writers put beside a store."""
    if not store.name:
        return []
    return [lock_file(str(store)), *(store.with_name(f"{store.name}{suffix}") for suffix in (*LOGS, SPILL))]


def sync_folder(folder: Path) -> None:
    """Bring the names of a folder to the disk: a file that was brought there may still lack its own."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
