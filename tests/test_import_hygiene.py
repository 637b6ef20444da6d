"""Start-up stays light: what a command does not need, it does not import. Each case is a process of its own."""

import ast
import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

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

# What saying what there is needs none of: libraries, and rooms that do the work.
WORK = {f"resumetrack.{room}" for room in ("tracker", "store", "measure", "reading", "analysis", "classify")}
START = FRAMES | ENGINES | WORK | {"rich"}

# To add a command: its arguments, and what it must not import. The folder holds a small store and its files.
QUICK = {"pandas", "pyarrow", "scipy"}
COMMANDS: list[tuple[list[str], set[str]]] = [
    (["--help"], START | {"resumetrack.model", "resumetrack.periods", "importlib.metadata"}),
    (["--version"], START | {"resumetrack.model", "resumetrack.periods"}),
    (["rates", "--help"], START | {"resumetrack.model.deliveries"}),
    (["ingest", "--help"], START),
    (["rates", "--by", "region", "--publish"], {"pandas", "pyarrow"}),
    *((command.split(), QUICK) for command in (
        "rates --by region,industry --where region=42 --period all",
        "rates --indicator power_index --long --format json",
        "enterprises --status none",
        "coverage --by region",
        "card --all-rules",
        "why --limit 1",
        "rates --why",
        "ingest 2020-03-01.csv --again",
        "check 2020-03-01.csv",
        "roster roster.csv --update",
        "lists add whitelist whitelist.csv --received 2020-03-02",
        "undo 3",
        "doctor",
    )),
    (["rates", "--by", "region", "--basis", "raised", "--interval", "95", "--rank"], {"pandas", "pyarrow"}),
    (["weights"], QUICK),
    *(([command], QUICK | {"narwhals"}) for command in ("log", "lists", "panels")),
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


def test_plain_rates_are_light(office: Path) -> None:
    """The question asked most imports neither what reads and delivers files nor what estimates."""
    loaded = loaded_modules(office, RUN_COMMAND, "rates", "--by", "region", "--format", "csv")
    unwanted = {"rich", "resumetrack.reading", "resumetrack.analysis", "resumetrack.model.deliveries"}
    unwanted |= {f"resumetrack.store.{name}" for name in ("backup", "deliver", "origins", "staging", "verify")}
    unwanted |= {f"resumetrack.measure.{name}" for name in ("estimating", "moments", "panel_state", "disclosure")}
    without = ("ingesting", "listing", "matching", "publishing", "rule_sets", "site_file", "terms")
    unwanted |= {f"resumetrack.tracker.{name}" for name in without} | {"tomllib", "resumetrack.classify.region_names"}
    assert not loaded & (QUICK | unwanted)
    # The names above are those of modules that there are.
    for name in sorted(unwanted):
        importlib.import_module(name)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("ra", "1"),
        ("", "1"),
        ("rates --ind", "2"),
        ("lists a", "2"),
        ("rates --period ", "3"),
        ("rates --by ", "3"),
        ("rates --where ", "3"),
        ("rates -f ", "3"),
    ],
)
def test_completion_is_light(office: Path, monkeypatch: pytest.MonkeyPatch, typed: str, word: str) -> None:
    """Pressing Tab imports no engine."""
    monkeypatch.setenv("_RESUMETRACK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"resumetrack {typed}")
    monkeypatch.setenv("COMP_CWORD", word)
    assert not loaded_modules(office, RUN_COMMAND) & START


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


def lazy_rooms() -> list[ModuleType]:
    """Packages whose names are loaded on first use."""
    rooms = [importlib.import_module(f"resumetrack.{room}") for room in ROOMS]
    return [room for room in rooms if hasattr(room, "__getattr__")]


def told_to_type_checkers(room: ModuleType) -> dict[str, str]:
    """Names that the `__init__` of a room imports for type checkers, with the modules they come from."""
    tree = ast.parse(Path(str(room.__file__)).read_text(encoding="utf-8"))
    imports = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)]
    return {
        name.name: str(one.module)
        for one in imports
        for name in one.names
        if name.asname is not None and str(one.module).startswith(room.__name__)
    }


@pytest.mark.parametrize("room", lazy_rooms(), ids=lambda room: room.__name__)
def test_lazy_room_tells_one_story(room: ModuleType) -> None:
    """What type checkers read in a room is what the program gets from it, each name from the module that is said."""
    told = told_to_type_checkers(room)
    assert told
    assert dir(room) == sorted(told)
    for name, module in told.items():
        assert getattr(room, name) is getattr(importlib.import_module(module), name)
    assert not hasattr(room, "nonsense")


@pytest.mark.parametrize("room", lazy_rooms(), ids=lambda room: room.__name__)
def test_lazy_name_is_no_module(room: ModuleType) -> None:
    """A name that a module of the room has too would stand for the one or the other, by the order of imports."""
    modules = {module.name for module in pkgutil.iter_modules(room.__path__)}
    assert modules
    assert not modules & told_to_type_checkers(room).keys()


def test_lazy_rooms_are_found() -> None:
    """The rooms that are lazy are those with most names."""
    assert {"model", "store", "measure", "tracker", "reading"} <= {
        room.__name__.removeprefix("resumetrack.") for room in lazy_rooms()
    }
