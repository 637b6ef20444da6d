"""Ranks that say how far they can be trusted: groups whose difference may be chance are not put in order.

Every pair of groups is compared by the interval of its difference, made from the two intervals of the groups (MOVER:
G. Y. Zou, A. Donner (2008), Statistics in Medicine 27: 1693-1702; for shares R. G. Newcombe (1998), Statistics in
Medicine 17: 873-890, method 10). The level is Bonferroni's, 1 - (1 - level)/pairs: with that level all statements hold
at once, and so do the ranges of ranks made from them (M. Mogstad, J. P. Romano, A. M. Shaikh, D. Wilhelm (2024),
Review of Economic Studies 91: 476-518).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from resumetrack.measure.precision import Evidence, Interval, interval

GroupT = TypeVar("GroupT")


@dataclass(frozen=True, slots=True)
class Rank:
    """The place of a group, 1 for the highest, equal values sharing one, and the places it may really have."""

    place: int
    best: int
    worst: int


@dataclass(frozen=True)
class Ranking(Generic[GroupT]):
    """Ranks by group, and how many pairs can be told apart of how many."""

    ranks: Mapping[GroupT, Rank]
    apart: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a group is ranked by; `is_known` says that nobody is silent, so that chance plays no part."""

    evidence: Evidence
    is_known: bool = False


def rank(groups: Mapping[GroupT, Standing], level: float) -> Ranking[GroupT]:
    """Rank groups by value and say which could change places; those without an interval could be anywhere."""
    pairs = len(groups) * (len(groups) - 1) // 2
    joint = 1 - (1 - level) / max(pairs, 1)
    ordered = sorted(groups, key=lambda group: -groups[group].evidence.value)
    values = [groups[group].evidence.value for group in ordered]
    limits = [_limits(groups[group], joint) for group in ordered]
    above, below = [0] * len(ordered), [0] * len(ordered)
    for high in range(len(ordered)):
        for low in range(high + 1, len(ordered)):
            if _are_apart(values[high], limits[high], values[low], limits[low]):
                below[high] += 1
                above[low] += 1
    ranks = {
        group: Rank(values.index(values[place]) + 1, above[place] + 1, len(ordered) - below[place])
        for place, group in enumerate(ordered)
    }
    return Ranking(ranks, sum(above), pairs)


def _limits(standing: Standing, level: float) -> Interval:
    if standing.is_known:
        return standing.evidence.value, standing.evidence.value
    return interval(standing.evidence, level) or (-math.inf, math.inf)


def _are_apart(high: float, high_limits: Interval, low: float, low_limits: Interval) -> bool:
    """Whether the interval of the difference leaves out 0."""
    return high - low > math.hypot(high - high_limits[0], low_limits[1] - low)
