"""Names on the disk: what stands beside a store, and what makes sure that a name is there."""

import os
from pathlib import Path

_SUFFIXES = (".wal", ".lock", ".tmp")


def companions(store: Path) -> list[Path]:
    """Name what the engine and the queue of writers put beside a store."""
    return [store.with_name(f"{store.name}{suffix}") for suffix in _SUFFIXES] if store.name else []


def sync_folder(folder: Path) -> None:
    """Bring the names of a folder to the disk: a file that was brought there may still lack its own."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
