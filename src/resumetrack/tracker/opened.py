"""What every use case begins with: a store that is opened for one call, and the configuration of the site."""

from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from resumetrack.store import Store
    from resumetrack.tracker.configuration import Configuration


class Opened:
    """A store by its path; each call opens it, answers and lets go of it, so that others can work on it in between.

    Parameters
    ----------
    store
        Path of the store file; `ingest`, `roster` and `add_list` create it.
    panel
        The panel that is meant where a call names none; needed once the store has several.
    wait
        Seconds to wait for a store that is in use; RESUMETRACK_WAIT, else 30, if None.
    """

    def __init__(
        self, store: str | Path = "resumetrack.duckdb", *, panel: str | None = None, wait: float | None = None
    ) -> None:
        self.path = Path(store)
        self.default_panel = panel
        self.wait = wait

    @classmethod
    def open(cls, store: str | Path = "resumetrack.duckdb", *, panel: str | None = None) -> Self:
        """Open a tracker on a store; the same as calling the class."""
        return cls(store, panel=panel)

    def _open(self) -> "Store":
        from resumetrack.store import Store

        return Store(self.path, wait=self.wait)

    @cached_property
    def configuration(self) -> "Configuration":
        """The site's configuration, read on first use."""
        from resumetrack.tracker.configuration import load

        return load()


def today() -> date:
    """The date where the program runs."""
    return datetime.now(UTC).astimezone().date()
