"""A copy is whole or not there, and takes nothing's place unasked."""

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from resumetrack.errors import DamagedStoreError, StorageError, StoreBusyError, UsageError
from resumetrack.store import Store, back_up, restore
from store_office import Office

REPORT = "enterprise_id,period,status\na,2020-03-01,full\nb,2020-03-01,suspended"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.report(REPORT)
    return made


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_backup_and_restore_bring_back_the_store(office: Office) -> None:
    """What was stored after the backup is gone after the restore, kept under another name, and only the owner reads."""
    copy = office.folder / "copy.duckdb"
    made = back_up(office.path, copy, force=False, wait=0)
    assert (made.reports, made.size) == (1, copy.stat().st_size)
    office.report(REPORT.replace("suspended", "full"))
    assert office.rates("operating_rate") == [1.0]
    done = restore(copy, office.path, force=True, wait=0)
    assert office.rates("operating_rate") == [0.5]
    assert done.kept is not None
    with Store(done.kept) as kept:
        assert len(kept.log(None)) == 2
    assert {path.stat().st_mode & 0o777 for path in (copy, office.path, done.kept)} == {0o600}
    assert not left_over(office.folder)


def test_nothing_is_overwritten_unasked(office: Office) -> None:
    """A file that is there stays as it is; with `force` a backup takes the place of a store, and of nothing else."""
    copy, text = office.folder / "copy.duckdb", office.file("hello", "text.txt")
    back_up(office.path, copy, force=False, wait=0)
    before = copy.read_bytes()
    office.report(REPORT.replace("2020-03-01", "2020-03-02"))
    for attempt in (back_up, restore):
        with pytest.raises(UsageError, match="exists already"):
            attempt(office.path, copy, force=False, wait=0)
        with pytest.raises(StorageError, match="not a resumetrack store"):
            attempt(office.path, text, force=True, wait=0)
    assert copy.read_bytes() == before
    assert text.read_text(encoding="utf-8") == "hello\n"
    assert back_up(office.path, copy, force=True, wait=0).reports == 2
    assert not left_over(office.folder)


def test_a_link_leads_to_the_store_that_is_meant(office: Office) -> None:
    """Restored and written over is what a link leads to; the link stays, and one that leads nowhere is refused."""
    copy, link = office.folder / "copy.duckdb", office.folder / "link.duckdb"
    back_up(office.path, copy, force=False, wait=0)
    office.report(REPORT.replace("2020-03-01", "2020-03-02"))
    link.symlink_to(office.path.name)
    done = restore(copy, link, force=True, wait=0)
    assert done.kept is not None
    assert done.kept.name.startswith(f"{office.path.name}.replaced-")
    assert link.is_symlink()
    with Store(office.path) as store:
        assert len(store.log(None)) == 1
    link.unlink()
    link.symlink_to(copy.name)
    assert back_up(office.path, link, force=True, wait=0).reports == 1
    assert link.is_symlink()
    link.unlink()
    link.symlink_to("nowhere.duckdb")
    for attempt in (back_up, restore):
        with pytest.raises(StorageError, match="a link to nothing"):
            attempt(office.path, link, force=True, wait=0)


def test_a_pipe_and_an_empty_file_are_no_stores(office: Office) -> None:
    """Nothing takes their place, and nobody waits for a pipe."""
    pipe, empty = office.folder / "pipe.duckdb", office.file("", "empty.duckdb")
    os.mkfifo(pipe)
    empty.write_bytes(b"")
    for place in (pipe, empty):
        for attempt in (back_up, restore):
            with pytest.raises(StorageError, match="not a resumetrack store"):
                attempt(office.path, place, force=True, wait=0)
    assert pipe.is_fifo()
    with pytest.raises(StorageError, match="not a resumetrack store"):
        Store(pipe, wait=0)


def test_a_backup_is_no_companion_of_its_store(office: Office) -> None:
    """The engine would take it for its log, and remove it."""
    for suffix in (".wal", ".lock"):
        with pytest.raises(UsageError, match="belongs to the store"):
            back_up(office.path, office.path.with_name(office.path.name + suffix), force=False, wait=0)


def test_somebody_elses_database_is_never_replaced(office: Office) -> None:
    """A database of something else, or of a newer version, stays where it is even with `force`."""
    other = office.folder / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE ledger (x INTEGER)")
    newer = office.folder / "newer.duckdb"
    back_up(office.path, newer, force=False, wait=0)
    with duckdb.connect(str(newer)) as connection:
        connection.execute("INSERT INTO migration VALUES ('9999_later', now()::TIMESTAMP)")
    for place, words in ((other, "something else"), (newer, "newer resumetrack")):
        before = place.read_bytes()
        with pytest.raises(StorageError, match=words):
            restore(office.path, place, force=True, wait=0)
        with pytest.raises(StorageError, match=words):
            restore(place, office.path, force=True, wait=0)
        assert place.read_bytes() == before
    assert not left_over(office.folder)


@pytest.mark.parametrize("cut", [20, 5000, 300_000, -1])
def test_a_damaged_store_gives_way_and_is_kept(office: Office, cut: int) -> None:
    """What is left of a store that was cut off is kept, log and all; a backup that was cut off is refused."""
    copy = office.folder / "copy.duckdb"
    back_up(office.path, copy, force=False, wait=0)
    damaged = office.path.read_bytes()[:cut]
    office.path.write_bytes(damaged)
    log = office.path.with_name(f"{office.path.name}.wal")
    log.write_bytes(b"left by a process that was killed")
    with pytest.raises(DamagedStoreError):
        restore(office.path, copy, force=True, wait=0)
    kept = restore(copy, office.path, force=True, wait=0).kept
    assert kept is not None
    assert kept.read_bytes() == damaged
    assert kept.with_name(f"{kept.name}.wal").read_bytes() == b"left by a process that was killed"
    assert office.files() == ["store.duckdb", kept.name, f"{kept.name}.wal"]
    assert office.rates("operating_rate") == [0.5]


def test_what_a_killed_command_left_is_in_the_copy(office: Office) -> None:
    """A log beside the store is taken in first, and one beside a backup goes with it."""
    log = office.path.with_name(f"{office.path.name}.wal")
    with duckdb.connect(str(office.path)) as connection:
        connection.execute("SET checkpoint_threshold = '1TB'; PRAGMA disable_checkpoint_on_shutdown")
        connection.execute("UPDATE report SET name = 'renamed.csv'")
    assert log.exists()
    plain = office.folder / "plain.duckdb"
    shutil.copy(office.path, plain)
    shutil.copy(log, f"{plain}.wal")
    copy = office.folder / "copy.duckdb"
    back_up(office.path, copy, force=False, wait=0)
    assert not log.exists()
    restore(plain, office.folder / "restored.duckdb", force=False, wait=0)
    for path in (copy, office.folder / "restored.duckdb"):
        assert not path.with_name(f"{path.name}.wal").exists()
        with Store(path) as store:
            assert "renamed.csv" in store.log(None)[0]


def test_a_store_in_use_is_waited_for(office: Office) -> None:
    """While somebody writes, nothing is copied or replaced."""
    copy = office.folder / "copy.duckdb"
    back_up(office.path, copy, force=False, wait=0)
    with Store(office.path, write=True):
        with pytest.raises(StoreBusyError):
            back_up(office.path, office.folder / "second.duckdb", force=False, wait=0)
        with pytest.raises(StoreBusyError):
            restore(copy, office.path, force=True, wait=0)
    assert not (office.folder / "second.duckdb").exists()
    assert office.files() == ["store.duckdb"]
