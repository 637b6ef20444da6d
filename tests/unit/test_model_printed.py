"""Figures in sentences are rounded as those in tables are."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Run
from resumetrack.model import Meaning
from resumetrack.model.printed import decimal, percent, signed
from resumetrack.render.cells import human_text


@given(st.fractions(min_value=0, max_value=3))
def test_a_percentage_is_what_the_table_has(value: Fraction) -> None:
    """The table is given the value to 12 decimals."""
    assert percent(value) == f"{human_text(round(float(value), 12), Meaning.RATE)} %"


@given(st.floats(min_value=-100, max_value=100))
def test_a_move_is_what_the_table_has(value: float) -> None:
    """With its sign, and none is minus zero."""
    assert signed(value) == human_text(value, Meaning.PP)


@pytest.mark.parametrize(
    ("value", "printed"), [(Fraction(1, 16), "6.3 %"), (Fraction(77, 80), "96.3 %"), (Fraction(1, 3), "33.3 %")]
)
def test_a_half_goes_up(value: Fraction, printed: str) -> None:
    """1 of 16 is 6.25 %."""
    assert percent(value) == printed
    assert decimal(100 * value) == printed.removesuffix(" %")


def test_notes_and_tables_of_one_screen_agree(tmp_path: Path, run: Run) -> None:
    """One of 16 reports, and one in 16 of its people is at work: 6.3 % everywhere."""
    roster, report = tmp_path / "r.csv", tmp_path / "a.csv"
    roster.write_text("enterprise_id,employees\n" + "".join(f"F{place},16\n" for place in range(1, 17)))
    report.write_text("date,enterprise_id,status,employees,on_duty\n2020-03-02,F1,full,16,1\n")
    assert run("roster", roster).code == 0
    assert run("ingest", report).code == 0
    for command in (
        ("rates",),
        ("rates", "-f", "md"),
        ("coverage",),
        ("card",),
        ("why", "--indicator", "return_rate"),
        ("why", "--indicator", "coverage"),
        ("rates", "--lang", "zh"),
    ):
        done = run(*command)
        assert done.code == 0
        assert "6.3" in done.out + done.err, command
        assert not re.search(r"\b6\.2\b", done.out + done.err), command
