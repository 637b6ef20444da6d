"""Columns that say by which others a row is divided or what a code is called, and values that divide the same twice."""

from datetime import date

import pytest

from resumetrack.model import TotalsRow
from resumetrack.reading.totals.code_names import find_code_names
from resumetrack.reading.totals.counted_cells import Cell, cell_of
from resumetrack.reading.totals.doubled import Doubled, find_doubled, find_doubled_sections
from resumetrack.reading.totals.levels import Levels, find_levels

PERIOD = date(2020, 9, 7)


Line = tuple[str, str | None, str | None, int | None, int | None]


def table(*rows: Line, period: date = PERIOD, header: str = "kind") -> list[Cell]:
    """Cells of a level under some header, region, district, enterprises and operating."""
    told = dict.fromkeys(TotalsRow._fields) | {"period": period, "flags": 0}
    made = []
    for line, (level, region, district, enterprises, operating) in enumerate(rows, 2):
        members = [f'"{header}":"{level}"', *([f'"district":"{district}"'] if district else [])]
        own = {"line": line, "region": region, "attributes": f"{{{','.join(members)}}}"}
        counts = {"enterprises": enterprises, "operating": operating}
        made.append(cell_of(TotalsRow._make((told | own | counts).values())))
    return made


NORTH = (("R", "North", None, 265, 258), ("D", "North", "Hart", 115, 115), ("D", "North", "Mid", 150, 143))


def levels(*rows: Line, header: str = "kind") -> Levels:
    return find_levels(table(*rows, header=header), [header])


def test_a_column_that_says_what_else_is_filled_is_a_level() -> None:
    """Its wholes are the sums of their parts; the place of a row in the file does not matter."""
    assert levels(*NORTH) == Levels(("kind",))
    assert levels(*NORTH[::-1], ("N", None, None, 265, 258)) == Levels(("kind",))


def test_parts_that_keep_counts_to_themselves_speak_against_nothing() -> None:
    """As long as what they tell adds up."""
    assert levels(NORTH[0], NORTH[1], ("D", "North", "Mid", 150, None)) == Levels(("kind",))
    assert levels(NORTH[0], NORTH[1], ("D", "North", "Mid", 160, None)) == Levels()


def test_parts_that_add_up_but_for_rounding_are_parts() -> None:
    """Each of them was rounded by itself."""
    assert levels(NORTH[0], NORTH[1], ("D", "North", "Mid", 151, 144)) == Levels(("kind",))


@pytest.mark.parametrize(
    "parts",
    [
        [("District", "North", "Hart", None, None), ("District", "North", "Mid", 150, 143)],
        [("District", "North", "Hart", 115, 115)],
        [("District", "North", "Hart", 115, 115), ("District", "North", "Mid", 50, 43)],
    ],
    ids=["one tells nothing", "one alone", "not all are told"],
)
@pytest.mark.parametrize(("header", "whole"), [("level", "Whole"), ("级别", "Whole"), ("unit", "Region")])
def test_a_level_by_its_name_needs_no_sums(header: str, whole: str, parts: list[Line]) -> None:
    """Its header says what it is, or its texts are headers; parts are never more than their whole."""
    assert levels((whole, "North", None, 265, 258), *parts, header=header) == Levels((header,))
    more = ("District", "North", "Tees", 265, 258)
    assert levels((whole, "North", None, 265, 258), *parts, more, header=header) == Levels(doubtful=(header,))


def test_a_column_of_which_nothing_tells_whether_it_is_a_level_is_told() -> None:
    """Most wholes hold more than half and not more than all, and it stands in several rows."""
    parts = (("D", "North", "Hart", 150, 140), ("D", "North", "Mid", 50, 40))
    assert levels(NORTH[0], *parts) == Levels(doubtful=("kind",))
    assert levels(NORTH[0], *parts[:1]) == Levels()


def test_a_dimension_stays_one() -> None:
    """Where wholes are no sums, where it is blank, where a text stands beside different columns, or rows need it."""
    assert levels(
        ("L", "North", "Hart", 115, 100), ("L", "North", "Mid", 150, 140), ("S", "North", None, 900, 700)
    ) == (Levels())
    assert find_levels(table(*NORTH), ["district"]) == Levels()
    assert levels(*NORTH, ("R", "South", "Kent", 5, 5)) == Levels()
    assert levels(*NORTH, ("City", "North", "Mid", 150, 143)) == Levels()
    assert levels(*NORTH[1:]) == Levels()


HUBEI = (("Hubei", "420000", None, 1000, 600), ("Wuhan", "420100", None, 700, 400))


def test_a_column_of_which_each_code_has_another_text_is_its_name() -> None:
    """It is so where a code holds another; whether the parts are complete does not matter."""
    assert find_code_names(table(*HUBEI), ["kind"]) == ("kind",)
    assert find_code_names(table(*HUBEI, ("Changsha", "430100", None, 5000, 90)), ["kind"]) == ("kind",)


def test_a_dimension_is_no_name_of_a_code() -> None:
    """Several texts beside one code, the same in whole and part, parts above their whole, codes without any parts."""
    assert find_code_names(table(*HUBEI, ("Other", "420100", None, 5, 3)), ["kind"]) == ()
    assert find_code_names(table(*(("Central", *row[1:]) for row in HUBEI)), ["kind"]) == ()
    assert find_code_names(table(HUBEI[0], ("Small", "420100", None, 1700, 400)), ["kind"]) == ()
    assert find_code_names(table(HUBEI[0], ("Hunan", "430000", None, 700, 400)), ["kind"]) == ()


def test_values_that_add_up_to_the_same_are_told() -> None:
    """Those of fewer rows against those of most."""
    rows = (("N", "England", None, 265, 240), ("R", "North", None, 115, 115), ("R", "South", None, 150, None))
    assert list(find_doubled(table(*rows), ["kind"])) == [Doubled("kind", ("N",), "R", "enterprises", 265)]


def test_values_that_differ_in_a_period_or_are_small_are_not_told() -> None:
    """Small numbers are the same by chance."""
    rows = (("N", "England", None, 265, 240), ("R", "North", None, 115, 115), ("R", "South", None, 150, 125))
    later = table(*rows[:2], ("R", "South", None, 171, 126), period=date(2020, 9, 8))
    assert list(find_doubled([*table(*rows), *later], ["kind"])) == []
    few = (("N", "England", None, 5, 4), ("R", "North", None, 2, 2), ("R", "South", None, 3, 2))
    assert list(find_doubled(table(*few), ["kind"])) == []


BREAKDOWNS = (
    ("Industry", "Mining", None, 300, 150),
    ("Industry", "Steel", None, 700, 450),
    ("Size", "0-249", None, 900, 520),
    ("Size", "250+", None, 101, 80),
)


def test_two_breakdowns_of_the_same_are_told() -> None:
    """As many rows each, rounded by themselves; not where both have the same parts, as men and women have."""
    assert list(find_doubled(table(*BREAKDOWNS), ["kind"])) == [
        Doubled("kind", ("Size",), "Industry", "enterprises", 1000)
    ]
    crossed = [("Men", *row[1:]) for row in BREAKDOWNS[:2]] + [("Women", *row[1:]) for row in BREAKDOWNS[:2]]
    assert list(find_doubled(table(*crossed[:3], ("Women", "Steel", None, 701, 450)), ["kind"])) == []


def test_single_rows_that_say_the_same_are_not_told() -> None:
    """Two values with one row each may be as large as each other."""
    assert list(find_doubled(table(*BREAKDOWNS[:1], ("Size", "All sizes", None, 300, 150)), ["kind"])) == []


def test_sections_that_add_up_to_the_same_are_told() -> None:
    """Their headings are rows without counts; a region that keeps its counts to itself heads none."""
    rows = [(None, "By industry", None, None, None), *BREAKDOWNS[:2], (None, "By size", None, None, None)]
    lines: list[Line] = [("all", *row[1:]) for row in (*rows, *BREAKDOWNS[2:])]
    assert list(find_doubled_sections(table(*lines))) == [
        Doubled("region", ("By size",), "By industry", "enterprises", 1000, of_sections=True)
    ]
    assert list(find_doubled_sections(table(*lines[:-1]))) == []
