"""A proposed profile says what recognition finds, so that reading with it gives the same rows."""

import json
from datetime import date
from pathlib import Path

import pytest

from resumetrack.errors import RefusedError
from resumetrack.model import Kind, ObservationRow
from resumetrack.periods import WEEKDAYS, Frequency
from resumetrack.reading import Source, expand, read
from resumetrack.reading.propose import Proposal, propose
from unit.test_reading_corpus import CASES, CORPUS, TODAY, plain


def expected(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((CORPUS / name / "expected.json").read_text("utf-8"))
    return found


READABLE = [name for name in CASES if not (CORPUS / name / "profile.toml").exists() and "rows" in expected(name)]


@pytest.mark.parametrize("name", READABLE)
def test_a_proposal_reads_the_corpus_as_it_is_read_without(name: str) -> None:
    """For every file that is read without a profile the proposal gives the same rows."""
    told = expected(name)
    options = told.get("options", {})
    assert isinstance(options, dict)
    (file,) = (path for path in (CORPUS / name).iterdir() if path.name.startswith("input"))
    source = expand([str(file)]).files[0]
    kind = Kind(options.get("kind", "report"))
    period = date.fromisoformat(options["period"]) if "period" in options else None
    proposal = propose(source, kind=kind, today=TODAY, period=period, encoding=options.get("encoding"))
    delivery = read(
        source,
        kind=kind,
        profile=proposal.profile,
        period=period,
        frequency=Frequency(options["frequency"]) if "frequency" in options else None,
        week_start=WEEKDAYS.index(options["week_start"]) if "week_start" in options else None,
        today=TODAY,
    )
    assert [plain(row) for row in delivery.rows] == told["rows"]


def proposed(text: str, name: str = "report.csv") -> Proposal:
    return propose(Source(name, data=text.encode()), kind=Kind.REPORT, today=TODAY)


def observed(proposal: Proposal) -> list[ObservationRow]:
    return [row for row in proposal.rows if isinstance(row, ObservationRow)]


def test_words_for_a_status_are_sorted_and_others_are_left_to_do() -> None:
    """Known words go to their lists; unknown ones are named with their number and what they may mean."""
    text = proposed("日期,企业代码,开工状态\n2020-03-28,1,已复工\n2020-03-28,2,歇业\n2020-03-28,3,停产\n").text
    assert 'full = ["已复工"]' in text
    assert 'suspended = ["停产"]' in text
    assert 'TODO: "歇业" (1 rows)' in text


def test_a_file_without_known_headers_gets_guesses() -> None:
    """Dates, words for a status and distinct codes are found by the cells."""
    proposal = proposed("key,when,what\nA1,2020-03-27,open\nA2,2020-03-27,closed\nA3,2020-03-28,open\n")
    assert [(row.line, row.enterprise_id) for row in observed(proposal)] == [(2, "A1"), (3, "A2"), (4, "A3")]
    assert 'period = "when"    # guessed' in proposal.text


def test_a_date_in_the_file_name_is_proposed() -> None:
    """The pattern that finds the date in the name is stated."""
    proposal = proposed("企业代码,开工状态\n1,已复工\n", "复工情况20200328.csv")
    assert [str(row.period) for row in observed(proposal)] == ["2020-03-28"]


def test_wide_columns_are_proposed() -> None:
    """Headers that are dates become [wide]."""
    proposal = proposed("企业代码,2020年3月27日,2020年3月28日\n1,停产,已复工\n2,,已复工\n")
    assert [(str(row.period), row.enterprise_id) for row in observed(proposal)] == [
        ("2020-03-27", "1"), ("2020-03-28", "1"), ("2020-03-28", "2"),
    ]  # fmt: skip


def test_what_cannot_be_guessed_is_said() -> None:
    """A file that tells no period still gets a profile that loads, with a TODO."""
    proposal = proposed("企业代码,开工状态\n1,已复工\n")
    assert "period" in proposal.trouble
    assert "# TODO: no column tells the period" in proposal.text


def test_two_columns_for_one_place_are_a_choice_to_make() -> None:
    """The first is taken and the doubt is written down."""
    proposal = proposed("日期,企业代码,开工状态,复工状态\n2020-03-28,1,已复工,停产\n")
    assert [row.status for row in observed(proposal)] == ["full"]
    assert "TODO: '开工状态' (column 3) and '复工状态' (column 4) could both be status" in proposal.text


def test_wide_headers_in_american_order_with_words_of_the_office() -> None:
    """The order that fits all headers is taken; words that are no numbers are statuses to be sorted."""
    text = proposed(
        "District,9/5/2021,9/12/2021,9/19/2021\n100,In Person,Remote,Hybrid\n101,Remote,Remote,Hybrid\n"
    ).text
    assert r"status = '^(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})$'" in text
    assert 'TODO: "Remote" (3 rows)' in text


def test_numbers_of_one_length_are_codes_before_names_are() -> None:
    """A register with codes and names is told apart by its codes; the month in its name may be a word."""
    proposal = proposed("NCPDP,Name,State\n0000001,A,TX\n0000002,B,TX\n", "RxOpen-Mar-15-2020.csv")
    assert 'enterprise_id = "NCPDP"    # guessed' in proposal.text
    assert r"file_name = '([A-Za-z]{3,9}[- ]\d{1,2}[- ]20\d\d)'    # found" in proposal.text


def test_a_bare_closed_beside_longer_words_is_a_question() -> None:
    """Where an office also says how long, its bare "closed" may not be for good."""
    text = proposed("date,id,status\n2020-03-28,1,Closed\n2020-03-28,2,Temporarily Closed\n").text
    assert 'TODO: is "Closed" for good, beside "Temporarily Closed"? If not, move it to suspended' in text


def test_no_profile_is_proposed_for_what_is_no_text_to_its_end(tmp_path: Path) -> None:
    """The encoding that a profile states is that of the whole file."""
    path = tmp_path / "f.csv"
    path.write_bytes("日期,企业编号,状态\n".encode() + "2020-03-01,E1,复工\n".encode() * 60_000 + b"\xff\n")
    with pytest.raises(RefusedError, match=r"line 60002, byte offset .*: byte 0xFF is not UTF-8"):
        propose(Source("f.csv", path), kind=Kind.REPORT, today=date(2020, 12, 31))
