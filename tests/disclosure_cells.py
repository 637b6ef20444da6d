"""Cells made of single enterprises, and a reader who tries to undo a published table; both know nothing of the program.

An enterprise is (status, employees, on_duty); every one reports, is in scope and states its employees. Without
`on_duty` (None) it is not staffed.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_array

from resumetrack.measure import DECLARED, terms_of
from resumetrack.measure.disclosure import ALL, Address, Counted, Pattern, Published, Tally
from resumetrack.model import Term

Enterprise = tuple[str, int, int | None]
Group = tuple[str | None, ...]
FLAGS = ("in_scope", "covered", "reporting", "full", "partial", "suspended", "closed", "carried", "staffed")
SOLVED = 0
# Of whole numbers the solver may say no more than that something is not bounded.
UNBOUNDED = {False: {3}, True: {3, 4}}
STATUSES = ("full", "partial", "suspended", "closed")


def shown(*further: str) -> Published:
    """What `rates` shows of a cell."""
    named = {indicator.name: indicator for indicator in DECLARED}
    indicators = tuple(named[name] for name in ("operating_rate", "return_rate", "coverage", *further))
    terms = tuple(dict.fromkeys((*terms_of(indicators), *(Term((flag,)) for flag in FLAGS))))
    kinds = [_flags((status, 1, on_duty)) for status in STATUSES for on_duty in (1, None)]
    return Published(terms, indicators).among(
        frozenset(term for term in terms if kind >= {*term.when}) for kind in kinds
    )


def tally(enterprises: Sequence[Enterprise], published: Published) -> Tally:
    """Count and sum, enterprise by enterprise."""
    values = {
        term: [value for one in enterprises if (value := value_of(one, term)) is not None] for term in published.counted
    }
    return Tally(
        {term: len(found) for term, found in values.items()},
        {term: sum(found) for term, found in values.items()},
        {
            term: _two((0, 0, *found))
            for term, found in values.items()
            if not isinstance(term, Term) or term.column is not None
        },
    )


def _two(values: Iterable[int]) -> tuple[int, int]:
    first, second, *_ = sorted(values, reverse=True)
    return first, second


def _flags(one: Enterprise) -> set[str]:
    flags = {"in_scope", "covered", "reporting", "employing", "roster_employing", one[0]}
    if one[0] in {"full", "partial"}:
        flags |= {"operating"}
    if one[2] is not None:
        flags |= {"staffed", "staffed_open"} if "operating" in flags else {"staffed"}
    return flags if "operating" in flags else {*flags, "idle"}


def value_of(one: Enterprise, term: Counted) -> int | None:
    """What an enterprise adds to a term, or to a combination whatever its sign; None if it is not in it."""
    values = {"employees": one[1], "roster_employees": one[1], "on_duty": one[2] or 0, None: 1}
    if isinstance(term, Term):
        return values[term.column] if _flags(one) >= {*term.when} else None
    held = [(part, time) for part, time in term.parts if _flags(one) >= {*part.when}]
    return abs(sum(time * values[part.column] for part, time in held)) if sum(time for _, time in held) else None


def cells(table: Mapping[Group, Sequence[Enterprise]], published: Published) -> dict[Group, Tally]:
    """The leaves that `suppress` takes."""
    return {group: tally(some, published) for group, some in table.items()}


class Reader:
    """Somebody who has the published table and its published margins, a solver, and patience.

    `shown` has the figures of each cell and margin by address, None where they are hidden; `named` says under which key
    a figure stands.
    """

    def __init__(self, shown: Mapping[Address, Mapping[Any, float] | None], named: Callable[[str], Any] = str) -> None:
        self.values = shown
        self.terms = list(next(one for one in shown.values() if one is not None)) if any(shown.values()) else []
        self.hidden = [one for one, figures in shown.items() if figures is None]
        self.named = named
        self.unknown = [(one, term) for one in self.hidden for term in self.terms]
        self.place = {unknown: number for number, unknown in enumerate(self.unknown)}
        self.equal: list[dict[int, float]] = []
        self.sums: list[float] = []
        self.at_most: list[dict[int, float]] = []
        self._add_up()
        self._hang_together()

    @classmethod
    def of(cls, pattern: Pattern) -> "Reader":
        """The reader of a pattern, who sees what it does not hide."""
        amounts = {
            one: None if one in pattern.hidden else {term: cell.amounts[term] for term in pattern.terms}
            for one, cell in pattern.cells.items()
        }
        return cls(amounts, lambda flag: Term((flag,)))

    def interval(self, one: Address, term: Any, *, whole: bool = False) -> tuple[float, float]:
        """The least and the greatest value that a hidden figure can have, in whole numbers if he takes the trouble."""
        if (one, term) not in self.place:
            # Nothing at all is shown.
            return 0.0, math.inf
        goal = np.zeros(len(self.unknown))
        goal[self.place[one, term]] = 1
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * goal,
                A_eq=self._matrix(self.equal) if self.equal else None,
                b_eq=self.sums or None,
                A_ub=self._matrix(self.at_most),
                b_ub=np.zeros(len(self.at_most)),
                bounds=self._bounds,
                integrality=1 if whole else 0,
            )
            # A total that is hidden may be as large as one likes; the truth is always possible.
            assert found.status in {SOLVED, *UNBOUNDED[whole]}, found.message
            ends.append(sign * (found.fun or 0.0) if found.status == SOLVED else math.inf)
        return ends[0], ends[1]

    @property
    def _bounds(self) -> list[tuple[int, None]]:
        """Nothing is negative, and where nobody reports, a row is shown."""
        reporting = self.named("reporting")
        return [(int(term == reporting), None) for _, term in self.unknown]

    def _matrix(self, rows: Sequence[Mapping[int, float]]) -> Any:
        matrix = lil_array((len(rows), len(self.unknown)))
        for number, row in enumerate(rows):
            for place, factor in row.items():
                matrix[number, place] = factor
        return matrix.tocsr()

    def _add_up(self) -> None:
        """Whatever the reader sees or not, cells sum to every margin."""
        for total in self.values:
            for place, value in enumerate(total):
                if value is ALL:
                    parts = [one for one in self.values if self._under(one, total, place)]
                    for term in self.terms:
                        self._row([*((part, 1.0) for part in parts), (total, -1.0)], term)

    @staticmethod
    def _under(one: Address, total: Address, place: int) -> bool:
        return one[place] is not ALL and all(
            one[other] is total[other] or one[other] == total[other] for other in range(len(one)) if other != place
        )

    def _row(self, factors: Sequence[tuple[Address, float]], term: Any) -> None:
        row: dict[int, float] = {}
        known = 0.0
        for one, factor in factors:
            figures = self.values[one]
            if figures is None:
                row[self.place[one, term]] = factor
            else:
                known += factor * figures[term]
        if row:
            self.equal.append(row)
            self.sums.append(-known)

    def _hang_together(self) -> None:
        for one in self.hidden if self.terms else ():
            place = {flag: self.place[one, self.named(flag)] for flag in FLAGS}
            self.equal.append({place["reporting"]: -1.0, **{place[status]: 1.0 for status in STATUSES}})
            self.sums.append(0.0)
            nested = (("covered", "in_scope"), ("covered", "reporting"), ("carried", "closed"))
            self.at_most += [{place[less]: 1.0, place[more]: -1.0} for less, more in nested]


def whole_tables(pattern: Pattern, term: Term) -> list[dict[Address, int]]:
    """Every way to fill the hidden cells of a one-way table with whole numbers; in each somebody reports."""
    leaves = [one for one in pattern.hidden if ALL not in one]
    seen = [one for one in pattern.cells if ALL not in one and one not in pattern.hidden]
    total = pattern.cells[ALL,].amounts[term] - sum(pattern.cells[one].amounts[term] for one in seen)
    ways = product(range(int(term == Term(("reporting",))), total + 1), repeat=len(leaves))
    return [dict(zip(leaves, way, strict=True)) for way in ways if sum(way) == total]
