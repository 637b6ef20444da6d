"""A delivery is lazy, complete when it is exhausted, and tells what was recognised."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from resumetrack.errors import RefusedError
from resumetrack.model import Delivery, Kind, OnDuplicate
from resumetrack.periods import Frequency
from resumetrack.reading import Source, load_profile, read
from resumetrack.reading.rows.ledger import FINDINGS_KEPT

HEADER = "period,enterprise_id,status,employees,on_duty\n"


def deliver(text: str, **options: object) -> Delivery:
    chosen = {"kind": Kind.REPORT, "profile": None, "frequency": None, "week_start": None, "today": date(2020, 12, 31)}
    return read(Source("f.csv", data=text.encode()), **(chosen | options))  # type: ignore[arg-type]


def test_rows_are_read_as_they_are_asked_for() -> None:
    """Counts grow with the rows; a fault further down is met only there."""
    delivery = deliver(HEADER + "2020-03-28,1,full,1,1\n" * 3 + '2020-03-28,"2,full,1,1\n')
    next(delivery.rows)
    assert (delivery.counts.read, delivery.counts.accepted) == (1, 1)
    with pytest.raises(RefusedError, match="line 5: a quoted cell starts here"):
        list(delivery.rows)


def test_a_delivery_knows_its_file() -> None:
    """Identity, columns and what was recognised are there before the first row."""
    text = "日期,企业代码,复工状态,街道\n2020-03-28,1,复工,东\n"
    delivery = deliver(text)
    assert delivery.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert delivery.size == len(text.encode())
    assert delivery.columns == {"period", "enterprise_id", "status"}
    assert delivery.attributes == ("街道",)
    assert delivery.header == ("日期", "企业代码", "复工状态", "街道")
    assert delivery.on_duplicate is OnDuplicate.LAST
    assert (delivery.recognition.header_line, delivery.recognition.period_source) == (1, "column '日期'")
    assert [use.how for use in delivery.recognition.columns] == ["known header"] * 3 + ["attribute"]


def test_flags_are_counted_in_full_and_kept_in_part() -> None:
    """A million equal flags must not fill the memory; rejects are all kept."""
    count = FINDINGS_KEPT + 5
    delivery = deliver(HEADER + "2020-03-28,1,full,1,2\n" * count + "2020-03-28,1,full,x,\n" * count)
    assert len(list(delivery.rows)) == count
    codes = [finding.code for finding in delivery.findings]
    assert codes.count("on-duty-above-employees") == FINDINGS_KEPT
    assert codes.count("invalid-number") == count == len(delivery.rejected)
    assert delivery.finding_counts == {"on-duty-above-employees": count, "invalid-number": count}


def test_suspended_rows_without_staff_on_duty_are_counted() -> None:
    """They are what a return rate leaves out."""
    delivery = deliver(HEADER + "2020-03-28,1,suspended,5,\n2020-03-28,2,suspended,5,0\n2020-03-28,3,full,5,\n")
    list(delivery.rows)
    assert delivery.suspended_without_on_duty == 1


def test_words_of_a_finding_are_in_both_languages() -> None:
    """Value, frequency and suggestion stand in the message of either language."""
    delivery = deliver(HEADER + "28 March,1,suspendid,5,\n")
    assert not list(delivery.rows)
    period, status = delivery.findings
    assert period.message.en == "'28 March' is not a period of a daily panel"
    assert period.message.zh == "“28 March”不是日度面板的有效日期"
    assert status.message.en == "'suspendid' is not a known status; did you mean 'suspended'?"


def test_a_profile_decides_frequency_and_duplicates_of_a_new_panel(tmp_path: Path) -> None:
    """The command line has the last word on duplicates, the panel on its frequency."""
    path = tmp_path / "p.toml"
    path.write_text('[panel]\nfrequency = "month"\n[duplicates]\npolicy = "reject"\n')
    profile = load_profile(path)
    text = HEADER + "2020-03-28,1,full,1,1\n"
    new = deliver(text, profile=profile)
    assert (new.frequency, new.on_duplicate) == ("month", OnDuplicate.REJECT)
    old = deliver(text, profile=profile, frequency="week", week_start=6, on_duplicate=OnDuplicate.FIRST)
    assert (old.frequency, old.week_start, old.on_duplicate) == ("week", 6, OnDuplicate.FIRST)


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        (r"(?P<year>\d{4})-(?P<month>\d\d)", "report_2020-03.csv", date(2020, 3, 1)),
        (r"(?P<year>\d{4})W(?P<week>\d+)", "2020W13.csv", date(2020, 3, 23)),
        (r"(?P<year>\d{4})Q(?P<quarter>\d)", "2020Q2.csv", date(2020, 4, 1)),
        (r"_(\d{8})", "a_20200328_v2.csv", date(2020, 3, 28)),
    ],
)
def test_the_period_stands_in_the_name(pattern: str, name: str, expected: date, tmp_path: Path) -> None:
    """A pattern finds it; its grain decides the frequency of a new panel."""
    path = tmp_path / "p.toml"
    path.write_text(f"[period]\nfile_name = '{pattern}'\n")
    delivery = read(
        Source(f"inbox/{name}", data=b"id,status\n1,full\n"),
        kind=Kind.REPORT,
        profile=load_profile(path),
        frequency=None,
        week_start=None,
        today=date(2020, 12, 31),
    )
    assert delivery.outside_period == expected
    assert [row[1] for row in delivery.rows] == [expected]


def test_a_name_that_tells_a_coarser_period_than_the_panel_is_refused(tmp_path: Path) -> None:
    """A month does not say which day."""
    path = tmp_path / "p.toml"
    path.write_text("[period]\nfile_name = '(?P<year>\\d{4})-(?P<month>\\d\\d)'\n")
    with pytest.raises(RefusedError, match="its file name tells a month, the panel goes by day"):
        read(
            Source("2020-03.csv", data=b"id,status\n1,full\n"),
            kind=Kind.REPORT,
            profile=load_profile(path),
            frequency=Frequency.DAY,
            week_start=None,
            today=date(2020, 12, 31),
        )
