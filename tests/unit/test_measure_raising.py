"""Strata, raising weights, raking and ranks: exact totals, whatever the roster looks like."""

import math
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from resumetrack.measure.precision import Evidence, interval
from resumetrack.measure.raising import MINIMUM, Key, RosterCell, strata, together
from resumetrack.measure.raking import rake
from resumetrack.measure.ranking import Rank, Standing, rank
from resumetrack.measure.weights import post_stratified

PARTS = st.sampled_from(["31", "32", None]), st.sampled_from(["C", "D"]), st.sampled_from(["large", "small", "micro"])
COUNTS = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: RosterCell(max(pair), min(pair)))
ROSTERS = st.dictionaries(st.tuples(*PARTS), COUNTS, max_size=18)


@given(ROSTERS, st.integers(1, 12))
def test_strata_partition_the_roster(cells: dict[Key, RosterCell], minimum: int) -> None:
    """Every cell with anybody in scope is in one stratum, and each is large enough or the only one."""
    groups = strata(cells, minimum)
    assert Counter(key for group in groups for key in group) == Counter(key for key in cells if cells[key].population)
    for group in groups:
        found = together(cells, group)
        assert found.respondents >= minimum or len(groups) == 1


@given(ROSTERS, st.integers(1, 12))
def test_raising_reproduces_the_roster_exactly(cells: dict[Key, RosterCell], minimum: int) -> None:
    """Weights of respondents add up to the enterprises of each stratum and of the roster, without rounding."""
    groups = strata(cells, minimum)
    raised = [(together(cells, group), group) for group in groups]
    for found, _ in raised:
        assert found.weight is None or found.weight * found.respondents == found.population
    whole = sum((cell for cell in cells.values()), RosterCell(0, 0))
    if whole.respondents:
        weighed = sum((found.weight or 0) * cells[key].respondents for found, group in raised for key in group)
        assert weighed == whole.population


@given(ROSTERS)
def test_margins_of_large_regions_are_reproduced(cells: dict[Key, RosterCell]) -> None:
    """Where every region has respondents enough cells join inside it, so its total is kept exactly."""
    regions = {key[0] for key, cell in cells.items() if cell.population}
    inside = {region: [key for key in cells if key[0] == region] for region in regions}
    assume(all(sum(cells[key].respondents for key in keys) >= MINIMUM for keys in inside.values()))
    weights = post_stratified(cells).cells
    for keys in inside.values():
        weighed = sum((weights[key].weight or 0) * cells[key].respondents for key in keys if key in weights)
        assert weighed == sum(cells[key].population for key in keys)


@given(ROSTERS, st.integers(1, 12), st.randoms())
def test_order_of_cells_does_not_matter(cells: dict[Key, RosterCell], minimum: int, random: Any) -> None:
    """The same roster gives the same strata."""
    keys = list(cells)
    random.shuffle(keys)
    assert strata({key: cells[key] for key in keys}, minimum) == strata(cells, minimum)


def test_small_cells_join_their_neighbours() -> None:
    """Small sizes of an industry join first; what is too small still joins in its region."""
    cells: dict[Key, RosterCell] = {
        ("31", "C", "large"): RosterCell(4, 2),
        ("31", "C", "medium"): RosterCell(9, 4),
        ("31", "C", "small"): RosterCell(90, 40),
        ("31", "D", "large"): RosterCell(2, 2),
        ("31", "D", "small"): RosterCell(9, 3),
        ("32", "C", "small"): RosterCell(70, 9),
        ("32", "C", "micro"): RosterCell(20, 0),
    }
    assert strata(cells, 5) == [
        (("31", "C", "large"), ("31", "C", "medium")),
        (("31", "C", "small"),),
        (("31", "D", "large"), ("31", "D", "small")),
        (("32", "C", "micro"), ("32", "C", "small")),
    ]


def test_nobody_answers() -> None:
    """A roster from which nobody reports is one stratum without a weight."""
    cells: dict[Key, RosterCell] = {("31", "C"): RosterCell(4, 0), ("32", "C"): RosterCell(5, 0)}
    (group,) = strata(cells)
    assert together(cells, group).weight is None


def test_staff_weight() -> None:
    """An employee of a respondent stands for the staff of the stratum."""
    assert RosterCell(10, 4, 1000, 400).staff_weight == Fraction(5, 2)
    assert RosterCell(10, 4, 1000, 0).staff_weight is None


TABLES = st.lists(st.lists(st.integers(1, 60), min_size=3, max_size=3), min_size=2, max_size=4)


@given(TABLES, st.data())
def test_raking_reproduces_the_margins(table: list[list[int]], data: st.DataObject) -> None:
    """Raked respondents add up to the known totals of both dimensions."""
    rows = data.draw(st.lists(st.integers(50, 500), min_size=len(table), max_size=len(table)))
    sizes: dict[Key, float] = {
        (f"r{i}", f"c{j}"): float(cell) for i, line in enumerate(table) for j, cell in enumerate(line)
    }
    whole = sum(rows)
    columns = [whole // 3, whole // 3, whole - 2 * (whole // 3)]
    margins: list[dict[str | None, float]] = [
        {f"r{i}": float(total) for i, total in enumerate(rows)},
        {f"c{j}": float(total) for j, total in enumerate(columns)},
    ]
    found = rake(sizes, margins)
    assert found.miss < 1e-12
    for place, margin in enumerate(margins):
        for value, total in margin.items():
            weighed = math.fsum(sizes[key] * found.factors[key] for key in sizes if key[place] == value)
            assert weighed == pytest.approx(total, rel=1e-9)


def test_raking_of_deming_and_stephan() -> None:
    """A 2 x 2 table in the worked way: the interaction of the sample is kept, the margins are the known ones."""
    sizes: dict[Key, float] = {("a", "x"): 10, ("a", "y"): 20, ("b", "x"): 30, ("b", "y"): 40}
    found = rake(sizes, [{"a": 60, "b": 40}, {"x": 50, "y": 50}])
    cells = {key: sizes[key] * factor for key, factor in found.factors.items()}
    odds = cells["a", "x"] * cells["b", "y"] / (cells["a", "y"] * cells["b", "x"])
    assert odds == pytest.approx(10 * 40 / (20 * 30))
    assert cells["a", "x"] + cells["a", "y"] == pytest.approx(60)
    assert cells["a", "x"] + cells["b", "x"] == pytest.approx(50)


def test_raking_spreads_what_nobody_reports() -> None:
    """A total without respondents is shared out among the others and said; a value without a total gets no factor."""
    sizes: dict[Key, float] = {("a",): 10, ("b",): 10, ("z",): 3, (None,): 1}
    found = rake(sizes, [{"a": 60, "b": 20, "c": 20}])
    assert found.unreached == ((0, "c"),)
    assert found.factors == {("a",): pytest.approx(7.5), ("b",): pytest.approx(2.5)}


def test_nothing_to_rake() -> None:
    """Without respondents there are no factors, and every total is unreached."""
    assert rake({}, [{"a": 60}]).unreached == ((0, "a"),)


def plain(successes: int, trials: int) -> Standing:
    share = successes / trials
    return Standing(Evidence(share, trials, trials - 1, share * (1 - share) / trials, is_share=True, is_plain=True))


def test_ranks_say_what_cannot_be_told_apart() -> None:
    """Far apart is in order; near each other could change places; equal values share a place."""
    groups = {"low": plain(100, 1000), "b": plain(497, 1000), "a": plain(500, 1000), "as a": plain(500, 1000)}
    found = rank(groups, 0.95)
    assert found.ranks == {"a": Rank(1, 1, 3), "as a": Rank(1, 1, 3), "b": Rank(3, 1, 3), "low": Rank(4, 4, 4)}
    assert (found.apart, found.pairs) == (3, 6)


def test_two_shares_are_told_apart_as_by_newcombe() -> None:
    """56 of 70 against 48 of 80: difference 0.2, interval 0.0524 to 0.3339 (Newcombe 1998, table II, method 10)."""
    first, second = plain(56, 70).evidence, plain(48, 80).evidence
    one, other = interval(first, 0.95), interval(second, 0.95)
    assert one is not None
    assert other is not None
    half = math.hypot(first.value - one[0], other[1] - second.value)
    assert f"{first.value - second.value - half:.4f}" == "0.0524"
    assert rank({"a": plain(56, 70), "b": plain(48, 80)}, 0.95).apart == 1
    assert rank({"a": plain(56, 70), "b": plain(48, 80)}, 0.999).apart == 0


def test_level_holds_for_all_pairs_together() -> None:
    """What is told apart as one of two groups is not among many: the level is shared out over the pairs."""
    many = {f"g{place}": plain(540, 1000) for place in range(28)}
    assert rank({"a": plain(600, 1000), "b": plain(540, 1000)}, 0.95).apart == 1
    assert rank({"a": plain(600, 1000), "b": plain(540, 1000), **many}, 0.95).apart == 0


def test_known_and_unknown_standings() -> None:
    """A complete group has no interval to overlap; one from a single enterprise could be anywhere."""
    certain = Standing(Evidence(0.5, 3, 2, 0.0, is_share=False), is_known=True)
    below = Standing(Evidence(0.4, 3, 2, 0.0, is_share=False), is_known=True)
    single = Standing(Evidence(0.1, 1, 0, None, is_share=False))
    found = rank({"certain": certain, "below": below, "single": single}, 0.95)
    assert found.ranks == {"certain": Rank(1, 1, 2), "below": Rank(2, 2, 3), "single": Rank(3, 1, 3)}
