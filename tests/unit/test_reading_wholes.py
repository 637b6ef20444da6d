"""Rows that say a word of totals: totals over other rows, or cells of their own."""

import pytest

from resumetrack.reading.totals.wholes import Wholes

WORDS = {"All", "Mean"}


def cells_among(*rows: tuple[str, str, str]) -> list[int]:
    """Numbers of the rows of period, region and size with words that are cells, from 1 on."""
    wholes = Wholes((0, 1, 2))
    for line, row in enumerate(rows, 1):
        words = frozenset(place for place, text in enumerate(row) if text in WORDS)
        if words:
            wholes.hold((line, [*row]), min(words), words, [""])
        else:
            wholes.pass_by(row, [""])
    return [one.record[0] for one in wholes.settled() if one.periods]


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([("1", "A", "All"), ("1", "B", "All")], [1, 2]),
        ([("1", "A", "small"), ("1", "A", "All"), ("1", "B", "All")], [3]),
        ([("1", "A", "All"), ("1", "B", "All"), ("1", "All", "All")], [1, 2]),
        ([("1", "A", "All"), ("1", "All", "small")], [1, 2]),
        ([("1", "All", ""), ("2", "All", "")], [1, 2]),
        ([("1", "All", ""), ("2", "A", ""), ("2", "All", "")], [1]),
        ([("1", "A", "small"), ("1", "All", "")], []),
        ([("1", "A", ""), ("", "All", "")], []),
        ([("1", "A", ""), ("All", "All", "")], []),
        ([("1", "All", ""), ("1", "All", "")], [1, 2]),
        ([("1", "All", ""), ("1", "Mean", "")], []),
    ],
    ids=[
        "all say so", "one region is divided", "a total over totals", "margins", "days", "a day alone",
        "blank and undivided", "no period", "a word for the period", "repeats", "two words",
    ],
)  # fmt: skip
def test_a_row_with_a_word_is_a_cell_where_no_other_says_more(
    rows: list[tuple[str, str, str]], cells: list[int]
) -> None:
    """What it says itself, period and region, must stand in the other."""
    assert cells_among(*rows) == cells


def test_a_line_of_a_wide_table_may_be_a_total_in_some_periods_alone() -> None:
    """Where the others have no figures it is the cell."""
    wholes = Wholes((0,))
    wholes.pass_by(["A"], ["2020-04-02"])
    wholes.hold((2, ["All"]), 0, frozenset((0,)), ["2020-04-01", "2020-04-02"])
    assert [one.periods for one in wholes.settled()] == [["2020-04-01"]]
