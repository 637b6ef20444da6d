"""Sums and sums of products: the same whole numbers on every dataframe, and those of plain Python."""

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from methodology import oracle
from methodology.engines import ENGINES, records
from methodology.oracle import FLAGS, THRESHOLD, Row
from resumetrack.measure import DECLARED
from resumetrack.measure.linearisation import Stratum, estimate, terms_in
from resumetrack.measure.moments import Layout, Moments, answer_of, layout_of, reduce_moments
from resumetrack.model import Term

LAYOUTS = [layout_of(DECLARED[place : place + 5]) for place in (0, 5, 10)]
UNITS = dict.fromkeys(
    ("employees", "on_duty", "output", "output_base", "power", "power_base", "roster_employees"), Fraction(1)
)
ROWS = oracle.panel(seed=5)


def moments(engine: str, rows: Sequence[Row], layout: Layout, **options: Any) -> dict[Any, Moments]:
    """The moments of every region."""
    found = records(reduce_moments(ENGINES[engine](rows), ["region"], layout, **options))
    return {cell.pop("region"): Moments(layout, UNITS, cell) for cell in found}


def worth(row: Row, term: Term) -> Fraction:
    """What a row adds to a term."""
    if not all(FLAGS[flag](row, THRESHOLD) for flag in term.when):
        return Fraction(0)
    if term.column is None:
        return Fraction(1)
    value = Fraction(getattr(row, term.column) or 0)
    return value if term.over is None else value / getattr(row, term.over)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("scope_only", [False, True])
@pytest.mark.parametrize("layout", LAYOUTS, ids=range(3))
def test_moments_are_those_of_plain_python(engine: str, layout: Layout, *, scope_only: bool) -> None:
    """Sums, counts and products of every indicator, by region; a mean of ratios to twelve digits."""
    for region, found in moments(engine, ROWS, layout, scope_only=scope_only).items():
        rows = [row for row in ROWS if row.region == region and (row.in_scope or not scope_only)]
        sums, products = found.sums, found.products
        for term in layout.terms:
            assert sums[term] == pytest.approx(sum(worth(row, term) for row in rows), rel=1e-11, abs=0)
        for first, second in layout.pairs:
            known = sum(worth(row, first) * worth(row, second) for row in rows)
            assert products[first, second] == pytest.approx(known, rel=1e-11, abs=0)
        for answer in layout.answers:
            assert found.answers(answer) == sum(FLAGS[answer](row, THRESHOLD) for row in rows)
            covered = sum(FLAGS[answer](row, THRESHOLD) and row.in_scope for row in rows)
            assert found.answers(answer, "covered") == covered
        assert found.number("scope") == sum(row.in_scope for row in rows)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("layout", LAYOUTS, ids=range(3))
def test_moments_weighted_by_staff(engine: str, layout: Layout) -> None:
    """With a column of sizes, counts become its sums and sums stay, over rows that have a size."""
    for region, found in moments(engine, ROWS, layout, scope_only=True, staff="roster_employees").items():
        rows = [row for row in ROWS if row.region == region and row.in_scope and row.roster_employees is not None]
        sums = found.staff_sums("roster_employees")
        for term in layout.terms:
            counts = term.column is None or term.over is not None
            known = sum(worth(row, term) * ((row.roster_employees or 0) if counts else 1) for row in rows)
            assert sums[term] == pytest.approx(known, rel=1e-11, abs=0)
        assert found.number("scope_staff") == sum(row.roster_employees or 0 for row in rows)


@pytest.mark.parametrize("layout", LAYOUTS, ids=range(3))
def test_engines_agree_to_the_last_digit(layout: Layout) -> None:
    """Every sum is one of whole numbers, so no engine differs."""
    found = [{key: one.row for key, one in moments(engine, ROWS, layout).items()} for engine in ENGINES]
    assert all(one == found[0] for one in found[1:])


@pytest.mark.parametrize("engine", ENGINES)
def test_products_beyond_a_whole_number(engine: str) -> None:
    """Squares of large readings do not fit 64 bits and come out all the same."""
    large = 3_123_456_789
    rows = [Row(place, power=large + place, power_base=large) for place in range(9)]
    indicator = next(one for one in DECLARED if one.name == "power_rate")
    power = indicator.numerator
    (found,) = moments(engine, rows, layout_of([indicator])).values()
    known = sum((large + place) ** 2 for place in range(9))
    assert known > 2**63
    assert found.products[power, power] == pytest.approx(known, rel=1e-15)


@pytest.mark.parametrize("engine", ENGINES)
def test_ratios_beyond_a_whole_number(engine: str) -> None:
    """A billion on duty of one employed, times a million on the roster: wrong data, but no reason to end or to wrap."""
    rows = [Row(1, status="full", employees=1, on_duty=10**9, roster_employees=10**6), Row(2, employees=2, on_duty=1)]
    indicator = next(one for one in DECLARED if one.name == "return_rate_mean")
    mean = indicator.numerator
    (found,) = moments(engine, rows, layout_of([indicator]), staff="roster_employees").values()
    assert found.sums[mean] == pytest.approx(10**9 + 0.5, rel=1e-15)
    assert found.products[mean, mean] == pytest.approx(10**18 + 0.25, rel=1e-15)
    assert found.staff_sums("roster_employees")[mean] == pytest.approx(10**15, rel=1e-15)


@pytest.mark.parametrize("engine", ENGINES)
def test_mean_weighted_by_staff_is_exact_to_twelve_decimals(engine: str) -> None:
    """Divided exactly and rounded once: 2, 8, 496962 and 195449 employees on the roster, and rosters by chance."""
    sizes, pairs = (2, 8, 496962, 195449), ((701, 622), (649, 378), (702, 467), (457, 73))
    cells = [[(size, *pair) for size, pair in zip(sizes, pairs, strict=True)]]
    chance = random.Random(7)  # noqa: S311 - the same rosters every time
    cells += [
        [(chance.randint(1, 10**6), base, chance.randint(0, base)) for base in chance.choices(range(1, 10**4), k=5)]
        for _ in range(30)
    ]
    rows = [
        Row(number, region=str(place), status="full", employees=base, on_duty=here, roster_employees=size)
        for place, cell in enumerate(cells)
        for number, (size, base, here) in enumerate(cell, 10 * place)
    ]
    indicator = next(one for one in DECLARED if one.name == "return_rate_mean")
    found = moments(engine, rows, layout_of([indicator]), staff="roster_employees")
    for place, cell in enumerate(cells):
        sums = found[str(place)].staff_sums("roster_employees")
        exact = sum(size * Fraction(here, base) for size, base, here in cell) / sum(size for size, *_ in cell)
        assert round(Fraction(sums[indicator.numerator]) / sums[indicator.denominator], 12) == round(exact, 12)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("operating_rate", "reporting"),
        ("operating_rate_staff", "employing"),
        ("return_rate", "staffed"),
        ("return_rate_open", "staffed"),
        ("return_rate_mean", "staffed"),
        ("return_rate_roster", "roster_staffed"),
        ("power_resumed_rate", "powered"),
        ("power_index", "powered"),
        ("production_rate", "produced"),
        ("coverage", None),
        ("staff_coverage", None),
        ("operating_rate_scope", None),
    ],
)
def test_who_answers(name: str, answer: str | None) -> None:
    """An indicator is answered by those in its base, and one about the scope leaves nothing to chance."""
    assert answer_of(next(one for one in DECLARED if one.name == name)) == answer


@pytest.mark.parametrize("name", ["return_rate", "return_rate_mean", "power_index", "operating_rate_staff"])
def test_variance_is_that_of_the_residuals(name: str) -> None:
    """The variance equals the textbook's, worked out from the residual of every enterprise; the index sums two."""
    indicator = next(one for one in DECLARED if one.name == name)
    answer = answer_of(indicator)
    assert answer is not None
    layout = layout_of([indicator])
    (whole,) = (
        Moments(layout, UNITS, cell)
        for cell in records(reduce_moments(ENGINES["duckdb"](ROWS), ["carried"], layout))
        if cell["carried"] == 0
    )
    rows = [row for row in ROWS if row.carried == 0]
    size = whole.answers(answer)
    found = estimate(indicator, [whole.part(Stratum(size, 10 * size))])
    assert found is not None
    totals = {term: sum(worth(row, term) for row in rows) for term in terms_in(indicator)}
    factors = (
        [(50, *part[1:]) for part in indicator.parts]
        if indicator.parts
        else [(1, indicator.numerator, indicator.denominator)]
    )
    residuals = [
        float(
            sum(
                factor * (worth(row, above) - totals[above] / totals[below] * worth(row, below)) / totals[below]
                for factor, above, below in factors
            )
        )
        for row in rows
        if FLAGS[answer](row, THRESHOLD)
    ]
    assert len(residuals) == size
    mean = sum(residuals) / size
    known = 0.9 * size / (size - 1) * sum((one - mean) ** 2 for one in residuals)
    assert found.variance == pytest.approx(known, rel=1e-9)
