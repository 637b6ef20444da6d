"""csv, tsv, json and jsonl give other programs exactly what is in the result."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.tables import PIPE
from resumetrack.model import Cell, Column, Meaning, Stacked, Table, Text
from resumetrack.render import EXCEL, clean, render
from resumetrack.render.cells import machine_text, machine_texts

HOSTILE = [
    "a,b",
    'say "hi"',
    "two\nlines",
    "a\rb",
    "a\r\nb",
    "tab\tbed",
    "\x1b]0;x\x07",
    "\u202e",
    "\x9b31m",
    "=1+1",
    " x ",
]


def words(*cells: Cell, meaning: Meaning = Meaning.TEXT) -> Table:
    return Table(
        title=Text("Words", "文字"),
        columns=(Column("place", Meaning.COUNT, Text("Place", "序号")), Column("word", meaning, Text("Word", "文字"))),
        rows=tuple((place, cell) for place, cell in enumerate(cells)),
        total=(len(cells), None),
    )


def text(table: Table, form: str) -> str:
    return "".join(render(table, form, lang="zh", screen=PIPE))


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
@given(st.lists(st.text() | st.sampled_from(HOSTILE)))
def test_delimited_text_round_trips(form: str, delimiter: str, cells: list[str]) -> None:
    """The csv module reads back what was written, whatever the cells hold."""
    written = text(words(*cells), form)
    read = list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter, strict=True))
    assert read == [["place", "word"], *([str(place), cell] for place, cell in enumerate(cells))]


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
@given(st.lists(st.none() | st.text() | st.sampled_from(HOSTILE), min_size=1))
def test_delimited_text_alone_round_trips(form: str, delimiter: str, cells: list[str | None]) -> None:
    """A record of one empty cell is no empty line, which readers skip."""
    table = replace(words(), columns=words().columns[1:], rows=Stacked([cells]), total=None)
    read = list(csv.reader(io.StringIO(text(table, form), newline=""), delimiter=delimiter, strict=True))
    assert read == [["word"], *([cell or ""] for cell in cells)]


@given(st.lists(st.none() | st.floats() | st.sampled_from([0.0, -0.0, 1.0, 1e-13])), st.sampled_from(Meaning))
def test_columns_are_written_as_cells_are(cells: list[Cell], meaning: Meaning) -> None:
    """What is written faster for many is the same."""
    assert machine_texts(cells, meaning) == [machine_text(cell, meaning) for cell in cells]


@given(st.lists(st.text() | st.sampled_from(HOSTILE)))
def test_json_round_trips(cells: list[str]) -> None:
    """json and jsonl parse to the same objects, and no line of them holds what a terminal could obey."""
    expected = [{"place": place, "word": cell} for place, cell in enumerate(cells)]
    array, lines = text(words(*cells), "json"), text(words(*cells), "jsonl")
    assert json.loads(array) == expected
    assert [json.loads(line) for line in lines.split("\n")[:-1]] == expected
    assert all(clean(line) == line for written in (array, lines) for line in written.split("\n"))


def test_json_has_an_object_to_a_line() -> None:
    """A reader sees one row per line, Chinese as Chinese."""
    assert text(words("北京", None), "json") == (
        '[\n  {"place": 0, "word": "北京"},\n  {"place": 1, "word": null}\n]\n'
    )


def test_nothing_found() -> None:
    """No rows: the header alone, an empty array, nothing."""
    assert [text(words(), form) for form in ("csv", "tsv", "json", "jsonl")] == [
        "place,word\n",
        "place\tword\n",
        "[]\n",
        "",
    ]


def test_text_stays_text_in_json() -> None:
    """A code that looks like a number is text; not-a-number is null; words in a date column are words."""
    assert json.loads(text(words("0012", 12, meaning=Meaning.CODE), "json"))[1]["word"] == "12"
    assert json.loads(text(words(float("nan"), meaning=Meaning.RATE), "json"))[0]["word"] is None
    assert json.loads(text(words("not at this pace", "", meaning=Meaning.DATE), "json"))[1]["word"] == ""


@given(st.lists(st.sampled_from([None, 0, 1.0, 0.5, 1e-9, 0.1234567890129, *HOSTILE]), max_size=3))
def test_rows_by_column_are_written_as_rows(cells: list[Cell]) -> None:
    """Of a few rows or of thousands, in every format."""
    for times in (1, 1500):
        table = words(*cells * times)
        stacked = replace(table, rows=Stacked(list(zip(*table.rows, strict=True)) or [(), ()]))
        for form in ("csv", "tsv", EXCEL, "json", "jsonl"):
            assert text(stacked, form) == text(table, form)


@given(st.floats(0, 1e15))
def test_rates_are_rounded_to_twelve_decimals(value: float) -> None:
    """Whether there is something to round or not."""
    [written] = csv.DictReader(io.StringIO(text(words(value, meaning=Meaning.RATE), "csv")))
    assert Decimal(written["word"]) == Decimal(repr(round(value, 12)))


def test_human_columns_are_left_out() -> None:
    """A column for people only is in no machine format."""
    table = Table(Text("t", "t"), (Column("series", Meaning.SPARK, Text("s", "s"), machine=False),), (("0.5 0.6",),))
    assert text(table, "jsonl") == "{}\n"


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠A",
    '=HYPERLINK("http://x","y")',
]


def test_csv_for_excel_guards_text_and_nothing_else() -> None:
    """Text that begins a formula gets an apostrophe; negative numbers and harmless text are as in csv."""
    table = Table(
        title=Text("Words", "文字"),
        columns=(
            Column("=word", Meaning.TEXT, Text("Word", "文字")),
            Column("change_pp", Meaning.PP, Text("Change", "变化")),
        ),
        rows=tuple((cell, -1.5) for cell in [*FORMULAS, "Steel - works", "武汉", "'=1"]),
    )
    written = text(table, EXCEL)
    assert written.startswith("\ufeff'=word,change_pp\r\n")
    read = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""), strict=True))[1:]
    assert read == [[f"'{cell}", "-1.5"] for cell in FORMULAS] + [
        [cell, "-1.5"] for cell in ["Steel - works", "武汉", "'=1"]
    ]


@given(st.lists(st.text() | st.sampled_from(HOSTILE)))
def test_csv_for_excel_holds_what_csv_does(cells: list[str]) -> None:
    """But for mark, line ends and apostrophes it is the csv, whatever the cells hold, and no cell begins a formula."""
    plain = list(csv.reader(io.StringIO(text(words(*cells), "csv"), newline="")))
    guarded = list(csv.reader(io.StringIO(text(words(*cells), EXCEL).removeprefix("\ufeff"), newline="")))
    assert not [cell for _, cell in guarded if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]
    for (place, cell), was in zip(guarded, plain, strict=True):
        assert [place, cell] == was or [place, cell.removeprefix("'")] == was
