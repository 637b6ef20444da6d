"""`--publish` and `--audit`: the options of commands whose tables leave the house, and what is done with them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resumetrack.cli.diagnostics import warn
from resumetrack.cli.options import Common
from resumetrack.cli.streams import check_place, write_file
from resumetrack.errors import UsageError

if TYPE_CHECKING:
    from resumetrack.tracker.publishing import Publication


@dataclass
class Publishing:
    """What was asked: whether to publish, and where the audit goes."""

    wanted: bool
    audit: Path | None
    publication: "Publication | None" = None

    def begin(self, common: Common) -> "Publication | bool":
        """Give what the tracker takes as `publish`."""
        if not self.wanted:
            return False
        self.publication = common.answers.publication()
        return self.publication

    def end(self, common: Common) -> None:
        """Write the audit, for its owner alone, and warn of what cannot be protected."""
        if self.publication is None:
            return
        if self.audit is not None:
            from resumetrack.render import Screen, render
            from resumetrack.tracker.auditing import audit

            screen = Screen(width=None, colour=False)
            write_file(render(audit(self.publication), "csv", lang="en", screen=screen), self.audit, private=True)
        if self.publication.warning is not None:
            warn(self.publication.warning.to(common.lang))


def refuse_publishing(what: str, *, wanted: bool) -> None:
    """Say that what shows single enterprises cannot be published, if it was to be.

    Raises
    ------
    UsageError
        If it was.
    """
    if wanted:
        message = f"{what} --publish: what shows single enterprises cannot be published"
        raise UsageError(message, hint="rates, trend and coverage take --publish; keep the rest inside")


def publishing_options(
    *,
    publish: Annotated[
        bool, typer.Option("--publish", help="Hide what would give an enterprise away, so that the table may go out.")
    ] = False,
    audit: Annotated[
        Path | None,
        typer.Option(help="With --publish: what was hidden and why, as csv, for its owner alone.", metavar="FILE"),
    ] = None,
) -> Publishing:
    """Read the two options."""
    if audit is not None and not publish:
        message = "--audit tells what --publish hid, and --publish is not there"
        raise UsageError(message, hint="add --publish, or leave --audit out")
    check_place(audit, "--audit")
    return Publishing(publish, audit)
