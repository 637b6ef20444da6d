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


def joined(rules: bytes = b"") -> RowKinds:
    profile = parse_profile(b'[columns]\nenterprise_id = { sources = ["date", "id"] }\n' + rules, "p.toml")
    return RowKinds(lay_out("f.csv", HEADER, Kind.REPORT, profile), profile)


def test_a_part_of_an_identifier_may_say_that_its_row_is_a_total() -> None:
    """As the identifier itself would; a status beside it speaks of an enterprise, and the profile has the last word."""
    total = ["", "North", "Total", "", "", "30", ""]
    assert joined().total(total) == (TOTAL, 2)
    assert joined().total([*total[:4], "full", *total[5:]]) == ("", 0)
    assert joined(b'[rows]\nkept = ["North-Total"]').total(total) == ("", 0)
    assert joined(b'[rows]\nkept = ["Total"]').total(total) == ("", 0)


def test_words_of_a_profile_tell_of_a_row_with_an_identifier_of_its_own() -> None:
    """In any of its cells, or as the text that the profile makes of several."""
    row = ["", "North", "1", "Both banks", "", "30", ""]
    assert joined().total(row) == ("", 0)
    assert joined(b'[rows]\ntotals = ["both banks"]').total(row) == (TOTAL, 3)
    assert joined(b'[rows]\ntotals = ["North-1"]').total(row) == (TOTAL, 2)
