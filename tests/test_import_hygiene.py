"""Start-up stays light: what a command does not need, it does not import. Each case is a process of its own."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import resumetrack

# Leaves the names of all loaded modules in the file named first, whatever the command does and however it ends.
# Quick commands set sys.modules["pandas"] = None to hide it: that is not an import.
PROBE = """
import atexit, json, pathlib, runpy, sys

place = pathlib.Path(sys.argv.pop(1))

def leave():
    place.write_text(json.dumps([name for name, module in sys.modules.items() if module is not None]))

atexit.register(leave)
"""
RUN_COMMAND = PROBE + 'runpy.run_module("resumetrack", run_name="__main__", alter_sys=True)'
IMPORT_ROOM = PROBE + "__import__(sys.argv[1])"
FRAMES = {"pandas", "pyarrow", "numpy", "scipy"}
ENGINES = {"duckdb", "narwhals"}

# To add a command: its arguments, and what it must not import. The folder holds a small store and its files.
QUICK = {"pandas", "pyarrow", "scipy"}
COMMANDS: list[tuple[list[str], set[str]]] = [
    (["--help"], FRAMES | ENGINES | {"rich"}),
    (["--version"], FRAMES | ENGINES | {"rich"}),
    (["rates", "--help"], FRAMES | ENGINES | {"rich"}),
    (["ingest", "--help"], FRAMES | ENGINES | {"rich"}),
    (["rates", "--by", "region", "--publish"], {"pandas", "pyarrow"}),
    *((command.split(), QUICK) for command in (
        "rates --by region,industry --where region=42 --period all",
        "rates --format csv",
        "rates --indicator power_index --long --format json",
        "enterprises --status none",
        "coverage --by region",
        "card --all-rules",
        "why --limit 1",
        "rates --why",
        "log",
        "lists",
        "panels",
        "ingest 2020-03-01.csv --again",
        "check 2020-03-01.csv",
        "roster roster.csv --update",
        "lists add whitelist whitelist.csv --received 2020-03-02",
        "undo 3",
        "doctor",
    )),
    (["rates", "--by", "region", "--basis", "raised", "--interval", "95", "--rank"], {"pandas", "pyarrow"}),
    (["weights"], QUICK),
]  # fmt: skip
# analysis is where pandas belongs.
ROOMS = sorted({room.name for room in pkgutil.iter_modules(resumetrack.__path__)} - {"analysis", "__main__"})


def loaded_modules(tmp_path: Path, program: str, *args: str) -> set[str]:
    """Names of the modules loaded when `program` has ended well."""
    place = tmp_path / "modules.json"
    done = subprocess.run(
        [sys.executable, "-c", program, str(place), *args],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(place.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("args", "unwanted"), COMMANDS, ids=[" ".join(args) for args, _ in COMMANDS])
def test_command_is_light(office: Path, args: list[str], unwanted: set[str]) -> None:
    """A quick command imports none of the heavy libraries it does not need."""
    assert not loaded_modules(office, RUN_COMMAND, *args) & unwanted


def test_csv_needs_no_rich(office: Path) -> None:
    """Machine formats are written without the library of the tables."""
    assert "rich" not in loaded_modules(office, RUN_COMMAND, "rates", "--format", "csv")


@pytest.mark.parametrize(("typed", "word"), [("ra", "1"), ("", "1"), ("rates --ind", "2"), ("lists a", "2")])
def test_completion_is_light(office: Path, monkeypatch: pytest.MonkeyPatch, typed: str, word: str) -> None:
    """Pressing Tab imports no engine."""
    monkeypatch.setenv("_RESUMETRACK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"resumetrack {typed}")
    monkeypatch.setenv("COMP_CWORD", word)
    assert not loaded_modules(office, RUN_COMMAND) & (FRAMES | ENGINES)


def test_package_is_lazy(tmp_path: Path) -> None:
    """`import resumetrack` imports no room and no library."""
    loaded = loaded_modules(tmp_path, IMPORT_ROOM, "resumetrack")
    assert not {name for name in loaded if name.startswith("resumetrack.")}
    assert not loaded & (FRAMES | ENGINES | {"rich", "typer", "importlib.metadata"})


@pytest.mark.parametrize("room", ROOMS)
def test_room_does_not_import_pandas(tmp_path: Path, room: str) -> None:
    """Only analysis imports pandas; other rooms do so inside the function that hands out a pandas frame, if at all."""
    assert "pandas" not in loaded_modules(tmp_path, IMPORT_ROOM, f"resumetrack.{room}")


def test_package_lists_its_names() -> None:
    """Names loaded on first use are listed all the same, and an unknown one is an AttributeError."""
    assert dir(resumetrack) == sorted(resumetrack.__all__)
    assert resumetrack.__version__
    assert not hasattr(resumetrack, "nonsense")
