"""Which days are worked, and how many of them lie between two days.

A site's own list of days counts first. For days that it does not list, one rule holds: China's calendar (weekends,
holidays and the days worked in exchange for them), Monday to Friday, or every day. China's holidays are announced
a year ahead; in years that the library `chinesecalendar` does not know, Monday to Friday are worked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from resumetrack.periods.labels import SUNDAY, Frequency, between

_SATURDAY = SUNDAY - 1


class DaySource(StrEnum):
    """Who says whether a day is worked; a calendar may rest on any of them but `SITE`."""

    SITE = "site"
    CHINA = "china"
    WEEKDAYS = "weekdays"
    EVERY_DAY = "days"


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days of a range, numbered: as many working days lie between two days as their ordinals differ.

    The ordinal of a day is the number of working days from the first of the range to it, itself included. So a
    Saturday has the ordinal of the Friday before, and the Monday after is one more. `sources` are those that were
    asked about some day of the range, in the order of `DaySource`.
    """

    ordinals: Mapping[date, int]
    sources: tuple[DaySource, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A rule and a site's own days, which go first; `listed` says of each whether it is worked."""

    rule: DaySource = DaySource.CHINA
    listed: Mapping[date, bool] = field(default_factory=dict)

    def of(self, frequency: Frequency) -> "Calendar":
        """Give the calendar that the periods of a panel are counted by: days of a daily one, else calendar days."""
        return self if frequency is Frequency.DAY else Calendar(DaySource.EVERY_DAY)

    def count(self, first: date, last: date) -> WorkingDays:
        """Number the days from `first` to `last`, both included.

        >>> from datetime import date
        >>> lunar_new_year = Calendar().count(date(2020, 1, 22), date(2020, 2, 4))
        >>> [lunar_new_year.ordinals[day] for day in (date(2020, 1, 23), date(2020, 2, 2), date(2020, 2, 3))]
        [2, 2, 3]
        """
        ordinals: dict[date, int] = {}
        asked: set[DaySource] = set()
        worked_days = 0
        for day in between(first, last, Frequency.DAY):
            worked, source = self._is_worked(day)
            worked_days += worked
            ordinals[day] = worked_days
            asked.add(source)
        return WorkingDays(ordinals, tuple(source for source in DaySource if source in asked))

    def _is_worked(self, day: date) -> tuple[bool, DaySource]:
        if day in self.listed:
            return self.listed[day], DaySource.SITE
        if self.rule is DaySource.EVERY_DAY:
            return True, DaySource.EVERY_DAY
        if self.rule is DaySource.CHINA:
            worked = _is_worked_in_china(day)
            if worked is not None:
                return worked, DaySource.CHINA
        return day.weekday() < _SATURDAY, DaySource.WEEKDAYS


def _is_worked_in_china(day: date) -> bool | None:
    """Whether China works on a day; None if its calendar of that year is not known."""
    # A twentieth of a second that only those who ask for working days should pay.
    import chinese_calendar  # type: ignore[import-untyped]

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
