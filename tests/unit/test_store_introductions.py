"""Enterprises that files repeat are introduced once: what is stored is the same as without, whatever comes between."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from resumetrack.errors import RefusedError
from resumetrack.reading.rows import bulk
from resumetrack.store import digests, introductions
from resumetrack.store.introductions import Introductions
from resumetrack.tracker.turn import Turn
from store_office import Office

HEADER = "period,enterprise_id,status,employees,on_duty,region,industry,name,甲,difficulty"
ROWS = """
    SELECT e.enterprise_id, o.period, o.report, o.line, o.status, o.employees, o.on_duty, d.name, d.region, d.industry,
        d.attributes, difficulty.difficulty, o.visible_from, o.visible_to, o.derived
    FROM observation AS o JOIN enterprise AS e USING (enterprise_key) JOIN descriptor AS d USING (descriptor_key)
        LEFT JOIN difficulty USING (difficulty_key)
    ORDER BY ALL
"""
LOG = "SELECT report, read_count, accepted_count, rejected_count, duplicate_count, revised_count FROM report ORDER BY 1"


def day(number: int, rows: Iterator[str] | list[str]) -> str:
    """Write the file of one day, whose rows lack their period."""
    return "\n".join([HEADER, *(f"2020-03-{number:02},{row}" for row in rows)])


def usual(first: int, last: int) -> list[str]:
    """Rows of enterprises as they describe themselves day after day."""
    return [
        f"E{one},full,{10 + one},{one},4201{one % 9:02},C3{one % 7},企业{one}公司,x{one % 3},"
        for one in range(first, last)
    ]


def inbox(office: Office) -> list[Path]:
    """Files in which enterprises come late, change their names, are doubtful, or say things twice."""
    changed = "E3,partial,13,3,湖北,C3,企业三新公司,,物流"
    return [
        office.file(text, name)
        for name, text in {
            "1.csv": day(1, usual(0, 40)),
            "2.csv": day(2, [*usual(0, 30), *usual(40, 60), "E61,opened?,5,5,420100,C31,x,,"]),
            "3.csv": day(3, [*usual(5, 60), changed, "E4,full,14,99,420104,C34,企业4公司,x1,原料"]),
            "4.csv": day(4, [*usual(0, 20), changed, *usual(20, 25)]),
            "5.csv": day(4, ["E1,closed,11,,420101,C31,企业1公司,x1,", changed]),
            "6.csv": "\n".join([*day(6, usual(0, 9)).splitlines(), *day(5, usual(0, 9)).splitlines()[1:]]),
        }.items()
    ]


@pytest.fixture
def in_bulk(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Read files from this size on in bulk, with a head of a few rows."""
    monkeypatch.setattr(introductions, "HEAD_ROWS", 15)
    return lambda least: monkeypatch.setattr(bulk, "LEAST_SIZE", least)


def held(path: Path) -> tuple[list[Any], list[Any]]:
    """Give everything that a store holds of its reports, in words."""
    with duckdb.connect(str(path), read_only=True) as store:
        return store.execute(ROWS).fetchall(), store.execute(LOG).fetchall()


@pytest.mark.parametrize("each", [True, False])
def test_what_is_stored_is_the_same_as_read_carefully(
    tmp_path: Path, in_bulk: Callable[[int], None], *, each: bool
) -> None:
    """File by file or all together, with repeats inside a file and revisions between files."""
    stores = []
    for least in (0, 1 << 20):
        in_bulk(least)
        folder = tmp_path / str(least)
        folder.mkdir()
        office = Office(folder)
        taken = office.take(inbox(office), each=each)
        assert [one.counts.rejected for one in taken.results] == [0, 1, 0, 0, 0, 0]
        stores.append(held(office.path))
    assert stores[0] == stores[1]
    rows, log = stores[0]
    assert {row[7] for row in rows if row[0] == "E3"} == {"企业3公司", "企业三新公司"}
    assert [row[4] for row in log] == [0, 0, 0, 1, 0, 0]
    assert log[4][5] == 2


def test_introductions_are_seen_when_it_is_known_whose_they_are(
    tmp_path: Path, in_bulk: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is met with them in another thread meanwhile sees those of earlier files alone."""
    in_bulk(0)
    recognise, seen = Introductions._recognise, list[tuple[int, int]]()

    def look(known: Introductions) -> None:
        seen.append((known.size, len(known._session.beside().execute(f"FROM {known.table}"))))
        recognise(known)

    monkeypatch.setattr(Introductions, "_recognise", look)
    office = Office(tmp_path)
    office.take(inbox(office)[:3], each=True)
    assert len(seen) > 1
    assert all(size == others for size, others in seen)


def test_files_of_a_settled_panel_are_read_at_once(tmp_path: Path, in_bulk: Callable[[int], None]) -> None:
    """Nothing has to be waited for, so the second is read while the first is; each keeps its period."""
    office = Office(tmp_path)
    office.report(day(1, usual(0, 3)))
    in_bulk(0)
    files = [office.file(day(number, usual(0, 3000)), f"{number}.csv") for number in range(2, 10)]
    assert [str(one.state) for one in office.take(files, each=True).results] == ["stored"] * 8
    with duckdb.connect(str(office.path), read_only=True) as store:
        found = store.execute("SELECT report, min(period), max(period), count(*) FROM observation GROUP BY ALL")
        rows = sorted(found.fetchall())[1:]
    assert rows == [(number, date(2020, 3, number), date(2020, 3, number), 3000) for number in range(2, 10)]


def test_keys_are_looked_up_anew_in_a_store_that_others_have_changed(
    tmp_path: Path, in_bulk: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two files of a command another store takes the place of the one that the first file went to."""
    in_bulk(0)
    other, office = Office(tmp_path / "other"), Office(tmp_path / "own")
    for one in (other, office):
        one.folder.mkdir()
    other.report(day(1, [*usual(70, 80), *usual(3, 6)]))
    done: list[int] = []

    def end(turn: Turn, **_: bool) -> None:
        turn.close()
        if not done:
            shutil.copy(other.path, office.path)
        done.append(1)

    monkeypatch.setattr(Turn, "rest", end)
    office.take([office.file(day(number, usual(0, 9)), f"{number}.csv") for number in (2, 3)], each=True)
    rows, _ = held(office.path)
    said = {(row[0], row[7]) for row in rows if row[1].day == 3}
    assert said == {(f"E{one}", f"企业{one}公司") for one in range(9)}


def test_a_transaction_that_fails_takes_its_keys_back(
    tmp_path: Path, in_bulk: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a file that failed at the very end had added is not taken for known in the next."""
    in_bulk(0)
    office = Office(tmp_path)
    record, seen = digests.record, list[int]()

    def fail_once(*args: Any) -> None:
        seen.append(1)
        if len(seen) == 2:
            raise RefusedError("no more")
        record(*args)

    monkeypatch.setattr(digests, "record", fail_once)
    files = [office.file(day(number, usual(0, 10 * number)), f"{number}.csv") for number in (1, 2, 3)]
    taken = office.take(files, each=True)
    assert [str(one.state) for one in taken.results] == ["stored", "refused", "stored"]
    rows, _ = held(office.path)
    said = {(row[0], row[1].day, row[7]) for row in rows}
    assert said == {(f"E{one}", number, f"企业{one}公司") for number in (1, 3) for one in range(10 * number)}


@pytest.mark.parametrize("is_named", [True, False])
def test_a_roster_is_read_in_bulk(tmp_path: Path, in_bulk: Callable[[int], None], *, is_named: bool) -> None:
    """With other names and without; who has reported before is the same enterprise."""
    office = Office(tmp_path)
    office.report(day(1, usual(0, 40)))
    in_bulk(1)
    header = f"enterprise_id,{'aliases,' if is_named else ''}region,employees"
    lines = (f"E{one},{f'alt{one},' if is_named else ''}4201{one % 9:02},{one}" for one in range(60))
    office.roster("\n".join([header, *lines]))
    with duckdb.connect(str(office.path), read_only=True) as connection:
        found = connection.execute(
            "SELECT enterprise_id, alias.alias FROM roster_entry JOIN enterprise USING (enterprise_key) "
            "LEFT JOIN alias USING (enterprise_key) ORDER BY roster_entry.line"
        ).fetchall()
    assert found == [(f"E{one}", f"alt{one}" if is_named else None) for one in range(60)]
