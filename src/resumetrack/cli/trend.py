"""`resumetrack trend`: how rates moved."""

from typing import Annotated

import typer

from resumetrack.cli import lakes, values
from resumetrack.cli.options import Common, RulesOption, with_publishing
from resumetrack.cli.publishing import Publishing
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)

# What people can do without, the least needed first.
SPARE = ("reporting", "first_rate", "change_matched_pp", "per_day_pp", "change_7d_pp", "coverage")


@app.command()
@with_publishing
def trend(
    selection: Selection,
    common: Common,
    publishing: Publishing,
    *,
    since: Annotated[
        str | None, typer.Option(help="The period to compare with; default the first.", metavar="DATE")
    ] = None,
    target: Annotated[
        str | None, typer.Option(help="When would the present pace reach this rate?", metavar="RATE")
    ] = None,
    rules: RulesOption = None,
    lake: lakes.LakeOption = None,
    engine: lakes.EngineOption = None,
    master: lakes.MasterOption = None,
) -> None:
    """How rates moved, in words, numbers and sparklines.

    Changes are in percentage points. Where coverage or the reporters changed too much the direction is
    `not comparable`, and the change among those reporting both times is what to look at. A narrow terminal
    shows fewer columns; csv has them all.
    """
    table = lakes.tracker_of(common, lake, engine, master).trend(
        selection,
        since=values.day("--since", since),
        target=values.rate("--target", target),
        rules=rules,
        publish=publishing.begin(common),
    )
    publishing.end(common)
    common.show(table, SPARE)
