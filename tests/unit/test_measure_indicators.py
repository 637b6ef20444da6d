"""Indicators as declared: each figure on every engine, against the same figure written plainly in Python."""

from fractions import Fraction

import pytest

from methodology import oracle
from methodology.engines import ENGINES, Frame, cells, values
from methodology.oracle import Row
from resumetrack.errors import UsageError
from resumetrack.measure import DECLARED, FLAGS, POWER_THRESHOLD, SUMMABLE, catalogue, term_value, terms_of
from resumetrack.model import Indicator, Term, Text, Unit

TERMS = terms_of(DECLARED)
NAMES = [indicator.name for indicator in DECLARED]
NEARLY = Fraction(1, 10**14)


def figures(frame: Frame, by: tuple[str, ...] = ()) -> dict[tuple[object, ...], dict[str, Fraction | None]]:
    return {group: values(cell, DECLARED, TERMS) for group, cell in cells(frame, TERMS, by).items()}


def close(found: oracle.Number, expected: oracle.Number, name: str) -> bool:
    if found is None or expected is None or name != "return_rate_mean":
        return found == expected
    return abs(Fraction(found) - expected) <= NEARLY * abs(Fraction(expected))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(4))
def test_every_indicator_of_every_group(engine: str, seed: int) -> None:
    """Numerator, denominator and value are those of the plain definition, exactly; a mean of ratios to 14 digits."""
    rows = oracle.panel(seed)
    for group, cell in cells(ENGINES[engine](rows), TERMS, ["region"]).items():
        members = [row for row in rows if row.region == group[0]]
        found = values(cell, DECLARED, TERMS)
        for indicator in DECLARED:
            numerator, denominator = (
                term_value(cell, TERMS.index(term), term) for term in (indicator.numerator, indicator.denominator)
            )
            expected = oracle.SIDES[indicator.name](members, POWER_THRESHOLD)
            assert denominator == expected[1], indicator.name
            assert close(numerator, expected[0], indicator.name)
            assert close(found[indicator.name], oracle.value(indicator.name, members), indicator.name)


@pytest.mark.parametrize("engine", ENGINES)
def test_enterprises_without_group_are_a_group(engine: str) -> None:
    """Rows whose group is missing are kept, and the groups add up to the total."""
    rows = oracle.panel(seed=3)
    groups = cells(ENGINES[engine](rows), TERMS, ["region"])
    (whole,) = cells(ENGINES[engine](rows), TERMS).values()
    assert (None,) in groups
    for name, total in whole.items():
        assert total == sum(cell[name] or 0 for cell in groups.values()), name


@pytest.mark.parametrize("engine", ENGINES)
def test_empty_state_gives_one_row_over_all_and_none_by_group(engine: str) -> None:
    """Without any row every count is 0 and every rate is missing, never NaN."""
    empty = ENGINES[engine]([])
    assert figures(empty) == {(): dict.fromkeys(NAMES)}
    assert figures(empty, ("region",)) == {}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", NAMES)
def test_rate_over_an_empty_base_is_missing(engine: str, name: str) -> None:
    """An enterprise that says nothing leaves every rate but those over the scope missing."""
    (found,) = figures(ENGINES[engine]([Row(1)])).values()
    assert found[name] == (0 if name in {"coverage", "operating_rate_scope"} else None)


@pytest.mark.parametrize("engine", ENGINES)
def test_rate_of_nobody_is_zero_where_the_base_is_known(engine: str) -> None:
    """Where all are suspended, 0 of their 500 employees work in operating enterprises: that is 0 %, not missing."""
    rows = [
        Row(1, status="suspended", employees=200, on_duty=0, power=1, power_base=10, roster_employees=200),
        Row(2, status="closed", employees=300, on_duty=0, power=0, power_base=10, roster_employees=300),
    ]
    (found,) = figures(ENGINES[engine](rows)).values()
    assert found["operating_rate_staff"] == found["full_operating_rate_staff"] == 0
    assert found["power_resumed_rate"] == found["power_index"] == 0
    assert found["return_rate"] == found["return_rate_mean"] == 0
    assert found["return_rate_open"] is None


@pytest.mark.parametrize("engine", ENGINES)
def test_staff_coverage_of_nobody_is_zero(engine: str) -> None:
    """Where nobody reports, enterprises with 0 of the 500 employees on the roster do."""
    (found,) = figures(ENGINES[engine]([Row(1, roster_employees=200), Row(2, roster_employees=300)])).values()
    assert found["staff_coverage"] == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_capped(engine: str) -> None:
    """More on duty than employed, more power and output than in the base: rates above 1 stay above 1."""
    row = Row(
        1, status="full", employees=100, on_duty=120, output=300, output_base=200, power=30, power_base=20,
        roster_employees=80,
    )  # fmt: skip
    (found,) = figures(ENGINES[engine]([row])).values()
    assert found["return_rate"] == found["return_rate_open"] == Fraction(6, 5)
    assert close(found["return_rate_mean"], Fraction(6, 5), "return_rate_mean")
    assert found["return_rate_roster"] == found["production_rate"] == found["power_rate"] == Fraction(3, 2)
    assert found["power_index"] == 125


@pytest.mark.parametrize("engine", ENGINES)
def test_pairs_need_both_values_and_a_base_above_zero(engine: str) -> None:
    """Half a pair counts neither above nor below the line."""
    rows = [
        Row(1, status="full", employees=100, on_duty=50, output=10, output_base=20, power=4, power_base=5),
        Row(2, status="full", employees=900, output_base=80, power_base=70),
        Row(3, status="full", on_duty=800, output=90, power=60),
        Row(4, status="full", employees=0, on_duty=7, output=90, output_base=0, power=60, power_base=0),
        Row(5, status="full", employees=100, on_duty=0, output=0, output_base=20, power=0, power_base=5),
    ]
    (found,) = figures(ENGINES[engine](rows)).values()
    assert found["return_rate"] == Fraction(50, 200)
    assert found["production_rate"] == Fraction(10, 40)
    assert found["power_rate"] == Fraction(4, 10)


@pytest.mark.parametrize("engine", ENGINES)
def test_negative_base_is_no_base(engine: str) -> None:
    """A sum below zero is not divided by."""
    terms = (Term(("reporting",), "power"), Term(("reporting",), "output"))
    loss = Indicator("loss", *terms, Unit.RATE, Text("", ""), Text("", ""), "")
    (cell,) = cells(ENGINES[engine]([Row(1, status="full", power=5, output=-10)]), terms).values()
    assert values(cell, [loss], terms) == {"loss": None}


@pytest.mark.parametrize("engine", ENGINES)
def test_sum_over_no_values_is_missing_not_zero(engine: str) -> None:
    """A sum of a column that no row has is missing; as soon as one row has it, missing ones are left out."""
    rows = [Row(1, region="31", status="full"), Row(2, region="42", status="full", power=0), Row(3, region="42")]
    term = Term(("reporting",), "power")
    found = cells(ENGINES[engine](rows), [term], ["region"])
    assert term_value(found[("31",)], 0, term) is None
    assert term_value(found[("42",)], 0, term) == 0


def test_every_indicator_has_its_oracle() -> None:
    """No indicator goes untested."""
    assert list(oracle.SIDES.keys() - set(NAMES)) == []
    assert oracle.SIDES.keys() == set(NAMES)


@pytest.mark.parametrize("indicator", DECLARED, ids=NAMES)
def test_declaration_is_complete(indicator: Indicator) -> None:
    """An indicator has words in both languages, a source, flags that exist and columns that can be summed."""
    for text in (indicator.label, indicator.definition):
        assert text.en
        assert text.zh
    assert indicator.source
    for term in terms_of([indicator]):
        assert set(term.when) <= FLAGS.keys()
        assert {term.column, term.over} <= {*SUMMABLE, None}


def test_catalogue_puts_the_site_after_ours() -> None:
    """Indicators of the site follow ours; a name is declared once."""
    terms = (Term(("partial",)), Term(("reporting",)))
    mine = Indicator("partial_rate", *terms, Unit.RATE, Text("", ""), Text("", ""), "")
    assert list(catalogue([mine])) == [*NAMES, "partial_rate"]
    with pytest.raises(UsageError, match="partial_rate is declared twice"):
        catalogue([mine, mine])
