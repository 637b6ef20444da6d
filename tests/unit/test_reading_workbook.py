"""Workbooks are read as their owners see them; the troubles themselves stand in tests/reading_corpus."""

import io
import zipfile
from datetime import date, datetime, time
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest

from resumetrack.errors import ProfileError, RefusedError
from resumetrack.model import Delivery, Kind, RosterRow
from resumetrack.reading import Source, load_profile, read
from resumetrack.reading.workbooks.marks import NOT_CALCULATED, PERCENT, format_mark, is_error
from resumetrack.reading.workbooks.sheet_choice import SheetRule
from resumetrack.reading.workbooks.workbook import open_workbook

CORPUS = Path(__file__).parents[1] / "reading_corpus"
BOOKS = sorted(path for path in CORPUS.glob("*/input.*") if path.suffix in {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
READABLE = [path for path in BOOKS if "refused" not in (path.parent / "expected.json").read_text("utf-8")]
# openpyxl does not say that a formula has no result, and reads no cell that does not say where it is.
NOT_COMPARABLE = {"workbook_formula_not_calculated", "workbook_cells_without_references"}
COMPARABLE = [path for path in READABLE if path.suffix in {".xlsx", ".xlsm"} and path.parent.name not in NOT_COMPARABLE]
DAMAGED = [
    (name, change)
    for name in ("workbook_clean", "workbook_merged_cells", "xls_workbook", "xlsb_workbook", "ods_workbook")
    for change in ("flipped", "repacked")
    if (name, change) != ("xls_workbook", "repacked")  # it is no archive
]
TODAY = date(2020, 12, 31)


def deliver(source: Source, profile: Path | None = None, kind: Kind = Kind.REPORT) -> Delivery:
    rules = load_profile(profile) if profile and profile.exists() else None
    return read(source, kind=kind, profile=rules, frequency=None, week_start=None, today=TODAY)


@pytest.mark.parametrize("path", COMPARABLE, ids=lambda path: path.parent.name)
def test_values_are_those_another_library_reads(path: Path) -> None:
    """Every cell of every xlsx of the corpus agrees with what openpyxl reads, errors and dates included."""
    book = import_module("openpyxl").load_workbook(path, data_only=True)
    visible = [name for name in book.sheetnames if book[name].sheet_state == "visible" and book[name].max_row > 1]
    for name in visible:
        sheet, merged = book[name], set[tuple[int, int]]()
        for area in sheet.merged_cells.ranges:
            merged |= {(row, column) for row, column in area.cells if (row, column) != (area.min_row, area.min_col)}
        opened = open_workbook(Source(path.name, path), SheetRule(name=name), lambda _: 9)
        for row, cells in opened.bodies[0].records():
            for column, text in enumerate(cells, 1):
                if (row, column) not in merged:
                    assert text == _shown(sheet.cell(row, column)), (row, column)


def _shown(cell: Any) -> str:
    """What people see of a cell, by openpyxl."""
    value = cell.value
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if "%" in cell.number_format:
            return f"{value * 100:.15g}%"
        zeros = cell.number_format if set(cell.number_format) == {"0"} else ""
        return f"{value:.15g}".upper().zfill(len(zeros))
    return "" if value is None else str(value)


def test_findings_name_the_sheet_and_its_row() -> None:
    """Of several sheets each counts its own rows, in findings and in rejected rows."""
    folder = CORPUS / "workbook_one_sheet_per_day"
    delivery = deliver(Source("日报.xlsx", folder / "input.xlsx"), folder / "profile.toml")
    rows = list(delivery.rows)
    (found,) = delivery.findings
    assert (found.file, found.line, found.column) == ("日报.xlsx[3月29日]", 5, "从业人员")
    assert [(row.sheet, row.line) for row in delivery.rejected] == [("3月29日", 5)]
    assert [delivery.place(row.line) for row in rows] == [
        ("日报.xlsx[3月28日]", 2), ("日报.xlsx[3月28日]", 3), ("日报.xlsx[3月29日]", 3), ("日报.xlsx[3月29日]", 4),
    ]  # fmt: skip
    assert delivery.recognition.sheets == ("3月28日", "3月29日")


def test_the_bytes_may_come_from_anywhere() -> None:
    """A workbook from a pipe or an archive is the same as one from a file."""
    path = CORPUS / "workbook_clean" / "input.xlsx"
    piped, filed = deliver(Source("stdin", data=path.read_bytes())), deliver(Source("a.xlsx", path))
    assert (piped.sha256, piped.size, list(piped.rows)) == (filed.sha256, filed.size, list(filed.rows))


def test_a_roster_may_be_a_workbook() -> None:
    """Layout, headers, values and rules are the same code for all kinds of file."""
    book, stream = import_module("openpyxl").Workbook(), io.BytesIO()
    for row in (("企业代码", "从业人数"), ("A1", 1200), ("A2", 60)):
        book.active.append(row)
    book.save(stream)
    rows = list(deliver(Source("a.xlsx", data=stream.getvalue()), kind=Kind.ROSTER).rows)
    assert [(row.line, row.employees) for row in rows if isinstance(row, RosterRow)] == [(2, 1200), (3, 60)]


def test_a_zip_archive_is_no_workbook() -> None:
    """What looks like a workbook from outside is refused as what it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    with pytest.raises(RefusedError, match="this is a zip archive"):
        deliver(Source("a.xlsx", data=stream.getvalue()))


@pytest.mark.parametrize(
    ("number", "code", "mark"),
    [
        (0, None, ""), (9, None, PERCENT), (10, None, PERCENT), (164, "0.00%", PERCENT), (164, '0"%"', ""),
        (164, "000000", "000000"), (164, "000000;@", "000000"), (164, "0", ""), (164, "#,##0.00", ""),
        (2, None, ".00"), (164, "0.00", ".00"), (164, '0"万"', "+万"), (164, "#,##0\\千", "+千"), (164, '0"k"', "+k"),
        (164, '0"人"', ""), (164, '0!.0,"万"', ""), (164, '#,##0.0,"k"', ""), (164, 'yyyy"年"m"月"', ""),
        (164, "[Red]0%", PERCENT), (164, "yyyy-mm-dd", ""),
    ],
)  # fmt: skip
def test_formats_that_matter(number: int, code: str | None, mark: str) -> None:
    """What people read changes what a number says; a format that shows the same number in other words does not."""
    assert format_mark(number, code) == mark


@pytest.mark.parametrize("text", ["#DIV/0!", "#N/A", "#NAME?", "Err:502", NOT_CALCULATED])
def test_errors_are_known(text: str) -> None:
    """The errors of all formats, also where they were exported as text."""
    assert is_error(text)
    assert not is_error(text.lower())
    assert not is_error(f"{text} ")


@pytest.mark.parametrize("value", ['""', "0", "true", "{}", "[1]", '{ patern = "x" }', '{ pattern = "(" }'])
def test_a_choice_that_says_no_sheet_is_named(value: str, tmp_path: Path) -> None:
    """[file] sheet is a name, a position, a pattern or "all"."""
    path = tmp_path / "office.toml"
    path.write_text(f"[file]\nsheet = {value}\n", "utf-8")
    with pytest.raises(ProfileError, match=r"file\.sheet"):
        load_profile(path)


def flipped(content: bytes, random: Random) -> bytes:
    """Change some bytes."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 10)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed[: random.randrange(len(changed))] if random.random() < 0.2 else changed)


def repacked(content: bytes, random: Random) -> bytes:
    """Change a part of an archive, or leave one out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chosen = random.choice([name for name, part in parts.items() if part])
    parts[chosen] = b"" if random.random() < 0.1 else flipped(parts[chosen], random)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


@pytest.mark.parametrize(("name", "change"), DAMAGED)
def test_damage_is_refused_or_harmless(name: str, change: str) -> None:
    """Whatever the bytes are, nothing but our own errors comes out, and the counts add up."""
    (path,) = (CORPUS / name).glob("input.*")
    content, random = path.read_bytes(), Random(name)  # noqa: S311  no secret is made of it
    changed = flipped if change == "flipped" else repacked
    for _ in range(60):
        try:
            delivery = deliver(Source(path.name, data=changed(content, random)))
            list(delivery.rows)
        except RefusedError:
            continue
        assert delivery.counts.balanced
