"""`kill -9` at any moment: each command's effect is whole or absent, the store opens, and nothing else has changed.

RESUMETRACK_TEST_KILLS says how many random kills, default 160; RESUMETRACK_TEST_SEED begins another series.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from faults.branch import KILLED, Branch, Deed

KILLS = int(os.environ.get("RESUMETRACK_TEST_KILLS", "160"))
SEED = int(os.environ.get("RESUMETRACK_TEST_SEED", "0"))
CHAINS = 8
# Starting up takes most of a command's time: three kills in four wait for the turn to write.
EARLY, STARTING_SECONDS, WRITING_SECONDS = 0.25, 1.0, 0.3
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


def kill(branch: Branch, deed: Deed, dice: random.Random) -> bool:
    """Start a command and kill it at a random moment: whether it was still running."""
    process = branch.start(*deed.words)
    if dice.random() < EARLY:
        time.sleep(dice.uniform(0, STARTING_SECONDS))
    else:
        turn = branch.folder / "store.duckdb.lock"
        while process.poll() is None and not turn.exists():
            time.sleep(0.001)
        time.sleep(dice.uniform(0, WRITING_SECONDS) ** 2 / WRITING_SECONDS)
    process.kill()
    process.communicate()
    return process.returncode == KILLED


@pytest.mark.slow
@pytest.mark.parametrize("chain", range(CHAINS))
def test_killed_at_a_random_moment(chain: int, tmp_path: Path) -> None:
    """Command after command on one store, each killed: what was not done whole is not there at all."""
    branch = Branch(tmp_path / "branch", seed=SEED * CHAINS + chain)
    branch.begin()
    dice = random.Random(branch.seed)  # noqa: S311 - when to kill, no secret
    wanted = -(-KILLS // CHAINS)
    killed = done = 0
    for _ in range(4 * wanted):
        if killed == wanted:
            break
        deed = branch.any_deed()
        killed += kill(branch, deed, dice)
        done += branch.settle(deed)
        branch.check()
    assert killed == wanted, f"only {killed} of {wanted} kills hit a running command"
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
    branch = Branch(tmp_path / "branch", seed=1)
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
