"""Headers that are periods: the ways in which they are written, and which of these those of one table take.

Where two ways read the same headers as different periods (01/04/2020, Apr-20), the one counts by which the periods
follow each other, and the reason is told; if both do or neither does, nobody can tell, and both are given.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resumetrack.periods import PeriodText
from resumetrack.reading.layout.meanings import meaning
from resumetrack.reading.values.dates import LONGEST_YEAR
from resumetrack.reading.values.month_numbers import follow
from resumetrack.reading.values.period_patterns import PeriodPattern
from resumetrack.reading.values.widths import one_width

_FEWEST_PERIODS = 2
_LENGTH_LIMIT = 60  # a longer header is a sentence
_WORD = "[A-Za-z]{3,9}"
_BEFORE, _AFTER = r"(?:.*?[^0-9A-Za-z./:-])??", r"(?:[^0-9A-Za-z./:-].*)?"
_MIXED = re.compile(r"\d{1,2}(?:/\d{1,2}[.-]|\.\d{1,2}[/-]|-\d{1,2}[/.])\d{4}")
_WEEKDAY = r"[ (]*(?:星期|周|礼拜)[一二三四五六日天]\)?"


@dataclass(frozen=True, slots=True)
class Way:
    """How a period may be written: a regular expression as [wide] takes it, and what its parts are, in words.

    A way that `is_alone` is no sign of a period beside other words.
    """

    core: str
    said: str = ""
    is_alone: bool = False


_WAYS = (
    Way(r"((?:\d{4}年)?\d{1,2}月\d{1,2}[日号])"),
    Way(rf"((?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}[日号]){_WEEKDAY}"),
    Way(r"((?:令和|平成|昭和|民国|民國)(?:\d{1,3}|元)年\d{1,2}月\d{1,2}[日号])"),
    Way(r"((?:令和|平成|昭和|民国|民國)(?:\d{1,3}|元)年\d{1,2}月)"),
    Way(r"(\d{4}\. ?[1-4]/4)"),
    Way(r"(\d{4}[./] ?[1-9]\d? ?- ?[1-9]\d?)"),
    Way(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"),
    Way(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[ T]\d{1,2}:\d{2}(?::\d{2})?"),
    Way(r"((?:19|20)\d{6})"),
    Way(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})", "the day stands first"),
    Way(r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4})", "the month stands first"),
    Way(r"((?:W|w|Week ?|week ?|WEEK ?)\d{1,2})"),
    Way(r"(Q[1-4]|第[1-4]季度?)"),
    Way(rf"(\d{{1,2}}(?:st|nd|rd|th)?[ -]{_WORD}\.?,?[ -]\d{{4}})"),
    Way(rf"({_WORD}\.?[ -]\d{{1,2}}(?:st|nd|rd|th)?,?[ -]\d{{4}})"),
    Way(rf"(?P<day>\d{{1,2}})[ -](?P<month>{_WORD})[ -](?P<year>\d\d)"),
    Way(r"(\d{4}年\d{1,2}月)"),
    Way(r"(\d{4}[-/.]\d{1,2})"),
    Way(r"(\d{4}-?M\d{2})"),
    Way(rf"({_WORD}\.?,?[ -]\d{{4}})"),
    Way(rf"(\d{{4}}[ -]{_WORD})"),
    Way(rf"(?P<month>{_WORD})[ '-]?(?P<year>\d\d)", "the number is a year"),
    Way(rf"(?P<month>{_WORD})[ -]?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?", "the number is a day"),
    Way(rf"(\d{{1,2}}(?:st|nd|rd|th)?[ -]?{_WORD})"),
    Way(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})", "the day stands first"),
    Way(r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})", "the month stands first"),
    Way(r"(\d{4}[ -]?(?:W|w|Wk ?|wk ?|Week ?|week ?|WEEK ?)\d{1,2})"),
    Way(r"((?:W|w|Wk ?|wk ?|Week ?|week ?|WEEK ?)\d{1,2},?[ /-]\d{4})"),
    Way(r"(\d{4}年第?\d{1,2}周)"),
    Way(r"(第\d{1,2}周)"),
    Way(r"(\d{4}[-/ ]?(?:Q|Qtr ?|Quarter ?)[1-4])"),
    Way(r"((?:Q[1-4]|[1-4]Q|(?:Qtr|Quarter) ?[1-4])[ /-]?\d{4})"),
    Way(r"(\d{4}年第?[1-4]季度?)"),
    Way(r"(\d{1,2}月份?)"),
    Way(r"([A-Za-z]{3,9})", is_alone=True),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that hold the same thing period by period: their places, and the regular expression of their headers.

    `words` is what the headers say beside the period, and `column` the canonical column which that means.
    """

    words: str
    column: str
    pattern: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PeriodHeaders:
    """The headers of a table that are periods, by one way of writing them; `said` is what was made of it, and why."""

    groups: tuple[Group, ...]
    periods: Mapping[int, PeriodText]
    way: Way
    tells_year: bool
    said: str = ""

    @property
    def places(self) -> tuple[int, ...]:
        """The columns of all groups."""
        return tuple(sorted(place for group in self.groups for place in group.places))

    @property
    def fitness(self) -> tuple[int, int, int]:
        """How many headers it reads, how many of them to their end or to a known word, how little it leaves."""
        understood = sum(len(group.places) for group in self.groups if group.column or not group.words)
        return len(self.periods), understood, -sum(len(group.words) for group in self.groups)

    @property
    def names_columns(self) -> bool:
        """Whether every period stands over several columns, and each of them has a name."""
        return len(self.groups) > 1 and any(group.column for group in self.groups) and all(map(_words, self.groups))


def _words(group: Group) -> str:
    return group.words


def period_headers(header: Sequence[str], places: Sequence[int]) -> tuple[PeriodHeaders, ...]:
    """Find the headers that are periods.

    Nothing if there are fewer than two; one reading, or several if the headers do not tell which of them is right.
    """
    found = [reading for way in _WAYS if (reading := _read(way, header, places))]
    most = max((reading.fitness for reading in found), default=None)
    best = [reading for reading in found if reading.fitness == most]
    different: list[PeriodHeaders] = []
    for reading in best:
        if all(reading.periods != other.periods for other in different):
            different.append(reading)
    if len(different) > 1:
        regular = [reading for reading in different if follow(list(reading.periods.values()))]
        different = [_because(regular[0], "so the periods follow each other")] if len(regular) == 1 else different
    elif different and different[0].way.said:
        different = [_because(different[0], "otherwise not all of them would be dates")]
    return tuple(different)


def _because(reading: PeriodHeaders, reason: str) -> PeriodHeaders:
    return PeriodHeaders(
        reading.groups, reading.periods, reading.way, reading.tells_year, f"{reading.way.said}: {reason}"
    )


def _read(way: Way, header: Sequence[str], places: Sequence[int]) -> PeriodHeaders | None:
    """Read headers in one way; `None` unless two or more are periods."""
    rule = PeriodPattern(re.compile(way.core))
    around = re.compile(way.core if way.is_alone else rf"(?P<before>{_BEFORE}){way.core}(?P<after>{_AFTER})")
    held: dict[tuple[str, str], dict[int, PeriodText]] = {}
    tells_year = True
    for place in places:
        text = one_width(header[place]).strip()
        found = around.fullmatch(text) if len(text) <= _LENGTH_LIMIT else None
        if not found:
            continue
        before, after = (found["before"], found["after"]) if not way.is_alone else ("", "")
        inner = text[len(before) : len(text) - len(after)]
        if not _MIXED.fullmatch(inner) and (period := rule.find(inner, LONGEST_YEAR)):
            held.setdefault((before, after), {})[place] = period
            tells_year = tells_year and rule.find(inner) is not None
    kept = {parts: periods for parts, periods in held.items() if len(set(periods.values())) >= _FEWEST_PERIODS}
    if not kept:
        return None
    groups = tuple(_group(way, parts, tuple(periods)) for parts, periods in kept.items())
    periods = {place: period for group in kept.values() for place, period in group.items()}
    return PeriodHeaders(groups, dict(sorted(periods.items())), way, tells_year)


def _group(way: Way, parts: tuple[str, str], places: tuple[int, ...]) -> Group:
    before, after = parts
    words = f"{before} {after}".strip()
    return Group(words, meaning(words)[0] if words else "", f"^{_literal(before)}{way.core}{_literal(after)}$", places)


def _literal(text: str) -> str:
    """Escape a text for a regular expression; blanks stay as they are."""
    return re.escape(text).replace("\\ ", " ")
