"""Many at once: all succeed within the wait, nothing is lost or doubled, and who holds the store too long is named."""

import csv
import io
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from faults.branch import Branch, figures, log, problems
from resumetrack.errors import ExitCode, StoreBusyError
from resumetrack.store import Store
from resumetrack.store.engine import DEFAULT_WAIT
from resumetrack.tracker import Tracker

CROWD = 8
HOLD = """
import sys
from pathlib import Path
from resumetrack.store import Store
with Store(Path(sys.argv[1]), write=sys.argv[2] == "write"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def branch(tmp_path: Path) -> Branch:
    return Branch(tmp_path / "branch", 5, tmp_path / "twin.duckdb")


@pytest.mark.slow
def test_eight_write_while_eight_read(branch: Branch) -> None:
    """Eight processes ingest a file each while eight read; each figure read is that of some of the files, whole."""
    names = [branch.file(f"day{day}.csv", _day(day)) for day in range(1, CROWD + 2)]
    Tracker(branch.store).ingest(branch.folder / names[0])
    writers = [branch.start("ingest", name, "--wait", "240") for name in names[1:]]
    readers = [branch.start("rates", "--period", "all", "-f", "csv", "--wait", "240") for _ in range(CROWD)]
    for process in writers:
        _, err = process.communicate(timeout=300)
        assert process.returncode == ExitCode.DONE, err
    for process in readers:
        out, err = process.communicate(timeout=300)
        assert process.returncode == ExitCode.DONE, err
        rows = list(csv.DictReader(io.StringIO(out)))
        assert rows
        assert {(row["reporting"], row["employees"]) for row in rows} == {("100", "4950")}
    Tracker(branch.twin).ingest(*(branch.folder / name for name in names))
    assert not problems(branch.store)
    assert figures(branch.store) == figures(branch.twin)
    assert sorted(row["file"] for row in log(branch.store)) == sorted(names)
    assert [path.name for path in branch.folder.glob("store.duckdb*")] == ["store.duckdb"]


def _day(day: int) -> list[str]:
    header = "enterprise_id,period,status,employees,on_duty"
    return [header, *(f"E{number:03},2020-03-{day:02},full,{number},{number}" for number in range(100))]


@pytest.mark.parametrize("how", ["write", "read"])
def test_a_store_held_too_long(how: str, branch: Branch) -> None:
    """After the wait it is exit 75, with the number of the process that holds the store; readers hold up no reader."""
    branch.begin()
    deed = branch.ingest()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(branch.store), how],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=branch.environment(),
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    writer = branch.start(*deed.words, "--wait", "0.2")
    reader = branch.start("rates", "-q", "--wait", "0.2")
    _, err = writer.communicate(timeout=120)
    assert writer.returncode == ExitCode.BUSY
    assert f"(process {holder.pid}); waited 0.2 seconds" in err
    assert "hint: try again in a moment" in err
    _, err = reader.communicate(timeout=120)
    assert reader.returncode == (ExitCode.BUSY if how == "write" else ExitCode.DONE), err
    holder.communicate(timeout=120)
    assert branch.settle(deed) == 0
    branch.check()


def test_a_writer_is_not_shut_out_by_readers(branch: Branch) -> None:
    """While readers overlap without end, a writer that waits comes in."""
    branch.begin()
    deed = branch.ingest()
    stop = threading.Event()

    def read_on() -> None:
        while not stop.is_set():
            subprocess.run([sys.executable, "-c", READ, str(branch.store)], check=False)

    readers = [threading.Thread(target=read_on) for _ in range(3)]
    for reader in readers:
        reader.start()
    writer = branch.start(*deed.words, "--wait", "100")
    _, err = writer.communicate(timeout=240)
    stop.set()
    for reader in readers:
        reader.join()
    assert writer.returncode == ExitCode.DONE, err
    assert branch.settle(deed) == 1


def test_readers_come_in_beside_a_long_delivery(branch: Branch) -> None:
    """While one command stores file after file, whoever looks again and again gets in between."""
    branch.begin()
    (branch.folder / "inbox").mkdir()
    for number in range(40):
        day = (date(2020, 3, 1) + timedelta(number)).isoformat()
        rows = [f"E{one:05},{day},full,{one},{one}" for one in range(1500)]
        branch.file(f"inbox/{day}.csv", ["enterprise_id,period,status,employees,on_duty", *rows])
    writer = branch.start("ingest", "inbox", "--panel", "long", "--wait", "240")
    waits: list[float] = []
    while writer.poll() is None:
        before = time.monotonic()
        with Store(branch.store, wait=240):
            waits.append(time.monotonic() - before)
        time.sleep(0.1)
    _, err = writer.communicate(timeout=240)
    assert writer.returncode == ExitCode.DONE, err
    assert len(waits) > 2
    assert max(waits) < DEFAULT_WAIT / 2


READ = """
import sys, time
from pathlib import Path
from resumetrack.store import Store
for _ in range(10):
    with Store(Path(sys.argv[1]), wait=100) as store:
        time.sleep(0.2)
"""


def test_threads_of_one_process_keep_each_others_lock(branch: Branch) -> None:
    """While one thread writes, another that looks at the store does not let a third process in."""
    branch.begin()
    refused: list[StoreBusyError] = []

    def look() -> None:
        try:
            Store(branch.store, wait=0)
        except StoreBusyError as error:
            refused.append(error)

    with Store(branch.store, write=True):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        assert refused
        outside = branch.start("rates", "-q", "--wait", "0")
        outside.communicate(timeout=120)
        assert outside.returncode == ExitCode.BUSY
