"""Which cells would give an enterprise away: the primary rules of publication-safe tables.

A cell, or the sum of several, is looked at as a `Tally`: how many enterprises are behind each term, what they sum to,
and the two largest of them (`resumetrack.measure.disclosure.contributions`).

Source: Handbook on Statistical Disclosure Control, chapter 4 (https://sdctools.github.io/HandbookSDC/). The defaults
are those that ONS publishes for business surveys (BRES): at least three enterprises, and the total less the two
largest at least a tenth of the largest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from resumetrack.measure.disclosure.combinations import Combination, Counted, Kind, narrowest
from resumetrack.measure.flags import ABOVE_ZERO
from resumetrack.model import DisclosureRules, Indicator, Term

COVERAGES = frozenset({"coverage", "staff_coverage"})
"""Indicators that say who answered, and nothing of what an enterprise does: 0 % and 100 % of them are published."""

REPORTING = Term(("reporting",))
_SHARED = frozenset(Term((status,)) for status in ("full", "partial", "suspended", "closed", "not_closed"))
"""Counts that follow from those every row shows: a rate of them over all reporting says nothing besides."""
IN_SCOPE = Term(("in_scope",))


class Rule(StrEnum):
    """Why a cell is hidden."""

    FEW = "few"
    P_PERCENT = "p-percent"
    DOMINANCE = "dominance"
    EXTREME = "extreme"
    DIFFERENCE = "difference"
    COMPLEMENTARY = "complementary"


@dataclass(frozen=True, slots=True)
class Tally:
    """What is behind the terms of a cell: enterprises, sums, and the two largest contributions to each sum.

    Of a combination the amounts are added up, each as often as it is taken, whether it is added or subtracted.
    """

    counts: Mapping[Counted, int]
    amounts: Mapping[Counted, int]
    largest: Mapping[Counted, tuple[int, int]]

    def __add__(self, other: Self) -> "Tally":
        """Put two cells together that share no enterprise."""
        return Tally(
            {term: count + other.counts[term] for term, count in self.counts.items()},
            {term: amount + other.amounts[term] for term, amount in self.amounts.items()},
            {term: _two_largest((*pair, *other.largest[term])) for term, pair in self.largest.items()},
        )


def _two_largest(values: Iterable[int]) -> tuple[int, int]:
    first, second, *_ = sorted(values, reverse=True)
    return first, second


@dataclass(frozen=True, slots=True)
class Published:
    """What a table shows of each cell: the terms whose values it gives away, and the indicators made of them.

    `combinations` are what its sums give by adding and subtracting.
    """

    terms: tuple[Term, ...]
    indicators: tuple[Indicator, ...]
    combinations: tuple[Combination, ...] = ()

    def among(self, kinds: Iterable[Kind]) -> Self:
        """The same where enterprises are of these kinds."""
        return replace(self, combinations=narrowest(self.sums, frozenset(kinds)))

    @property
    def sums(self) -> tuple[Term, ...]:
        """The terms that sum a column."""
        return tuple(term for term in self.terms if term.column is not None)

    @property
    def bases(self) -> tuple[Term, ...]:
        """The terms behind which there may not be too few enterprises: sums, and what shares are taken of."""
        below = (one.denominator for one in self.indicators if one.name not in COVERAGES)
        return tuple(dict.fromkeys((REPORTING, *self.sums, *below)))

    @property
    def counted(self) -> tuple[Counted, ...]:
        """What a tally of this table has to have."""
        rows = (rows_of(term) for term in self.sums if is_above_zero(term))
        return tuple(dict.fromkeys((*self.terms, *self.bases, *rows, *self.combinations)))

    @property
    def telling(self) -> tuple[Indicator, ...]:
        """The indicators whose 0 % and 100 % state what every enterprise of a cell does.

        Not those who say who answered, nor the shares of one status: the counts of the row state them anyway. No
        enterprise that operates fully says what none does; if all do, the operating rate is 100 %.
        """
        return tuple(
            one
            for one in self.indicators
            if one.name not in COVERAGES and (one.parts or one.numerator not in _SHARED or one.denominator != REPORTING)
        )


def broken_rule(tally: Tally, published: Published, rules: DisclosureRules) -> Rule | None:
    """Give the first rule that forbids showing these figures, or None."""
    if any(0 < tally.counts[term] < rules.min_enterprises for term in published.bases):
        return Rule.FEW
    whole = [term for term in published.sums if term.over is None]
    if any(upper_need(tally, term, rules) > 0 for term in whole):
        return Rule.P_PERCENT
    if any(_dominated(tally, term, rules) for term in whole):
        return Rule.DOMINANCE
    if rules.extremes and (
        any(_is_extreme(tally, one) for one in published.telling) or any(_is_least(tally, term) for term in whole)
    ):
        return Rule.EXTREME
    if any(_is_sensitive(tally, combination, rules) for combination in published.combinations):
        return Rule.DIFFERENCE
    return None


def upper_need(tally: Tally, term: Counted, rules: DisclosureRules) -> float:
    """How far above a sum its upper bound has to be, so that the second largest cannot estimate the largest.

    p x largest - (sum - largest - second largest), 0 where that is negative: the p %-rule.
    """
    if not rules.p_percent or term not in tally.largest or not tally.counts[term]:
        return 0.0
    first, second = tally.largest[term]
    return max(0.0, rules.p_percent * first - (tally.amounts[term] - first - second))


def rows_of(term: Term) -> Term:
    """Give the term that counts what this one sums."""
    return Term(term.when)


def is_above_zero(term: Term) -> bool:
    """Whether a sum is of numbers above 0 alone: nobody adds less than 1 to it."""
    return term.over is None and term.column is not None and term.column in {ABOVE_ZERO.get(one) for one in term.when}


def _dominated(tally: Tally, term: Counted, rules: DisclosureRules) -> bool:
    top = sum(tally.largest[term][: rules.dominance_count])
    return top > rules.dominance_share * tally.amounts[term] and rules.dominance_share < 1


def _is_extreme(tally: Tally, indicator: Indicator) -> bool:
    ratios = [(above, below) for _, above, below in indicator.parts] or [(indicator.numerator, indicator.denominator)]
    return any(
        tally.counts[below] > 0 and tally.amounts[above] in {0, tally.amounts[below]}
        for above, below in ratios
        if above.over is None
    )


def _is_least(tally: Tally, term: Term) -> bool:
    """Whether a sum is as small as it can be, so that everybody behind it adds the same: 0, or 1 if above 0."""
    least = tally.amounts[rows_of(term)] if is_above_zero(term) else 0
    return tally.counts[term] > 0 and tally.amounts[term] == least


def _is_sensitive(tally: Tally, combination: Combination, rules: DisclosureRules) -> bool:
    """Whether what a reader gets by adding and subtracting would not be shown either."""
    return (
        0 < tally.counts[combination] < rules.min_enterprises
        or (rules.extremes and _is_least_left(tally, combination))
        or upper_need(tally, combination, rules) > 0
        or _dominated(tally, combination, rules)
    )


def _is_least_left(tally: Tally, combination: Combination) -> bool:
    """Whether what is left of numbers above 0 is as small as it can be, so that everybody in it has 1.

    Nothing left says that nobody in it has anything, as a count of 0 does, and is no secret.
    """
    most_times = max(sum(sign * time for _, time in combination.parts if sign * time > 0) for sign in (1, -1))
    return (
        all(is_above_zero(term) for term, _ in combination.parts)
        and 0 < tally.amounts[combination] <= tally.counts[combination] * most_times
    )
