"""Working days: who says whether a day is worked, and how many lie between two days."""

import json
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumetrack.errors import ConfigurationError
from resumetrack.model import Text
from resumetrack.periods import Calendar, DaySource, Frequency
from resumetrack.tracker.configuration import load
from resumetrack.tracker.site_calendar import carry_note, listed_days

CHINA, WEEKDAYS, EVERY_DAY, SITE = DaySource.CHINA, DaySource.WEEKDAYS, DaySource.EVERY_DAY, DaySource.SITE


def worked(calendar: Calendar, *days: str) -> list[bool]:
    """Whether each day adds a working day to the one before."""
    found = []
    for day in map(date.fromisoformat, days):
        counted = calendar.count(day - timedelta(days=1), day).ordinals
        found.append(counted[day] > counted[day - timedelta(days=1)])
    return found


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        ("2020-01-19", True),  # a Sunday worked for the holiday
        ("2020-01-23", True),
        ("2020-01-24", False),
        ("2020-01-31", False),  # a Friday: the holiday was extended because of the epidemic
        ("2020-02-02", False),
        ("2020-02-03", True),
        ("2022-04-02", True),  # a Saturday worked for Tomb-Sweeping Day
        ("2022-04-05", False),
        ("2022-05-07", True),
    ],
)
def test_china_works_as_the_state_council_announced(day: str, *, is_worked: bool) -> None:
    """Notices Guobanfamingdian [2019] 16, [2020] 1 and [2021] 11, on holidays of 2020 and 2022."""
    assert worked(Calendar(), day) == [is_worked]


def test_years_that_china_has_not_announced_are_weekdays() -> None:
    """The library raises for them; Monday to Friday stands in, and is named as a source."""
    counted = Calendar().count(date(2099, 10, 1), date(2099, 10, 7))
    assert counted.ordinals[date(2099, 10, 7)] == 5
    assert counted.sources == (WEEKDAYS,)
    assert Calendar().count(date(2020, 12, 30), date(2099, 1, 4)).sources == (CHINA, WEEKDAYS)


def test_a_sites_own_days_go_first() -> None:
    """Listed days are as listed, others as the rule says; both are named as sources."""
    calendar = Calendar(CHINA, {date(2020, 2, 3): False, date(2020, 2, 8): True})
    assert worked(calendar, "2020-02-03", "2020-02-04", "2020-02-08", "2020-02-09") == [False, True, True, False]
    assert calendar.count(date(2020, 2, 3), date(2020, 2, 4)).sources == (SITE, CHINA)


def test_only_days_of_a_daily_panel_are_working_days() -> None:
    """Weeks and months are counted in calendar days."""
    assert Calendar().of(Frequency.DAY) == Calendar()
    weekly = Calendar().of(Frequency.WEEK).count(date(2020, 1, 20), date(2020, 2, 3))
    assert weekly.ordinals[date(2020, 2, 3)] - weekly.ordinals[date(2020, 1, 20)] == 14
    assert weekly.sources == (EVERY_DAY,)


@given(
    st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 60), st.sampled_from([CHINA, WEEKDAYS, EVERY_DAY])
)
def test_ordinals_rise_by_one_on_working_days_alone(first: date, length: int, rule: DaySource) -> None:
    """From day to day an ordinal stays or rises by one, and every day of the range has one."""
    counted = Calendar(rule).count(first, first + timedelta(days=length))
    assert len(counted.ordinals) == length + 1
    assert all(later - earlier in {0, 1} for earlier, later in pairwise(counted.ordinals.values()))
    assert counted.ordinals[first] in {0, 1}


def test_weekdays_are_five_of_seven() -> None:
    """Ten weeks have fifty working days, wherever they begin."""
    for shift in range(7):
        first = date(2020, 1, 1) + timedelta(days=shift)
        assert Calendar(WEEKDAYS).count(first, first + timedelta(days=69)).ordinals[first + timedelta(days=69)] == 50


def test_periods_do_not_import_the_calendar_before_it_is_asked() -> None:
    """Its tables cost more than all of `periods`."""
    program = "import json, sys, resumetrack.periods; print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, encoding="utf-8")
    assert "chinese_calendar" not in json.loads(done.stdout)


def test_the_configuration_names_rule_and_file(tmp_path: Path) -> None:
    """The file lies beside the configuration; both spellings of yes and no are understood."""
    (tmp_path / "site.toml").write_text('[calendar]\nrule = "weekdays"\nfile = "days.csv"\n', encoding="utf-8")
    (tmp_path / "days.csv").write_text("date,worked\n2020-07-03,no\n\n2020-07-04,Yes\n2020/7/5,1\n", encoding="utf-8")
    days = {date(2020, 7, 3): False, date(2020, 7, 4): True, date(2020, 7, 5): True}
    assert load(tmp_path / "site.toml").calendar == Calendar(WEEKDAYS, days)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ":1: the header is ''"),
        (b"day,worked\n", ":1: the header is 'day,worked'"),
        (b"date,worked\n2020-07,no\n", ":2: '2020-07,no' is not a day and whether it is worked"),
        (b"date,worked\n2020-07-03\n", ":2: '2020-07-03' is not a day and whether it is worked"),
        (b"date,worked\n2020-07-03,no,no\n", ":2: '2020-07-03,no,no' is not a day and whether it is worked"),
        (b"date,worked\n2020-07-03,maybe\n", ":2: '2020-07-03,maybe' is not a day and whether it is worked"),
        (b"date,worked\n2020-07-03,no\n2020-07-03,no\n", ":3: 2020-07-03 stands there twice"),
        (b"date,worked\n2020-07-03,\xd0\n", " is no CSV in UTF-8: "),
    ],
)
def test_a_file_of_days_is_read_to_the_letter(tmp_path: Path, content: bytes, message: str) -> None:
    """What is not a list of days is an error that names file and line: a wrong calendar changes figures."""
    path = tmp_path / "days.csv"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        listed_days(path)
    assert caught.value.message.startswith(f"{path}{message}")


def test_the_note_says_how_long_and_by_whom() -> None:
    """Working days name their sources in order; calendar days are called so."""
    counted = Calendar(CHINA, {date(2020, 2, 3): False}).count(date(2020, 2, 3), date(2020, 2, 4))
    assert carry_note(3, counted) == Text(
        "reports are carried for up to 3 working days, by the site's own days, then China's calendar",
        "填报沿用至多 3 个工作日，依据：本单位日历，其次中国工作日历",
    )
    every_day = Calendar(EVERY_DAY).count(date(2020, 2, 3), date(2020, 2, 4))
    assert carry_note(1, every_day).en == "reports are carried for up to 1 calendar day"
