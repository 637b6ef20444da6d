"""What single rows mean beside the others: sums of them, cells that mean "as above", words of an office."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from resumetrack.errors import ProfileError
from resumetrack.model import OnDuplicate, TotalsRow
from resumetrack.reading.layout.headers import Layout
from resumetrack.reading.profiles.profile import parse_profile
from resumetrack.reading.profiles.row_rule import RowRule
from resumetrack.reading.rows.filling import Filling
from resumetrack.reading.totals import sums
from resumetrack.reading.totals.counted_cells import cell_of


def table(*cells: tuple[str | None, str | None, int, int]) -> list[TotalsRow]:
    """Rows of region, industry, enterprises and operating, from line 2 on."""
    told = dict.fromkeys(TotalsRow._fields) | {"period": date(2020, 3, 28), "attributes": "", "flags": 0}
    named = (
        {"line": line, "region": region, "industry": industry, "enterprises": enterprises, "operating": operating}
        for line, (region, industry, enterprises, operating) in enumerate(cells, 2)
    )
    return [TotalsRow._make((told | row).values()) for row in named]


def find_sums(
    rows: Sequence[TotalsRow], factors: Mapping[str, int] | None = None, on_duplicate: OnDuplicate = OnDuplicate.LAST
) -> list[sums.Summed]:
    return sums.find_sums([cell_of(row) for row in rows], factors or {}, on_duplicate)


def found(
    *cells: tuple[str | None, str | None, int, int], on_duplicate: OnDuplicate = OnDuplicate.LAST
) -> list[tuple[int, str, bool]]:
    return [(one.row.line, one.text, one.is_clear) for one in find_sums(table(*cells), on_duplicate=on_duplicate)]


def days(*tables: Sequence[tuple[str, int, int]]) -> list[TotalsRow]:
    """Rows of region, enterprises and operating, day by day, as a wide table has them: a line has a row in each."""
    return [
        row._replace(period=date(2020, 4, day))
        for day, cells in enumerate(tables, 1)
        for row in table(*((region, None, enterprises, operating) for region, enterprises, operating in cells))
    ]


def found_by_day(*tables: Sequence[tuple[str, int, int]]) -> list[tuple[int, int, bool, bool]]:
    found = find_sums(days(*tables))
    return sorted((one.row.period.day, one.row.line, one.is_clear, one.is_exact) for one in found)


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


def test_a_name_needs_some_evidence_too() -> None:
    """Of numbers below ten any may be a sum."""
    assert found(("东湖高新", None, 2, 1), ("经开区", None, 3, 3), ("420100", None, 5, 4)) == [(4, "420100", False)]


PARTS, SMALL = [("N", 1000, 800), ("S", 2000, 1500)], [("N", 10, 8), ("S", 20, 15)]


def test_a_row_is_judged_by_all_periods_together() -> None:
    """Where one period leaves no doubt, none does; the sum of half of the periods is no total."""
    whole, no_whole = [*PARTS, ("E", 3000, 2300)], [*PARTS, ("E", 3000, 2900)]
    assert found_by_day([*SMALL, ("E", 30, 23)], whole) == [(1, 4, True, True), (2, 4, True, True)]
    assert found_by_day(whole, no_whole) == [(1, 4, False, True)]
    assert found_by_day(no_whole, no_whole, whole) == [(3, 4, False, True)]
    assert found_by_day(whole, no_whole, whole) == [(1, 4, True, True), (2, 4, True, False), (3, 4, True, True)]


def test_a_period_in_which_the_others_say_nothing_does_not_count() -> None:
    """There the total is all that is known."""
    whole = [*PARTS, ("E", 3000, 2300)]
    alone = [("N", 0, 0), ("S", 0, 0), ("E", 3100, 2400)]
    assert found_by_day(whole, alone) == [(1, 4, True, True)]
    assert found_by_day(whole, [("E", 3100, 2400)]) == [(1, 4, True, True)]


def test_repeats_enter_the_sum_once() -> None:
    """The row that will be stored does; what is found holds for the others of its cell."""
    once, twice = ("N", None, 1000, 800), ("S", None, 2000, 1600)
    assert not found(once, once, twice)
    parts, whole, wrong = (once, once, ("S", None, 2000, 1500)), ("E", None, 3000, 2300), ("E", None, 3000, 2900)
    assert found(*parts, whole) == [(5, "E", True)]
    assert found(*parts, whole, whole) == [(5, "E", True), (6, "E", True)]
    assert [one.is_exact for one in find_sums(table(*parts, wrong, whole))] == [False, True]
    assert not found(*parts, whole, wrong)
    assert found(*parts, whole, wrong, on_duplicate=OnDuplicate.FIRST) == [(5, "E", True), (6, "E", True)]
    assert not found(*parts, whole, wrong, on_duplicate=OnDuplicate.REJECT)
    assert found(*parts, whole, on_duplicate=OnDuplicate.REJECT) == [(5, "E", True)]


def test_numbers_weigh_what_was_delivered() -> None:
    """Units make small numbers no greater, and head counts may have been rounded."""
    counts = [(3, 2, 30_000, 20_000), (2, 1, 20_000, 10_000), (1, 1, 10_000, 10_000)]
    staffed = [
        row._replace(enterprises=enterprises, operating=operating, employees=employees, on_duty=on_duty)
        for row, (enterprises, operating, employees, on_duty) in zip(
            table(*((name, None, 0, 0) for name in "ENS")), counts, strict=True
        )
    ]
    assert [one.is_clear for one in find_sums(staffed)] == [False]
    whole = table(*((name, None, value, less) for name, value, less in [*PARTS, ("E", 3000, 2300)]))
    assert [one.is_clear for one in find_sums(whole)] == [True]
    assert [one.is_clear for one in find_sums(whole, {"enterprises": 100, "operating": 100})] == [False]


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


def test_a_sum_may_be_divided_less_than_what_it_sums_up() -> None:
    """Where its code holds theirs, questions know; and one of several regions is divided by chance alone."""
    cells = [("L", "M", 1011, 523), ("L", "K", 2020, 500), ("W", "M", 1044, 513), ("W", "K", 2055, 522)]
    assert found(*cells, ("U", None, 6130, 2058)) == [(6, "U", True)]
    assert not found(*cells, ("U", None, 6131, 2058))
    assert not found(*cells, ("L", None, 3031, 1023), ("W", None, 3099, 1035), (None, None, 6130, 2058))
    assert not found(("L", "M", 1011, 523), ("L", "K", 2020, 500), ("L", None, 3031, 1023))


def test_blank_cells_are_filled_until_something_else_stands_on_their_left() -> None:
    """Totals and remarks are nothing to go on with."""
    rows = [
        ["North", "A", "1"], ["", "", "2"], ["", "B", "3"], ["South", "", "4"], ["小计", "", "5"], ["", "C", "6"],
        ["", "Note", ""],
    ]  # fmt: skip
    filling = Filling(Layout("f.csv", ("a", "b", "c"), 3, fill_down=(1, 0)), RowRule())
    for row in rows:
        filling.fill(row)
    assert rows == [
        ["North", "A", "1"], ["North", "A", "2"], ["North", "B", "3"], ["South", "", "4"], ["小计", "", "5"],
        ["", "C", "6"], ["", "Note", ""],
    ]  # fmt: skip


def test_words_of_an_office_for_totals_are_nothing_to_go_on_with() -> None:
    """They are as known words."""
    rows = [["North", "A", "1"], ["Both banks", "", "2"], ["", "B", "3"]]
    filling = Filling(Layout("f.csv", ("a", "b", "c"), 3, fill_down=(0,)), RowRule(totals=frozenset({"both banks"})))
    for row in rows:
        filling.fill(row)
    assert rows[2] == ["", "B", "3"]


def test_a_word_is_a_total_or_none() -> None:
    """A profile that says both is wrong."""
    with pytest.raises(ProfileError, match=r"rows.kept: 'east' is listed under totals too"):
        parse_profile(b'[rows]\ntotals = ["East"]\nkept = ["EAST"]', "p.toml")


def test_a_sum_of_what_parts_do_not_keep_to_themselves_may_be_one() -> None:
    """A count that some lack may be greater; none is less, and one tells."""
    whole, north, south = ("All", None, 265, 240), ("N", None, 115, 115), ("S", None, 150, 20)
    rows = table(whole, north, south)
    lacking = [*rows[:2], rows[2]._replace(operating=None)]
    assert [(one.row.line, one.is_clear) for one in find_sums(lacking)] == [(2, False)]
    above = [rows[0]._replace(operating=110), *lacking[1:]]
    assert find_sums(above) == []
