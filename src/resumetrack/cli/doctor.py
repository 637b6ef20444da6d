"""`resumetrack doctor`: is everything in place, and what is there to be told when something is not."""

import locale
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from resumetrack.cli.options import Common, with_common
from resumetrack.cli.quick import without_pandas
from resumetrack.cli.streams import screen_of
from resumetrack.errors import ExitCode
from resumetrack.model import Text

if TYPE_CHECKING:
    from resumetrack.tracker.inspection import Observed

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_common
def doctor(common: Common) -> None:
    """Check the store, the terminal and the installation.

    Nothing is changed. Exit codes: 0 all is well, 1 there is a problem.
    """
    from resumetrack.tracker.inspection import Verdict, inspect, table_of

    with without_pandas():
        things = [*inspect(common.store), *_terminal()]
    common.show(table_of(things, common.lang))
    has_problem = any(one.verdict is Verdict.PROBLEM for one in things)
    raise typer.Exit(ExitCode.DATA_PROBLEM if has_problem else ExitCode.DONE)


def _terminal() -> "Iterator[Observed]":
    """What the program knows of where its output goes."""
    from resumetrack.tracker.inspection import Observed, Verdict

    screen = screen_of(sys.stdout)
    encoding = sys.stdout.encoding or "unknown"
    advice = "" if screen.unicode else "Chinese names need UTF-8 or GB18030: set LANG=C.UTF-8 or PYTHONUTF8=1"
    verdict = Verdict.OK if screen.unicode else Verdict.NOTE
    yield Observed("encoding", Text("Terminal encoding", "终端编码"), encoding, verdict, advice)
    width = "a pipe or file: tables keep their natural width" if screen.width is None else f"{screen.width} columns"
    yield Observed("width", Text("Terminal width", "终端宽度"), width)
    yield Observed("colour", Text("Colour", "颜色"), _colour(colour=screen.colour))
    yield Observed("locale", Text("Locale", "区域设置"), ".".join(part or "C" for part in locale.getlocale()))


def _colour(*, colour: bool) -> str:
    if colour:
        return "yes"
    if os.environ.get("NO_COLOR"):
        return "no (NO_COLOR is set)"
    return "no (TERM=dumb)" if os.environ.get("TERM") == "dumb" else "no (not a terminal)"
