"""What only a whole column tells: day or month first, serial dates, decimal commas, fractions for percentages.

The first rows say whether there is a question; then all rows answer it. What stays open is not guessed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import islice
from operator import itemgetter
from types import MappingProxyType

from resumetrack.errors import RefusedError
from resumetrack.model import MEASURES, Kind, Text
from resumetrack.periods import PeriodText
from resumetrack.reading.files.records import Record
from resumetrack.reading.layout.headers import Layout
from resumetrack.reading.layout.overlooked import doubts_of, notes_of
from resumetrack.reading.profiles.column_rule import BASES
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.rows.percents import digits_of
from resumetrack.reading.values.dates import LONGEST_YEAR, DateRule, serial_day, year_last
from resumetrack.reading.values.month_numbers import (
    DAY,
    MONTHS,
    format_beside,
    is_open,
    may_be_a_year,
    meaning_of_number,
    month_and_number,
)
from resumetrack.reading.values.numbers import NumberStyle
from resumetrack.reading.values.units import PERCENT, split_unit
from resumetrack.reading.values.widths import one_width

PEEKED_ROWS = 1000
_DATE_COLUMNS = ("period", "expected_resume", "valid_from", "valid_to")
_MONTHS = 12
_FEW_TIMES = 2
_DECIMAL_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:[. ]\d{3})+|\d+),\d+")
_CLEAR_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:[. ]\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d+|0,\d+)")
_CLEAR_POINT = re.compile(
    r"[+-]?(?:\d{1,3}(?:[, ]\d{3})+\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d+|0\.\d+|\d{1,3}(?:,\d{3}){2,})"
)

Cell = Callable[[list[str]], str]


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
    look = _Columns(layout, records)
    notes: list[Text] = []
    dates = {name: _dates(name, look, profile, year, notes) for name in _DATE_COLUMNS if name in layout.places}
    numbers = _numbers(look, profile, notes) if delimiter == "semicolon" else None
    style = numbers or profile.numbers
    fractions = {name: digits for name in BASES if (digits := _fraction(name, look, profile, style, notes)) is not None}
    first = _first_period(look, dates.get("period", profile.dates), year)
    notes += notes_of(layout, look.first_rows, kind, profile)
    doubts = tuple(doubts_of(layout, look.first_rows, kind, profile))
    is_text = bool(delimiter)  # the numbers of a workbook are numbers
    unclear = _unclear_point(look) if is_text and not style.stated else NO_HABITS.point_is_unclear
    return Habits(
        MappingProxyType(dates), numbers, MappingProxyType(fractions), year, first, tuple(notes), doubts, unclear
    )


class _Columns:
    """The cells of single columns: of the first rows, which are read once, or of all."""

    def __init__(self, layout: Layout, records: Callable[[], Iterator[Record]]) -> None:
        self._layout, self._records = layout, records
        self.first_rows = [cells for _, cells in islice(self._fitting(), PEEKED_ROWS)]

    def _fitting(self) -> Iterator[Record]:
        with suppress(RefusedError):  # it is met again when the rows are read
            for line, cells in self._records():
                if len(cells) >= self._layout.width:
                    yield line, cells

    @property
    def file(self) -> str:
        return self._layout.file

    def has(self, column: str) -> bool:
        return column in self._layout.places

    def header(self, column: str) -> str:
        return self._layout.sources.get(column) or column

    def _cell(self, column: str) -> Cell:
        place = self._layout.places[column]
        return (lambda cells: cells[place]) if isinstance(place, int) else place

    def first(self, column: str) -> Iterator[str]:
        """Yield the cells of the first rows."""
        return map(self._cell(column), self.first_rows)

    def numbers(self) -> Iterator[str]:
        """Yield all cells of measures, row by row, also where the table has a shape of its own."""
        values = (place for place, (what, _) in self._layout.how.items() if what == "value")
        shaped: Iterator[Cell] = map(itemgetter, (*self._layout.wide, *values))
        cells = [*(self._cell(column) for column in MEASURES if self.has(column)), *shaped]
        return (cell(row) for _, row in self._fitting() for cell in cells)

    def all(self, column: str) -> Iterator[str]:
        """Yield all cells, from a pass over the file."""
        cell = self._cell(column)
        return (cell(cells) for _, cells in self._fitting())


def _plain(text: str) -> str:
    return " ".join(one_width(text).split())


def _dates(column: str, look: _Columns, profile: Profile, year: int | None, notes: list[Text]) -> DateRule:
    """Tell how the dates of a column are written; what the profile states holds."""
    rule, header = profile.dates, look.header(column)
    if rule.lacks_year and year is None and column == "period":
        raise RefusedError(
            f"{look.file}: date_format '{rule.date_format}' has no year, and nothing else tells it",
            hint="state it in the profile: [period] year = 2020, or give a day of it with --period",
        )
    if rule.date_format:
        return rule
    if any(map(year_last, look.first(column))):
        pairs = [pair for text in look.all(column) if (pair := year_last(text))]
        day_first, month_first = (any(pair[place] > _MONTHS for pair in pairs) for place in (0, 1))
        if day_first != month_first:
            rule = replace(rule, order="dmy" if day_first else "mdy")
            first = Text("day", "日") if day_first else Text("month", "月")
            notes.append(
                Text(
                    f"the dates of '{header}' have the {first.en} first: one of its two numbers is above 12",
                    f"“{header}”的日期按{first.zh}在前读取：其中有大于 12 的数字",
                )
            )
    if any(map(may_be_a_year, look.first(column))):
        rule = replace(rule, number_is=_number_beside_month(column, look, year, notes))
    epoch = rule.epoch or 1900
    serial = next((text for text in map(_plain, look.first(column)) if serial_day(text, epoch)), "")
    if serial:
        rule, day = replace(rule, epoch=epoch), serial_day(serial, epoch)
        notes.append(
            Text(
                f"'{header}' holds serial dates of a spreadsheet (epoch {epoch}): {serial} is {day}",
                f"“{header}”含电子表格日期序号（{epoch} 年起算）：{serial} 即 {day}",
            )
        )
    return rule


def _number_beside_month(column: str, look: _Columns, year: int | None, notes: list[Text]) -> str:
    """Tell whether `Mar-20` is a day or a month; periods of which nobody can tell are refused."""
    header, texts = look.header(column), dict.fromkeys(text for text in look.all(column) if month_and_number(text))
    example = next(filter(may_be_a_year, texts))
    found = meaning_of_number(texts, year or LONGEST_YEAR)
    if found:
        is_day = found == DAY
        notes.append(
            Text(
                f"in '{header}' the number beside a month is a {found}, as in '{example.strip()}': otherwise not all of"
                " them would be dates that follow each other",
                f"“{header}”中月份旁的数字按{'日' if is_day else '年'}读取，如“{example.strip()}”：否则日期不相连续",
            )
        )
        return found
    if column == "period" and all(is_open(text) for text in look.first(column) if text.strip()):
        month, digits = month_and_number(example) or (1, "")
        name, form = MONTHS[month - 1].capitalize(), format_beside(example)
        raise RefusedError(
            f"{look.file}: '{header}' holds '{example.strip()}': {name} {int(digits)}, or {name} of the year"
            f" {digits}? Its periods do not tell",
            hint=f'say so in a profile: [period] date_format = "{form}%y" if the number is a year,'
            f' "{form}%d" if it is a day',
        )
    return ""


def _numbers(look: _Columns, profile: Profile, notes: list[Text]) -> NumberStyle | None:
    """Tell whether a file separated by semicolons writes decimal commas.

    Some column must show it, and none may speak against it.
    """
    columns = [column for column in MEASURES if look.has(column)]
    if profile.numbers.stated or not any(
        _DECIMAL_COMMA.fullmatch(_plain(text)) for column in columns for text in look.first(column)
    ):
        return None
    example = ""
    for text in (_plain(text) for column in columns for text in look.all(column)):
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


def _unclear_point(look: _Columns) -> Callable[[], bool]:
    """Return what tells whether all numbers with a point have three digits behind it, as those of thousands have.

    It goes through the file, at most once, and only as far as the first number that is clear.
    """
    return cache(lambda: not any(_CLEAR_POINT.fullmatch(_plain(text)) for text in look.numbers()))


def _fraction(column: str, look: _Columns, profile: Profile, style: NumberStyle, notes: list[Text]) -> int | None:
    """Tell how many digits a column of percentages has that holds 0.8 for 80 %; `None` if it does not."""
    rule = profile.columns.get(column)
    if not rule or not rule.percent_of or rule.fraction is False or not look.has(column):
        return None
    header = look.header(column)
    named = split_unit(header)[1]
    if not rule.fraction and named and named.dimension == PERCENT:
        return None
    texts = (style.unflagged(text) for text in look.all(column) if "%" not in _plain(text))
    values = [Decimal(number) for text in texts if (number := style.parse(text)) is not None]
    digits = max(map(digits_of, values), default=0)
    if rule.fraction:
        return digits
    most = max(values, default=Decimal(0))
    if not 0 < most <= _FEW_TIMES:
        return None
    lies_between = any(0 < value < 1 for value in values)
    if most > 1 or not lies_between:
        held = f"numbers up to {most}" if lies_between else f"no number between 0 and 1, and none above {most}"
        raise RefusedError(
            f"{look.file}: '{header}' holds {held}: fractions or percentages?",
            hint=f"say so in the profile: [columns] {column} = {{ ..., fraction = true }}, or false",
        )
    notes.append(Text(f"'{header}' holds fractions: 0.8 is 80 %", f"“{header}”为小数形式的比率：0.8 即 80%"))
    return digits


def _first_period(look: _Columns, rule: DateRule, year: int | None) -> PeriodText | None:
    """Give the first period of the rows: its grain is the panel's, and other dates without a year are near it."""
    if not look.has("period"):
        return None
    for text in look.first("period"):
        found = rule.parse(text) or rule.without_year(text, year, None)
        if found:
            return found
    return None
