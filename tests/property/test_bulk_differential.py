"""The bulk path gives what the careful path gives, to the last finding, or leaves the file to it.

A tape of bytes is cut into pieces, each of which makes one small report: mostly clean, so that it is read in bulk, with
now and then a cell, a row or a line end that is not.
"""

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from resumetrack.errors import RefusedError
from resumetrack.model import BulkPlan, Delivery, Kind, OnDuplicate, Row
from resumetrack.periods import MONDAY, Frequency
from resumetrack.reading import Source, read
from resumetrack.reading.profiles.profile import NO_PROFILE
from resumetrack.reading.rows import bulk
from resumetrack.reading.rows.convert import Outcome, PeriodContext, attribute, converter
from resumetrack.reading.rows.survey import Habits
from resumetrack.reading.values.aside_words import LEADS, POSSIBLE_TOTALS, SURE_TOTALS
from resumetrack.reading.values.asides import kind_of, possible_kind
from resumetrack.store import Scratch, bulk_text, lines
from resumetrack.store.bulk import drop, load
from resumetrack.store.introductions import Introductions
from resumetrack.store.staging import types_of

FILES_PER_TAPE, BYTES_PER_FILE = 25, 64
CASES = int(os.environ.get("RESUMETRACK_BULK_CASES", "20000"))
PARTS = 4
IDS = ("enterprise_id", "企业代码")
TODAY = date(2020, 12, 31)
TYPES = types_of(Kind.REPORT)
HEADERS = (
    ("period", "enterprise_id", "status", "employees", "on_duty", "region", "name", "甲"),
    ("enterprise_id", "period", "on_duty", "employees", "status"),
    ("enterprise_id", "period", "power", "power_base", "b", "a", "expected_resume", "difficulty"),
    ("日期", "企业代码", "是否开工", "从业人数", "到岗人数", "行业"),
    ("enterprise_id", "status", "size"),
)
CLEAN = {
    "period": ("2020-03-28", "2020-03-28", "2020-03-28", "2020-03-29", "2020/3/30", "2020年3月31日"),
    "enterprise_id": ("A1", "A2", "913101", "ent-001", "9137000000", "0012", "A1"),
    "status": ("full", "partial", "suspended", "closed", "停产", "部分复工", ""),
    "employees": ("10", "20", "7", "", "100", "12.5", "007"),
    "on_duty": ("5", "5", "7", "", "0", "10"),
    "power": ("1.5", "200", "0.000001", "", "999999999999"),
    "region": ("310000", "湖北", "Shanghai", "", "420106"),
    "industry": ("C36", "汽车制造业", ""),
    "size": ("large", "中型", ""),
    "name": ("企业一号有限公司", "Acme (Shanghai) Co., Ltd", "Bob's", "", "none", "A"),
    "expected_resume": ("2020-04-01", "", ""),
    "difficulty": ("原料", "无", ""),
}  # fmt: skip
CLEAN |= {
    "日期": CLEAN["period"], "企业代码": CLEAN["enterprise_id"], "是否开工": ("是", "否", "已开工"),
    "从业人数": CLEAN["employees"], "到岗人数": CLEAN["on_duty"], "行业": CLEAN["industry"],
    "power_base": CLEAN["power"], "甲": ("x", "y z", "", "乙"), "a": ("1", "", "α"), "b": ("", "q"),
}  # fmt: skip
ODD = (
    "", "-", " 5", "5 ", "1,000", "1e3", "-1", "+7", "１２", "1234567890123", "1.2345678", "12人", ">30", "10-20",
    "80%", "#N/A", "Err:502", "*", "[c]", "N/A", "null", "无", "合计", "total", "注：以上", "page 1", "9E17",
    "1E11", "2021-01-01", "2020-13-01", "3月28日", "28/03/2020", "open", "mystery", '"q"', '"a,b"', '"say ""no"""',
    ' "late"', '"late" ', '"x"y', 'x"y', '"two\nlines"', "\u3000", "x\u3000", "\u2028", "\x85", "é", "ﬁ", "ſum",
    "K1", "a:b", "a\\b", "\t", "\x7f", "\x1d", "\x0b", ",", ",,", "period", "enterprise_id", "A1", "0", "100",
    "suspended", "closed", "\ufeff", "'", "total5", "note1.", "1.200", "0.500", "12.345", "1.234.567",
    "All", "Notes", "※1", "All7", "alla12", "Contact1", "*1003",
)  # fmt: skip
LONE = ("Notes", "注：以上", "A1", "A1", "E900001", "Wuhan branch", "以下", "*1003", "2020-04-01", "合计", "5")
NEWLINES = ("\n",) * 5 + ("\r\n",) * 2 + ("\r", "\n\n", "\n \n")
ENDINGS = ("\n", "\n", "\n", "", "\n\n", ",\n", "\n注：填表人\n", "\n合计\n")


def text_of(tape: bytes) -> str:
    """Make a file: its header, then rows as the bytes say."""
    style, newline, odd, ending, *rest = tape
    header = HEADERS[style % len(HEADERS)]
    delimiter = ",;\t|"[style // 8 % 4] if style & 128 else ","
    quoting = style // 32 % 4 == 3
    lines, draws = [delimiter.join(header)], iter(rest)
    for first in draws:
        cells = []
        for name, draw in zip(header, draws, strict=False):
            usual = (f"A{len(lines)}",) * 3 if name in IDS else ()
            is_odd = odd % 4 == 0 and draw >= 250
            choices = ODD if is_odd or (odd % 4 == 1 and first == draw) else usual + CLEAN[name]
            cell = choices[(draw + first) % len(choices)]
            cells.append(f'"{cell}"' if quoting and '"' not in cell else cell)
        if odd % 8 == 3 and first % 4 == 0:  # nothing but one cell, the identifier as a rule
            own = next(place for place, name in enumerate(header) if name in IDS) if first % 32 else first // 32
            cells = [LONE[first // 4 % len(LONE)] if place == own else "" for place in range(len(cells))]
        lines.append(delimiter.join(cells) if len(cells) == len(header) or odd % 16 == 2 else "")
    while lines and not lines[-1]:
        lines.pop()
    newline_used = NEWLINES[newline % len(NEWLINES)]
    if newline >= 240:
        text = "".join(line + NEWLINES[(newline + place) % len(NEWLINES)] for place, line in enumerate(lines))
    else:
        text = newline_used.join(lines)
    return text + ENDINGS[ending % len(ENDINGS)].replace("\n", newline_used) if ending % 3 == 0 else text + newline_used


class Desk:
    """One file that is written again and again, and the scratch it is read with."""

    def __init__(self, folder: Path, scratch: Scratch) -> None:
        self.path, self.scratch = folder / "f.csv", scratch
        self.introductions: dict[tuple[str, ...], Introductions] = {}
        self.made = self.read_in_bulk = 0

    def read(self, policy: OnDuplicate = OnDuplicate.LAST) -> Delivery:
        """Read the file."""
        return read(
            Source("f.csv", self.path), kind=Kind.REPORT, profile=None, period=date(2020, 3, 28), frequency=None,
            week_start=None, today=TODAY, on_duplicate=policy,
        )  # fmt: skip

    def introduced(self, plan: BulkPlan, *, anew: bool) -> Introductions:
        """Give what earlier files of the same header have told, or nothing."""
        if anew and plan.vocabulary in self.introductions:
            self.scratch.session.execute(f"DROP TABLE {self.introductions.pop(plan.vocabulary).table}")
        if plan.vocabulary not in self.introductions:
            self.made += 1
            made = Introductions(self.scratch.session, f"introduced_{self.made}", plan)
            self.introductions[plan.vocabulary] = made
        return self.introductions[plan.vocabulary]

    def in_bulk(self, *, anew: bool) -> tuple[dict[str, object], list[tuple[object, ...]]] | None:
        """Read the file in bulk: what is told of it, and its rows; None if it is left to the careful path.

        What earlier files have told is known, unless it is read `anew`. Rows are met with it while they are read, or
        afterwards.
        """
        delivery, session = self.read(), self.scratch.session
        carefully: list[Row] = []

        def write(table: str, rows: Iterator[Row]) -> None:
            session.execute(f"CREATE TABLE {table} AS {lines.select([], TYPES)}")
            carefully.extend(rows)

        plan, raw, loaded = delivery.bulk(), None, None
        if plan is not None:
            known = self.introduced(plan, anew=anew)
            self.read_in_bulk += 1
            soon = known.table if known.size and self.read_in_bulk % 2 else None
            raw = bulk_text.read(session, plan, 1, soon)
            loaded = raw and load(session, delivery, raw, known, columns=TYPES, write=write)
        if raw is None or loaded is None:
            assert not delivery.findings
            assert delivery.counts.read == 0
            return None
        rows = [*session.execute(f"FROM {loaded.table}"), *carefully]
        drop(session, raw)
        return told(delivery), sorted(map(plain, rows))

    def carefully(self) -> tuple[dict[str, object], list[tuple[object, ...]]]:
        """Read the file carefully."""
        delivery = self.read()
        rows = sorted(map(plain, delivery.rows))
        return told(delivery), rows


def plain(row: tuple[object, ...]) -> tuple[object, ...]:
    """Bring a row to a form that can be compared: no text is no attributes."""
    return (
        row[0],
        *(f"{Decimal(value):.6f}" if isinstance(value, Decimal | int) else str(value or "") for value in row[1:]),
    )


def told(delivery: Delivery) -> dict[str, object]:
    """Everything a delivery says of itself when it has been read."""
    assert delivery.counts.balanced
    return {
        "counts": delivery.counts,
        "findings": delivery.findings,
        "finding_counts": delivery.finding_counts,
        "rejected": delivery.rejected,
        "idle": delivery.suspended_without_on_duty,
        "missing": delivery.missing_counts,
        "recognition": delivery.recognition,
    }


def by_standard_library(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records and their lines."""
    delimiter = next(one for one in ",;\t|" if one in text.splitlines()[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def agree(desk: Desk, tape: bytes) -> str:
    """Compare one file both ways; tell how it ended."""
    text = text_of(tape)
    desk.path.write_bytes(text.encode("utf-8-sig" if tape[0] % 13 == 0 else "utf-8"))
    try:
        careful = desk.carefully()
    except RefusedError as error:
        with pytest.raises(RefusedError, match=re.escape(error.message)):
            _ = desk.in_bulk(anew=False) or desk.carefully()
        return "refused"
    # What earlier files have told makes no difference, nor that nothing is known of any.
    found = desk.in_bulk(anew=tape[1] % 4 > 0)
    if found is None:
        return "careful"
    assert found == careful
    header, *records = by_standard_library(text.removeprefix("\ufeff"))
    counts, rows = careful
    assert len(records) == counts["counts"].read  # type: ignore[attr-defined]
    cells, place = dict(records), next(header[1].index(name) for name in IDS if name in header[1])
    assert all(cells[int(str(row[0]))][place].strip() == row[2] for row in rows)
    return "bulk"


def compare(desk: Desk, seed_number: int, cases: int) -> Counter[str]:
    """Compare many files; tell how often they ended in which way."""
    ends: Counter[str] = Counter()
    size = FILES_PER_TAPE * BYTES_PER_FILE

    @seed(seed_number)
    @settings(  # a file that fails is small already
        max_examples=cases // FILES_PER_TAPE,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(st.binary(min_size=size, max_size=size))
    def run(tape: bytes) -> None:
        for start in range(0, size, BYTES_PER_FILE):
            piece = tape[start : start + BYTES_PER_FILE]
            try:
                ends[agree(desk, piece)] += 1
            except Exception as error:
                error.add_note(f"the file is {text_of(piece)!r}")
                raise

    run()
    return ends


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk at which small files are read in bulk too, by an engine that wastes no time on sharing them out."""
    monkeypatch.setattr(bulk, "LEAST_SIZE", 0)
    connect = duckdb.connect

    def alone(*, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        return connect(config=config | {"threads": 1})

    monkeypatch.setattr(duckdb, "connect", alone)
    with Scratch(readable=[tmp_path / "f.csv"]) as scratch:
        yield Desk(tmp_path, scratch)


@pytest.mark.parametrize("part", range(PARTS))
def test_both_paths_agree_on_every_file(part: int, desk: Desk) -> None:
    """At least 20,000 files in all, a good part of which is read in bulk; rows, counts, findings, rejects are alike."""
    cases = CASES // PARTS
    ends = compare(desk, part, cases)
    assert ends.total() >= cases
    assert ends["bulk"] > ends.total() / 3
    assert ends["careful"] > 0


@pytest.mark.parametrize("policy", OnDuplicate)
def test_repeats_are_settled_alike(policy: OnDuplicate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in a file twice, in clean and in odd rows, ends the same way on both paths."""
    monkeypatch.setattr(bulk, "LEAST_SIZE", 0)
    rows = [
        "A1,full,10", "A2,partial,5", "A1,full,10", "A2,full,6", "A3,full,7", "A3,full,7人",
        "A4,closed,", "A4,closed,3",
    ]  # fmt: skip
    path = tmp_path / "f.csv"
    path.write_text("\n".join(["enterprise_id,status,on_duty", *rows, ""]))
    with Scratch(readable=[path]) as scratch:
        desk, outcomes = Desk(path.parent, scratch), []
        for in_bulk in (True, False):
            delivery = desk.read(policy)
            plan = delivery.bulk()
            assert plan is not None
            delivery.bulk = (lambda plan=plan: plan) if in_bulk else (lambda: None)  # type: ignore[misc]
            staged = scratch.stage(delivery)
            found = scratch.engine.rows(f"FROM {staged.table} ORDER BY line")
            outcomes.append((told(delivery), list(map(plain, found))))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0]["counts"].duplicate > 0  # type: ignore[attr-defined]


CONTEXT = PeriodContext(Frequency.DAY, MONDAY, TODAY)
UNCLEAR = Habits(point_is_unclear=lambda: True)


@pytest.mark.parametrize(
    ("pattern", "columns"),
    [
        (bulk.IDENTIFIER, ("enterprise_id",)),
        (bulk.NUMBER, ("output", "power_base")),
        (bulk.HEAD_COUNT, ("employees", "on_duty")),
        (bulk.TEXT, ("name",)),
    ],
)
def test_what_is_clean_is_taken_as_it_stands(pattern: str, columns: Sequence[str]) -> None:
    """A text that fits a pattern has no finding on the careful path and is its own value."""

    @settings(max_examples=500)
    @given(st.from_regex(pattern, fullmatch=True))
    def take(cell: str) -> None:
        for column in columns:
            outcome = converter(column, NO_PROFILE, CONTEXT, asks_yes_or_no=False, habits=UNCLEAR)(cell)
            if column == "name" and cell.lower() in bulk.MISSING_WORDS:
                continue
            assert not outcome.codes
            assert not outcome.meaning
            assert outcome.value == (Decimal(cell) if pattern in {bulk.NUMBER, bulk.HEAD_COUNT} else cell)

    take()


def test_a_clean_identifier_is_no_total_and_no_footer() -> None:
    """Neither one that is drawn, nor a word for them with digits behind it."""

    @settings(max_examples=500)
    @given(st.from_regex(bulk.IDENTIFIER, fullmatch=True))
    def take(cell: str) -> None:
        look_at(cell)

    def look_at(cell: str) -> None:
        assert (kind_of(cell), possible_kind(cell)) == ("", "")

    take()
    words = {*LEADS, *(word for words in (SURE_TOTALS, POSSIBLE_TOTALS) for some in words.values() for word in some)}
    for word in words:
        for made in (f"{form}{end}" for form in (word, word.title(), word.upper()) for end in ("7", "12", "-1", "2a")):
            if re.fullmatch(bulk.IDENTIFIER, made):
                look_at(made)


def test_clean_attributes_are_plain_json() -> None:
    """A text that is a clean attribute stands in JSON as it is."""

    @settings(max_examples=500)
    @given(st.from_regex(bulk.TEXT, fullmatch=True))
    def take(cell: str) -> None:
        assert attribute("a")(cell) == Outcome(f'"a":"{cell}"')

    take()
