"""Cells become numbers, dates and statuses; the rules that look at several cells."""

from datetime import date
from decimal import Decimal

import pytest

from resumetrack.model import Status
from resumetrack.periods import Frequency, PeriodText
from resumetrack.periods import parse as parse_period
from resumetrack.reading.rows.rules import staff_findings
from resumetrack.reading.values.dates import USUAL_DATES, DateRule, serial_day
from resumetrack.reading.values.decimal_months import month_of_one
from resumetrack.reading.values.inexact import interval
from resumetrack.reading.values.month_numbers import meaning_of_number
from resumetrack.reading.values.numbers import NumberStyle, exact
from resumetrack.reading.values.status_words import WORDS
from resumetrack.reading.values.statuses import DEFAULT_STATUSES, folded


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1), (" 1 ", 1), ("1,234", 1234), ("12,345,678.25", "12345678.25"), ("1 234", 1234),
        ("１，２３４．５", "1234.5"), ("−5", -5), ("－5", -5), ("+5", 5), ("1E3", 1000), ("1e-7", "1e-7"),
        ("999999999999", 999999999999), ("1000000000000", None), ("12,34", None), ("1,23", None), ("1,2345", None),
        (",123", None), ("1.234,5", None), ("", None), ("1%", None), ("NaN", None), ("Infinity", None), ("1_0", None),
        ("٣", None), ("1e99999", None), ("9" * 65, None), ("--1", None), ("1-", None),
        ("5²", None), ("75①", None), ("120 ①", None), ("12₁", None), ("12⒈", None), ("1,250³", None), ("①", None),
    ],
)  # fmt: skip
def test_numbers_as_offices_write_them(text: str, number: int | str | None) -> None:
    """Marks of thousands stand where they should or the text is no number."""
    expected = None if number is None else Decimal(number)
    assert NumberStyle().parse(text) == expected


@pytest.mark.parametrize(
    ("text", "is_large"),
    [("900000000000000", True), ("-1e12", True), ("1e9999", True), ("999999999999", False), ("many", False)],
)
def test_numbers_that_are_too_large_are_numbers(text: str, *, is_large: bool) -> None:
    """They are told as such."""
    assert NumberStyle().is_too_large(text) == is_large


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.234,5", "1234.5"), ("1234,5", "1234.5"), ("1,234.5", None), ("1.2345", None), ("1,5", "1.5")],
)
def test_numbers_with_a_decimal_comma(text: str, number: str | None) -> None:
    """A stated convention holds alone."""
    expected = None if number is None else Decimal(number)
    assert NumberStyle(thousands=(".",), decimal=",").parse(text) == expected


def test_numbers_without_thousands_marks() -> None:
    """A profile can forbid the marks."""
    assert NumberStyle(thousands=()).parse("1,234") is None


@pytest.mark.parametrize(
    ("number", "value", "rounded"),
    [("1.0", 1, False), ("1.50", "1.5", False), ("0.1234565", "0.123456", True), ("0.1234575", "0.123458", True)],
)
def test_numbers_are_exact_or_rounded_half_to_even(number: str, value: int | str, *, rounded: bool) -> None:
    """More than six decimals are rounded, and that is told."""
    assert exact(Decimal(number)) == (Decimal(value), rounded)


@pytest.mark.parametrize(
    ("text", "day", "grain"),
    [
        ("2020-03-28", date(2020, 3, 28), Frequency.DAY),
        ("2020/3/28 00:00:00", date(2020, 3, 28), Frequency.DAY),
        ("2020.3.28", date(2020, 3, 28), Frequency.DAY),
        ("2020 年 3 月 28 日", date(2020, 3, 28), Frequency.DAY),
        ("2020年3月28号", date(2020, 3, 28), Frequency.DAY),
        ("2020年3月", date(2020, 3, 1), Frequency.MONTH),
        ("2020年3月份", date(2020, 3, 1), Frequency.MONTH),
        ("2020年第13周", date(2020, 3, 23), Frequency.WEEK),
        ("2020年第1季度", date(2020, 1, 1), Frequency.QUARTER),
        ("2020-W13", date(2020, 3, 23), Frequency.WEEK),
        ("２０２０Q1", date(2020, 1, 1), Frequency.QUARTER),
        ("2022 Dec 25 12:00:00 AM", date(2022, 12, 25), Frequency.DAY),
        ("25 December 2022", date(2022, 12, 25), Frequency.DAY),
        ("25-Dec-2022", date(2022, 12, 25), Frequency.DAY),
        ("Dec. 25th, 2022", date(2022, 12, 25), Frequency.DAY),
        ("Sun, 25 Dec 2022", date(2022, 12, 25), Frequency.DAY),
        ("Dec 2022", date(2022, 12, 1), Frequency.MONTH),
        ("2020年3月28日（星期六）", date(2020, 3, 28), Frequency.DAY),
        ("2020年3月28日12时30分", date(2020, 3, 28), Frequency.DAY),
        ("2020-03-28T08:30:00+08:00", date(2020, 3, 28), Frequency.DAY),
    ],
)
def test_dates_as_offices_write_them(text: str, day: date, grain: Frequency) -> None:
    """A date tells its first day and how fine it is."""
    found = DateRule().parse(text)
    assert found is not None
    assert (found.day, found.grain) == (day, grain)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2020-02-30",
        "0020-03-28",
        "9999-12-31",
        "28/03/2020",
        "2020年3月28日左右",
        "43918",
        "2020-13",
        "3月28日",
        "25 Dez 2022",
        "Dec 25",
        "32 Dec 2022",
        "2020年3月²",
        "2020-03-2²",
        "2020/3/2①",
        "2020-W1²",
        "2020-03/28",
        "2" * 300,
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    """Guessing a date would put a report on the wrong day."""
    assert DateRule().parse(text) is None


def test_a_stated_format_holds_alone() -> None:
    """With day and month exchanged by a stated format nothing else is tried."""
    rule = DateRule("%d.%m.%Y")
    assert rule.parse("02.03.2020 ") is not None
    assert rule.parse("2020-03-02") is None
    assert rule.parse_day("2020-03-02") == date(2020, 3, 2)


def test_day_and_month_are_told_apart_by_the_column() -> None:
    """What the whole column says holds for each of its cells."""
    day_first, month_first = DateRule(order="dmy"), DateRule(order="mdy")
    assert day_first.parse_day("02/03/2020") == date(2020, 3, 2)
    assert month_first.parse_day("02/03/2020 08:00") == date(2020, 2, 3)
    assert day_first.parse_day("2020-03-02") == date(2020, 3, 2)
    assert month_first.parse_day("28.03.2020") is None


@pytest.mark.parametrize(
    ("text", "epoch", "day"),
    [
        ("43918", 1900, date(2020, 3, 28)), ("43918.99", 1900, date(2020, 3, 28)), ("42456", 1904, date(2020, 3, 28)),
        ("32874", 1900, date(1990, 1, 1)), ("32873", 1900, None), ("73415", 1900, date(2100, 12, 31)),
        ("73416", 1900, None), ("439180", 1900, None), ("4.4E4", 1900, None),
    ],
)  # fmt: skip
def test_serial_dates_of_both_epochs(text: str, epoch: int, day: date | None) -> None:
    """Only what is plausible is a date: 1990 to 2100."""
    assert serial_day(text, epoch) == day
    assert DateRule(epoch=epoch).parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "year", "near", "day"),
    [
        ("3月28日", 2020, None, date(2020, 3, 28)), ("３月２８号", 2020, None, date(2020, 3, 28)),
        ("3月28日 星期六", 2020, None, date(2020, 3, 28)), ("12月31日", 2021, date(2021, 1, 3), date(2020, 12, 31)),
        ("1月2日", 2020, date(2020, 12, 30), date(2021, 1, 2)), ("2月29日", None, date(2021, 3, 1), date(2020, 2, 29)),
        ("3月28日", None, None, None), ("2月30日", 2020, None, None), ("28日", 2020, None, None),
        ("28 Mar", 2020, None, date(2020, 3, 28)), ("Mar 28", 2020, None, date(2020, 3, 28)),
        ("28-March", 2020, None, date(2020, 3, 28)), ("Week 13", 2020, None, date(2020, 3, 23)),
        ("第13周", 2020, None, date(2020, 3, 23)), ("Q2", 2020, None, date(2020, 4, 1)),
        ("March", 2020, None, date(2020, 3, 1)), ("Name", 2020, None, None), ("Open 3", 2020, None, None),
        ("29 Feb", 2021, None, None), ("Week 54", 2020, None, None), ("Mar-20", 2020, None, None),
        ("Mar-20", None, date(2020, 3, 21), None), ("Mar20", 2020, None, None), ("Mar-8", 2020, None, date(2020, 3, 8)),
        ("20-Mar", 2020, None, date(2020, 3, 20)), ("Mar 20th", 2020, None, date(2020, 3, 20)),
    ],
)  # fmt: skip
def test_dates_without_a_year(text: str, year: int | None, near: date | None, day: date | None) -> None:
    """The year is the one nearest to a day that is known, else the one that is known, else there is no date."""
    found = USUAL_DATES.without_year(text, year, near)
    assert (found.day if found else None) == day


def test_a_format_without_a_year_gets_it_from_elsewhere() -> None:
    """Such a format reads nothing by itself, and only what it describes in a year."""
    rule = DateRule("%d.%b", lacks_year=True)
    assert rule.parse("29.Feb") is None
    assert [rule.in_year(text, 2020) for text in ("29.Feb", "2月29日")] == [
        PeriodText(date(2020, 2, 29), Frequency.DAY), None,
    ]  # fmt: skip
    assert rule.in_year("29.Feb", 2021) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("令和2年4月1日", "2020-04-01"), ("令和元年5月1日", "2019-05-01"), ("平成31年4月", "2019-04"),
        ("民國109年4月1日", "2020-04-01"), ("Q1 2020", "2020Q1"), ("1Q2020", "2020Q1"),
        ("2021-W1", "2021-W01"),
        ("2020 Week 37", "2020-W37"), ("Week 37 2020", "2020-W37"), ("2020-Qtr 4", "2020Q4"), ("2020 Q1", "2020Q1"),
        ("2020M04", "2020-04"), ("2020.1/4", "2020Q1"), ("2020/10-12", "2020Q4"), ("２０２０．７－９", "2020Q3"),
        ("2020-M04", "2020-04"),
    ],
)  # fmt: skip
def test_periods_as_other_offices_write_them(text: str, written: str) -> None:
    """Years of eras and of the Republic, quarters before their year, months of statistical series."""
    assert USUAL_DATES.parse(text) == parse_period(written)


@pytest.mark.parametrize(
    ("texts", "meaning"),
    [
        ("Dec-19,Jan-20,Feb-20", "year"), ("Feb 20,Jan 20,Dec 19", "year"), ("Mar-20,Jun-20,Sep-20", "year"),
        ("Mar-20,Mar-21,Mar-22", "day"), ("Mar-30,Mar-31,Apr-1", "day"), ("Mar-08,Apr-45", "year"),
        ("Mar-20", ""), ("Mar-20,Nov-20", ""), ("Feb-29,Mar-01", "day"), ("Mar-20,Mar-2", "day"),
    ],
)  # fmt: skip
def test_the_number_beside_a_month_is_told_by_the_others(texts: str, meaning: str) -> None:
    """Only one reading is possible, or only in one the periods follow each other, or nobody can tell."""
    assert meaning_of_number(texts.split(","), 2020) == meaning


@pytest.mark.parametrize(
    ("texts", "month"),
    [
        ("2020.1", "January"), ("2020.1,2020.2", "January"), ("2020.01,2020.1", "October"),
        ("2020.09,2020.1,2020.11", "October"), ("2020.1,2020.11,2020.12", "October"),
        ("2019.11,2019.12,2020.1", "January"), ("2020.1,2020.10,2020.11", "January"), ("2019.1,2020.1", "January"),
        ("2020.1,2020.12", ""), ("2020.09,2020.1,2020.10", ""), ("2020.01,2020.1,2020.2", ""),
    ],
)  # fmt: skip
def test_the_month_of_which_a_zero_may_be_lost_is_told_by_the_others(texts: str, month: str) -> None:
    """Zeros before digits, months of one digit, or November after it; else nobody can tell."""
    assert month_of_one(texts.split(",")) == month


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10-20", 10, 20), ("10～20人", 10, 20), ("10 至 20", 10, 20), ("between 1,000 and 2,000", 1000, 2000),
        (">30", 30, 30), ("≥30", 30, 30), ("30以上", 30, 30), ("more than 30", 30, 30), ("30+", 30, 30),
        ("<5", 0, 5), ("不足5人", 0, 5), ("fewer than 5", 0, 5), ("约30", 30, 30), ("30左右", 30, 30),
        ("approx. 30", 30, 30), ("300余人", 300, 300),
    ],
)  # fmt: skip
def test_inexact_numbers_are_recognised(text: str, low: int, high: int) -> None:
    """What they say is known: the least and the most they may mean."""
    assert interval(text, NumberStyle().parse) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize("text", ["30", "20-10", "-5", "1.2.3", "ten", "约", "10-", "2020-03-28", "80%-90%", "1" * 99])
def test_what_is_no_inexact_number(text: str) -> None:
    """A number that is exact, or none at all, is nothing of the sort."""
    assert interval(text, NumberStyle().parse) is None


def test_no_status_word_has_two_meanings() -> None:
    """Folded, the words of the four statuses are all different."""
    words = [folded(word) for group in WORDS.values() for word in group]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("word", ["歇业", "关停", "open 24 hours", "", "1", "是", "闭店"])
def test_words_of_two_meanings_are_not_known(word: str) -> None:
    """An office says in its profile what it means by them."""
    assert DEFAULT_STATUSES.parse(word, NumberStyle()) is None


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("營業中", Status.FULL), ("営業中", Status.FULL), ("暫停營業", Status.SUSPENDED), ("停業", Status.SUSPENDED),
        ("休業", Status.SUSPENDED), ("臨時休業", Status.SUSPENDED), ("一部営業", Status.PARTIAL),
        ("歇業", Status.CLOSED),        ("廃業", Status.CLOSED), ("閉店", Status.CLOSED),
    ],
)  # fmt: skip
def test_words_in_traditional_and_japanese_characters(word: str, status: Status) -> None:
    """They mean what they mean in simplified ones, but for those that mean more there."""
    assert DEFAULT_STATUSES.parse(word, NumberStyle()) is status


def test_a_near_word_is_suggested() -> None:
    """A typing error is recognised as one, and not accepted."""
    assert DEFAULT_STATUSES.suggest("suspeded") == "suspended"
    assert DEFAULT_STATUSES.suggest("xyz") == ""


@pytest.mark.parametrize(
    ("status", "employees", "on_duty", "codes"),
    [
        (Status.FULL, 10, 11, ("on-duty-above-employees",)),
        (Status.CLOSED, 10, 11, ("on-duty-above-employees", "status-against-staff")),
        (Status.CLOSED, None, 1, ("status-against-staff",)),
        (Status.SUSPENDED, Decimal("0.5"), Decimal("0.25"), ("status-against-staff",)),
        (Status.SUSPENDED, 0, 0, ()),
        (None, 10, 0, ()),
        (Status.PARTIAL, 10, None, ()),
    ],
)
def test_staff_is_compared_with_staff_and_status(
    status: Status | None, employees: int | None, on_duty: int | None, codes: tuple[str, ...]
) -> None:
    """Contradictions are named; a caretaker in a suspended enterprise is none."""
    assert staff_findings(status, employees, on_duty) == codes
