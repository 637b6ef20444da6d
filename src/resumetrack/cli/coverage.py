"""`resumetrack coverage`: who reports and who is silent."""

import typer

from resumetrack.cli import lakes
from resumetrack.cli.options import Common, with_publishing
from resumetrack.cli.publishing import Publishing
from resumetrack.cli.quick import without_pandas
from resumetrack.model import Selection

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_publishing
def coverage(
    selection: Selection,
    common: Common,
    publishing: Publishing,
    *,
    lake: lakes.LakeOption = None,
    engine: lakes.EngineOption = None,
    master: lakes.MasterOption = None,
) -> None:
    """Who reports and who is silent, by period and group.

    The selection is that of `rates`. Silence is never read as closure.
    """
    with without_pandas():
        publish = publishing.begin(common)
        table = lakes.tracker_of(common, lake, engine, master).coverage(selection, publish=publish)
        publishing.end(common)
        common.show(table)
