"""The program and its commands: only the module of the command that is called is imported.

The summaries stand here so that `--help` needs none of them; a test holds them against the commands.
"""

import importlib
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from resumetrack.cli.boundary import guarded
from resumetrack.cli.quick import take_as_written

SUMMARIES = {
    "ingest": "Store report files, folders of them, or - for standard input.",
    "check": "Read files as `ingest` would and list every finding; no store.",
    "profile": "Propose a profile for a file and show its first rows as they would be understood.",
    "roster": "Load the roster: the enterprises in scope.",
    "lists": "Show the named lists; `lists add NAME FILE` adds to one.",
    "panels": "Show the panels and what they hold.",
    "log": "Show every delivered file and what became of it.",
    "undo": "Withdraw a report, roster or list load.",
    "rates": "Operating and return-to-work rates by region, industry, ...",
    "weights": "How many enterprises of the roster each respondent stands for.",
    "trend": "How rates moved, in words, numbers and sparklines.",
    "revisions": "How figures move after they are first known, and which are provisional.",
    "card": "Every indicator of one cell, with definition and source.",
    "why": "The reports, rows and rules behind one figure, down to file and line.",
    "enterprises": "The enterprises behind a figure, or those that did not report.",
    "coverage": "Who reports and who is silent, by period and group.",
    "export": "`export lake DIR` writes the reports as Parquet files that others can append to.",
    "demo": "Show the published figures of 2020 and 2022 from sample data.",
    "verify": "Check every report in the store against its counts and digest.",
    "backup": "Copy the store to a file.",
    "restore": "Put a backup in the place of the store.",
    "doctor": "Check the store, the terminal and the installation.",
}


class Commands(TyperGroup):
    """Finds a command in its module when it is called, and is the one place where errors end."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002
        """Names of the commands in the order of daily use."""
        return list(SUMMARIES)

    def get_command(self, ctx: typer.Context | None, cmd_name: str) -> Any:  # type: ignore[override]  # noqa: ANN401
        """Import the module of a command and make the command of it; without a context it is only looked at."""
        if cmd_name not in SUMMARIES:
            return None
        if cmd_name not in self.commands:
            module = importlib.import_module(f"resumetrack.cli.{cmd_name}")
            command = typer.main.get_command(module.app)
            command.name = cmd_name
            for one in (command, *getattr(command, "commands", {}).values()) if ctx is not None else ():
                take_as_written(one.get_params(ctx))
            self.commands[cmd_name] = command
        return self.commands[cmd_name]

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]  # noqa: ANN401, ARG002
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))

    def parse_args(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]  # noqa: ANN401
        """Parse the program's own options; the command's are parsed when it is carried out."""
        take_as_written(self.get_params(ctx))
        return guarded(lambda: super(Commands, self).parse_args(ctx, args))

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # noqa: ANN401
        """Carry out the command; what goes wrong ends here, as a message and a code."""
        return guarded(lambda: super(Commands, self).invoke(ctx))


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        from resumetrack.cli.streams import write_text

        write_text(f"resumetrack {version('resumetrack')}\n")
        raise typer.Exit


app = typer.Typer(
    cls=Commands,
    name="resumetrack",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def program(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and end.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Say every day how many enterprises operate and how many of their people are back at work.

    Reports go in with `ingest`, figures come out with `rates` and `trend`. Data is on stdout, talk on stderr.
    """
