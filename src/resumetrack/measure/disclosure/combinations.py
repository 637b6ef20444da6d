"""What a reader gets who adds and subtracts sums of one column: sums over fewer enterprises, or over others.

Employees of all, less those of the open, less those of all that state their staff on duty, and with those of the open
ones among these again: what is left are the employees of the shut ones that do not state it, perhaps a single one.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm
from operator import mul

from resumetrack.model import Term

Kind = frozenset[Term]
"""The sums that an enterprise is in: those of one kind are in every combination alike."""
_ALIKE = {"roster_employees": "employees"}
"""What a report leaves blank is taken from the roster, so that the two cancel out exactly or nearly."""
Row = Sequence[Fraction]


@dataclass(frozen=True, slots=True)
class Combination:
    """Sums of one column, or of two that say the same, each taken so many times: never 0, below 0 if subtracted."""

    parts: tuple[tuple[Term, int], ...]

    @property
    def when(self) -> tuple[str, ...]:
        """Every flag that some part asks for."""
        return tuple(dict.fromkeys(flag for term, _ in self.parts for flag in term.when))


Counted = Term | Combination
"""What a tally says how many enterprises are behind."""


def narrowest(sums: Iterable[Term], kinds: Collection[Kind]) -> tuple[Combination, ...]:
    """Give the combinations of sums of one column that no other narrows further, but for the sums themselves.

    Every combination is a sum of such ones, none of which has an enterprise that it has not: if they are safe, it is.

    Parameters
    ----------
    kinds
        The kinds of enterprises that there are; any other may be among them.
    """
    by_column: dict[str | None, list[Term]] = {}
    for term in dict.fromkeys(sums):
        if term.over is None:
            by_column.setdefault(_ALIKE.get(term.column or "", term.column), []).append(term)
    return tuple(one for terms in by_column.values() if len(terms) > 1 for one in _narrowest(terms, kinds))


def _narrowest(terms: Sequence[Term], kinds: Collection[Kind]) -> Iterator[Combination]:
    """Let as many kinds cancel out as can: those are a hyperplane of what the kinds span."""
    # In order, so that the same table is always hidden alike.
    vectors = sorted({tuple(Fraction(term in kind) for term in terms) for kind in kinds})
    places = _independent(list(zip(*vectors, strict=True)))
    basis = [terms[place] for place in places]
    points = [tuple(vector[place] for place in places) for vector in vectors]
    known = {_weights(own) for own in zip(*vectors, strict=True)}
    for cancelled in combinations(points, len(basis) - 1) if basis else ():
        times = _cancelling(cancelled, len(basis))
        if times is None:
            continue
        left = [sum(map(mul, times, point)) for point in points]
        if _weights(left) not in known:
            known.add(_weights(left))
            # What is left is added rather than subtracted.
            sign = 1 if max(left) > 0 else -1
            yield Combination(tuple((term, sign * time) for term, time in zip(basis, times, strict=True) if time))


def _weights(values: Iterable[Fraction | int]) -> tuple[Fraction, ...]:
    """Say how kinds are weighed against each other, whatever the unit and the sign."""
    numbers = [Fraction(value) for value in values]
    unit = next((number for number in numbers if number), Fraction(1))
    return tuple(number / unit for number in numbers)


def _independent(rows: Sequence[Row]) -> list[int]:
    """Choose rows that are no combination of others before them, as many as there are."""
    places: list[int] = []
    for place in range(len(rows)):
        chosen = [rows[one] for one in (*places, place)]
        if len(_reduced(chosen)) == len(chosen):
            places.append(place)
    return places


def _cancelling(points: Sequence[Row], size: int) -> tuple[int, ...] | None:
    """Find the whole numbers, alike but for a factor, with which all points become 0; None where several do."""
    reduced = _reduced(points)
    free = [place for place in range(size) if place not in reduced]
    if len(free) != 1:
        return None
    times = [Fraction(0)] * size
    times[free[0]] = Fraction(1)
    for place, row in reduced.items():
        times[place] = -row[free[0]]
    unit = lcm(*(time.denominator for time in times))
    whole = [int(time * unit) for time in times]
    shared = gcd(*whole)
    return tuple(time // shared for time in whole)


def _reduced(rows: Sequence[Row]) -> dict[int, list[Fraction]]:
    """Solve rows for their leading places (Gauss and Jordan): each that is left by its place, which no other has."""
    found: dict[int, list[Fraction]] = {}
    for given in rows:
        row = list(given)
        for place, other in found.items():
            row = [value - row[place] * own for value, own in zip(row, other, strict=True)]
        lead = next((place for place, value in enumerate(row) if value), None)
        if lead is None:
            continue
        row = [value / row[lead] for value in row]
        for place, other in found.items():
            found[place] = [value - other[lead] * own for value, own in zip(other, row, strict=True)]
        found[lead] = row
    return found
