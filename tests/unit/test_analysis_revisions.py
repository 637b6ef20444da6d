"""The triangle of revisions, worked by hand."""

from datetime import date, timedelta

import pytest

from resumetrack.analysis import Standing, Vintage, standing, triangle, usual_level

FIRST = date(2020, 6, 1)


def vintages(values: dict[int, list[float | None]], coverage: dict[int, float | None] | None = None) -> list[Vintage]:
    """By period (days after the first) the values at lag 0, 1, ... and, last, the latest."""
    found = []
    for day, row in values.items():
        for lag, value in enumerate(row):
            is_last = lag == len(row) - 1
            share = (coverage or {}).get(day, 1.0)
            found.append(Vintage((), "x", FIRST + timedelta(days=day), None if is_last else lag, value, share, 10))
    return found


def ages(*old: int) -> dict[date, int]:
    """The age of each period in days."""
    return {FIRST + timedelta(days=day): age for day, age in enumerate(old)}


def test_revisions_of_settled_periods() -> None:
    """0.50 -> 0.53, 0.60 -> 0.59, 0.70 -> 0.74: mean (3 - 1 + 4) / 3 = 2 pp, absolute 8 / 3, largest 4 pp."""
    known = vintages({0: [0.50, 0.52, 0.53], 1: [0.60, 0.60, 0.59], 2: [0.70, 0.74, 0.74]})
    courses, after = triangle(known, ages(9, 8, 7), 1, {"x": 100})
    assert [(one.lag, one.periods) for one in after] == [(0, 3), (1, 3)]
    assert after[0].mean == pytest.approx(2)
    assert after[0].mean_absolute == pytest.approx(8 / 3)
    assert after[0].largest == pytest.approx(4)
    assert after[1].mean == pytest.approx(0)
    assert after[1].mean_absolute == pytest.approx(2 / 3)
    assert after[1].largest == pytest.approx(1)
    assert [one.revision for one in courses] == pytest.approx([3, -1, 4])
    assert {one.standing for one in courses} == {Standing.SETTLED}
    assert {one.likely for one in courses} == {None}


def test_newest_is_expected_to_move_as_others_did_from_its_age() -> None:
    """One day old: the mean absolute revision from lag 1, of the settled periods alone; it is no evidence itself."""
    known = vintages({0: [0.5, 0.6, 0.7], 1: [0.5, 0.7, 0.7], 2: [0.5, 0.9, 0.7], 3: [0.9, 0.1, 0.1]})
    courses, after = triangle(known, ages(4, 3, 2, 1), 2, {"x": 100})
    assert [one.periods for one in after[:2]] == [3, 3]
    assert after[1].mean_absolute == pytest.approx(10)
    assert courses[3].likely == pytest.approx(10)
    assert courses[3].bias == pytest.approx(-10 / 3)


def test_two_periods_are_no_evidence() -> None:
    """With fewer than three settled periods nothing is said of how far a new figure may move."""
    known = vintages({0: [0.5, 0.6, 0.7], 1: [0.5, 0.7, 0.7], 2: [0.9, 0.1, 0.1]})
    courses, after = triangle(known, ages(3, 2, 1), 2, {"x": 100})
    assert after[1].periods == 2
    assert after[1].mean_absolute == pytest.approx(5)
    assert (courses[2].likely, courses[2].bias) == (None, None)


def test_missing_stays_missing() -> None:
    """A lag at which nothing was known has no value and no revision, and the first known value stands for the first."""
    known = [one for one in vintages({0: [0.5, 0.6, 0.7], 1: [None, 0.4, 0.5]}) if (one.period, one.lag) != (FIRST, 0)]
    courses, after = triangle(known, ages(5, 5), 1, {"x": 100})
    assert [one.by_lag for one in courses] == [(None, 0.6), (None, 0.4)]
    assert [one.revision for one in courses] == pytest.approx([10, 10])
    assert (after[0].periods, after[0].mean, after[0].largest) == (0, None, None)
    assert after[1].mean == pytest.approx(10)


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [(0.95, Standing.COMPLETE), (0.941, Standing.COMPLETE), (0.939, Standing.PROVISIONAL), (0.2, Standing.PROVISIONAL)],
)
def test_provisional_until_coverage_is_usual(coverage: float, expected: Standing) -> None:
    """The median of settled coverage is 95 %: up to a point below it a young period is complete."""
    known = vintages({day: [0.5, 0.5] for day in range(4)}, {0: 0.90, 1: 0.95, 2: 0.99, 3: coverage})
    courses, after = triangle(known, ages(9, 8, 7, 0), 1, {"x": 100})
    assert courses[-1].standing is expected
    assert after[0].final_coverage == pytest.approx(0.95)


def test_without_scope_reporting_stands_for_coverage() -> None:
    """98 of usually 100 reporters are too few, 99 are enough; without any settled period nobody knows."""
    settled = [Vintage((), "x", FIRST, None, 0.5, None, 100)]
    usual = usual_level(settled)
    assert standing(Vintage((), "x", FIRST, None, 0.5, None, 98), usual) is Standing.PROVISIONAL
    assert standing(Vintage((), "x", FIRST, None, 0.5, None, 99), usual) is Standing.COMPLETE
    assert standing(Vintage((), "x", FIRST, None, 0.5, None, 99), usual_level([])) is Standing.UNKNOWN


def test_groups_are_apart() -> None:
    """Each group and indicator has its own statistics, an index in points."""
    known = [
        Vintage((group,), name, FIRST, lag, value, 1.0, 5)
        for group in ("a", "b")
        for name, first, last in (("x", 0.5, 0.6), ("index", 40.0, 43.0))
        for lag, value in ((0, first), (None, last if group == "a" else first))
    ]
    _, after = triangle(known, {FIRST: 9}, 0, {"x": 100, "index": 1})
    found = {(one.group, one.indicator): one.mean for one in after}
    assert found == {(("a",), "x"): 10, (("b",), "x"): 0, (("a",), "index"): 3, (("b",), "index"): 0}
