"""How rates moved: one row per group and indicator, from the rates of all periods of a selection.

Every comparison is with one stated period; where that period has no rate the comparison is missing, never taken
from the nearest. Formulas and rules: docs/trend.md.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Literal

import pandas as pd

from resumetrack import periods
from resumetrack.model import Unit
from resumetrack.periods import Frequency

Group = tuple[str | None, ...]
"""The values of the dimensions asked for, in their order; the total is the empty tuple."""

NOT_AT_THIS_PACE: Literal["not at this pace"] = "not at this pace"
FLAT_BELOW_PP = 0.5
COVERAGE_MOVES_OVER_PP = 5
TURNOVER_OVER_PERCENT = 5
HORIZON_DAYS = 3650
_WEEK_DAYS = 7
PP_DECIMALS = 10
_DAY_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Point:
    """The rate of one group in one period, with what it was made of; `rate` is None over an empty base."""

    group: Group
    indicator: str
    period: date
    rate: float | None
    numerator: float | None
    denominator: float | None
    reporting: int
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Match:
    """Who reports in the compared and in the last period: how many `joined`, `left`, reported in `both`.

    Of enterprises that an office has counted nobody knows who they are: `joined` and `left` are None then.
    The two rates are over the enterprises that reported in both. `apart` says how many enterprises enter them, and how
    many enter the rates of all besides.
    """

    group: Group
    indicator: str
    joined: int | None
    left: int | None
    both: int
    rate_since: float | None
    rate_last: float | None
    apart: frozenset[int] = frozenset()


class Direction(StrEnum):
    """Where a rate went between the compared and the last period."""

    RISING = "rising"
    FALLING = "falling"
    FLAT = "flat"
    NOT_COMPARABLE = "not comparable"
    NO_COMPARISON = "no comparison"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRow:
    """How one rate of one group moved: the contract's columns in their order, then what summaries and charts need.

    `series` are the rates in the order of the periods held, None where the group has none. `rate_since`,
    `reporting_since`, `coverage_since`, `joined`, `left` and `both` are None unless `since` is a period held before
    the last; `joined` and `left` are, too, where offices have counted the enterprises.
    """

    indicator: str
    first_period: date
    first_rate: float | None
    period: date
    rate: float | None
    change_pp: float | None
    change_7d_pp: float | None
    since: date
    change_since_pp: float | None
    per_day_pp: float | None
    best_period: date | None
    worst_period: date | None
    direction: Direction
    reporting_first: int
    reporting: int
    coverage_first: float | None
    coverage: float | None
    joined: int | None
    left: int | None
    change_matched_pp: float | None
    target_period: date | Literal["not at this pace"] | None
    group: Group
    series: tuple[float | None, ...]
    both: int | None
    rate_since: float | None
    reporting_since: int | None
    coverage_since: float | None
    unit: Unit


def compared_period(
    held: Iterable[date], since: date | None, *, frequency: Frequency, week_start: int = periods.MONDAY
) -> date:
    """Which of the periods `held` (at least one) is meant by `since`; without it the first.

    It is the period held in the step that `since` falls in; where none is held, the first day of that step.
    """
    if since is None:
        return min(held)
    step = periods.start(since, frequency, week_start)
    return max((period for period in held if periods.start(period, frequency, week_start) == step), default=step)


def trend(
    points: Sequence[Point],
    matches: Sequence[Match],
    *,
    frequency: Frequency,
    week_start: int = periods.MONDAY,
    since: date | None = None,
    target: float | None = None,
    units: Mapping[str, Unit] | None = None,
) -> list[TrendRow]:
    """How each rate of each group moved, sorted by group (empty last) and indicator.

    Parameters
    ----------
    points
        One per group, indicator and period; a group may be absent from a period. The periods held are those that
        occur here, whatever their group.
    matches
        At most one per group and indicator, about `compared_period` of the same arguments and the last period.
    frequency
        The step from one period to the next: that of the panel, or of `--every` or `--pool`.
    week_start
        The weekday that weeks start on.
    since
        A day in the period to compare with; by default the first period held.
    target
        A rate, a fraction also for indicators in points (0.9 is 90 points).
    units
        Of the indicators that are no rates: changes of points are plain differences.

    Raises
    ------
    ValueError
        If two points, or two matches, speak of the same thing.
    """
    if not points:
        return []
    keys = sorted({(point.group, point.indicator) for point in points}, key=_order)
    held = sorted({point.period for point in points})
    compared = compared_period(held, since, frequency=frequency, week_start=week_start)
    span = _Span(
        held=tuple(held),
        since=compared if compared in held and compared < held[-1] else None,
        previous=_previous(held, frequency, week_start),
    )
    row_units = [(units or {}).get(indicator, Unit.RATE) for _, indicator in keys]
    panel = _panel(points, keys)
    figures = _figures(panel, _matched(matches if span.since else (), keys), span, row_units)
    return [
        TrendRow(
            group=group,
            indicator=indicator,
            first_period=held[0],
            period=held[-1],
            since=compared,
            target_period=None
            if target is None
            else _target_period(series, figure["change_since_pp"], span, target, unit),
            series=series,
            unit=unit,
            # Where pyarrow is installed, pandas turns the members of an enumeration into plain text.
            **figure | {"direction": Direction(figure["direction"])},
        )
        for (group, indicator), series, figure, unit in zip(
            keys, _series(panel.rates), _plain_records(figures), row_units, strict=True
        )
    ]


@dataclass(frozen=True, slots=True)
class _Span:
    """The periods held, and those of them that the last is compared with; None where there is none to compare."""

    held: tuple[date, ...]
    since: date | None
    previous: date | None

    @property
    def days(self) -> int | None:
        return (self.held[-1] - self.since).days if self.since else None

    @property
    def week_before(self) -> int:
        """Ordinal of the day seven days before the last period, held or not."""
        return self.held[-1].toordinal() - _WEEK_DAYS


@dataclass(frozen=True, slots=True)
class _Panel:
    """One row per key, one column per period (as an ordinal, so that any date fits).

    A group without a point in a period has 0 reporting there.
    """

    rates: pd.DataFrame
    reporting: pd.DataFrame
    coverage: pd.DataFrame


def _order(key: tuple[Group, str]) -> tuple[list[tuple[bool, str]], str]:
    group, indicator = key
    return [(value is None, value or "") for value in group], indicator


def _previous(held: Sequence[date], frequency: Frequency, week_start: int) -> date | None:
    """Return the period held in the step before the last; with `--every` it need not start that step."""
    if len(held) == 1:
        return None
    starts = [periods.start(period, frequency, week_start) for period in held[-2:]]
    return held[-2] if periods.step(starts[0], frequency) == starts[1] else None


def _panel(points: Sequence[Point], keys: Sequence[tuple[Group, str]]) -> _Panel:
    place = {key: number for number, key in enumerate(keys)}
    long = pd.DataFrame(
        {
            "key": [place[point.group, point.indicator] for point in points],
            "period": [point.period.toordinal() for point in points],
            "rate": pd.Series([point.rate for point in points], dtype="float64"),
            "reporting": [point.reporting for point in points],
            "coverage": pd.Series([point.coverage for point in points], dtype="float64"),
        }
    )

    def wide(figure: str) -> pd.DataFrame:
        # pivot_table would average repeated points and drop periods without any figure.
        return long.pivot(index="key", columns="period", values=figure)  # noqa: PD010

    return _Panel(wide("rate"), wide("reporting").fillna(0), wide("coverage"))


def _matched(matches: Iterable[Match], keys: Sequence[tuple[Group, str]]) -> pd.DataFrame:
    """One row per key, empty where there is no match; matches of other keys are left out."""
    found: dict[tuple[Group, str], Match] = {}
    for match in matches:
        if found.setdefault((match.group, match.indicator), match) is not match:
            raise ValueError(f"two matches for {match.group}, {match.indicator}")
    rows = [found.get(key) for key in keys]
    return pd.DataFrame(
        {
            "joined": pd.Series([row.joined if row else None for row in rows], dtype="Int64"),
            "left": pd.Series([row.left if row else None for row in rows], dtype="Int64"),
            "both": pd.Series([row.both if row else None for row in rows], dtype="Int64"),
            "rate_since": pd.Series([row.rate_since if row else None for row in rows], dtype="float64"),
            "rate_last": pd.Series([row.rate_last if row else None for row in rows], dtype="float64"),
        }
    )


def _figures(panel: _Panel, matched: pd.DataFrame, span: _Span, units: Sequence[Unit]) -> pd.DataFrame:
    """Everything of a row that is arithmetic on rates, one column per field."""
    rates, reporting, coverage = panel.rates, panel.reporting, panel.coverage
    first, last = span.held[0].toordinal(), span.held[-1].toordinal()
    since = span.since.toordinal() if span.since else None
    scale = pd.Series([1.0 if unit is Unit.POINTS else 100.0 for unit in units], index=rates.index)
    best, worst = _extremes(rates)
    figures = pd.DataFrame(
        {
            "first_rate": rates[first],
            "rate": rates[last],
            "change_pp": _pp(rates[last], _at(rates, span.previous.toordinal() if span.previous else None), scale),
            "change_7d_pp": _pp(rates[last], _at(rates, span.week_before), scale),
            "change_since_pp": _pp(rates[last], _at(rates, since), scale),
            "best_period": best,
            "worst_period": worst,
            "reporting_first": reporting[first].astype("Int64"),
            "reporting": reporting[last].astype("Int64"),
            "coverage_first": coverage[first],
            "coverage": coverage[last],
            "joined": matched["joined"],
            "left": matched["left"],
            "both": matched["both"],
            "change_matched_pp": _pp(matched["rate_last"], matched["rate_since"], scale),
            "rate_since": _at(rates, since),
            "reporting_since": _at(reporting, since).astype("Int64"),
            "coverage_since": _at(coverage, since),
        }
    )
    figures["per_day_pp"] = (figures["change_since_pp"] / (span.days or math.nan)).round(PP_DECIMALS)
    # Of enterprises that were only counted at least as many came or went as there are more or fewer.
    fewest = (figures["reporting"] - figures["reporting_since"]).abs().where(matched["both"].notna())
    turnover = (figures["joined"] + figures["left"]).fillna(fewest).fillna(0)
    figures["direction"] = _directions(figures, turnover)
    return figures


def _at(values: pd.DataFrame, period: int | None) -> "pd.Series[float]":
    """Figures of one period; missing throughout if it is not held."""
    if period in values.columns:
        return values[period]
    return pd.Series(math.nan, index=values.index)


def _pp(later: "pd.Series[float]", earlier: "pd.Series[float]", scale: "pd.Series[float]") -> "pd.Series[float]":
    """Percentage points between two rates, without the noise of binary fractions and without a negative zero."""
    return ((later - earlier) * scale).round(PP_DECIMALS) + 0.0


def _extremes(rates: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Periods of the highest and of the lowest rate, the earliest of equals; empty for groups without any rate."""
    rated = rates.dropna(how="all")

    def days(ordinals: pd.Series) -> pd.Series:
        return ordinals.map(date.fromordinal).astype("object").reindex(rates.index)

    return days(rated.idxmax(axis="columns")), days(rated.idxmin(axis="columns"))


def _directions(figures: pd.DataFrame, turnover: pd.Series) -> pd.Series:
    """Direction by the first rule that applies."""
    change = figures["change_since_pp"]
    moved = ((figures["coverage"] - figures["coverage_since"]).abs() * 100).round(PP_DECIMALS)
    return pd.Series(Direction.FALLING, index=figures.index, dtype="object").case_when(
        [
            (change.isna(), Direction.NO_COMPARISON),
            (moved > COVERAGE_MOVES_OVER_PP, Direction.NOT_COMPARABLE),
            ((turnover * 100 > TURNOVER_OVER_PERCENT * figures["reporting"]).astype("bool"), Direction.NOT_COMPARABLE),
            (change.abs() < FLAT_BELOW_PP, Direction.FLAT),
            (change > 0, Direction.RISING),
        ]
    )


def _series(rates: pd.DataFrame) -> list[tuple[float | None, ...]]:
    return [tuple(None if math.isnan(rate) else rate for rate in row) for row in rates.to_numpy().tolist()]


def _plain_records(figures: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries of Python values, None for missing."""
    plain = figures.astype("object").where(figures.notna(), None)
    return [{str(name): value for name, value in record.items()} for record in plain.to_dict("records")]


def _target_period(
    series: Sequence[float | None], change: float | None, span: _Span, target: float, unit: Unit
) -> date | Literal["not at this pace"] | None:
    """When the target was reached for good, or the day a straight line at the pace of `change` reaches it."""
    scale = 1.0 if unit is Unit.POINTS else 100.0
    gaps = [None if rate is None else round(100 * target - scale * rate, PP_DECIMALS) for rate in series]
    gap = gaps[-1]
    if gap is None:
        return None
    if gap <= 0:
        return _run_start(gaps, span.held)
    if change is None or span.days is None:
        return None
    if change <= 0:
        return NOT_AT_THIS_PACE
    days = max(1, math.ceil(round(gap * span.days / change, _DAY_DECIMALS)))
    last = span.held[-1]
    if days > min(HORIZON_DAYS, (date.max - last).days):
        return NOT_AT_THIS_PACE
    return last + timedelta(days=days)


def _run_start(gaps: Sequence[float | None], held: Sequence[date]) -> date:
    """First period of the final run without a gap to the target; periods without a rate are passed over."""
    reached = held[-1]
    for gap, period in zip(reversed(gaps), reversed(held), strict=True):
        if gap is None:
            continue
        if gap > 0:
            break
        reached = period
    return reached
