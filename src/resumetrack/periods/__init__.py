"""Periods and days: labels with an order, arithmetic on them, and which days are worked."""

from resumetrack.periods.labels import (
    MONDAY,
    SUNDAY,
    WEEKDAYS,
    Frequency,
    PeriodText,
    between,
    end,
    is_finer,
    label,
    parse,
    start,
    step,
)
from resumetrack.periods.working_days import Calendar, DaySource, WorkingDays

__all__ = [
    "MONDAY",
    "SUNDAY",
    "WEEKDAYS",
    "Calendar",
    "DaySource",
    "Frequency",
    "PeriodText",
    "WorkingDays",
    "between",
    "end",
    "is_finer",
    "label",
    "parse",
    "start",
    "step",
]
