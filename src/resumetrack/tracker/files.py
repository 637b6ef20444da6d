"""Questions to files: they are read anew for each, and nothing is kept."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from resumetrack.errors import ResumetrackError, UsageError
from resumetrack.model import Selection
from resumetrack.store import Store
from resumetrack.tracker.answers import Answers
from resumetrack.tracker.asked import converted
from resumetrack.tracker.terms import Terms

if TYPE_CHECKING:
    from resumetrack.tracker.advancing import Progress
    from resumetrack.tracker.ingesting import Ingested

Watch = Callable[[], AbstractContextManager["Progress | None"]]

_OF_INGEST = ("--period", "--on-duplicate", "--again", "--strict")


class FilesTracker(Answers):
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
        The panel that is asked, to which files without one in their profile go, and the roster.
    profile, encoding, max_rejects
        How the files are read, as `Tracker.ingest` takes them. Of several profiles the roster chooses one, too.
    watch
        Gives what is told how far the files have been read.

    Raises
    ------
    UsageError
        If there are no files.
    """

    def __init__(
        self,
        *files: str | Path,
        roster: str | Path | None = None,
        panel: str | None = None,
        profile: str | Path | Sequence[str | Path] | None = None,
        encoding: str | None = None,
        max_rejects: tuple[int | None, float | None] | None = None,
        watch: Watch = nullcontext,
    ) -> None:
        super().__init__(Path(), panel=panel)
        self.files = tuple(map(str, files))
        self.roster_file = None if roster is None else str(roster)
        if not self.files or not all((*self.files, self.roster_file is None or self.roster_file)):
            raise UsageError("no file is named to be asked", hint="name a file, a folder, or - for standard input")
        if self.roster_file == "-" and "-" in self.files:
            raise UsageError("the files and the roster cannot both be on standard input", hint="name one of them")
        self.read: Ingested | None = None
        """What became of the files in the last call."""
        self._watch = watch
        stated = {"panel": panel, "profile": profile, "encoding": encoding, "max_rejects": max_rejects}
        self._terms = Terms(**converted(stated))

    def _open(self) -> Store:
        from resumetrack.tracker import ingesting

        try:
            with self._watch() as progress:
                now = datetime.now(UTC)
                store, self.read = ingesting.pass_through(self.files, self.roster_file, self._terms, now, progress)
        except ResumetrackError as error:
            named = next((option for option in _OF_INGEST if option in error.hint), None)
            if named is not None:
                error.hint += f"; that {named} is one of `resumetrack ingest`, not of a question to files"
                if named == "--period":
                    error.hint += ", for which a profile has it: [columns] period = { constant = DATE }"
            raise
        return store

    def _selection(self, selection: Selection | None, asked: dict[str, object]) -> Selection:
        chosen = super()._selection(selection, asked)
        if chosen.as_of is not None:
            message = "--as-of asks what was known at a time, and files do not tell when they came"
            raise UsageError(message, hint="store them: `resumetrack ingest --received TIME FILE...`")
        if chosen.lists:
            message = f"--list {chosen.lists[0]}: lists are of a store, and files are asked"
            raise UsageError(message, hint="store the files, then `resumetrack lists add NAME FILE`")
        return chosen
