"""From a state to sums by period and group, without a row for every enterprise that is silent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import repeat
from typing import Any

import narwhals.stable.v2 as nw

from resumetrack import measure
from resumetrack.model import Term
from resumetrack.store import NEIGHBOURS, Part, Share, StateParts, StateQuery, Store
from resumetrack.tracker.sums import Group, Key, SumTable

_IN_SCOPE = Term(("in_scope",))
_How = tuple[tuple[str, ...], tuple[Term, ...], Fraction, str | None, bool]
_Spans = SumTable[tuple[tuple[date, date | None], Group]]


@dataclass(frozen=True)
class Reduction:
    """The sums that are wanted of a store: of which terms, by which dimensions and `further` columns of the state."""

    store: Store
    terms: tuple[Term, ...]
    threshold: Fraction
    further: tuple[str, ...] = ()

    def of(self, query: StateQuery, *, scoped: bool) -> SumTable[Key]:
        """Sum over a state, by period and group; `scoped` says that there is a roster or a list."""
        if query.lists is not None or not self.store.in_parts:
            return self.part(query, Part.WHOLE)
        if scoped and _IN_SCOPE not in self.terms:
            found = replace(self, terms=(*self.terms, _IN_SCOPE)).of(query, scoped=True)
            return found.without(f"n_{len(self.terms)}")
        parts = self.store.parts(replace(query, columns=self._read), alike=measure.is_condensable(self.terms))
        present = self._all(query, parts.of(Part.PRESENT))
        if scoped:
            present.add_all(self._silent(query, parts))
        return present

    def matched(self, query: StateQuery) -> tuple[SumTable[Key], SumTable[Key]]:
        """Sum over those who also report in the period before, and over those who also do in the one after."""
        part = Part.WHOLE if query.lists is not None or not self.store.in_parts else Part.PRESENT
        both = replace(self, further=NEIGHBOURS).part(query, part)
        return _matched(both, -2), _matched(both, -1)

    def _silent(self, query: StateQuery, parts: StateParts) -> SumTable[Key]:
        """Sums over the silent: over the scope, less those of it who have answered."""
        spans: _Spans = self._all(query, parts.of(Part.SCOPE), when=("valid_from", "valid_to"))
        silent = _over_time(spans, query.periods)
        silent.add_all(self._all(query, parts.of(Part.ANSWERED)), -1)
        return silent.where(f"n_{self.terms.index(_IN_SCOPE)}")

    @property
    def _read(self) -> frozenset[str]:
        """The columns of a state that are read, besides when and groups."""
        return frozenset((*measure.columns_read(self.terms), *self.further))

    def part(self, query: StateQuery, part: Part) -> SumTable[Key]:
        """Sum over a part of a state, by period and by group."""
        state = self.store.state(replace(query, part=part, columns=self._read))
        return self._all(query, [Share(state)])

    def _all(self, query: StateQuery, shares: Iterable[Share], when: Sequence[str] = ("period",)) -> SumTable[Any]:
        """Sum over all shares of a part, by the columns that say when (the period, or a pair) and by group."""
        groups = [f"dim_{place}" for place in range(len(query.dimensions))]
        by = [*when, *groups, *self.further]
        repeated = measure.repeated_sums(self.terms)
        found = SumTable[Any]()
        for share in shares:
            how = tuple(by), self.terms, self.threshold, share.weight, not share.few
            names, rows = self.store.rows_after(share.relation, partial(_reduced, how), how, by)
            if not rows:
                continue
            # As `reduce_state` has them: first what it is by.
            columns = list(zip(*rows, strict=True))
            times = columns[0] if len(when) == 1 else zip(*columns[: len(when)], strict=True)
            divided = columns[len(when) : len(by)]
            keys = zip(times, zip(*divided, strict=True) if divided else repeat(()), strict=False)
            sums = dict(zip(names[len(by) :], columns[len(by) :], strict=True))
            found.add(list(keys), sums | {name: sums[first] for name, first in repeated.items()})
        return found


def _reduced(how: _How, state: Any) -> Any:  # noqa: ANN401 - a relation of DuckDB, or a frame of Spark
    """Sum a state by columns: which terms, at which threshold, weighted how, and whether alike rows go first."""
    by, terms, threshold, weight, together = how
    found = measure.reduce_state(nw.from_native(state), by, terms, threshold, weight=weight, together=together)
    return nw.to_native(found)


def _matched(found: SumTable[Key], side: int) -> SumTable[Key]:
    """Sum over those of whom a neighbour says, at the end of their group, that they report in its period too."""
    keys = list(found)
    chosen = [place for place, (_, group) in enumerate(keys) if group[side]]
    return found.at([(keys[place][0], keys[place][1][: -len(NEIGHBOURS)]) for place in chosen], chosen)


def _over_time(spans: _Spans, periods: Sequence[date]) -> SumTable[Key]:
    """Give sums by time on the roster as sums by period."""
    found = SumTable[Key]()
    keys = list(spans)
    for period in periods:
        chosen = [
            place for place, ((first, end), _) in enumerate(keys) if first <= period and (end is None or period < end)
        ]
        found.add_all(spans.at([(period, keys[place][1]) for place in chosen], chosen))
    return found
