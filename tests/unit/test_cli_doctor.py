"""The doctor finds what is wrong, and changes nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import invoke
from resumetrack.tracker import inspection

CHECKS = {
    "store", "size", "wal", "readable", "writable", "folder", "holder", "content", "free_space", "free_scratch",
    "configuration", "resumetrack", "python", "typer", "rich", "duckdb", "narwhals", "pandas", "encoding", "width",
    "colour", "locale",
}  # fmt: skip
pytestmark = pytest.mark.usefixtures("office")


def states(command: str = "doctor") -> dict[str, dict[str, str]]:
    """What the doctor says, by check."""
    return {row["check"]: row for row in json.loads(invoke(f"{command} --format json").out)}


def test_all_is_well() -> None:
    """A good store: no problem, exit 0, and the store is untouched."""
    before = Path("resumetrack.duckdb").read_bytes()
    done = invoke("doctor")
    assert done.code == 0
    found = states()
    assert {row["state"] for row in found.values()} <= {"ok", "note"}
    assert "main (day, 2 periods)" in found["content"]["value"]
    assert found.keys() >= CHECKS
    assert Path("resumetrack.duckdb").read_bytes() == before


def test_no_store_is_no_problem() -> None:
    """Before the first ingest there is none."""
    Path("resumetrack.duckdb").unlink()
    assert invoke("doctor").code == 0
    assert states()["store"]["state"] == "note"


@pytest.mark.parametrize(
    ("check", "prepare"),
    [
        ("content", lambda: Path("resumetrack.duckdb").write_bytes(b"no store at all")),
        ("configuration", lambda: Path("resumetrack.toml").write_text("colour = 1\n", encoding="utf-8")),
    ],
)
def test_problems(check: str, prepare: Callable[[], object]) -> None:
    """A problem is named, with advice, and ends with exit code 1."""
    prepare()
    assert invoke("doctor").code == 1
    row = states()[check]
    assert row["state"] == "problem"
    assert row["advice"]


def test_little_space(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too little space is a problem before it is an error."""
    monkeypatch.setattr(inspection, "LEAST_FREE", 1 << 80)
    assert states()["free_space"]["state"] == "problem"


def test_no_folder() -> None:
    """A store whose folder is not there."""
    assert states("doctor --store nowhere/s.duckdb")["folder"]["state"] == "problem"
