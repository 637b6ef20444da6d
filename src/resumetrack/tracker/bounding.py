"""The two columns that say how low and how high the operating rate can be, whatever the silent enterprises do."""

from collections.abc import Sequence
from dataclasses import replace

from resumetrack.errors import UsageError
from resumetrack.measure import bounds, ratio
from resumetrack.model import Cell, Column, Indicator, Meaning, RateTable, Text
from resumetrack.tracker.cells import Cells, Key, rounded
from resumetrack.tracker.selecting import Choice

COLUMNS = (
    Column("operating_rate_if_shut", Meaning.RATE, Text("If silent shut", "未填报者停工")),
    Column("operating_rate_if_open", Meaning.RATE, Text("If silent open", "未填报者开工")),
)


def check_bounds(choice: Choice, *, long: bool) -> None:
    """Make sure that somebody is known to be silent, and that there are columns to append to.

    Raises
    ------
    UsageError
        If there is neither roster nor list, or the table has a row per indicator.
    """
    if not choice.scoped:
        message = f"--bounds: panel {choice.panel.name} has no roster, so nobody knows who is silent"
        raise UsageError(message, hint="load one: `resumetrack roster FILE` (beside --files: --roster FILE)")
    if long:
        message = "--bounds adds columns to the row of a group, and --long has a row per indicator"
        raise UsageError(message, hint="leave --long out")


def bounded(table: RateTable, found: Cells, keys: Sequence[Key], whole: Cells, operating_rate: Indicator) -> RateTable:
    """Append the bounds to a table whose rows stand in the order of `keys`, and to its total."""
    rows = tuple((*row, *_limits(found, key, operating_rate)) for row, key in zip(table.rows, keys, strict=True))
    total = table.total
    if total is not None:
        total = (*total, *_limits(whole, next(iter(whole.sums)), operating_rate))
    return replace(table, columns=(*table.columns, *COLUMNS), rows=rows, total=total)


def _limits(found: Cells, key: Key, operating_rate: Indicator) -> list[Cell]:
    operating, reporting = (
        found.count(key, *term.when) for term in (operating_rate.numerator, operating_rate.denominator)
    )
    low, high, known = bounds(operating, reporting, found.count(key, "in_scope"), found.count(key, "covered"))
    limits = (ratio(low, known), ratio(high, known))
    return [None if limit is None else rounded(limit) for limit in limits]
