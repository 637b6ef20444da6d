"""Bytes that had been withdrawn and come again: they are stored, and it is said."""

from pathlib import Path

from store_office import Office

REPORT = "period,enterprise_id,status\n2020-03-30,A,full\n2020-03-30,B,suspended"


def test_withdrawn_bytes_are_told(tmp_path: Path) -> None:
    """As what report they were withdrawn, the last time; other bytes of the same day say nothing."""
    office = Office(tmp_path)
    first = office.report(REPORT)
    assert not first.notes
    office.undo(first.report or 0)
    again = office.report(REPORT)
    assert "these bytes were report 1, which was withdrawn" in again.notes[0].en
    assert "`resumetrack undo 2`" in again.notes[0].zh
    office.undo(again.report or 0)
    assert "were report 2" in office.report(REPORT).notes[0].en
    assert not office.report(f"{REPORT}\n2020-03-30,C,full").notes
