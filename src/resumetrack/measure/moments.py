"""From a state to what variances are made of: sums and sums of products, per group and stratum.

As with `reduce_state`, everything summed is a whole number, so that no order of addition shows: a product too large
for one is cut in three parts. A measure has up to 12 digits before and 6 behind the point: its square takes 120 bits.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import FrameT

from resumetrack.measure.condensing import HIGH, LOW, number_of
from resumetrack.measure.flags import POWER_THRESHOLD, with_flags
from resumetrack.measure.linearisation import Exact, Pair, Part, Stratum, ratios_in, terms_in
from resumetrack.model import Indicator, Term

SPLIT = 1 << 40
"""Large products are cut at this."""
_RATIO = HIGH * LOW
"""Ratios are counted in this part of one, as in a mean that is not raised: what is cut off is below 1 in 10^15."""
_SQUARE = float(SPLIT**2)  # as a whole number it would be too large for Spark
_PARTS = ("", "_middle", "_low")
"""What the names of the parts of a large product end in, from the highest, which counts in SPLIT squared."""

_ANSWERS = {"staffed_open": "staffed"}
_BASE_ANSWERS = ("employing", "staffed", "roster_staffed", "produced", "powered")
_OF_THE_SCOPE = ("in_scope", "covered", "roster_employing")


@dataclass(frozen=True)
class Layout:
    """What is reduced: terms, pairs of terms, and the flags that say who answered."""

    terms: tuple[Term, ...]
    pairs: tuple[Pair, ...]
    answers: tuple[str, ...]


def answer_of(indicator: Indicator) -> str | None:
    """Name the flag of enterprises that answered what an indicator asks; None for one that describes the scope itself.

    Whoever is in the base has answered; for a base of open enterprises the shut ones have, too.
    """
    flags = [_ANSWERS.get(flag, flag) for _, _, below in ratios_in(indicator) for flag in below.when]
    if set(flags) & set(_OF_THE_SCOPE):
        return None
    return next((flag for flag in flags if flag in _BASE_ANSWERS), "reporting")


def layout_of(indicators: Iterable[Indicator]) -> Layout:
    """Give the layout that these indicators need; those that describe the scope need none."""
    asked = [(one, answer) for one in indicators if (answer := answer_of(one)) is not None]
    terms: dict[Term, None] = {}
    pairs: dict[Pair, None] = {}
    for one, _ in asked:
        own = terms_in(one)
        terms |= dict.fromkeys(own)
        for place, first in enumerate(own):
            for second in own[place:]:
                if (second, first) not in pairs:
                    pairs[first, second] = None
    return Layout(tuple(terms), tuple(pairs), tuple(dict.fromkeys(answer for _, answer in asked)))


def reduce_moments(
    state: FrameT,
    by: Sequence[str],
    layout: Layout,
    threshold: Fraction = POWER_THRESHOLD,
    *,
    scope_only: bool = False,
    staff: str | None = None,
) -> FrameT:
    """Sum what the layout names over the rows of each group.

    Parameters
    ----------
    state
        As for `resumetrack.measure.reduce_state`.
    by
        Columns that make the groups, at least one.
    scope_only
        Whether only enterprises in scope answer; `scope` and `covered_*` always count them alone.
    staff
        A column of sizes; with it the terms are also summed weighted by it.

    Returns
    -------
    frame
        Of the same kind as `state`: the columns of `by`; `scope` (enterprises in scope); for each answer
        `answers_k` and `covered_k` (those in scope); for each term `s_i` and `d_i` (rows in it); for each pair `p_k`;
        with `staff` also `scope_staff`, `staff_k` and `w_i`. What is too large has lower parts beside it, `..._middle`
        and `..._low`.
        `Moments` reads them.
    """
    flags = {"in_scope", *layout.answers, *(flag for term in layout.terms for flag in term.when)}
    frame = with_flags(state, sorted(flags), threshold)
    everyone = nw.col("is_in_scope") if scope_only else nw.lit(1)
    counts: dict[str, nw.Expr] = {"scope": nw.col("is_in_scope")}
    for place, answer in enumerate(layout.answers):
        counts[f"answers_{place}"] = nw.col(f"is_{answer}") * everyone
        counts[f"covered_{place}"] = nw.col(f"is_{answer}") * nw.col("is_in_scope")
    values: dict[str, nw.Expr] = {}
    for place, term in enumerate(layout.terms):
        counts[f"d_{place}"], values[f"u_{place}"] = _term(term, everyone)
    # Selected anew at each step: pandas is slow with many columns added one by one, and says so.
    sizes: list[str] = [] if staff is None else [staff, "is_in_scope"]
    frame = frame.select(*dict.fromkeys((*by, *sizes)), **counts, **values)
    whole: dict[str, nw.Expr]
    large: dict[str, nw.Expr]
    whole, large = _products(layout)
    if staff is not None:
        for name, product, is_large in _sized(layout, staff):
            (large if is_large else whole)[name] = product
    frame = frame.select(*by, *counts, **whole, **{f"x_{name}": product for name, product in large.items()})
    parts: dict[str, nw.Expr] = {}
    for name in large:
        parts |= {f"{name}{end}": part for end, part in zip(_PARTS, _cut(nw.col(f"x_{name}")), strict=True)}
    names: list[str] = [*counts, *whole, *parts]
    reduced = frame.select(*by, *counts, *whole, **parts).group_by(*by).agg(*[nw.col(name).sum() for name in names])
    kinds = {name: number_of(name, state, whole=True) for name in names}
    return reduced.select(*by, *(nw.col(name).cast(kind) for name, kind in kinds.items()))


def _cut(product: nw.Expr) -> Iterator[nw.Expr]:
    """Cut a product into its parts, the highest first, all of its sign: a small one is not told from below."""
    sign = nw.when(product < 0).then(-1).otherwise(1)
    size = product.abs()
    high = (size / _SQUARE).floor()
    rest = size - high * _SQUARE
    middle = (rest / SPLIT).floor()
    for part in (high, middle, rest - middle * float(SPLIT)):
        yield part.floor().cast(nw.Int64) * sign


def _term(term: Term, everyone: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
    """Say which rows are in a term and what each adds to it: a whole number, or a ratio in 1 / _RATIO, not yet cut."""
    chosen = everyone
    for flag in term.when:
        chosen = chosen * nw.col(f"is_{flag}")
    if term.column is None:
        return chosen, chosen
    value = nw.col(term.column)
    known = (chosen > 0) & ~value.is_null()
    if term.over is None:
        return known.cast(nw.Int64), nw.when(known).then(value).otherwise(0).cast(nw.Int64)
    ratio = value / nw.col(term.over) * float(_RATIO)
    return known.cast(nw.Int64), nw.when(known).then(ratio).otherwise(0.0)


def _products(layout: Layout) -> tuple[dict[str, nw.Expr], dict[str, nw.Expr]]:
    """Give the terms themselves and the products of pairs: whole numbers, and doubles that are to be cut."""
    whole: dict[str, nw.Expr] = {}
    large: dict[str, nw.Expr] = {}
    for place, term in enumerate(layout.terms):
        (whole if term.over is None else large)[f"s_{place}"] = nw.col(f"u_{place}")
    for place, pair in enumerate(layout.pairs):
        one, other = (nw.col(f"u_{layout.terms.index(term)}") for term in pair)
        if any(term.column is None for term in pair) and all(term.over is None for term in pair):
            whole[f"p_{place}"] = one * other
        else:
            product = one.cast(nw.Float64) * other.cast(nw.Float64)
            large[f"p_{place}"] = product / float(_RATIO) if _are_ratios(pair) else product
    return whole, large


def _sized(layout: Layout, column: str) -> Iterator[tuple[str, nw.Expr, bool]]:
    """Give sizes of scope and answers, and terms weighted by size: counts times it, sums where it is known."""
    size, known = nw.col(column).fill_null(0), (~nw.col(column).is_null()).cast(nw.Int64)
    yield "scope_staff", (size * nw.col("is_in_scope")).cast(nw.Int64), False
    for place in range(len(layout.answers)):
        yield f"staff_{place}", (size * nw.col(f"answers_{place}")).cast(nw.Int64), False
    for place, term in enumerate(layout.terms):
        weighed = nw.col(f"u_{place}") * (size if _counts(term) else known)
        yield f"w_{place}", weighed if term.over is not None else weighed.cast(nw.Int64), term.over is not None


def _are_ratios(pair: Pair) -> bool:
    """Whether both are ratios: their product is counted in 1 / _RATIO as well."""
    return all(term.over is not None for term in pair)


def _counts(term: Term) -> bool:
    return term.column is None or term.over is not None


@dataclass(frozen=True)
class Moments:
    """Reads the row of a group as sums and products in their own units.

    `units` gives, for a column, what one of its whole numbers is worth (1/100 for two decimals).
    """

    layout: Layout
    units: Mapping[str, Exact]
    row: Mapping[str, Any]

    def number(self, name: str) -> int:
        """A sum as it stands, its parts put together."""
        found = 0
        for part in (f"{name}{end}" for end in _PARTS):
            if part in self.row:
                found = found * SPLIT + int(self.row[part] or 0)
        return found

    def __add__(self, other: "Moments") -> "Moments":
        row = {name: (value or 0) + (other.row[name] or 0) for name, value in self.row.items()}
        return Moments(self.layout, self.units, row)

    def answers(self, answer: str, kind: str = "answers") -> int:
        """How many answered (`answers`), how many of them in scope (`covered`), or their size (`staff`)."""
        return self.number(f"{kind}_{self.layout.answers.index(answer)}")

    @cached_property
    def counts(self) -> dict[Term, int]:
        """The number of enterprises in each term."""
        return {term: self.number(f"d_{place}") for place, term in enumerate(self.layout.terms)}

    @cached_property
    def sums(self) -> dict[Term, Exact]:
        """The sum of each term."""
        return {term: self.number(f"s_{place}") * self._unit(term) for place, term in enumerate(self.layout.terms)}

    @cached_property
    def products(self) -> dict[Pair, Exact]:
        """The sum of products of each pair of terms."""
        return {
            pair: self.number(f"p_{place}")
            * self._unit(pair[0])
            * self._unit(pair[1])
            * (_RATIO if _are_ratios(pair) else 1)
            for place, pair in enumerate(self.layout.pairs)
        }

    def staff_sums(self, staff: str) -> dict[Term, Exact]:
        """The sum of each term weighted by the column `staff` of the reduction: a count becomes its sum."""
        worth = self.units[staff]
        return {
            term: self.number(f"w_{place}") * self._unit(term) * (worth if _counts(term) else 1)
            for place, term in enumerate(self.layout.terms)
        }

    def part(self, stratum: Stratum, weight: Fraction = Fraction(1)) -> Part:
        """Give what this group has of a stratum."""
        return Part(stratum, self.counts, self.sums, self.products, weight)

    def _unit(self, term: Term) -> Exact:
        if term.over is not None:
            return Fraction(1, _RATIO)
        return 1 if term.column is None else self.units[term.column]
