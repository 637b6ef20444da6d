"""A lake: what is in its files, that it is appended to and never changed, that nobody has to be asked first."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from subprocess import PIPE
from typing import Any

import duckdb
import polars as pl
import pytest

from conftest import Run, invoke
from lake_office import fill
from resumetrack import measure
from resumetrack.errors import UsageError
from resumetrack.model import Selection
from resumetrack.store import Store
from resumetrack.store.lake import Lake, export, layout
from resumetrack.tracker import Tracker
from resumetrack.tracker.lakes import LakeTracker
from store_office import Office

OBSERVED = [
    "panel", "report_id", "report", "line", "received_at", "columns", "enterprise_id", "status", "employees", "on_duty",
    "output", "output_base", "power", "power_base", "difficulty", "expected_resume", "name", "region", "industry",
    "size", "attributes", "description_id", "period",
]  # fmt: skip
FORMATS = ("csv", "tsv", "json", "jsonl", "md", "table")
ASKED = (
    "rates --by region,industry --level county,section --period all",
    "rates --by ownership --period all --indicator power_index,return_rate_mean,production_rate",
    "rates --by list,batch --period all --lang zh",
    "rates --list whitelist --where region=31 --long",
    "rates --pool month --by size",
    "rates --every week --carry 2 --by region",
    "rates --min-coverage 0.6 --bounds",
    "rates --basis matched --by region --period all",
    "rates --basis raised --interval 95 --by region",
    "rates --by region --rank --interval 90",
    "rates --by region --publish",
    "rates --as-of 2020-06-01T04:30+00:00 --by region --period all",
    "rates --rules grid --period all",
    "trend --by region --since 2020-03-01 --target 90%",
    "trend --list whitelist --where region=31 --rules ministry --lang zh",
    "trend --as-of 2020-06-01T04:30+00:00 --publish --by region",
    "trend --by size --pool month",
    "coverage --by region,size --period all",
    "coverage --by list --period all --lang zh",
    "coverage --as-of 2020-06-01T04:30+00:00 --every week",
    "coverage --where region=42 --publish",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Reports with revisions, decimals, attributes, a closure, a roster, an alias, a list, totals, a withdrawal."""
    office = Office(tmp_path_factory.mktemp("office"))
    fill(office)
    Tracker(office.path).export_lake(office.folder / "lake")
    return office


@pytest.fixture
def office(made: Office, tmp_path: Path) -> Office:
    """A copy of the office to work in, its lake too."""
    shutil.copytree(made.folder, tmp_path, dirs_exist_ok=True)
    return Office(tmp_path, hour=made.hour)


@pytest.fixture
def lake(office: Office) -> Path:
    """The office's lake."""
    return office.folder / "lake"


def files_of(lake: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of a lake, with when it was written and what is in it."""
    return {
        str(path.relative_to(lake)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(lake.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("asked", ASKED)
def test_the_same_bytes(asked: str, made: Office) -> None:
    """Figures, notes and code are those of the store, in a format that goes with the flags."""
    asked = f"{asked} -f {FORMATS[ASKED.index(asked) % len(FORMATS)]}"
    of_store = invoke(f"{asked} --store {made.path}")
    assert of_store.code == 0, of_store.err
    assert invoke(f"{asked} --lake {made.folder / 'lake'} --store nowhere.duckdb") == of_store


def test_one_that_closed_has_another_name(office: Office, lake: Path) -> None:
    """What it reported under that name counts as in the store."""
    office.roster("enterprise_id,aliases\nE,E old\nG,")
    office.report("""enterprise_id,period,status,employees
        E old,2020-03-03,closed,30
        G,2020-03-03,full,10""")
    office.report("enterprise_id,period,status\nG,2020-03-04,full")
    Tracker(office.path).export_lake(lake)
    asked = "rates --period all --indicator operating_rate -f csv"
    of_store = invoke(f"{asked} --store {office.path}")
    assert "2020-03-04" in of_store.out
    assert invoke(f"{asked} --lake {lake} --store nowhere.duckdb") == of_store


def test_files_are_read_by_other_programs(lake: Path) -> None:
    """Polars and bare DuckDB find the periods in the folders, plain columns, decimals and instants."""
    frame = pl.read_parquet(lake / "observations", hive_partitioning=True).sort("report", "line")
    assert frame.columns == OBSERVED
    assert frame["period"].unique().sort().to_list() == [date(2020, 3, 1), date(2020, 3, 2)]
    kinds = {name: str(kind) for name, kind in frame.schema.items()}
    assert {kinds.pop(name) for name in ("employees", "power")} == {"Decimal(precision=18, scale=6)"}
    assert kinds["received_at"] == "Datetime(time_unit='us', time_zone='UTC')"
    plain = {"String", "Int64", "Int32", "Date", "Decimal(precision=18, scale=6)"}
    assert set(kinds.values()) <= {*plain, kinds["received_at"]}
    assert frame.filter(pl.col("enterprise_id") == "B")["attributes"].to_list() == [
        '{"ownership":"private, small"}', None
    ]  # fmt: skip
    assert "ownership" in frame["columns"][0].split(",")


def test_observations_are_what_measure_takes(lake: Path, office: Office) -> None:
    """Without roster and withdrawals the figures of the bare files are those of the store."""
    rows = duckdb.sql(
        f"SELECT * EXCLUDE report FROM read_parquet('{lake}/observations/*/*.parquet') "  # noqa: S608 - a path of ours
        f"ANTI JOIN '{lake}/withdrawals/*.parquet' USING (report_id)"
    )
    found = measure.rates(rows.filter("enterprise_id <> 'A old'"), ["period"]).fetchall()
    assert [(row[0], row[2]) for row in found] == [(date(2020, 3, 1), 4), (date(2020, 3, 2), 2)]
    assert [row["reporting"] - row["from_totals"] for row in office.rates()] == [4, 2]


def test_a_second_export_changes_nothing(office: Office, lake: Path) -> None:
    """Neither a byte nor a time of writing."""
    before = files_of(lake)
    done = export(office.path, lake, wait=None)
    assert (done.written, done.held, done.files) == (0, 7, 0)
    assert files_of(lake) == before


def test_what_happens_later_is_a_further_file(office: Office, lake: Path) -> None:
    """A revision and a withdrawal leave every file as it was."""
    before = files_of(lake)
    office.report("enterprise_id,period,status\nC,2020-03-01,full")
    office.undo(3)
    export(office.path, lake, wait=None)
    after = files_of(lake)
    assert before.items() <= after.items()
    new = sorted(name.split("/")[0] for name in after.keys() - before.keys())
    assert new == ["descriptions", "observations", "reports", "withdrawals"]
    assert_same(office.path, lake)


def test_a_copy_of_a_store_is_the_store(office: Office, lake: Path) -> None:
    """A backup that is exported brings nothing twice, though it may have gone its own way since."""
    copy = office.folder / "copy.duckdb"
    shutil.copy(office.path, copy)
    twin = Office(office.folder, hour=office.hour)
    for path, status in ((office.path, "full"), (copy, "suspended")):
        file = twin.file(f"enterprise_id,period,status\nE,2020-03-02,{status}")
        Tracker(path).ingest(file, received="2020-06-02")
    assert [export(path, lake, wait=None).written for path in (copy, office.path)] == [1, 1]
    with Lake(lake) as opened:
        assert len(opened.log(None)) == 9


def broken(count: int) -> Iterator[None]:
    """Let so many files get their names, then fail."""
    yield from [None] * count
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("count", [0, 1, 5, 9, 14, 20])
def test_an_export_that_is_cut_short(count: int, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports are there as a whole or not at all, and the next export writes what is missing."""
    lake = office.folder / "cut"
    steps, put = broken(count), layout.put
    monkeypatch.setattr(layout, "put", lambda made, place: (next(steps), put(made, place)))
    with pytest.raises(Exception, match="No space left"):
        export(office.path, lake, wait=None)
    monkeypatch.undo()
    if (lake / layout.MARKER).exists():
        with Lake(lake) as opened, Store(office.path) as store:
            said = opened.log(None)
            assert [row[0] for row in said] == list(range(1, len(said) + 1))
            assert [row[9:11] for row in said] == [row[9:11] for row in store.log(None)][: len(said)]
    export(office.path, lake, wait=None)
    assert_same(office.path, lake)
    assert not names_of_drafts(lake)


HELD = """
import sys
from pathlib import Path
from resumetrack.store.lake.drafts import draft_folder
with draft_folder(Path(sys.argv[1])) as folder:
    (folder / "draft.parquet").touch()
    print(folder.name, flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_export_left_is_removed(office: Office, lake: Path) -> None:
    """By the next export; the folder of one that lives stays, and goes with it."""
    living, killed = (
        subprocess.Popen([sys.executable, "-c", HELD, str(lake)], stdin=PIPE, stdout=PIPE, text=True) for _ in range(2)
    )
    assert living.stdout is not None
    assert killed.stdout is not None
    name, left = living.stdout.readline().strip(), killed.stdout.readline().strip()
    (lake / ".export-of-old").mkdir()
    assert export(office.path, lake, wait=None).written == 0
    assert names_of_drafts(lake) == {name, f"{name}.lock", left, f"{left}.lock"}
    killed.kill()
    killed.communicate()
    assert export(office.path, lake, wait=None).written == 0
    assert names_of_drafts(lake) == {name, f"{name}.lock"}
    assert (lake / name / "draft.parquet").exists()
    living.communicate("")
    assert not names_of_drafts(lake)


def names_of_drafts(lake: Path) -> set[str]:
    """What stands in a lake for what is not finished yet."""
    return {path.name for path in lake.glob(".export-*")}


def assert_same(store: Path, lake: Path) -> None:
    """Both answer alike."""
    for by in ((), ("region",), ("ownership",)):
        for at in (None, "2020-06-01T05:30+00:00"):
            asked: dict[str, Any] = {
                "period": "all",
                "by": by,
                "as_of": at,
                "indicators": ("power_rate", "return_rate_mean"),
            }
            assert LakeTracker(lake).rates(**asked) == Tracker(store).rates(**asked)


def test_provinces_append_at_once(tmp_path: Path, run: Run) -> None:
    """Stores with the same report numbers, exported by processes side by side, are one store with all their files."""
    lake, whole = tmp_path / "lake", tmp_path / "whole.duckdb"
    stores = []
    for number, province in enumerate(("31", "42", "44", "50")):
        store = tmp_path / f"{province}.duckdb"
        for day in (1, 2, 3):
            file = tmp_path / f"{province}-{day}.csv"
            # One enterprise is claimed by every province, and each says less of it than the one before.
            rows = [f"{province}{one},2020-03-0{day},full,{one + 1},{day},{province}0000" for one in range(5)]
            file.write_text("\n".join(["enterprise_id,period,status,employees,on_duty,region", *rows, *(
                [f"HQ,2020-03-0{day},partial,1{number}.5,1,"] if number < 3 else []
            )]) + "\n", encoding="utf-8")  # fmt: skip
            received = f"2020-03-0{day}T1{number}:00+00:00"
            for path in (store, whole):
                Tracker(path).ingest(file, received=received)
        stores.append(store)
    command = [sys.executable, "-m", "resumetrack", "export", "lake", str(lake), "--quiet", "--store"]
    running = [subprocess.Popen([*command, str(store)], stdout=subprocess.PIPE) for store in (*stores, *stores)]
    for process in running:
        process.communicate(timeout=120)
    assert [process.returncode for process in running] == [0] * 8
    assert len(layout.names_in(lake, "reports")) == 12
    asked = ("rates", "--by", "region", "--period", "all", "-f", "csv", "--indicator", "return_rate_mean")
    assert run(*asked, "--lake", lake) == run(*asked, "--store", whole)


def test_nothing_is_stored_in_a_lake(lake: Path) -> None:
    """Reports go to a store first."""
    tracker = LakeTracker(lake)
    with pytest.raises(UsageError, match="is a lake"):
        tracker.ingest("x.csv")
    with pytest.raises(UsageError, match="cannot be withdrawn"):
        tracker.undo(1)


def test_a_lake_answers_the_other_questions_too(office: Office, lake: Path) -> None:
    """Trends, coverage and panels come from the same tables."""
    selection = Selection(by=("region",), period="all")
    ours, theirs = LakeTracker(lake), Tracker(office.path)
    assert ours.trend(selection) == theirs.trend(selection)
    assert ours.coverage(selection) == theirs.coverage(selection)


@pytest.mark.parametrize("command", ["rates", "trend", "coverage"])
def test_every_question_can_go_to_spark(command: str, lake: Path) -> None:
    """The engine and its master are the same options of each; here nobody answers."""
    done = invoke(f"{command} --lake {lake} --engine spark --master spark://127.0.0.1:1")
    assert (done.code, done.out) == (74, "")
    assert "no Spark master answers" in done.err
    assert invoke(f"{command} --engine spark").code == 2
