"""The table for people: aligned, never cut, and safe to print."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from golden.tables import PIPE, rates, trend
from resumetrack.model import Cell, Column, Lang, Meaning, RateTable, Table, Text
from resumetrack.render import Screen, render

ANSI = re.compile(r"\x1b\[[0-9;]*m")
NARROW = 20
HOSTILE = [
    "[/]",
    "[link=http://x]y[/link]",
    "[bold]b",
    ":smile:",
    "\x1b]0;x\x07",
    "\x1b[2J",
    "\x9b31m",
    "\u202eabc",
    "a\nb",
]


def text(table: Table, screen: Screen = PIPE, lang: Lang = "en") -> str:
    return "".join(render(table, "table", lang=lang, screen=screen))


def at(width: int, *, colour: bool = False) -> Screen:
    return Screen(width=width, colour=colour)


def lines(table: Table, screen: Screen = PIPE, lang: Lang = "en") -> list[str]:
    return text(table, screen, lang).splitlines()


def grouped(*columns: Column, rows: tuple[tuple[Cell, ...], ...], total: tuple[Cell, ...] | None = None) -> RateTable:
    return RateTable(Text("", ""), columns, rows, total)


def column(name: str, meaning: Meaning = Meaning.TEXT, label: str = "", *, human: bool = True) -> Column:
    return Column(name, meaning, Text(label or name, label or name), human=human)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("table", [rates, trend])
@pytest.mark.parametrize("width", [30, 60, 80, 100, 140])
def test_lines_fit_the_terminal(table: Callable[[], Table], width: int, lang: Lang) -> None:
    """No line is wider than the terminal, none ends in a blank, and no cell is cut."""
    shown = lines(table(), at(width), lang)
    assert max(map(cell_len, shown)) <= width
    assert not [line for line in shown if line != line.rstrip()]
    assert "…" not in "".join(shown)
    words = " ".join("".join(shown).split())
    for figure in ("5,120,000.0", "97.6") if table is rates else ("+49.0", "-1.0", "2020-03-31"):
        assert figure in words


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_wide_characters_are_aligned(lang: Lang) -> None:
    """In a pipe every row of figures ends in the same column, whatever the script of the names."""
    shown = lines(rates(), PIPE, lang)
    first = next(place for place, line in enumerate(shown) if line.startswith("──"))
    assert len({cell_len(line) for line in shown[first - 1 :]}) == 1


def test_a_pipe_has_one_line_per_row() -> None:
    """Without a terminal nothing is folded: title, summary, blanks, head, rows, two rules and the total."""
    assert len(lines(rates())) == 4 + 1 + 6 + 3


def test_words_fold_before_numbers_suffer() -> None:
    """A long text is broken over lines, in whole words, and the number beside it stays whole."""
    table = grouped(
        column("message"),
        column("n", Meaning.COUNT),
        rows=(("on duty exceeds employees " * 3, 1234567), ("行业代码" * 9, 1)),
    )
    shown = lines(table, at(40))
    assert shown[2].startswith("on duty exceeds employees on")
    assert shown[2].endswith("1,234,567")
    assert max(map(cell_len, shown)) <= 40
    assert "".join(line.split()[0] for line in shown[5:]) == "行业代码" * 9


def test_what_every_row_repeats_is_said_once_when_space_is_scarce() -> None:
    """At 100 columns the one period moves above the table; in a pipe it stays in every row."""
    narrow = text(rates(), at(100))
    assert "\nPeriod: 2020-03-28\n" in narrow
    assert narrow.count("2020-03-28") == 1
    assert text(rates()).count("2020-03-28") == 7


def test_identical_rows_keep_a_column() -> None:
    """If all columns say the same in every row, none is taken away."""
    table = grouped(column("message", label="A message of many words"), rows=(("same",), ("same",)))
    assert text(table, at(7)).count("same") == 2


def test_a_narrow_terminal_gets_blocks() -> None:
    """Where no table fits, every row is a block of label and value, with nothing lost."""
    shown = lines(rates(), at(60))
    assert "Return-to-work rate (%)  90.2" in shown
    assert "Region                   Total" in shown


def test_empty_results() -> None:
    """Without rows there are the heads; without columns only the prose; without a title no blank line."""
    assert text(grouped(column("region"), rows=())) == "region\n──────\n"
    assert text(grouped(rows=((),))) == ""
    assert text(grouped(column("region"), rows=()), at(3)) == ""


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [None, NARROW, 80])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown(hostile: str, width: int | None, colour: bool) -> None:
    """In title, summary, head and cell: no control of the data's own reaches the terminal, markup stays text."""
    words = Text(hostile, hostile)
    table = Table(words, (Column("c", Meaning.TEXT, words),), ((hostile,),), summary=(words,))
    shown = ANSI.sub("", text(table, Screen(width=width, colour=colour)))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    times = shown.replace("\n", "").count(hostile.encode("unicode_escape").decode())
    assert times == 4 or width == NARROW  # where head and cell are folded side by side


def test_colour_changes_nothing_but_colour() -> None:
    """The plain table is the coloured one without its escapes."""
    for table in (rates(), trend()):
        coloured = text(table, at(100, colour=True))
        assert ANSI.sub("", coloured) == text(table, at(100))
        assert "\x1b[" in coloured


def test_colours_follow_the_printed_figure() -> None:
    """Below 80 yellow, below 50 red, by what is printed: 79.96 % is printed as 80.0 and is plain."""
    table = grouped(
        column("region"),
        column("rate", Meaning.RATE),
        column("change_pp", Meaning.PP),
        column("direction"),
        rows=(
            ("a", 0.7996, 0.04, "rising"),
            ("b", 0.7994, 0.05, "falling"),
            ("c", 0.4994, -0.05, "不可比"),
        ),
    )
    shown = lines(table, at(80, colour=True))[2:]
    assert "\x1b[33m" not in shown[0]
    assert "\x1b[32mrising\x1b[0m" in shown[0]
    assert "\x1b[33m79.9\x1b[0m" in shown[1]
    assert "\x1b[32m+0.1\x1b[0m" in shown[1]
    assert "\x1b[31m49.9\x1b[0m" in shown[2]
    assert "\x1b[31m-0.1\x1b[0m" in shown[2]
    assert "\x1b[33m不可比\x1b[0m" in shown[2]


def test_a_missing_group_is_unknown_and_a_missing_figure_a_dash() -> None:
    """A group without name is named so; a code stands in for a name that nobody knows; other words are a dash."""
    code, name, rate = column("region", Meaning.CODE, human=False), column("region_name"), column("rate", Meaning.RATE)
    rows: tuple[tuple[Cell, ...], ...] = (("999999", None, None), (None, None, 0.5))
    assert [line.split() for line in lines(grouped(code, name, rate, rows=rows))[2:]] == [
        ["999999", "–"],
        ["(unknown)", "50.0"],
    ]
    assert "（未知）" in text(grouped(name, rate, rows=((None, 0.5),)), lang="zh")
    both = grouped(column("region", Meaning.CODE), name, rows=((None, None), ("999999", None)))
    assert [line.split() for line in lines(both)[2:]] == [["–", "(unknown)"], ["999999", "–"]]
    assert lines(Table(Text("", ""), (name,), ((None,),)))[2] == "–"


def test_the_total_is_labelled_once() -> None:
    """The label stands in the first empty cell of words; a period that is filled stays."""
    table = grouped(
        column("period", Meaning.DATE),
        column("region"),
        column("size"),
        column("n", Meaning.COUNT),
        rows=((None, "a", "large", 1),),
        total=(None, None, None, None),
    )
    assert lines(table)[-1].split() == ["Total", "–"]
    assert lines(table, lang="zh")[-1].split() == ["合计", "–"]


def test_amounts_of_a_column_have_the_same_decimals() -> None:
    """Decimal points stand below one another."""
    table = grouped(column("id"), column("power", Meaning.QUANTITY), rows=(("a", Decimal("1.25")), ("b", 1000)))
    assert [line.split()[1] for line in lines(table)[2:]] == ["1.25", "1,000.00"]
    weights = grouped(column("id"), column("weight", Meaning.QUANTITY), rows=(("a", 1.25), ("b", 1000.0)))
    assert [line.split()[1] for line in lines(weights)[2:]] == ["1.25", "1,000.00"]


def test_a_sum_of_ratios_gives_counts_no_decimals() -> None:
    """Numerators of several indicators stand in one column."""
    table = grouped(column("id"), column("n", Meaning.QUANTITY), rows=(("a", 53.27292), ("b", 1000), ("c", None)))
    assert [line.split()[1] for line in lines(table)[2:]] == ["53.27", "1,000", "–"]


def test_units_are_said_once() -> None:
    """A label that already ends in its unit is left alone."""
    table = grouped(column("a", Meaning.RATE, "Rate (%)"), column("b", Meaning.PP, "Change"), rows=())
    assert lines(table)[0] == "Rate (%)  Change (pp)"


@given(
    st.lists(st.tuples(st.text(max_size=60), st.integers() | st.none(), st.floats() | st.none()), max_size=4),
    st.integers(1, 120),
)
def test_any_table_can_be_drawn(rows: list[tuple[Cell, ...]], width: int) -> None:
    """Whatever the cells and the width: something is drawn, and it holds no control character."""
    columns = (column("region"), column("reporting", Meaning.COUNT), column("rate", Meaning.RATE))
    shown = text(grouped(*columns, rows=tuple(rows)), at(width))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)
