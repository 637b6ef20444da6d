"""`resumetrack card`: every indicator of one cell."""

from dataclasses import replace
from typing import Annotated

import typer

from resumetrack.cli import estimating, values
from resumetrack.cli.options import Common, RulesOption, with_asking
from resumetrack.cli.quick import without_pandas
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)

# What people can do without, the least needed first.
SPARE = ("source", "coverage", "definition")


@app.command()
@with_asking
def card(
    selection: Selection,
    common: Common,
    *,
    region: Annotated[
        list[str] | None, typer.Option(help="Short for --where region=CODE; repeat for several.", metavar="CODE")
    ] = None,
    industry: Annotated[
        list[str] | None, typer.Option(help="Short for --where industry=CODE; repeat for several.", metavar="CODE")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Show the change since this period.", metavar="DATE")] = None,
    rules: RulesOption = None,
    all_rules: Annotated[
        bool, typer.Option("--all-rules", help="By every rule set, to show how far they spread.")
    ] = False,
    interval: estimating.IntervalOption = None,
) -> None:
    """Every indicator of one cell, with definition and source.

    Each with its base, coverage and age. Says how return rate, return rate in open enterprises and the share of
    staff in open enterprises are tied. A narrow terminal shows fewer columns; csv has them all.
    """
    where = [*(("region", code) for code in region or ()), *(("industry", code) for code in industry or ())]
    chosen = replace(selection, where=(*selection.where, *where))
    with without_pandas():
        table = common.answers.card(
            chosen,
            since=values.day("--since", since),
            rules=rules,
            all_rules=all_rules,
            level=estimating.level(interval),
        )
        common.show(table, SPARE)
