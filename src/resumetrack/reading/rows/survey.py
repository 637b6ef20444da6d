"""What only a whole column tells: day or month first, serial dates, decimal commas, fractions for percentages.

The first rows say whether there is a question; then all rows answer it. What stays open is not guessed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from resumetrack.errors import RefusedError
from resumetrack.model import MEASURES, Kind, Text
from resumetrack.periods import PeriodText
from resumetrack.reading.files.records import Record
from resumetrack.reading.layout.headers import Layout
from resumetrack.reading.layout.overlooked import doubts_of, notes_of
from resumetrack.reading.profiles.column_rule import BASES
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.rows.date_habits import date_habits
from resumetrack.reading.rows.percents import digits_of
from resumetrack.reading.rows.whole_columns import Columns
from resumetrack.reading.values.dates import DateRule
from resumetrack.reading.values.numbers import NumberStyle
from resumetrack.reading.values.units import PERCENT, split_unit
from resumetrack.reading.values.widths import one_line

_DATE_COLUMNS = ("period", "expected_resume", "valid_from", "valid_to")
_FEW_TIMES, _FAR_ABOVE = 2, 5
_DECIMAL_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:[. ]\d{3})+|\d+),\d+")
_CLEAR_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:[. ]\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d+|0,\d+)")
_CLEAR_POINT = re.compile(
    r"[+-]?(?:\d{1,3}(?:[, ]\d{3})+\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d+|0\.\d+|\d{1,3}(?:,\d{3}){2,})"
)


@dataclass(frozen=True, slots=True)
class Habits:
    """How one file writes what a profile left open; `fractions` are columns of 0.8 for 80 %, with their digits."""

    dates: Mapping[str, DateRule] = field(default_factory=lambda: MappingProxyType({}))
    numbers: NumberStyle | None = None
    fractions: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    year: int | None = None
    first: PeriodText | None = None
    notes: tuple[Text, ...] = ()
    doubts: tuple[Text, ...] = ()
    point_is_unclear: Callable[[], bool] = field(default=lambda: False, repr=False, compare=False)
    """Whether a point before three digits may as well mark thousands; asked when such a number is met."""


NO_HABITS = Habits()


def survey(
    layout: Layout,
    records: Callable[[], Iterator[Record]],
    profile: Profile,
    *,
    kind: Kind,
    delimiter: str,
    year: int | None,
) -> Habits:
    """Look at whole columns where single cells leave a question open.

    Parameters
    ----------
    records
        Starts the records under the header anew.
    year
        For dates that tell none.

    Raises
    ------
    RefusedError
        If a column of percentages may as well be one of fractions, or periods are to have a year that nothing tells.
    """
    look = Columns(layout, records)
    notes: list[Text] = []
    dates = {name: date_habits(name, look, profile, year, notes) for name in _DATE_COLUMNS if name in layout.places}
    numbers = _numbers(look, profile, notes) if delimiter == "semicolon" else None
    style = numbers or profile.numbers
    said = _Said(notes, [])
    found = {name: _fraction(name, look, profile, style, said) for name in BASES}
    fractions = {name: digits for name, digits in found.items() if digits is not None}
    first = _first_period(look, dates.get("period", profile.dates), year)
    notes += notes_of(layout, look.first_rows, kind, profile)
    doubts = (*doubts_of(layout, look.first_rows, kind, profile), *said.doubts)
    is_text = bool(delimiter)  # the numbers of a workbook are numbers
    unclear = _unclear_point(look) if is_text and not style.stated else NO_HABITS.point_is_unclear
    return Habits(
        MappingProxyType(dates), numbers, MappingProxyType(fractions), year, first, tuple(notes), doubts, unclear
    )


def _numbers(look: Columns, profile: Profile, notes: list[Text]) -> NumberStyle | None:
    """Tell whether a file separated by semicolons writes decimal commas.

    Some column must show it, and none may speak against it.
    """
    columns = [column for column in MEASURES if look.has(column)]
    if profile.numbers.stated or not any(
        _DECIMAL_COMMA.fullmatch(one_line(text)) for column in columns for text in look.first(column)
    ):
        return None
    example = ""
    for text in (one_line(text) for column in columns for text in look.all(column)):
        if _CLEAR_POINT.fullmatch(text):
            return None
        if not example and _CLEAR_COMMA.fullmatch(text):
            example = text
    if not example:
        return None
    notes.append(
        Text(f"numbers are read with a decimal comma, as in {example}", f"数字按逗号为小数点读取，如 {example}")
    )
    return replace(profile.numbers, decimal=",", thousands=(".", " "))


def _unclear_point(look: Columns) -> Callable[[], bool]:
    """Return what tells whether all numbers with a point have three digits behind it, as those of thousands have.

    It goes through the file, at most once, and only as far as the first number that is clear.
    """
    return cache(lambda: not any(_CLEAR_POINT.fullmatch(one_line(text)) for text in look.numbers()))


@dataclass(frozen=True, slots=True)
class _Said:
    """What there is to say of the columns that were looked at so far."""

    notes: list[Text]
    doubts: list[Text]


def _fraction(column: str, look: Columns, profile: Profile, style: NumberStyle, said: _Said) -> int | None:
    """Tell how many digits a column of percentages has that holds 0.8 for 80 %; `None` if it does not."""
    rule = profile.columns.get(column)
    if not rule or not rule.percent_of or rule.fraction is False or not look.has(column):
        return None
    header = look.header(column)
    texts = (style.unflagged(text) for text in look.all(column) if "%" not in one_line(text))
    values = [Decimal(number) for text in texts if (number := style.parse(text)) is not None]
    digits = max(map(digits_of, values), default=0)
    if rule.fraction:
        return digits
    said.doubts.extend(_mixed_scales(header, values))
    named = split_unit(header)[1]
    most = max(values, default=Decimal(0))
    if (named and named.dimension == PERCENT) or not 0 < most <= _FEW_TIMES:
        return None
    lies_between = any(0 < value < 1 for value in values)
    if most > 1 or not lies_between:
        held = f"numbers up to {most}" if lies_between else f"no number between 0 and 1, and none above {most}"
        raise RefusedError(
            f"{look.file}: '{header}' holds {held}: fractions or percentages?",
            hint=f"say so in the profile: [columns] {column} = {{ ..., fraction = true }}, or false",
        )
    said.notes.append(Text(f"'{header}' holds fractions: 0.8 is 80 %", f"“{header}”为小数形式的比率：0.8 即 80%"))
    return digits


def _mixed_scales(header: str, values: Sequence[Decimal]) -> Iterator[Text]:
    """Say so if percentages are below 1 or far above it and never between, as if some of them were fractions."""
    small, others = [value for value in values if 0 < value < 1], [value for value in values if value >= 1]
    if small and others and min(others) >= _FAR_ABOVE:
        yield Text(
            f"'{header}' holds {small[0]} ({len(small):,} of its numbers are below 1) and {others[0]}: all are read as"
            f" percentages, {small[0]} as {small[0]} %; if it is a fraction, have the file written in one way",
            f"“{header}”中既有 {small[0]}（小于 1 的共 {len(small):,} 个）又有 {others[0]}：一律按百分比读取，"
            f"{small[0]} 即 {small[0]}%；如为小数形式，请统一写法",
        )


def _first_period(look: Columns, rule: DateRule, year: int | None) -> PeriodText | None:
    """Give the first period of the rows: its grain is the panel's, and other dates without a year are near it."""
    if not look.has("period"):
        return None
    for text in look.first("period"):
        found = rule.parse(text) or rule.without_year(text, year, None)
        if found:
            return found
    return None
