"""What a row is beside the columns of its table: a word tells only in place of an enterprise."""

import pytest

from resumetrack.model import Kind
from resumetrack.reading.layout.headers import lay_out
from resumetrack.reading.profiles.profile import NO_PROFILE, parse_profile
from resumetrack.reading.rows.row_kinds import RowKinds
from resumetrack.reading.values.asides import FOOTER, TOTAL

HEADER = ("序号", "date", "id", "name", "status", "employees", "difficulty")
KEEPING = parse_profile(b'[rows]\nkept = ["All"]\n[columns]\nenterprise_id = "id"', "p.toml")


def kinds(header: tuple[str, ...] = HEADER) -> RowKinds:
    return RowKinds(lay_out("f.csv", header, Kind.REPORT, NO_PROFILE), NO_PROFILE)


@pytest.mark.parametrize(
    ("row", "kind", "place"),
    [
        ("1,2020-03-28,Total,,,30,", TOTAL, 2),
        ("1,2020-03-28,,小计,,30,", TOTAL, 3),
        ("合计,,,,,30,", TOTAL, 0),
        (",合计,,,,30,", TOTAL, 1),
        (",,All,,,30,", TOTAL, 2),
        (",,合计,共12家,1,30,", TOTAL, 2),
        (",,制表人：,张三,,,", FOOTER, 2),
        (",,,,,,Note: x", FOOTER, 6),
    ],
)
def test_a_word_in_place_of_an_enterprise_tells(row: str, kind: str, place: int) -> None:
    """Its identifier, its name, the first cell of the row, or the only one."""
    assert kinds().aside(row.split(",")) == (kind, place)


@pytest.mark.parametrize(
    "row",
    [
        "1,2020-03-28,Total,Total SA,,30,",
        ",,Total,,full,30,",
        ",,All,,1,30,",
        ",,,乙公司,停工,20,说明：缺原料",
        "3,,,,,20,合计",
        ",,制表人：,张三,,5,",
    ],
)
def test_a_name_or_a_status_speaks_of_an_enterprise(row: str) -> None:
    """So do words anywhere else."""
    yes_no = ("序号", "date", "id", "name", "是否复工", "employees", "difficulty")
    assert kinds(yes_no).aside(row.split(",")) == ("", 0)


def test_a_row_of_the_wrong_width_with_a_status_is_to_be_rejected() -> None:
    """A total that is short of cells has none."""
    assert kinds().leads(["Total", "30"]) == (TOTAL, 0)
    assert kinds().leads(["Total", "Total SA", "full", "1", "250"]) == ("", 0)
    assert kinds().leads(["注：以下", "full"]) == (FOOTER, 0)


def test_what_a_profile_keeps_is_no_word() -> None:
    """In rows of any width."""
    kept = RowKinds(lay_out("f.csv", HEADER, Kind.REPORT, KEEPING), KEEPING)
    assert kept.aside(["", "", "All", "", "", "30", ""]) == ("", 0)
    assert kept.leads(["all", "30"]) == ("", 0)
