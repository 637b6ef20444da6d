"""`resumetrack trend`: how rates moved."""

from typing import Annotated

import typer

from resumetrack.cli.options import Common, day, rate, with_selection
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_selection
def trend(
    selection: Selection,
    common: Common,
    *,
    since: Annotated[str | None, typer.Option(help="The period to compare with; default the first.", metavar="DATE")] = None,
    target: Annotated[str | None, typer.Option(help="When would the present pace reach this rate?", metavar="RATE")] = None,
) -> None:
    """How rates moved, in words, numbers and sparklines.

    Changes are in percentage points. Where coverage or the reporters changed too much the direction is
    `not comparable`, and the change among those reporting both times is what to look at.
    """
    table = common.tracker.trend(selection, since=day("--since", since), target=rate("--target", target))
    common.show(table)
