"""What makes sure that a name is on the disk."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Bring the names of a folder to the disk: a file that was brought there may still lack its own."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
