"""What an estimate and its variance are, from the sums and products of the strata.

A figure is a function of weighted totals. Its Taylor linearisation is a sum over enterprises, and the variance of a
sum over simple random samples from strata is known: W. G. Cochran (1977), Sampling Techniques, 3rd ed., 5.12 and 6.13;
K. M. Wolter (2007), Introduction to Variance Estimation, ch. 6.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from resumetrack.measure.precision import Evidence
from resumetrack.measure.reduction import indicator_value
from resumetrack.model import Indicator, Term, Unit

Pair = tuple[Term, Term]
Exact = int | Fraction
_POINTS = 100


@dataclass(frozen=True, slots=True)
class Stratum:
    """Enterprises that are taken as alike: how many answered, and of how many (None: of many, and unknown)."""

    respondents: int
    population: int | None = None

    @property
    def missing_share(self) -> float:
        """The finite-population correction: the part of the stratum that is silent."""
        return 1.0 if self.population is None else max(0.0, 1 - self.respondents / self.population)


@dataclass(frozen=True, slots=True)
class Part:
    """What a group has of one stratum: sums and sums of products of its respondents, in their own units.

    `counts` is, for a denominator, the number of enterprises in it; `weight` is how many enterprises each stands for.
    """

    stratum: Stratum
    counts: Mapping[Term, int]
    sums: Mapping[Term, Exact]
    products: Mapping[Pair, Exact]
    weight: Fraction = Fraction(1)


def total(parts: Iterable[Part]) -> Callable[[Term], Fraction]:
    """Give the weighted total of any term."""
    chosen = tuple(parts)
    return lambda term: sum((part.weight * part.sums[term] for part in chosen), Fraction(0))


def estimate(indicator: Indicator, parts: Sequence[Part], *, is_plain: bool = False) -> Evidence | None:
    """Work out an indicator from the parts of a group, with its variance; None where its base is empty."""
    totals = {term: total(parts)(term) for term in terms_in(indicator)}
    value = indicator_value(indicator, totals.__getitem__)
    if value is None:
        return None
    counted = [part for part in parts if part.counts[indicator.denominator]]
    count = sum(part.counts[indicator.denominator] for part in counted)
    return Evidence(
        value=float(value),
        count=count,
        degrees=count - len({id(part.stratum) for part in counted}),
        variance=_variance(*_gradient(indicator, totals), parts),
        is_share=_is_share(indicator, parts),
        is_plain=is_plain and indicator.denominator.column is None,
    )


def _is_share(indicator: Indicator, parts: Iterable[Part]) -> bool:
    """Whether the numerator is a part of the denominator: both count, or sum the same column, and every row agrees."""
    above, below = indicator.numerator, indicator.denominator
    if indicator.parts or above.column != below.column or above.over is not None:
        return False
    return all(_product(part.products, above, below) == part.products[above, above] for part in parts)


def ratios_in(indicator: Indicator) -> tuple[tuple[Fraction, Term, Term], ...]:
    """The weighted ratios that an indicator is the sum of."""
    if not indicator.parts:
        return ((Fraction(1), indicator.numerator, indicator.denominator),)
    unit = _POINTS if indicator.unit is Unit.POINTS else 1
    return tuple((Fraction(str(weight)) * unit, above, below) for weight, above, below in indicator.parts)


def terms_in(indicator: Indicator) -> tuple[Term, ...]:
    """Every term of an indicator, each once."""
    return tuple(dict.fromkeys(term for _, *sides in ratios_in(indicator) for term in sides))


def _gradient(indicator: Indicator, totals: Mapping[Term, Fraction]) -> tuple[dict[Term, int], int]:
    """How the indicator moves with each total, in double precision, as whole numbers over a power of 2."""
    gradient = dict.fromkeys(totals, Fraction(0))
    for factor, above, below in ratios_in(indicator):
        base = totals[below]
        gradient[above] += factor / base
        gradient[below] -= factor * totals[above] / (base * base)
    ratios = {term: float(slope).as_integer_ratio() for term, slope in gradient.items()}
    scale = max(below for _, below in ratios.values())
    return {term: above * (scale // below) for term, (above, below) in ratios.items()}, scale


def _variance(gradient: Mapping[Term, int], scale: int, parts: Iterable[Part]) -> float | None:
    """Sum (1 - n/N) n/(n - 1) (sum of u squared - (sum of u) squared / n) over strata; u is weight x slope x value."""
    strata: dict[int, tuple[Stratum, Exact, Exact]] = {}
    for part in parts:
        _, linear, square = strata.get(id(part.stratum), (None, 0, 0))
        linear += part.weight * sum(slope * part.sums[term] for term, slope in gradient.items())
        square += part.weight**2 * _quadratic(gradient, part.products)
        strata[id(part.stratum)] = part.stratum, linear, square
    found: list[float] = []
    for stratum, linear, square in strata.values():
        if not square or stratum.missing_share == 0:
            continue
        size = stratum.respondents
        if size < 2:  # noqa: PLR2004 - one enterprise has no spread
            return None
        spread = (square - Fraction(linear * linear) / size) * size / (size - 1) / scale**2
        found.append(stratum.missing_share * float(spread))
    return max(0.0, math.fsum(found))


def _quadratic(gradient: Mapping[Term, int], products: Mapping[Pair, Exact]) -> Exact:
    terms = tuple(gradient)
    found: Exact = 0
    for place, first in enumerate(terms):
        for second in terms[place:]:
            twice = 1 if first == second else 2
            found += twice * gradient[first] * gradient[second] * _product(products, first, second)
    return found


def _product(products: Mapping[Pair, Exact], first: Term, second: Term) -> Exact:
    return products[first, second] if (first, second) in products else products[second, first]
