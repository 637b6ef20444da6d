"""Every error and refusal a user can meet: `tests/errors/<name>/` holds the input, the command and the exact words.

`expected.txt` is what stands on stderr, and below it the exit code. `prepare`, where there is one, is carried out
before by bash. The folder a command runs in holds the files of `_office` and the store that they make.
`RESUMETRACK_UPDATE=1 pytest tests/test_errors.py` writes every expected.txt anew.
"""

import os
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import invoke
from resumetrack.errors import ExitCode
from resumetrack.model import RULES

HERE = Path(__file__).parent / "errors"
OFFICE = HERE / "_office"
STORE = "resumetrack.duckdb"
NOT_INPUT = {"command", "expected.txt", "prepare"}
CASES = sorted(path.name for path in HERE.iterdir() if path.is_dir() and path != OFFICE)


@pytest.fixture
def place(office: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of the office with the files of one case, and what it prepares."""
    case = HERE / request.getfixturevalue("name")
    for file in case.iterdir():
        if file.name not in NOT_INPUT:
            shutil.copy(file, office / file.name)
    script = case / "prepare"
    if script.exists():
        environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(["bash", "-e", str(script)], env=environment, check=True, capture_output=True)
    return office


@pytest.mark.parametrize("name", CASES)
def test_message(name: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words on stderr and the exit code are exactly these, and what was refused has changed nothing."""
    before = content(place / STORE)
    code, err = carry_out((HERE / name / "command").read_text(encoding="utf-8"), monkeypatch)
    got = f"{reproducible(err, place)}[exit {code}]\n"
    expected = HERE / name / "expected.txt"
    if os.environ.get("RESUMETRACK_UPDATE"):
        expected.write_text(got, encoding="utf-8")
    assert got == expected.read_text(encoding="utf-8")
    assert code in set(ExitCode)
    assert "Traceback" not in err
    if code not in {ExitCode.DONE, ExitCode.DATA_PROBLEM}:
        assert content(place / STORE) == before
        assert err.startswith("resumetrack: error: ") or "refused: " in err


def reproducible(text: str, place: Path) -> str:
    """Take out what differs between runs: the folder and today's date."""
    return text.replace(str(place), "FOLDER").replace(datetime.now(UTC).date().isoformat(), "TODAY")


def carry_out(line: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Run one command line, `VARIABLE=value` before and `< file` behind it understood: its exit code and stderr."""
    words = shlex.split(line)
    source = b""
    if "<" in words:
        source = Path(words.pop()).read_bytes()
        words.pop()
    while "=" in words[0]:
        monkeypatch.setenv(*words.pop(0).split("=", 1))
    assert words.pop(0) == "resumetrack"
    done = invoke(shlex.join(words), source)
    return done.code, done.err


def content(store: Path) -> object:
    """The bytes of a store; for a folder or nothing, just that."""
    return store.read_bytes() if store.is_file() else store.is_dir()


def test_every_exit_code_is_met() -> None:
    """Some case ends with each code that a command can end with by itself."""
    met = {
        (HERE / name / "expected.txt").read_text(encoding="utf-8").rsplit("[exit ", 1)[1].strip("]\n") for name in CASES
    }
    elsewhere = {ExitCode.BUSY, ExitCode.INTERRUPTED}
    assert met == {str(int(code)) for code in set(ExitCode) - elsewhere}


def test_every_rule_is_met() -> None:
    """Some case shows each kind of finding."""
    assert {name.removeprefix("row_") for name in CASES if name.startswith("row_")} == {
        code.replace("-", "_") for code in RULES
    }


def test_document_is_current() -> None:
    """docs/errors.md is what scripts/make_errors_doc.py makes of the cases."""
    script = HERE.parent.parent / "scripts" / "make_errors_doc.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout
