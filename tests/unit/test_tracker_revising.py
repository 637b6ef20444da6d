"""Revisions: each value of the triangle is what `rates --as-of` shows, and new figures are marked."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from resumetrack.errors import UsageError
from store_office import Office

HEADER = "period,enterprise_id,status,employees,on_duty"
NOW = datetime(2020, 6, 8, 12, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Four on the roster. C always reports a day late, D two days; on 3 June A was wrong and is put right on the 5th.

    On 8 June, noon: the reports of 7 June are in from A and B alone, C is in for 6 June.
    """
    office = Office(tmp_path, hour=24 * 30)
    office.roster(
        "enterprise_id,region,employees\nA,310000,10\nB,310000,20\nC,420000,30\nD,420000,40", received=at(1, 0)
    )
    for day in range(1, 8):
        wrong = "suspended" if day == 3 else "full"
        period = f"2020-06-0{day}"
        office.report(f"{HEADER}\n{period},A,{wrong},10,5\n{period},B,full,20,15", received=at(day, 20))
        if day < 7:
            office.report(f"{HEADER}\n{period},C,suspended,30,0", received=at(day + 1, 9))
        if day < 6:
            office.report(f"{HEADER}\n{period},D,partial,40,{day}", received=at(day + 2, 9))
    office.report(f"{HEADER}\n2020-06-03,A,full,10,9", received=at(5, 10))
    return office


def at(day: int, hour: int) -> datetime:
    return datetime(2020, 6, day, hour, tzinfo=UTC)


def triangle(office: Office, *columns: str, **asked: Any) -> list[tuple[Any, ...]]:
    """Chosen columns of the triangle as of noon on 8 June."""
    found = office.tracker.revisions(**{"as_of": NOW, "lags": 3, **asked}).records()
    return [tuple(row[column] for column in columns) for row in found]


def test_triangle_by_hand(office: Office) -> None:
    """2 of 2, then 2 of 3, then 3 of 4; on 3 June 1 of 2, 1 of 3, 3 of 4 once A is put right."""
    shown = triangle(office, "period", "lag_0", "lag_1", "lag_2", "lag_3", "value", indicators="operating_rate")
    usual = (1.0, 2 / 3, 3 / 4, 3 / 4, 3 / 4)
    expected: dict[int, tuple[float | None, ...]] = dict.fromkeys(range(1, 5), usual)
    expected[3] = (1 / 2, 1 / 3, 3 / 4, 3 / 4, 3 / 4)
    expected[5] = (1.0, 2 / 3, 3 / 4, None, 3 / 4)
    expected[6] = (1.0, 2 / 3, None, None, 2 / 3)
    expected[7] = (1.0, None, None, None, 1.0)
    assert [row[0] for row in shown] == [date(2020, 6, day) for day in range(1, 8)]
    for row in shown:
        assert row[1:] == pytest.approx(expected[row[0].day], abs=1e-12)


@pytest.mark.parametrize("asked", [{}, {"by": "region"}, {"where": (("region", "31"),)}], ids=["total", "by", "where"])
def test_every_value_is_what_as_of_shows(office: Office, asked: dict[str, Any]) -> None:
    """Each lag of each period equals `rates --as-of` the end of that day, for each indicator and group."""
    compared = 0
    for row in office.tracker.revisions(as_of=NOW, lags=3, **asked).records():
        for lag in range(4):
            day = row["period"].toordinal() + lag  # type: ignore[union-attr]
            moment = date.fromordinal(day).isoformat()
            if day >= NOW.date().toordinal():
                assert row[f"lag_{lag}"] is None
                continue
            shown = office.tracker.rates(
                as_of=moment, period=row["period"], long=True, indicators=row["indicator"], **asked
            ).records()
            same = [one["value"] for one in shown if one.get("region") == row.get("region")]
            assert [row[f"lag_{lag}"]] == pytest.approx(same, abs=1e-12) if same else row[f"lag_{lag}"] is None
            compared += 1
    assert compared > 20


def test_new_periods_are_marked(office: Office) -> None:
    """Settled periods ended at full coverage: 7 June (2 of 4) and 6 June (3 of 4) are provisional, 5 June is not."""
    shown = triangle(office, "period", "coverage", "age_days", "standing", indicators="operating_rate")
    assert [row[1:] for row in shown[-4:]] == [
        (1.0, 4, "settled"),
        (1.0, 3, "settled"),
        (0.75, 2, "provisional"),
        (0.5, 1, "provisional"),
    ]


def test_what_is_likely_comes_from_settled_periods(office: Office) -> None:
    """From the first day on: 2/3 -> 3/4 four times and 1/3 -> 3/4 once, so (4 x 8.33 + 41.67) / 5 = 15 pp."""
    [(lag, periods, mean, absolute, largest, then, final)] = [
        tuple(row.values())[1:]
        for row in office.tracker.revisions(as_of=NOW, lags=3, by_lag=True, indicators="operating_rate").records()
        if row["lag"] == 1
    ]
    assert (lag, periods, then, final) == (1, 5, 0.75, 1.0)
    assert (mean, absolute, largest) == pytest.approx((15, 15, 100 * (3 / 4 - 1 / 3)), abs=1e-6)
    likely = triangle(office, "likely_pp", indicators="operating_rate")[-1][0]
    assert likely == pytest.approx(15, abs=1e-6)
    table = office.tracker.revisions(as_of=NOW, lags=3, indicators="operating_rate")
    assert (
        table.summary[1].en
        == "The newest, 2020-06-07, is provisional; it may move by about 15.0 pp, on average by +15.0."
    )


def test_trend_says_what_is_provisional(tmp_path: Path) -> None:
    """Once a week has passed since enough periods, `trend` notes that fewer report than usually do in the end."""
    office = Office(tmp_path, hour=24 * 40)
    for day in range(1, 10):
        lines = [f"2020-06-0{day},{enterprise},full" for enterprise in ("ABCD" if day < 9 else "AB")]
        office.report("\n".join(["period,enterprise_id,status", *lines]), received=at(day, 20))
    young = office.tracker.trend(as_of=datetime(2020, 6, 10, tzinfo=UTC)).notes
    assert [note.en.partition(":")[0] for note in young] == ["2020-06-09 is provisional"]
    assert office.tracker.trend(as_of=datetime(2020, 6, 16, 12, tzinfo=UTC)).notes == ()
    assert office.tracker.trend(as_of=datetime(2020, 6, 10, tzinfo=UTC), last="2020-06-08").notes == ()


def test_list_that_was_not_known_yet(office: Office) -> None:
    """Before the list came in there was no figure of it: those lags are missing, and nothing fails."""
    office.members("batch", "enterprise_id\nA\nB", received=at(4, 0))
    shown = triangle(office, "period", "lag_0", "lag_1", "lag_2", lists="batch", indicators="operating_rate")
    assert shown[0] == (date(2020, 6, 1), None, None, None)
    assert shown[3][1:] == (1.0, 1.0, 1.0)


def test_history_loaded_later_is_said(tmp_path: Path) -> None:
    """Nothing was known within a week: the note says what to do."""
    office = Office(tmp_path, hour=24 * 30)
    office.report(f"{HEADER}\n2020-06-01,A,full,10,5")
    table = office.tracker.revisions()
    assert table.notes[-1].en.endswith("without --received?")
    assert table.records()[0]["lag_0"] is None
    assert table.records()[0]["value"] == 1.0


def test_nothing_matches(office: Office) -> None:
    """A region without enterprises: no rows, and a note that says so."""
    table = office.tracker.revisions(where=(("region", "99"),), as_of=NOW)
    assert table.rows == ()
    assert [note.en.partition(";")[0] for note in table.notes] == ["nothing has region=99"]


def test_number_of_periods_is_limited(tmp_path: Path) -> None:
    """The last 28 periods, said; --from chooses others."""
    office = Office(tmp_path, hour=24 * 90)
    days = [date.fromordinal(date(2020, 6, 1).toordinal() + day).isoformat() for day in range(30)]
    office.report("\n".join(["period,enterprise_id,status", *(f"{day},A,full" for day in days)]))
    table = office.tracker.revisions(indicators="operating_rate")
    assert len(table.rows) == 28
    assert table.notes[0].en == "the last 28 of 30 periods; --from and --to choose others"
    assert len(office.tracker.revisions(indicators="operating_rate", first="2020-06-01").rows) == 30


def test_what_makes_no_sense_is_refused(office: Office) -> None:
    """Pooled periods have no age; a rate and an index have no common unit."""
    with pytest.raises(UsageError, match="--pool sums them"):
        office.tracker.revisions(pool="week")
    with pytest.raises(UsageError, match="an index in points"):
        office.tracker.revisions(indicators="operating_rate,power_index")
