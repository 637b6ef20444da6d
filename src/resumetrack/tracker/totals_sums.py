"""What totals say of the terms of indicators: a count or a sum where they say it, nothing where they do not."""

from collections.abc import Sequence
from fractions import Fraction
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


def sums_of(
    cell: TotalsCell, terms: Sequence[Term], scope: Scope | None, staff_decimals: int
) -> tuple[frozenset[int], Sums]:
    """Write a cell as `measure.reduce_state` writes a group; returns the places of the terms it speaks of, too."""
    sums, spoken = nothing(terms), set[int]()
    for place, term in enumerate(terms):
        if term.column is None:
            value = _enterprises(cell, frozenset(term.when), scope)
            sums[f"n_{place}"] = value or 0
        else:
            value = _staff(cell, term, staff_decimals)
            sums |= {f"n_{place}": 0 if value is None else 1, f"s_{place}": value or 0}
        if value is not None:
            spoken.add(place)
    return frozenset(spoken), sums


def _has_staff(cell: TotalsCell) -> bool:
    return cell.on_duty is not None and bool(cell.employees)


def _staff(cell: TotalsCell, term: Term, decimals: int) -> int | None:
    """Give the sum of a measure over the enterprises with both; of which they are no totals tell more."""
    is_known = term.over is None and term.column in STAFF_MEASURES and set(term.when) in _STAFFED
    if not is_known or not _has_staff(cell):
        return None
    value = cell.employees if term.column == "employees" else cell.on_duty
    return int(Fraction(value or 0) * 10**decimals)


_STAFFED = ({"staffed"}, {"staffed", "reporting"})


def _enterprises(cell: TotalsCell, when: frozenset[str], scope: Scope | None) -> int | None:
    """Count the enterprises with all these flags, as far as totals tell.

    Those that report are taken to be in scope, as far as the scope goes, and to be those whose staff is stated.
    """
    if "carried" in when or ("staffed" in when and not _has_staff(cell)):
        return 0
    implied = {"covered": {"in_scope", "reporting"}, "staffed": {"reporting"}}
    flags = {flag for one in when for flag in implied.get(one, {one})}
    if "in_scope" in flags:
        return _in_scope(cell, flags - {"in_scope"}, scope)
    return _standing(cell, flags)


def _in_scope(cell: TotalsCell, flags: set[str], scope: Scope | None) -> int | None:
    reporting = cell.counts.reporting
    if scope is None or not flags:
        return None if scope is None else scope.unlisted
    if flags == {"reporting"}:
        return None if reporting is None else min(reporting, scope.size)
    return None if reporting is None or reporting > scope.size else _standing(cell, flags)


def _standing(cell: TotalsCell, flags: set[str]) -> int | None:
    standing = flags - {"reporting"} or {"reporting"}
    found: int | None = getattr(cell.counts, *standing) if len(standing) == 1 and standing <= _STANDINGS else None
    return found
