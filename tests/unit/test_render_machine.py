"""csv, tsv, json and jsonl give other programs exactly what is in the result."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.tables import PIPE
from resumetrack.model import Cell, Column, Meaning, Table, Text
from resumetrack.render import clean, render

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


def test_human_columns_are_left_out() -> None:
    """A column for people only is in no machine format."""
    table = Table(Text("t", "t"), (Column("series", Meaning.SPARK, Text("s", "s"), machine=False),), (("0.5 0.6",),))
    assert text(table, "jsonl") == "{}\n"
