"""What totals say of the terms of indicators: a count or a sum where they say it, nothing where they do not."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from resumetrack.model import STAFF_MEASURES, Status, Term
from resumetrack.tracker.sums import Sums, nothing
from resumetrack.tracker.totals import TotalsCell

_STANDINGS = frozenset({*(status.value for status in Status), "operating", "reporting"})


class Scope(NamedTuple):
    """How many enterprises are in scope in a cell, and how many of them no roster has."""

    size: int
    unlisted: int


def scope_of(cell: TotalsCell, on_roster: int) -> Scope | None:
    """Tell the scope of a cell: the roster's where it has enterprises there, else what the office says."""
    if on_roster:
        return Scope(on_roster, 0)
    stated = cell.counts.enterprises
    return None if stated is None else Scope(stated, stated)


class Telling:
    """What cells say of some terms: which of them, and each as `measure.reduce_state` writes it for a group."""

    def __init__(self, terms: Sequence[Term], staff_decimals: int) -> None:
        self._nothing = nothing(terms)
        self._asked = [_asked(place, term) for place, term in enumerate(terms)]
        self._factor = 10**staff_decimals

    def of(self, cell: TotalsCell, scope: Scope | None) -> tuple[frozenset[int], Sums]:
        """Give the places of the terms that a cell speaks of, and the sums of all."""
        sums, spoken = dict(self._nothing), []
        staff = _staff(cell)
        for one in self._asked:
            if one.measure is None:
                value = _enterprises(cell, one, scope, has_staff=staff is not None)
                sums[one.number] = value or 0
            elif one.measure and staff is not None:
                value = int(staff[one.measure] * self._factor)
                sums[one.number], sums[one.total] = 1, value
            else:
                continue
            if value is not None:
                spoken.append(one.place)
        return frozenset(spoken), sums


class _Asked(NamedTuple):
    """What a term asks of totals.

    `measure` is the column that is summed, empty if totals do not tell its sum. A count has none: it asks for the
    enterprises of the scope if `of_scope`, with staff if `staffed`, and that stand as `standing` says, which is empty
    if all do and None if totals do not tell. Nobody in totals is carried.
    """

    place: int
    number: str
    total: str
    measure: str | None
    is_nobody: bool = False
    staffed: bool = False
    of_scope: bool = False
    standing: str | None = ""


_STAFFED = ({"staffed"}, {"staffed", "reporting"})
_IMPLIED = {"covered": {"in_scope", "reporting"}, "staffed": {"reporting"}}


def _asked(place: int, term: Term) -> _Asked:
    number, total = f"n_{place}", f"s_{place}"
    if term.column is not None:
        is_told = term.over is None and term.column in STAFF_MEASURES and set(term.when) in _STAFFED
        return _Asked(place, number, total, term.column if is_told else "")
    flags = {flag for one in term.when for flag in _IMPLIED.get(one, {one})}
    return _Asked(
        place, number, total, None, "carried" in flags, "staffed" in term.when, "in_scope" in flags,
        _standing(flags - {"in_scope"}),
    )  # fmt: skip


def _staff(cell: TotalsCell) -> Mapping[str, Decimal | int] | None:
    """Give the sums of staff over the enterprises with both numbers; of which they are no totals tell more."""
    if cell.on_duty is None or not cell.employees:
        return None
    return {"employees": cell.employees, "on_duty": cell.on_duty}


def _standing(flags: set[str]) -> str | None:
    """Name the count of enterprises with all these flags."""
    if not flags:
        return ""
    told = flags - {"reporting"} or {"reporting"}
    return next(iter(told)) if len(told) == 1 and told <= _STANDINGS else None


def _enterprises(cell: TotalsCell, asked: _Asked, scope: Scope | None, *, has_staff: bool) -> int | None:
    """Count the enterprises that a term asks for, as far as totals tell.

    Those that report are taken to be in scope, as far as the scope goes, and to be those whose staff is stated.
    """
    if asked.is_nobody or (asked.staffed and not has_staff):
        return 0
    if not asked.of_scope:
        return _count(cell, "reporting" if asked.standing == "" else asked.standing)
    if scope is None:
        return None
    if asked.standing == "":
        return scope.unlisted
    reporting = cell.counts.reporting
    if asked.standing == "reporting" and reporting is not None:
        return min(reporting, scope.size)
    return None if reporting is None or reporting > scope.size else _count(cell, asked.standing)


def _count(cell: TotalsCell, standing: str | None) -> int | None:
    found: int | None = None if standing is None else getattr(cell.counts, standing)
    return found
