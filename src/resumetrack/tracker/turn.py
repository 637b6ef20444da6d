"""A turn at writing: the store stays open from one transaction to the next, though not for long.

To open a store and let it go takes as long as to store a small file, and what was read of it is forgotten. Others wait
meanwhile: so a turn ends when nothing is ready to be stored, and after three seconds at the latest, with a pause in
which those who wait come in (they look every fiftieth of a second, `store/queue.py`).
"""

import time

from resumetrack.store import Store
from resumetrack.tracker.desk import Desk

LONGEST = 3.0
PAUSE = 0.06
"""Seconds that a turn lasts at most before the transaction that is its last, and that others have after it."""


class Turn:
    """The store of a desk, open for writing while one transaction follows the other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._store: Store | None = None
        self._since = 0.0
        self._is_long = False

    def store(self) -> Store:
        """Give the store, opened if it is not."""
        if self._store is None:
            if self._is_long:
                time.sleep(PAUSE)
            self._store = self._desk.open(write=True)
            self._since, self._is_long = time.monotonic(), False
        return self._store

    def rest(self, *, is_next_ready: bool) -> None:
        """Let go of the store unless there is something to store at once, and time left."""
        self._is_long = time.monotonic() - self._since > LONGEST
        if self._is_long or not is_next_ready:
            self.close()

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            store, self._store = self._store, None
            store.close()
