"""`resumetrack export`: the reports of a store in files that other programs read."""

from pathlib import Path
from typing import Annotated

import typer

from resumetrack.cli.options import Common, with_common
from resumetrack.cli.quick import without_pandas

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.callback()
def export() -> None:
    """`export lake DIR` writes the reports as Parquet files that others can append to."""


@app.command()
@with_common
def lake(
    common: Common,
    folder: Annotated[Path, typer.Argument(help="The lake: a new or empty folder, or one.", metavar="DIR")],
) -> None:
    """Write the reports that a lake lacks, as Parquet files by period.

    Several stores may do so at once. What is there is never changed; `rates`, `trend` and `coverage` with
    `--lake DIR` ask all of them.
    """
    with without_pandas():
        made = common.tracker.export_lake(folder)
    common.show(made)
