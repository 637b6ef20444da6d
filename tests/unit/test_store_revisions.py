"""What is in force after revisions, withdrawals and late files: DESIGN section 3, sentence by sentence."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from resumetrack.errors import UsageError
from resumetrack.model import DeliveryState
from resumetrack.store import Store
from store_office import Office

FULL = "period,enterprise_id,status,employees,on_duty"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_later_report_supersedes(office: Office) -> None:
    """The same enterprise and period again: the later file counts, and says how many it revised."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9\n2020-03-01,E2,full,10,9")
    again = office.report(f"{FULL}\n2020-03-01,E1,suspended,10,0\n2020-03-02,E1,full,10,9")
    assert again.revised == 1
    assert office.rates("period", "full", "suspended", "on_duty")[0][1:] == (1, 1, 9)
    assert office.log("revised", "state") == [(0, "active"), (1, "active")]


def test_a_column_that_is_absent_leaves_the_earlier_value_in_force(office: Office) -> None:
    """A grid company's file brings power alone."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9")
    office.report("period,enterprise_id,power,power_base\n2020-03-01,E1,40,50")
    [row] = office.rates(indicators=("power_rate",))
    assert (row["full"], row["employees"], row["on_duty"], row["power_rate"]) == (1, 10, 9, 0.8)


def test_a_blank_cell_in_a_present_column_makes_it_missing(office: Office) -> None:
    """Blank is missing, never 0 and never the earlier value."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9")
    office.report("period,enterprise_id,status,on_duty\n2020-03-01,E1,,")
    assert office.rates("reporting", "staffed", "employees") == [(0, 0, None)]


def test_undo_puts_what_was_superseded_in_force_again(office: Office) -> None:
    """Also where the withdrawn file had some of the columns only."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9")
    before = office.rates()
    revision = office.report("period,enterprise_id,status\n2020-03-01,E1,closed")
    office.undo(revision.report or 0)
    assert office.rates() == before
    assert office.log("state") == ["active", "withdrawn"]


def test_a_report_between_two_others_can_be_withdrawn(office: Office) -> None:
    """What the later one did not have comes from the earliest."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9")
    office.report("period,enterprise_id,employees,power\n2020-03-01,E1,20,5")
    office.report("period,enterprise_id,status\n2020-03-01,E1,partial")
    assert office.rates("partial", "employees") == [(1, 20)]
    office.undo(2)
    assert office.rates("partial", "employees") == [(1, 10)]


def test_order_is_by_receipt_and_then_as_stored(office: Office) -> None:
    """A file received earlier but stored later stands below."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9")
    early = office.now - timedelta(hours=3)
    office.report(f"{FULL}\n2020-03-01,E1,suspended,10,0\n2020-03-01,E2,suspended,5,0", received=early)
    assert office.rates("full", "suspended") == [(1, 1)]
    assert office.rates("full", "suspended", as_of=early) == [(0, 2)]
    office.report(f"{FULL}\n2020-03-01,E1,partial,10,3", received=early)
    assert office.rates("partial", "suspended", as_of=early) == [(1, 1)]


def test_as_of_shows_what_had_been_received_and_not_withdrawn(office: Office) -> None:
    """The very moment of receipt is included, that of withdrawal is not."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9")
    received = office.now
    assert office.rates(as_of=received - timedelta(microseconds=1)) == []
    assert office.rates("full", as_of=received) == [1]
    office.undo(1)
    assert office.rates("full", as_of=office.now - timedelta(microseconds=1)) == [1]
    assert office.rates(as_of=office.now) == []
    assert office.rates() == []


def test_attributes_are_revised_one_by_one(office: Office) -> None:
    """An attribute that a later file lacks stays; a blank cell ends it; hostile names do no harm."""
    office.report('period,enterprise_id,status,own,*,"a""b\'/~"\n2020-03-01,E1,full,state,x,y')
    office.report("period,enterprise_id,status,own\n2020-03-01,E1,full,private")
    for name, value in (("own", "private"), ("*", "x"), ("a\"b'/~", "y")):
        assert office.rates(name, by=(name,)) == [value]
        assert office.rates("full", where=((name, value),)) == [1]
    office.report("period,enterprise_id,status,own\n2020-03-01,E1,full,")
    assert office.rates("own", by=("own",)) == [None]
    assert office.rates("*", by=("*",)) == ["x"]


def test_a_report_is_superseded_once_later_ones_have_all_its_columns(office: Office) -> None:
    """One that has its period from outside supersedes as well as one with a column for it; two may share the work."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9\n2020-03-01,E2,full,10,9")
    office.report("enterprise_id,status\nE1,full\nE2,full", period=office.now.date().replace(month=3, day=1))
    assert office.log("state") == ["active", "active"]
    office.report(f"{FULL.replace(',status', '')}\n2020-03-01,E1,10,9")
    assert office.log("state") == ["active", "active", "active"]
    office.report(f"{FULL.replace(',status', '')}\n2020-03-01,E2,10,8")
    assert office.log("state") == ["superseded", "active", "active", "active"]
    office.undo(4)
    assert office.log("state") == ["active", "active", "active", "withdrawn"]


def test_bytes_already_held_are_a_no_op(office: Office) -> None:
    """Also under another name; with another period from outside it is another report."""
    text = "enterprise_id,status\nE1,full"
    day = office.now.date().replace(month=3, day=1)
    office.report(text, period=day)
    held = office.report(text, name="other.csv", period=day)
    assert (held.state, held.report) == (DeliveryState.HELD, 1)
    assert office.report(text, period=day.replace(day=2)).report == 2


def test_held_tells_what_was_superseded_and_again_submits_anew(office: Office) -> None:
    """Rows count as superseded when some value of theirs is no longer in force."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9\n2020-03-01,E2,full,10,9")
    text = (office.folder / "file1.csv").read_text(encoding="utf-8")
    office.report("period,enterprise_id,power\n2020-03-01,E1,5")
    assert office.report(text).notes == ()
    office.report("period,enterprise_id,status\n2020-03-01,E1,closed")
    assert "1 of its rows" in office.report(text).notes[0].en
    assert office.report(text, again=True).state is DeliveryState.STORED
    assert office.rates("full") == [2]


def test_a_withdrawn_report_is_not_held(office: Office) -> None:
    """Its bytes make a new report."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9", name="a.csv")
    office.undo(1)
    assert office.report(f"{FULL}\n2020-03-01,E1,full,10,9", name="a.csv").report == 2
    assert office.rates("full") == [1]


def test_the_same_bytes_twice_in_one_command_are_stored_once(office: Office) -> None:
    """The second is held as the first."""
    files = [office.file(f"{FULL}\n2020-03-01,E1,full,10,9", name) for name in ("a.csv", "b.csv")]
    done = office.take(files)
    assert [(one.state, one.report) for one in done.results] == [(DeliveryState.STORED, 1), (DeliveryState.HELD, 1)]


def test_two_files_of_one_command_may_speak_of_the_same(office: Office) -> None:
    """They arrive at the same moment; the one stored later counts."""
    files = [office.file(f"{FULL}\n2020-03-01,E1,{status},10,9", f"{status}.csv") for status in ("full", "partial")]
    office.take(files)
    assert office.rates("full", "partial") == [(0, 1)]
    assert office.rates("full", "partial", as_of=office.now) == [(0, 1)]
    office.undo(2)
    assert office.rates("full", "partial") == [(1, 0)]


def test_replaces_withdraws_and_stores_at_one_moment(office: Office) -> None:
    """There is no moment at which both or neither are in force."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9\n2020-03-01,E2,full,10,9")
    office.report(f"{FULL}\n2020-03-01,E1,partial,10,9", replaces=1)
    assert office.rates("full", "partial", as_of=office.now - timedelta(microseconds=1)) == [(2, 0)]
    assert office.rates("full", "partial", as_of=office.now) == [(0, 1)]
    assert office.log("state") == ["withdrawn", "active"]


def test_replacing_a_report_with_its_own_bytes_stores_them_anew(office: Office) -> None:
    """They are a new report, which is what was asked for."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9", name="a.csv")
    assert office.report(f"{FULL}\n2020-03-01,E1,full,10,9", name="a.csv", replaces=1).report == 2


def test_replacing_again_is_a_no_op(office: Office) -> None:
    """A script that is run twice ends well both times."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9")
    office.report(f"{FULL}\n2020-03-01,E1,partial,10,9", name="new.csv", replaces=1)
    again = office.report(f"{FULL}\n2020-03-01,E1,partial,10,9", name="new.csv", replaces=1)
    assert (again.state, again.report) == (DeliveryState.HELD, 2)
    assert office.log("state") == ["withdrawn", "active"]


def test_replacing_by_what_is_held_withdraws_all_the_same(office: Office) -> None:
    """Nothing is stored, but the figures change: the result says that one report is no more."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9")
    office.report(f"{FULL}\n2020-03-01,E1,suspended,10,0", name="held.csv")
    office.report(f"{FULL}\n2020-03-01,E1,partial,10,9")
    done = office.take([office.folder / "held.csv"], replaces=3).results[0]
    assert (done.state, done.report, done.withdrawn) == (DeliveryState.HELD, 2, 3)
    assert office.rates("suspended", "partial") == [(1, 0)]
    assert office.take([office.folder / "held.csv"]).results[0].withdrawn is None


@pytest.mark.parametrize("dry_run", [False, True])
def test_replaces_needs_a_report_in_force(office: Office, *, dry_run: bool) -> None:
    """An unknown or withdrawn one is a mistake, found before anything is read in earnest, also in a dry run."""
    with pytest.raises(UsageError, match="there is no report 7"):
        office.report(f"{FULL}\n2020-03-01,E1,full,10,9", replaces=7, dry_run=dry_run)
    assert office.files() == []
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9")
    with pytest.raises(UsageError, match="there is no report 7"):
        office.report(f"{FULL}\n2020-03-01,E1,partial,10,9", replaces=7, dry_run=dry_run)
    office.undo(1)
    with pytest.raises(UsageError, match="already withdrawn"):
        office.report(f"{FULL}\n2020-03-01,E1,partial,10,9", replaces=1, dry_run=dry_run)
    assert office.log("state") == ["withdrawn"]


def test_a_report_can_be_withdrawn_once(office: Office) -> None:
    """And only one that is there."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9")
    office.undo(1)
    with pytest.raises(UsageError, match="already withdrawn"):
        office.undo(1)
    with pytest.raises(UsageError, match="there is no report 2"):
        office.undo(2)


def test_a_file_without_rows_is_kept_and_changes_nothing(office: Office) -> None:
    """Its columns supersede nothing; it can be withdrawn; it does not settle the frequency of a panel."""
    empty = office.report(FULL)
    assert (empty.state, empty.counts.accepted) == (DeliveryState.STORED, 0)
    assert office.rates() == []
    office.report("period,enterprise_id,status\n2020-W10,E1,full")
    with Store(office.path) as store:
        assert store.panels()[0].frequency.value == "week"
    office.undo(1)
    assert office.rates("full") == [1]
    assert office.log("rows", "state") == [(0, "withdrawn"), (1, "active")]


def test_closed_persists_with_its_last_employees_and_nobody_on_duty(office: Office) -> None:
    """Counted in closed, reporting and carried, until a status is stated."""
    office.report(f"{FULL}\n2020-03-01,E1,full,12,9\n2020-03-01,E2,full,3,3")
    office.report("period,enterprise_id,status\n2020-03-02,E1,closed\n2020-03-02,E2,full")
    office.report("period,enterprise_id,status\n2020-03-03,E2,full")
    office.report("period,enterprise_id,power\n2020-03-04,E1,5")
    office.report("period,enterprise_id,status\n2020-03-05,E1,partial")
    columns = ("reporting", "closed", "carried", "employees", "on_duty")
    assert office.rates(*columns) == [
        (2, 0, 0, 15, 12),
        (2, 1, 0, None, None),
        (2, 1, 1, 12, 0),
        (1, 1, 1, 12, 0),
        (1, 0, 0, None, None),
    ]
    assert office.enterprises("enterprise_id", "status", "last_period")[-2:] == [
        ("E1", "closed", office.rates("period")[1]),
        ("E1", "partial", office.rates("period")[4]),
    ]


def test_what_is_stated_beside_a_carried_closure_counts(office: Office) -> None:
    """Employees and staff on duty of the period go before those of the closure; the region stays."""
    office.report("period,enterprise_id,status,employees,region\n2020-03-01,E1,closed,12,420000")
    office.report("period,enterprise_id,employees,on_duty\n2020-03-02,E1,5,1")
    office.report("period,enterprise_id,power\n2020-03-03,E1,1")
    rows = office.rates("region", "closed", "carried", "employees", "on_duty", by=("region",))
    assert rows == [("420000", 1, 0, None, None), ("420000", 1, 1, 5, 1), ("420000", 1, 1, 5, 0)]


def test_more_decimals_rescale_what_is_stored(office: Office) -> None:
    """Sums stay exact, across families and the roster; figures as of before do not change."""
    office.roster("enterprise_id,employees\nE1,10\nE2,7")
    office.report(f"{FULL},power,power_base\n2020-03-01,E1,full,10,9,1,2")
    before, then = office.rates(indicators=("power_rate", "staff_coverage")), office.now
    office.report("period,enterprise_id,status,employees,on_duty\n2020-03-01,E2,full,2.5,0.000001")
    office.report("period,enterprise_id,output,output_base\n2020-03-01,E1,0.1,0.3")
    [row] = office.rates(indicators=("power_rate", "production_rate", "return_rate_roster"))
    assert row["employees"] == Decimal("12.5")
    assert row["on_duty"] == Decimal("9.000001")
    assert (row["power_rate_numerator"], row["production_rate_numerator"]) == (1, Decimal("0.1"))
    assert (row["return_rate_roster_numerator"], row["return_rate_roster_denominator"]) == (Decimal("9.000001"), 17)
    assert office.rates(indicators=("power_rate", "staff_coverage"), as_of=then) == before
    office.roster("enterprise_id,employees\nE3,0.25", update=True)
    assert office.rates("staff_coverage_denominator", indicators=("staff_coverage",)) == [Decimal("17.25")]
    with Store(office.path) as store:
        assert store.panels()[0].decimals == {"staff": 6, "output": 1, "power": 0}


def test_panels_do_not_know_each_other(office: Office) -> None:
    """The same enterprise and period in two panels are two observations, each with its own decimals."""
    office.report(f"{FULL}\n2020-03-01,E1,full,10,9", panel="a")
    office.report(f"{FULL}\n2020-03-01,E1,suspended,0.5,0", panel="b")
    office.panel = "a"
    assert office.rates("full", "employees") == [(1, 10)]
    office.panel = "b"
    assert office.rates("suspended", "employees") == [(1, Decimal("0.5"))]
