"""The rate card: one cell, every indicator, what it rests on, and the identity of the return rates."""

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from methodology import oracle
from methodology.engines import ENGINES, cells
from methodology.oracle import Row
from resumetrack.errors import UsageError
from resumetrack.measure import DECLARED, catalogue, terms_of
from resumetrack.tracker.card_words import TIED, tied_values
from resumetrack.tracker.cells import Cells
from store_office import Office

DAY = date(2020, 6, 2)
HEADER = "period,enterprise_id,status,employees,on_duty"
DECIMALS = {"staff": 0, "output": 0, "power": 0}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Two regions; A closed for good the day before, D silent."""
    office = Office(tmp_path)
    office.roster("enterprise_id,region,employees\nA,310000,10\nB,310000,20\nC,420000,30\nD,420000,40")
    office.report(f"{HEADER}\n2020-06-01,A,closed,10,0\n2020-06-01,B,full,20,10")
    office.report(f"{HEADER}\n2020-06-02,B,full,20,15\n2020-06-02,C,suspended,30,3")
    return office


@pytest.mark.parametrize("seed", range(20))
def test_return_rates_are_tied_exactly(seed: int) -> None:
    """return_rate = open_staff_share x return_rate_open + idle_duty_share as fractions, in every group of any panel."""
    terms = terms_of([catalogue()[name] for name in TIED])
    rows = oracle.panel(seed, size=60)
    found = cells(ENGINES["pandas"](rows), terms, ["region"])
    tied = 0
    for group, sums in found.items():
        key = (DAY, (group[0],))
        values = tied_values(Cells(terms, {key: sums}, DECIMALS), key)
        assert values is not None
        whole, share, opened, idle = values
        assert whole == share * opened + idle
        assert whole == oracle.value("return_rate", [row for row in rows if row.region == group[0]])
        tied += whole != share * opened
    assert tied  # the last part matters somewhere


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([Row(1, status="suspended", employees=10, on_duty=2)], (Fraction(1, 5), 0, 0, Fraction(1, 5))),
        ([Row(1, employees=10, on_duty=2)], (Fraction(1, 5), 0, 0, Fraction(1, 5))),
        ([Row(1, status="full", employees=10, on_duty=12)], (Fraction(6, 5), 1, Fraction(6, 5), 0)),
        ([Row(1, status="full", employees=10)], None),
    ],
    ids=["nothing operates", "no status", "above one", "no pair"],
)
def test_identity_at_its_ends(rows: list[Row], expected: object) -> None:
    """Where nothing operates the product is 0; without a staff pair there is nothing to tie."""
    terms = terms_of([catalogue()[name] for name in TIED])
    (sums,) = cells(ENGINES["pandas"](rows), terms).values()
    assert tied_values(Cells(terms, {(DAY, ()): sums}, DECIMALS), (DAY, ())) == expected


def test_card_has_every_indicator_with_what_it_rests_on(office: Office) -> None:
    """One row each, in the order declared, with the same numbers as `rates --long`, and words for all of them."""
    names = tuple(indicator.name for indicator in DECLARED)
    table = office.tracker.card(period="2020-06-02")
    long = office.tracker.rates(long=True, indicators=names, period="2020-06-02").records()
    shared = ("period", "indicator", "numerator", "denominator", "value", "coverage")
    assert [[row[name] for name in shared] for row in table.records()] == [
        [row[name] for name in shared] for row in long
    ]
    for row, indicator in zip(table.records(), DECLARED, strict=True):
        assert (row["definition"], row["source"]) == (indicator.definition.en, indicator.source)
        assert (row["reporting"], row["carried"], row["oldest_period"]) == (3, 1, date(2020, 6, 1))


def test_identity_is_printed_with_its_numbers(office: Office) -> None:
    """In per cent and in staff: 18 of 60 = 20 of 60 x 15 of 20 + 3 of 60."""
    words = " ".join(text.en for text in office.tracker.card(period="2020-06-02").summary)
    assert "Return rate 30.0 % = 33.3 % of staff in open enterprises x 75.0 % return rate there + 5.0 %" in words
    assert "18 / 60 = 20 / 60 x 15 / 20 + 3 / 60." in words


def test_age_is_counted_from_the_end_of_the_period(office: Office) -> None:
    """As of five days later the card is five days old; the closure of A is a day older than the period."""
    asked = datetime(2020, 6, 7, 12, tzinfo=UTC)
    table = office.tracker.card(as_of=asked)
    assert {row["age_days"] for row in table.records()} == {5}
    assert table.summary[0].en == (
        "The period ended 5 days ago. 1 enterprise is carried from earlier periods, the oldest from 2020-06-01."
    )


def test_card_of_a_part(office: Office) -> None:
    """A region, and a period in which it has nothing."""
    found = {row["indicator"]: row for row in office.tracker.card(where=(("region", "42"),)).records()}
    assert (found["return_rate"]["numerator"], found["return_rate"]["denominator"]) == (3, 30)
    assert found["return_rate_open"]["value"] is None
    assert found["coverage"]["value"] == 0.5


def test_change_since_a_period(office: Office) -> None:
    """In percentage points of the exact rates; a period that is not held leaves it missing."""
    found = {row["indicator"]: row for row in office.tracker.card(since="2020-06-01", period="2020-06-02").records()}
    assert found["operating_rate"]["change_pp"] == pytest.approx(100 * (1 / 3 - 1 / 2), abs=1e-9)
    assert found["operating_rate"]["value_since"] == 0.5
    missing = office.tracker.card(since="2020-05-01", period="2020-06-02").records()
    assert {(row["value_since"], row["change_pp"]) for row in missing} == {(None, None)}


def test_all_rules_side_by_side(office: Office) -> None:
    """Ministry 1 of 3, ONS 1 of 2: the closed one is out of its base."""
    table = office.tracker.card(all_rules=True, period="2020-06-02")
    found = {(row["rules"], row["indicator"]): row["value"] for row in table.records()}
    assert found["ministry", "operating_rate"] == pytest.approx(1 / 3, abs=1e-12)
    assert found["ons", "trading_rate"] == 0.5
    assert {rules for rules, _ in found} == {"ministry", "ons", "grid"}
    assert table.summary[-1].en.endswith("The rates are 16.7 pp apart.")


@pytest.mark.parametrize(
    "asked", [{"by": "region"}, {"period": "all"}, {"first": "2020-06-01"}, {"every": "week"}, {"pool": "week"}]
)
def test_card_is_of_one_cell(office: Office, asked: dict[str, Any]) -> None:
    """Several cells or periods are refused, with the way to ask for them."""
    with pytest.raises(UsageError, match="a card is of one cell in one period"):
        office.tracker.card(**asked)


def test_one_rule_set_or_all(office: Office) -> None:
    """Not both."""
    with pytest.raises(UsageError, match="--rules names one rule set, --all-rules takes all"):
        office.tracker.card(rules="ons", all_rules=True)


def test_shanghai_on_one_day(tmp_path: Path) -> None:
    """F2: Shanghai, 29 February 2020, above size (Xinhua): 94.5 % resumed, 64.6 % staff, 66 % production, one card."""
    office = Office(tmp_path)
    lines = [
        f"2020-02-29,S{number},{'full' if number < 945 else 'suspended'},1000,{683 if number < 945 else 10},66,100"
        for number in range(1000)
    ]
    office.report("\n".join([f"{HEADER},output,output_base", *lines]))
    found = {row["indicator"]: row["value"] for row in office.tracker.card().records()}
    rates = [found[name] for name in ("operating_rate", "return_rate", "production_rate")]
    assert [f"{100 * float(str(rate)):.1f}" for rate in rates] == ["94.5", "64.6", "66.0"]


def test_cohorts_on_one_day(tmp_path: Path) -> None:
    """F6: Shanghai, 13 May 2022: over 95 % of the first batch, over 70 % of all listed, about 50 % above size (gmw.cn).

    633 of 666, 2,101 of 3,000, 4,500 of 9,000.
    """
    office = Office(tmp_path, hour=24 * 800)
    open_ids = {*range(633), *range(666, 666 + 2101 - 633), *range(3000, 3000 + 4500 - 2101)}
    office.members("first", "\n".join(["enterprise_id", *(f"S{number}" for number in range(666))]))
    office.members("further", "\n".join(["enterprise_id", *(f"S{number}" for number in range(666, 3000))]))
    lines = [f"2022-05-13,S{number},{'full' if number in open_ids else 'suspended'}" for number in range(9000)]
    office.report("\n".join(["period,enterprise_id,status", *lines]))

    def rate(*lists: str) -> float:
        return float(str(office.tracker.card(lists=lists, indicators="operating_rate").records()[0]["value"]))

    assert [f"{rate('first'):.1%}", f"{rate('first', 'further'):.1%}", f"{rate():.1%}"] == ["95.0%", "70.0%", "50.0%"]
    assert rate("first") > 0.95
    assert rate("first", "further") > 0.70
