"""Columns that say by which others a row is divided, and values that divide the same twice."""

from datetime import date

from resumetrack.model import TotalsRow
from resumetrack.reading.rows.counted_cells import Cell, cell_of
from resumetrack.reading.rows.levels import Doubled, find_doubled, find_levels

PERIOD = date(2020, 9, 7)


def table(*rows: tuple[str, str | None, str | None, int, int | None], period: date = PERIOD) -> list[Cell]:
    """Cells of level, region, district, enterprises and operating."""
    told = dict.fromkeys(TotalsRow._fields) | {"period": period, "flags": 0}
    made = []
    for line, (level, region, district, enterprises, operating) in enumerate(rows, 2):
        members = [f'"level":"{level}"', *([f'"district":"{district}"'] if district else [])]
        own = {"line": line, "region": region, "attributes": f"{{{','.join(members)}}}"}
        counts = {"enterprises": enterprises, "operating": operating}
        made.append(cell_of(TotalsRow._make((told | own | counts).values())))
    return made


NORTH = (("R", "North", None, 265, 258), ("D", "North", "Hart", 115, 115), ("D", "North", "Mid", 150, 143))


def test_a_column_that_says_what_else_is_filled_is_a_level() -> None:
    """Its wholes are the sums of their parts; the place of a row in the file does not matter."""
    assert find_levels(table(*NORTH), ["level"]) == ("level",)
    assert find_levels(table(*NORTH[::-1], ("N", None, None, 265, 258)), ["level"]) == ("level",)


def test_parts_that_keep_counts_to_themselves_speak_against_nothing() -> None:
    """As long as what they tell adds up."""
    assert find_levels(table(NORTH[0], NORTH[1], ("D", "North", "Mid", 150, None)), ["level"]) == ("level",)
    assert find_levels(table(NORTH[0], NORTH[1], ("D", "North", "Mid", 160, None)), ["level"]) == ()


def test_a_dimension_stays_one() -> None:
    """Where wholes are no sums, where it is blank, where a text stands beside different columns, or rows need it."""
    large = (("L", "North", "Hart", 115, 100), ("L", "North", "Mid", 150, 140), ("S", "North", None, 900, 700))
    assert find_levels(table(*large), ["level"]) == ()
    assert find_levels(table(*NORTH), ["district"]) == ()
    assert find_levels(table(*NORTH, ("R", "South", "Kent", 5, 5)), ["level"]) == ()
    assert find_levels(table(*NORTH, ("City", "North", "Mid", 150, 143)), ["level"]) == ()
    assert find_levels(table(*NORTH[1:]), ["level"]) == ()


def test_values_that_add_up_to_the_same_are_told() -> None:
    """Those of fewer rows against those of most."""
    rows = (("N", "England", None, 265, 240), ("R", "North", None, 115, 115), ("R", "South", None, 150, None))
    assert list(find_doubled(table(*rows), ["level"])) == [Doubled("level", ("N",), "R", "enterprises", 265)]


def test_values_that_differ_in_a_period_or_are_small_are_not_told() -> None:
    """Small numbers are the same by chance."""
    rows = (("N", "England", None, 265, 240), ("R", "North", None, 115, 115), ("R", "South", None, 150, 125))
    later = table(*rows[:2], ("R", "South", None, 151, 126), period=date(2020, 9, 8))
    assert list(find_doubled([*table(*rows), *later], ["level"])) == []
    few = (("N", "England", None, 5, 4), ("R", "North", None, 2, 2), ("R", "South", None, 3, 2))
    assert list(find_doubled(table(*few), ["level"])) == []
