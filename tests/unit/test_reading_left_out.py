"""Rows that the profile passes over still tell what stands above the rows below them."""

from typing import Any

import pytest

from resumetrack.model import ObservationRow, TotalsRow
from unit.test_reading_survey import deliver

HEADER = "period,kind,region,enterprise_id,status\n"


def rows_of(text: str, profile: str) -> list[Any]:
    return [row for row in deliver(text, profile).rows if isinstance(row, ObservationRow | TotalsRow)]


def test_blank_cells_go_on_with_a_row_that_is_left_out() -> None:
    """The enterprises below stand where it says, and not where the group before it stood."""
    text = HEADER + "2020-03-28,firm,Kanto,A1,full\n2020-03-28,head,Kansai,,\n2020-03-28,firm,,B1,closed\n"
    found = rows_of(text, '[rows]\nfill_down = ["region"]\nleft_out = ["head"]\n')
    assert [(row.enterprise_id, row.region) for row in found] == [("A1", "Kanto"), ("B1", "Kansai")]


def test_blank_means_as_above_for_words_that_leave_out_too() -> None:
    """The second row is of the kind that the first names, so it is passed over as well."""
    text = HEADER + "2020-03-28,head,Kansai,A1,full\n2020-03-28,,Kanto,A2,full\n2020-03-28,firm,Kanto,A3,full\n"
    assert [row.enterprise_id for row in rows_of(text, '[rows]\nfill_down = ["kind"]\nleft_out = ["head"]\n')] == ["A3"]


@pytest.mark.parametrize("word", ["Total", "Both banks"])
def test_blank_cells_do_not_go_on_with_a_total(word: str) -> None:
    """Whether we know the word or the profile names it."""
    text = f"period,region,enterprises,operating\n2020-03,N,10,5\n2020-03,{word},30,15\n2020-03,,20,10\n"
    found = rows_of(text, '[rows]\nfill_down = ["region"]\ntotals = ["Both banks"]\n')
    assert [(row.region, row.enterprises) for row in found] == [("N", 10), (None, 20)]
