"""Counts are summed, then divided: one definition for every engine.

`reduce_state` turns a state into cells: one row per group with the sums that the terms ask for. What is then
divided (`indicator_value`) is a matter of a few whole numbers, done exactly.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import FrameT

from resumetrack.measure.condensing import HIGH, LOW, ROWS, condense, number_of, value_names
from resumetrack.measure.flags import BASES, POWER_THRESHOLD, all_of, has_value
from resumetrack.model import Indicator, Term, Unit

POINTS = 100
_MILLIONTHS = 10**6

Value = int | Fraction | None


def terms_of(indicators: Iterable[Indicator]) -> tuple[Term, ...]:
    """Every term that these indicators need, each once."""
    found: dict[Term, None] = {}
    for indicator in indicators:
        for numerator, denominator in _ratios(indicator):
            found[numerator] = None
            found[denominator] = None
    return tuple(found)


def _ratios(indicator: Indicator) -> list[tuple[Term, Term]]:
    parts = [(numerator, denominator) for _, numerator, denominator in indicator.parts]
    return [(indicator.numerator, indicator.denominator), *parts]


def reduce_state(
    state: FrameT,
    by: Sequence[str],
    terms: Sequence[Term],
    threshold: Fraction = POWER_THRESHOLD,
    *,
    whole: bool = True,
    weight: str | None = None,
    together: bool = True,
) -> FrameT:
    """Sum the terms over the rows of each group.

    Parameters
    ----------
    state
        One row per enterprise and period (`resumetrack.measure.state_columns`), measures as whole numbers.
    by
        Columns that make the groups; none for one row over all.
    whole
        Whether measures are whole numbers, as a store keeps them; else their sums are doubles.
    weight
        The column that says for how many enterprises that are alike a row stands, if `is_condensable`; None: for one.
    together
        Whether rows that are alike are counted first, which takes longer than it saves where hardly any two are.

    Returns
    -------
    frame
        Of the same kind as `state`: the columns of `by`, then for term i, in whole numbers that may be added up
        further, `n_i` (rows counted; for a sum, rows that have its values), `s_i` (the sum) and, for a mean of
        ratios, `t_i` (its low half). `term_value` reads them. What would be the same as an earlier one is left out:
        `repeated_sums` says which that is.
    """
    condensed = condense(state, by, terms, threshold, whole=whole, weight=weight, together=together)
    repeated = repeated_sums(terms)
    columns = {name: _counted(of, flags) for name, (of, flags) in _sums_of(terms).items() if name not in repeated}
    prepared = condensed.with_columns(**columns)
    sums = [nw.col(name).sum() for name in columns]
    reduced = prepared.group_by(*by).agg(*sums) if by else prepared.select(*sums)
    return reduced.with_columns(*(nw.col(name).cast(number_of(name, state, whole=whole)) for name in columns))


def repeated_sums(terms: Sequence[Term]) -> dict[str, str]:
    """Name the sums that `reduce_state` leaves out for these terms, each with the earlier one that is the same.

    >>> repeated_sums([Term(("staffed",)), Term(("staffed",), "on_duty")])
    {'n_1': 'n_0'}
    """
    first: dict[tuple[str, tuple[str, ...]], str] = {}
    return {name: one for name, summed in _sums_of(terms).items() if (one := first.setdefault(summed, name)) != name}


def _sums_of(terms: Sequence[Term]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Say of each sum which column of a condensed state it adds up, and over the rows with which flags."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for place, term in enumerate(terms):
        if term.column is None:
            found[f"n_{place}"] = ROWS, term.when
            continue
        count, *sums = value_names(term.column, term.over)
        bases = tuple(flag for flag in term.when if flag in BASES)
        found[f"n_{place}"] = ROWS if has_value(term) else count, bases
        found |= {f"{letter}_{place}": (name, term.when) for letter, name in zip("st", sums, strict=False)}
    return found


def _counted(column: str, flags: Sequence[str]) -> nw.Expr:
    return nw.col(column) * all_of(flags) if flags else nw.col(column)


def term_value(cell: Mapping[str, int | None], place: int, term: Term) -> Value:
    """Read the value of a term from a cell: a count, a sum, or a sum of ratios.

    A sum is None where no row has its values; it is 0 where some have them and none meets the term's conditions.
    """
    count = cell[f"n_{place}"] or 0
    if term.column is None:
        return count
    if not count:
        return None
    total = cell[f"s_{place}"] or 0
    if term.over is None:
        return total
    return Fraction(total * LOW + (cell[f"t_{place}"] or 0), HIGH * LOW)


def ratio(numerator: Value, denominator: Value) -> Fraction | None:
    """Divide; a rate over an empty base is None."""
    if numerator is None or denominator is None or denominator <= 0:
        return None
    if isinstance(numerator, int) and isinstance(denominator, int):
        return Fraction(numerator, denominator)
    return Fraction(numerator) / Fraction(denominator)


def indicator_value(indicator: Indicator, value_of: Callable[[Term], Value]) -> Fraction | None:
    """Work out an indicator from the values of its terms; None where a base is empty."""
    if not indicator.parts:
        return ratio(value_of(indicator.numerator), value_of(indicator.denominator))
    total = Fraction(0)
    for weight, numerator, denominator in indicator.parts:
        part = ratio(value_of(numerator), value_of(denominator))
        if part is None:
            return None
        total += Fraction(weight).limit_denominator(_MILLIONTHS) * part
    return total * POINTS if indicator.unit is Unit.POINTS else total
