"""Files that are asked as they are: how they become a tracker, and what is said of them beside the answer."""

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import typer

from resumetrack.cli.deliveries import of_file, passed_over, warn_of_findings
from resumetrack.cli.diagnostics import Progress, tell
from resumetrack.model import DeliveryState, Text
from resumetrack.tracker.files import FilesTracker

if TYPE_CHECKING:
    from resumetrack.cli.options import Common


def tracker_on(common: "Common") -> FilesTracker:
    """Give the tracker on the files named."""
    return FilesTracker(
        *common.files,
        roster=common.roster,
        panel=common.panel,
        profile=list(common.profile) or None,
        encoding=common.encoding,
        max_rejects=common.max_rejects,
        watch=partial(Progress, quiet=common.quiet),
    )


def tell_read(common: "Common") -> None:
    """Say what was read, and of what is wrong; the exit code is that of `ingest`.

    Raises
    ------
    typer.Exit
        If rows were rejected.
    """
    tracker = common.answers
    if not isinstance(tracker, FilesTracker) or tracker.read is None:
        return
    results = tracker.read.results
    rows = sum(one.counts.accepted for one in results)
    again = sum(one.state is DeliveryState.HELD for one in results)
    notes = [
        Text(
            f"read {_many(len(results), 'file')}, {_many(rows, 'row')}; nothing is stored",
            f"读取 {len(results):,} 个文件，{rows:,} 行；未入库",
        )
    ]
    if again:
        notes.append(Text(f"{again:,} of them with the bytes of another", f"其中 {again:,} 个文件与他者相同"))
    notes += passed_over(tracker.read.skipped)
    notes += chain.from_iterable(of_file(one.name, one.recognition.doubts) for one in results if one.recognition)
    tell(notes, common.lang, quiet=common.quiet)
    for one in results:
        warn_of_findings(one, common.lang)
    if tracker.read.code:
        raise typer.Exit(tracker.read.code)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
