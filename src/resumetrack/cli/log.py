"""`resumetrack log`."""

import typer

from resumetrack.cli.options import Common, with_common
from resumetrack.cli.quick import without_pandas

app = typer.Typer(rich_markup_mode=None, add_completion=False)


# What people can do without, the least needed first.
SPARE = ("revised", "last_period", "first_period", "accepted", "panel")


@app.command()
@with_common
def log(common: Common) -> None:
    """Show every delivered file and what became of it."""
    with without_pandas():
        common.show(common.tracker.log(), SPARE)
