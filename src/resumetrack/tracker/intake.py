"""The use cases that take files in or back: `ingest`, `roster`, `lists add`, `check`, `profile` and `undo`."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from resumetrack.model import Kind
from resumetrack.tracker.asked import Day, converted, day_of, encoding_named
from resumetrack.tracker.opened import Opened, today

if TYPE_CHECKING:
    from resumetrack.model import DeliveryResult
    from resumetrack.reading.proposing.propose import Proposal
    from resumetrack.tracker.advancing import Progress
    from resumetrack.tracker.ingesting import Ingested


class Intake(Opened):
    """What is done with files."""

    def ingest(self, *files: str | Path, progress: "Progress | None" = None, **terms: object) -> "Ingested":
        """Store report files; `terms` are the fields of `resumetrack.tracker.Terms`, the flags of the command.

        Raises
        ------
        ResumetrackError
            If nothing was stored.
        """
        return self._take_in(files, progress, {"kind": Kind.REPORT, **terms})

    def roster(
        self, file: str | Path, *, update: bool = False, progress: "Progress | None" = None, **terms: object
    ) -> "DeliveryResult":
        """Load a roster, complete unless `update`."""
        return self._take_in([file], progress, {"kind": Kind.ROSTER, "complete": not update, **terms}).results[0]

    def add_list(
        self, name: str, file: str | Path, *, progress: "Progress | None" = None, **terms: object
    ) -> "DeliveryResult":
        """Add the members of a named list."""
        return self._take_in([file], progress, {"kind": Kind.LIST, "list_name": name, **terms}).results[0]

    def _take_in(
        self, files: Iterable[str | Path], progress: "Progress | None", terms: dict[str, object]
    ) -> "Ingested":
        from resumetrack.tracker import ingesting
        from resumetrack.tracker.terms import Terms

        terms = {"panel": self.default_panel, "wait": self.wait, **terms}
        made = Terms(**converted(terms))
        return ingesting.ingest(self.path, [str(file) for file in files], made, datetime.now(UTC), progress)

    def check(self, *files: str | Path, progress: "Progress | None" = None, **terms: object) -> "Ingested":
        """Read files as `ingest` would, without a store."""
        from resumetrack.tracker import ingesting
        from resumetrack.tracker.terms import Terms

        terms.setdefault("panel", self.default_panel)
        made = Terms(**converted(terms))
        return ingesting.check([str(file) for file in files], made, datetime.now(UTC), progress)

    def propose_profile(
        self,
        file: str | Path,
        *,
        kind: Kind | str = Kind.REPORT,
        period: Day | None = None,
        encoding: str | None = None,
        sheet: str | None = None,
    ) -> "Proposal":
        """Propose a profile for a file; nothing is stored."""
        from resumetrack.tracker.proposing import propose

        named = encoding_named(encoding) if encoding is not None else None
        return propose(str(file), Kind(kind), day_of(period), encoding=named, sheet=sheet, today=today())

    def undo(self, report: int) -> tuple[int, str]:
        """Withdraw a report, roster or list load; what it superseded is in force again."""
        from resumetrack.tracker import ingesting

        return ingesting.undo(self.path, report, datetime.now(UTC), self.wait)
