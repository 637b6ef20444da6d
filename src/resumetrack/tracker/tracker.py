"""One method per use case: this is the Python API, and all that the command line calls. It prints nothing.

Each imports the part that does the work, so that a command pays for what it does and nothing else.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from resumetrack.tracker.answers import Answers
from resumetrack.tracker.intake import Intake

if TYPE_CHECKING:
    from datetime import date

    from resumetrack.model import Lang, Table
    from resumetrack.tracker.safekeeping import Verified


class Tracker(Intake, Answers):
    """A store and everything that can be asked of it."""

    def log(self, panel: str | None = None) -> "Table":
        """Every delivered file and what became of it, of one panel or all."""
        from resumetrack.tracker import holdings
        from resumetrack.tracker.selecting import choose_panel

        with self._open() as store:
            named = panel or self.default_panel
            return holdings.log(store, choose_panel(store, named) if named else None)

    def panels(self) -> "Table":
        """The panels and what they hold."""
        from resumetrack.tracker import holdings

        with self._open() as store:
            return holdings.panels(store)

    def periods(self, panel: str | None = None) -> "list[date]":
        """Periods that a panel holds, in order."""
        from resumetrack.tracker.selecting import choose_panel

        with self._open() as store:
            return store.periods(choose_panel(store, panel or self.default_panel))

    def lists(self, panel: str | None = None) -> "Table":
        """The named lists of a panel."""
        from resumetrack.tracker import holdings
        from resumetrack.tracker.selecting import choose_panel

        with self._open() as store:
            return holdings.lists(store, choose_panel(store, panel or self.default_panel))

    def verify(self, lang: "Lang" = "en") -> "Verified":
        """Check every report of the store against its counts and digest, and all that is derived from them."""
        from resumetrack.tracker import safekeeping

        return safekeeping.verify(self.path, lang, self.wait)

    def backup(self, file: str | Path, *, force: bool = False) -> "Table":
        """Copy the store to a file, which must not exist unless `force`."""
        from resumetrack.store import back_up
        from resumetrack.tracker import safekeeping

        return safekeeping.copied(back_up(self.path, Path(file), force=force, wait=self.wait))

    def restore(self, file: str | Path, *, force: bool = False) -> "Table":
        """Put a backup in the place of the store; with `force` one that is there is kept under another name."""
        from resumetrack.store import restore
        from resumetrack.tracker import safekeeping

        return safekeeping.copied(restore(Path(file), self.path, force=force, wait=self.wait))

    def export_lake(self, folder: str | Path) -> "Table":
        """Write the reports that a lake lacks, and the withdrawals it has not been told of, as Parquet files."""
        from resumetrack.store.lake import export
        from resumetrack.tracker.lakes import exported

        return exported(export(self.path, Path(folder), wait=self.wait))
