"""`resumetrack restore`: a backup in the place of the store."""

from pathlib import Path
from typing import Annotated

import typer

from resumetrack.cli.options import Common, with_common
from resumetrack.cli.quick import without_pandas

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_common
def restore(
    common: Common,
    file: Annotated[Path, typer.Argument(help="The backup.", metavar="FILE")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Take the place of a store that is there; it is kept under another name.")
    ] = False,
) -> None:
    """Put a backup in the place of the store.

    The backup is verified first. A store that is there stays as it is, unless you say --force.
    """
    with without_pandas():
        made = common.tracker.restore(file, force=force)
    common.show(made)
