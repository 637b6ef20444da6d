"""Terms and indicators as columns of reduced cells: `term_value` and `indicator_value` on the frame's own engine."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import FrameT

from resumetrack.measure.bounding import bounds
from resumetrack.measure.condensing import HIGH, LOW
from resumetrack.measure.flags import POWER_THRESHOLD
from resumetrack.measure.reduction import POINTS, reduce_state, repeated_sums, terms_of
from resumetrack.model import Indicator, Term, Unit

DIGITS = 12
"""Rates are rounded to these decimals, in which all engines agree."""
_COUNTED = tuple(Term((name,)) for name in ("in_scope", "covered", "reporting", "carried", "operating"))


def terms_for(indicators: Sequence[Indicator]) -> tuple[Term, ...]:
    """Every term that the figures of these indicators need."""
    return tuple(dict.fromkeys((*_COUNTED, *terms_of(indicators))))


def figures(
    state: FrameT, by: Sequence[str], indicators: Sequence[Indicator], threshold: Fraction = POWER_THRESHOLD
) -> FrameT:
    """Reduce a state and divide: one row per group.

    Returns
    -------
    frame
        The columns of `by`, then `enterprises` (in scope), `reporting`, `carried`, `coverage`, for each indicator X
        the columns `X`, `X_numerator` and `X_denominator`, and the two bounds of the operating rate.
    """
    terms = terms_for(indicators)
    cells = reduce_state(state, by, terms, threshold, whole=False)
    repeated = repeated_sums(terms)
    values = {term: _value(place, term, repeated) for place, term in enumerate(terms)}
    in_scope, covered, reporting, carried, operating = (values[term] for term in _COUNTED)
    low, high, everyone = bounds(operating, reporting, in_scope, covered)
    columns = {
        "enterprises": in_scope,
        "reporting": reporting,
        "carried": carried,
        "coverage": _rate(covered, in_scope),
    }
    for one in indicators:
        columns[one.name] = _indicator(one, values)
        columns[f"{one.name}_numerator"] = values[one.numerator]
        columns[f"{one.name}_denominator"] = values[one.denominator]
    columns |= {"operating_rate_if_shut": _rate(low, everyone), "operating_rate_if_open": _rate(high, everyone)}
    return cells.select(*by, **columns)


def _value(place: int, term: Term, repeated: Mapping[str, str]) -> nw.Expr:
    count, total, low = (nw.col(repeated.get(name, name)) for name in (f"{letter}_{place}" for letter in "nst"))
    if term.column is None:
        return count
    if term.over is not None:
        total = total / HIGH + low / (HIGH * LOW)
    return nw.when(count > 0).then(total)


def _indicator(indicator: Indicator, values: dict[Term, nw.Expr]) -> nw.Expr:
    if not indicator.parts:
        return _rate(values[indicator.numerator], values[indicator.denominator])
    total = nw.lit(0.0)
    for weight, numerator, denominator in indicator.parts:
        total = total + _ratio(values[numerator], values[denominator]) * weight
    return (total * POINTS if indicator.unit is Unit.POINTS else total).round(DIGITS)


def _ratio(numerator: nw.Expr, denominator: nw.Expr) -> nw.Expr:
    return nw.when(denominator > 0).then(numerator / denominator)


def _rate(numerator: nw.Expr, denominator: nw.Expr) -> nw.Expr:
    return _ratio(numerator, denominator).round(DIGITS)
