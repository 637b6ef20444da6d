"""The option that asks a lake instead of a store, and how it becomes a tracker."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resumetrack.cli.options import Common

if TYPE_CHECKING:
    from resumetrack.tracker import Tracker

LakeOption = Annotated[
    Path | None,
    typer.Option("--lake", help="Ask this lake (`export lake`) instead of the store.", metavar="DIR"),
]


def tracker_of(common: Common, lake: Path | None) -> "Tracker":
    """Give the tracker that is asked: on the lake, if one is named, else on the store."""
    if lake is None:
        return common.tracker
    from resumetrack.tracker.lakes import LakeTracker

    return LakeTracker(lake, panel=common.panel)
