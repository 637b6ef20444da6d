"""Figures of tables with many rows are those of single cells: two ways to read sums, one definition."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from resumetrack import measure
from resumetrack.tracker.cells import Cells, Key
from resumetrack.tracker.sums import Sums

CATALOGUE = measure.catalogue()
TERMS = measure.terms_of(CATALOGUE.values())
WHOLE = {"staff": 0, "output": 0, "power": 0}
KEY: Key = (date(2020, 3, 1), ("420000",))


@st.composite
def sums(draw: st.DrawFn) -> Sums:
    """Sums of one group as a reduction gives them: some empty, some 0, those of ratios in two parts."""
    found: dict[str, int | None] = {}
    for place, term in enumerate(TERMS):
        number = draw(st.sampled_from([None, 0, 1, 3]))
        found[f"n_{place}"] = number
        if term.column is not None:
            found[f"s_{place}"] = draw(st.none() | st.integers(0, 9) | st.integers(10**6, 10**15)) if number else None
        if term.over is not None:
            found[f"t_{place}"] = draw(st.integers(0, 10**6)) if number else None
    return found


@given(sums(), st.fixed_dictionaries({family: st.integers(0, 3) for family in WHOLE}) | st.just(WHOLE), st.booleans())
def test_figures_of_all_keys_are_those_of_each(found: Sums, decimals: dict[str, int], scoped: bool) -> None:
    """Of every indicator, with measures in whole numbers and with decimals, with a scope and without."""
    cells = Cells(TERMS, {KEY: found}, decimals, scoped=scoped)
    for indicator in CATALOGUE.values():
        above, below = indicator.numerator, indicator.denominator
        assert cells.values(indicator) == [cells.value(KEY, indicator)], indicator.name
        assert cells.totals(above, indicator) == [cells.numerator(KEY, indicator)], indicator.name
        assert cells.totals(below, indicator) == [cells.denominator(KEY, indicator)], indicator.name
    for term in TERMS:
        if term.column is None:
            assert cells.counts(*term.when) == [cells.count(KEY, *term.when)]


def test_without_a_scope_nobody_is_in_it() -> None:
    """Figures of scope have no value, no numerator and no denominator: 0 of 0 would say that the scope is empty."""
    found: Sums = dict.fromkeys((f"{letter}_{place}" for place in range(len(TERMS)) for letter in "nst"), 1)
    cells = Cells(TERMS, {KEY: found}, WHOLE, scoped=False)
    for name in ("coverage", "operating_rate_scope", "staff_coverage"):
        one = CATALOGUE[name]
        assert [cells.value(KEY, one), cells.numerator(KEY, one), cells.denominator(KEY, one)] == [None, None, None]
    assert cells.denominator(KEY, CATALOGUE["operating_rate"]) == 1
