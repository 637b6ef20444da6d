"""`resumetrack profile`: a profile proposed for a file."""

from typing import Annotated

import typer

from resumetrack.cli import values
from resumetrack.cli.diagnostics import tell, warn
from resumetrack.cli.options import Common, EncodingOption, with_common_text
from resumetrack.cli.quick import without_pandas
from resumetrack.cli.streams import chosen_format, write_file, write_table, write_text
from resumetrack.errors import ExitCode, UsageError
from resumetrack.model import Kind, Text

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@with_common_text
def profile(
    common: Common,
    file: Annotated[str, typer.Argument(help="A file of the format, or - for standard input.", metavar="FILE")],
    *,
    encoding: EncodingOption = None,
    period: Annotated[
        str | None, typer.Option(help="The period, where the file does not tell it.", metavar="DATE")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="The sheet of a workbook, where several are different tables.", metavar="NAME")
    ] = None,
    kind: Annotated[str, typer.Option(help="What the files are: report, roster or list.", metavar="KIND")] = "report",
) -> None:
    """Propose a profile for a file and show its first rows as they would be understood.

    The profile goes to stdout, or with -o to a file, which must not exist yet; stdout then has the rows.
    Exit codes: 0 the profile reads the file, 1 something in it is marked TODO or it does not read the file yet.
    """
    from resumetrack.tracker.proposing import preview

    if kind not in set(Kind):
        message = f"there is no kind {kind}"
        raise UsageError(message, hint=f"choose {', '.join(Kind)}")
    if common.output is not None and common.output.exists():
        message = f"{common.output} exists already"
        raise UsageError(message, hint="it is left as it is; name another file, or remove it first")
    with without_pandas():
        proposal = common.tracker.propose_profile(
            file, kind=kind, period=values.day("--period", period), encoding=encoding, sheet=sheet
        )
    table = preview(proposal)
    if common.output is None:
        write_text(proposal.text)
    else:
        write_file([proposal.text], common.output)
        write_table(table, chosen_format(common.format, None, excel=common.excel), None, common.lang)
        tell(
            [Text(f"the profile is in {common.output}", f"profile 已写入 {common.output}")],
            common.lang,
            quiet=common.quiet,
        )
    tell(table.notes, common.lang, quiet=common.quiet)
    for question in proposal.todos:
        warn(f"TODO: {question.rstrip(':')}")
    if proposal.trouble:
        warn(f"not readable yet: {proposal.trouble}")
    raise typer.Exit(ExitCode.DATA_PROBLEM if proposal.trouble or proposal.todos else ExitCode.DONE)
