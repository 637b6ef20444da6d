"""Complementary suppression, worked by hand: which cells are hidden, and what a reader could otherwise do."""

from collections.abc import Sequence
from itertools import permutations, product

import numpy as np
import pytest

from disclosure_cells import STATUSES, Enterprise, Group, Reader, cells, shown
from resumetrack.measure.disclosure import ALL, Pattern, Rule, suppress
from resumetrack.measure.disclosure.rules import broken_rule
from resumetrack.model import DisclosureRules, Term

REPORTING, FULL, CLOSED = Term(("reporting",)), Term(("full",)), Term(("closed",))
EMPLOYEES = Term(("staffed",), "employees")
RULES = DisclosureRules()
PUBLISHED = shown()


def mixed(count: int, employees: int = 100) -> list[Enterprise]:
    """So many enterprises of equal size, of which the last is suspended and the last but one operates partially."""
    full: list[Enterprise] = [("full", employees, employees // 2)] * (count - 2)
    return [*full, ("partial", employees, employees // 4), ("suspended", employees, employees // 10)]


def hidden(table: dict[Group, list[Enterprise]], rules: DisclosureRules = RULES) -> Pattern:
    return suppress(cells(table, PUBLISHED), PUBLISHED, rules)


def test_one_hidden_cell_takes_another_along() -> None:
    """One enterprise in A: total less B, C and D would be its figures. The smallest other cell, C, is hidden too."""
    pattern = hidden({("A",): [("full", 40, 30)], ("B",): mixed(8), ("C",): mixed(4), ("D",): mixed(6)})
    assert pattern.hidden == {("A",): Rule.FEW, ("C",): Rule.COMPLEMENTARY}
    low, high = Reader.of(pattern).interval(("A",), EMPLOYEES)
    assert (low, high) == pytest.approx((0, 440))


def test_row_that_is_hidden_has_somebody_in_it() -> None:
    """A, B and C have one each, 15 less 6 and 6: each would have exactly 1, so that D is hidden besides."""
    table: dict[Group, list[Enterprise]] = {(name,): [("full", 40, 30)] for name in "ABC"}
    table |= {("D",): mixed(6), ("E",): mixed(6)}
    pattern = hidden(table)
    assert len(pattern.hidden) == 4
    assert not pattern.open
    low, high = Reader.of(pattern).interval(("A",), REPORTING)
    assert (low, high) == pytest.approx((1, 6))


def test_rows_of_one_each_follow_from_the_total() -> None:
    """Three rows are hidden and three report in all: each has one, whatever is hidden, which is owned up to."""
    pattern = hidden({("A",): [("full", 40, 30)], ("B",): [("partial", 30, 9)], ("C",): [("suspended", 35, 5)]})
    assert {((name,), REPORTING) for name in "ABC"} <= set(pattern.open)
    assert pattern.exposed == set(pattern.open)


# By row and column, one enterprise each.
SQUARE = ("full", "full", "suspended"), ("full", "suspended", "partial"), ("suspended", "partial", "suspended")


def test_whole_numbers_give_away_what_broken_ones_do_not() -> None:
    """Nine cells of one enterprise each, all hidden: by whole numbers five statuses follow from the margins.

    Every way to give the nine a status each that the counts by row and column allow was tried.
    """
    table: dict[Group, list[Enterprise]] = {
        (f"p{row}", f"k{column}"): [(status, 40 + row, 20 + column)]
        for row, line in enumerate(SQUARE)
        for column, status in enumerate(line)
    }
    pattern = hidden(table)
    known = every_way_agrees(table)
    assert len(known) == 5
    opened = {one for one, term in pattern.open if term.when[0] in STATUSES}
    assert opened == known
    assert {one for one, term in pattern.open if term == REPORTING} == set(table)
    reader = Reader.of(pattern)
    for (
        one,
        (status, *_),
    ) in ((one, cell[0]) for one, cell in table.items()):
        low, high = reader.interval(one, Term((status,)), whole=True)
        assert (low == pytest.approx(high)) == (one in known)


def every_way_agrees(table: dict[Group, list[Enterprise]]) -> set[Group]:
    """Cells of one enterprise each whose status is the same in every table with the same counts by row and column."""
    statuses = [cell[0][0] for cell in table.values()]

    def columns(way: Sequence[str]) -> list[list[str]]:
        return [sorted(way[place::3]) for place in range(3)]

    rows = [set(permutations(statuses[start : start + 3])) for start in (0, 3, 6)]
    ways = [sum(way, start=()) for way in product(*rows)]
    fitting = [way for way in ways if columns(way) == columns(statuses)]
    return {one for one, *values in zip(table, *fitting, strict=True) if len({*values}) == 1}


def test_two_single_enterprises_do_not_protect_each_other() -> None:
    """A and B with one enterprise each: B knows itself and subtracts. The sum of what is hidden needs three."""
    pattern = hidden({("A",): [("full", 40, 30)], ("B",): [("suspended", 40, 10)], ("C",): mixed(4), ("D",): mixed(6)})
    assert set(pattern.hidden) == {("A",), ("B",), ("C",)}


def test_hidden_cells_that_all_operate_take_another_along() -> None:
    """In A and B everybody operates, which their sum would say as well; C, where not everybody does, is hidden too."""
    pattern = hidden(
        {("A",): [("full", 100, 50)] * 5, ("B",): [("full", 100, 50)] * 5, ("C",): mixed(9), ("D",): mixed(12)}
    )
    assert pattern.hidden == {("A",): Rule.EXTREME, ("B",): Rule.EXTREME, ("C",): Rule.COMPLEMENTARY}


def test_giant_is_not_hidden_behind_a_dwarf() -> None:
    """A's 1000 employees are all but known if only 12 of B's are added: C, with enough of them, is hidden as well."""
    giant: list[Enterprise] = [("full", 1000, 700), ("suspended", 10, 5), ("partial", 10, 5)]
    pattern = hidden({("A",): giant, ("B",): mixed(4, 3), ("C",): mixed(9), ("D",): mixed(30)})
    assert pattern.hidden[("A",)] is Rule.P_PERCENT
    assert ("C",) in pattern.hidden
    _, high = Reader.of(pattern).interval(("A",), EMPLOYEES)
    assert high >= 1020 + 0.1 * 1000 - 10


def test_table_with_nothing_sensitive_is_shown_whole() -> None:
    """Nothing is hidden that need not be."""
    assert not hidden({("A",): mixed(4), ("B",): mixed(5)}).hidden


def test_group_without_reports_is_no_secret_and_hides_nothing() -> None:
    """An empty cell is shown, and is no use as cover."""
    pattern = hidden({("A",): [("full", 40, 30)], ("B",): [], ("C",): mixed(6)})
    assert ("B",) not in pattern.hidden
    assert ("C",) in pattern.hidden


def test_total_of_two_enterprises_is_hidden_with_all_that_makes_it() -> None:
    """Nothing at all can be said of two enterprises."""
    pattern = hidden({("A",): [("full", 40, 30)], ("B",): [("suspended", 40, 10)]})
    assert set(pattern.hidden) == {(ALL,), ("A",), ("B",)}
    assert not hidden({}).hidden


def test_corners_of_a_rectangle() -> None:
    """One sensitive cell of a two-way table with its margins needs three others, at the corners of a rectangle."""
    table: dict[Group, list[Enterprise]] = {(row, column): mixed(9) for row in "ABC" for column in "xyz"}
    table["A", "x"] = [("full", 100, 50), ("suspended", 100, 5)]
    table["A", "y"] = table["B", "x"] = table["B", "y"] = mixed(5)
    pattern = hidden(table)
    assert pattern.hidden == {
        ("A", "x"): Rule.FEW,
        **dict.fromkeys([("A", "y"), ("B", "x"), ("B", "y")], Rule.COMPLEMENTARY),
    }
    assert not pattern.open


def test_margins_can_give_away_what_no_cell_can_hide() -> None:
    """The only closed enterprise: its row and its column both say 1, the total 1. The figure is owned up to."""
    table: dict[Group, list[Enterprise]] = {(row, column): mixed(6) for row in "AB" for column in "xy"}
    table["A", "x"] = [("closed", 100, 0), ("full", 100, 50)]
    pattern = hidden(table)
    assert (("A", "x"), CLOSED) in pattern.open
    assert Reader.of(pattern).interval(("A", "x"), CLOSED) == pytest.approx((1, 1))
    assert (("A", "x"), REPORTING) not in pattern.open


def test_primary_suppression_alone_is_undone() -> None:
    """The reader of these tests does find out what is hidden badly: with the partners shown A is known exactly."""
    table: dict[Group, list[Enterprise]] = {(row, column): mixed(9) for row in "ABC" for column in "xyz"}
    table["A", "x"] = [("full", 123, 50), ("suspended", 100, 5)]
    good = hidden(table)
    alone = {one: rule for one, rule in good.hidden.items() if rule is not Rule.COMPLEMENTARY}
    bad = Pattern(good.cells, good.terms, alone, good.bounds, ())
    assert Reader.of(bad).interval(("A", "x"), EMPLOYEES) == pytest.approx((223, 223))
    low, high = Reader.of(good).interval(("A", "x"), EMPLOYEES)
    assert high - low > 22.3


def test_wider_protection_hides_more() -> None:
    """B is enough to keep A uncertain by 10 %, not by 80 %."""
    table: dict[Group, list[Enterprise]] = {
        ("A", "x"): [("full", 1000, 600), ("suspended", 1000, 50)], ("A", "y"): mixed(4, 60), ("A", "z"): mixed(9, 300),
        ("B", "x"): mixed(4, 60), ("B", "y"): mixed(4, 60), ("B", "z"): mixed(9, 300),
        ("C", "x"): mixed(12, 300), ("C", "y"): mixed(12, 300), ("C", "z"): mixed(12, 300),
    }  # fmt: skip
    narrow, wide = (hidden(table, DisclosureRules(protection=share)) for share in (0.1, 0.8))
    assert len(wide.hidden) > len(narrow.hidden)
    low, high = Reader.of(wide).interval(("A", "x"), EMPLOYEES)
    assert high - low >= 0.8 * 2000


def test_cells_that_are_hidden_anyway_stay_hidden() -> None:
    """What another table has hidden is hidden here, sensitive or not."""
    table: dict[Group, list[Enterprise]] = {("A",): mixed(4), ("B",): mixed(5), ("C",): mixed(6)}
    leaves = cells(table, PUBLISHED)
    pattern = suppress(leaves, PUBLISHED, RULES, {("B",): Rule.COMPLEMENTARY})
    assert ("B",) in pattern.hidden
    assert len(pattern.hidden) > 1
    assert broken_rule(leaves["B",], PUBLISHED, RULES) is None


def test_the_same_table_is_hidden_alike() -> None:
    """The order of the cells and chance play no part."""
    table: dict[Group, list[Enterprise]] = {
        (row, column): mixed(3 + place) for place, (row, column) in enumerate((r, c) for r in "ABCD" for c in "xyz")
    }
    table["A", "x"] = table["D", "z"] = mixed(2)
    assert set(hidden(table).hidden) == set(hidden(dict(reversed(table.items()))).hidden)


@pytest.mark.parametrize("sizes", [(3, 4), (4, 4), (2, 2, 2)])
def test_order_of_dimensions_has_no_influence(sizes: tuple[int, ...]) -> None:
    """`--by part,kind` and `--by kind,part` hide the same cells, margins and figures; of three dimensions all six."""
    names = ("part", "kind", "age")[: len(sizes)]
    leaves = cells(at_random(names, sizes), PUBLISHED)
    found = []
    for order in permutations(range(len(sizes))):
        turned = {tuple(one[place] for place in order): cell for one, cell in leaves.items()}
        pattern = suppress(turned, PUBLISHED, RULES, names=[names[place] for place in order])
        assert pattern.cells.keys() >= turned.keys()
        found.append(
            {
                frozenset(zip((names[place] for place in order), one, strict=True)): (
                    rule,
                    [((one, term) in pattern.open, pattern.bounds.room((one, term))) for term in pattern.terms],
                )
                for one, rule in pattern.hidden.items()
            }
        )
    assert all(one == found[0] for one in found)


def at_random(names: tuple[str, ...], sizes: tuple[int, ...]) -> dict[Group, list[Enterprise]]:
    """A table with cells of one, two, five or seven enterprises of any kind."""
    chance = np.random.default_rng(len(sizes) * sizes[0])
    table: dict[Group, list[Enterprise]] = {}
    for group in product(*(range(size) for size in sizes)):
        staff = chance.integers(1, 60, size=chance.choice((1, 2, 5, 7))).tolist()
        key = tuple(f"{name}{place}" for name, place in zip(names, group, strict=True))
        table[key] = [(str(chance.choice(STATUSES)), size, int(chance.integers(0, size + 1))) for size in staff]
    return table
