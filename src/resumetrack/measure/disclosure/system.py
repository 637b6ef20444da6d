"""The tables that nobody can tell from the true one, as equations and bounds on what is hidden.

A reader knows every cell and every margin that is shown, that cells add up to their margins, that no figure is
negative, and how the figures of one cell hang together (full + partial + suspended + closed = reporting, nobody is
covered who is not in scope, ...). He also knows that in a hidden row somebody reports, since a row in which nobody
does is shown unless some sum of it is a secret; and that whoever is in a sum of numbers above 0 adds at least 1 to it.
Unknowns are taken as deviations from the truth, in whole or broken numbers.
numpy and scipy are imported on first use.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from resumetrack.measure.disclosure.margins import Address, Line
from resumetrack.measure.disclosure.rules import REPORTING, Tally, is_above_zero, rows_of
from resumetrack.model import Term

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = Any  # a sparse array: the stubs of scipy know no shape of two dimensions that is not literal

Unknown = tuple[Address, Term]
"""One figure of one cell."""

_STATUSES = ("full", "partial", "suspended", "closed")
_SUMS = (
    (REPORTING, tuple(Term((name,)) for name in _STATUSES)),
    (Term(("operating",)), (Term(("full",)), Term(("partial",)))),
)
_IMPLIED = {
    **dict.fromkeys(_STATUSES, ("reporting",)),
    "full": ("operating", "reporting"),
    "partial": ("operating", "reporting"),
    "operating": ("reporting",),
    "carried": ("closed", "reporting"),
    "covered": ("in_scope", "reporting"),
    "employing": ("reporting",),
    "staffed_open": ("staffed", "operating", "reporting"),
    "roster_employing": ("in_scope",),
    "power_resumed": ("powered",),
}
_LARGE = 10**6


class System:
    """The deviations that nobody can tell from the truth, as equations and bounds."""

    def __init__(
        self,
        cells: Mapping[Address, Tally],
        lines: Sequence[Line],
        unknown: Collection[Address],
        terms: Sequence[Term],
        *,
        whole: bool = False,
    ) -> None:
        self.cells = cells
        self.lines = lines
        self.addresses = tuple(unknown)
        self.terms = tuple(terms)
        self.whole = whole
        self.variables: tuple[Unknown, ...] = tuple((one, term) for one in self.addresses for term in self.terms)
        self.place = {variable: number for number, variable in enumerate(self.variables)}
        self._values = {(one, term): cells[one].amounts[term] for one, term in self.variables}

    @cached_property
    def scale(self) -> Mapping[Term, float]:
        """What each term is divided by, so that the solver's tolerance is far below one person; nothing if whole."""
        if self.whole:
            return dict.fromkeys(self.terms, 1.0)
        most: dict[tuple[str | None, str | None], int] = {}
        for cell in self.cells.values():
            for term in self.terms:
                key = term.column, term.over
                most[key] = max(most.get(key, 1), abs(cell.amounts[term]))
        return {term: max(1.0, most[term.column, term.over] / _LARGE) for term in self.terms}

    @cached_property
    def lower(self) -> "Vector":
        """How far each figure can fall: to zero, those reporting to one; what may be negative, anywhere."""
        import numpy as np

        negative = {term for (_, term), value in self._values.items() if value < 0}
        return np.array(
            [
                -self.upper[number] if term in negative else (_least(term, value) - value) / self.scale[term]
                for number, ((_, term), value) in enumerate(self._values.items())
            ]
        )

    @cached_property
    def upper(self) -> "Vector":
        """How far each figure can rise: nobody expects more than twice what there is in all."""
        import numpy as np

        most = {term: max((1, *(abs(cell.amounts[term]) for cell in self.cells.values()))) for term in self.terms}
        return np.array([2 * most[term] / self.scale[term] for _, term in self.variables])

    @cached_property
    def equal(self) -> "Matrix":
        """Rows that are zero: cells add up to their margins, statuses to those reporting."""
        rows: list[dict[int, float]] = []
        for line in self.lines:
            known = [(part, 1.0) for part in line.parts if (part, self.terms[0]) in self.place]
            if (line.total, self.terms[0]) in self.place:
                known.append((line.total, -1.0))
            if known:
                rows += [{self.place[one, term]: factor for one, factor in known} for term in self.terms]
        for whole, parts in _SUMS:
            if {whole, *parts} <= set(self.terms):
                rows += [
                    {self.place[one, whole]: -1.0, **{self.place[one, part]: 1.0 for part in parts}}
                    for one in self.addresses
                ]
        return self._matrix(rows)

    @cached_property
    def at_most(self) -> "tuple[Matrix, Vector]":
        """Rows that are at most what stands beside them: who has more flags is among those with fewer.

        So are counts beside the sums of numbers above 0 over the same enterprises.
        """
        import numpy as np

        rows: list[dict[int, float]] = []
        room: list[float] = []
        for one in self.addresses:
            for inner, outer in (*self._nested, *self._above_zero):
                unit = self.scale[outer]
                rows.append({self.place[one, inner]: self.scale[inner] / unit, self.place[one, outer]: -1.0})
                room.append((self._values[one, outer] - self._values[one, inner]) / unit)
        return self._matrix(rows), np.array(room)

    @cached_property
    def _nested(self) -> tuple[tuple[Term, Term], ...]:
        return tuple(
            (inner, outer)
            for inner in self.terms
            for outer in self.terms
            if inner != outer
            and (inner.column, inner.over) == (outer.column, outer.over)
            and set(outer.when) <= _flags(inner)
            and all(self._values[one, inner] <= self._values[one, outer] for one in self.addresses)
        )

    @cached_property
    def _above_zero(self) -> tuple[tuple[Term, Term], ...]:
        return tuple(
            (rows_of(term), term) for term in self.terms if is_above_zero(term) and rows_of(term) in self.terms
        )

    def _matrix(self, rows: Sequence[Mapping[int, float]]) -> "Matrix":
        from scipy import sparse

        entries = [(value, number, place) for number, row in enumerate(rows) for place, value in row.items()]
        values, numbers, places = zip(*entries, strict=True) if entries else ((), (), ())
        made: Any = sparse.csr_array
        return made((values, (numbers, places)), shape=(len(rows), len(self.variables)), dtype=float)


def _least(term: Term, value: int) -> int:
    return min(1, value) if term == REPORTING else 0


def _flags(term: Term) -> set[str]:
    return {*term.when, *(implied for flag in term.when for implied in _IMPLIED.get(flag, ()))}
