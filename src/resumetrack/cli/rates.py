"""`resumetrack rates`: operating and return-to-work rates."""

from typing import Annotated

import typer

from resumetrack.cli.options import Common, RulesOption, with_selection
from resumetrack.cli.quick import without_pandas
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_selection
def rates(
    selection: Selection,
    common: Common,
    *,
    long: Annotated[
        bool, typer.Option("--long", help="One row per indicator, with numerator and denominator.")
    ] = False,
    rules: RulesOption = None,
) -> None:
    """Operating and return-to-work rates by region, industry, ...

    Counts are summed, then divided; each rate stands beside its base and coverage. docs/methodology.md defines
    every column and indicator.
    """
    with without_pandas():
        table = common.tracker.rates(selection, long=long, total=common.shown_as in {"table", "md"}, rules=rules)
        common.show(table)
