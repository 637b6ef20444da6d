"""Rows of totals that are left out, held against what counts in their place."""

import pytest

from resumetrack.reading.totals.counted_cells import Cell, cell_of
from resumetrack.reading.totals.stated_totals import Gap, StatedTotal, find_gaps, what_counts
from unit.test_reading_levels import PERIOD, Line, table

NORTH, SOUTH = ("n", "North", None, 400, 200), ("s", "South", None, 600, 400)


def total(line: int, enterprises: int, operating: int, **codes: str) -> StatedTotal:
    return StatedTotal(line, "Total", PERIOD, codes, {"enterprises": enterprises, "operating": operating})


def regions(*rows: Line) -> list[Cell]:
    """Cells of regions alone, on lines 2, 3, ..."""
    return [cell_of(cell.row._replace(attributes="")) for cell in table(*rows)]


def gaps(totals: list[StatedTotal], cells: list[Cell], *, may_lack: bool = False) -> list[tuple[int, str, int]]:
    found = find_gaps(totals, cells, {}, may_lack=may_lack)
    return [(gap.total.line, gap.number, int(gap.counted)) for gap in found]


def test_a_total_that_is_not_what_counts_is_found() -> None:
    """With the number that differs most; rounding is no matter, and what parts keep to themselves is none either."""
    cells = regions(NORTH, SOUTH)
    assert gaps([total(9, 1000, 600)], cells) == []
    assert gaps([total(9, 1001, 601)], cells) == []
    assert gaps([total(9, 1400, 620)], cells) == [(9, "enterprises", 1000)]
    assert gaps([total(9, 700, 600)], cells) == [(9, "enterprises", 1000)]
    assert gaps([total(9, 1400, 900)], regions(NORTH, SOUTH, ("e", "East", None, None, None))) == []


def test_what_may_be_missing_is_not_told() -> None:
    """Where rows were rejected, or the profile passes some over, only more than the total is."""
    cells = regions(NORTH, SOUTH)
    assert gaps([total(9, 1400, 900)], cells, may_lack=True) == []
    assert gaps([total(9, 700, 600)], cells, may_lack=True) == [(9, "enterprises", 1000)]


def test_a_subtotal_is_that_of_the_rows_beside_it() -> None:
    """Above or below, as far as another total."""
    cells = regions(NORTH, SOUTH, ("e", "East", None, 70, 50), ("w", "West", None, 30, 20))
    below = [cell_of(cell.row._replace(line=cell.row.line + 1 + (cell.row.line > 3))) for cell in cells]
    assert gaps([total(2, 1000, 600), total(5, 100, 70)], below) == []
    assert gaps([total(2, 1000, 600), total(5, 90, 70), total(9, 1100, 670)], below) == [(5, "enterprises", 1100)]


def test_a_total_of_some_cells_is_held_against_those() -> None:
    """By what its other dimensions say, in its own period."""
    cells = regions(NORTH, SOUTH)
    assert gaps([total(9, 400, 200, region="North"), total(10, 7, 7, region="East")], cells) == []
    assert gaps([total(9, 800, 200, region="North")], cells) == [(9, "enterprises", 400)]
    assert gaps([total(9, 5, 5)._replace(period=PERIOD.replace(year=2019))], cells) == []


@pytest.mark.parametrize(
    ("codes", "lines"),
    [
        (["420000", "420100", "430000"], [2, 4]),
        (["420100", "420500"], [2, 3]),
        (["yangtze-river-delta", "310000"], [2]),
    ],
)
def test_codes_that_hold_others_count_alone(codes: list[str], lines: list[int]) -> None:
    """As they do in a question."""
    cells = regions(*(("", code, None, 1, 1) for code in codes))
    assert [cell.row.line for cell in what_counts(cells)] == lines


def test_a_gap_names_its_total() -> None:
    """With the number of both."""
    found = list(find_gaps([total(9, 1400, 600)], regions(NORTH, SOUTH), {}, may_lack=False))
    assert found == [Gap(total(9, 1400, 600), "enterprises", 1000)]
