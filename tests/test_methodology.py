"""Each folder of tests/methodology is one pattern: reports, the commands, and what they give as worked by hand.

`command.txt` holds the commands in order, written as on the command line; `> expected.csv` names the file that the
answer equals byte for byte. `note.md` holds the working. The commands run through the Python API.
"""

import argparse
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from resumetrack.model import Table
from resumetrack.render import Screen, render
from resumetrack.tracker import Tracker

FOLDERS = sorted(path for path in (Path(__file__).parent / "methodology").iterdir() if (path / "command.txt").exists())
SCREEN = Screen(width=None, colour=False)

SELECTION = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
for option in ("by", "levels", "period", "first", "last", "every", "pool", "as_of"):
    flag = {"levels": "--level", "first": "--from", "last": "--to"}.get(option, f"--{option.replace('_', '-')}")
    SELECTION.add_argument(flag, dest=option)
SELECTION.add_argument("--list", dest="lists", action="append")
SELECTION.add_argument("--where", action="append", type=lambda text: tuple(text.split("=", 1)))
SELECTION.add_argument("--indicator", dest="indicators")
SELECTION.add_argument("--min-coverage", type=float)

LOADING = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
for option in ("received", "period", "profile", "valid-from", "on-duplicate"):
    LOADING.add_argument(f"--{option}")
LOADING.add_argument("--replaces", type=int)
LOADING.add_argument("--again", action="store_true", default=None)
LOADING.add_argument("--update", action="store_true", default=None)
LOADING.add_argument("files", nargs="+")

OWN = {
    "rates": {"--long": "store_true", "--bounds": "store_true"},
    "trend": {"--since": "store", "--target": "store"},
    "enterprises": {"--status": "store"},
    "coverage": {},
}


def given(parser: argparse.ArgumentParser, words: list[str]) -> dict[str, Any]:
    """The options that were written, under the names that the Python API has for them."""
    return {name: value for name, value in vars(parser.parse_args(words)).items() if value is not None}


def carry_out(tracker: Tracker, words: list[str]) -> Table | None:
    """Do what one line says; the answer, if it asks something."""
    command, rest = words[0], words[1:]
    if command in OWN:
        parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, parents=[SELECTION])
        for name, action in OWN[command].items():
            parser.add_argument(name, action=action, default=None)
        asked = given(parser, rest)
        if "target" in asked:
            asked["target"] = float(asked["target"])
        answer: Table = getattr(tracker, command)(**asked)
        return answer
    if command == "undo":
        tracker.undo(int(rest[0]))
        return None
    terms = given(LOADING, rest[1:] if command == "lists" else rest)
    files: list[str] = terms.pop("files")
    if command == "ingest":
        tracker.ingest(*files, **terms)
    elif command == "roster":
        tracker.roster(*files, **terms)
    else:
        assert command == "lists"
        tracker.add_list(*files, **terms)
    return None


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_answer_is_the_one_worked_by_hand(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer of the folder equals its file, byte for byte."""
    here = tmp_path / folder.name
    shutil.copytree(folder, here)
    monkeypatch.chdir(here)
    tracker = Tracker("store.duckdb")
    compared = set()
    for line in (here / "command.txt").read_text(encoding="utf-8").splitlines():
        words = shlex.split(line, comments=True)
        target = words[words.index(">") + 1] if ">" in words else None
        answer = carry_out(tracker, words[: words.index(">")] if target else words) if words else None
        assert (answer is None) == (target is None), line
        if answer is not None and target is not None:
            found = "".join(render(answer, "csv", lang="en", screen=SCREEN))
            assert found == (here / target).read_text(encoding="utf-8"), line
            compared.add(target)
    assert compared == {path.name for path in folder.glob("expected*.csv")}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_working_is_shown(folder: Path) -> None:
    """Each folder says how its figures were worked out."""
    assert (folder / "note.md").read_text(encoding="utf-8").startswith("# ")


def test_patterns_are_numbered_without_gaps() -> None:
    """01, 02, ... so that a missing pattern is seen."""
    assert [folder.name[:2] for folder in FOLDERS] == [f"{number:02d}" for number in range(1, len(FOLDERS) + 1)]
