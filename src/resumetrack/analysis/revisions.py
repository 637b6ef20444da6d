"""How figures move after they are first published: the triangle of values by lag, and what it says of new ones.

A vintage is a figure of one period as it was known some days (the lag) after the period had ended. A period is settled
once it is as old as the longest lag looked at; only settled periods say how far figures usually move. Formulas and
the rule for `provisional`: docs/methodology.md, section "Revisions".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import fmean, median

from resumetrack.analysis.trend import PP_DECIMALS, Group

TOLERANCE = 0.01
"""How far coverage may stay below its usual final level (of reporting enterprises: the share of them)."""

FEWEST = 3
"""Settled periods that are needed to say how far a new figure may move."""


@dataclass(frozen=True, slots=True)
class Vintage:
    """One figure as it was known `lag` days after the period; lag None is the latest. `value` None over an empty base.

    `coverage` is None without a scope; `reporting` then stands for it.
    """

    group: Group
    indicator: str
    period: date
    lag: int | None
    value: float | None
    coverage: float | None
    reporting: int


class Standing(StrEnum):
    """Whether a figure may be taken as final."""

    SETTLED = "settled"
    COMPLETE = "complete"
    PROVISIONAL = "provisional"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One period of the triangle: its values by lag, how far it has moved and is likely to move (in pp or points).

    `revision` is the latest value less the first that was known; `likely` and `bias` are the mean absolute revision
    and the mean revision of settled periods from the age that this one has; None for a settled one, and if those are
    fewer than `FEWEST`.
    """

    group: Group
    indicator: str
    period: date
    age: int
    by_lag: tuple[float | None, ...]
    latest: float | None
    revision: float | None
    likely: float | None
    bias: float | None
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """What happened after one lag, over the settled periods that had a value then: `periods` of them.

    Revisions are the latest value less that of the lag; `coverage` is the median coverage at the lag, `final_coverage`
    that of the latest values.
    """

    group: Group
    indicator: str
    lag: int
    periods: int
    mean: float | None
    mean_absolute: float | None
    largest: float | None
    coverage: float | None
    final_coverage: float | None


def triangle(
    vintages: Iterable[Vintage], ages: Mapping[date, int], lags: int, scale: Mapping[str, float]
) -> tuple[list[Course], list[Lag]]:
    """Work out the course of each period and what happened after each lag, group by group.

    Parameters
    ----------
    vintages
        Every figure at every lag from 0 to `lags` at which something was known, and the latest.
    ages
        Days from the end of each period to the day of asking.
    scale
        What revisions of an indicator are multiplied by: 100 for percentage points, 1 for points.
    """
    known: dict[tuple[Group, str], dict[tuple[date, int | None], Vintage]] = defaultdict(dict)
    for one in vintages:
        known[one.group, one.indicator][one.period, one.lag] = one
    courses: list[Course] = []
    after: list[Lag] = []
    for (group, indicator), own in known.items():
        figure = _Figure(group, indicator, own, ages, lags, scale[indicator])
        after += figure.lags()
        courses += figure.courses()
    return courses, after


@dataclass(frozen=True)
class _Figure:
    """One figure at every lag that is known."""

    group: Group
    indicator: str
    known: Mapping[tuple[date, int | None], Vintage]
    ages: Mapping[date, int]
    longest: int
    scale: float

    @property
    def settled(self) -> list[Vintage]:
        """The latest values of periods that are settled."""
        return [one for one in self.known.values() if one.lag is None and self.ages[one.period] >= self.longest]

    def lags(self) -> list[Lag]:
        """What happened after each lag."""
        return [self._after(lag) for lag in range(self.longest + 1)]

    def _after(self, lag: int) -> Lag:
        pairs = [(self.known.get((last.period, lag)), last) for last in self.settled]
        then = [(one, last) for one, last in pairs if one is not None]
        moves = [move for one, last in then if (move := self._move(one.value, last.value)) is not None]
        return Lag(
            group=self.group,
            indicator=self.indicator,
            lag=lag,
            periods=len(moves),
            mean=_rounded(fmean(moves)) if moves else None,
            mean_absolute=_rounded(fmean(map(abs, moves))) if moves else None,
            largest=max(moves, key=abs) if moves else None,
            coverage=_median(one.coverage for one, _ in then),
            final_coverage=_median(last.coverage for last in self.settled),
        )

    def courses(self) -> list[Course]:
        """Each period in order, and what is to be expected of those that are not settled."""
        after, usual = self.lags(), usual_level(self.settled)
        return [
            self._course(last, after, usual)
            for last in sorted(self.known.values(), key=lambda one: one.period)
            if last.lag is None
        ]

    def _course(self, last: Vintage, after: Sequence[Lag], usual: float | None) -> Course:
        age = self.ages[last.period]
        earlier = [self.known.get((last.period, lag)) for lag in range(self.longest + 1)]
        by_lag = tuple(None if one is None else one.value for one in earlier)
        is_settled = age >= self.longest
        expected = None if is_settled else after[max(age, 0)]
        return Course(
            group=self.group,
            indicator=self.indicator,
            period=last.period,
            age=age,
            by_lag=by_lag,
            latest=last.value,
            revision=self._move(next((value for value in by_lag if value is not None), None), last.value),
            likely=None if expected is None or expected.periods < FEWEST else expected.mean_absolute,
            bias=None if expected is None or expected.periods < FEWEST else expected.mean,
            standing=Standing.SETTLED if is_settled else standing(last, usual),
        )

    def _move(self, then: float | None, now: float | None) -> float | None:
        return None if then is None or now is None else _rounded((now - then) * self.scale)


def usual_level(settled: Iterable[Vintage]) -> float | None:
    """Median coverage that settled figures have in the end, of reporting enterprises where there is no scope."""
    return _median(_level(one) for one in settled)


def standing(figure: Vintage, usual: float | None) -> Standing:
    """Say whether a figure that is not settled has reached the usual level, short of it by less than the tolerance."""
    level = _level(figure)
    if usual is None or level is None:
        return Standing.UNKNOWN
    short = usual - level if figure.coverage is not None else 1 - level / usual if usual else 0.0
    return Standing.PROVISIONAL if _rounded(short) > TOLERANCE else Standing.COMPLETE


def _level(figure: Vintage) -> float | None:
    return figure.coverage if figure.coverage is not None else float(figure.reporting)


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _rounded(value: float) -> float:
    return round(value, PP_DECIMALS)
