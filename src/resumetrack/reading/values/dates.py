"""Dates and periods as offices write them; arithmetic on periods stays in `resumetrack.periods`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from resumetrack import periods
from resumetrack.periods import Frequency, PeriodText
from resumetrack.reading.toml_section import Section
from resumetrack.reading.values.decimal_months import as_october
from resumetrack.reading.values.month_numbers import DAY, MONTH_OF, YEAR, as_month, is_open
from resumetrack.reading.values.widths import one_line

FIRST_YEAR, LAST_YEAR = 1900, 2199
_LENGTH_LIMIT = 200
FIRST_SERIAL_YEAR, LAST_SERIAL_YEAR = 1990, 2100
EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
_TIME = re.compile(r"(?<=\d)(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}|\s?[AaPp][Mm])?$")
_CHINESE_TIME = re.compile(r"\d{1,2}[时点](?:\d{1,2}分(?:\d{1,2}秒)?|整)?$")
_WEEKDAY = re.compile(
    r"\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?$"
    r"|^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+",
    re.IGNORECASE,
)
_TYPED = re.compile(r"(\d{4}-\d{2}-\d{2})(?: \d{2}:\d{2}:\d{2})?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_WORD = r"(?P<m>[A-Za-z]{3,9})\.?"
_WITH_WORDS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"(?P<y>\d{{4}})[ -]{_WORD}[ -](?P<d>\d{{1,2}})",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]{_WORD},?[ -](?P<y>\d{{4}})",
        rf"{_WORD}[ -](?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[ -](?P<y>\d{{4}})",
        rf"{_WORD},?[ -](?P<y>\d{{4}})",
        rf"(?P<y>\d{{4}})[ -]{_WORD}",
    )
)
_YEARLESS = tuple(
    (re.compile(pattern, re.ASCII | re.IGNORECASE), form)
    for pattern, form in (
        (r"(\d{1,2})月(\d{1,2})[日号]?", "{year}-{0}-{1}"),
        (r"(\d{1,2})月份?", "{year}-{0}"),
        (r"(\d{1,2})(?:st|nd|rd|th)?[ -]?([A-Z]{3,9})\.?", "{0} {1} {year}"),
        (r"([A-Z]{3,9})\.?[ -]?(\d{1,2})(?:st|nd|rd|th)?", "{1} {0} {year}"),
        (r"([A-Z]{3,9})\.?", "{0} {year}"),
        (r"(?:第|week ?|w)(\d{1,2})周?", "{year}-W{0:0>2}"),
        (r"(?:第|quarter ?|q)([1-4])(?:季度?)?", "{year}Q{0}"),
    )
)
_ERA = re.compile(r"(令和|平成|昭和|(?:中华|中華)?(?:民国|民國))(元|\d{1,3})年")
_ERA_BEGINS = {"令和": 2019, "平成": 1989, "昭和": 1926}
_REPUBLIC = 1912
_WEEK, _QUARTER = r"(?:W|Wk|Week)[ .-]?(?P<week>\d{1,2})", r"(?:Q|Qtr|Quarter)[ .-]?(?P<quarter>[1-4])"
_PARTS_OF_A_YEAR = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        rf"(?P<year>\d{{4}})[ ,/-]*(?:{_WEEK}|{_QUARTER})",
        rf"(?:{_WEEK}(?=[ ,/-])|{_QUARTER}|(?P<before>[1-4])Q)[ ,/-]*(?P<year>\d{{4}})",
    )
)
_CHINESE = (
    (re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?"), "{0}-{1}-{2}"),
    (re.compile(r"(\d{4})年(\d{1,2})月份?"), "{0}-{1}"),
    (re.compile(r"(\d{4})年第?(\d{1,2})周"), "{0}-W{1:0>2}"),
    (re.compile(r"(\d{4})年第?([1-4])季度?"), "{0}Q{1}"),
)
_DAY_DIRECTIVES = ("%d", "%j", "%x", "%c", "%D", "%u", "%w", "%a", "%A")
_MONTH_DIRECTIVES = ("%m", "%b", "%B")
_YEAR_DIRECTIVES = ("%Y", "%y", "%G", "%x", "%c", "%D")
LONGEST_YEAR = 2020
"""A year that has every day and week that a year can have: a 29 February and a week 53."""


@dataclass(frozen=True, slots=True)
class DateRule:
    """How the dates of a file are written: a `strptime` format and its grain, or the usual ways.

    A format that `lacks_year` gets the year from elsewhere, as 3月28日 does.

    `order` is `dmy` or `mdy` where the year stands last; `epoch` is 1900 or 1904 where serial numbers of a
    spreadsheet are dates; `number_is` tells what 20 is in `Mar-20`, a day or a year; with `lost_zeros` 2020.1 is
    October. None of them is guessed from one cell: the reading of a whole column says so. In a sheet dates are
    `typed`: they have no format, and come as 2020-03-28 whatever that of the texts beside them is.
    """

    date_format: str | None = None
    grain: Frequency = Frequency.DAY
    order: str = ""
    epoch: int | None = None
    typed: bool = False
    lacks_year: bool = False
    number_is: str = ""
    lost_zeros: bool = False

    def parse(self, text: str) -> PeriodText | None:
        """Read a date or period; `None` if it is none."""
        if len(text) > _LENGTH_LIMIT:
            return None
        plain = one_line(text)
        if self.date_format:
            found = (_typed(plain) if self.typed else None) or self._by_format(plain)
        else:
            found = self._by_month(plain) or _usual(plain) or self._by_order(plain) or self._by_epoch(plain)
        return found if found and FIRST_YEAR <= found.day.year <= LAST_YEAR else None

    def parse_day(self, text: str) -> date | None:
        """Read a date that is not the period: written in the usual ways or in the file's own."""
        found = self.parse(text) or USUAL_DATES.parse(text)
        return found.day if found and found.grain is Frequency.DAY else None

    def _by_order(self, plain: str) -> PeriodText | None:
        found = _YEAR_LAST.fullmatch(_TIME.sub("", plain)) if self.order else None
        if not found:
            return None
        day, month = (found[1], found[3]) if self.order == "dmy" else (found[3], found[1])
        return periods.parse(f"{found[4]}-{month}-{day}")

    def _by_epoch(self, plain: str) -> PeriodText | None:
        day = serial_day(plain, self.epoch) if self.epoch else None
        return PeriodText(day, Frequency.DAY) if day else None

    def _by_month(self, plain: str) -> PeriodText | None:
        october = as_october(plain) if self.lost_zeros else None
        return october or (as_month(plain) if self.number_is == YEAR else None)

    def _by_format(self, plain: str, year: int | None = None) -> PeriodText | None:
        text, date_format = plain, self.date_format or ""
        if self.lacks_year:
            text, date_format = f"{year} {plain}", f"%Y {date_format}"
        try:
            return PeriodText(datetime.strptime(text, date_format).date(), self.grain)  # noqa: DTZ007
        except (ValueError, OverflowError):
            return None

    def in_year(self, text: str, year: int) -> PeriodText | None:
        """Read a date that tells no year as one of this year; `None` if it is none, or none of this year."""
        if len(text) > _LENGTH_LIMIT:
            return None
        plain = one_line(text)
        if is_open(plain) and self.number_is != DAY and not self.date_format:
            return None
        return self._by_format(plain, year) if self.lacks_year else _yearless(plain, year)

    def without_year(self, text: str, year: int | None, near: date | None) -> PeriodText | None:
        """Read 3月28日: in the year that is nearest to a day, or in a year known from elsewhere."""
        years = (near.year - 1, near.year, near.year + 1) if near else (year,) if year else ()
        candidates = [period for one in years if (period := self.in_year(text, one))]
        return min(candidates, key=lambda period: abs((period.day - near).days) if near else 0, default=None)


USUAL_DATES = DateRule()


def _typed(plain: str) -> PeriodText | None:
    found = _TYPED.fullmatch(plain)
    return periods.parse(found[1]) if found else None


def serial_day(text: str, epoch: int) -> date | None:
    """Read the number of a day as spreadsheets count them, from 1990 to 2100 only."""
    found = _SERIAL.fullmatch(text)
    day = EPOCHS[epoch] + timedelta(days=int(found[1])) if found else None
    return day if day and FIRST_SERIAL_YEAR <= day.year <= LAST_SERIAL_YEAR else None


def year_last(text: str) -> tuple[int, int] | None:
    """Give the first two numbers of 28/03/2020; `None` for any other text."""
    found = _YEAR_LAST.fullmatch(_TIME.sub("", one_line(text)))
    return (int(found[1]), int(found[3])) if found else None


def _yearless(plain: str, year: int) -> PeriodText | None:
    compact = _CHINESE_TIME.sub("", _WEEKDAY.sub("", plain.replace(" ", "") if not plain.isascii() else plain))
    for pattern, form in _YEARLESS:
        found = pattern.fullmatch(compact)
        if found and (period := _usual(form.format(*found.groups(), year=year))):
            return period
    return None


def _with_words(plain: str) -> PeriodText | None:
    for pattern in _WITH_WORDS:
        found = pattern.fullmatch(plain)
        if found:
            parts = found.groupdict()
            month = MONTH_OF.get(parts["m"].casefold())
            return periods.parse("-".join((parts["y"], f"{month}", *filter(None, [parts.get("d")])))) if month else None
    return None


def _usual(plain: str) -> PeriodText | None:
    plain = _ERA.sub(_of_era, _WEEKDAY.sub("", plain))
    compact = _CHINESE_TIME.sub("", plain.replace(" ", "")) if "年" in plain else _TIME.sub("", plain)
    if compact[:3].isalpha() or compact[-3:].isalpha() or " " in compact or compact.count("-") > 1:
        found_words = _with_words(compact)
        if found_words:
            return found_words
    for pattern, form in _CHINESE:
        found = pattern.match(compact)
        if found and not _TIME.sub("", "0 " + compact[found.end() :]).removeprefix("0").strip():
            return periods.parse(form.format(*found.groups()))
    return periods.parse(_part_of_a_year(compact) or compact)


def _part_of_a_year(compact: str) -> str:
    """Write a week or a quarter with its year (2021-W1, Week 37 2020, 2020 Qtr 4) in the usual way, if it is one."""
    found = next(filter(None, (pattern.fullmatch(compact) for pattern in _PARTS_OF_A_YEAR)), None)
    if found is None:
        return ""
    parts = found.groupdict()
    if parts["week"]:
        return f"{parts['year']}-W{parts['week']:0>2}"
    return f"{parts['year']}Q{parts['quarter'] or parts['before']}"


def _of_era(found: re.Match[str]) -> str:
    """Write the year of an era (令和2年) or of the Republic (民國109年) as a year of ours."""
    number = 1 if found[2] == "元" else int(found[2])
    return f"{_ERA_BEGINS.get(found[1], _REPUBLIC) + number - 1}年"


def date_rule(section: Section) -> DateRule:
    """Read `date_format` of [period]."""
    stated, epoch = section.text("date_format"), section.anything("excel_epoch")
    if epoch is not None and epoch not in EPOCHS:
        raise section.error("excel_epoch", f"{epoch} is neither 1900 nor 1904", "without quotes")
    if stated is None:
        return DateRule(epoch=epoch) if isinstance(epoch, int) else USUAL_DATES
    date_format = one_line(stated)
    lacks_year = not any(directive in date_format for directive in _YEAR_DIRECTIVES)
    if any(directive in date_format for directive in _DAY_DIRECTIVES):
        grain = Frequency.DAY
    elif any(directive in date_format for directive in _MONTH_DIRECTIVES):
        grain = Frequency.MONTH
    else:
        raise section.error("date_format", f"'{stated}' has no month", 'write it as "%d/%m/%Y" or "%Y %b"')
    rule = DateRule(date_format, grain, lacks_year=lacks_year)
    tried = f"%Y {date_format}" if lacks_year else date_format
    try:
        datetime.strptime(date(2020, 3, 28).strftime(tried), tried)  # noqa: DTZ007
    except ValueError as error:
        raise section.error("date_format", f"'{stated}' is not a date format: {error}") from error
    return rule
