"""Fixtures for every test: a pinned environment, the installed command, the real data sets."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner

from resumetrack.cli.commands import app
from scheduling import Scheduling, in_order

# HYPOTHESIS_PROFILE=more searches longer and differently each time; "ci" gives the same cases on every run.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("more", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

PINNED = {
    "COLUMNS": "100",
    "NO_COLOR": "1",
    "TERM": "xterm",
    "TZ": "UTC",
    "_TYPER_FORCE_DISABLE_TERMINAL": "1",
}
REMOVED = ("FORCE_COLOR", "RESUMETRACK_CONFIG", "RESUMETRACK_PANEL", "RESUMETRACK_STORE")
OFFICE = Path(__file__).parent / "errors" / "_office"
OFFICE_LOADS = (
    "roster roster.csv --received 2020-03-01T08:00Z",
    "lists add whitelist whitelist.csv --received 2020-03-01T08:00Z",
    "ingest 2020-03-01.csv 2020-03-02.csv --received 2020-03-02T18:00Z",
)
HOMES = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Share tests out among workers as `scheduling` says."""
    config.option.loadscopereorder = False
    return Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first."""
    items[:] = in_order(items)


@dataclass(frozen=True)
class Finished:
    """What a command that has ended left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Run the installed command with `args`; `env` is added to the pinned environment, `stdin` is fed to it."""

    def __call__(
        self, *args: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None, stdin: str | None = None
    ) -> Finished: ...


@pytest.fixture(autouse=True)
def pinned_environment(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same width, colour, zone and empty home for every test, whatever the caller's environment."""
    for name in REMOVED:
        monkeypatch.delenv(name, raising=False)
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)
    home = tmp_path_factory.mktemp("home")
    for name in HOMES:
        monkeypatch.setenv(name, str(home if name == "HOME" else home / name.lower()))
    _read_zone()
    yield
    monkeypatch.undo()
    _read_zone()


def _read_zone() -> None:
    if sys.platform != "win32":
        time.tzset()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The installed command in a process of its own, by default in the test's empty folder."""

    def run(
        *args: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None, stdin: str | None = None
    ) -> Finished:
        done = subprocess.run(
            [sys.executable, "-m", "resumetrack", *map(str, args)],
            cwd=cwd or tmp_path,
            env={**os.environ, **(env or {})},
            input=stdin or "",
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small office and the store they make. Made once; `office` is a copy to work in."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(OFFICE, folder, dirs_exist_ok=True)
    for command in OFFICE_LOADS:
        arguments = [sys.executable, "-m", "resumetrack", *shlex.split(command)]
        subprocess.run(arguments, cwd=folder, check=True, capture_output=True, env=_pinned())
    return folder


@pytest.fixture
def office(office_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the office as the working folder."""
    shutil.copytree(office_folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def invoke(line: str, stdin: bytes = b"") -> Finished:
    """Carry out a command line in this process and the working folder."""
    done = CliRunner().invoke(app, shlex.split(line), input=stdin, prog_name="resumetrack")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Finished(done.exit_code, done.stdout, done.stderr)


def _pinned() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in REMOVED} | PINNED


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `resumetrack demo --keep` leaves: the loaded store and the sample files. Made once; copy it to change it."""
    folder = tmp_path_factory.getbasetemp()
    shared = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "demo"
    with FileLock(f"{shared}.lock"):
        if not shared.is_dir():
            making = shared.with_name("demo-making")
            command = [sys.executable, "-m", "resumetrack", "demo", "--quiet", "--keep", str(making)]
            subprocess.run(command, check=True, capture_output=True, cwd=folder, env=_pinned())
            making.rename(shared)
    return shared


@pytest.fixture
def real_data() -> Path:
    """The folder of real data sets; without it the test is skipped, and fails where CI is set."""
    named = os.environ.get("RESUMETRACK_REAL_DATA")
    if named and Path(named).is_dir():
        return Path(named)
    reason = f"RESUMETRACK_REAL_DATA names no folder: {named}" if named else "RESUMETRACK_REAL_DATA is not set"
    sentence = f"Comparison with real published figures is left out, because {reason}."
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)
