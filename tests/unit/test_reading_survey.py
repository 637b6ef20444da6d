"""What only a whole column tells: the number beside a month, October without its zero."""

from datetime import date

import pytest

from resumetrack.errors import RefusedError
from resumetrack.model import Delivery, Kind, TotalsRow
from resumetrack.reading import Source, read
from resumetrack.reading.profiles.profile import parse_profile

TITLE = '"Open businesses, 2020"\n'


def deliver(text: str, profile: str = "", period: date | None = None) -> Delivery:
    rules = parse_profile(profile.encode(), "p.toml") if profile else None
    return read(
        Source("f.csv", data=text.encode()), kind=Kind.REPORT, profile=rules, period=period, frequency=None,
        week_start=None, today=date(2020, 12, 31),
    )  # fmt: skip


def periods_of(*cells: str, title: str = TITLE, profile: str = "", period: date | None = None) -> list[str]:
    rows = "".join(f"{cell},A,100,{50 + place}\n" for place, cell in enumerate(cells))
    delivery = deliver(f"{title}month,region,enterprises,operating\n{rows}", profile, period)
    return [str(row.period) for row in delivery.rows if isinstance(row, TotalsRow)]


@pytest.mark.parametrize("title", [TITLE, ""])
def test_months_and_years_of_two_digits_stay_months_when_a_year_is_known(title: str) -> None:
    """Spreadsheets write December 2019 as Dec-19, which is no 19 December 2020."""
    assert periods_of("Dec-19", "Jan-20", "Feb-20", title=title) == ["2019-12-01", "2020-01-01", "2020-02-01"]


def test_days_that_follow_each_other_are_days() -> None:
    """As months they would be a year apart."""
    assert periods_of("Mar-30", "Mar-31", "Apr-01") == ["2020-03-30", "2020-03-31", "2020-04-01"]


@pytest.mark.parametrize("period", [None, date(2020, 3, 20)])
def test_what_may_be_a_day_or_a_month_is_refused(period: date | None) -> None:
    """One period alone tells nothing; the profile does."""
    with pytest.raises(RefusedError, match="holds 'Mar-20': March 20, or March of the year 20"):
        periods_of("Mar-20", "Mar-20", period=period)
    assert periods_of("Mar-20", profile='[period]\ndate_format = "%b-%y"\n') == ["2020-03-01"]
    assert periods_of("Mar-20", profile='[period]\ndate_format = "%b-%d"\n') == ["2020-03-20"]


def test_the_number_after_a_blank_is_a_day_unless_the_column_speaks_against_it() -> None:
    """People write Mar 20 for a day, and Jan 20, Feb 20 for months."""
    assert periods_of("Mar 20") == ["2020-03-20"]
    assert periods_of("Jan 20", "Feb 20") == ["2020-01-01", "2020-02-01"]


def test_october_whose_zero_was_lost_is_october() -> None:
    """Also if it stands far below, as in a file of many regions."""
    cells = [*["2020.01"] * 2000, "2020.1"]
    assert periods_of(*cells, title="")[-1] == "2020-10-01"


def test_a_month_that_may_be_january_or_october_is_refused() -> None:
    """Unless the profile says that it is January."""
    with pytest.raises(RefusedError, match=r"holds '2020\.1': January, or October"):
        periods_of("2020.1", "2020.12", title="")
    stated = '[period]\ndate_format = "%Y.%m"\n'
    assert periods_of("2020.1", "2020.12", title="", profile=stated) == ["2020-01-01", "2020-12-01"]


@pytest.mark.parametrize(
    ("months", "is_refused"), [("2020.09,2020.1,2020.11", True), ("2020.1,2020.2", False), ("2019.12,2020.1", False)]
)
def test_headers_that_may_be_october_are_refused(months: str, *, is_refused: bool) -> None:
    """They cannot be told to be January."""
    profile = r"""
[wide]
operating = '^(\d{4}\.\d{1,2})$'
"""
    text = f"region,enterprises,{months}\nA,100{',50' * len(months.split(','))}\n"
    if is_refused:
        with pytest.raises(RefusedError, match=r"the header '2020\.1' stands for January, or for October"):
            deliver(text, profile)
    else:
        assert len(list(deliver(text, profile).rows)) == len(months.split(","))


def test_days_of_resumption_are_no_months() -> None:
    """What is no day there is told as such, and refuses no file."""
    text = (
        "period,enterprise_id,status,expected_resume\n2020-03-28,A,suspended,2020.1\n2020-03-28,B,suspended,2020.12\n"
    )
    delivery = deliver(text)
    assert len(list(delivery.rows)) == 2
    assert delivery.finding_counts == {"invalid-date": 2}


SHARES = '[columns]\noperating = { source = "share", percent_of = "reporting" }\n'


@pytest.mark.parametrize(
    ("shares", "is_said"),
    [(("0.9", "0.5", "90"), True), (("0.9", "2.5", "90"), False), (("80", "90"), False), (("0.9", "0.5"), False)],
)
def test_fractions_among_percentages_are_said(shares: tuple[str, ...], *, is_said: bool) -> None:
    """Nothing tells 0.9 % from nine tenths, but a gap between them and the others is strange."""
    rows = "".join(f"2020-03,{place},200,{share}\n" for place, share in enumerate(shares))
    doubts = deliver(f"period,region,reporting,share\n{rows}", SHARES).recognition.doubts
    assert any("all are read as percentages, 0.9 as 0.9 %" in doubt.en for doubt in doubts) == is_said
