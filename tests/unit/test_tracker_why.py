"""Why a figure is what it is: every row behind it, down to file, sheet and line."""

from datetime import timedelta
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from resumetrack.errors import UsageError
from resumetrack.measure import DECLARED
from resumetrack.model import Selection
from store_office import DAWN, Office

HEADER = "period,enterprise_id,status,employees,on_duty"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Roster of A, B, C; A closed for good on 1 June, B revised, electricity in a file of its own, C silent."""
    office = Office(tmp_path, hour=48)
    office.roster("enterprise_id,region,employees\nA,310000,10\nB,310000,20\nC,420000,30", name="roster.csv")
    office.report(f"{HEADER}\n2020-06-01,B,full,20,10\n2020-06-01,A,closed,10,0", name="first.csv")
    office.report(f"{HEADER}\n2020-06-02,B,suspended,20,2\n2020-06-02,X,partial,5,9", name="second.csv")
    office.report("period,enterprise_id,status,on_duty\n2020-06-02,B,full,", name="revised.csv")
    office.report("period,enterprise_id,power,power_base\n2020-06-02,A,1,8\n2020-06-02,B,6,8", name="power.csv")
    return office


def records(office: Office, **asked: Any) -> list[dict[str, Any]]:
    """The rows behind a figure of 2 June, files without their folder."""
    found = office.tracker.why(**{"period": "2020-06-02", **asked}).records()
    return [{**row, "file": Path(str(row["file"])).name} for row in found]


def lines(office: Office, *columns: str, **asked: Any) -> list[tuple[Any, ...]]:
    """Chosen columns of the rows behind a figure of 2 June."""
    found = records(office, **asked)
    return [tuple(row[column] for column in columns) for row in found]


def test_every_row_with_file_and_line(office: Office) -> None:
    """A is carried from line 3 of the first file; B counts by its revision, and what that superseded is there too."""
    shown = lines(office, "enterprise_id", "numerator", "denominator", "state", "file", "line", "values")
    assert shown == [
        ("A", 0, 1, "carried", "first.csv", "3", "status closed"),
        ("B", 1, 1, "in force", "revised.csv", "2", "status full"),
        ("B", None, None, "superseded", "second.csv", "2", "status suspended"),
        ("X", 1, 1, "in force", "second.csv", "3", "status partial"),
    ]


def test_each_column_has_its_own_row(office: Office) -> None:
    """A return rate of B takes employees from the report, and its blank on duty from the revision: B does not count."""
    shown = lines(office, "enterprise_id", "state", "file", "values", indicators="return_rate")
    assert shown == [
        ("A", "carried", "first.csv", "on_duty 0; employees 10"),
        ("X", "in force", "second.csv", "on_duty 9; employees 5"),
    ]
    assert lines(office, "enterprise_id", "file", indicators="power_rate") == [("A", "power.csv"), ("B", "power.csv")]


def test_scope_comes_from_the_roster(office: Office) -> None:
    """Who is silent counts in the scope by its line of the roster."""
    shown = lines(office, "enterprise_id", "kind", "file", "line", "numerator", "denominator", indicators="coverage")
    assert [row for row in shown if row[1] == "roster"] == [
        ("A", "roster", "roster.csv", "2", None, None),
        ("B", "roster", "roster.csv", "3", None, None),
        ("C", "roster", "roster.csv", "4", 0, 1),
    ]


def test_employees_filled_by_the_roster(tmp_path: Path) -> None:
    """Where the report leaves employees blank, the line of the roster that filled them stands below."""
    office = Office(tmp_path)
    office.roster("enterprise_id,employees\nA,10", name="roster.csv")
    office.report(f"{HEADER}\n2020-06-02,A,full,,7", name="report.csv")
    shown = lines(office, "kind", "values", "denominator", indicators="return_rate")
    assert shown == [("report", "on_duty 7; employees blank", 10), ("roster", "employees 10", None)]


def test_rows_add_up_to_the_figure(office: Office) -> None:
    """What the enterprises add is the numerator and the denominator, for every indicator, each enterprise once."""
    office.report(f"{HEADER},output,output_base\n2020-06-02,D,full,7,3,5.5,4\n2020-06-02,E,partial,3,2,1,8")
    names = tuple(one.name for one in DECLARED)
    figures = office.tracker.rates(long=True, indicators=names, period="2020-06-02").records()
    for figure in figures:
        rows = office.tracker.why(indicators=str(figure["indicator"]), period="2020-06-02").records()
        for side in ("numerator", "denominator"):
            added = [Fraction(str(row[side])) for row in rows if row[side] is not None]
            assert figure[side] is not None, figure
            assert abs(sum(added) - Fraction(str(figure[side]))) < Fraction(1, 10**9), (figure, side)


def test_as_of_shows_what_was_known(office: Office) -> None:
    """Before the revision came in, B was suspended by the second file; a withdrawn report is gone."""
    known = DAWN + timedelta(hours=51, minutes=30)
    assert [row[1] for row in lines(office, "enterprise_id", "file", as_of=known) if row[0] == "B"] == ["second.csv"]
    office.undo(4)
    assert [row for row in lines(office, "enterprise_id", "file", "state") if row[0] == "B"] == [
        ("B", "second.csv", "in force")
    ]


def test_report_under_another_name(tmp_path: Path) -> None:
    """A report under an alias stands behind the enterprise that has it."""
    office = Office(tmp_path)
    office.roster("enterprise_id,aliases\nA,OLD-A")
    office.report(f"{HEADER}\n2020-06-02,OLD-A,full,5,5", name="old.csv")
    assert lines(office, "enterprise_id", "file", "line") == [("A", "old.csv", "2")]


def test_findings_of_a_row(office: Office) -> None:
    """The rules that a row met stand beside it."""
    shown = dict(lines(office, "enterprise_id", "rules"))
    assert shown["X"] == "on-duty-above-employees"


def test_sheets_of_a_workbook_are_named(tmp_path: Path) -> None:
    """A row of the second sheet has its own line there, not the one it is stored under."""
    book = import_module("openpyxl").Workbook()
    for name, enterprise in (("north", "A"), ("south", "B")):
        sheet = book.create_sheet(name)
        for row in (["period", "enterprise_id", "status"], ["2020-06-02", enterprise, "full"]):
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "regions.xlsx")
    profile = tmp_path / "regions.toml"
    profile.write_text('[file]\nsheet = "all"\n', encoding="utf-8")
    office = Office(tmp_path)
    office.take([tmp_path / "regions.xlsx"], profile=[profile])
    assert lines(office, "enterprise_id", "sheet", "line") == [("A", "north", "2"), ("B", "south", "2")]


def test_by_report(office: Office) -> None:
    """One line per report: how many rows count, are carried, superseded, flagged."""
    found = records(office, reports=True)
    names = ("report", "file", "rows", "in_force", "carried", "superseded", "flagged", "rules")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("2", "first.csv", 1, 0, 1, 0, 0, None),
        ("3", "second.csv", 2, 1, 0, 1, 1, "on-duty-above-employees x 1"),
        ("4", "revised.csv", 1, 1, 0, 0, 0, None),
    ]


def test_limit_is_said(office: Office) -> None:
    """The first enterprises by id, and how many there are."""
    table = office.tracker.why(limit=2, period="2020-06-02")
    assert {row["enterprise_id"] for row in table.records()} == {"A", "B"}
    assert table.notes[-1].en.startswith("the first 2 of 3 enterprises are shown")
    assert table.summary[0].en == "Operating rate on 2020-06-02: 66.7 % = 2 / 3; 3 enterprises count in it."


def test_rules_choose_the_figure(office: Office) -> None:
    """Under ONS rules the closed enterprise does not count."""
    assert {row[0] for row in lines(office, "enterprise_id", rules="ons")} == {"B", "X"}


def test_one_cell_and_one_figure(office: Office) -> None:
    """Several of either are refused."""
    with pytest.raises(UsageError, match="why is asked of one cell in one period"):
        office.tracker.why(Selection(by=("region",)))
    with pytest.raises(UsageError, match="why is asked of one figure"):
        office.tracker.why(indicators="coverage,return_rate")
