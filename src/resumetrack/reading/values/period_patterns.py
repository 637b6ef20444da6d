"""Periods in texts beside the table: a file's name, its folder, a sheet's name, a title line, a wide header.

A regular expression finds them, by groups `year`, `month`, `day`, `week` and `quarter`, or by one group. A text that
tells month and day but no year gets its year from elsewhere, never from a guess.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from resumetrack.periods import Frequency, PeriodText
from resumetrack.reading.toml_section import Section
from resumetrack.reading.values.dates import FIRST_YEAR, LAST_YEAR, LONGEST_YEAR, USUAL_DATES, DateRule, date_rule
from resumetrack.reading.values.month_numbers import full_year
from resumetrack.reading.values.widths import one_width

_GROUPS = ({"month"}, {"month", "day"}, {"week"}, {"quarter"})
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=[年\-/._ QqWw]|(?:[01]\d){1}(?:[0-3]\d)?(?!\d)|(?!\d))")


@dataclass(frozen=True, slots=True)
class PeriodPattern:
    """How a period stands in a text: groups `year`, `month`, `day` and so on, or one group and a format."""

    pattern: re.Pattern[str]
    dates: DateRule = USUAL_DATES

    def find(self, text: str, year: int | None = None) -> PeriodText | None:
        """Read the period in a text, with this year if it tells none; `None` if it is not there."""
        found = self.pattern.search(one_width(text))
        if not found:
            return None
        parts = {key: value for key, value in found.groupdict().items() if value is not None}
        if not parts:
            inner = (found[1] if self.pattern.groups else found[0]) or ""
            return self.dates.parse(inner) or self.dates.without_year(inner, year, None)
        stated = parts.get("year") or year
        return _joined(full_year(str(stated)), parts) if stated else None

    def holds_in(self, text: str) -> bool:
        """Whether the text tells a period, though perhaps not its year."""
        return self.find(text, LONGEST_YEAR) is not None

    def beside(self, text: str) -> str:
        """Give what the text says beside the period."""
        plain = one_width(text)
        if not (found := self.pattern.search(plain)):
            return plain
        groups = range(1, self.pattern.groups + 1) if self.pattern.groups else (0,)
        spans = [found.span(group) for group in groups if found[group] is not None]
        return "".join(
            character for at, character in enumerate(plain) if not any(start <= at < end for start, end in spans)
        ).strip()

    def fits(self, text: str) -> bool:
        """Whether the text is of the form that the expression describes, whatever stands in it."""
        return bool(self.pattern.search(one_width(text)))


def _joined(year: str, parts: dict[str, str]) -> PeriodText | None:
    month, day = parts.get("month"), parts.get("day")
    if "week" in parts:
        text = f"{year}-W{parts['week']:0>2}"
    elif "quarter" in parts:
        text = f"{year}Q{parts['quarter']}"
    else:
        text = f"{year}-{month}-{day}" if day else f"{year}-{month}"
    return USUAL_DATES.parse(text)


def written(period: PeriodText) -> str:
    """Write a period as it is read again."""
    match period.grain:
        case Frequency.DAY:
            return period.day.isoformat()
        case Frequency.WEEK:
            year, week, _ = period.day.isocalendar()
            return f"{year}-W{week:02d}"
        case Frequency.MONTH:
            return f"{period.day.year}-{period.day.month:02d}"
        case Frequency.QUARTER:
            return f"{period.day.year}Q{(period.day.month + 2) // 3}"


def year_in(texts: Iterable[str]) -> int | None:
    """Give the year of the first text that tells exactly one."""
    for text in texts:
        years = {int(found[1]) for found in _YEAR.finditer(one_width(text))}
        if len(years) == 1:
            return years.pop()
    return None


def period_pattern(section: Section, key: str, dates_in: Section) -> PeriodPattern | None:
    """Read a pattern that tells a period; `dates_in` has its `date_format`."""
    pattern = section.pattern(key)
    if pattern is None:
        return None
    names = set(pattern.groupindex)
    if names - {"year"} not in _GROUPS and (names or pattern.groups != 1):
        raise section.error(
            key,
            f"'{pattern.pattern}' does not say where the period is",
            "name its groups: (?P<year>\\d{4})(?P<month>\\d\\d)(?P<day>\\d\\d), or use one group and date_format",
        )
    return PeriodPattern(pattern, date_rule(dates_in))


def stated_year(section: Section) -> int | None:
    """Read `year` of [period]."""
    if "year" not in section:
        return None
    year = section.count("year", LAST_YEAR)
    if year < FIRST_YEAR:
        raise section.error("year", f"{year} is not a year from {FIRST_YEAR} to {LAST_YEAR}")
    return year
