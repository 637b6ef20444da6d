"""The installed command over the sample data: load, revise, undo, ask, pipe, and the daily script."""

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Finished, Run

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "sample_data"
SME = SAMPLE / "spring2020" / "sme"
DAILY = ROOT / "examples" / "daily.sh"
ALL = ("rates", "--period", "all", "--by", "region", "-f", "csv", "-q")


def piped(line: str, folder: Path) -> Finished:
    """Run a line of bash that fails if any part of a pipe does."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


@pytest.mark.slow
def test_loading_by_command(run: Run, demo_folder: Path) -> None:
    """File by file and step by step, the figures are those of the demo, which loads in few transactions."""
    assert run("roster", SME / "roster.csv", "--valid-from", "2020-03-01").code == 0
    done = run("ingest", SME / "reports", "-f", "csv")
    assert done.code == 0
    files = list(csv.DictReader(io.StringIO(done.out)))
    assert len(files) == 28
    for row in files:
        parts = [int(row[name]) for name in ("accepted", "rejected", "duplicate", "blank")]
        assert int(row["rows"]) == sum(parts)
    done = run("ingest", SME / "guangdong" / "2020-03-27.csv")
    assert done.code == 1
    assert "2020-03-27.csv:2, status: 'half-open' is not a known status" in done.err
    wanted = run(*ALL, "--store", demo_folder / "resumetrack.duckdb", "--panel", "sme")
    assert run(*ALL).out == wanted.out


@pytest.mark.slow
def test_ingest_twice_and_undo(tmp_path: Path, run: Run) -> None:
    """The same bytes, also under another name, change nothing; undo restores the bytes of the rates."""
    run("ingest", SME / "reports" / "2020-03-01.csv", SME / "reports" / "2020-03-02.csv")
    before = run(*ALL).out
    shutil.copy(SME / "reports" / "2020-03-01.csv", tmp_path / "other.csv")
    for name in (SME / "reports" / "2020-03-01.csv", "other.csv"):
        done = run("ingest", name)
        assert done.code == 0
        assert "already held as report 1" in done.err
        assert run(*ALL).out == before
    assert run("ingest", SME / "reports" / "2020-03-03.csv").code == 0
    after = run(*ALL).out
    assert after != before
    assert run("undo", "3").code == 0
    assert run(*ALL).out == before
    assert run("ingest", SME / "reports" / "2020-03-03.csv").code == 0
    assert run(*ALL).out == after


def test_head_of_a_pipe(demo_folder: Path) -> None:
    """`| head -1` prints the contract's header and ends quietly, with nothing on stderr and no failing part."""
    done = piped(
        "resumetrack rates --panel above-size --period all --by region,industry -f csv -q | head -1", demo_folder
    )
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("period,region,region_name,industry,industry_name,enterprises,reporting,")


def test_reader_that_has_gone(demo_folder: Path) -> None:
    """A pipe that nobody reads is no error either."""
    done = piped("resumetrack rates --panel above-size --period all --by region,industry -f csv -q | true", demo_folder)
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("resumetrack ingest some.csv --store s.duckdb -q | true", 1),
        ("resumetrack check some.csv -q | true", 1),
        ("resumetrack ingest none.csv --store s.duckdb 2>&1 >/dev/null | true", 65),
    ],
)
def test_a_reader_that_has_gone_changes_no_code(line: str, code: int, tmp_path: Path) -> None:
    """What became of the files is told by the code, whoever listens."""
    (tmp_path / "some.csv").write_text("date,enterprise_id,status\n2020-03-02,A,full\n2020-03-02,B,half\n")
    (tmp_path / "none.csv").write_text("a,b\n1,2\n")
    done = piped(line, tmp_path)
    assert done.code == code
    assert "Traceback" not in done.err


def test_closed_output(demo_folder: Path) -> None:
    """With stdout closed the command says so."""
    done = piped("resumetrack rates --panel sme >&-", demo_folder)
    assert done.code == 74
    assert "standard output" in done.err
    assert "Traceback" not in done.err


def test_full_device(demo_folder: Path) -> None:
    """A full disk behind stdout is an error with code 74."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    done = piped("resumetrack enterprises --panel sme -f csv -q > /dev/full", demo_folder)
    assert done.code == 74
    assert "No space left" in done.err
    assert "Traceback" not in done.err


def test_ascii_console(demo_folder: Path, run: Run) -> None:
    """A console that knows no Chinese gets question marks in tables, and UTF-8 in machine formats."""
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    store = demo_folder / "resumetrack.duckdb"
    table = run("rates", "--panel", "sme", "--lang", "zh", "--store", store, env=ascii_only)
    assert table.code == 0
    assert table.out.isascii()
    data = run(
        "rates", "--panel", "sme", "--by", "region", "--lang", "zh", "-f", "csv", "--store", store, env=ascii_only
    )
    assert "湖北省" in data.out


@pytest.mark.slow
def test_demo(tmp_path: Path, run: Run) -> None:
    """The demo holds every figure, shows its commands, and leaves nothing behind."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = run("demo", cwd=tmp_path, env={"TMPDIR": str(scratch), "RESUMETRACK_STORE": "mine.duckdb"})
    assert done.code == 0
    assert "All 23 published figures come out" in done.out
    for command in ("rates --panel above-size --by region", "trend --panel sme --target 90%"):
        assert f"$ resumetrack {command}\n" in done.out
    assert not list(scratch.iterdir())
    assert [path.name for path in tmp_path.iterdir()] == ["scratch"]


def test_demo_that_is_kept(demo_folder: Path, run: Run) -> None:
    """`--keep` leaves the store and the files it was loaded from, under names that lead to them."""
    log = run("log", "-f", "csv", cwd=demo_folder)
    files = [row["file"] for row in csv.DictReader(io.StringIO(log.out))]
    assert len(files) == 106
    assert all((demo_folder / name).is_file() for name in files)


def test_demo_that_fails_leaves_nothing(tmp_path: Path, run: Run) -> None:
    """A demo that cannot go on removes what it began, and leaves the folder it was given."""
    done = run("demo", "--keep", tmp_path / "tour", "-o", tmp_path / "nowhere" / "figures.csv")
    assert done.code == 74
    assert not (tmp_path / "tour").exists()


@pytest.fixture
def monitoring(tmp_path: Path) -> Path:
    """A folder for the daily script with an inbox."""
    (tmp_path / "inbox").mkdir()
    return tmp_path


def daily(folder: Path) -> Finished:
    """Run the daily script as cron would."""
    return piped(f"'{DAILY}' '{folder}'", folder)


GOOD = "period,enterprise_id,status,employees,on_duty,region\n2020-03-0{day},A01,full,100,90,420100\n"


@pytest.mark.slow
def test_daily_script(monitoring: Path) -> None:
    """What arrives is stored, figures of the latest day are written, files move, and cron hears nothing."""
    for day in (1, 2):
        (monitoring / "inbox" / f"day{day}.csv").write_text(GOOD.format(day=day), encoding="utf-8")
    done = daily(monitoring)
    assert (done.code, done.out, done.err) == (0, "", "")
    figures = sorted(path.name for path in (monitoring / "figures").iterdir())
    assert figures == ["rates-2020-03-02.csv", "rates-2020-03-02.md", "trend-2020-03-02.md"]
    assert (monitoring / "figures" / figures[0]).read_text(encoding="utf-8").startswith("period,region,")
    assert not list((monitoring / "inbox").iterdir())
    assert len(list(monitoring.glob("done/*/day*.csv"))) == 2
    assert daily(monitoring).code == 0


@pytest.mark.slow
def test_daily_script_with_trouble(monitoring: Path) -> None:
    """A file that is refused is put aside with the reason, bad rows are reported, good files go in."""
    inbox = monitoring / "inbox"
    (inbox / "a.csv").write_bytes(b"")
    (inbox / "b.csv").write_text(GOOD.format(day=1) + "2020-03-01,,full,1,1,\n", encoding="utf-8")
    (inbox / "c.csv").write_text(GOOD.format(day=2), encoding="utf-8")
    done = daily(monitoring)
    assert done.code == 65
    assert "a.csv: the file is empty" in done.err
    assert "b.csv:3, enterprise_id" in done.err
    (reason,) = monitoring.glob("refused/*/a.csv.txt")
    assert "the file is empty" in reason.read_text(encoding="utf-8")
    assert (monitoring / "figures" / "rates-2020-03-02.csv").is_file()


@pytest.mark.slow
def test_daily_script_keeps_what_it_could_not_store(monitoring: Path) -> None:
    """A store that cannot be used stops the run; the files stay for the next one."""
    (monitoring / "resumetrack.duckdb").write_bytes(b"no store at all, but long enough to look")
    (monitoring / "inbox" / "a.csv").write_text(GOOD.format(day=1), encoding="utf-8")
    done = daily(monitoring)
    assert done.code == 74
    assert "is not a resumetrack store" in done.err
    assert (monitoring / "inbox" / "a.csv").is_file()


def test_daily_script_before_the_first_report(monitoring: Path) -> None:
    """An empty inbox and no store yet: nothing happens, and cron is told."""
    done = daily(monitoring)
    assert done.code == 0
    assert "nothing has been stored yet" in done.err
    assert not (monitoring / "resumetrack.duckdb").exists()
