"""From a state to samples: by period, group and stratum what the estimates and their variances are made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw

from resumetrack.measure.linearisation import Part, Stratum, estimate, terms_in
from resumetrack.measure.moments import Layout, Moments, answer_of, layout_of, reduce_moments
from resumetrack.measure.precision import Evidence
from resumetrack.measure.raising import Key as Cell
from resumetrack.measure.reduction import indicator_value
from resumetrack.measure.weights import Weight, Weights
from resumetrack.model import Indicator
from resumetrack.store import FAMILY_OF, Store
from resumetrack.tracker.cells import Key
from resumetrack.tracker.raised import Frame
from resumetrack.tracker.selecting import Choice

Rows = dict[Key, dict[Cell, Moments]]


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator of one group: what it rests on, its staff-weighted twin, and whether everybody has answered."""

    evidence: Evidence | None
    staff_value: Fraction | None = None
    is_complete: bool = False


@dataclass
class Samples:
    """The samples of a choice; `frame` is what they are raised to, None if they speak of the reporting alone.

    `rows` are by group, `whole` by period over all groups, each enterprise once.
    """

    choice: Choice
    frame: Frame | None
    rows: Rows
    whole: Rows
    _weights: dict[tuple[date, str], Weights] = field(default_factory=dict)
    _joined: dict[tuple[Key, str], list[tuple[Weight, Moments]]] = field(default_factory=dict)

    def weights(self, period: date, answer: str) -> Weights:
        """The weights of a period for those who gave an answer."""
        if self.frame is None:
            raise ValueError("weights need a frame")
        if (period, answer) not in self._weights:
            self._weights[period, answer] = self.frame.weights(self.whole.get((period, ()), {}), answer)
        return self._weights[period, answer]

    def figure(self, key: Key, indicator: Indicator, *, whole: bool = False) -> Figure:
        """Work out an indicator of one group, or of all together."""
        answer = answer_of(indicator)
        cells = (self.whole if whole else self.rows).get(key, {})
        if answer is None or not cells:
            return Figure(None)
        scope = sum(cell.number("scope") for cell in cells.values())
        is_complete = 0 < scope == sum(cell.answers(answer, "covered") for cell in cells.values())
        if self.frame is None:
            (cell,) = cells.values()
            return Figure(estimate(indicator, [_plain(cell, answer, scope)], is_plain=True), None, is_complete)
        if is_complete and self.frame.margins is None:
            return self._known(indicator, cells, answer)
        weighed = self._weighed(key, cells, answer)
        parts = [
            cell.part(weight.stratum, weight.weight)
            for weight, cell in weighed
            if weight.weight is not None and cell.answers(answer)
        ]
        twin = _staff_weighted(indicator, self.frame.staff, [(cell, weight.staff_weight) for weight, cell in weighed])
        return Figure(estimate(indicator, parts), twin)

    def _weighed(self, key: Key, cells: Mapping[Cell, Moments], answer: str) -> list[tuple[Weight, Moments]]:
        """Add up the cells of a group that share a weight."""
        if (key, answer) not in self._joined:
            weights = self.weights(key[0], answer).cells
            found: dict[int, tuple[Weight, Moments]] = {}
            for place, cell in cells.items():
                weight = weights.get(place)
                if weight is not None:
                    held = found.get(weight.number)
                    found[weight.number] = weight, cell if held is None else held[1] + cell
            self._joined[key, answer] = list(found.values())
        return self._joined[key, answer]

    def _known(self, indicator: Indicator, cells: Mapping[Cell, Moments], answer: str) -> Figure:
        """Take a group from which everybody answered as it is, whatever its cells were joined with."""
        parts = [cell.part(Stratum(cell.answers(answer), cell.answers(answer))) for cell in cells.values()]
        staff = "" if self.frame is None else self.frame.staff
        twin = _staff_weighted(indicator, staff, [(cell, Fraction(1)) for cell in cells.values()])
        return Figure(estimate(indicator, parts), twin, is_complete=True)


def _plain(cell: Moments, answer: str, scope: int) -> Part:
    """Take a group as one stratum; who reports off the roster belongs to it on both sides."""
    answers = cell.answers(answer)
    return cell.part(Stratum(answers, scope + answers - cell.answers(answer, "covered") if scope else None))


def _staff_weighted(
    indicator: Indicator, staff: str, cells: Iterable[tuple[Moments, Fraction | None]]
) -> Fraction | None:
    totals = dict.fromkeys(terms_in(indicator), Fraction(0))
    for cell, weight in cells:
        sums = cell.staff_sums(staff)
        for term in totals:
            totals[term] += (weight or 0) * sums[term]
    return indicator_value(indicator, totals.__getitem__)


def draw(
    store: Store, choice: Choice, indicators: Sequence[Indicator], threshold: Fraction, frame: Frame | None
) -> Samples:
    """Read the samples that these indicators need."""
    layout = layout_of(indicators)
    rows = _reduce(store, choice, layout, threshold, frame)
    if choice.overlapping and choice.dimensions:
        return Samples(choice, frame, rows, _reduce(store, replace(choice, dimensions=()), layout, threshold, frame))
    whole: Rows = {}
    for (period, _), cells in rows.items():
        held = whole.setdefault((period, ()), {})
        for place, cell in cells.items():
            held[place] = held[place] + cell if place in held else cell
    return Samples(choice, frame, rows, whole)


def _reduce(store: Store, choice: Choice, layout: Layout, threshold: Fraction, frame: Frame | None) -> Rows:
    strata = frame.dimensions if frame is not None else ()
    wide = replace(choice, dimensions=(*choice.dimensions, *strata))
    query = wide.query()
    if not query.periods:
        return {}
    by = ["period", *(f"dim_{place}" for place in range(len(wide.dimensions)))]
    state: nw.LazyFrame[Any] = nw.from_native(store.state(query))
    reduced = reduce_moments(
        state,
        by,
        layout,
        threshold,
        scope_only=frame is not None and frame.margins is None,
        staff=None if frame is None else frame.staff,
    )
    names, found = store.rows(nw.to_native(reduced))
    decimals = choice.panel.decimals
    units = {column: Fraction(1, 10 ** decimals[kind]) if decimals[kind] else 1 for column, kind in FAMILY_OF.items()}
    rows: Rows = {}
    for line in found:
        row = dict(zip(names, line, strict=True))
        period, *values = (row.pop(name) for name in by)
        group, place = tuple(values[: len(choice.dimensions)]), tuple(values[len(choice.dimensions) :])
        rows.setdefault((period, group), {})[place] = Moments(layout, units, row)
    return rows
