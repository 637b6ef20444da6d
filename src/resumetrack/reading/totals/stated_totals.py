"""Rows of totals that are left out, held against what counts in their place: the sums are to be the same.

Where they are not, rows that hold others count beside them, or some are missing. That cannot be settled here.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from resumetrack.classify.overlap import Taken, coarseness
from resumetrack.model import Text
from resumetrack.reading.totals.counted_cells import Cell, Codes
from resumetrack.reading.totals.fits import Fit, fit
from resumetrack.reading.totals.sums import holds

_MOST_BOUNDS = 20
_NO_LINE = 1 << 62


class StatedTotal(NamedTuple):
    """A row of totals that was left out: its word, what its other dimensions say, and the counts that it states."""

    line: int
    word: str
    period: date
    codes: Codes
    stated: Mapping[str, Decimal | int]


class Gap(NamedTuple):
    """A total and the `number` in which what counts differs from it."""

    total: StatedTotal
    number: str
    counted: Decimal | int


def find_gaps(
    totals: Sequence[StatedTotal], cells: Sequence[Cell], factors: Mapping[str, int], *, may_lack: bool
) -> Iterator[Gap]:
    """Find the totals that are plainly not what counts: not of all that they may be over, nor of the rows beside them.

    Parameters
    ----------
    factors
        Of the units that counts were delivered in.
    may_lack
        Whether it is known that rows are missing.
    """
    of_periods: dict[date, list[Cell]] = defaultdict(list)
    for cell in cells:
        of_periods[cell.row.period].append(cell)
    groups: dict[tuple[date, tuple[tuple[str, str], ...]], list[StatedTotal]] = defaultdict(list)
    for total in totals:
        groups[total.period, tuple(total.codes.items())].append(total)
    for (period, codes), alike in groups.items():
        counted = what_counts([cell for cell in of_periods[period] if holds(dict(codes), cell.codes)])
        bounds = sorted(total.line for total in alike)
        for total in alike if counted else ():
            found = fit(total.stated, counted, factors)
            is_gap = found is not None and found >= (Fit.MORE if may_lack else Fit.LESS)
            if is_gap and not _is_of_rows_beside(total, counted, bounds, factors):
                yield _gap(total, counted)


def what_counts(cells: Sequence[Cell]) -> list[Cell]:
    """Choose the cells of one period that a question about the whole adds up."""
    taken = Taken()
    return [cell for cell in sorted(cells, key=lambda cell: coarseness(cell.codes)) if taken.take(cell.codes)]


def _is_of_rows_beside(
    total: StatedTotal, counted: Sequence[Cell], bounds: Sequence[int], factors: Mapping[str, int]
) -> bool:
    """Whether a total sums up the rows right above or below it, as far as some other total or the end."""
    above = [0, *(line for line in bounds if line < total.line)][-_MOST_BOUNDS:]
    below = [*(line for line in bounds if line > total.line), _NO_LINE][:_MOST_BOUNDS]
    for first, last in (*((line, total.line) for line in above), *((total.line, line) for line in below)):
        beside = [cell for cell in counted if first < cell.row.line < last]
        if beside and fit(total.stated, beside, factors) in {Fit.SAME, Fit.NEAR, Fit.PARTLY}:
            return True
    return False


def _gap(total: StatedTotal, counted: Sequence[Cell]) -> Gap:
    """Tell of the count that differs most."""
    sums = {
        count: sum(cell.stated.get(count, 0) for cell in counted)
        for count, value in total.stated.items()
        if value and any(count in cell.stated for cell in counted)
    }
    most = max(sums, key=lambda count: abs(Fraction(sums[count]) / Fraction(total.stated[count]) - 1))
    return Gap(total, most, sums[most])


def gap_doubt(gaps: Sequence[Gap], sheet: str, line: int | None) -> Text:
    """Say of the first of some totals by how much it is not what counts, and what to do; it stands on some line."""
    (total, number, counted), more = gaps[0], len(gaps) - 1
    others, others_zh = (f" ({more:,} more like it)", f"（另有 {more:,} 行类似）") if more else ("", "")
    return Text(
        f"{sheet}line {line}: '{total.word}' is a total and says {number} {total.stated[number]:,}, but the rows that"
        f" count in its place add up to {counted:,}{others}: some may hold others and count twice, or some are missing;"
        " state in a profile which rows are totals or to be left out: [rows] totals, left_out",
        f"{sheet}第 {line} 行：合计行“{total.word}”的 {number} 为 {total.stated[number]:,}，"
        f"而计入的各行之和为 {counted:,}{others_zh}：可能有上下级重复计入或有缺漏；"
        "请在 profile 的 [rows] totals 或 left_out 中声明哪些行为合计或不计入",
    )
