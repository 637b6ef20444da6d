"""A published table cannot be undone: a reader with a solver of its own is let loose on random tables."""

from itertools import combinations, product
from operator import mul

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_cells import STATUSES, Enterprise, Group, Reader, cells, shown, tally, value_of, whole_tables
from resumetrack.measure.disclosure import ALL, Pattern, Rule, Tally, suppress
from resumetrack.measure.disclosure.combinations import narrowest
from resumetrack.measure.disclosure.rules import REPORTING, broken_rule
from resumetrack.model import DisclosureRules, Term

RULES = DisclosureRules()
# What an interval may fall short of by the tolerance of two solvers.
NEARLY = 1e-4
# Nothing is carried here and everybody is in scope: the other figures repeat these.
ATTACKED = ("reporting", *STATUSES, "operating")


@st.composite
def enterprises(draw: st.DrawFn) -> Enterprise:
    status = draw(st.sampled_from(STATUSES))
    employees = draw(st.sampled_from((1, 2, 5, 10, 20, 50, 100, 1000)))
    on_duty = draw(st.integers(0, employees)) if status in {"full", "partial"} else 0
    return status, employees, on_duty


SOME = st.one_of(st.lists(enterprises(), max_size=3), st.lists(enterprises(), min_size=3, max_size=8))


def tables(*sizes: int) -> st.SearchStrategy[dict[Group, list[Enterprise]]]:
    """Tables of as many dimensions, some cells of which are missing."""
    names = [[f"{letter}{number}" for number in range(size)] for letter, size in zip("ab", sizes, strict=False)]
    groups: list[Group] = [(one,) for one in names[0]]
    if len(sizes) > 1:
        groups = [(one, two) for one in names[0] for two in names[1]]
    return st.fixed_dictionaries({}, optional=dict.fromkeys(groups, SOME)).filter(bool)


def attack(pattern: Pattern) -> None:
    """No figure of a hidden cell can be narrowed to less than its protection, those owned up to apart."""
    reader = Reader.of(pattern)
    for one in pattern.hidden:
        for term in (term for term in pattern.terms if term.column or term.when[0] in ATTACKED):
            value = pattern.cells[one].amounts[term]
            if not value or (one, term) in pattern.open:
                continue
            low, high = reader.interval(one, term)
            assert low - NEARLY * value <= value <= high + NEARLY * value
            assert high - low >= max(1.0, RULES.protection * value) * (1 - NEARLY), (one, term, value, low, high)
            if not term.column:
                low, high = reader.interval(one, term, whole=True)
                assert high - low >= 1 - NEARLY, (one, term, value, low, high)


@given(tables(5))
@settings(max_examples=25)
def test_one_way_table_cannot_be_undone(table: dict[Group, list[Enterprise]]) -> None:
    """Nothing hidden follows from the rest of a one-way table and its total, if something of the rest can be hidden."""
    published = shown()
    leaves = cells(table, published)
    pattern = suppress(leaves, published, RULES)
    assert not pattern.open or all(one in pattern.hidden for one, cell in leaves.items() if cell.counts[REPORTING])
    assert pattern.exposed == set(pattern.open)
    attack(pattern)


@given(tables(3, 3))
@settings(max_examples=25)
def test_two_way_table_cannot_be_undone(table: dict[Group, list[Enterprise]]) -> None:
    """Nothing hidden follows from the rest of a two-way table and its margins, but what the margins alone give away."""
    published = shown()
    pattern = suppress(cells(table, published), published, RULES)
    attack(pattern)
    assert {one for one, _ in pattern.open} <= set(pattern.hidden)


@given(tables(3, 3))
@settings(max_examples=25)
def test_what_is_owned_up_to_could_not_be_helped(table: dict[Group, list[Enterprise]]) -> None:
    """A figure that is not safe would not be safe if every cell in which somebody reports were hidden."""
    published = shown()
    leaves = cells(table, published)
    pattern = suppress(leaves, published, RULES)
    everything = {one: rule for one, rule in pattern.hidden.items() if ALL in one}
    everything |= {leaf: Rule.COMPLEMENTARY for leaf, cell in leaves.items() if cell.counts[REPORTING]}
    reader = Reader.of(Pattern(pattern.cells, pattern.terms, everything, pattern.bounds, ()))
    for one, term in pattern.open:
        low, high = reader.interval(one, term)
        value = pattern.cells[one].amounts[term]
        least, most = reader.interval(one, term, whole=not term.column)
        assert min(high - low, most - least) < max(1.0, RULES.protection * value) or ALL in one


@given(tables(3, 3))
@settings(max_examples=25)
def test_what_breaks_a_rule_is_hidden(table: dict[Group, list[Enterprise]]) -> None:
    """Every cell and margin that breaks a rule is hidden, and so is every difference that a reader can take."""
    published = shown()
    pattern = suppress(cells(table, published), published, RULES)
    for one, cell in pattern.cells.items():
        assert one in pattern.hidden or broken_rule(cell, published, RULES) is None
    for total in (one for one in pattern.cells if one.count(ALL) == 1 and one not in pattern.hidden):
        parts = [
            one
            for one in pattern.hidden
            if all(own in (value, ALL) or value is ALL for own, value in zip(one, total, strict=True))
            and ALL not in one
        ]
        if parts:
            together = pattern.cells[parts[0]]
            for part in parts[1:]:
                together = together + pattern.cells[part]
            assert broken_rule(together, published, RULES) is None


@given(tables(5))
@settings(max_examples=25)
def test_every_whole_number_is_tried(table: dict[Group, list[Enterprise]]) -> None:
    """In a one-way table at least two whole numbers are possible for every hidden count above 0."""
    published = shown()
    pattern = suppress(cells(table, published), published, RULES)
    if (ALL,) in pattern.hidden:
        return
    for term in (Term((flag,)) for flag in ("reporting", *STATUSES)):
        ways = whole_tables(pattern, term)
        for one in pattern.hidden:
            if pattern.cells[one].amounts[term] and (one, term) not in pattern.open:
                assert len({way[one] for way in ways}) > 1


FURTHER = ("operating_rate_staff", "full_operating_rate_staff", "open_staff_share", "return_rate_open")
UNSTAFFED = st.tuples(st.sampled_from(STATUSES), st.integers(1, 1000), st.none())


@given(st.lists(st.one_of(enterprises(), UNSTAFFED), min_size=3, max_size=14))
@settings(max_examples=100)
def test_no_adding_and_subtracting_in_a_row_leaves_a_few(cell: list[Enterprise]) -> None:
    """Where a reader who tries every sum and difference of one column finds one or two enterprises, the cell is hidden.

    Nor does he find a sum of which the second largest could tell the largest to within 10 %.
    """
    published = shown(*FURTHER)
    if broken_rule(tally(cell, published), published, RULES) is not None:
        return
    for column in ("employees", "on_duty"):
        sums = [term for term in published.sums if term.column == column]
        members = [[value_of(one, term) or 0 for term in sums] for one in cell]
        for times in product((-1, 0, 1), repeat=len(sums)):
            left = sorted((abs(sum(map(mul, times, own))) for own in members), reverse=True)
            assert len([size for size in left if size]) not in {1, 2}, (column, times)
            assert sum(left[2:]) >= 0.1 * left[0] - NEARLY, (column, times)


@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=2, max_size=8))
@settings(max_examples=100)
def test_combinations_find_whatever_linear_algebra_finds(members: list[list[bool]]) -> None:
    """One or two enterprises can be told from the others by some combination of five sums, iff by one of the narrowest.

    They can if the sums of the others alone are of a lower rank.
    """
    sums = [Term((f"flag_{place}",), "employees") for place in range(5)]
    matrix = np.array(members, dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    few = [one for size in (1, 2) for one in combinations(range(len(members)), size)]
    known = any(np.linalg.matrix_rank(np.delete(matrix, one, axis=0)) < rank for one in few)
    kinds = [frozenset(term for term, is_in in zip(sums, own, strict=True) if is_in) for own in members]
    ways = [dict(one.parts) for one in narrowest(sums, set(kinds))] + [{term: 1} for term in sums]
    left = [sum(sum(way.get(term, 0) for term in kind) != 0 for kind in kinds) for way in ways]
    assert known == any(0 < count < RULES.min_enterprises for count in left)


@given(tables(3, 3))
@settings(max_examples=15)
def test_further_indicators_only_hide_more(table: dict[Group, list[Enterprise]]) -> None:
    """Tables with and without a further indicator may stand side by side."""
    plain, more = shown(), shown("return_rate_open", "operating_rate_staff")
    leaves = cells(table, more)
    before = suppress(leaves, plain, RULES)
    after = suppress(leaves, more, RULES, before.hidden)
    assert set(before.hidden) <= set(after.hidden)
    attack(after)


@given(tables(3, 3))
@settings(max_examples=15)
def test_margins_are_hidden_as_in_their_own_tables(table: dict[Group, list[Enterprise]]) -> None:
    """`--by region` and `--by region,industry` hide the same regions."""
    published = shown()
    leaves = cells(table, published)
    both = suppress(leaves, published, RULES)
    margins: dict[Group, Tally] = {}
    for (first, _), cell in leaves.items():
        margins[first,] = margins[first,] + cell if (first,) in margins else cell
    alone = suppress(margins, published, RULES)
    assert {one for one, *_ in alone.hidden if one is not ALL} == {
        one for one, other in both.hidden if other is ALL and one is not ALL
    }
