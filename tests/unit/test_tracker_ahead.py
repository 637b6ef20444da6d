"""Files are begun, staged and stored at the same time: what becomes of them is what becomes of each by itself."""

import tempfile
import threading
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from resumetrack.errors import RefusedError, ResumetrackError, StorageError
from resumetrack.periods import Frequency
from resumetrack.reading.rows import bulk
from resumetrack.store import Arrival, Panel, Staged, Store
from resumetrack.store.engine import Engine
from resumetrack.tracker import turn
from resumetrack.tracker.transaction import Transaction
from resumetrack.tracker.turn import Turn
from store_office import Office

HEADER = "period,enterprise_id,status,employees,on_duty,region"
SAID = """
    SELECT o.report, o.line, e.enterprise_id, o.period, o.status, o.employees, o.on_duty
    FROM observation AS o JOIN enterprise AS e USING (enterprise_key) ORDER BY ALL
"""
KEPT = "SELECT report, parse_filename(name), accepted_count, rejected_count, revised_count FROM report ORDER BY ALL"


def text(period: str, last: int, *, odd: str = "") -> str:
    """Write a report of some enterprises."""
    rows = [f"{period},E{one},full,{one + 9},{one},4201{one % 9:02}" for one in range(last)]
    return "\n".join([HEADER, *rows, *([odd] if odd else [])])


def inbox(office: Office) -> list[Path]:
    """Files that are refused, hold odd rows, came before, or are by the month, among usual ones."""
    files = {
        "1.csv": text("2020-03", 20),
        "2.csv": text("2020-04-15", 25),
        "3.csv": text("2020-05", 30, odd="2020-05,E99,opened?,5,5,420100"),
        "4.csv": "region,amount\n420000,5",
        "5.csv": text("2020-03", 20),
        "6.csv": text("2020-06", 22, odd="2020-06,E3,closed,,,420100"),
        "7.csv": "",
        "8.csv": text("2020-07", 60, odd="2020-07,E3,suspended,5,,420100"),
    }
    (office.folder / "inbox").mkdir()
    return [office.file(said, f"inbox/{name}") for name, said in files.items()]


def held(path: Path) -> tuple[list[Any], list[Any]]:
    """Give what a store holds."""
    with duckdb.connect(str(path), read_only=True) as store:
        return store.execute(SAID).fetchall(), store.execute(KEPT).fetchall()


@pytest.mark.parametrize("least", [0, 1 << 20])
@pytest.mark.parametrize("longest", [0.0, 60.0])
def test_a_folder_ends_as_its_files_do_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, least: int, longest: float
) -> None:
    """In bulk or not, and however long the store stays open; the frequency of the panel is that of the first file."""
    monkeypatch.setattr(bulk, "LEAST_SIZE", least)
    monkeypatch.setattr(turn, "LONGEST", longest)
    ended, stores = [], []
    for name in ("folder", "alone"):
        office = Office(tmp_path / name)
        office.folder.mkdir()
        files = inbox(office)
        groups = [files] if name == "folder" else [[file] for file in files]
        taken = [one for group in groups for one in office.take(group, each=True).results]
        ended.append([(one.name.rsplit("/")[-1], one.state, one.counts, one.report) for one in taken])
        stores.append(held(office.path))
    assert {str(state) for _, state, _, _ in ended[0]} == {"stored", "refused", "held"}
    assert ended[0] == ended[1]
    assert stores[0] == stores[1]


def test_a_file_is_taken_again_if_the_one_before_was_not_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what a panel is kept is presumed of the file before; if that is refused when it is stored, it is not so."""
    add, taken = Store.add, []

    def refuse(store: Store, panel: Panel, staged: Staged, arrival: Arrival) -> tuple[int, int]:
        taken.append(staged.delivery.frequency)
        if staged.delivery.name.endswith("1.csv"):
            raise RefusedError("not this one")
        return add(store, panel, staged, arrival)

    monkeypatch.setattr(Store, "add", refuse)
    again: list[Transaction] = []
    take_again = Transaction.take_again

    def count(transaction: Transaction) -> None:
        again.append(transaction)
        take_again(transaction)

    monkeypatch.setattr(Transaction, "take_again", count)
    office = Office(tmp_path)
    days = ["2020-03", "2020-04-15", "2020-04-16", "2020-04-17"]
    results = office.take([office.file(text(day, 20), f"{n}.csv") for n, day in enumerate(days, 1)], each=True).results
    assert [str(one.state) for one in results] == ["refused", "stored", "stored", "stored"]
    assert taken == [Frequency.MONTH, Frequency.DAY, Frequency.DAY, Frequency.DAY]
    assert len(again) >= 1
    assert [one.first_period for one in results[1:]] == [date(2020, 4, day) for day in (15, 16, 17)]


def test_the_store_stays_open_while_files_follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a transaction of its own all the same."""
    opened: list[bool] = []
    attach = Engine.attach

    def count(engine: Engine, *, write: bool, wait: float) -> bool:
        opened.append(write)
        return attach(engine, write=write, wait=wait)

    monkeypatch.setattr(Engine, "attach", count)
    monkeypatch.setattr(Turn, "rest", lambda _, is_next_ready: None)  # noqa: ARG005 - as it is called
    office = Office(tmp_path)
    files = [office.file(text(f"2020-03-{day:02}", 5), f"{day}.csv") for day in range(1, 9)]
    office.take(files, each=True)
    assert opened == [True]
    assert [number for number, *_ in held(office.path)[1]] == list(range(1, 9))


def test_what_is_under_way_is_given_up_with_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that fails ends the command: what was stored stays, no thread goes on, no scratch is left."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    office = Office(tmp_path)
    files = [office.file(text(f"2020-03-{day:02}", 2000), f"{day}.csv") for day in range(1, 9)]
    add, before = Store.add, threading.active_count()

    def fail(store: Store, *args: Any) -> tuple[int, int]:
        if len(store.log(None)) == 2:
            raise StorageError("the disk is gone")
        return add(store, *args)

    monkeypatch.setattr(Store, "add", fail)
    with pytest.raises(ResumetrackError, match="the disk is gone"):
        office.take(files, each=True)
    assert threading.active_count() == before
    assert [number for number, *_ in held(office.path)[1]] == [1, 2]
    assert not list(tmp_path.glob("resumetrack-*"))
