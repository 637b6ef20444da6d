"""Rows that hold others of their table by where they stand."""

import pytest

from resumetrack.reading.totals.counted_cells import Cell, cell_of
from resumetrack.reading.totals.fits import Fit
from resumetrack.reading.totals.nested import Nested, as_sums, find_nested, find_unsettled
from unit.test_reading_levels import PERIOD, table

Row = tuple[str, int | None, int | None]


def nested_in(*rows: Row) -> list[Nested]:
    """Nested rows among those of regions, as written, with enterprises and operating."""
    return list(find_nested(regions(*rows), lambda cell, _: rows[cell.row.line - 2][0]))


def regions(*rows: Row) -> list[Cell]:
    lines = table(*(("", text.strip(), None, enterprises, operating) for text, enterprises, operating in rows))
    return [cell_of(cell.row._replace(attributes="")) for cell in lines]


def told(found: list[Nested]) -> list[tuple[str, str, Fit]]:
    """The row, those that it holds, and how they fit it."""
    return [(text(one.cell), " ".join(map(text, one.parts)), one.fit) for one in found]


def text(cell: Cell) -> str:
    return cell.codes["region"]


NORTH, ALPHA, BETA, SOUTH = ("North", 400, 200), ("  Alpha", 150, 80), ("  Beta", 250, 120), ("South", 600, 400)


def test_deeper_rows_lie_within_the_row_above() -> None:
    """Those right below it; what is deeper still is told of the row above that."""
    assert told(nested_in(NORTH, ALPHA, BETA, SOUTH)) == [("North", "Alpha Beta", Fit.SAME)]
    inner: list[Row] = [("    One", 100, 50), ("    Two", 50, 30)]
    assert told(nested_in(NORTH, ALPHA, *inner, BETA)) == [
        ("North", "Alpha Beta", Fit.SAME), ("Alpha", "One Two", Fit.SAME)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "fit"),
    [
        ([("  Alpha", 151, 80), BETA], Fit.NEAR),
        ([("  Alpha", None, None), BETA], Fit.PARTLY),
        ([BETA], Fit.LESS),
        ([ALPHA], Fit.FAR_LESS),
    ],
)
def test_deeper_rows_that_do_not_add_up_are_told(parts: list[Row], fit: Fit) -> None:
    """Rounded, kept back or a choice."""
    assert [one.fit for one in nested_in(NORTH, *parts, SOUTH)] == [fit]


def test_a_row_is_not_above_rows_that_are_more() -> None:
    """A heading without counts holds none either, nor does a code that says so already."""
    assert nested_in(NORTH, ("  Alpha", 500, 80), SOUTH) == []
    assert nested_in(("By region", None, None), ALPHA, BETA) == []
    assert nested_in(("420000", 400, 200), ("  420100", 150, 80), ("  420500", 250, 120)) == []


@pytest.mark.parametrize(
    "rows",
    [
        [("Alpha", 150, 80), ("Beta", 250, 120), ("North subtotal", 400, 200), SOUTH],
        [SOUTH, ("Alpha", 150, 80), ("Beta", 250, 120), ("Total North", 400, 200)],
        [("Total North", 400, 200), ("Alpha", 150, 80), ("Beta", 250, 120), SOUTH],
        [("Alpha", 150, 80), ("Beta", 250, 120), ("製造業計", 400, 200), SOUTH],
    ],
)
def test_a_word_of_subtotals_is_one_of_the_rows_beside_it(rows: list[Row]) -> None:
    """Of as many as add up to it, above or below."""
    assert [(parts, fit) for _, parts, fit in told(nested_in(*rows))] == [("Alpha Beta", Fit.SAME)]


def test_a_word_of_subtotals_alone_makes_none() -> None:
    """What is beside the row has to add up to it; that it does not is told. One row has to be the same."""
    rows: list[Row] = [("Alpha", 150, 80), ("Beta", 250, 120), ("Total Gas", 800, 300), SOUTH]
    assert nested_in(*rows) == []
    cells = regions(*rows)
    assert [text(cell) for cell, _ in find_unsettled(cells, [], lambda cell, name: cell.codes[name])] == ["Total Gas"]
    assert list(find_unsettled(cells[2:3], [], lambda cell, name: cell.codes[name])) == []
    (found,) = nested_in(("Total North", 600, 400), SOUTH)
    assert list(find_unsettled([found.cell, *found.parts], [found], lambda cell, name: cell.codes[name])) == []
    assert nested_in(("Total North", 601, 400), SOUTH) == []


def test_a_row_may_be_the_sum_of_the_next_ones_without_a_word() -> None:
    """In several numbers that are no chance; it is told and kept."""
    rows: list[Row] = [("Goods", 400, 200), ("Making", 250, 120), ("Building", 150, 80), ("Retail", 600, 90)]
    (found,) = nested_in(*rows)
    assert (found.is_told, len(found.parts)) == (False, 2)
    assert nested_in(("Goods", 40, 20), ("Making", 25, 12), ("Building", 15, 8)) == []


def test_what_is_told_and_adds_up_is_left_out() -> None:
    """In most periods, and not by chance; what is rounded or told by numbers alone is flagged."""
    (exact,) = nested_in(NORTH, ALPHA, BETA)
    near = exact._replace(fit=Fit.NEAR)
    assert [(one.others, one.is_clear, one.is_exact) for one in as_sums([exact])] == [(2, True, True)]
    assert [one.is_clear for one in as_sums([near])] == [False]
    assert [one.is_clear for one in as_sums([exact._replace(is_told=False)])] == [False]
    later = exact.cell._replace(row=exact.cell.row._replace(period=PERIOD.replace(month=10)))
    assert [(one.is_clear, one.is_exact) for one in as_sums([exact, exact, near._replace(cell=later)])] == [
        (True, True), (True, True), (True, False)
    ]  # fmt: skip
    assert list(as_sums([exact._replace(fit=Fit.LESS)])) == []
