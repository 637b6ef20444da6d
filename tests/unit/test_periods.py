"""Periods are labels with an order, written as the date of their first day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumetrack import periods
from resumetrack.periods import Frequency

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
FREQUENCIES = st.sampled_from(list(Frequency))
WEEKDAYS = st.integers(0, 6)


@pytest.mark.parametrize(
    ("text", "day", "grain"),
    [
        ("2020-03-28", date(2020, 3, 28), Frequency.DAY),
        (" 2020/3/28 ", date(2020, 3, 28), Frequency.DAY),
        ("2020.3.8", date(2020, 3, 8), Frequency.DAY),
        ("20200328", date(2020, 3, 28), Frequency.DAY),
        ("2020-W13", date(2020, 3, 23), Frequency.WEEK),
        ("2020W53", date(2020, 12, 28), Frequency.WEEK),
        ("2020-03", date(2020, 3, 1), Frequency.MONTH),
        ("2020/3", date(2020, 3, 1), Frequency.MONTH),
        ("2020Q1", date(2020, 1, 1), Frequency.QUARTER),
        ("2020-q4", date(2020, 10, 1), Frequency.QUARTER),
        ("2020.1/4", date(2020, 1, 1), Frequency.QUARTER),
        ("2020. 4/4", date(2020, 10, 1), Frequency.QUARTER),
        ("2020/1-3", date(2020, 1, 1), Frequency.QUARTER),
        ("2020.7-9", date(2020, 7, 1), Frequency.QUARTER),
        ("2020/10-12", date(2020, 10, 1), Frequency.QUARTER),
        ("2020/ 4- 6", date(2020, 4, 1), Frequency.QUARTER),
    ],
)
def test_parse_reads_what_people_write(text: str, day: date, grain: Frequency) -> None:
    """Each usual way of writing a day, week, month or quarter gives its first day and how fine it is."""
    assert periods.parse(text) == periods.PeriodText(day, grain)


@pytest.mark.parametrize(
    "text",
    [
        "", "today", "2020-02-30", "2021-W53", "2020Q5", "2020-13", "28/03/2020", "2020-03-28T00:00", "1.5",
        "2020.5/4", "2020/1-4", "2020.2-4", "2020/10-28", "2020-03/28", "2020/03-28", "2020.3/28", "2020-1/4",
    ],
)  # fmt: skip
def test_parse_gives_none_for_anything_else(text: str) -> None:
    """What is no period, or no day of the calendar, is None and never an error."""
    assert periods.parse(text) is None


@given(DAYS, FREQUENCIES, WEEKDAYS)
def test_start_and_end_hold_the_day(day: date, frequency: Frequency, week_start: int) -> None:
    """A day lies in its own period, and the period starts where it says."""
    first = periods.start(day, frequency, week_start)
    assert first <= day <= periods.end(first, frequency)
    assert periods.start(first, frequency, week_start) == first


@given(DAYS, FREQUENCIES, st.integers(-40, 40))
def test_step_goes_back_the_way_it_came(day: date, frequency: Frequency, count: int) -> None:
    """Stepping there and back ends where it began; the next period starts the day after the end."""
    first = periods.start(day, frequency)
    assert periods.step(periods.step(first, frequency, count), frequency, -count) == first
    assert periods.step(first, frequency) == periods.end(first, frequency) + timedelta(days=1)


@given(DAYS, FREQUENCIES, st.integers(0, 30))
def test_between_counts_both_ends(day: date, frequency: Frequency, count: int) -> None:
    """A range includes both its ends and has one period per step."""
    first = periods.start(day, frequency)
    last = periods.step(first, frequency, count)
    found = list(periods.between(first, last, frequency))
    assert (found[0], found[-1], len(found)) == (first, last, count + 1)


def test_weeks_start_where_the_panel_says() -> None:
    """Sunday 25 December 2022 starts a week of its own where weeks start on Sunday."""
    sunday = date(2022, 12, 25)
    assert periods.start(sunday, Frequency.WEEK, periods.SUNDAY) == sunday
    assert periods.start(sunday, Frequency.WEEK) == date(2022, 12, 19)


@pytest.mark.parametrize(
    ("frequency", "label"),
    [
        (Frequency.DAY, "2020-04-01"),
        (Frequency.WEEK, "2020-04-01 (week)"),
        (Frequency.MONTH, "2020-04"),
        (Frequency.QUARTER, "2020Q2"),
    ],
)
def test_labels(frequency: Frequency, label: str) -> None:
    """A period is shown as people write it."""
    assert periods.label(date(2020, 4, 1), frequency) == label


def test_is_finer_orders_the_grains() -> None:
    """A day pins down a month, a month does not pin down a day."""
    assert periods.is_finer(Frequency.DAY, Frequency.MONTH)
    assert not periods.is_finer(Frequency.MONTH, Frequency.DAY)
