"""Raking: weights that meet known totals of each dimension where the cells themselves are not known.

W. E. Deming, F. F. Stephan (1940), On a least squares adjustment of a sampled frequency table when the expected
marginal totals are known, Annals of Mathematical Statistics 11: 427-444 (iterative proportional fitting).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resumetrack.measure.raising import Key, in_order

TOLERANCE = 1e-12
ROUNDS = 1000

Margin = Mapping[str | None, float]
"""The known total of each value of one dimension."""
_Totals = dict[str | None, float]


@dataclass(frozen=True)
class Raked:
    """Factors by cell, by how much the fitted totals still miss the known ones (relative), and what nobody reports.

    `unreached` holds (place of the dimension, value): totals that no respondent could stand for, spread over the
    other values of their dimension.
    """

    factors: Mapping[Key, float]
    miss: float
    unreached: tuple[tuple[int, str | None], ...]


def rake(sizes: Mapping[Key, float], margins: Sequence[Margin]) -> Raked:
    """Find a factor for each cell so that sizes times factors add up to the known totals of every dimension.

    Parameters
    ----------
    sizes
        Respondents (or their staff) by cell; cells with a value that its margin lacks get no factor.
    margins
        For each dimension of the keys the known totals, which agree with each other in sum.
    """
    keys = sorted((key for key in sizes if sizes[key] > 0 and _known(key, margins)), key=in_order)
    whole = math.fsum(margins[0].values())
    seen = [{key[place] for key in keys} for place in range(len(margins))]
    unreached = tuple(
        (place, value) for place, margin in enumerate(margins) for value in margin if value not in seen[place]
    )
    wanted = [_spread(margin, values, whole) for margin, values in zip(margins, seen, strict=True)]
    factors = dict.fromkeys(keys, 1.0)
    miss = 0.0
    for _ in range(ROUNDS if keys else 0):
        miss = max(_fit(sizes, factors, place, totals) for place, totals in enumerate(wanted))
        if miss < TOLERANCE:
            break
    return Raked(factors, miss, unreached)


def _known(key: Key, margins: Sequence[Margin]) -> bool:
    return all(margin.get(value, 0) > 0 for value, margin in zip(key, margins, strict=True))


def _spread(margin: Margin, seen: set[str | None], whole: float) -> _Totals:
    """Leave out values that nobody reports and share their totals out among the others."""
    reached = {value: total for value, total in margin.items() if value in seen}
    scale = whole / math.fsum(reached.values()) if reached else 0.0
    return {value: total * scale for value, total in reached.items()}


def _fit(
    sizes: Mapping[Key, float], factors: dict[Key, float], place: int, wanted: Mapping[str | None, float]
) -> float:
    """Scale the factors to the totals of one dimension; say by how much they missed them before."""
    held = dict.fromkeys(wanted, 0.0)
    for key, factor in factors.items():
        held[key[place]] += sizes[key] * factor
    ratios = {value: total / held[value] for value, total in wanted.items()}
    for key in factors:
        factors[key] *= ratios[key[place]]
    return max(abs(ratio - 1) for ratio in ratios.values())
