"""`resumetrack why`: the rows of files behind one figure."""

from typing import Annotated

import typer

from resumetrack.cli import values
from resumetrack.cli.options import Common, RulesOption, with_asking
from resumetrack.cli.quick import without_pandas
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)

SHOWN = 20
"""Enterprises that a table shows unless told otherwise; machine formats have all."""
# What people can do without, the least needed first.
SPARE = ("received_at", "kind", "status", "report", "rules")
SPARE_OF_REPORTS = ("received_at", "kind", "rules")


def show_why(
    selection: Selection, common: Common, rules: str | None, limit: int | None = None, *, reports: bool = False
) -> None:
    """Show what is behind a figure."""
    if limit is None and common.shown_as in {"table", "md"}:
        limit = SHOWN
    with without_pandas():
        common.show(
            common.answers.why(selection, rules=rules, limit=limit, reports=reports),
            SPARE_OF_REPORTS if reports else SPARE,
        )


@app.command()
@with_asking
def why(
    selection: Selection,
    common: Common,
    *,
    limit: Annotated[
        str | None,
        typer.Option(help="Only so many enterprises; a table shows 20, other formats all.", metavar="N"),
    ] = None,
    reports: Annotated[bool, typer.Option("--reports", help="One line per report instead of one per row.")] = False,
    rules: RulesOption = None,
) -> None:
    """The reports, rows and rules behind one figure, down to file and line.

    Of one cell in one period, and one --indicator (default operating_rate). Each enterprise that counts stands with
    what it adds to numerator and denominator, and with the rows that say so.
    """
    show_why(selection, common, rules, values.whole_number("--limit", limit), reports=reports)
