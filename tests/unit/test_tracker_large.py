"""Measures of twelve digits beside six decimals: stored, summed, squared, carried to a lake, to the last digit."""

import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from resumetrack.model import Basis, Estimation, Table
from resumetrack.tracker.lakes import LakeTracker
from store_office import Office

HEADER = "period,enterprise_id,status,output,output_base"
LARGEST = 999_999_999_999
FINE = Decimal("33.333333")
ASKED = ("production_rate",)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """One enterprise with six decimals, then thirty whose output, with as many, fits no 64 bits once it is summed."""
    office = Office(tmp_path)
    office.report(f"{HEADER}\n2020-06-01,S,full,{FINE},40")
    office.report("\n".join([HEADER, *(f"2020-06-01,E{place},full,{LARGEST},{LARGEST}" for place in range(30))]))
    return office


def only(table: Table) -> dict[str, Any]:
    """The one row of a table."""
    [row] = table.records()
    return row


def figures(table: Table) -> tuple[object, ...]:
    row = only(table)
    return tuple(row[f"production_rate{end}"] for end in ("", "_numerator", "_denominator"))


def test_sums_of_large_measures_are_exact(office: Office) -> None:
    """In the store, beside intervals, and in a lake."""
    above, below = 30 * LARGEST + FINE, 30 * LARGEST + 40
    expected = (round(float(Fraction(above) / below), 12), above, below)
    assert figures(office.tracker.rates(indicators=ASKED)) == expected
    assert figures(office.tracker.rates(indicators=ASKED, estimation=Estimation(level=0.95))) == expected
    office.tracker.export_lake(office.folder / "lake")
    assert figures(LakeTracker(office.folder / "lake").rates(indicators=ASKED)) == expected
    assert office.tracker.verify().sound


def test_a_roster_may_count_people_by_millions_beside_full_time_equivalents(office: Office) -> None:
    """Decimals of one report are the decimals of the panel."""
    office.report("period,enterprise_id,status,on_duty\n2020-06-02,S,full,3.333333")
    office.roster("enterprise_id,employees\nS,1500000\nE1,10")
    assert office.rates("employees", "on_duty", period="latest") == [(1_500_000, Decimal("3.333333"))]
    office.tracker.export_lake(office.folder / "lake")
    row = only(LakeTracker(office.folder / "lake").rates())
    assert (row["employees"], row["on_duty"]) == (1_500_000, Decimal("3.333333"))


def test_squares_of_large_measures_have_limits(office: Office) -> None:
    """Half of them at half of their base: limits around 3/4, raised to the roster too."""
    rows = (f"2020-06-03,E{place},full,{LARGEST // (1 + place % 2)},{LARGEST}" for place in range(30))
    office.report("\n".join([HEADER, *rows]))
    office.roster("\n".join(["enterprise_id", "S", *(f"E{place}" for place in range(40))]))
    row = only(office.tracker.rates(indicators=ASKED, estimation=Estimation(level=0.95)))
    # Student's t of 29 degrees of freedom; 30 of 41 in scope report, each a quarter away from the ratio.
    margin = 2.045 * 0.25 / math.sqrt(29) * math.sqrt(1 - 30 / 41)
    assert row["production_rate_high"] - row["production_rate"] == pytest.approx(margin, rel=0.02)
    assert row["production_rate"] - row["production_rate_low"] == pytest.approx(margin, rel=0.02)
    row = only(office.tracker.rates(indicators=ASKED, estimation=Estimation(basis=Basis.RAISED)))
    assert row["production_rate_raised"] == pytest.approx(0.75, abs=1e-9)
