"""`resumetrack weights`: how many enterprises each respondent stands for."""

import typer

from resumetrack.cli import estimating
from resumetrack.cli.options import Common, with_selection
from resumetrack.cli.quick import without_pandas
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_selection
def weights(
    selection: Selection,
    common: Common,
    *,
    strata: estimating.StrataOption = None,
    min_cell: estimating.MinCellOption = None,
    margins: estimating.MarginsOption = None,
) -> None:
    """How many enterprises of the roster each respondent stands for.

    The weights of `rates --basis raised`, one row per cell; cells of one stratum share their weight. With --indicator
    they are those of the enterprises that answer it.
    """
    with without_pandas():
        raising = estimating.raising(strata, min_cell, margins)
        common.show(common.tracker.weights(selection, raising=raising))
