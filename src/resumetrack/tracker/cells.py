"""From a state to cells: the sums of each group and period, regrouped, and read as figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw

from resumetrack import measure, periods
from resumetrack.model import Cell, Indicator, Term, Unit
from resumetrack.periods import Frequency
from resumetrack.store import FAMILY_OF, Panel, Store
from resumetrack.tracker.selecting import Choice

DIGITS = 12
_POINTS = 100
Key = tuple[date, tuple[str | None, ...]]
Sums = dict[str, int | None]


@dataclass(frozen=True)
class Cells:
    """Sums by period and group, and the terms they are sums of."""

    terms: tuple[Term, ...]
    sums: Mapping[Key, Sums]
    decimals: Mapping[str, int]

    def count(self, key: Key, *when: str) -> int:
        """Number of enterprises (enterprise-periods, if pooled) with all these flags."""
        value = self._value(key, Term(when))
        return int(value) if value is not None else 0

    def total(self, key: Key, term: Term) -> Cell:
        """Value of a term in its own unit: an int where it is whole, else exact decimals."""
        value = self._value(key, term)
        if value is None or isinstance(value, int):
            return value
        return rounded(value) if term.over is not None else plain(value)

    def value(self, key: Key, indicator: Indicator) -> float | None:
        """Value of an indicator, None where a base is empty."""
        exact = self.exact(key, indicator)
        return None if exact is None else rounded(exact)

    def exact(self, key: Key, indicator: Indicator) -> Fraction | None:
        """Value of an indicator as an exact fraction."""
        if not indicator.parts:
            return measure.ratio(self._value(key, indicator.numerator), self._value(key, indicator.denominator))
        total = Fraction(0)
        for weight, numerator, denominator in indicator.parts:
            # A sum over no values is missing, but a part without any resumed enterprise is a share of zero.
            below = self._value(key, denominator)
            part = measure.ratio(self._value(key, numerator) or 0, below)
            if part is None:
                return None
            total += Fraction(weight).limit_denominator(10**6) * part
        return total * _POINTS if indicator.unit is Unit.POINTS else total

    def _value(self, key: Key, term: Term) -> int | Fraction | None:
        sums = self.sums.get(key)
        value = None if sums is None else measure.term_value(sums, self.terms.index(term), term)
        if value is None or term.column is None or term.over is not None:
            return value
        return Fraction(value, 10 ** self.decimals[FAMILY_OF[term.column]])


def rounded(value: Fraction) -> float:
    """Round to the 12 decimals that every engine agrees on."""
    return float(round(value, DIGITS))


def plain(value: Fraction) -> int | Decimal:
    """Write an exact decimal as the number that was reported: 2568, 2516.64."""
    if value.denominator == 1:
        return value.numerator
    return Decimal(value.numerator) / Decimal(value.denominator)


def unscaled(value: int, decimals: int) -> int | Decimal:
    """Turn a stored integer back into the number that was reported."""
    return plain(Fraction(value, 10**decimals))


def reduce_cells(
    store: Store, choice: Choice, terms: Iterable[Term], threshold: Fraction, chosen: tuple[date, ...] | None = None
) -> Cells:
    """Sum the terms over the state of a choice, by period and group."""
    wanted = tuple(dict.fromkeys(terms))
    by = ["period", *(f"dim_{place}" for place in range(len(choice.dimensions)))]
    query = choice.query(chosen)
    if not query.periods:
        return Cells(wanted, {}, choice.panel.decimals)
    state = nw.from_native(store.state(query))
    return _collect(store, choice.panel, measure.reduce_state(state, by, wanted, threshold), wanted)


def reduce_matched(
    store: Store, choice: Choice, terms: Iterable[Term], threshold: Fraction, pair: tuple[date, date]
) -> Cells:
    """Sum the terms over the enterprises that report in both periods."""
    wanted = tuple(dict.fromkeys(terms))
    groups = [f"dim_{place}" for place in range(len(choice.dimensions))]
    state = nw.from_native(store.state(choice.query(pair)))
    matched = measure.only_matched(state, groups)
    return _collect(store, choice.panel, measure.reduce_state(matched, ["period", *groups], wanted, threshold), wanted)


def _collect(store: Store, panel: Panel, frame: nw.LazyFrame[Any], terms: tuple[Term, ...]) -> Cells:
    names, rows = store.rows(nw.to_native(frame))
    place = {name: number for number, name in enumerate(names)}
    dims = [place[name] for name in names if name.startswith("dim_")]
    numbers = [(name, place[name]) for name in names if name.startswith(("n_", "s_", "t_"))]
    sums: dict[Key, Sums] = {}
    for row in rows:
        group = tuple(row[number] for number in dims)
        sums[row[place["period"]], group] = {name: row[number] for name, number in numbers}
    return Cells(terms, sums, panel.decimals)


def regroup(cells: Cells, key_of: Mapping[Key, Key]) -> Cells:
    """Add cells up to coarser ones."""
    sums: dict[Key, Sums] = {}
    for key, values in cells.sums.items():
        into = sums.setdefault(key_of[key], dict.fromkeys(values, 0))
        for name, value in values.items():
            into[name] = (into[name] or 0) + (value or 0)
    return Cells(cells.terms, sums, cells.decimals)


def pool(cells: Cells, step: Frequency, week_start: int) -> Cells:
    """Add up all periods of each step; the period becomes its first day."""
    return regroup(cells, {key: (periods.start(key[0], step, week_start), key[1]) for key in cells.sums})


def totals(cells: Cells) -> Cells:
    """Add up all groups of each period."""
    return regroup(cells, {key: (key[0], ()) for key in cells.sums})


def in_order(keys: Iterable[Key]) -> list[Key]:
    """Sort by period, then by each dimension, the empty group last."""
    return sorted(keys, key=lambda key: (key[0], tuple((part is None, part or "") for part in key[1])))


def groups_in_order(groups: Iterable[tuple[str | None, ...]]) -> list[tuple[str | None, ...]]:
    """Sort groups, the empty one last."""
    return sorted(groups, key=lambda group: tuple((part is None, part or "") for part in group))


def chosen_indicators(names: Sequence[str], catalogue: Mapping[str, Indicator]) -> list[Indicator]:
    """Look indicators up by name, each once."""
    return [catalogue[name] for name in dict.fromkeys(names)]
