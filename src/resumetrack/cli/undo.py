"""`resumetrack undo`: withdraw what was stored."""

from typing import Annotated

import typer

from resumetrack.cli import values
from resumetrack.cli.diagnostics import tell
from resumetrack.cli.options import Common, with_common
from resumetrack.cli.quick import without_pandas
from resumetrack.model import Text

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_common
def undo(
    common: Common, report: Annotated[str, typer.Argument(help="Number of the report in `log`.", metavar="REPORT")]
) -> None:
    """Withdraw a report, roster or list load.

    Nothing is deleted: what it superseded is in force again, and --as-of a moment before still shows it.
    """
    with without_pandas():
        number, panel = common.tracker.undo(values.report(report))
    note = Text(f"report {number} of panel {panel} is withdrawn", f"面板 {panel} 的报表 {number} 已撤回")
    tell([note], common.lang, quiet=common.quiet)
