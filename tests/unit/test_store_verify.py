"""`verify` finds nothing in a store that was left alone, whatever its history, and something in one that was not."""

import shutil
from pathlib import Path

import duckdb
import pytest

from resumetrack.store import Scratch, Store
from store_office import Office

FIRST = """enterprise_id,period,status,employees,on_duty,region
    a,2020-03-01,full,100,90,310000
    b,2020-03-01,partial,50,20.5,310000
    c,2020-03-01,closed,10,0,420000
    d,2020-03-01,suspended,7,0,420000"""
STATUS = """enterprise_id,period,status
    a,2020-03-01,partial
    b,2020-03-01,full"""
POWER = """enterprise_id,period,power,power_base
    a,2020-03-01,1.125,2
    d,2020-03-01,3,4"""
ROSTER = """enterprise_id,name,aliases,region,employees
    a,Alpha,A1,310000,100
    b,Beta,,420000,50"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office whose store has seen everything: revisions by column, decimals, undo, roster, list."""
    made = Office(tmp_path_factory.mktemp("model"))
    made.report(FIRST)
    made.report(STATUS)
    made.report(POWER)
    made.report(STATUS.replace("full", "suspended"))
    made.undo(2)
    made.roster(ROSTER)
    made.members("whitelist", "enterprise_id,batch\na,1\nb,2")
    return made.folder


@pytest.fixture
def office(model: Path, tmp_path: Path) -> Office:
    """A copy of it."""
    shutil.copytree(model, tmp_path, dirs_exist_ok=True)
    return Office(tmp_path, hour=7)


def problems(path: Path) -> dict[str, set[int | None]]:
    with Scratch(path) as scratch, Store(path, scratch=scratch) as store:
        checks = {check.name: {report for report, _ in check.problems} for check in store.verify()}
    assert list(checks) == [
        "readable",
        "counts",
        "rows",
        "digests",
        "keys",
        "versions",
        "closures",
        "listed",
        "condensed",
    ]
    return {name: reports for name, reports in checks.items() if reports}


def test_a_store_left_alone_is_sound(office: Office) -> None:
    """Nothing is found, and nothing is changed."""
    before = office.path.read_bytes()
    assert problems(office.path) == {}
    assert office.path.read_bytes() == before


SPOILT = {
    "UPDATE observation SET on_duty = on_duty + 1 WHERE report = 1 AND line = 4": {
        "digests": {1},
        "closures": {1},
        "condensed": {None},
    },
    "UPDATE observation SET status = 'full' WHERE report = 3 AND NOT derived": {"digests": {3}, "listed": {3}},
    "UPDATE roster_entry SET employees = 1 WHERE line = 2": {"digests": {5}, "condensed": {None}},
    "DELETE FROM alias": {"digests": {5}},
    "UPDATE member SET batch = '9' WHERE line = 2": {"digests": {6}},
    "UPDATE observation SET descriptor_key = 99 WHERE report = 4": {
        "digests": {4},
        "keys": {4},
        "versions": {1, 2, 3, 4},
        "listed": {4},
        "condensed": {None},
    },
    "UPDATE observation SET enterprise_key = 2000000000 WHERE report = 1 AND line = 4": {
        "digests": {1},
        "keys": {1},
        "closures": {1},
    },
    "DELETE FROM observation WHERE report = 1 AND line = 4": {
        "rows": {1},
        "digests": {1},
        "closures": {1},
        "condensed": {None},
    },
    "DELETE FROM roster_entry WHERE line = 2": {"rows": {5}, "digests": {5}, "condensed": {None}},
    "UPDATE report SET read_count = 9 WHERE report = 2": {"counts": {2}},
    "UPDATE report SET rejected_count = 1, read_count = read_count + 1 WHERE report = 2": {},
    "UPDATE report_period SET row_count = 3 WHERE report = 1": {"rows": {1}},
    "INSERT INTO enterprise FROM enterprise LIMIT 1": {"keys": {None}},
    "DELETE FROM enterprise WHERE enterprise_id = 'c'": {"keys": {1}},
    "UPDATE observation SET visible_to = NULL WHERE report = 2": {
        "versions": {2},
        "listed": {2},
        "condensed": {None},
    },
    "UPDATE observation SET visible_to = visible_from WHERE report = 1 AND line = 4": {
        "versions": {1},
        "closures": {1},
        "condensed": {None},
    },
    "DELETE FROM observation WHERE derived AND visible_to IS NULL": {
        "versions": {3, 4},
        "listed": {4},
        "condensed": {None},
    },
    "UPDATE report SET silent_count = silent_count + 1 WHERE report = 4": {"versions": {4}},
    "UPDATE closed_history SET employees = 1 WHERE report = 1": {"closures": {1}},
    "INSERT INTO closed_history FROM closed_history": {"closures": {1}},
    "UPDATE listed_history SET line = 99 WHERE report = 1": {"listed": {1}},
    "DELETE FROM listed_history": {"listed": {1, 2, 3, 4}},
    "UPDATE condensed SET enterprises = enterprises + 1": {"condensed": {None}},
    "UPDATE condensed SET period = DATE '1999-01-01'": {"condensed": {None}},
    "UPDATE condensed_region SET on_duty = on_duty + 1": {"condensed": {None}},
    "DELETE FROM condensed_industry": {"condensed": {None}},
    "UPDATE coarse_descriptor SET prefecture = 99": {"condensed": {None}},
    "INSERT INTO coarse_span FROM coarse_span": {"condensed": {None}},
    "DELETE FROM coarse_descriptor WHERE descriptor_key = 1": {"condensed": {None}},
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_what_is_spoilt_is_found(office: Office, spoil: str) -> None:
    """Each way of spoiling a store is found by the checks that should, on the report it is about."""
    with duckdb.connect(str(office.path)) as connection:
        connection.execute(spoil)
    assert problems(office.path) == SPOILT[spoil]


def test_another_engine_may_hash_otherwise(office: Office) -> None:
    """Digests that another engine made are not compared, and that is said."""
    with duckdb.connect(str(office.path)) as connection:
        connection.execute("UPDATE report_digest SET probe = probe - 1, digest = 0")
    with Scratch(office.path) as scratch, Store(office.path, scratch=scratch) as store:
        [digests] = [check for check in store.verify() if check.name == "digests"]
    assert (digests.checked, digests.problems) == (0, [])
    assert digests.note == "6 reports were stored by another version, whose digests cannot be compared"


def test_a_store_from_before_digests_is_sound(office: Office) -> None:
    """Reports that have no digest are no problem."""
    with duckdb.connect(str(office.path)) as connection:
        connection.execute("DROP TABLE report_digest; DELETE FROM migration WHERE name = '0005_digests'")
    assert problems(office.path) == {}


def test_a_store_from_before_lists_were_copied_gets_the_copy(office: Office) -> None:
    """What members of lists said is copied when the store is opened for the first time."""
    with duckdb.connect(str(office.path)) as connection:
        connection.execute(
            "DROP TABLE listed; DROP TABLE listed_history; DELETE FROM migration WHERE name = '0010_listed'"
        )
    assert problems(office.path) == {}
    with duckdb.connect(str(office.path), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM listed").fetchall() == [(2,)]


def test_a_store_from_before_sums_were_kept_gets_them(office: Office) -> None:
    """They are worked out when the store is opened for the first time."""
    tables = (*GRAINS, "coarse_code", "coarse_descriptor", "coarse_span")
    with duckdb.connect(str(office.path)) as connection:
        connection.execute("".join(f"DROP TABLE {table}; " for table in tables))
        connection.execute("DELETE FROM migration WHERE name IN ('0008_condensed', '0011_condensed_grains')")
    assert problems(office.path) == {}
    assert kept(office.path) == GRAINS


def test_a_store_from_before_there_were_several_grains_gets_them(office: Office) -> None:
    """All that is kept is worked out anew when the store is opened for the first time."""
    with duckdb.connect(str(office.path)) as connection:
        for table in ("coarse_descriptor", "coarse_span"):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN prefecture")
        connection.execute("DELETE FROM coarse_code WHERE dimension = 'prefecture'")
        connection.execute("DROP TABLE condensed_region; DROP TABLE condensed_industry")
        connection.execute("DELETE FROM migration WHERE name = '0011_condensed_grains'")
    assert problems(office.path) == {}
    assert kept(office.path) == GRAINS


GRAINS = ["condensed", "condensed_region", "condensed_industry"]


def kept(path: Path) -> list[str]:
    """The tables of sums that have any."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return [table for table in GRAINS if connection.table(table).limit(1).fetchall()]
