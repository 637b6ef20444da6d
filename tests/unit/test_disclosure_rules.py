"""The primary rules, each by a cell worked by hand on both sides of its border."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest

from disclosure_cells import Enterprise, shown, tally
from methodology.engines import ENGINES, records
from methodology.oracle import Row
from resumetrack.measure.disclosure import Rule, contributions, kinds
from resumetrack.measure.disclosure.combinations import Combination, narrowest
from resumetrack.measure.disclosure.rules import broken_rule
from resumetrack.model import DisclosureRules, Term

EMPLOYEES, ON_DUTY = Term(("staffed",), "employees"), Term(("staffed",), "on_duty")
RULES = DisclosureRules()


def rule(*enterprises: Enterprise, rules: DisclosureRules = RULES, further: tuple[str, ...] = ()) -> Rule | None:
    """What the rules say of these enterprises."""
    published = shown(*further)
    return broken_rule(tally(enterprises, published), published, rules)


THREE: tuple[Enterprise, ...] = (("full", 100, 90), ("partial", 100, 50), ("suspended", 100, 10))


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_enterprises_are_too_few(count: int) -> None:
    """Three of the same kind are enough; nobody at all is no secret."""
    assert rule(*THREE[:count]) is Rule.FEW
    assert rule(*THREE) is None
    assert rule() is None


def test_least_number_can_be_set() -> None:
    """With five, four are too few."""
    four = (*THREE, ("full", 100, 50))
    assert rule(*four, rules=DisclosureRules(min_enterprises=5)) is Rule.FEW
    assert rule(*four, rules=DisclosureRules(min_enterprises=4)) is None


@pytest.mark.parametrize(("rest", "broken"), [(9, Rule.P_PERCENT), (10, None)])
def test_second_largest_cannot_estimate_the_largest(rest: int, broken: Rule | None) -> None:
    """100 + 60 + rest: the second largest knows the largest to within the rest, which has to be 10 % of 100."""
    cell: list[Enterprise] = [("full", 100, 50), ("partial", 60, 50), ("suspended", rest, 5)]
    assert rule(*cell) is broken


def test_p_percent_can_be_switched_off() -> None:
    """With 0 the largest may be alone for practical purposes."""
    cell: list[Enterprise] = [("full", 1000, 500), ("partial", 1, 1), ("suspended", 1, 0)]
    assert rule(*cell) is Rule.P_PERCENT
    assert rule(*cell, rules=DisclosureRules(p_percent=0)) is None


def test_dominance_of_the_two_largest() -> None:
    """170 of 200 employees are 85 %; more is too much, where the rule is switched on."""
    cell: list[Enterprise] = [("full", 100, 50), ("partial", 70, 50), ("suspended", 30, 18)]
    off, at, below = (DisclosureRules(dominance_share=share) for share in (1.0, 0.85, 0.84))
    assert [rule(*cell, rules=rules) for rules in (off, at, below)] == [None, None, Rule.DOMINANCE]


def test_dominance_of_the_largest_alone() -> None:
    """100 of 200 employees, 60 of 120 on duty: more than 49 %, not more than 50 %."""
    cell: list[Enterprise] = [("full", 100, 60), ("partial", 60, 40), ("suspended", 40, 20)]
    rules = [DisclosureRules(dominance_count=1, dominance_share=share) for share in (0.49, 0.5)]
    assert [rule(*cell, rules=one) for one in rules] == [Rule.DOMINANCE, None]


@pytest.mark.parametrize("status", ["full", "partial", "suspended", "closed"])
def test_rate_of_all_or_none_says_what_each_does(status: str) -> None:
    """All operate, or none does: the cell is sensitive however large it is, unless the rule is switched off."""
    cell: list[Enterprise] = [(status, 100, 50)] * 20
    assert rule(*cell) is Rule.EXTREME
    assert rule(*cell, rules=DisclosureRules(extremes=False)) is None
    assert rule(*cell, ("suspended" if status == "full" else "full", 100, 50)) is (
        Rule.EXTREME if status == "partial" else None
    )


def test_nobody_on_duty_says_it_of_each() -> None:
    """A return rate of 0 % is sensitive, although enterprises of both kinds are there."""
    assert rule(*[("full", 100, 0)] * 5, ("suspended", 100, 0)) is Rule.EXTREME


def test_rate_that_the_counts_of_a_row_state_anyway_hides_no_more() -> None:
    """Nobody operates fully, which each row states beside its rates: `full_operating_rate` of 0 % says nothing besides.

    Nor does it say what each does.
    """
    nobody: Sequence[Enterprise] = [("partial", 100, 50)] * 4 + [("suspended", 100, 10)] * 4
    assert rule(*nobody) is None
    assert rule(*nobody, further=("full_operating_rate",)) is None
    everybody: Sequence[Enterprise] = [("full", 100, 50)] * 4
    assert rule(*everybody) is rule(*everybody, further=("full_operating_rate",)) is Rule.EXTREME


def test_further_indicator_with_all_in_it_is_sensitive() -> None:
    """Nobody who is idle has anybody on duty: no count of a row says so, `idle_duty_share` of 0 % does."""
    idle: Sequence[Enterprise] = [("full", 100, 50)] * 4 + [("partial", 100, 50)] * 4 + [("suspended", 100, 0)] * 4
    assert rule(*idle) is None
    assert rule(*idle, further=("idle_duty_share",)) is Rule.EXTREME
    assert rule(*idle, further=("return_rate_open",)) is None


@pytest.mark.parametrize(("last", "broken"), [(1, Rule.EXTREME), (2, None)])
def test_sum_at_its_least_tells_everybody(last: int, broken: Rule | None) -> None:
    """Four state their staff and 4 employees are theirs: employees are above 0, so that each has exactly 1."""
    cell: list[Enterprise] = [("full", 1, 1), ("partial", 1, 1), ("full", 1, 1), ("suspended", last, 0)]
    assert rule(*cell) is broken
    assert rule(*cell, rules=DisclosureRules(extremes=False)) is None


@pytest.mark.parametrize(("last", "broken"), [(1, Rule.DIFFERENCE), (2, None)])
def test_difference_at_its_least_tells_everybody(last: int, broken: Rule | None) -> None:
    """103 employees of all less 100 of the open are 3 of three that are shut: each has exactly 1."""
    cell: list[Enterprise] = [("full", 30, 20), ("full", 30, 10), ("partial", 40, 20)]
    cell += [("suspended", 1, 1), ("suspended", 1, 1), ("closed", last, 1)]
    assert rule(*cell) is None
    assert rule(*cell, further=("open_staff_share",)) is broken
    assert rule(*cell, further=("return_rate_open",)) is broken


@pytest.mark.parametrize(("suspended", "broken"), [(2, Rule.DIFFERENCE), (3, None)])
def test_two_sums_that_differ_by_few(suspended: int, broken: Rule | None) -> None:
    """Employees of all less employees of those that operate are the employees of two suspended ones."""
    open_ones: Sequence[Enterprise] = [("full", 100, 50)] * 3 + [("partial", 100, 50)] * 3
    cell = [*open_ones, *[("suspended", 100, 10)] * suspended]
    assert rule(*cell) is None
    assert rule(*cell, further=("operating_rate_staff",)) is broken


def test_four_sums_that_leave_one_enterprise() -> None:
    """All less the open, less those that state their staff, with the open of these: the one shut that does not."""
    cell: list[Enterprise] = [
        *(("full", 40, 30), ("partial", 41, 21), ("full", 42, 32)),
        *(("full", 50, None), ("partial", 51, None), ("full", 52, None)),
        *(("suspended", 60, 20), ("suspended", 61, 22), ("closed", 62, 23)),
        ("suspended", 77, None),
    ]
    assert rule(*cell, further=("operating_rate_staff",)) is None
    assert rule(*cell, further=("open_staff_share",)) is None
    assert rule(*cell, further=("operating_rate_staff", "open_staff_share")) is Rule.DIFFERENCE
    more: list[Enterprise] = [("suspended", 80, None), ("suspended", 81, None)]
    assert rule(*cell, *more, further=("operating_rate_staff", "open_staff_share")) is None


@pytest.mark.parametrize(("third", "broken"), [(4999, Rule.DIFFERENCE), (5000, None)])
def test_difference_that_one_enterprise_dominates(third: int, broken: Rule | None) -> None:
    """All less the open leaves 50000, 2 and a third: the second largest of these must not know the largest to 10 %."""
    cell: list[Enterprise] = [("full", 60000 + k, 30000 + k) for k in range(4)]
    cell += [("suspended", 50000, 20000), ("suspended", 6000, 3000), ("suspended", third, 2500)]
    assert rule(*cell) is None
    assert rule(*cell, further=("open_staff_share",)) is broken


ROWS = [
    Row(1, period=date(2020, 3, 1), region="31", status="full", employees=50, on_duty=40),
    Row(1, period=date(2020, 3, 2), region="31", status="full", employees=60, on_duty=60),
    Row(2, period=date(2020, 3, 1), region="31", status="partial", employees=30, on_duty=None),
    Row(3, period=date(2020, 3, 1), region="31", status=None, employees=20, on_duty=5),
    Row(4, period=date(2020, 3, 1), region="31", status="suspended", employees=50, on_duty=0),
    Row(5, period=date(2020, 3, 1), region=None, status="full", employees=7, on_duty=7),
    Row(6, period=date(2020, 3, 1), region="42", status="suspended", employees=None, on_duty=None),
]
TERMS = (Term(("reporting",)), EMPLOYEES, ON_DUTY, Term(("staffed",), "on_duty", "employees"))
HALF = Fraction(1, 2)


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_behind_a_cell(engine: str) -> None:
    """Enterprises, sums and the two largest of each group, by hand; an enterprise with two rows counts once."""
    found = {row["region"]: row for row in records(contributions(ENGINES[engine](ROWS), ["region"], TERMS))}
    shanghai = [found["31"][name] for name in ("c_0", "v_0", "c_1", "v_1", "first_1", "second_1")]
    assert shanghai == [3, 4, 3, 50 + 60 + 20 + 50, 110, 50]
    assert [found["31"][name] for name in ("c_2", "v_2", "first_2", "second_2")] == [3, 105, 100, 5]
    assert found["31"]["v_3"] == sum(int(part * 2**20) for part in (Fraction(4, 5), 1, Fraction(1, 4)))
    assert [found[None][name] for name in ("c_0", "c_1", "first_1", "second_1")] == [1, 1, 7, 0]
    assert [found["42"][name] for name in ("c_0", "c_1", "v_1", "first_1")] == [1, 0, 0, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_behind_the_total_and_a_period(engine: str) -> None:
    """Without groups there is one row; by period each enterprise has one row anyway."""
    (whole,) = records(contributions(ENGINES[engine](ROWS), [], TERMS))
    assert [whole[name] for name in ("c_0", "c_1", "first_1", "second_1")] == [5, 4, 110, 50]
    periods = records(contributions(ENGINES[engine](ROWS), ["period"], TERMS))
    assert sorted((row["c_1"], row["first_1"], row["second_1"]) for row in periods) == [(1, 60, 0), (4, 50, 50)]


OPEN, ALL_STAFF = Term(("operating", "employing"), "employees"), Term(("employing",), "employees")


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_behind_a_combination(engine: str) -> None:
    """Employees of all less those of the open: 1 has two rows that cancel out, 4 is shut and left."""
    shut = Combination(((ALL_STAFF, 1), (OPEN, -1)))
    (found,) = records(contributions(ENGINES[engine](ROWS), [], [shut]))
    assert [found[name] for name in ("c_0", "v_0", "first_0", "second_0")] == [1, 50, 50, 0]
    twice = Combination(((ALL_STAFF, -2), (OPEN, 1)))
    (found,) = records(contributions(ENGINES[engine](ROWS), [], [twice]))
    assert [found[name] for name in ("c_0", "v_0", "first_0", "second_0")] == [4, 110 + 30 + 100 + 7, 110, 100]


@pytest.mark.parametrize("engine", ENGINES)
def test_roster_says_the_same_of_employees(engine: str) -> None:
    """Employees of all less those on the roster of all that are on it: what one has that is off the roster."""
    rows = [Row(number, status="full", employees=10 * number, roster_employees=10 * number) for number in (1, 2, 3)]
    rows.append(Row(4, status="full", in_scope=0, employees=77, roster_employees=None))
    on_roster = Term(("roster_employing",), "roster_employees")
    kinds_there = [frozenset({ALL_STAFF, on_roster}), frozenset({ALL_STAFF})]
    (off,) = narrowest([ALL_STAFF, on_roster], kinds_there)
    assert set(off.parts) == {(ALL_STAFF, 1), (on_roster, -1)}
    (found,) = records(contributions(ENGINES[engine](rows), [], [off]))
    assert [found[name] for name in ("c_0", "v_0", "first_0", "second_0")] == [1, 77, 77, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_kinds_of_enterprises(engine: str) -> None:
    """Of six rows with a status or staff: open, shut, without a status, and without anything that is summed."""
    found = {tuple(row.values()) for row in records(kinds(ENGINES[engine](ROWS), [ALL_STAFF, OPEN, EMPLOYEES]))}
    assert found == {(1, 1, 1), (1, 1, 0), (0, 0, 1), (1, 0, 1), (0, 0, 0)}


def test_narrowest_combinations() -> None:
    """Of employees of all, of the open, and of those that state both: each set of enterprises left is said once."""
    everyone = frozenset({ALL_STAFF, OPEN, EMPLOYEES})
    found = narrowest([ALL_STAFF, OPEN, EMPLOYEES], [everyone, everyone - {EMPLOYEES}, everyone - {OPEN}])
    assert {frozenset(one.parts) for one in found} == {
        frozenset({(ALL_STAFF, 1), (OPEN, -1)}),
        frozenset({(ALL_STAFF, 1), (EMPLOYEES, -1)}),
        frozenset({(OPEN, 1), (EMPLOYEES, 1), (ALL_STAFF, -1)}),
    }
    assert not narrowest([ALL_STAFF, EMPLOYEES], [everyone])
    assert not narrowest([ALL_STAFF, ON_DUTY], [everyone, frozenset({ON_DUTY})])
    assert not narrowest([ALL_STAFF, OPEN], [])
