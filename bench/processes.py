"""Running a whole process and saying what it cost: wall time, processor time, peak memory."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO

_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Command:
    """A process to be run; `environment` is added to that of all."""

    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, seconds of processor (user and system), bytes of memory at the peak."""

    wall: float
    cpu: float
    peak: int

    def __add__(self, after: "Cost") -> "Cost":
        """Cost of one thing after another."""
        return Cost(self.wall + after.wall, self.cpu + after.cpu, max(self.peak, after.peak))


@dataclass(frozen=True)
class Finished:
    """A process that has ended."""

    cost: Cost
    code: int
    output: str
    talk: str


def run(command: Command, folder: Path, limit: float) -> Finished:
    """Run a process in a folder; one that takes more seconds than the limit is killed."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as talk:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - the commands are our own
            command.words, cwd=folder, env={**_environment(folder), **command.environment},
            stdin=subprocess.DEVNULL, stdout=output, stderr=talk,
        )  # fmt: skip
        guard = threading.Timer(limit, process.kill)
        guard.start()
        # Not `process.wait`: only wait4 tells what this one child has used, its own children included.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        guard.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        cost = Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * _PEAK_UNIT)
        return Finished(cost, process.returncode, _text(output), _text(talk))


def typical(costs: Sequence[Cost]) -> Cost:
    """Median of each quantity by itself."""
    return Cost(
        median(one.wall for one in costs), median(one.cpu for one in costs), int(median(one.peak for one in costs))
    )


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def _environment(folder: Path) -> dict[str, str]:
    """Say what all processes share: nothing of the caller's settings, and byte code as installed."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG", "TZ") if name in os.environ}
    return {**kept, "XDG_CONFIG_HOME": str(folder / "no-configuration"), "NO_COLOR": "1", "COLUMNS": "100"}
