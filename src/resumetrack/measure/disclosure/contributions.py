"""Who is behind a cell: how many enterprises make each of its terms, and the two largest of them.

Disclosure rules need no more than this; it is read from the state, on any engine, only where a table is published.
"""

from collections.abc import Sequence
from fractions import Fraction

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import FrameT

from resumetrack.measure.condensing import HIGH
from resumetrack.measure.disclosure.combinations import Combination, Counted
from resumetrack.measure.flags import POWER_THRESHOLD, all_of, with_flags
from resumetrack.model import Term


def contributions(
    state: FrameT,
    by: Sequence[str],
    terms: Sequence[Counted],
    threshold: Fraction = POWER_THRESHOLD,
    *,
    repeated: bool = True,
) -> FrameT:
    """Count the enterprises behind each term or combination, and find the two largest contributions to each sum.

    An enterprise with several rows in a group (periods that are pooled) counts once, with the sum of its rows.

    Parameters
    ----------
    state
        One row per enterprise and period (`resumetrack.measure.state_columns`), measures as whole numbers.
    by
        Columns that make the groups; none for one row over all.
    repeated
        Whether an enterprise can have several rows in a group; not where `by` has the period.

    Returns
    -------
    frame
        Of the same kind as `state`: the columns of `by`, then for term i `c_i` (enterprises that count), `v_i` (the
        sum of their values; their rows, if the term counts; of ratios, in units of 2^-20; in a combination each as many
        times as it is in it, whatever the sign) and, for a term that sums a column, `first_i` and `second_i` (the
        largest and second largest value of one enterprise, 0 for none).
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
    if repeated:
        rows = rows.group_by(*groups, "enterprise_key").agg(nw.col(*counted).max(), nw.col(*values).sum())
    ranked = [place for place, term in enumerate(terms) if _is_sum(term)]
    tops: list[str] = [f"{name}_{place}" for place in ranked for name in ("first", "second")]
    reduced = _with_largest(rows, groups, ranked).group_by(*groups)
    summed = reduced.agg(
        nw.col(*counted, *values).sum(),
        *(nw.col(f"largest_{place}").max().alias(f"first_{place}") for place in ranked),
        *(nw.col(f"is_largest_{place}").sum() for place in ranked),
        *(nw.col(f"below_{place}").max() for place in ranked),
    )
    second = {
        f"second_{place}": nw.when(nw.col(f"is_largest_{place}") > 1)
        .then(nw.col(f"first_{place}"))
        .otherwise(nw.col(f"below_{place}").fill_null(0))
        for place in ranked
    }
    found = summed.with_columns(**second) if second else summed
    names: list[str] = [*counted, *values, *tops]
    return found.with_columns(nw.col(*names).cast(nw.Int64)).select(*by, *names)


def kinds(state: FrameT, sums: Sequence[Term], threshold: Fraction = POWER_THRESHOLD) -> FrameT:
    """Say which kinds of rows a state has: columns `in_0`, `in_1`, ... of 0 and 1 for the sums that a row is in."""
    flagged = with_flags(state, sorted({flag for term in sums for flag in term.when}), threshold)
    return flagged.select(**{f"in_{place}": _counts(term) for place, term in enumerate(sums)}).unique()


def _is_sum(term: Counted) -> bool:
    return isinstance(term, Combination) or (term.column is not None and term.over is None)


def _with_largest(rows: FrameT, groups: Sequence[str], ranked: Sequence[int]) -> FrameT:
    """Say of each row what the largest value of its group is, whether it has it, and else its own.

    One window for all values; ranks would sort every group once for each, which takes ten times as long.
    """
    if not ranked:
        return rows
    largest = {f"largest_{place}": nw.col(f"v_{place}").max().over(*groups) for place in ranked}
    marks: dict[str, nw.Expr] = {}
    for place in ranked:
        is_largest = nw.col(f"v_{place}") == nw.col(f"largest_{place}")
        marks[f"is_largest_{place}"] = is_largest.cast(nw.Int64)
        marks[f"below_{place}"] = nw.when(~is_largest).then(nw.col(f"v_{place}"))
    return rows.with_columns(**largest).with_columns(**marks)


def _columns(place: int, term: Counted) -> dict[str, nw.Expr]:
    if isinstance(term, Combination):
        times = nw.sum_horizontal(*(_counts(part) * time for part, time in term.parts))
        values = (nw.col(str(part.column)).fill_null(0) * _counts(part) * time for part, time in term.parts)
        counted, value = (times != 0).cast(nw.Int64), nw.sum_horizontal(*values).abs()
        return {f"c_{place}": counted, f"v_{place}": nw.when(counted > 0).then(value).otherwise(0)}
    counted = _counts(term)
    if term.column is None:
        return {f"c_{place}": counted, f"v_{place}": counted}
    value = nw.col(term.column)
    if term.over is not None:
        value = value / nw.col(term.over) * HIGH
    kept = nw.when(counted > 0).then(value).otherwise(0)
    return {f"c_{place}": counted, f"v_{place}": kept if term.over is None else kept.floor().cast(nw.Int64)}


def _counts(term: Term) -> nw.Expr:
    """1 for a row that is in a term: it has all its flags, and the values that are summed."""
    chosen = all_of(term.when)
    if term.column is not None:
        chosen = chosen * (~nw.col(term.column).is_null()).cast(nw.Int64)
    if term.over is not None:
        chosen = chosen * (nw.col(term.over) > 0).fill_null(value=False).cast(nw.Int64)
    return chosen
