"""Estimates of a frame of observations: raised rates, intervals and marks, on the frame's own engine."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from resumetrack.errors import UsageError
from resumetrack.measure.canonical import PERIOD, Frame, columns_of
from resumetrack.measure.figure_columns import DIGITS
from resumetrack.measure.figures import chosen_indicators
from resumetrack.measure.flags import POWER_THRESHOLD, columns_read
from resumetrack.measure.linearisation import Exact
from resumetrack.measure.moments import Moments, answer_of, layout_of, reduce_moments
from resumetrack.measure.panel_state import panel_state
from resumetrack.measure.precision import Mark, interval, mark
from resumetrack.measure.raising import MINIMUM, in_order
from resumetrack.measure.reduction import POINTS
from resumetrack.measure.revisions import Moment
from resumetrack.measure.samples import Figure, Group, Rows, Samples, over_all
from resumetrack.measure.sources import Sources
from resumetrack.measure.state_columns import SUMMABLE
from resumetrack.measure.weights import RosterFrame
from resumetrack.model import MEASURES, Indicator, Term, Unit

_MOST_DECIMALS = 6
_AT_ONCE = 4
"""Indicators reduced in one pass: pandas takes more than a hundred columns for a mistake."""
_LARGEST = 1 << 41
"""Numbers up to this can be multiplied and summed half a million times (`resumetrack.measure.moments.SPLIT`)."""


def estimates(
    frame: IntoFrame,
    by: Sequence[str] = (),
    indicators: Sequence[str | Indicator] = ("operating_rate", "return_rate"),
    *,
    roster: IntoFrame | None = None,
    strata: Sequence[str] = (),
    minimum: int = MINIMUM,
    level: float = 0.95,
    as_of: Moment | None = None,
    carry: int = 0,
    calendar: IntoFrame | None = None,
    threshold: Fraction = POWER_THRESHOLD,
) -> list[dict[str, Any]]:
    """Work out how sure indicators are, per period and group of a frame of pandas, Polars, DuckDB or Spark.

    The frame's engine reduces; intervals are worked out here, from a few numbers per group. docs/precision.md says how.

    Parameters
    ----------
    frame, by, indicators, roster, as_of, carry, calendar, threshold
        As `resumetrack.measure.rates` takes them.
    strata
        Columns whose values part the roster into strata, the most important first; with them the rates are raised.
    minimum
        Strata with fewer respondents are joined with their neighbours.
    level
        Level of the intervals, 0.95 for 95 %.

    Returns
    -------
    list of records
        One per period, group and indicator, in that order: `period`, the columns of `by`, `indicator`, `value` (with
        strata `raised` and `raised_staff` in its place), `low` and `high` (None where nobody is silent) and `mark`.
        Indicators that describe the scope itself, such as `coverage`, have no record.

    Raises
    ------
    UsageError
        If a column, an indicator or the roster is lacking, or the level is none.
    """
    if strata and roster is None:
        message = "strata part the roster, and there is none"
        raise UsageError(message, hint="pass roster=...")
    if not 0 < level < 1:
        message = f"level is {level}, not between 0 and 1"
        raise UsageError(message, hint="write 0.95")
    chosen = [one for one in chosen_indicators(indicators) if answer_of(one) is not None]
    groups = [name for name in dict.fromkeys(by) if name != PERIOD]
    layout = layout_of(chosen)
    asked = (*layout.terms, *(Term((answer,)) for answer in layout.answers))
    read = {name for name in columns_read(asked) if name in MEASURES}
    sources = Sources(frame, roster, calendar, [*sorted(read), *groups, *strata])
    sources.require_measures(read)
    state, units = _in_whole_numbers(panel_state(sources, as_of, carry))
    to = RosterFrame(minimum) if strata else None
    samples: dict[Indicator, Samples] = {}
    for start in range(0, len(chosen), _AT_ONCE):
        own = chosen[start : start + _AT_ONCE]
        samples |= dict.fromkeys(own, _samples(state, own, groups, strata, units=units, threshold=threshold, to=to))
    return [
        {PERIOD: key[0], **dict(zip(groups, key[1], strict=True)), "indicator": one.name}
        | _estimate(samples[one].figure(key, one), one, level, raised=to is not None)
        for key in sorted(next(iter(samples.values())).rows if samples else (), key=_place)
        for one in chosen
    ]


def _samples(
    state: Frame,
    indicators: Sequence[Indicator],
    groups: Sequence[str],
    strata: Sequence[str],
    *,
    units: Mapping[str, Exact],
    threshold: Fraction,
    to: RosterFrame | None,
) -> Samples:
    keys = list(dict.fromkeys((PERIOD, *groups, *strata)))
    layout = layout_of(indicators)
    staff = None if to is None else to.staff
    reduced = reduce_moments(state, keys, layout, threshold, scope_only=to is not None, staff=staff)
    rows: Rows = {}
    for row in _rows(reduced):
        cell = Moments(layout, units, {name: row[name] for name in row if name not in keys})
        group = row[PERIOD], tuple(row[name] for name in groups)
        rows.setdefault(group, {})[tuple(row[name] for name in strata)] = cell
    return Samples(rows, over_all(rows), to)


def _place(key: Group) -> tuple[Any, ...]:
    return key[0], in_order(tuple(None if value is None else str(value) for value in key[1]))


def _value(figure: Figure) -> float | None:
    return None if figure.evidence is None else round(figure.evidence.value, DIGITS)


def _estimate(figure: Figure, indicator: Indicator, level: float, *, raised: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"raised" if raised else "value": _value(figure)}
    if raised:
        found["raised_staff"] = None if figure.staff_value is None else float(round(figure.staff_value, DIGITS))
    if figure.evidence is None:
        return found | {"low": None, "high": None, "mark": None}
    if figure.is_complete:
        return found | {"low": None, "high": None, "mark": Mark.COMPLETE.value}
    whole = POINTS if indicator.unit is Unit.POINTS else 1
    low, high = interval(figure.evidence, level) or (None, None)
    limits = {name: None if limit is None else round(limit, DIGITS) for name, limit in (("low", low), ("high", high))}
    return found | limits | {"mark": mark(figure.evidence, whole).value}


def _in_whole_numbers(state: Frame) -> tuple[Frame, Mapping[str, Exact]]:
    """Turn measures with decimals into whole numbers, and say what one of those is worth.

    All measures get the same decimals, so that ratios of two stay what they are. Numbers too large for their decimals
    lose the last ones.
    """
    schema = state.collect_schema()
    doubles = [name for name in SUMMABLE if name in schema and not schema[name].is_integer()]
    decimals = _decimals(state, doubles) if doubles else 0
    if not decimals:
        return state, dict.fromkeys(SUMMABLE, 1)
    scaled = {name: (nw.col(name) * 10**decimals + 0.5).floor() for name in SUMMABLE if name in schema}
    return state.with_columns(**scaled), dict.fromkeys(SUMMABLE, Fraction(1, 10**decimals))


def _decimals(state: Frame, doubles: Sequence[str]) -> int:
    parts = {f"{name}_rest": nw.col(name) - nw.col(name).floor() for name in doubles}
    found = state.with_columns(**parts).select(*[nw.col(name).max() for name in (*doubles, *parts)])
    ((largest),) = _rows(found)
    if not any(largest[name] for name in parts):
        return 0
    top = max(largest[name] or 0 for name in doubles)
    return next((places for places in range(_MOST_DECIMALS, 0, -1) if top * 10**places < _LARGEST), 0)


def _rows(frame: Frame) -> list[dict[str, Any]]:
    """Fetch the rows of a reduced frame, missing values as None and periods as dates."""
    # Through the engine's own hands: the common way goes through pyarrow, which need not be there.
    native: Any = nw.to_native(frame)
    names = columns_of(frame)
    if hasattr(native, "fetchall"):
        rows = native.fetchall()
    elif hasattr(native, "rdd"):
        rows = native.collect()
    else:
        rows = frame.collect().rows()
    return [{name: _plain(value) for name, value in zip(names, row, strict=True)} for row in rows]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any engine
    if isinstance(value, datetime):
        return value.date()
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else value
