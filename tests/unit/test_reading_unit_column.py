"""A column of units scales the numbers beside it, or stops the reading."""

from decimal import Decimal
from typing import Any

import pytest

from resumetrack.errors import RefusedError
from resumetrack.model import ObservationRow, TotalsRow
from unit.test_reading_survey import deliver

LINES = '[indicators]\nname_column = "指标"\nvalue_column = "数值"\nemployees = "从业人数"\non_duty = "到岗人数"\n'
DAY = "2020-03-28"


def staff(text: str, profile: str = "") -> list[tuple[Any, Any]]:
    rows = deliver(text, profile).rows
    return [(row.employees, row.on_duty) for row in rows if isinstance(row, ObservationRow | TotalsRow)]


def table(*units: str, header: str = "unit") -> str:
    rows = "".join(f"{DAY},{place},full,1.2,0.6,{unit}\n" for place, unit in enumerate(units))
    return f"period,enterprise_id,status,employees,on_duty,{header}\n{rows}"


@pytest.mark.parametrize("header", ["unit", "计量单位", "UNIT_MEASURE", "Unit of measure"])
def test_a_unit_that_all_rows_share_is_used(header: str) -> None:
    """As one in the header would be."""
    assert staff(table("thousand persons", "thousand persons", header=header)) == [(1200, 600)] * 2


def test_rows_in_different_units_are_refused() -> None:
    """Their sum would be one of nothing; a blank is no thousand either."""
    for other in ("persons", ""):
        with pytest.raises(RefusedError, match=r"'unit' is 'thousand persons' and .* for numbers of employees"):
            staff(table("thousand persons", other))


def test_units_of_something_else_scale_nothing() -> None:
    """Nor does a column of another name, nor one whose measures have a unit of their own."""
    assert staff(table("boxes", "MWh")) == staff(table("千人", "人", header="department")) == staff(table("人", "名"))
    own = (
        '[columns]\nemployees = { source = "employees", unit = "人" }\non_duty = { source = "on_duty", unit = "人" }\n'
    )
    assert staff(table("千人", "人"), own) == staff(table("boxes", "boxes"))
    renamed = '[attributes]\nrename = { unit = "department" }\n'
    assert staff(table("千人", "人"), renamed) == [(Decimal("1.2"), Decimal("0.6"))] * 2


def test_each_indicator_has_its_own_unit() -> None:
    """Rows of the same indicator have one, or are refused."""
    text = f"period,enterprise_id,指标,单位,数值\n{DAY},A,从业人数,万人,1.2\n{DAY},A,到岗人数,人,6000\n"
    assert staff(text, LINES) == [(12000, 6000)]
    with pytest.raises(RefusedError, match="'单位' is '万人' and '人' for numbers of employees"):
        staff(f"{text}{DAY},B,从业人数,人,100\n", LINES)


def test_totals_and_their_footers() -> None:
    """A total without a unit is no row of other units; what the unit does not speak of stays."""
    header = "period,region,enterprises,operating,employees,on_duty,unit\n"
    text = f"{header}2020-03,A,10,5,1.2,0.6,千人\n2020-03,合计,10,5,1.2,0.6,\n"
    assert staff(text) == [(1200, 600)]
