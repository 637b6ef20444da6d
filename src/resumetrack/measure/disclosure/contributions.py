"""Who is behind a cell: how many enterprises make each of its terms, and the two largest of them.

Disclosure rules need no more than this; it is read from the state, on any engine, only where a table is published.
"""

from collections.abc import Sequence
from fractions import Fraction

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import FrameT

from resumetrack.measure.condensing import HIGH
from resumetrack.measure.flags import POWER_THRESHOLD, all_of, with_flags
from resumetrack.model import Term


def contributions(
    state: FrameT, by: Sequence[str], terms: Sequence[Term], threshold: Fraction = POWER_THRESHOLD
) -> FrameT:
    """Count the enterprises behind each term, and find the two largest contributions to each sum.

    An enterprise with several rows in a group (periods that are pooled) counts once, with the sum of its rows.

    Parameters
    ----------
    state
        One row per enterprise and period (`resumetrack.measure.state_columns`), measures as whole numbers.
    by
        Columns that make the groups; none for one row over all.

    Returns
    -------
    frame
        Of the same kind as `state`: the columns of `by`, then for term i `c_i` (enterprises that count), `v_i` (the
        sum of their values; their rows, if the term counts; of ratios, in units of 2^-20) and, for a term that sums a
        column, `first_i` and `second_i` (the largest and second largest value of one enterprise, 0 for none).
    """
    flagged = with_flags(state, sorted({flag for term in terms for flag in term.when}), threshold)
    columns: dict[str, nw.Expr] = {}
    for place, term in enumerate(terms):
        columns |= _columns(place, term)
    # A constant, since a total has no columns to group by.
    rows = flagged.with_columns(everyone=nw.lit(0), **columns)
    groups = ["everyone", *by]
    counted: list[str] = [f"c_{place}" for place in range(len(terms))]
    values: list[str] = [f"v_{place}" for place in range(len(terms))]
    each = rows.group_by(*groups, "enterprise_key").agg(nw.col(*counted).max(), nw.col(*values).sum())
    ranks: dict[str, nw.Expr] = {}
    tops: dict[str, nw.Expr] = {}
    for place in (number for number, term in enumerate(terms) if term.column is not None and term.over is None):
        value, rank = nw.col(f"v_{place}"), nw.col(f"rank_{place}")
        ranks[f"rank_{place}"] = value.rank("ordinal", descending=True).over(*groups)
        tops |= {
            f"{name}_{place}": nw.when(rank == number).then(value).otherwise(0)
            for number, name in ((1, "first"), (2, "second"))
        }
    if ranks:
        each = each.with_columns(**ranks).with_columns(**tops)
    summed: list[str] = [*counted, *values, *tops]
    reduced = each.group_by(*groups).agg(nw.col(*summed).sum())
    return reduced.with_columns(nw.col(*summed).cast(nw.Int64)).select(*by, *summed)


def _columns(place: int, term: Term) -> dict[str, nw.Expr]:
    chosen = all_of(term.when)
    if term.column is None:
        return {f"c_{place}": chosen, f"v_{place}": chosen}
    value = nw.col(term.column)
    if term.over is not None:
        base = nw.col(term.over)
        value = nw.when(base > 0).then(value / base * HIGH)
    counted = chosen * (~value.is_null()).cast(nw.Int64)
    kept = nw.when(counted > 0).then(value).otherwise(0)
    return {f"c_{place}": counted, f"v_{place}": kept if term.over is None else kept.floor().cast(nw.Int64)}
