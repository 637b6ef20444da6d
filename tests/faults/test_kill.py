"""`kill -9` at any moment: each command's effect is whole or absent, the store opens, and nothing else has changed.

RESUMETRACK_TEST_KILLS says how many random kills, default 160; RESUMETRACK_TEST_SEED begins another series.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from faults.branch import KILLED, Branch, Deed

KILLS = int(os.environ.get("RESUMETRACK_TEST_KILLS", "160"))
SEED = int(os.environ.get("RESUMETRACK_TEST_SEED", "0"))
CHAINS = 8
# Starting up takes most of a command's time: three kills in four wait until it writes.
EARLY = 0.25
# Ends the process before the n-th statement after the store was opened for writing.
AT_A_STATEMENT = """
import os, signal, sys
from resumetrack.store.engine import Engine
left = int(sys.argv.pop(1))
statement, attach = Engine.execute, Engine.attach
writing = False
def execute(self, sql):
    global left
    if writing:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return statement(self, sql)
def watched(self, *, write, wait):
    global writing
    writing = write
    return attach(self, write=write, wait=wait)
Engine.execute, Engine.attach = execute, watched
from resumetrack.cli import main
main()
"""


def until_it_writes(branch: Branch, process: "subprocess.Popen[str]") -> None:
    """Wait until a command has its turn to write, or has ended."""
    turn = branch.folder / "store.duckdb.lock"
    while process.poll() is None and not turn.exists():
        time.sleep(0.001)


def rehearse(branch: Branch, deed: Deed) -> tuple[float, float]:
    """Carry out a command undisturbed: seconds until it writes, and until it ends from then."""
    begin = time.monotonic()
    process = branch.start(*deed.words)
    until_it_writes(branch, process)
    middle = time.monotonic()
    process.communicate()
    assert process.returncode == 0
    return middle - begin, time.monotonic() - middle


def kill(branch: Branch, deed: Deed, dice: random.Random, spans: tuple[float, float]) -> bool:
    """Start a command and kill it at a random moment: whether it was still running."""
    starting, writing = spans
    process = branch.start(*deed.words)
    if dice.random() < EARLY:
        time.sleep(dice.uniform(0, starting))
    else:
        until_it_writes(branch, process)
        time.sleep(dice.uniform(0, writing))
    process.kill()
    process.communicate()
    return process.returncode == KILLED


@pytest.mark.slow
@pytest.mark.parametrize("chain", range(CHAINS))
def test_killed_at_a_random_moment(chain: int, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Command after command on one store, each killed: what was not done whole is not there at all."""
    branch = Branch(tmp_path / "branch", SEED * CHAINS + chain, tmp_path / "twin.duckdb")
    branch.begin()
    dice = random.Random(branch.seed)  # noqa: S311 - when to kill, no secret
    wanted = -(-KILLS // CHAINS)
    rehearsed = branch.ingest()
    spans = rehearse(branch, rehearsed)
    assert branch.settle(rehearsed) == 1
    killed = done = 0
    for _ in range(4 * wanted):
        if killed == wanted:
            break
        deed = branch.any_deed()
        killed += kill(branch, deed, dice, spans)
        done += branch.settle(deed)
        branch.check()
    assert killed == wanted, f"only {killed} of {wanted} kills hit a running command"
    record_property("steps_done", done)
    branch.rebuild()


def die(branch: Branch, deed: Deed, statement: int) -> bool:
    """Carry out a command that dies before a statement: whether it did."""
    command = [sys.executable, "-c", AT_A_STATEMENT, str(statement), *deed.words]
    done = subprocess.run(command, cwd=branch.folder, env=branch.environment(), capture_output=True, check=False)
    return done.returncode == KILLED


@pytest.mark.slow
@pytest.mark.parametrize("deed", ["ingest_instead", "undo", "load"])
def test_killed_before_every_statement(deed: str, tmp_path: Path) -> None:
    """Whichever statement a command dies before, the next one finds the store as it was, or as it should be."""
    branch = Branch(tmp_path / "branch", 1, tmp_path / "twin.duckdb")
    branch.begin()
    chosen = getattr(branch, deed)()
    died = done = 0
    while not done:
        if not die(branch, chosen, died):
            break
        died += 1
        done = branch.settle(chosen)
        branch.check()
    assert done or branch.settle(chosen) == 1
    assert died > 10
    branch.check()
    branch.rebuild()
