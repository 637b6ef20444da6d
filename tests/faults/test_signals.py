"""Interrupted or asked to end, a command ends in good order: one line, code 130, the store whole, no scratch left."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from faults.branch import Branch
from resumetrack.errors import ExitCode


@pytest.fixture
def branch(tmp_path: Path) -> Branch:
    made = Branch(tmp_path / "branch", 11, tmp_path / "twin.duckdb")
    made.begin()
    return made


def until(branch: Branch, process: "subprocess.Popen[str]", pattern: str) -> None:
    """Wait until a file of the command is there."""
    while process.poll() is None and not list(branch.folder.glob(pattern)):
        time.sleep(0.001)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("pattern", ["tmp/resumetrack-*", "tmp/resumetrack-*/scratch.duckdb", "store.duckdb.lock"])
def test_a_signal_on_the_way(number: signal.Signals, pattern: str, branch: Branch) -> None:
    """Whether it reads, stages or stores: what was not done whole is not there, and nothing else is left."""
    deed = branch.ingest_each()
    process = branch.start(*deed.words)
    until(branch, process, pattern)
    process.send_signal(number)
    _, err = process.communicate(timeout=120)
    assert process.returncode == ExitCode.INTERRUPTED, err
    assert err == (
        "resumetrack: error: interrupted\n"
        "hint: a transaction that was under way is not stored; `resumetrack log` shows what is\n"
    )
    branch.settle(deed)
    branch.check()
    assert [path.name for path in branch.folder.glob("store.duckdb*")] == ["store.duckdb"]
    assert not [path for path in (branch.folder / "tmp").rglob("*") if path.is_file()]


def test_a_signal_that_the_caller_ignores_stays_ignored(branch: Branch) -> None:
    """Under nohup a terminal that hangs up ends nothing."""
    deed = branch.ingest()
    process = branch.start(*deed.words, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN) and None)
    until(branch, process, "tmp/resumetrack-*")
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=120)
    assert process.returncode == ExitCode.DONE
    assert branch.settle(deed) == 1
