"""Samples: what each group has of each stratum, and the figures that are worked out from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from resumetrack.measure.linearisation import Part, Stratum, estimate, terms_in
from resumetrack.measure.moments import Moments, answer_of
from resumetrack.measure.precision import Evidence
from resumetrack.measure.raising import Key
from resumetrack.measure.reduction import indicator_value
from resumetrack.measure.weights import Frame, Weight, Weights
from resumetrack.model import Indicator

Group = tuple[Any, tuple[Any, ...]]
"""A period and the values of the dimensions that make groups."""
Rows = dict[Group, dict[Key, Moments]]


def over_all(rows: Rows) -> Rows:
    """Add up all groups of each period, which must not overlap."""
    whole: Rows = {}
    for (period, _), cells in rows.items():
        held = whole.setdefault((period, ()), {})
        for place, cell in cells.items():
            held[place] = held[place] + cell if place in held else cell
    return whole


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator of one group: what it rests on, its staff-weighted twin, and whether everybody has answered."""

    evidence: Evidence | None
    staff_value: Fraction | None = None
    is_complete: bool = False


@dataclass
class Samples:
    """Moments by period and group and, in there, by cell; figures are worked out from them.

    `whole` is by period over all groups, each enterprise once; `frame` is what respondents are raised to, None if the
    figures speak of those reporting alone. Then a group has one cell.
    """

    rows: Rows
    whole: Rows
    frame: Frame | None = None
    _weights: dict[tuple[Any, str], Weights] = field(default_factory=dict)
    _joined: dict[tuple[Group, str], list[tuple[Weight, Moments]]] = field(default_factory=dict)

    def weights(self, period: date, answer: str) -> Weights:
        """The weights of a period for those who gave an answer."""
        if self.frame is None:
            raise ValueError("weights need a frame")
        if (period, answer) not in self._weights:
            self._weights[period, answer] = self.frame.weights(self.whole.get((period, ()), {}), answer)
        return self._weights[period, answer]

    def figure(self, key: Group, indicator: Indicator, *, whole: bool = False) -> Figure:
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
        if is_complete and self.frame.is_roster:
            return self._known(indicator, cells, answer)
        weighed = self._weighed(key, cells, answer)
        parts = [
            cell.part(weight.stratum, weight.weight)
            for weight, cell in weighed
            if weight.weight is not None and cell.answers(answer)
        ]
        twin = _staff_weighted(indicator, self.frame.staff, [(cell, weight.staff_weight) for weight, cell in weighed])
        return Figure(estimate(indicator, parts), twin)

    def _weighed(self, key: Group, cells: Mapping[Key, Moments], answer: str) -> list[tuple[Weight, Moments]]:
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

    def _known(self, indicator: Indicator, cells: Mapping[Key, Moments], answer: str) -> Figure:
        """Take a group from which everybody answered as it is, whatever its cells were joined with."""
        parts = [cell.part(Stratum(cell.answers(answer), cell.answers(answer))) for cell in cells.values()]
        staff = "" if self.frame is None else self.frame.staff
        twin = _staff_weighted(indicator, staff, [(cell, Fraction(1)) for cell in cells.values()])
        return Figure(estimate(indicator, parts), twin, is_complete=True)


def _plain(cell: Moments, answer: str, scope: int) -> Part:
    """Take a group as one stratum; who reports off the roster belongs to it on both sides.

    Where nobody is in scope, a roster that knows nobody does not say that all have answered.
    """
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
