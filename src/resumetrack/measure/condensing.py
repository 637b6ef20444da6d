"""A state in few rows: enterprises that stand alike are counted and summed together, before any flag is looked at.

Twenty terms are sums over the same rows. What most of them ask about a row takes few values (its status, whether it
is in scope, which values it has), so one pass groups by those, and the terms are read from some hundred rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import FrameT

from resumetrack.measure.flags import READS, VALUES, as_flags, columns_read, conditions_of, flags_of, has_value
from resumetrack.model import Term

# A mean of ratios sums two whole numbers per row, so that no engine's order of addition shows in the last digit;
# both are cut off, since engines round halves differently. What is cut is below 1 in 10^15.
HIGH = 1 << 20
LOW = 1 << 32
ROWS = "rows"
"""The column of a condensed state that says how many rows were alike."""
STAFF = {column for flag in ("staffed", "roster_staffed") for column in VALUES[flag]}
"""The measures of whose values flags ask no more than whether they are there and above 0."""


def condense(
    state: FrameT,
    by: Sequence[str],
    terms: Sequence[Term],
    threshold: Fraction,
    *,
    whole: bool = True,
    weight: str | None = None,
    together: bool = True,
) -> FrameT:
    """Count and sum rows that are alike in all that the terms ask about them.

    Unless that is to be done `together` each row stays one of its own.

    A state may have been condensed before, by more than this is by: `weight` names the column that says for how many
    enterprises a row stands, all with a value or all without one, all above 0 or none, and a measure has their sum.

    Returns
    -------
    frame
        The columns of `by`; those that the flags of the terms read; all these flags, as `is_<flag>`; `rows`; and for
        each column that a term sums what `value_names` says: the sums and, if some term's flags do not tell, how often
        it has a value.
    """
    flags = sorted({flag for term in terms for flag in term.when})
    standing: list[str] = [flag for flag in flags if flag in READS]
    # Millions of rows are looked at: conditions become numbers when few rows are left.
    valued: dict[str, nw.Expr] = conditions_of([flag for flag in flags if flag not in READS], threshold)
    # DuckDB looks through the whole question at each step that is added to it, so there are as few as can be.
    steps: list[dict[str, nw.Expr]] = [{**valued}, {}, {}]
    names: dict[str, None] = {}
    uncertain = {(term.column, term.over) for term in terms if not has_value(term)}
    for column, over in dict.fromkeys((term.column, term.over) for term in terms):
        if column is None:
            continue
        count, *rest = value_names(column, over)
        if (column, over) in uncertain:
            valued_rows = (~nw.col(column).is_null()).cast(nw.Int64)
            steps[0][count] = valued_rows * nw.col(weight) if weight else valued_rows
            names[count] = None
        for step, made in zip(steps, _summed(column, over), strict=False):
            step.update(made)
        names |= dict.fromkeys(rest)
    prepared = state
    for step in filter(None, steps):
        prepared = prepared.with_columns(**step)
    flagged = {**as_flags(valued), **flags_of(standing, threshold)}
    if not together:
        counted = {ROWS: nw.col(weight) if weight else nw.lit(1), **{name: nw.col(name) for name in names}}
        return prepared.with_columns(**{name: one.fill_null(0) for name, one in counted.items()}, **flagged)
    keys = dict.fromkeys((*by, *(column for flag in standing for column in READS[flag]), *valued))
    sums = [nw.col(name).sum() for name in names]
    number = nw.col(weight).sum() if weight else nw.len()
    condensed = prepared.group_by(*keys).agg(number.alias(ROWS), *sums)
    # DuckDB sums to 128 bits and pandas, where values are missing, to doubles; inside `agg` a cast fails on pandas.
    return condensed.with_columns(
        *(nw.col(name).fill_null(0).cast(number_of(name, state, whole=whole)) for name in (ROWS, *names)),
        **flagged,
    )


def is_condensable(terms: Iterable[Term]) -> bool:
    """Whether terms ask of a measure only for its sum, whether it is there and whether it is above 0, as `weight` does.

    A mean of ratios asks for more, and so does the electricity that an enterprise uses.
    """
    asked = tuple(terms)
    read = {*columns_read(asked)} - {column for columns in READS.values() for column in columns}
    return read <= STAFF and all(term.over is None for term in asked)


def number_of(name: str, state: FrameT, *, whole: bool) -> "type[nw.dtypes.NumericType]":
    """The type of a summed column: counts and halves are whole numbers, sums where the measures are.

    A measure of 12 digits kept with 6 decimals fits 64 bits, the sum of ten such does not: DuckDB has wider numbers.
    """
    if not name.startswith(("sum_", "s_")):
        return nw.Int64
    if not whole:
        return nw.Float64
    return nw.Int128 if state.implementation.is_duckdb() else nw.Int64


def value_names(column: str, over: str | None) -> tuple[str, ...]:
    """Names of the columns that a summed column, or a mean of ratios, becomes: its count, its sum, its low half."""
    if over is None:
        return f"count_{column}", f"sum_{column}"
    return f"count_{column}", f"high_{column}_{over}", f"low_{column}_{over}"


def _summed(column: str, over: str | None) -> list[Mapping[str, nw.Expr]]:
    """Say what is summed, in steps each of which reads what the one before has made."""
    if over is None:
        return [{value_names(column, over)[1]: nw.col(column)}]
    _, high, low = value_names(column, over)
    ratio = nw.when(nw.col(over) > 0).then(nw.col(column) / nw.col(over) * HIGH)
    return [
        {high: ratio},
        {low: ((nw.col(high) - nw.col(high).floor()) * LOW).floor(), high: nw.col(high).floor()},
        {name: nw.col(name).fill_null(0).cast(nw.Int64) for name in (high, low)},
    ]
