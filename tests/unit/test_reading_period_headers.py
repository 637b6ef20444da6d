"""Headers that are periods: which they are, what stands beside them, and when nobody can tell."""

import pytest

from resumetrack.errors import RefusedError
from resumetrack.model import Kind
from resumetrack.periods import parse
from resumetrack.reading import Source, read
from resumetrack.reading.layout.period_headers import period_headers
from resumetrack.reading.profiles.profile import parse_profile
from unit.test_reading_corpus import TODAY


def found(text: str) -> list[list[tuple[str, str, tuple[int, ...]]]]:
    header = text.split(",")
    readings = period_headers(header, range(len(header)))
    return [[(group.words, group.column, group.places) for group in reading.groups] for reading in readings]


@pytest.mark.parametrize(
    ("header", "groups"),
    [
        ("地区,产值2020年1月,产值2020年2月", [("产值", "output", (1, 2))]),
        ("2020-03-27 staff,2020-03-27 present,2020-03-28 staff,2020-03-28 present", [
            ("staff", "employees", (0, 2)), ("present", "", (1, 3)),
        ]),
        ("4月1日 企业总数,4月2日 企业总数,4月1日 复工数,4月2日 复工数", [
            ("企业总数", "enterprises", (0, 1)), ("复工数", "operating", (2, 3)),
        ]),
        ("region,2020.1/4,2020.2/4", [("", "", (1, 2))]),
        ("region,2020.1-3,2020.4-6", [("", "", (1, 2))]),
        ("region,Mar20,Apr20", [("", "", (1, 2))]),
    ],
)  # fmt: skip
def test_what_stands_beside_a_period_says_what_the_column_holds(
    header: str, groups: list[tuple[str, str, tuple[int, ...]]]
) -> None:
    """Columns of one name are a group, whether the name is known or not."""
    assert found(header) == [groups]


@pytest.mark.parametrize(
    "header",
    [
        "Name,Mar,Status",
        "1-9,10-49,50-249",
        "2020-04-01,total",
        "id,Apr 20",
        "Q1,answer",
        "A1,A2,A3",
        "1/2-2020,1/3-2020",
    ],
)  # fmt: skip
def test_other_headers_are_no_periods(header: str) -> None:
    """One period alone is none; classes of size and codes are none either."""
    assert not found(header)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("01/04/2020,02/04/2020,03/04/2020", "the day stands first: so the periods follow each other"),
        ("01/04/2020,08/04/2020,15/04/2020", "the day stands first: otherwise not all of them would be dates"),
        ("01/04/2020,02/04/2020,05/04/2020", "the day stands first: so the periods follow each other"),
        ("03/04/2020,02/04/2020,01/04/2020", "the day stands first: so the periods follow each other"),
        ("01/03/2020,02/03/2020", "the day stands first: so the periods follow each other"),
    ],
)
def test_the_order_of_day_and_month_is_seen_where_it_can_be(header: str, said: str) -> None:
    """By a number above 12, or because only so the periods come one after the other."""
    names = header.split(",")
    (reading,) = period_headers(names, range(len(names)))
    assert reading.said == said


@pytest.mark.parametrize(
    ("header", "first"),
    [("2020.1/4,2020.2/4", "2020Q1"), ("2020/1-3,2020/4-6", "2020Q1"), ("Mar-20,Apr-20", "2020-03")],
)
def test_quarters_and_months_are_no_days(header: str, first: str) -> None:
    """They are read as cells are."""
    names = header.split(",")
    (reading,) = period_headers(names, range(len(names)))
    assert reading.periods[0] == parse(first)


@pytest.mark.parametrize("header", ["01/01/2020,02/01/2020", "05/06/2020,06/05/2020", "01/01,02/01,03/01"])
def test_where_both_orders_make_sense_or_none_does_both_are_given(header: str) -> None:
    """Days of January, or the first days of months."""
    assert len(found(header)) == 2


@pytest.mark.parametrize(
    ("days", "is_refused"),
    [
        ("12月30日,12月31日,1月1日", True), ("1月2日,1月1日,12月31日,12月30日", True),
        ("11月1日,12月1日,1月1日,2月1日", True),
        ("1月1日,12月1日", False), ("1月1日,2月1日,12月1日", False), ("3月1日,2月1日,1月1日", False),
        ("12月1日,11月1日,1月1日", False), ("1月1日,12月31日", True), ("1月,12月", False), ("12月,1月", True),
        ("9月,11月,2月", True), ("Q2,Q3,Q4,Q1", True), ("Q4,Q1", True), ("Q1,Q4", False), ("Q4,Q3,Q2", False),
        ("Q1,Q4,Q3", True), ("4月1日,3月1日,5月1日", True), ("4月2日,4月1日", False),
    ],
)  # fmt: skip
def test_headers_without_a_year_are_of_one_year(days: str, is_refused: bool) -> None:
    """Columns that go on in the next year are not stored in the year before."""
    profile = parse_profile("[wide]\nstatus = '^(\\d+月(?:\\d+日)?|Q\\d)$'\n[period]\nyear = 2019\n".encode(), "p.toml")
    text = f"id,{days}\nA{',open' * len(days.split(','))}\n"

    def rows() -> int:
        source = Source("f.csv", data=text.encode())
        delivery = read(
            source, kind=Kind.REPORT, profile=profile, frequency=None, week_start=None, today=TODAY
        )  # fmt: skip
        return len(list(delivery.rows))

    if is_refused:
        with pytest.raises(RefusedError, match="perhaps not all of them are of 2019"):
            rows()
    else:
        assert rows() == len(days.split(","))
