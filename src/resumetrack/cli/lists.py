"""`resumetrack lists`: named cohorts of enterprises."""

from typing import Annotated

import typer

from resumetrack.cli import deliveries, values
from resumetrack.cli.diagnostics import Progress
from resumetrack.cli.options import Common, EncodingOption, MaxRejectsOption, ProfileOption, with_common
from resumetrack.cli.quick import without_pandas
from resumetrack.errors import ExitCode

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.callback(invoke_without_command=True)
@with_common
def lists(context: typer.Context, common: Common) -> None:
    """Show the named lists; `lists add NAME FILE` adds to one.

    A list is a whitelist batch, a monitored group, the suppliers of a leading enterprise.
    """
    if context.invoked_subcommand is None:
        with without_pandas():
            common.show(common.tracker.lists())


@app.command()
@with_common
def add(
    common: Common,
    name: Annotated[str, typer.Argument(help="Name of the list.", metavar="NAME")],
    file: Annotated[str, typer.Argument(help="The file of its members, or - for standard input.", metavar="FILE")],
    *,
    profile: ProfileOption = None,
    encoding: EncodingOption = None,
    received: deliveries.ReceivedOption = None,
    strict: deliveries.StrictOption = False,
    max_rejects: MaxRejectsOption = None,
) -> None:
    """Add the enterprises of a file to a named list.

    Columns: enterprise_id and, if known, batch, focus, leader, valid_from, valid_to (both included).
    """
    with without_pandas(), Progress(quiet=common.quiet) as progress:
        result = common.tracker.add_list(
            name,
            file,
            progress=progress,
            profile=profile,
            encoding=encoding,
            received=values.moment("--received", received),
            max_rejects=values.limits(max_rejects, strict=strict),
        )
    deliveries.show_results([result], (), common)
    raise typer.Exit(ExitCode.DATA_PROBLEM if result.counts.rejected else ExitCode.DONE)
