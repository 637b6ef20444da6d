"""Who is behind the cells of a choice, and of which kinds: what the disclosure rules look at, read from the store."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw

from resumetrack import periods
from resumetrack.measure.disclosure import Counted, Kind, Tally, contributions, kinds
from resumetrack.model import Term
from resumetrack.store import Store
from resumetrack.tracker.selecting import Choice

Group = tuple[str | None, ...]
Tallies = dict[date, dict[Group, Tally]]


def kinds_of(store: Store, choice: Choice, sums: Sequence[Term], threshold: Fraction) -> frozenset[Kind]:
    """Give which of these sums enterprises are in together, in any period of a choice."""
    if not choice.periods:
        return frozenset()
    state = nw.from_native(store.state(choice.query()))
    _, rows = store.rows(nw.to_native(kinds(state, sums, threshold)))
    return frozenset(frozenset(term for term, is_in in zip(sums, row, strict=True) if is_in) for row in rows)


def tallies(store: Store, choice: Choice, terms: Sequence[Counted], threshold: Fraction) -> Tallies:
    """Give who is behind each cell, by period; of pooled periods, by step."""
    pool = choice.selection.pool
    if pool is None:
        return _tallied(store, choice, terms, threshold, held=choice.periods, step=None) if choice.periods else {}
    steps: dict[date, list[date]] = {}
    for period in choice.periods:
        steps.setdefault(periods.start(period, pool, choice.panel.week_start), []).append(period)
    found: Tallies = {}
    for start, held in steps.items():
        found |= _tallied(store, choice, terms, threshold, held=tuple(held), step=start)
    return found


def _tallied(
    store: Store,
    choice: Choice,
    terms: Sequence[Counted],
    threshold: Fraction,
    *,
    held: tuple[date, ...],
    step: date | None,
) -> Tallies:
    """Who is behind each cell of these periods; of all of them together, if they make one step."""
    dimensions = [f"dim_{place}" for place in range(len(choice.dimensions))]
    by = [*dimensions, *(["period"] if step is None else [])]
    state = nw.from_native(store.state(choice.query(held)))
    counted = contributions(state, by, terms, threshold, repeated=step is not None)
    names, rows = store.rows(nw.to_native(counted))
    place = {name: number for number, name in enumerate(names)}
    found: Tallies = {}
    for row in rows:
        group = tuple(row[place[name]] for name in dimensions)
        found.setdefault(step or row[place["period"]], {})[group] = _tally(row, place, terms)
    return found


def _tally(row: Sequence[Any], place: Mapping[str, int], terms: Sequence[Counted]) -> Tally:
    def value(name: str, number: int) -> int:
        return row[place[f"{name}_{number}"]] or 0

    return Tally(
        {term: value("c", number) for number, term in enumerate(terms)},
        {term: value("v", number) for number, term in enumerate(terms)},
        {
            term: (value("first", number), value("second", number))
            for number, term in enumerate(terms)
            if f"first_{number}" in place
        },
    )
