"""`resumetrack coverage`: who reports and who is silent."""

import typer

from resumetrack.cli.options import Common, with_selection
from resumetrack.cli.quick import without_pandas
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_selection
def coverage(selection: Selection, common: Common) -> None:
    """Who reports and who is silent, by period and group.

    The selection is that of `rates`. Silence is never read as closure.
    """
    with without_pandas():
        common.show(common.tracker.coverage(selection))
