"""A tracker on files: they are read anew for each question, and nothing is kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from resumetrack.errors import UsageError
from resumetrack.model import Selection
from resumetrack.store import Store
from resumetrack.tracker.asked import converted
from resumetrack.tracker.terms import Terms
from resumetrack.tracker.tracker import Tracker

if TYPE_CHECKING:
    from resumetrack.tracker.advancing import Progress
    from resumetrack.tracker.ingesting import Ingested

Watch = Callable[[], AbstractContextManager["Progress | None"]]


class FilesTracker(Tracker):
    """Everything that can be asked of report files as they lie there, by all rules of a store.

    Each call reads them, so whoever has more than one question is better off with a store. What only a store can tell
    is not told: there are no lists, and there is no other time than now.

    Parameters
    ----------
    files
        Files, folders, zip archives, patterns, or `-` for standard input.
    roster
        A file with the roster of the enterprises that are to report, if there is one.
    panel
        The panel that files without one in their profile go to, and that is asked.
    watch
        Gives what is told how far the files have been read.
    terms
        `profile`, `encoding` and `max_rejects`, as `Tracker.ingest` takes them.
    """

    def __init__(
        self,
        *files: str | Path,
        roster: str | Path | None = None,
        panel: str | None = None,
        watch: Watch = nullcontext,
        **terms: object,
    ) -> None:
        super().__init__(Path(), panel=panel)
        self.files = tuple(map(str, files))
        self.roster_file = None if roster is None else str(roster)
        self.read: Ingested | None = None
        """What became of the files in the last call."""
        self._watch = watch
        self._terms = Terms(**converted({"panel": panel, **terms}))

    def _open(self) -> Store:
        from resumetrack.tracker import ingesting

        with self._watch() as progress:
            now = datetime.now(UTC)
            store, self.read = ingesting.pass_through(self.files, self.roster_file, self._terms, now, progress)
        return store

    def _selection(self, selection: Selection | None, asked: dict[str, object]) -> Selection:
        chosen = super()._selection(selection, asked)
        if chosen.as_of is not None:
            message = "--as-of asks what was known at a time, and files do not tell when they came"
            raise UsageError(message, hint="store them: `resumetrack ingest --received TIME FILE...`")
        return chosen

    def _take_in(self, *_: object) -> NoReturn:
        message = "reports are not stored by whoever asks files themselves"
        raise UsageError(message, hint="a Tracker on a store takes them in")

    def undo(self, report: int) -> NoReturn:
        """Refuse to withdraw a report: nothing was stored."""
        message = f"report {report} cannot be withdrawn: files are asked as they are"
        raise UsageError(message, hint="leave the file out")
