"""Periods: labels with an order, each written as the date of its first day.

A period of a daily panel is a day; a week is the date of its first day (Monday unless the panel says
otherwise), a month its first, a quarter the first of January, April, July or October. A range includes both
its ends. Only this room does arithmetic on periods.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONDAY = 0
SUNDAY = 6
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS_PER_QUARTER = 3
_MONTHS_PER_YEAR = 12
_LAST_DAY = date.max


class Frequency(StrEnum):
    """How often a panel is collected, and the steps figures can be pooled to."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class PeriodText:
    """A period as somebody wrote it: the first day it names and how fine it is."""

    day: date
    grain: Frequency


_PATTERNS = (
    (re.compile(r"(\d{4})[-/.]?[Qq]([1-4])"), Frequency.QUARTER),
    (re.compile(r"(\d{4})-?[Ww](\d{2})"), Frequency.WEEK),
    (re.compile(r"(\d{4})-?[Mm](\d{2})"), Frequency.MONTH),
    (re.compile(r"(\d{4})[-/.](\d{1,2})"), Frequency.MONTH),
    (re.compile(r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.)(\d{1,2})"), Frequency.DAY),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), Frequency.DAY),
    (re.compile(r"(\d{4})\. ?([1-4])/4"), Frequency.QUARTER),
    (re.compile(r"(\d{4})[./] ?([1-9]\d?) ?- ?([1-9]\d?)"), Frequency.QUARTER),
)
"""A day has one kind of separator: with two, `2020.1/4` is a quarter in Korea, and `2020/1-3` one in Japan."""


def parse(text: str) -> PeriodText | None:
    """Read `2020-03-28`, `2020/3/28`, `20200328`, `2020-W13`, `2020-03`, `2020M03` or `2020Q1`; else give None.

    A quarter is also read as `2020.1/4` and as `2020/1-3`, its months. A week is an ISO week here and comes back as
    its Monday.
    """
    stripped = text.strip()
    for pattern, grain in _PATTERNS:
        found = pattern.fullmatch(stripped)
        if found:
            try:
                return PeriodText(_first_day(grain, [int(group) for group in found.groups() if group]), grain)
            except ValueError:
                return None
    return None


def _first_day(grain: Frequency, numbers: list[int]) -> date:
    match grain:
        case Frequency.DAY:
            return date(numbers[0], numbers[1], numbers[2])
        case Frequency.WEEK:
            return date.fromisocalendar(numbers[0], numbers[1], 1)
        case Frequency.MONTH:
            return date(numbers[0], numbers[1], 1)
        case Frequency.QUARTER:
            return date(numbers[0], _first_month(*numbers[1:]), 1)


def _first_month(number: int, last_month: int | None = None) -> int:
    """Give the first month of a quarter that is told by its number, or by its first and last month."""
    if last_month is None:
        return 1 + _MONTHS_PER_QUARTER * (number - 1)
    if number % _MONTHS_PER_QUARTER != 1 or last_month != number + _MONTHS_PER_QUARTER - 1:
        raise ValueError(number, last_month)
    return number


def start(day: date, frequency: Frequency, week_start: int = MONDAY) -> date:
    """First day of the period that `day` falls in."""
    match frequency:
        case Frequency.DAY:
            return day
        case Frequency.WEEK:
            return day - timedelta(days=(day.weekday() - week_start) % 7)
        case Frequency.MONTH:
            return day.replace(day=1)
        case Frequency.QUARTER:
            return date(day.year, day.month - (day.month - 1) % _MONTHS_PER_QUARTER, 1)


def step(period: date, frequency: Frequency, count: int = 1) -> date:
    """Return the period `count` steps after `period` (before, if negative)."""
    match frequency:
        case Frequency.DAY:
            return period + timedelta(days=count)
        case Frequency.WEEK:
            return period + timedelta(weeks=count)
        case Frequency.MONTH:
            months = count
        case Frequency.QUARTER:
            months = count * _MONTHS_PER_QUARTER
    total = period.year * _MONTHS_PER_YEAR + period.month - 1 + months
    return date(total // _MONTHS_PER_YEAR, total % _MONTHS_PER_YEAR + 1, 1)


def end(period: date, frequency: Frequency) -> date:
    """Last day of the period that starts on `period`."""
    return step(period, frequency) - timedelta(days=1) if period < _LAST_DAY else period


def between(first: date, last: date, frequency: Frequency) -> Iterator[date]:
    """Every period from `first` to `last`, both included."""
    period = first
    while period <= last:
        yield period
        period = step(period, frequency)


def label(period: date, frequency: Frequency) -> str:
    """How people write the period: `2020-03-28`, `2020-03-23 (week)`, `2020-03`, `2020Q1`."""
    match frequency:
        case Frequency.DAY:
            return period.isoformat()
        case Frequency.WEEK:
            return f"{period.isoformat()} (week)"
        case Frequency.MONTH:
            return f"{period.year:04d}-{period.month:02d}"
        case Frequency.QUARTER:
            return f"{period.year:04d}Q{(period.month - 1) // _MONTHS_PER_QUARTER + 1}"


def is_finer(grain: Frequency, frequency: Frequency) -> bool:
    """Whether a text of this grain pins down one period of this frequency."""
    order = list(Frequency)
    return order.index(grain) <= order.index(frequency)
