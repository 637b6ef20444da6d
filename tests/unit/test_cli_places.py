"""What a command writes takes the place of nothing that it keeps, reads or writes elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Run, invoke
from resumetrack.errors import ExitCode

BAD = "enterprise_id,period,status\nA,2020-03-03,full\n,2020-03-03,full\nC,2020-03-03,full\n"


@pytest.fixture
def desk(office: Path) -> Path:
    """The office, with its store under the name that needs no option, and files to come."""
    (office / "bad.csv").write_text(BAD, encoding="utf-8")
    (office / "inbox").mkdir()
    (office / "inbox" / "bad.csv").write_text(BAD, encoding="utf-8")
    (office / "link.csv").symlink_to("bad.csv")
    (office / "store.link").symlink_to("resumetrack.duckdb")
    return office


REFUSED = (
    "rates -o resumetrack.duckdb -f csv",
    "rates -o store.link -f csv",
    "log -o ./resumetrack.duckdb.wal -f csv",
    "enterprises -o inbox/../resumetrack.duckdb -f json",
    "rates --by region --publish --audit resumetrack.duckdb",
    "rates --publish --audit both.csv -o both.csv",
    "ingest bad.csv --rejects resumetrack.duckdb",
    "ingest bad.csv --rejects bad.csv",
    "ingest link.csv --rejects bad.csv",
    "ingest inbox --rejects inbox/bad.csv",
    "ingest 'inbox/*.csv' --rejects inbox/bad.csv",
    "ingest bad.csv --rejects same.csv -o same.csv",
    "rates --files bad.csv -o bad.csv",
    "rates --files inbox --roster roster.csv -o roster.csv",
    "check bad.csv -o bad.csv",
    "roster roster.csv -o roster.csv",
    "lists add new bad.csv -o bad.csv",
)


@pytest.mark.parametrize("line", REFUSED)
def test_nothing_that_is_needed_is_written_over(line: str, desk: Path) -> None:
    """The store, its companions, what is read and another target are refused before anything is done."""
    before = {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()}
    done = invoke(line)
    assert (done.code, done.out) == (ExitCode.USAGE, "")
    assert "would take the place of" in done.err
    assert {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "line",
    [
        "rates -o new.csv",
        "rates -o /dev/null -f csv",
        "rates --files inbox -o inbox.csv",
        "rates --files inbox -o inbox/table.md",
        "check bad.csv -o table.csv",
        "ingest bad.csv --rejects rejects.csv -o files.csv --max-rejects 2",
    ],
)
def test_other_places_are_free(line: str, desk: Path) -> None:
    """A new name, a device, or a kind of file that is not read from a folder is nobody's place."""
    assert invoke(line).code in (ExitCode.DONE, ExitCode.DATA_PROBLEM)
    assert (desk / "resumetrack.duckdb").stat().st_size > 1 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep names in Unicode")
def test_a_name_that_is_no_utf_8_is_read(tmp_path: Path, run: Run) -> None:
    """A file named in GBK is read with the others of its folder, and its bytes are shown where it is named."""
    folder = os.fsencode(tmp_path / "inbox")
    os.mkdir(folder)  # noqa: PTH102 - names are bytes here
    for place, name in enumerate((b"a.csv", "日报".encode("gbk") + b".csv", b"z.csv")):
        with open(folder + b"/" + name, "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(f"enterprise_id,period,status\nE{place},2020-03-01,full\n")
    done = run("ingest", "inbox", "-f", "csv", "-q")
    assert (done.code, done.err) == (ExitCode.DONE, "")
    stored = [line.split(",")[:2] for line in done.out.splitlines()[1:]]
    names = (r"\xc8\xd5\xb1\xa8.csv", "a.csv", "z.csv")
    assert sorted(stored) == [[f"inbox/{name}", "stored"] for name in names]
    assert run("rates", "--files", "inbox", "-f", "csv", "-q").out.splitlines()[1].split(",")[2] == "3"
    for words in (("ingest", "inbox", "--store", "s\udcff.duckdb"), ("lists", "add", "l\udcff", "inbox/a.csv")):
        named = run(*words)
        assert (named.code, named.out) == (ExitCode.USAGE, "")
        assert r"\xff" in named.err
        assert "this is no UTF-8 text" in named.err


def test_closed_standard_input_is_said(tmp_path: Path) -> None:
    """`ingest - <&-` is an input that is not there."""
    command = f"exec {sys.executable} -m resumetrack ingest - <&-"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (ExitCode.NO_INPUT, "")
    assert "standard input is closed" in done.stderr
