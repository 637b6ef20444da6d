"""Files read in bulk: when they are, what becomes of doubtful rows, and how much memory it takes."""

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from resumetrack.errors import RefusedError
from resumetrack.model import Delivery, Kind
from resumetrack.reading import Profile, Source, load_profiles, read
from resumetrack.reading.rows import bulk
from resumetrack.store import Scratch
from resumetrack.store.staged import Staged

HEADER = "period,enterprise_id,status,employees,on_duty,region,name"
ROW = "2020-03-28,E{0},full,{1},{1},420000,企业{0}有限公司"
PEAK_LIMIT = 1_500_000_000


def rows(count: int) -> Iterator[str]:
    """Yield clean rows."""
    return (ROW.format(number, 1 + number % 500) for number in range(count))


def recognised(path: Path, profile: Profile | None = None) -> Delivery:
    """Recognise a report."""
    source, today = Source(path.name, path), date(2020, 12, 31)
    return read(source, kind=Kind.REPORT, profile=profile, frequency=None, week_start=None, today=today)


def stage(path: Path, scratch: Scratch, profile: Profile | None = None) -> tuple[Delivery, Staged]:
    """Read and stage a report."""
    delivery = recognised(path, profile)
    return delivery, scratch.stage(delivery)


@pytest.mark.parametrize("chunk", [1 << 20, 1000, 50])
@pytest.mark.parametrize("suffix", ["csv", "csv.gz"])
def test_doubtful_rows_keep_their_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, chunk: int
) -> None:
    """Of a clean file, plain or packed, a few odd rows are read carefully, with line, finding and text as delivered."""
    monkeypatch.setattr(bulk, "LEAST_SIZE", 0)
    monkeypatch.setattr(bulk, "PIECE", chunk)
    lines = [HEADER, *rows(3000)]
    lines[1000] = "2020-03-28,E999,opened?,5,5,420000,x"
    lines[2000] = "2020-03-28,E1999,full,5,9,湖北,x"
    lines[3000] = "2020-03-28,E2999,full,１２,-,420000, x "
    path = tmp_path / f"f.{suffix}"
    data = "\r\n".join([*lines, ""]).encode()
    path.write_bytes(gzip.compress(data) if suffix.endswith("gz") else data)
    with Scratch(readable=[path]) as scratch:
        delivery, staged = stage(path, scratch)
        fields = "line, enterprise_id, employees::INTEGER, on_duty::INTEGER, region, name"
        found = scratch.engine.rows(
            f"SELECT {fields} FROM {staged.table} WHERE line IN (2, 2001, 3001) ORDER BY line"  # noqa: S608
        )
    assert staged.met is not None
    assert (delivery.counts.read, delivery.counts.accepted, delivery.counts.rejected) == (3000, 2999, 1)
    assert [(one.code, one.line) for one in delivery.findings] == [
        ("unknown-status", 1001), ("on-duty-above-employees", 2001),
    ]  # fmt: skip
    assert delivery.rejected[0].cells == tuple(lines[1000].split(","))
    assert found == [
        (2, "E0", 1, 1, "420000", "企业0有限公司"),
        (2001, "E1999", 5, 9, "420000", "x"),
        (3001, "E2999", 12, None, "420000", "x"),
    ]


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "2020-03-28,E1,full,5,5,420000",
        "2020-03-28,E1,full,5,5,420000,x,",
        '2020-03-28,E1,full,5,5,420000,"two\nlines"',
        '2020-03-28,E1,full,5,5,420000, "x"',
        "2020-03-28,E1,full,5,5,420000,x\r2020-03-28,E2,full,5,5,420000,y",
    ],
)
def test_a_line_that_is_no_record_is_no_matter_for_the_bulk_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    """What the engine would take otherwise than the careful path leaves the whole file to that."""
    monkeypatch.setattr(bulk, "LEAST_SIZE", 0)
    path = tmp_path / "f.csv"
    path.write_bytes("\n".join([HEADER, *rows(50), odd, *rows(50), ""]).encode())
    with Scratch(readable=[path]) as scratch:
        delivery, staged = stage(path, scratch)
    assert staged.table.startswith("scratch.")
    assert delivery.counts.read == 100 + 1 + odd.count("\r")


@pytest.mark.parametrize("damage", [b"\xff", "停产".encode("gbk"), b"\xe4\xbc", b"\0"])
@pytest.mark.parametrize("place", range(8))
def test_what_is_no_text_is_refused_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes, place: int
) -> None:
    """Of a long file the head alone is looked at before the engine reads it: the words are those of the careful path.

    The profile leaves the last column out, so that the engine does not read it.
    """
    path, refusals = tmp_path / "f.csv", []
    (tmp_path / "p.toml").write_text("[attributes]\nkeep = []\n")
    [profile] = load_profiles([tmp_path / "p.toml"]).members
    *lines, last = [f"{line},无" for line in rows(20_000)]
    cells = last.encode().split(b",")
    cells[place] += damage
    path.write_bytes("\n".join([f"{HEADER},note", *lines, ""]).encode() + b",".join(cells) + b"\n")
    for least in (0, 1 << 30):
        monkeypatch.setattr(bulk, "LEAST_SIZE", least)
        with Scratch(readable=[path]) as scratch, pytest.raises(RefusedError) as caught:
            stage(path, scratch, profile)
        refusals.append((caught.value.message, caught.value.hint))
    assert refusals[0] == refusals[1]
    assert "line 20001" in refusals[0][0]


def test_only_files_that_were_named_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine reads nothing else, and no name that it would take for a pattern."""
    monkeypatch.setattr(bulk, "LEAST_SIZE", 0)
    for name, readable in (("f.csv", []), ("f[1].csv", [tmp_path / "f[1].csv"])):
        path = tmp_path / name
        path.write_text("\n".join([HEADER, *rows(5), ""]))
        with Scratch(readable=readable) as scratch:
            assert stage(path, scratch)[1].table.startswith("scratch.")


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its hash would not be that of the rows."""
    monkeypatch.setattr(bulk, "LEAST_SIZE", 0)
    path = tmp_path / "f.csv"
    path.write_text("\n".join([HEADER, *rows(50), ""]))
    with Scratch(readable=[path]) as scratch:
        delivery = recognised(path)
        plan = delivery.bulk()
        delivery.bulk = lambda: plan
        path.write_text("\n".join([HEADER, *rows(51), ""]))
        with pytest.raises(RefusedError, match="changed while it was being read"):
            scratch.stage(delivery)


def test_rows_that_are_met_while_they_are_read_keep_their_lines(tmp_path: Path) -> None:
    """A million rows that an earlier file has introduced, and some that nobody has, each with its own line."""
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    count = 1_000_000
    first.write_text("\n".join([HEADER, *rows(count)]), encoding="utf-8")
    text = first.read_text("utf-8").replace("2020-03-28,E777777,", "2020-03-28,E777777X,")
    second.write_text(f"{text}\n{ROW.format('NEW1', 5)}", encoding="utf-8")
    with Scratch(readable=[first, second]) as scratch:
        stage(first, scratch)
        delivery = recognised(second)
        begun = scratch.begin(delivery)
        assert begun.raw
        assert begun.raw.met
        staged = scratch.stage(delivery, None, begun)
        stored, late = scratch.engine.relation(f"FROM {staged.table}"), f"line IN (777779, {count + 2})"
        assert stored.filter(f"enterprise_id = 'E' || (line - 2) OR {late}").count("*").fetchall() == [(count + 1,)]
        assert stored.filter(late).order("line").project("enterprise_id").fetchall() == [("E777777X",), ("ENEW1",)]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """A file of 200 MB is ingested within the limit that files of any size are, each row with its own line."""
    path, block = tmp_path / "big.csv", 100_000
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for first in range(0, 3_200_000, block):
            file.writelines(ROW.format(number, 1 + number % 500) + "\n" for number in range(first, first + block))
    assert path.stat().st_size > 190_000_000
    command = [
        sys.executable,
        "-m",
        "resumetrack",
        "ingest",
        str(path),
        "--store",
        str(tmp_path / "s.duckdb"),
        "--quiet",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert usage.ru_maxrss * 1024 < PEAK_LIMIT
    same = "enterprise_id = 'E' || (line - 2)"
    with duckdb.connect(str(tmp_path / "s.duckdb"), read_only=True) as store:
        rows = store.table("observation").join(store.table("enterprise"), "enterprise_key").filter(same)
        assert rows.aggregate("count(*)").fetchall() == [(3_200_000,)]
