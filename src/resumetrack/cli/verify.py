"""`resumetrack verify`: whether the store holds what was put there."""

import typer

from resumetrack.cli.options import Common, with_common
from resumetrack.cli.quick import without_pandas
from resumetrack.errors import ExitCode

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_common
def verify(common: Common) -> None:
    """Check every report in the store against its counts and digest.

    What is derived from the reports is checked too. The whole store is read, all panels of it; nothing is changed.
    Exit codes: 0 all is well, 1 there is a problem.
    """
    with without_pandas():
        found = common.tracker.verify(common.lang)
    common.show(found.table)
    raise typer.Exit(ExitCode.DONE if found.sound else ExitCode.DATA_PROBLEM)
