"""`resumetrack panels`."""

import typer

from resumetrack.cli.options import Common, with_common
from resumetrack.cli.quick import without_pandas

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_common
def panels(common: Common) -> None:
    """Show the panels and what they hold."""
    with without_pandas():
        common.show(common.tracker.panels())
