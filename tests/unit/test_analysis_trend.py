"""Trend rows against answers worked by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumetrack.analysis import NOT_AT_THIS_PACE, Direction, Match, Point, TrendRow, compared_period, trend
from resumetrack.model import Unit
from resumetrack.periods import SUNDAY, Frequency

CONTRACT = [
    "indicator",
    "first_period",
    "first_rate",
    "period",
    "rate",
    "change_pp",
    "change_7d_pp",
    "since",
    "change_since_pp",
    "per_day_pp",
    "best_period",
    "worst_period",
    "direction",
    "reporting_first",
    "reporting",
    "coverage_first",
    "coverage",
    "joined",
    "left",
    "change_matched_pp",
    "target_period",
]


def day(text: str) -> date:
    return date.fromisoformat(text)


def point(
    period: str,
    rate: float | None,
    *,
    group: tuple[str | None, ...] = (),
    indicator: str = "operating_rate",
    reporting: int = 1000,
    coverage: float | None = None,
) -> Point:
    return Point(group, indicator, day(period), rate, None, None, reporting, coverage)


def points(rates: Mapping[str, float | None], group: tuple[str | None, ...] = ()) -> list[Point]:
    return [point(period, rate, group=group) for period, rate in rates.items()]


def match(
    joined: int,
    left: int,
    both: int = 500,
    rates: tuple[float | None, float | None] = (0.8, 0.81),
    group: tuple[str | None, ...] = (),
) -> Match:
    return Match(group, "operating_rate", joined, left, both, *rates)


def only(
    given: Sequence[Point],
    matches: Sequence[Match] = (),
    *,
    frequency: Frequency = Frequency.DAY,
    week_start: int = 0,
    since: str | None = None,
    target: float | None = None,
) -> TrendRow:
    """The row of a trend that has one."""
    compared = day(since) if since else None
    rows = trend(given, matches, frequency=frequency, week_start=week_start, since=compared, target=target)
    assert len(rows) == 1
    return rows[0]


def test_fields_begin_with_the_columns_of_the_contract() -> None:
    """A trend row has the columns of `trend` first, in their order."""
    assert [field.name for field in fields(TrendRow)][: len(CONTRACT)] == CONTRACT


def test_no_points_give_no_rows() -> None:
    """A selection without figures has an empty trend."""
    assert trend([], [match(1, 2)], frequency=Frequency.DAY) == []


@pytest.mark.parametrize(
    ("before", "now", "change", "pace"),
    [
        pytest.param(0.831, 0.986, 15.5, 0.456, id="operating rate"),
        pytest.param(0.519, 0.899, 38.0, 1.118, id="return rate"),
    ],
)
def test_published_points_of_spring_2020(before: float, now: float, change: float, pace: float) -> None:
    """The MIIT points of 23 February and 28 March 2020 differ by the published percentage points."""
    row = only(points({"2020-02-23": before, "2020-03-28": now}))
    assert row.change_since_pp == change
    assert row.per_day_pp == pytest.approx(pace, abs=5e-4)
    assert (row.first_period, row.since, row.period) == (day("2020-02-23"), day("2020-02-23"), day("2020-03-28"))
    assert row.direction is Direction.RISING


def test_every_comparison_of_a_daily_panel() -> None:
    """Day before, seven days before, since a date, first, best and worst: worked by hand."""
    given = points({"2020-03-01": 0.7, "2020-03-21": 0.8, "2020-03-22": 0.95, "2020-03-27": 0.88, "2020-03-28": 0.91})
    row = only(given, since="2020-03-22")
    assert (row.first_rate, row.rate) == (0.7, 0.91)
    assert (row.change_pp, row.change_7d_pp, row.change_since_pp) == (3.0, 11.0, -4.0)
    assert row.per_day_pp == pytest.approx(-4 / 6)
    assert (row.best_period, row.worst_period) == (day("2020-03-22"), day("2020-03-01"))
    assert (row.since, row.rate_since) == (day("2020-03-22"), 0.95)
    assert row.series == (0.7, 0.8, 0.95, 0.88, 0.91)
    assert row.direction is Direction.FALLING


def test_changes_carry_no_noise_of_binary_fractions() -> None:
    """0.87 - 0.86 is 1 pp, not 1.0000000000000009; no change is 0, not -0."""
    assert only(points({"2020-03-01": 0.86, "2020-03-02": 0.87})).change_pp == 1.0
    assert str(only(points({"2020-03-01": 0.1 + 0.2, "2020-03-02": 0.3})).change_pp) == "0.0"


def test_a_missing_comparison_day_leaves_the_change_empty() -> None:
    """The nearest period never stands in for the one compared with."""
    row = only(points({"2020-03-01": 0.7, "2020-03-20": 0.8, "2020-03-26": 0.9, "2020-03-28": 0.91}))
    assert (row.change_pp, row.change_7d_pp, row.change_since_pp) == (None, None, 21.0)


def test_a_group_without_a_rate_in_the_last_period_has_no_changes() -> None:
    """All groups are told at one date; an earlier rate does not stand in."""
    rows = trend(
        [
            *points({"2020-03-01": 0.7, "2020-03-02": 0.8}, ("310000",)),
            *points({"2020-03-01": 0.7}, ("420000",)),
            *points({"2020-03-01": 0.5, "2020-03-02": None}, ("500000",)),
        ],
        [],
        frequency=Frequency.DAY,
        target=0.6,
    )
    assert [row.group for row in rows] == [("310000",), ("420000",), ("500000",)]
    for row in rows[1:]:
        assert row.period == day("2020-03-02")
        assert (row.rate, row.change_pp, row.change_since_pp, row.per_day_pp) == (None, None, None, None)
        assert row.target_period is None
        assert row.direction is Direction.NO_COMPARISON
        assert row.best_period == row.worst_period == day("2020-03-01")
    assert (rows[1].reporting, rows[1].coverage) == (0, None)


def test_a_group_without_a_rate_in_the_compared_period_has_no_change_since() -> None:
    """A group that starts reporting later has a rate and nothing to compare it with."""
    late = points({"2020-03-02": 0.7, "2020-03-03": 0.8}, ("b",))
    rows = trend(
        [*points({"2020-03-01": 0.7, "2020-03-03": 0.8}, ("a",)), *late],
        [match(1000, 0, 0, (None, None), ("b",))],
        frequency=Frequency.DAY,
    )
    assert (rows[1].first_period, rows[1].first_rate, rows[1].change_since_pp) == (day("2020-03-01"), None, None)
    assert (rows[1].change_pp, rows[1].reporting_first, rows[1].joined) == (10.0, 0, 1000)
    assert rows[1].series == (None, 0.7, 0.8)
    assert rows[1].direction is Direction.NO_COMPARISON


def test_a_group_without_any_rate_has_no_best_and_no_worst_period() -> None:
    """A group of the roster that never reports has a row of empty figures."""
    rows = trend(
        [*points({"2020-03-01": 0.7}, ("a",)), point("2020-03-01", None, group=("b",), reporting=0, coverage=0.0)],
        [],
        frequency=Frequency.DAY,
    )
    assert (rows[0].best_period, rows[1].best_period, rows[1].worst_period) == (day("2020-03-01"), None, None)
    assert (rows[1].reporting, rows[1].coverage) == (0, 0.0)


def test_one_period_has_no_comparison() -> None:
    """With one period there is a rate and nothing else, whatever is handed in as matches."""
    row = only(points({"2020-03-28": 0.986}), [match(0, 0)], target=0.99)
    assert (row.rate, row.first_rate) == (0.986, 0.986)
    assert (row.change_pp, row.change_7d_pp, row.change_since_pp, row.per_day_pp) == (None, None, None, None)
    assert (row.joined, row.left, row.both, row.change_matched_pp, row.rate_since) == (None, None, None, None, None)
    assert row.direction is Direction.NO_COMPARISON
    assert row.target_period is None


@pytest.mark.parametrize("since", ["2020-02-01", "2020-03-05", "2020-03-28", "2020-04-01"])
def test_since_that_is_not_an_earlier_period_held(since: str) -> None:
    """Before the data, in a gap, at the end or after it: `since` is shown, the comparison is empty."""
    row = only(points({"2020-03-01": 0.7, "2020-03-28": 0.8}), [match(5, 5)], since=since)
    assert row.since == day(since)
    assert (row.change_since_pp, row.per_day_pp, row.joined, row.coverage_since) == (None, None, None, None)
    assert row.direction is Direction.NO_COMPARISON


def test_weeks() -> None:
    """In a weekly panel the step and seven days are the same; `since` is the week it falls in."""
    weekly = points({"2020-03-01": 0.5, "2020-03-08": 0.6, "2020-03-15": 0.58})
    row = only(weekly, frequency=Frequency.WEEK, week_start=SUNDAY, since="2020-03-10")
    assert row.since == day("2020-03-08")
    assert (row.change_pp, row.change_7d_pp, row.change_since_pp) == (-2.0, -2.0, -2.0)
    assert row.per_day_pp == pytest.approx(-2 / 7)


def test_a_missing_week() -> None:
    """A week without reports leaves the change over the last week empty."""
    row = only(points({"2020-03-02": 0.5, "2020-03-16": 0.6}), frequency=Frequency.WEEK)
    assert (row.change_pp, row.change_7d_pp, row.change_since_pp) == (None, None, 10.0)


def test_months() -> None:
    """In a monthly panel there is no seven days before; the pace counts calendar days (29 in February 2020)."""
    monthly = points({"2020-01-01": 0.4, "2020-02-01": 0.3, "2020-03-01": 0.59})
    row = only(monthly, frequency=Frequency.MONTH, since="2020-02-20")
    assert row.since == day("2020-02-01")
    assert (row.change_pp, row.change_7d_pp, row.change_since_pp, row.per_day_pp) == (29.0, None, 29.0, 1.0)


def test_quarters() -> None:
    """The quarter before is found over the turn of the year."""
    row = only(points({"2019-10-01": 0.4, "2020-01-01": 0.5}), frequency=Frequency.QUARTER)
    assert row.change_pp == 10.0


def test_last_period_of_each_step() -> None:
    """With `--every month` the last day held in each month is compared with that of the month before."""
    ends = points({"2020-01-31": 0.4, "2020-02-29": 0.5, "2020-03-28": 0.7})
    row = only(ends, frequency=Frequency.MONTH, since="2020-02-01")
    assert (row.since, row.change_pp, row.change_since_pp) == (day("2020-02-29"), 20.0, 20.0)
    assert only(ends[::2], frequency=Frequency.MONTH).change_pp is None


def test_compared_period() -> None:
    """Without a date it is the first period; with one that nothing was held for, the period it falls in."""
    held = [day("2020-03-09"), day("2020-03-02")]
    assert compared_period(held, None, frequency=Frequency.WEEK) == day("2020-03-02")
    assert compared_period(held, day("2020-03-15"), frequency=Frequency.WEEK) == day("2020-03-09")
    assert compared_period(held, day("2020-03-18"), frequency=Frequency.WEEK) == day("2020-03-16")


def test_equal_extremes_are_told_at_the_earliest() -> None:
    """Of several best or worst periods the first is named."""
    row = only(points({"2020-03-01": 0.5, "2020-03-02": 0.9, "2020-03-03": 0.5, "2020-03-04": 0.9}))
    assert (row.best_period, row.worst_period) == (day("2020-03-02"), day("2020-03-01"))


@pytest.mark.parametrize(
    ("now", "direction"),
    [
        (0.8049, Direction.FLAT),
        (0.8, Direction.FLAT),
        (0.7951, Direction.FLAT),
        (0.805, Direction.RISING),
        (0.795, Direction.FALLING),
    ],
)
def test_flat_is_less_than_half_a_point(now: float, direction: Direction) -> None:
    """A change of exactly 0.5 pp is a direction, anything less is flat."""
    assert only(points({"2020-03-01": 0.8, "2020-03-02": now})).direction is direction


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [
        (0.95, 0.90, Direction.RISING),
        (0.90, 0.95, Direction.RISING),
        (0.95, 0.8999, Direction.NOT_COMPARABLE),
        (0.60, 0.95, Direction.NOT_COMPARABLE),
        (None, 0.95, Direction.RISING),
        (0.95, None, Direction.RISING),
    ],
)
def test_coverage_that_moves_over_5_pp_is_not_comparable(
    before: float | None, now: float | None, direction: Direction
) -> None:
    """Exactly 5 pp is comparable; where coverage is unknown it decides nothing."""
    given = [point("2020-03-01", 0.8, coverage=before), point("2020-03-02", 0.86, coverage=now)]
    assert only(given).direction is direction


@pytest.mark.parametrize(
    ("joined", "left", "direction"),
    [
        (25, 25, Direction.RISING),
        (26, 25, Direction.NOT_COMPARABLE),
        (0, 51, Direction.NOT_COMPARABLE),
        (51, 0, Direction.NOT_COMPARABLE),
    ],
)
def test_turnover_over_5_percent_of_reporters_is_not_comparable(joined: int, left: int, direction: Direction) -> None:
    """Of 1,000 reporters in the last period 50 may have joined or left."""
    given = [point("2020-03-01", 0.8, reporting=100), point("2020-03-02", 0.86)]
    assert only(given, [match(joined, left)]).direction is direction


def test_coverage_is_compared_with_since_not_with_the_first_period() -> None:
    """The rule looks at the two periods that the change is between."""
    given = [
        point("2020-03-01", 0.7, coverage=0.5, reporting=500),
        point("2020-03-02", 0.8, coverage=0.94, reporting=940),
        point("2020-03-03", 0.86, coverage=0.95, reporting=950),
    ]
    row = only(given, since="2020-03-02")
    assert row.direction is Direction.RISING
    assert (row.coverage_first, row.coverage_since, row.coverage) == (0.5, 0.94, 0.95)
    assert (row.reporting_first, row.reporting_since, row.reporting) == (500, 940, 950)
    assert only(given).direction is Direction.NOT_COMPARABLE


def test_change_among_enterprises_reporting_on_both_days() -> None:
    """80.0 to 86.0 % while coverage fell from 95 to 60 %; the same 570 enterprises changed by 1.2 pp."""
    given = [
        point("2020-03-01", 0.8, reporting=950, coverage=0.95),
        point("2020-03-28", 0.86, reporting=600, coverage=0.6),
    ]
    row = only(given, [match(30, 380, 570, (0.8, 0.812))])
    assert (row.change_since_pp, row.change_matched_pp) == (6.0, 1.2)
    assert (row.joined, row.left, row.both) == (30, 380, 570)
    assert row.direction is Direction.NOT_COMPARABLE


def test_worked_example_of_the_documentation() -> None:
    """The example of docs/trend.md, whose direction hangs on 50 of 940 reporters that joined or left."""
    counts = {"01": (720, 900), "20": (792, 900), "21": (774, 900), "27": (837, 930), "28": (846, 940)}
    given = [
        point(f"2020-03-{number}", operating / reporting, reporting=reporting, coverage=reporting / 1000)
        for number, (operating, reporting) in counts.items()
    ]
    row = only(given, [match(45, 5, 895, (718 / 895, 806 / 895))], target=0.95)
    assert (row.change_pp, row.change_7d_pp, row.change_since_pp) == (0.0, 4.0, 10.0)
    assert (row.per_day_pp, row.change_matched_pp) == (0.3703703704, 9.8324022346)
    assert (row.best_period, row.worst_period) == (day("2020-03-27"), day("2020-03-01"))
    assert (row.direction, row.target_period) == (Direction.NOT_COMPARABLE, day("2020-04-11"))
    assert only(given, [match(45, 0)]).direction is Direction.RISING


def test_matches_go_to_their_own_rows() -> None:
    """A match belongs to its group and indicator; those of other selections are left out."""
    given = [
        point("2020-03-01", 0.8, group=("a",)),
        point("2020-03-02", 0.8, group=("a",)),
        point("2020-03-01", 0.8, group=("b",)),
        point("2020-03-02", 0.8, group=("b",)),
        point("2020-03-01", 0.8, group=("b",), indicator="return_rate"),
        point("2020-03-02", 0.8, group=("b",), indicator="return_rate"),
    ]
    rows = trend(given, [match(7, 8, group=("b",)), match(1, 1, group=("c",))], frequency=Frequency.DAY)
    assert [(row.group, row.indicator, row.joined, row.left) for row in rows] == [
        (("a",), "operating_rate", None, None),
        (("b",), "operating_rate", 7, 8),
        (("b",), "return_rate", None, None),
    ]


def test_a_match_without_rates_has_counts_only() -> None:
    """No enterprise in common: no matched change."""
    row = only(points({"2020-03-01": 0.8, "2020-03-02": 0.9}), [match(9, 9, 0, (None, None))])
    assert (row.joined, row.both, row.change_matched_pp) == (9, 0, None)


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        pytest.param([0.5, 0.9, 0.89, 0.9, 0.95], "2020-03-04", id="start of the final run"),
        pytest.param([0.9, 0.9, 0.9, 0.9, 0.9], "2020-03-01", id="all along"),
        pytest.param([0.5, 0.9, None, None, 0.95], "2020-03-02", id="periods without a rate are passed over"),
        pytest.param([0.5, 0.6, 0.7, 0.8, 0.85], "2020-03-06", id="0.05 at 8.75 pp a day, the day after"),
        pytest.param([0.85, 0.85, 0.85, 0.85, 0.86], "2020-03-21", id="4 pp at 0.25 pp a day, 16 days"),
        pytest.param([0.86, 0.8, 0.8, 0.8, 0.85], NOT_AT_THIS_PACE, id="falling"),
        pytest.param([0.85, 0.8, 0.8, 0.8, 0.85], NOT_AT_THIS_PACE, id="no change"),
        pytest.param([None, 0.8, 0.8, 0.8, 0.85], None, id="no pace known"),
        pytest.param([0.8, 0.8, 0.8, 0.8, None], None, id="no rate"),
        pytest.param([None, 0.8, 0.8, 0.8, 0.95], "2020-03-05", id="reached, whatever the pace"),
    ],
)
def test_target(rates: list[float | None], expected: str | None) -> None:
    """When 90 % was reached for good, or the day a straight line reaches it."""
    held = {f"2020-03-0{number}": rate for number, rate in enumerate(rates, 1)}
    others = points(dict.fromkeys(held, 0.5), ("other",))
    row = trend([*points(held, ("it",)), *others], [], frequency=Frequency.DAY, target=0.9)[0]
    found = row.target_period
    assert (found.isoformat() if isinstance(found, date) else found) == expected


@pytest.mark.parametrize(("days", "reached"), [(3650, True), (3651, False)])
def test_target_beyond_ten_years_is_not_at_this_pace(days: int, reached: bool) -> None:
    """A day 3,650 days away is named, one later is not: 0.01 pp a day."""
    row = only(points({"2020-03-01": 0.4999, "2020-03-02": 0.5}), target=0.5 + days / 10_000)
    assert row.target_period == (day("2020-03-02") + timedelta(days=days) if reached else NOT_AT_THIS_PACE)


def test_target_beyond_the_calendar() -> None:
    """A period at the end of the calendar is no reason to fail."""
    row = only(points({"9999-12-30": 0.4, "9999-12-31": 0.5}), target=0.9)
    assert (row.change_pp, row.target_period) == (10.0, NOT_AT_THIS_PACE)
    assert only(points({"0001-01-01": 0.4, "0001-01-02": 0.5})).change_7d_pp is None


def test_straight_line_is_not_put_off_by_noise() -> None:
    """5 pp at 1 pp a day are 5 days, though 0.95 - 0.9 is a little over 0.05."""
    row = only(points({"2020-03-01": 0.89, "2020-03-02": 0.9}), target=0.95)
    assert row.target_period == day("2020-03-07")


def test_without_a_target_the_column_is_empty() -> None:
    """No target, no date."""
    assert only(points({"2020-03-01": 0.8, "2020-03-02": 0.9})).target_period is None


def test_points_are_not_multiplied() -> None:
    """An index in points changes by points, and a target of 90 % is 90 of them."""
    given = [
        point("2020-02-18", 40.8, indicator="power_index"),
        point("2020-02-19", 51.4, indicator="power_index"),
    ]
    row = trend(given, [], frequency=Frequency.DAY, target=0.9, units={"power_index": Unit.POINTS})[0]
    assert (row.change_pp, row.unit) == (10.6, Unit.POINTS)
    assert row.target_period == day("2020-02-23")  # 38.6 points at 10.6 a day: 3.64 days


def test_rows_are_sorted_empty_last() -> None:
    """By dimensions, empty last, then indicator."""
    groups: list[tuple[str | None, ...]] = [("b", None), (None, "x"), ("a", "z"), ("b", "y")]
    given = [
        point("2020-03-01", 0.5, group=group, indicator=indicator)
        for group in groups
        for indicator in ("return_rate", "operating_rate")
    ]
    rows = trend(given, [], frequency=Frequency.DAY)
    assert [row.group for row in rows[::2]] == [("a", "z"), ("b", "y"), ("b", None), (None, "x")]
    assert [row.indicator for row in rows[:2]] == ["operating_rate", "return_rate"]


def test_values_are_plain_python() -> None:
    """No numpy or pandas scalar leaves the room, and missing is None."""
    given = [point("2020-03-01", float("nan")), *points({"2020-03-02": 0.5})]
    row = only(given, [match(1, 2)])
    plain = {int, float, str, date, tuple, Direction, Unit, type(None)}
    assert {type(getattr(row, field.name)) for field in fields(row)} <= plain
    assert (row.first_rate, row.series) == (None, (None, 0.5))


def test_two_figures_for_the_same_cell_are_refused() -> None:
    """Repeated points or matches are a mistake of the caller, never averaged."""
    with pytest.raises(ValueError, match="duplicate"):
        trend(points({"2020-03-01": 0.5}) * 2, [], frequency=Frequency.DAY)
    with pytest.raises(ValueError, match="two matches"):
        trend(points({"2020-03-01": 0.5, "2020-03-02": 0.5}), [match(1, 1), match(1, 2)], frequency=Frequency.DAY)


RATES = st.one_of(st.none(), st.integers(0, 1000).map(lambda part: part / 1000))
PANELS = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b", None]), st.dates(date(2020, 1, 1), date(2020, 1, 20))), RATES, min_size=1
)


@given(st.lists(st.integers(0, 1000).map(lambda part: part / 1000), min_size=2, max_size=6))
def test_the_change_since_the_first_day_is_the_sum_of_the_steps(rates: list[float]) -> None:
    """Daily changes without a gap add up to the whole."""
    daily = [point((date(2020, 1, 1) + timedelta(days=n)).isoformat(), rate) for n, rate in enumerate(rates)]
    steps = [only(list(pair)).change_pp for pair in pairwise(daily)]
    whole = only(daily)
    assert whole.change_since_pp == pytest.approx(sum(step for step in steps if step is not None), abs=1e-8)
    assert whole.change_pp == steps[-1]


@given(PANELS, st.randoms(use_true_random=False))
def test_the_order_of_points_is_irrelevant(panel: dict[tuple[str | None, date], float | None], random: Random) -> None:
    """Shuffled points give the same rows."""
    given = [point(held.isoformat(), rate, group=(group,)) for (group, held), rate in panel.items()]
    shuffled = list(given)
    random.shuffle(shuffled)
    assert trend(given, [], frequency=Frequency.DAY, target=0.5) == trend(
        shuffled, [], frequency=Frequency.DAY, target=0.5
    )


@given(PANELS, st.floats(0, 1))
def test_what_holds_for_every_row(panel: dict[tuple[str | None, date], float | None], target: float) -> None:
    """One date for all groups, extremes that are extremes, a target that is reached only at or above it."""
    given = [point(held.isoformat(), rate, group=(group,)) for (group, held), rate in panel.items()]
    rows = trend(given, [], frequency=Frequency.DAY, target=target)
    periods_held = sorted({held for _, held in panel})
    assert len(rows) == len({group for group, _ in panel})
    for row in rows:
        assert (row.first_period, row.period) == (periods_held[0], periods_held[-1])
        at = dict(zip(periods_held, row.series, strict=True))
        known = [rate for rate in row.series if rate is not None]
        assert (row.best_period is None) == (not known)
        if row.best_period and row.worst_period:
            assert (at[row.best_period], at[row.worst_period]) == (max(known), min(known))
        if isinstance(row.target_period, date) and row.target_period <= row.period:
            final = [rate for held, rate in at.items() if held >= row.target_period and rate is not None]
            assert min(final) >= target - 1e-12
        assert (row.direction is Direction.NO_COMPARISON) == (row.change_since_pp is None)
