"""The rows that a proposed profile gives are shown with the places where they stand."""

from datetime import date
from importlib import import_module
from pathlib import Path

from resumetrack.model import Kind
from resumetrack.tracker.proposing import preview, propose


def test_rows_of_several_sheets_are_shown_with_the_lines_of_their_own(tmp_path: Path) -> None:
    """The second row of the second sheet is in line 2 of it."""
    book = import_module("openpyxl").Workbook()
    for name, sheet in (("2020-03", book.active), ("2020-04", book.create_sheet())):
        sheet.title = name
        sheet.append(("region", "enterprises", "operating"))
        sheet.append(("A", 100, 50))
    book.save(tmp_path / "months.xlsx")
    found = propose(
        str(tmp_path / "months.xlsx"), Kind.REPORT, None, encoding=None, sheet=None, today=date(2020, 12, 31)
    )
    table = preview(found)
    assert [column.name for column in table.columns][:2] == ["sheet", "line"]
    assert [row[:2] for row in table.rows] == [("2020-03", 2), ("2020-04", 2)]
