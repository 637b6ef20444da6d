"""Dates and periods as offices write them; arithmetic on periods stays in `resumetrack.periods`."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from resumetrack import periods
from resumetrack.periods import Frequency, PeriodText
from resumetrack.reading.toml_section import Section

FIRST_YEAR, LAST_YEAR = 1900, 2199
_TIME = re.compile(r"(?<=\d)(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\s?[AaPp][Mm])?$")
_CHINESE = (
    (re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?"), "{0}-{1}-{2}"),
    (re.compile(r"(\d{4})年(\d{1,2})月份?"), "{0}-{1}"),
    (re.compile(r"(\d{4})年第?(\d{1,2})周"), "{0}-W{1:0>2}"),
    (re.compile(r"(\d{4})年第?([1-4])季度?"), "{0}Q{1}"),
)
_DAY_DIRECTIVES = ("%d", "%j", "%x", "%c", "%D", "%u", "%w", "%a", "%A")
_MONTH_DIRECTIVES = ("%m", "%b", "%B")
_YEAR_DIRECTIVES = ("%Y", "%y", "%G", "%x", "%c", "%D")


@dataclass(frozen=True, slots=True)
class DateRule:
    """How the dates of a file are written: a `strptime` format and its grain, or the usual ways."""

    date_format: str | None = None
    grain: Frequency = Frequency.DAY

    def parse(self, text: str) -> PeriodText | None:
        """Read a date or period; `None` if it is none."""
        plain = " ".join(unicodedata.normalize("NFKC", text).split())
        found = self._by_format(plain) if self.date_format else _usual(plain)
        return found if found and FIRST_YEAR <= found.day.year <= LAST_YEAR else None

    def parse_day(self, text: str) -> date | None:
        """Read a date that is not the period: written in the usual ways or in the file's own."""
        found = self.parse(text) or USUAL_DATES.parse(text)
        return found.day if found and found.grain is Frequency.DAY else None

    def _by_format(self, plain: str) -> PeriodText | None:
        try:
            return PeriodText(datetime.strptime(plain, self.date_format or "").date(), self.grain)  # noqa: DTZ007
        except (ValueError, OverflowError):
            return None


USUAL_DATES = DateRule()


def _usual(plain: str) -> PeriodText | None:
    compact = plain.replace(" ", "") if "年" in plain else _TIME.sub("", plain)
    for pattern, form in _CHINESE:
        found = pattern.match(compact)
        if found and not _TIME.sub("", "0 " + compact[found.end() :]).removeprefix("0").strip():
            return periods.parse(form.format(*found.groups()))
    return periods.parse(compact)


@dataclass(frozen=True, slots=True)
class FileNameRule:
    """How the period of a file stands in its name: groups `year`, `month`, `day`, or one group and a format."""

    pattern: re.Pattern[str]
    dates: DateRule

    def find(self, name: str) -> PeriodText | None:
        """Read the period in a file's name; `None` if it is not there."""
        found = self.pattern.search(name)
        if not found:
            return None
        parts = {key: value for key, value in found.groupdict().items() if value is not None}
        if "year" not in parts:
            return self.dates.parse(found[1] or "")
        year, month, day = parts["year"], parts.get("month"), parts.get("day")
        if "week" in parts:
            text = f"{year}-W{parts['week']:0>2}"
        elif "quarter" in parts:
            text = f"{year}Q{parts['quarter']}"
        else:
            text = f"{year}-{month}-{day}" if day else f"{year}-{month}"
        return USUAL_DATES.parse(text)


def date_rule(section: Section) -> DateRule:
    """Read `date_format` of [period]."""
    stated = section.text("date_format")
    if stated is None:
        return USUAL_DATES
    date_format = " ".join(unicodedata.normalize("NFKC", stated).split())
    if not any(directive in date_format for directive in _YEAR_DIRECTIVES):
        raise section.error("date_format", f"'{stated}' has no year", 'write it as "%d/%m/%Y"')
    if any(directive in date_format for directive in _DAY_DIRECTIVES):
        grain = Frequency.DAY
    elif any(directive in date_format for directive in _MONTH_DIRECTIVES):
        grain = Frequency.MONTH
    else:
        raise section.error("date_format", f"'{stated}' has no month", 'write it as "%d/%m/%Y" or "%Y %b"')
    rule = DateRule(date_format, grain)
    try:
        written = date(2020, 3, 28).strftime(date_format)
        datetime.strptime(written, date_format)  # noqa: DTZ007
    except ValueError as error:
        raise section.error("date_format", f"'{stated}' is not a date format: {error}") from error
    return rule


def file_name_rule(section: Section) -> FileNameRule | None:
    """Read `file_name` of [period]."""
    pattern = section.pattern("file_name")
    if pattern is None:
        return None
    names = set(pattern.groupindex)
    known = ({"year", "month"}, {"year", "month", "day"}, {"year", "week"}, {"year", "quarter"})
    if names not in known and (names or pattern.groups != 1):
        raise section.error(
            "file_name",
            f"'{pattern.pattern}' does not say where the period is",
            "name its groups: (?P<year>\\d{4})(?P<month>\\d\\d)(?P<day>\\d\\d), or use one group and date_format",
        )
    return FileNameRule(pattern, date_rule(section))
