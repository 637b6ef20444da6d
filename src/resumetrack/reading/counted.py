"""Totals by their headers: which tables count enterprises instead of naming them, and what divides their counts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from resumetrack.errors import RefusedError
from resumetrack.model import ENTERPRISE_COUNTS, STAFF_MEASURES, STATED_RATES, Kind, Text
from resumetrack.reading.asides import is_signature
from resumetrack.reading.meanings import meaning
from resumetrack.reading.numbers import USUAL_NUMBERS
from resumetrack.reading.profile import Profile
from resumetrack.reading.statuses import DEFAULT_STATUSES

if TYPE_CHECKING:
    from resumetrack.reading.headers import Layout

_OPERATION = ENTERPRISE_COUNTS[1:]
_VALUES = (*ENTERPRISE_COUNTS, *STAFF_MEASURES, *STATED_RATES)
_OF_TOTALS_ALONE = frozenset((*ENTERPRISE_COUNTS, *STATED_RATES))
_OF_ENTERPRISES = ("enterprise_id", "name", "status")


def heads_totals(cell: str) -> bool:
    """Whether a cell is a header of totals and could not be a status under another header."""
    return meaning(cell)[0] in _OF_TOTALS_ALONE and DEFAULT_STATUSES.parse(cell, USUAL_NUMBERS) is None


def kind_of_table(header: Sequence[str], kind: Kind, profile: Profile) -> Kind:
    """Tell whether a report holds totals: enterprises are counted and none is named, or the profile says so."""
    if kind is not Kind.REPORT or profile.holds is not None:
        return profile.holds if kind is Kind.REPORT and profile.holds else kind
    stated = set(profile.columns) | profile.shaped_columns
    counts = {cell: name for cell in header if (name := meaning(cell)[0]) in ENTERPRISE_COUNTS}
    if not stated.union(meaning(cell)[0] for cell in header).isdisjoint(_OF_ENTERPRISES):
        return kind
    # One word such as "closed" may be the status of an enterprise in a table without a header.
    is_clear = len(set(counts.values())) > 1 or any(map(heads_totals, counts))
    return Kind.TOTALS if is_clear or not stated.isdisjoint(ENTERPRISE_COUNTS) else kind


def dimensions(layout: "Layout", places: Sequence[int]) -> list[int]:
    """Give the columns that divide totals: those left of the first count that are nobody's signature."""
    counts = [place for name in _VALUES if isinstance(place := layout.places.get(name), int)]
    end = min((*counts, *layout.wide), default=layout.width)
    kept = [place for place in places if place < end and not is_signature(layout.header[place])]
    left = ", ".join(f"'{layout.header[place]}'" for place in places if place not in kept)
    if left:
        layout.notes.append(
            Text(
                f"columns of totals that are left out: {left}; a profile can make dimensions of them",
                f"汇总表中未使用的列：{left}；可在 profile 中声明为维度",
            )
        )
    return kept


def lacking_counts(layout: "Layout") -> list[str]:
    """Say what totals lack that nothing can be worked out without."""
    if layout.columns & set(_OPERATION) or layout.columns >= {*STAFF_MEASURES}:
        return []
    return [f"{', '.join(_OPERATION)} (or both of {' and '.join(STAFF_MEASURES)})"]


def refuse_rates(layout: "Layout") -> None:
    """Refuse a table that has rates in place of enterprises or counts."""
    rates = [cell for cell in layout.header if meaning(cell)[0] in STATED_RATES]
    if rates and layout.columns.isdisjoint(_OF_ENTERPRISES):
        raise RefusedError(
            f"{layout.file}: it states rates ({', '.join(rates)}) without the counts they are made of;"
            f" columns seen: {layout.seen()}",
            hint="rates without a base cannot be added up: ask for the numbers of enterprises and staff",
        )
