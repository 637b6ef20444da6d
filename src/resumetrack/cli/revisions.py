"""`resumetrack revisions`: how figures move after they are first known."""

from typing import Annotated

import typer

from resumetrack.cli import values
from resumetrack.cli.options import Common, RulesOption, with_selection
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_selection
def revisions(
    selection: Selection,
    common: Common,
    *,
    lags: Annotated[str | None, typer.Option(help="Days after each period to look at; default 7.", metavar="N")] = None,
    by_lag: Annotated[
        bool, typer.Option("--by-lag", help="How far figures moved after each number of days, instead of the triangle.")
    ] = False,
    rules: RulesOption = None,
) -> None:
    """How figures move after they are first known, and which are provisional.

    Each period with the value that was known at the end of its last day, one day later, and so on, as `rates --as-of`
    would have shown it. Revisions are in percentage points.
    """
    days = values.whole_number("--lags", lags)
    table = common.tracker.revisions(selection, lags=days, by_lag=by_lag, rules=rules)
    # The first and the last of the triangle matter most.
    shown = [column.name for column in table.columns if column.name.startswith("lag_")]
    common.show(table, () if by_lag else (*reversed(shown[2:]), "coverage"))
