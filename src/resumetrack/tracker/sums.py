"""Sums of a group, as `measure.reduce_state` writes them: what they are kept by, added up, and of nobody."""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter

from resumetrack.model import Term

Group = tuple[str | None, ...]
Key = tuple[date, Group]
Sums = dict[str, int | None]


def summed(parts: Iterable[Sums]) -> Sums:
    """Add sums of the same terms up; a missing one counts as 0."""
    several = list(parts)
    if not several:
        return {}
    return {name: sum(filter(None, map(itemgetter(name), several))) for name in several[0]}


def nothing(terms: Sequence[Term]) -> Sums:
    """Give the sums of a group of nobody."""
    names = (
        f"{letter}_{place}"
        for place, term in enumerate(terms)
        for letter in ("n" if term.column is None else "ns" if term.over is None else "nst")
    )
    return dict.fromkeys(names, 0)
