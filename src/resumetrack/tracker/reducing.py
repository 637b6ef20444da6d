"""From a state to sums by period and group, without a row for every enterprise that is silent."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw

from resumetrack import measure
from resumetrack.model import Term
from resumetrack.store import NEIGHBOURS, Part, Share, StateParts, StateQuery, Store
from resumetrack.tracker.sums import Group, Key, Sums

_IN_SCOPE = Term(("in_scope",))
_Parts = dict[tuple[tuple[Any, ...], Group], Sums]


@dataclass(frozen=True)
class Reduction:
    """The sums that are wanted of a store: of which terms, by which dimensions and `further` columns of the state."""

    store: Store
    terms: tuple[Term, ...]
    threshold: Fraction
    further: tuple[str, ...] = ()

    def of(self, query: StateQuery, *, scoped: bool) -> dict[Key, Sums]:
        """Sum over a state, by period and group; `scoped` says that there is a roster or a list."""
        if query.lists is not None or not self.store.in_parts:
            return _by_period(self.part(query, Part.WHOLE))
        if scoped and _IN_SCOPE not in self.terms:
            found = replace(self, terms=(*self.terms, _IN_SCOPE)).of(query, scoped=True)
            extra = f"n_{len(self.terms)}"
            return {key: {name: value for name, value in sums.items() if name != extra} for key, sums in found.items()}
        parts = self.store.parts(replace(query, columns=self._read), alike=measure.is_condensable(self.terms))
        present = self._all(query, parts.of(Part.PRESENT))
        return _by_period(_add_all(present, self._silent(query, parts)) if scoped else present)

    def matched(self, query: StateQuery) -> tuple[dict[Key, Sums], dict[Key, Sums]]:
        """Sum over those who also report in the period before, and over those who also do in the one after."""
        part = Part.WHOLE if query.lists is not None or not self.store.in_parts else Part.PRESENT
        found: tuple[_Parts, _Parts] = ({}, {})
        for (when, group), values in replace(self, further=NEIGHBOURS).part(query, part).items():
            *own, with_preceding, with_following = group
            for side, is_matched in zip(found, (with_preceding, with_following), strict=True):
                if is_matched:
                    _add(side, (when, tuple(own)), values)
        now, before = found
        return _by_period(now), _by_period(before)

    def _silent(self, query: StateQuery, parts: StateParts) -> _Parts:
        """Sums over the silent: over the scope, less those of it who have answered."""
        scope = _over_time(self._all(query, parts.of(Part.SCOPE), when=("valid_from", "valid_to")), query.periods)
        silent = _add_all(scope, self._all(query, parts.of(Part.ANSWERED)), -1)
        left = f"n_{self.terms.index(_IN_SCOPE)}"
        return {key: values for key, values in silent.items() if values[left]}

    @property
    def _read(self) -> frozenset[str]:
        """The columns of a state that are read, besides when and groups."""
        return frozenset((*measure.columns_read(self.terms), *self.further))

    def part(self, query: StateQuery, part: Part) -> _Parts:
        """Sum over a part of a state, by period and by group."""
        state = self.store.state(replace(query, part=part, columns=self._read))
        return self._summed(query, state, None, ("period",))

    def _all(self, query: StateQuery, shares: Iterable[Share], when: tuple[str, ...] = ("period",)) -> _Parts:
        """Sum over all shares of a part, by the columns that say when and by group."""
        found: _Parts = {}
        for share in shares:
            summed = self._summed(query, share.relation, share.weight, when)
            found = _add_all(found, summed) if found else summed
        return found

    def _summed(self, query: StateQuery, relation: Any, weight: str | None, when: tuple[str, ...]) -> _Parts:  # noqa: ANN401 - a frame of any engine
        groups = [f"dim_{place}" for place in range(len(query.dimensions))]
        by = [*when, *groups, *self.further]
        reduced = measure.reduce_state(nw.from_native(relation), by, self.terms, self.threshold, weight=weight)
        names, rows = self.store.rows(nw.to_native(reduced))
        # As `reduce_state` has them: first what it is by.
        groups_from, sums_from = len(when), len(by)
        of_sums = names[sums_from:]
        return {
            (tuple(row[:groups_from]), tuple(row[groups_from:sums_from])): dict(
                zip(of_sums, row[sums_from:], strict=True)
            )
            for row in rows
        }


def _over_time(spans: _Parts, periods: Iterable[date]) -> _Parts:
    """Give sums by time on the roster as sums by period."""
    found: _Parts = {}
    for period in periods:
        for ((first, end), group), values in spans.items():
            if first <= period and (end is None or period < end):
                _add(found, ((period,), group), values)
    return found


def _add_all(into: _Parts, others: _Parts, sign: int = 1) -> _Parts:
    for key, values in others.items():
        if sign > 0 and key not in into:
            into[key] = values
        else:
            _add(into, key, values, sign)
    return into


def _add(into: _Parts, key: tuple[tuple[Any, ...], Group], values: Sums, sign: int = 1) -> None:
    known = into.setdefault(key, dict.fromkeys(values, 0))
    for name, value in values.items():
        known[name] = (known[name] or 0) + sign * (value or 0)


def _by_period(parts: _Parts) -> dict[Key, Sums]:
    return {(when[0], group): values for (when, group), values in parts.items()}
