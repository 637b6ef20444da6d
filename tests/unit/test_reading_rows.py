"""What single rows mean beside the others: sums of them, cells that mean "as above", words of an office."""

from datetime import date

import pytest

from resumetrack.errors import ProfileError
from resumetrack.model import TotalsRow
from resumetrack.reading.filling import Filling
from resumetrack.reading.headers import Layout
from resumetrack.reading.profile import parse_profile
from resumetrack.reading.sums import find_sums


def table(*cells: tuple[str | None, str | None, int, int]) -> list[TotalsRow]:
    """Rows of region, industry, enterprises and operating, from line 2 on."""
    told = dict.fromkeys(TotalsRow._fields) | {"period": date(2020, 3, 28), "attributes": "", "flags": 0}
    named = (
        {"line": line, "region": region, "industry": industry, "enterprises": enterprises, "operating": operating}
        for line, (region, industry, enterprises, operating) in enumerate(cells, 2)
    )
    return [TotalsRow._make((told | row).values()) for row in named]


def found(*cells: tuple[str | None, str | None, int, int]) -> list[tuple[int, str, bool]]:
    return [(one.row.line, one.text, one.is_clear) for one in find_sums(table(*cells))]


def test_a_row_of_great_numbers_that_is_the_sum_of_the_others_is_clear() -> None:
    """It may stand anywhere."""
    whole, parts = ("Both", None, 3245, 2561), [("N", None, 1210, 1001), ("S", None, 2035, 1560)]
    assert found(*parts, whole) == [(4, "Both", True)]
    assert found(whole, *parts) == [(2, "Both", True)]


def test_small_numbers_may_be_a_sum_by_chance() -> None:
    """Counts near each other are one piece of evidence."""
    assert found(("N", None, 10, 5), ("S", None, 20, 9), ("E", None, 30, 14)) == [(4, "E", False)]
    assert found(("N", None, 1000, 999), ("S", None, 2000, 1999), ("E", None, 3000, 2998)) == [(4, "E", False)]


def test_a_known_region_over_unknown_names_is_their_total() -> None:
    """However small the numbers are; so is what an office calls its own place."""
    assert found(("甲镇", None, 10, 5), ("乙镇", None, 20, 9), ("本市", None, 30, 14)) == [(4, "本市", True)]
    assert found(("甲镇", None, 10, 5), ("乙镇", None, 20, 9), ("420000", None, 30, 14)) == [(4, "420000", True)]


@pytest.mark.parametrize(
    "cells",
    [
        [("N", None, 10, 5), ("S", None, 20, 9), ("E", None, 30, 15)],
        [("N", None, 10, 5), ("E", None, 10, 5)],
        [("N", None, 10, 5), ("S", None, 0, 0), ("E", None, 10, 5)],
        [("420000", None, 3000, 1400), ("420100", None, 1000, 500), ("420500", None, 2000, 900)],
        [("N", None, 0, 0), ("S", None, 0, 0), ("E", None, 0, 0)],
        [("N", "C", 10, 5), ("S", "D", 20, 9), (None, "C", 30, 14)],
    ],
    ids=["another count", "two rows", "one other row that counts", "codes that say so", "zeros", "other keys"],
)
def test_what_is_no_sum_of_others(cells: list[tuple[str | None, str | None, int, int]]) -> None:
    """Every count must agree, with two rows at least, and where no code tells already."""
    assert not found(*cells)


def test_sums_along_each_dimension_and_over_all() -> None:
    """A table with margins has as many totals as it has margins."""
    cells = [
        ("L", "M", 1011, 523), ("L", "K", 2020, 500), ("W", "M", 1044, 513), ("W", "K", 2055, 522),
        ("U", "X", 6130, 2058),
    ]  # fmt: skip
    assert found(*cells) == [(6, "U", True)]
    margins = [("L", "X", 3031, 1023), ("W", "X", 3099, 1035)]
    assert [line for line, *_ in found(*cells[:4], *margins, cells[4])] == [6, 7, 8]


def test_blank_cells_are_filled_until_something_else_stands_on_their_left() -> None:
    """Totals and remarks are nothing to go on with."""
    rows = [
        ["North", "A", "1"], ["", "", "2"], ["", "B", "3"], ["South", "", "4"], ["小计", "", "5"], ["", "C", "6"],
        ["", "Note", ""],
    ]  # fmt: skip
    filling = Filling(Layout("f.csv", ("a", "b", "c"), 3, fill_down=(1, 0)))
    for row in rows:
        filling.fill(row)
    assert rows == [
        ["North", "A", "1"], ["North", "A", "2"], ["North", "B", "3"], ["South", "", "4"], ["小计", "", "5"],
        ["", "C", "6"], ["", "Note", ""],
    ]  # fmt: skip


def test_a_word_is_a_total_or_none() -> None:
    """A profile that says both is wrong."""
    with pytest.raises(ProfileError, match=r"rows.kept: 'east' is listed under totals too"):
        parse_profile(b'[rows]\ntotals = ["East"]\nkept = ["EAST"]', "p.toml")
