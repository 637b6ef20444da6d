"""Help: every command explains itself, within 80 columns, and the summaries are those of the commands."""

import re

import pytest
from typer.main import get_command

from conftest import Run, invoke
from resumetrack.cli.commands import SUMMARIES, app

COMMANDS = [*SUMMARIES, "lists add", "export lake"]
# Nothing is exported without saying what to.
WORKING = [command for command in COMMANDS if command != "export"]
COMMON = ("--store", "--panel", "--format", "--output", "--lang", "--quiet", "--help")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--help` and `-h` of every command are the same text, no line of which is wider than 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    done = invoke(f"{command} --help")
    assert done.code == 0
    assert done.err == ""
    assert max(map(len, done.out.splitlines())) <= 80
    assert invoke(f"{command} -h").out == done.out
    assert re.search(r"^Usage: resumetrack", done.out)


@pytest.mark.parametrize("command", WORKING)
def test_every_command_takes_the_common_options(command: str) -> None:
    """Store, panel, format, output, language and quiet are everywhere."""
    out = invoke(f"{command} --help").out
    assert not [option for option in COMMON if option not in out]


@pytest.mark.parametrize("name", SUMMARIES)
def test_summaries(name: str) -> None:
    """The list of commands says what each command says of itself."""
    program = get_command(app)
    command = program.get_command(None, name)  # type: ignore[attr-defined]
    assert command.help.splitlines()[0] == SUMMARIES[name]


def test_program_without_command() -> None:
    """Without a command the help is shown, on stderr, with exit code 2."""
    done = invoke("")
    assert done.code == 2
    assert "Commands:" in done.out + done.err


def test_version() -> None:
    """`--version` is one line."""
    assert re.fullmatch(r"resumetrack \d+\.\d+\.\d+\n", invoke("--version").out)


@pytest.mark.parametrize(
    ("typed", "word", "found"), [("ra", 1, "rates"), ("lists a", 2, "add"), ("rates --ind", 2, "--indicator")]
)
def test_completion(typed: str, word: int, found: str, run: Run) -> None:
    """The shell completes commands and options."""
    asked = {"_RESUMETRACK_COMPLETE": "complete_bash", "COMP_WORDS": f"resumetrack {typed}", "COMP_CWORD": str(word)}
    assert found in run(env=asked).out.split()
