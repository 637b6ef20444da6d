"""Whatever bytes arrive, reading ends in rows that add up or in one of our own errors; what is written is read back."""

import csv
import gzip
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resumetrack.errors import ResumetrackError
from resumetrack.model import Delivery, Kind, ObservationRow, Row
from resumetrack.reading import Profile, Source, read
from resumetrack.reading.values.asides import kind_of, possible_kind
from resumetrack.reading.values.numbers import NumberStyle, exact
from resumetrack.reading.workbooks.marks import is_error

TODAY = date(2100, 1, 1)
HEADER = "period,enterprise_id,status,employees,on_duty,name,note"


def deliver(data: bytes, kind: Kind = Kind.REPORT, profile: Profile | None = None) -> tuple[Delivery, list[Row]]:
    delivery = read(
        Source("delivered.csv", data=data), kind=kind, profile=profile, frequency=None, week_start=None, today=TODAY
    )
    return delivery, list(delivery.rows)


def arrive(data: bytes, kind: Kind) -> None:
    try:
        delivery, rows = deliver(data, kind)
    except ResumetrackError:
        return
    assert delivery.counts.balanced
    assert delivery.counts.accepted == len(rows)
    assert delivery.counts.rejected == len(delivery.rejected)


pieces = st.sampled_from(
    [",", ";", "\t", "|", '"', '""', "\n", "\r\n", "\r", " ", "\u3000", "\ufeff", "2020-03-28", "2020W13", "full",
     "停工", "1,234", "-1", "1e9", "1e999999", "80%", "９", "é", "𠮷", "=1", "enterprise_id", "日期", "是否复工",
     "x" * 70, "\x00", "\x85", "合计", "注：", "Note: ", "人", "万元", "单位：万元", "10-20", "<5", "约", "43918",
     "28/03/2020", "3月28日", "  ", "*", "12,5", "企业信息", "代码", "序号"]
)  # fmt: skip
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"])


@given(st.binary(max_size=400), st.sampled_from(Kind))
@example(b"\xff\xfe", Kind.REPORT)
@example(b"\x1f\x8b", Kind.REPORT)
@example(b'"', Kind.LIST)
def test_arbitrary_bytes_never_raise_a_foreign_error(data: bytes, kind: Kind) -> None:
    """Bytes that make no sense are refused by our own error."""
    arrive(data, kind)


@given(st.lists(pieces, max_size=40).map("".join), st.sampled_from(Kind), encodings, st.booleans())
def test_arbitrary_text_under_a_good_header_adds_up(text: str, kind: Kind, encoding: str, is_gzip: bool) -> None:
    """Under a header that is known, every record is accepted, rejected or blank, or the file is refused."""
    data = f"{HEADER}\n{text}".encode(encoding)
    arrive(gzip.compress(data) if is_gzip else data, kind)


@given(st.lists(pieces, max_size=30).map("".join))
def test_arbitrary_headers_are_understood_or_refused(text: str) -> None:
    """A header of any shape is no reason to fail otherwise."""
    arrive(text.encode(), Kind.REPORT)


plain_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(str.strip)
names = plain_text.filter(lambda text: text and not NumberStyle().is_missing(text) and not is_error(text))
identifiers = names.filter(lambda text: not kind_of(text) and not possible_kind(text))
numbers = st.none() | st.decimals(0, 10**9, places=2) | st.integers(0, 10**11)
observations = st.fixed_dictionaries(
    {
        "period": st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        "enterprise_id": identifiers,
        "status": st.sampled_from(["full", "partial", "suspended", "closed", None]),
        "employees": numbers,
        "on_duty": numbers,
        "name": names | st.none(),
        "note": plain_text,
    }
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@given(st.lists(observations, min_size=1, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_is_read_back(
    encoding: str, delimiter: str, written: list[dict[str, Any]], newline: str
) -> None:
    """Every value of a clean file comes back, in any encoding of the ladder, with any delimiter and line end."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER.split(","), delimiter=delimiter, lineterminator=newline)
    writer.writeheader()
    writer.writerows(written)
    data = out.getvalue().encode(encoding)
    if encoding == "gb18030" and _is_utf8(data):
        return
    delivery, rows = deliver(data)
    assert delivery.counts.rejected == 0
    assert [_told(row) for row in rows] == [_expected(one) for one in written]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _told(row: Row) -> list[object]:
    assert isinstance(row, ObservationRow)
    return [row.period, row.enterprise_id, row.status, row.employees, row.on_duty, row.name]


def _expected(one: dict[str, Any]) -> list[object]:
    return [one[name] for name in ("period", "enterprise_id", "status", "employees", "on_duty", "name")]


@given(st.decimals(-(10**11), 10**11, allow_nan=False, allow_infinity=False, places=6))
def test_numbers_of_six_decimals_are_exact(number: Decimal) -> None:
    """A number of at most six decimals is read to the last digit and not called rounded."""
    read_back = NumberStyle().parse(str(number))
    assert read_back is not None
    assert exact(read_back) == (number, False)


@given(st.text(max_size=80))
def test_numbers_of_any_text_never_fail(text: str) -> None:
    """A text is a number or none, whatever it is."""
    parsed = NumberStyle().parse(text)
    assert parsed is None or -(10**12) <= exact(parsed)[0] <= 10**12
