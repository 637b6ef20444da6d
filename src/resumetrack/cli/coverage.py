"""`resumetrack coverage`: who reports and who is silent."""

import typer

from resumetrack.cli.options import Common, with_publishing
from resumetrack.cli.publishing import Publishing
from resumetrack.cli.quick import without_pandas
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_publishing
def coverage(selection: Selection, common: Common, publishing: Publishing) -> None:
    """Who reports and who is silent, by period and group.

    The selection is that of `rates`. Silence is never read as closure.
    """
    with without_pandas():
        table = common.tracker.coverage(selection, publish=publishing.begin(common))
        publishing.end(common)
        common.show(table)
