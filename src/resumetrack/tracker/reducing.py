"""From a state to sums by period and group, without a row for every enterprise that is silent."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw

from resumetrack import measure
from resumetrack.model import Term
from resumetrack.store import NEIGHBOURS, Part, StateQuery, Store
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
        present = self.part(query, Part.PRESENT)
        return _by_period(_plus(present, self._silent(query)) if scoped else present)

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

    def _silent(self, query: StateQuery) -> _Parts:
        """Sums over the silent: over the scope, less those of it who have answered."""
        counted = self if _IN_SCOPE in self.terms else replace(self, terms=(*self.terms, _IN_SCOPE))
        scope = _over_time(counted.part(query, Part.SCOPE, when=("valid_from", "valid_to")), query.periods)
        left = f"n_{counted.terms.index(_IN_SCOPE)}"
        silent = _plus(scope, counted.part(query, Part.ANSWERED), -1)
        extra = set() if counted is self else {left}
        return {
            key: {name: value for name, value in values.items() if name not in extra}
            for key, values in silent.items()
            if values[left]
        }

    def part(
        self,
        query: StateQuery,
        part: Part,
        when: tuple[str, ...] = ("period",),
    ) -> _Parts:
        """Sum over a part of a state, by the columns that say when and by group."""
        groups = [f"dim_{place}" for place in range(len(query.dimensions))]
        read = frozenset((*measure.columns_read(self.terms), *self.further))
        state = nw.from_native(self.store.state(replace(query, part=part, columns=read)))
        by = [*when, *groups, *self.further]
        names, rows = self.store.rows(nw.to_native(measure.reduce_state(state, by, self.terms, self.threshold)))
        place = {name: number for number, name in enumerate(names)}
        times, dims = [place[name] for name in when], [place[name] for name in by[len(when) :]]
        numbers = [(name, place[name]) for name in names if name.startswith(("n_", "s_", "t_"))]
        return {
            (tuple(row[number] for number in times), tuple(row[number] for number in dims)): {
                name: row[number] for name, number in numbers
            }
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


def _plus(some: _Parts, others: _Parts, sign: int = 1) -> _Parts:
    found = {key: dict(values) for key, values in some.items()}
    for key, values in others.items():
        _add(found, key, values, sign)
    return found


def _add(into: _Parts, key: tuple[tuple[Any, ...], Group], values: Sums, sign: int = 1) -> None:
    known = into.setdefault(key, dict.fromkeys(values, 0))
    for name, value in values.items():
        known[name] = (known[name] or 0) + sign * (value or 0)


def _by_period(parts: _Parts) -> dict[Key, Sums]:
    return {(when[0], group): values for (when, group), values in parts.items()}
