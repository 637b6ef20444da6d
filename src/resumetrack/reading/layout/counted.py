"""Totals by their headers: which tables count enterprises instead of naming them, and what divides their counts."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from resumetrack.errors import RefusedError
from resumetrack.model import CODED_DIMENSIONS, ENTERPRISE_COUNTS, STAFF_MEASURES, STATED_RATES, Kind, Text
from resumetrack.reading.layout.meanings import meaning
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.values.asides import is_signature
from resumetrack.reading.values.numbers import USUAL_NUMBERS
from resumetrack.reading.values.statuses import DEFAULT_STATUSES
from resumetrack.reading.values.widths import one_width

if TYPE_CHECKING:
    from resumetrack.reading.layout.headers import Layout

_OPERATION = ENTERPRISE_COUNTS[1:]
_VALUES = (*ENTERPRISE_COUNTS, *STAFF_MEASURES, *STATED_RATES)
_OF_TOTALS_ALONE = frozenset((*ENTERPRISE_COUNTS, *STATED_RATES))
_OF_A_CELL = ("period", *CODED_DIMENSIONS)
_NUMBER = re.compile(r"[+-]?[\d.,\s]*\d[\d.,\s]*(?:[%‰]|[千万亿]?[人名家户个元度]?)", re.ASCII)
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


def dimensions(layout: "Layout", places: Sequence[int], rows: Sequence[Sequence[str]]) -> list[int]:
    """Give the columns that divide totals: those left of the first count that are nobody's signature and no numbers.

    A number (inhabitants, a rate, a count under a header that is not known) says something of a cell and not which cell
    it is. Only where rows could not be told apart without it does it stay: it is a code then.
    """
    division = _division(layout, places, rows)
    left = [place for place in places if place not in division.all]
    _say_left(layout, left, [place for place in division.numbers if place not in division.codes], division.codes)
    return division.dimensions


def left_dimensions(
    layout: "Layout", places: Sequence[int], kept: Sequence[int], rows: Sequence[Sequence[str]]
) -> list[int]:
    """Give the columns that would divide totals if the profile did not keep others alone."""
    return [place for place in _division(layout, places, rows).dimensions if place not in kept]


class _Division(NamedTuple):
    """The columns that may divide totals: `all` of them, those of `numbers`, and which of these are `codes`."""

    all: list[int]
    numbers: list[int]
    codes: list[int]

    @property
    def dimensions(self) -> list[int]:
        return [place for place in self.all if place not in self.numbers or place in self.codes]


def _division(layout: "Layout", places: Sequence[int], rows: Sequence[Sequence[str]]) -> _Division:
    counts = [place for name in _VALUES if isinstance(place := layout.places.get(name), int)]
    end = min((*counts, *layout.wide), default=layout.width)
    kept = [place for place in places if place < end and not is_signature(layout.header[place])]
    numbers = [place for place in kept if _holds_numbers(rows, place)]
    known = [place for name in _OF_A_CELL if isinstance(place := layout.places.get(name), int)]
    return _Division(kept, numbers, _codes(rows, [*known, *(set(kept) - set(numbers))], numbers))


def _holds_numbers(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether all that is filled in a column is numbers, percentages and amounts among them."""
    filled = [text for row in rows if not USUAL_NUMBERS.is_missing_number(text := row[place])]
    return bool(filled) and all(_NUMBER.fullmatch(one_width(text).strip()) for text in filled)


def _codes(rows: Sequence[Sequence[str]], places: Sequence[int], numbers: Sequence[int]) -> list[int]:
    """Choose the columns of whole numbers without which rows could not be told apart, from left to right."""
    codes: list[int] = []
    count = _different(rows, places)
    for place in numbers:
        if count < len(rows) and all(row[place].strip().isdecimal() or not row[place].strip() for row in rows):
            more = _different(rows, [*places, *codes, place])
            if more > count:
                codes.append(place)
                count = more
    return codes


def _different(rows: Sequence[Sequence[str]], places: Sequence[int]) -> int:
    return len({tuple(row[place].strip() for place in places) for row in rows})


def _say_left(layout: "Layout", left: Sequence[int], numbers: Sequence[int], codes: Sequence[int]) -> None:
    """Say which columns of totals are no dimensions, and why; and which are although they hold numbers."""
    named, counted, coded = (
        ", ".join(f"'{layout.header[place]}'" for place in places) for places in (left, numbers, codes)
    )
    if named:
        layout.notes.append(
            Text(
                f"columns of totals that are left out: {named}; a profile can make dimensions of them",
                f"汇总表中未使用的列：{named}；可在 profile 中声明为维度",
            )
        )
    if counted:
        layout.notes.append(
            Text(
                f"columns of numbers that are left out: {counted}; a profile can say which count they are, or make"
                " dimensions of them",
                f"未使用的数字列：{counted}；可在 profile 中声明其为何种数量，或声明为维度",
            )
        )
    if coded:
        layout.doubts.append(
            Text(
                f"{coded} holds numbers and is taken for a code, since rows could not be told apart without it;"
                " if it counts something, say so in a profile",
                f"{coded} 为数字，因无此列则无法区分各行而视为代码；如为数量，请在 profile 中声明",
            )
        )


def doubt_base(layout: "Layout") -> None:
    """Say so if totals do not tell how many enterprises operate, or tell it and not of how many."""
    stated = layout.columns
    lacking = [name for name in ("full", "partial") if name not in stated]
    if "operating" not in stated and len(lacking) == 1:
        layout.doubts.append(
            Text(
                f"no column tells '{lacking[0]}', so how many operate stays open (and how many report, if that is not"
                f" told), and there is no operating rate; name the column in a profile, or if there are none, say so:"
                f' [columns] {lacking[0]} = {{ constant = "0" }}',
                f"没有 {lacking[0]} 列，无法得知开工企业数（如无填报数列，则亦无填报企业数），也无法计算开工率；"
                f"请在 profile 中声明该列，如确无此类企业，请声明："
                f'[columns] {lacking[0]} = {{ constant = "0" }}',
            )
        )
    if stated & {"operating", "full", "partial"} and stated.isdisjoint(("enterprises", "reporting", "suspended")):
        layout.doubts.append(
            Text(
                "no column tells of how many enterprises these operate, so there is no operating rate; name it in a"
                " profile: [columns] enterprises = the column",
                "没有企业总数列，无法计算开工率；请在 profile 中声明：[columns] enterprises = 该列",
            )
        )


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
