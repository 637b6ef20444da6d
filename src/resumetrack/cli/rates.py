"""`resumetrack rates`: operating and return-to-work rates."""

from typing import Annotated

import typer

from resumetrack.cli import estimating, lakes
from resumetrack.cli.options import Common, RulesOption, with_publishing
from resumetrack.cli.publishing import Publishing, refuse_publishing
from resumetrack.cli.quick import without_pandas
from resumetrack.cli.why import show_why
from resumetrack.errors import UsageError
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)

# On a narrow screen what --bounds, --basis, --interval and --rank add has to find its place.
_SPARE = ("on_duty", "employees", "coverage", "reporting")


@app.command()
@with_publishing
def rates(
    selection: Selection,
    common: Common,
    publishing: Publishing,
    *,
    long: Annotated[
        bool, typer.Option("--long", help="One row per indicator, with numerator and denominator.")
    ] = False,
    bounds: Annotated[
        bool,
        typer.Option("--bounds", help="Add the operating rate if all the silent were shut, and if all were open."),
    ] = False,
    rules: RulesOption = None,
    basis: estimating.BasisOption = None,
    interval: estimating.IntervalOption = None,
    rank: estimating.RankOption = False,
    strata: estimating.StrataOption = None,
    min_cell: estimating.MinCellOption = None,
    margins: estimating.MarginsOption = None,
    why: Annotated[
        bool,
        typer.Option("--why", help="The rows of files behind the figure instead, as the command `why` shows them."),
    ] = False,
    lake: lakes.LakeOption = None,
    engine: lakes.EngineOption = None,
    master: lakes.MasterOption = None,
) -> None:
    """Operating and return-to-work rates by region, industry, ...

    Counts are summed, then divided; each rate stands beside its base and coverage. docs/methodology.md defines
    every column and indicator.
    """
    if why:
        refuse_publishing("rates --why", wanted=publishing.wanted)
        if long or rank or basis is not None or interval is not None:
            raise UsageError(
                "--why lists the rows behind a rate, not rates",
                hint="leave --long, --basis, --interval and --rank out",
            )
        if lake is not None:
            raise UsageError(
                "--why goes back to the lines of files, which a lake does not have",
                hint="ask the store that the reports came from: leave --lake out",
            )
        show_why(selection, common, rules)
        return
    with without_pandas():
        asked = estimating.estimation(basis, interval, estimating.raising(strata, min_cell, margins), rank=rank)
        total = common.shown_as in {"table", "md"}
        publish = publishing.begin(common)
        table = lakes.tracker_of(common, lake, engine, master).rates(
            selection, long=long, total=total, rules=rules, bounds=bounds, estimation=asked, publish=publish
        )
        publishing.end(common)
        common.show(table, _SPARE if bounds or asked is not None else ())
