"""The options that ask a lake instead of a store, and how they become a tracker."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resumetrack.cli.options import Common
from resumetrack.errors import UsageError

if TYPE_CHECKING:
    from resumetrack.tracker.answers import Answers

LakeOption = Annotated[
    Path | None,
    typer.Option("--lake", help="Ask this lake (`export lake`) instead of the store.", metavar="DIR"),
]

EngineOption = Annotated[
    str | None,
    typer.Option("--engine", help="What works on the lake: duckdb (default) or spark.", metavar="duckdb|spark"),
]
MasterOption = Annotated[
    str | None,
    typer.Option("--master", help="Master of the Spark cluster; without it this machine.", metavar="URL"),
]
_ENGINES = ("duckdb", "spark")


def tracker_of(common: Common, lake: Path | None, engine: str | None, master: str | None) -> "Answers":
    """Give the tracker that is asked: on the lake, if one is named, else on files or the store.

    Raises
    ------
    UsageError
        If what is said of the engine does not go together.
    """
    if engine is not None and engine not in _ENGINES:
        message = f"--engine {engine}: there is no such engine"
        raise UsageError(message, hint=f"write one of {', '.join(_ENGINES)}")
    if lake is None and (engine is not None or master is not None):
        message = f"{'--engine' if engine is not None else '--master'} chooses what works on a lake, and none is named"
        raise UsageError(message, hint="add --lake DIR; `resumetrack export lake DIR` writes one")
    if master is not None and engine != "spark":
        message = "--master is that of a Spark cluster, and DuckDB works here"
        raise UsageError(message, hint="add --engine spark, or leave --master out")
    if lake is None:
        return common.answers
    if common.files:
        raise UsageError("--lake and --files each say what is asked", hint="leave one of the two out")
    from resumetrack.tracker.lakes import LakeTracker

    return LakeTracker(lake, panel=common.panel, engine=engine or "duckdb", master=master)
