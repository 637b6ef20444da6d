"""From a state to cells: the sums of each group and period, regrouped, and read as figures."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import islice
from operator import le

from resumetrack import measure, periods
from resumetrack.model import Cell, Indicator, Kind, Term, Text
from resumetrack.periods import Frequency
from resumetrack.store import FAMILY_OF, Store
from resumetrack.tracker import sums as sums_of_groups
from resumetrack.tracker.reducing import Reduction
from resumetrack.tracker.selecting import Choice
from resumetrack.tracker.sums import Sums, SumTable, names_of, summed

DIGITS = 12
_UNIT: int = 10**DIGITS
_REPORTING = Term(("reporting",))
Key = sums_of_groups.Key


@dataclass(frozen=True)
class Cells:
    """Sums by period and group, and the terms they are sums of.

    What comes from totals is `added`, apart, by the places of the terms it speaks of: a figure takes in the totals
    that speak of all its terms and no others, so that both sides of it count the same enterprises.
    Unless it is `scoped` nobody knows who is in scope, and no term of that has a value.
    """

    terms: tuple[Term, ...]
    sums: Mapping[Key, Sums]
    decimals: Mapping[str, int]
    added: Mapping[Key, Mapping[frozenset[int], Sums]] = field(default_factory=dict)
    scoped: bool = True
    notes: tuple[Text, ...] = ()

    def count(self, key: Key, *when: str) -> int:
        """Number of enterprises (enterprise-periods, if pooled) with all these flags."""
        if not self.added:
            sums = self.sums.get(key)
            return 0 if sums is None else sums[self._counts[when]] or 0
        term = Term(when)
        value = self._value(key, term, (term,))
        return int(value) if value is not None else 0

    def behind(self, key: Key, term: Term) -> int:
        """Number of enterprises that enter a term, those of totals apart."""
        return self.sums.get(key, {}).get(f"n_{self._place[term]}") or 0

    def from_totals(self, key: Key, indicator: Indicator | None = None) -> int:
        """Number of enterprises reporting that come from totals: all, or those that an indicator takes in."""
        if key not in self.added:
            return 0
        reporting = self.terms.index(_REPORTING)
        asked = set() if indicator is None else self._places(measure.terms_of([indicator]))
        spoken = self.added[key].items()
        return sum(sums[f"n_{reporting}"] or 0 for places, sums in spoken if asked <= places)

    def numerator(self, key: Key, indicator: Indicator) -> Cell:
        """Value of the numerator of an indicator."""
        return self.total(key, indicator.numerator, self._terms_of(indicator))

    def denominator(self, key: Key, indicator: Indicator) -> Cell:
        """Value of the denominator of an indicator."""
        return self.total(key, indicator.denominator, self._terms_of(indicator))

    def total(self, key: Key, term: Term, beside: tuple[Term, ...] = ()) -> Cell:
        """Value of a term in its own unit, where totals speak of those `beside` it: an int if whole, else decimals."""
        value = self._value(key, term, (term, *beside))
        if value is None or isinstance(value, int):
            return value
        return rounded(value) if term.over is not None else plain(value)

    def value(self, key: Key, indicator: Indicator) -> float | None:
        """Value of an indicator, None where a base is empty."""
        exact = self.exact(key, indicator)
        return None if exact is None else rounded(exact)

    def exact(self, key: Key, indicator: Indicator) -> Fraction | None:
        """Value of an indicator as an exact fraction."""
        terms = self._terms_of(indicator)
        return measure.indicator_value(indicator, lambda term: self._value(key, term, terms))

    # -- for tables of many rows -------------------------------------------------------------------------------

    @cached_property
    def keys(self) -> list[Key]:
        """All keys of the sums, in order."""
        return in_order(self.sums)

    @cached_property
    def _columns(self) -> Mapping[str, list[int]]:
        """The sums of each name, in the order of the keys."""
        return SumTable.of(self.sums).in_order(self.keys).columns if self.sums else defaultdict(list)

    def counts(self, *when: str) -> list[Cell]:
        """Give what `count` is to all keys, in order."""
        return list(self._column(self._counts[when], (Term(when),)))

    def totals(self, term: Term, indicator: Indicator) -> list[Cell]:
        """Give what `numerator` or `denominator`, whichever the term is, are to all keys, in order."""
        if term in self._unknown:
            return [None] * len(self.keys)
        beside = self._terms_of(indicator)
        if term.column is None or not self._is_whole(term):
            return [self.total(key, term, beside) for key in self.keys]
        numbers, totals = (self._column(name, beside) for name in self._names(term))
        return [total if number else None for number, total in zip(numbers, totals, strict=True)]

    def values(self, indicator: Indicator) -> list[Cell]:
        """Give what `value` is to all keys, in order."""
        terms = (indicator.numerator, indicator.denominator)
        if self._unknown.intersection(terms):
            return [None] * len(self.keys)
        if indicator.parts or not all(map(self._is_whole, terms)):
            return [self.value(key, indicator) for key in self.keys]
        beside = self._terms_of(indicator)
        columns = [self._column(name, beside) for term in terms for name in self._names(term)]
        counted = indicator.numerator.column is None
        return [
            None if divisor <= 0 or not base or not (number or counted) else _nearest(above, divisor)
            for number, above, base, divisor in zip(*columns, strict=True)
        ]

    @cached_property
    def _told(self) -> Mapping[frozenset[int], list[tuple[int, Sums]]]:
        """What totals add, by the places of the terms that they speak of, each with the place of its key."""
        found: dict[frozenset[int], list[tuple[int, Sums]]] = {}
        for place, key in enumerate(self.keys):
            for spoken, sums in self.added.get(key, {}).items():
                found.setdefault(spoken, []).append((place, sums))
        return found

    def _column(self, name: str, beside: Iterable[Term]) -> list[int]:
        """The sums of a name with those of the totals that speak of all these terms, in the order of the keys."""
        column = self._columns[name]
        if not self.added:
            return column
        column, places = list(column), self._places(beside)
        for told in (told for spoken, told in self._told.items() if places <= spoken):
            for place, sums in told:
                column[place] += sums[name] or 0
        return column

    def _is_whole(self, term: Term) -> bool:
        """Whether the value of a term is a sum as it stands."""
        return term.over is None and (term.column is None or not self.decimals[FAMILY_OF[term.column]])

    def _names(self, term: Term) -> tuple[str, str]:
        """The sums that say of how many a term is, and what it is: both the same where it counts."""
        place = self._place[term]
        return f"n_{place}", f"n_{place}" if term.column is None else f"s_{place}"

    @cached_property
    def _counts(self) -> Mapping[tuple[str, ...], str]:
        """The sums that count enterprises, by their flags."""
        return {term.when: f"n_{place}" for place, term in enumerate(self.terms) if term.column is None}

    @cached_property
    def _place(self) -> Mapping[Term, int]:
        return {term: place for place, term in enumerate(self.terms)}

    def _terms_of(self, indicator: Indicator) -> tuple[Term, ...]:
        """The terms that totals have to speak of to enter an indicator; where there are no totals nobody asks."""
        return measure.terms_of([indicator]) if self.added else ()

    def _places(self, terms: Iterable[Term]) -> set[int]:
        return {self._place[term] for term in terms}

    def _sums(self, key: Key, term: Term, beside: Iterable[Term]) -> Sums | None:
        """Sums of a term and group with those of the totals that speak of all the terms beside it."""
        base, added = self.sums.get(key), self.added.get(key)
        if base is None or not added:
            return base
        places, names = self._places(beside), names_of(self._place[term], term)
        parts = [base, *(sums for spoken, sums in added.items() if places <= spoken)]
        return summed([{name: part[name] for name in names} for part in parts])

    @cached_property
    def _unknown(self) -> frozenset[Term]:
        """The terms that ask who is in scope, where nobody knows."""
        return frozenset() if self.scoped else frozenset(filter(measure.asks_scope, self.terms))

    def _value(self, key: Key, term: Term, beside: Iterable[Term]) -> int | Fraction | None:
        if term in self._unknown:
            return None
        sums = self._sums(key, term, beside)
        value = None if sums is None else measure.term_value(sums, self._place[term], term)
        if value is None or term.column is None or term.over is not None:
            return value
        decimals = self.decimals[FAMILY_OF[term.column]]
        return Fraction(value, 10**decimals) if decimals else value


def rounded(value: Fraction) -> float:
    """Round to the 12 decimals that every engine agrees on, halves to even."""
    return _nearest(value.numerator, value.denominator)


def _nearest(numerator: int, denominator: int) -> float:
    whole, rest = divmod(numerator * _UNIT, denominator)
    twice = 2 * rest
    if twice > denominator or (twice == denominator and whole % 2):
        whole += 1
    return whole / _UNIT


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
    """Sum the terms over the state of a choice, by period and group; totals that answer it are added."""
    wanted = tuple(dict.fromkeys(terms))
    query = choice.query(chosen)
    if not query.periods:
        return Cells(wanted, {}, choice.panel.decimals, scoped=choice.scoped)
    if Kind.TOTALS in choice.kinds and choice.selection.totals:
        return _with_totals(store, choice, wanted, threshold, chosen)
    return _reduce_enterprises(store, choice, wanted, threshold, chosen)


def _with_totals(
    store: Store, choice: Choice, terms: tuple[Term, ...], threshold: Fraction, chosen: tuple[date, ...] | None
) -> Cells:
    from resumetrack.tracker.totals_adding import Joining  # needs the code lists

    joining = Joining(choice, store.totals(choice.panel, choice.query(chosen).periods, choice.selection.as_of))
    if not joining.able:
        found = _reduce_enterprises(store, choice, terms, threshold, chosen)
        return replace(found, notes=joining.notes)
    wanted = joining.terms(terms)
    fine = _reduce_enterprises(store, joining.finest, wanted, threshold, chosen, "carried")
    sums, added = joining.join(wanted, fine.sums)
    return replace(fine, sums=sums, added=added, notes=joining.notes)


def _reduce_enterprises(
    store: Store,
    choice: Choice,
    terms: tuple[Term, ...],
    threshold: Fraction,
    chosen: tuple[date, ...] | None,
    *further: str,
) -> Cells:
    """Sum the terms over the state of a choice alone; groups are divided by `further` columns of it, too."""
    reduction = Reduction(store, terms, threshold, further)
    # Where totals alone make the scope there is no roster, and nobody silent to be added.
    found = reduction.of(choice.query(chosen), scoped=choice.scoped)
    return Cells(terms, found, choice.panel.decimals, scoped=choice.scoped)


def reduce_matched(
    store: Store,
    choice: Choice,
    terms: Iterable[Term],
    threshold: Fraction,
    *,
    periods: tuple[date, ...],
    order: tuple[date, ...],
) -> tuple[Cells, Cells]:
    """Sum the terms over those who also report in the period before in this order, and over those in the one after."""
    wanted = tuple(dict.fromkeys(terms))
    query = replace(choice.query(periods), beside=order)
    now, before = Reduction(store, wanted, threshold).matched(query)
    of_now = Cells(wanted, now, choice.panel.decimals, scoped=choice.scoped)
    return of_now, replace(of_now, sums=before)


def regroup(cells: Cells, key_of: Callable[[Key], Key]) -> Cells:
    """Add cells up to coarser ones."""
    added: dict[Key, dict[frozenset[int], list[Sums]]] = {}
    for key, told in cells.added.items():
        for spoken, more in told.items():
            added.setdefault(key_of(key), {}).setdefault(spoken, []).append(more)
    return replace(
        cells,
        sums=SumTable.of(cells.sums).regrouped(key_of),
        added={key: {spoken: summed(parts) for spoken, parts in all_.items()} for key, all_ in added.items()},
    )


def pool(cells: Cells, step: Frequency, week_start: int) -> Cells:
    """Add up all periods of each step; the period becomes its first day."""
    first = {period: periods.start(period, step, week_start) for period in {key[0] for key in cells.sums}}
    return regroup(cells, lambda key: (first[key[0]], key[1]))


def totals(cells: Cells) -> Cells:
    """Add up all groups of each period."""
    return regroup(cells, lambda key: (key[0], ()))


def in_order(keys: Iterable[Key]) -> list[Key]:
    """Sort by period, then by each dimension, the empty group last."""
    several = list(keys)
    # The same groups come in many periods: both are put in order once, and a key is one number then.
    groups = {group: place for place, group in enumerate(groups_in_order({group for _, group in several}))}
    starts = {period: place * len(groups) for place, period in enumerate(sorted({period for period, _ in several}))}
    numbers = [starts[period] + groups[group] for period, group in several]
    if all(map(le, numbers, islice(numbers, 1, None))):
        return several
    return [several[place] for place in sorted(range(len(several)), key=numbers.__getitem__)]


def groups_in_order(groups: Iterable[tuple[str | None, ...]]) -> list[tuple[str | None, ...]]:
    """Sort groups, the empty one last."""
    return sorted(groups, key=lambda group: tuple((part is None, part or "") for part in group))


def chosen_indicators(names: Sequence[str], catalogue: Mapping[str, Indicator]) -> list[Indicator]:
    """Look indicators up by name, each once."""
    return [catalogue[name] for name in dict.fromkeys(names)]
