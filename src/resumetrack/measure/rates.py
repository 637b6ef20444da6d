"""Counts are summed, then divided: one definition for every engine.

`reduce_state` turns a state into cells: one row per group with the sums that the terms ask for. What is then
divided, `ratio`, is a matter of two numbers.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import narwhals.stable.v2 as nw

from resumetrack.measure.flags import POWER_THRESHOLD, with_flags
from resumetrack.model import Indicator, Term

HIGH = 1 << 20
LOW = 1 << 32
# A mean of ratios sums two whole numbers per row, so that no engine's order of addition shows in the last digit.


def terms_of(indicators: Iterable[Indicator]) -> tuple[Term, ...]:
    """Every term that these indicators need, each once."""
    found: dict[Term, None] = {}
    for indicator in indicators:
        for term in (indicator.numerator, indicator.denominator):
            found[term] = None
        for _, numerator, denominator in indicator.parts:
            found[numerator] = None
            found[denominator] = None
    return tuple(found)


def reduce_state(
    state: nw.LazyFrame, by: Sequence[str], terms: Sequence[Term], threshold: Fraction = POWER_THRESHOLD
) -> nw.LazyFrame:
    """Sum the terms over the rows of each group.

    Parameters
    ----------
    state
        One row per enterprise and period (`resumetrack.measure.flags`), measures as whole numbers.
    by
        Columns that make the groups; none for one row over all.

    Returns
    -------
    frame
        Of the same kind as `state`: the columns of `by`, then `n_i` (rows counted) and `s_i` (their sum; two
        columns, `s_i` and `t_i`, for a mean of ratios) for each term i.
    """
    flagged = with_flags(state, threshold)
    columns: dict[str, nw.Expr] = {}
    for place, term in enumerate(terms):
        columns |= _columns(place, term)
    prepared = flagged.with_columns(**columns)
    if any(term.over for term in terms):
        prepared = prepared.with_columns(**_split(terms))
    sums = [nw.col(name).sum().cast(nw.Int64).alias(name) for name in _names(terms)]
    if by:
        return prepared.group_by(*by).agg(*sums)
    return prepared.select(*sums)


def _names(terms: Sequence[Term]) -> list[str]:
    names: list[str] = []
    for place, term in enumerate(terms):
        names.append(f"n_{place}")
        if term.column is not None:
            names.append(f"s_{place}")
        if term.over is not None:
            names.append(f"t_{place}")
    return names


def _columns(place: int, term: Term) -> dict[str, nw.Expr]:
    chosen = nw.col(f"is_{term.when[0]}")
    for flag in term.when[1:]:
        chosen = chosen * nw.col(f"is_{flag}")
    columns = {f"n_{place}": chosen}
    if term.over is not None and term.column is not None:
        ratio = nw.col(term.column) / nw.col(term.over)
        columns[f"r_{place}"] = nw.when(chosen > 0).then(ratio * HIGH).otherwise(0.0)
    elif term.column is not None:
        columns[f"s_{place}"] = nw.when(chosen > 0).then(nw.col(term.column)).otherwise(0)
    return columns


def _split(terms: Sequence[Term]) -> dict[str, nw.Expr]:
    columns = {}
    for place, term in enumerate(terms):
        if term.over is not None:
            whole = nw.col(f"r_{place}").floor()
            columns[f"s_{place}"] = whole.cast(nw.Int64)
            columns[f"t_{place}"] = ((nw.col(f"r_{place}") - whole) * LOW).round(0).cast(nw.Int64)
    return columns


def term_value(cell: dict[str, int | None], place: int, term: Term) -> int | Fraction | None:
    """Read the value of a term from a cell: a count, a sum (None over no values), or a sum of ratios."""
    count = cell[f"n_{place}"] or 0
    if term.column is None:
        return count
    if not count:
        return None
    total = cell[f"s_{place}"] or 0
    if term.over is None:
        return total
    return Fraction(total * LOW + (cell[f"t_{place}"] or 0), HIGH * LOW)


def ratio(numerator: int | Fraction | None, denominator: int | Fraction | None) -> Fraction | None:
    """Divide; a rate over an empty base is None."""
    if numerator is None or not denominator:
        return None
    return Fraction(numerator) / Fraction(denominator)
