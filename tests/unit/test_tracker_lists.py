"""Loads of one list: what a later one replaces, and that it says so."""

from pathlib import Path

import pytest

from store_office import Office

REPORT = "period,enterprise_id,status\n2020-03-30,A,full\n2020-03-30,B,full"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Two enterprises that report, both on a list."""
    office = Office(tmp_path)
    office.report(REPORT)
    office.members("L", "enterprise_id,batch\nA,\nB,")
    return office


def in_scope(office: Office) -> object:
    """How many members the list has on the day of the report."""
    return office.tracker.rates(lists="L").records()[0]["enterprises"]


def test_load_says_how_many_memberships_it_replaces(office: Office) -> None:
    """A's row is replaced as a whole: it has left by the day of the report, and `undo` brings it back."""
    ended = office.members("L", "enterprise_id,valid_to\nA,2020-03-16\nC,")
    assert ended.revised == 1
    assert "1 membership replaces what earlier loads of the list say" in ended.notes[-1].en
    assert in_scope(office) == 2
    again = office.members("L", "enterprise_id\nA\nB\nC\nD")
    assert again.revised == 3
    assert "3 memberships replace" in again.notes[-1].en
    for number in (again.report, ended.report):
        office.tracker.undo(number or 0)
    assert in_scope(office) == 2


@pytest.mark.parametrize(("name", "rows"), [("L", "enterprise_id,batch\nA,second"), ("M", "enterprise_id\nA\nB")])
def test_another_batch_or_list_replaces_nothing(office: Office, name: str, rows: str) -> None:
    """Memberships of another batch or list stand beside the others; so do those of a withdrawn load."""
    added = office.members(name, rows)
    assert (added.revised, added.notes) == (0, ())
    office.tracker.undo(added.report or 0)
    assert office.members(name, f"{rows} ").revised == 0
