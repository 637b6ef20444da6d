"""`resumetrack roster`: the enterprises in scope."""

from typing import Annotated

import typer

from resumetrack.cli import deliveries, values
from resumetrack.cli.diagnostics import Progress
from resumetrack.cli.options import Common, EncodingOption, MaxRejectsOption, ProfileOption, with_common
from resumetrack.cli.quick import without_pandas
from resumetrack.errors import ExitCode

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_common
def roster(
    common: Common,
    file: Annotated[str, typer.Argument(help="The roster file, or - for standard input.", metavar="FILE")],
    *,
    valid_from: Annotated[
        str | None, typer.Option(help="First day it is valid; default for all time.", metavar="DATE")
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Only add and change; nobody leaves scope.")] = False,
    profile: ProfileOption = None,
    encoding: EncodingOption = None,
    received: deliveries.ReceivedOption = None,
    strict: deliveries.StrictOption = False,
    max_rejects: MaxRejectsOption = None,
) -> None:
    """Load the roster: the enterprises in scope.

    It is complete from its first day: enterprises that are not in it leave scope then.
    """
    with without_pandas(), Progress(quiet=common.quiet) as progress:
        result = common.tracker.roster(
            file,
            update=update,
            progress=progress,
            valid_from=values.day("--valid-from", valid_from),
            profile=profile,
            encoding=encoding,
            received=values.moment("--received", received),
            max_rejects=values.limits(max_rejects, strict=strict),
        )
    deliveries.show_results([result], (), common)
    raise typer.Exit(ExitCode.DATA_PROBLEM if result.counts.rejected else ExitCode.DONE)
