"""The boundary: every failure is a message, a hint and a code."""

import errno

import pytest
import typer

from resumetrack.cli.boundary import guarded
from resumetrack.errors import ExitCode, ResumetrackError, StorageError, StoreBusyError


def ended(error: BaseException) -> int:
    """The exit code that an exception ends with."""

    def work() -> None:
        raise error

    with pytest.raises(typer.Exit) as caught:
        guarded(work)
    return int(caught.value.exit_code)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (StorageError("a: damaged", hint="restore it"), 74, "resumetrack: error: a: damaged\nhint: restore it\n"),
        (StoreBusyError("in use"), 75, "resumetrack: error: in use\n"),
        (KeyboardInterrupt(), 130, "resumetrack: error: interrupted\nhint: a transaction that was under way is not"),
        (MemoryError(), 74, "resumetrack: error: out of memory\n"),
        (OSError(errno.ENOSPC, "No space left on device"), 74, "hint: free some space and run the command again\n"),
        (OSError(errno.EACCES, "Permission denied", "f.csv"), 74, "resumetrack: error: f.csv: Permission denied\n"),
    ],
)  # fmt: skip
def test_failures(error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Code and words of each kind of failure."""
    assert ended(error) == code
    assert words in capsys.readouterr().err


def test_nothing_hostile_reaches_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters of a file's name are shown, not obeyed."""
    ended(StorageError("evil\x1b[2J.csv"))
    assert capsys.readouterr().err == "resumetrack: error: evil\\x1b[2J.csv\n"


def test_faults_are_not_hidden() -> None:
    """What is not foreseen is a fault of the program and stays a traceback."""

    def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        guarded(work)


def test_codes_of_errors() -> None:
    """Every class of error carries a documented code."""
    classes: list[type[ResumetrackError]] = [ResumetrackError, *ResumetrackError.__subclasses__()]
    assert {one.code for one in classes} <= set(ExitCode)
