"""How sure a figure is: closed forms for intervals, and a ladder that says how far to rely on them.

Everything here takes and gives plain numbers; what is estimated, and its variance, comes from
`resumetrack.measure.linearisation`. An interval speaks of the enterprises that are silent, as if chance had chosen who
reports; it says nothing of errors in what is reported.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

Interval = tuple[float, float]

LADDER_LEVEL = 0.95
"""The level of the intervals that the ladder of reliability looks at, whatever level is shown."""
FEW = 30
"""Fewer enterprises than this make a figure unreliable, and say too much of each other where it is published."""
_WIDE = 0.30
_NARROW = 0.05
_WIDE_RELATIVE = 1.30
_FEW_DEGREES = 8


class Mark(StrEnum):
    """How far to rely on a figure; it marks and never removes."""

    COMPLETE = "complete"
    RELIABLE = "reliable"
    REVIEW = "review"
    UNRELIABLE = "unreliable"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a figure rests on.

    `count` is the number of enterprises in its base, `degrees` the degrees of freedom of its `variance` (None where
    none can be had, as from a single enterprise); `is_share` says that the numerator is a part of the denominator,
    `is_plain` that every enterprise counts once, so that no variance is needed.
    """

    value: float
    count: int
    degrees: int
    variance: float | None
    is_share: bool
    is_plain: bool = False


def wilson(successes: float, trials: float, level: float) -> Interval:
    """Wilson's score interval for a share of `trials` of which `successes` have what is counted.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22: 209-212.

    Examples
    --------
    >>> [round(100 * limit, 1) for limit in wilson(301, 315, 0.95)]
    [92.7, 97.3]
    """
    # Imported here: it costs more than all of this room, and few commands ask for it.
    from statistics import NormalDist

    z = NormalDist().inv_cdf((1 + level) / 2)
    share, spread = successes / trials, z * z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, centre - half), min(1.0, centre + half)


def effective_size(evidence: Evidence, level: float) -> float:
    """How many enterprises drawn at random would tell as much about a share: Korn and Graubard, (2.1) and (2.2).

    A share of 0 or 1, or one without any spread inside its strata, shows no variance to measure; the number of
    enterprises stands then.
    """
    share, variance = evidence.value, evidence.variance
    size = share * (1 - share) / variance if variance and 0 < share < 1 else float(evidence.count)
    if evidence.count > 1:
        size *= (_student(level, evidence.count - 1) / _student(level, evidence.degrees)) ** 2
    return size


def korn_graubard(evidence: Evidence, level: float) -> Interval:
    """Give Korn and Graubard's interval for a weighted share: Clopper and Pearson's with the effective size.

    E. L. Korn, B. I. Graubard (1998), Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data, Survey Methodology 24: 193-201; `method = "beta"` of `svyciprop` in R's survey.
    """
    from scipy.special import betaincinv

    size, tail = effective_size(evidence, level), (1 - level) / 2
    hits = size * evidence.value
    misses = size - hits
    low = float(betaincinv(hits, misses + 1, tail)) if hits > 0 else 0.0
    high = float(betaincinv(hits + 1, misses, 1 - tail)) if misses > 0 else 1.0
    return low, high


def symmetric(evidence: Evidence, level: float) -> Interval:
    """Value plus and minus Student's quantile times the standard error: for ratios that are no shares."""
    half = _student(level, evidence.degrees) * math.sqrt(evidence.variance or 0.0)
    return evidence.value - half, evidence.value + half


def interval(evidence: Evidence, level: float) -> Interval | None:
    """Wilson's for plain shares, Korn and Graubard's for weighted ones, a symmetric one for ratios.

    None where a single enterprise, or one per stratum, leaves nothing to judge the spread by, and for a ratio that is
    the same in all enterprises.
    """
    if evidence.is_plain and evidence.is_share:
        return wilson(evidence.value * evidence.count, evidence.count, level) if evidence.count else None
    if evidence.variance is None or evidence.degrees < 1:
        return None
    if evidence.is_share:
        return korn_graubard(evidence, level)
    return symmetric(evidence, level) if evidence.variance > 0 else None


def mark(evidence: Evidence, whole: float = 1) -> Mark:
    """How far to rely on a figure, by the presentation standards of NCHS for proportions, as marks.

    From the 95 % interval: unreliable below 30 enterprises (of the base, or effective), or if it is 30 points wide or
    wider; reliable if it is at most 5 points wide; between, unreliable if it is wider than 130 % of the figure. What
    is not unreliable needs review if it is 0 or 1 or has fewer than 8 degrees of freedom. For ratios that are no
    shares the same ladder is used, by analogy, on the number of enterprises; one without any spread needs review.
    `whole` is what a rate of 1 amounts to: 100 for figures in points.

    J. D. Parker et al. (2017), National Center for Health Statistics Data Presentation Standards for Proportions,
    Vital and Health Statistics 2(175).
    """
    if evidence.count < FEW:
        return Mark.UNRELIABLE
    limits = interval(evidence, LADDER_LEVEL)
    if limits is None:
        return Mark.REVIEW if evidence.variance == 0 else Mark.UNRELIABLE
    weighted = evidence.is_share and not evidence.is_plain
    width = (limits[1] - limits[0]) / whole
    too_wide = width >= _WIDE or (width > _NARROW and width > _WIDE_RELATIVE * abs(evidence.value) / whole)
    if too_wide or (weighted and effective_size(evidence, LADDER_LEVEL) < FEW):
        return Mark.UNRELIABLE
    extreme = evidence.is_share and evidence.value in {0.0, 1.0}
    return Mark.REVIEW if extreme or evidence.degrees < _FEW_DEGREES else Mark.RELIABLE


def _student(level: float, degrees: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1 + level) / 2))
