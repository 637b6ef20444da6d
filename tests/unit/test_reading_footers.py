"""Rows of one text below a footer: what is held back, passed on, dropped, and in which order."""

from collections.abc import Iterator, Sequence
from itertools import count

from resumetrack.model import Kind
from resumetrack.reading.files.records import Record
from resumetrack.reading.layout.headers import lay_out
from resumetrack.reading.profiles.profile import NO_PROFILE, Profile, parse_profile
from resumetrack.reading.rows.footers import HELD_LIMIT, Footers
from resumetrack.reading.rows.row_kinds import RowKinds

HEADER = ("enterprise_id", "name", "x")


def kinds(profile: Profile = NO_PROFILE, header: Sequence[str] = HEADER) -> RowKinds:
    return RowKinds(lay_out("f.csv", header, Kind.ROSTER, profile), profile)


class Sieve:
    """Footers that open at a row of notes, as those do who know one."""

    def __init__(self, profile: Profile = NO_PROFILE) -> None:
        self.dropped: list[int] = []
        self.spared: list[int] = []
        self.footers = Footers(kinds(profile), lambda line, _place, _cells: self.dropped.append(line))

    def passed(self, *texts: str, lines: Sequence[int] = (), last: int = 0) -> list[int]:
        records = ((line, row(text)) for line, text in zip(lines or count(2), texts, strict=False))
        return list(self._passed(records, last))

    def _passed(self, records: Iterator[Record], last: int) -> Iterator[int]:
        for line, cells in self.footers.sift(records, last):
            self.footers.is_open |= cells[0].startswith("Note:")
            if line == self.footers.spared:
                self.spared.append(line)
            yield line


def row(text: str) -> list[str]:
    cells = text.split(",")
    return [*cells, *[""] * (len(HEADER) - len(cells))]


def test_an_enterprise_ends_a_footer() -> None:
    """What reads like an identifier is never dropped."""
    sieve = Sieve()
    assert sieve.passed("Note: x", "more", "A1", "A2,b", "some branch", "A3") == [2, 4, 5, 6, 7]
    assert (sieve.dropped, sieve.spared) == ([3], [4])


def test_texts_between_names_may_be_names() -> None:
    """The identifier of the enterprise that follows decides."""
    sieve = Sieve()
    assert sieve.passed("Note: x", "some branch", "Acme,b", "Note: y", "some person") == [2, 3, 4, 5]
    assert (sieve.dropped, sieve.spared) == ([6], [3])


def test_the_order_of_lines_is_kept() -> None:
    """What is certain waits behind what is not; a blank line waits for nothing."""
    sieve = Sieve()
    assert sieve.passed("Note: x", "some branch", "A1", "", ",b,c", "Acme,b") == [2, 5, 3, 4, 6, 7]
    assert sieve.spared == [3, 4]


def test_a_text_elsewhere_is_passed_on_only_if_it_may_be_a_value() -> None:
    """It is no enterprise; a figure before another enterprise is to be rejected aloud."""
    sieve = Sieve()
    assert sieve.passed("Note: x", ",,words", ",,13", "A1,b", "Note: y", ",,13") == [2, 4, 5, 6]
    assert sieve.dropped == [3, 7]


def test_a_date_below_a_footer_is_no_identifier_at_the_end() -> None:
    """It says when somebody signed."""
    assert Sieve().passed("Note: x", "2020-04-01") == [2]
    assert Sieve().passed("Note: x", "20200401") == [2, 3]


def test_words_that_the_profile_keeps_are_kept() -> None:
    """Below a footer too."""
    sieve = Sieve(parse_profile(b'[rows]\nkept = ["Some Branch"]', "p.toml"))
    assert sieve.passed("Note: x", "some branch", "other words") == [2, 3]
    assert (sieve.dropped, sieve.spared) == ([4], [3])


def test_no_footer_is_endless() -> None:
    """What is held back is bounded; so many texts are no footer."""
    sieve = Sieve()
    texts = [f"text {chr(0x4E00 + number)}" for number in range(HELD_LIMIT + 5)]
    assert len(sieve.passed("Note: x", *texts)) == HELD_LIMIT + 6
    assert not sieve.dropped


def test_lines_that_are_not_given_are_of_enterprises() -> None:
    """In bulk only rows in doubt are looked at: those between them, and behind the last, have codes."""
    sieve = Sieve()
    assert sieve.passed("Note: x", "words", "some branch", lines=(5, 6, 9), last=12) == [5, 9]
    assert sieve.dropped == [6]
    assert Sieve().passed("Note: x", ",,13", lines=(5, 6), last=7) == [5, 6]
    assert Sieve().passed("Note: x", ",,13", lines=(5, 6), last=6) == [5]


def test_one_text_over_all_columns_is_one() -> None:
    """A remark that was merged and filled; an identifier beside itself as a name is an enterprise."""
    found = kinds()
    assert found.alone(["see below", "see below", ""]) == 0
    assert found.alone(["A1", "A1", ""]) is None
    assert found.enterprise(["A1", "A1", ""])
    assert not found.enterprise(["A1", "", ""])
    assert not found.enterprise(["-", "b", "c"])
    assert not found.enterprise([*HEADER])
