"""What people see in the cells of a workbook: formats, raised digits, numbers in merged cells."""

import io
from collections.abc import Sequence
from importlib import import_module
from typing import Any
from zipfile import ZipFile

import pytest

from resumetrack.errors import RefusedError
from resumetrack.model import Kind, ObservationRow, TotalsRow
from resumetrack.reading import Source, read
from resumetrack.reading.workbooks.xlsx_raised import raised_cells, raised_texts
from unit.test_reading_corpus import TODAY

STAFF = ("period", "enterprise_id", "status", "employees", "on_duty")
COUNTS = ("month", "region", "enterprises", "operating")
DAY = "2020-03-28"


def book(*rows: Sequence[Any], formats: dict[str, str] | None = None, merged: Sequence[str] = ()) -> Any:
    workbook = import_module("openpyxl").Workbook(write_only=False)
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    for area in merged:
        sheet.merge_cells(area)
    return workbook


def rows_of(workbook: Any) -> tuple[list[Any], list[str]]:
    stream = io.BytesIO()
    workbook.save(stream)
    source = Source("f.xlsx", data=stream.getvalue())
    delivery = read(source, kind=Kind.REPORT, profile=None, frequency=None, week_start=None, today=TODAY)
    rows = [row for row in delivery.rows if isinstance(row, ObservationRow | TotalsRow)]
    return rows, [finding.value for finding in delivery.findings]


def test_a_month_with_two_decimals_is_the_month_that_is_shown() -> None:
    """2020.1 shown as 2020.10 is October."""
    rows, _ = rows_of(book(COUNTS, (2020.1, "A", 100, 70), formats={"A2": "0.00"}))
    assert [str(row.period) for row in rows] == ["2020-10-01"]


def test_a_number_that_is_shown_with_a_scale_is_not_taken_without_it() -> None:
    """3 shown as 3万 is not 3; a format that divides leaves the number as it is."""
    rows, said = rows_of(
        book(
            STAFF, (DAY, "A", "full", 3, 1), (DAY, "B", "full", 30000, 1), (DAY, "C", "full", 3, 1),
            formats={"D2": '0"万"', "D3": '0.0,"k"', "D4": '0"人"'},
        )
    )  # fmt: skip
    assert [(row.enterprise_id, row.employees) for row in rows] == [("B", 30000), ("C", 3)]
    assert said == ["3万"]


def test_one_number_for_several_enterprises_is_refused() -> None:
    """It would count once for each."""
    with pytest.raises(RefusedError, match=r"f.xlsx\[Sheet\]: a merged cell holds one number, 300, for rows 2 to 3"):
        rows_of(book(STAFF, (DAY, "A", "full", 300, 240), (DAY, "B", "full"), merged=["D2:D3"]))


def test_one_number_for_two_measures_is_refused() -> None:
    """It would be both."""
    with pytest.raises(RefusedError, match="one number, 300, for 'employees' and 'on_duty'"):
        rows_of(book(STAFF, (DAY, "A", "full", 300, None), merged=["D2:E2"]))


def test_one_number_for_several_periods_of_the_same_cell_holds_for_each() -> None:
    """As the number of enterprises of a region, which is the same each month; so do merged words and blanks."""
    rows, _ = rows_of(
        book(
            COUNTS, ("2020-03", "A", 100, 70), ("2020-04", None, None, 80), ("2020-03", "B", None, None),
            ("2020-04", "B", None, None), merged=["B2:B3", "C2:C3", "C4:C5", "D4:D5"],
        )
    )  # fmt: skip
    assert [(row.region, row.enterprises) for row in rows][:2] == [("A", 100), ("A", 100)]


def test_raised_digits_in_a_cell_are_no_digits_of_the_number() -> None:
    """Whether the cell holds its text or a shared one."""
    run = "<r><t>5</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r>"
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr(
            "xl/sharedStrings.xml", f"<sst><si><t>52</t></si><si>{run}</si><si><r><t>a&amp;b</t></r></si></sst>"
        )
    shared = raised_texts(ZipFile(stream))
    assert shared == {1: "5²"}
    cells = f'<c r="A1" t="s"><v>0</v></c><c r="B1" s="2" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is>{run}</is></c>'
    assert [mark for _, mark in raised_cells(cells.encode(), shared)] == ["=5²", "=5²"]
    assert not list(raised_cells(b'<c r="B1" t="s"><v>1</v></c>', {}))


def test_a_workbook_with_raised_digits_tells_them() -> None:
    """The row is rejected, as it would be in a text."""
    rich = import_module("openpyxl.cell.rich_text")
    raised = rich.TextBlock(import_module("openpyxl.cell.text").InlineFont(vertAlign="superscript"), "2")
    rows, said = rows_of(book(STAFF, (DAY, "A", "full", rich.CellRichText("5", raised), 1), (DAY, "B", "full", 7, 1)))
    assert [row.enterprise_id for row in rows] == ["B"]
    assert said == ["5²"]
