"""`resumetrack ingest`: files into the store."""

from pathlib import Path
from typing import Annotated

import typer

from resumetrack.cli import deliveries, values
from resumetrack.cli.diagnostics import Progress
from resumetrack.cli.options import Common, EncodingOption, MaxRejectsOption, ProfileOption, with_common
from resumetrack.cli.quick import without_pandas

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_common
def ingest(
    common: Common,
    files: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders, zip archives, patterns, or - for standard input.", metavar="FILE...|DIR|-"
        ),
    ],
    *,
    profile: ProfileOption = None,
    encoding: EncodingOption = None,
    period: Annotated[str | None, typer.Option(help="The period of the whole file.", metavar="DATE")] = None,
    received: deliveries.ReceivedOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Do everything but store.")] = False,
    strict: deliveries.StrictOption = False,
    max_rejects: MaxRejectsOption = None,
    each: Annotated[bool, typer.Option("--each", help="One transaction per file; a folder always is.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Submit bytes anew that are held already.")] = False,
    replaces: Annotated[
        str | None, typer.Option(help="Withdraw this report and store the file, in one.", metavar="REPORT")
    ] = None,
    on_duplicate: Annotated[
        str | None,
        typer.Option(help="Which of contradicting rows of a file counts; default last.", metavar="last|first|reject"),
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(help="Write the rejected rows here, ready to correct and ingest.", metavar="F.csv")
    ] = None,
) -> None:
    """Store report files, folders of them, or - for standard input.

    Bad rows are named and left out, good rows go in; a file with too many bad rows is refused as a whole.
    Exit codes: 0 stored, 1 stored without some rejected rows, 65 refused and nothing stored.
    """
    with without_pandas(), Progress(quiet=common.quiet) as progress:
        done = common.tracker.ingest(
            *files,
            progress=progress,
            profile=profile,
            encoding=encoding,
            period=values.day("--period", period),
            received=values.moment("--received", received),
            dry_run=dry_run,
            max_rejects=values.limits(max_rejects, strict=strict),
            each=each,
            again=again,
            replaces=None if replaces is None else values.report(replaces),
            on_duplicate=values.duplicate_policy(on_duplicate),
        )
    deliveries.show_results(done.results, done.skipped, common)
    if rejects is not None:
        deliveries.write_rejects(done.results, rejects, common)
    raise typer.Exit(done.code)
