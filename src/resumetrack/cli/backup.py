"""`resumetrack backup`: a copy of the store."""

from pathlib import Path
from typing import Annotated

import typer

from resumetrack.cli.options import Common, with_common
from resumetrack.cli.quick import without_pandas

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_common
def backup(
    common: Common,
    file: Annotated[Path, typer.Argument(help="Where the copy goes.", metavar="FILE")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Take the place of a backup that is there.")] = False,
) -> None:
    """Copy the store to a file.

    Others can read meanwhile, and writers wait. The copy is verified before it gets its name, and only you can read it.
    """
    with without_pandas():
        made = common.tracker.backup(file, force=force)
    common.show(made)
