"""Interrupted or asked to end, a command ends in good order: one line, code 130, the store whole, no scratch left."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.branch import Branch
from resumetrack.errors import ExitCode


@pytest.fixture
def branch(tmp_path: Path) -> Branch:
    made = Branch(tmp_path / "branch", 11, tmp_path / "twin.duckdb")
    made.begin()
    return made


@pytest.fixture(autouse=True)
def usual_signals() -> Iterator[None]:
    """Commands start with no signal ignored, as on a terminal, even if the tests themselves run under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


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


STARTING = """
import builtins, os, signal
imported = builtins.__import__
def slow(name, *rest):
    if name == "resumetrack.cli.commands":
        os.kill(os.getpid(), signal.SIGINT)
    return imported(name, *rest)
from resumetrack.cli import main
builtins.__import__ = slow
main()
"""


def test_a_signal_while_it_starts() -> None:
    """Before there is anything to be interrupted it ends in the same words."""
    done = subprocess.run([sys.executable, "-c", STARTING], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == ExitCode.INTERRUPTED
    assert done.stderr.startswith("resumetrack: error: interrupted\n")
    assert "Traceback" not in done.stderr


LONG = """
import sys
import typer
from resumetrack.cli import signals
from resumetrack.cli.boundary import guarded
from resumetrack.store.engine import Engine
signals.heed()
def work():
    with Engine(None) as engine:
        print("asked", flush=True)
        engine.rows("SELECT count(*) FROM range(100000000) AS a, range(100000) AS b WHERE a.range * b.range % 7 = 3")
try:
    guarded(work)
except typer.Exit as end:
    sys.exit(end.exit_code)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_question_that_takes_long_is_given_up_at_once(number: signal.Signals) -> None:
    """The engine works in threads of its own, which do not keep the process from ending."""
    process = subprocess.Popen(
        [sys.executable, "-c", LONG], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "asked\n"
    time.sleep(0.5)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert err.startswith("resumetrack: error: interrupted\n")


def test_a_signal_that_the_caller_ignores_stays_ignored(branch: Branch) -> None:
    """Under nohup a terminal that hangs up ends nothing."""
    deed = branch.ingest()
    process = branch.start(*deed.words, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN) and None)
    until(branch, process, "tmp/resumetrack-*")
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=120)
    assert process.returncode == ExitCode.DONE
    assert branch.settle(deed) == 1
