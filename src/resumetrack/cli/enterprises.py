"""`resumetrack enterprises`: who is behind a figure, who has not reported."""

from typing import Annotated

import typer

from resumetrack.cli.options import Common, with_asking
from resumetrack.cli.publishing import refuse_publishing
from resumetrack.cli.quick import without_pandas
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)


# What people can do without, the least needed first.
SPARE = ("last_period", "size", "expected_resume", "difficulty", "industry", "on_duty", "employees")


@app.command()
@with_asking
def enterprises(
    selection: Selection,
    common: Common,
    *,
    status: Annotated[
        str | None,
        typer.Option(help="full, partial, suspended, closed, operating, or none: did not report.", metavar="S|none"),
    ] = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Refused: a list of enterprises cannot be published.")
    ] = False,
) -> None:
    """The enterprises behind a figure, or those that did not report.

    The selection is that of `rates`; `--status none` is the list to telephone.
    """
    refuse_publishing("enterprises", wanted=publish)
    with without_pandas():
        common.show(common.answers.enterprises(selection, status=status), SPARE)
