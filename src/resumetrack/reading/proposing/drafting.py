"""What a file of an unknown format is guessed to be: which columns are what, as far as headers and cells tell."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import pairwise

from resumetrack.errors import RefusedError
from resumetrack.model import CODED_DIMENSIONS, OUTPUT_MEASURES, POWER_MEASURES, STAFF_MEASURES, Kind
from resumetrack.reading.files.oddities import likelier, looks_western
from resumetrack.reading.files.source import Source
from resumetrack.reading.files.tables import TextBody
from resumetrack.reading.layout.counted import kind_of_table
from resumetrack.reading.layout.headers import COLUMNS_OF, Layout, known_count
from resumetrack.reading.layout.meanings import folded, meaning
from resumetrack.reading.layout.outside import Beside
from resumetrack.reading.layout.period_headers import Group, PeriodHeaders, period_headers
from resumetrack.reading.profiles.profile import NO_PROFILE
from resumetrack.reading.profiles.shape_rules import WIDE_COLUMNS
from resumetrack.reading.proposing.glance import glance
from resumetrack.reading.values.dates import USUAL_DATES, year_last
from resumetrack.reading.values.numbers import USUAL_FLAGS, USUAL_NUMBERS
from resumetrack.reading.values.statuses import DEFAULT_STATUSES

_MOSTLY = 0.9
_MONTHS, _DAYS = 12, 31
_HALF = 0.5
_CODE_LENGTH, _LONG_CODE = 3, 5
_DESCRIBED = 2.0
_TELLING = 1.2
_ENOUGH_ROWS = 10
_ID_WORDS = re.compile(r"code|number|\bno\b|\bid\b|代码|编码|编号|号$", re.IGNORECASE)
_YEAR_HEADERS = frozenset(map(folded, ("year", "reporting year", "report year", "calendar year", "年", "年份", "年度")))
_DAY_HEADERS = frozenset(map(folded, ("day", "day of month", "日")))
_YEAR = re.compile(r"(?:19|20)\d\d")
_JOINERS = (
    (re.compile(r"quarter|qtr|季", re.IGNORECASE), "Q"),
    (re.compile(r"week|(?<![a-z])[wk]k|周", re.IGNORECASE), "-W"),
    (re.compile(""), "-"),
    (re.compile(""), " "),
)
"""What stands between a year and a part of it, by what the header of the part says."""

_MONTH_HEADERS = re.compile(r"month|(?<![a-z])mth|月", re.IGNORECASE)
_FLAGGED = replace(USUAL_NUMBERS, flags=USUAL_FLAGS)
_WHOLE = {Kind.REPORT: "on_duty", Kind.TOTALS: "operating"}
"""What numbers under periods may be, where nothing says it."""


@dataclass(frozen=True, slots=True)
class Wide:
    """Columns that stand for a period each: `readings` has one reading of their headers, or several to choose from.

    `columns` says what each group of them holds; it is open what the groups of `unknown` do, and whether `guessed` is
    right.
    """

    readings: tuple[PeriodHeaders, ...]
    columns: dict[str, Group]
    unknown: tuple[Group, ...] = ()
    guessed: str = ""

    @property
    def places(self) -> tuple[int, ...]:
        """All of the columns."""
        return self.readings[0].places

    def pattern(self, column: str, reading: PeriodHeaders) -> str:
        """Give the regular expression of the headers of a column, as one of the readings has it."""
        wanted = self.columns[column].places
        return next(group.pattern for group in reading.groups if group.places == wanted)


@dataclass
class Columns:
    """The columns of a file, their cells in the first rows, and which of them are spoken for."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    taken: set[int] = field(default_factory=set)

    def cells(self, place: int) -> list[str]:
        """Give the cells of a column that are not missing."""
        found = (row[place].strip() for row in self.rows if place < len(row))
        return [cell for cell in found if not USUAL_NUMBERS.is_missing(cell)]

    def free(self) -> Iterator[int]:
        """Yield the columns that nothing has been made of yet."""
        return (place for place, cell in enumerate(self.header) if cell and place not in self.taken)

    def best(self, fitness: Callable[[int], float], least: float) -> int | None:
        """Give the free column that fits best, if it fits well enough."""
        scored = [(fitness(place), -place) for place in self.free()]
        score, place = max(scored, default=(0.0, 0))
        return -place if score >= least else None


class Draft:
    """What is taken for what: `stated` has the place of each canonical column, `remarks` how that is known.

    `templates` are canonical columns that are made of several, `rivals` columns each of which could be the status,
    `counts` those of numbers in what merely `seems_totals`; `trouble` is why the columns cannot be told without a word.
    """

    def __init__(
        self, source: Source, kind: Kind, encoding: str | None, period: date | None, sheet: str | None = None
    ) -> None:
        self.source, self.kind, self.period = source, kind, period
        self.seen = glance(source, kind=kind, encoding=encoding, sheet=sheet)
        self.opened, self.heading = self.seen.opened, self.seen.heading
        self.columns = Columns([cell.strip() for cell in self.heading.header], [cells for _, cells in self.seen.rows])
        self.stated: dict[str, int] = {}
        self.templates: dict[str, str] = {}
        self.remarks: dict[str, str] = {}
        self.trouble = ""
        self.rivals: tuple[int, ...] = ()
        self.seems_totals, self.counts = False, tuple[int, ...]()
        self.is_chosen_sheet, self._is_stated = sheet is not None, encoding is not None
        self.wide: Wide | None = None
        readings = self._readings()
        groups = readings[0].groups if readings else ()
        self.kind = kind_of_table((*self.heading.header, *(group.column for group in groups)), kind, NO_PROFILE)
        layout = self.seen.layout
        if isinstance(layout, Layout):
            self._take_recognised(layout)
        else:
            self._take_first(layout)
        if readings and self.stated.keys().isdisjoint(("period", "status")):
            self._spread(readings)
        self._fill()

    @property
    def year(self) -> int | None:
        """The year that something beside the table tells."""
        beside = Beside(
            self.period, self.seen.body.sheet, self.heading.titles, self.source.file_name, self.source.folder
        )
        return beside.year(NO_PROFILE)

    @property
    def looks_like(self) -> str:
        """The encoding that the text seems to be in rather than in that which was found, if there is one."""
        body, headers = self.seen.body, [self.columns.header[place] for place in self.stated.values()]
        if self._is_stated or not isinstance(body, TextBody):
            return ""
        if looks_western(body.document):
            return "cp1252"
        known = partial(known_count, kind=self.kind, profile=NO_PROFILE)
        found = likelier(body.document, self.columns.header, [text for text in headers if meaning(text)[0]], known)
        return found.names[0] if found.is_likely else ""

    def flagged(self) -> str:
        """Give a cell of a column that is taken, if it is a number with a letter of its source behind it."""
        cells = (cell for place in sorted(self.columns.taken) for cell in self.columns.cells(place))
        return next((cell for cell in cells if _FLAGGED.unflagged(cell) != cell and _is_number(cell)), "")

    def _readings(self) -> tuple[PeriodHeaders, ...]:
        if not self.kind.is_dated:
            return ()
        return period_headers(self.columns.header, list(self.columns.free()))

    def _take_recognised(self, layout: Layout) -> None:
        for name, place in layout.places.items():
            if isinstance(place, int):
                self._take(name, place, layout.how.get(place, ("", ""))[1])

    def _take_first(self, trouble: RefusedError) -> None:
        """Take the first of the columns that claim one place, and say so."""
        claims: dict[str, dict[int, int]] = {}
        for place, cell in enumerate(self.columns.header):
            canonical, rank = meaning(cell)[:2]
            if canonical in COLUMNS_OF[self.kind]:
                claims.setdefault(canonical, {}).setdefault(rank, place)
        for name, ranks in claims.items():
            self._take(name, ranks[min(ranks)], "known header")
        self.trouble = trouble.message.removeprefix(self.source.name).lstrip(": ")

    def _take(self, name: str, place: int, remark: str = "") -> None:
        self.stated[name] = place
        self.columns.taken.add(place)
        self.remarks[name] = remark

    def _spread(self, readings: tuple[PeriodHeaders, ...]) -> None:
        """Say what the columns hold that stand for periods."""
        cells = [cell for place in readings[0].places for cell in self.columns.cells(place)]
        holds_words = _share(cells, _is_number) < _HALF or _share(cells, _is_status) >= _HALF
        self.columns.taken.update(readings[0].places)
        if self.kind is Kind.REPORT and not holds_words and self._identifying() is None and all(map(_is_whole, cells)):
            self.kind = Kind.TOTALS  # whole numbers of nobody in particular
        whole = "status" if holds_words and self.kind is Kind.REPORT else _WHOLE[self.kind]
        columns: dict[str, Group] = {}
        unknown: list[Group] = []
        guessed = ""
        for group in readings[0].groups:
            name = group.column or ("" if group.words else whole)
            if name in WIDE_COLUMNS[self.kind] and name not in self.stated and name not in columns:
                columns[name] = group
                guessed = guessed if group.column or name == "status" else name
            else:
                unknown.append(group)
        self.wide = Wide(readings, columns, tuple(unknown), guessed)

    def _fill(self) -> None:
        """Guess what every row needs and no header told."""
        if self.kind.is_dated and not self.wide:
            self._find_period()
            if self.kind is Kind.REPORT and "status" not in self.stated:
                self._find_status()
            if self.kind is Kind.REPORT and not self.rivals:
                self._find_counts()
        if "enterprise_id" not in self.stated and self.kind is not Kind.TOTALS:
            place = self._identifying()
            if place is not None:
                self._take("enterprise_id", place, "guessed: TODO: is this what tells enterprises apart?")

    def _find_period(self) -> None:
        columns, stated = self.columns, self.stated.get("period")
        if stated is not None:
            self._join_year(stated)
        elif not self.period:
            place = columns.best(lambda place: _share(columns.cells(place), _is_date), _MOSTLY)
            if place is not None:
                self._take("period", place, f"guessed: its cells are dates{self._order(columns.cells(place))}")

    def _order(self, cells: Sequence[str]) -> str:
        """Ask which of day and month stands first where no cell tells."""
        pairs = [pair for cell in cells if (pair := year_last(cell))]
        if not pairs or max(map(max, pairs)) > _MONTHS:
            return ""
        return ' TODO: day or month first? State date_format under [period]: "%d/%m/%Y" or "%m/%d/%Y"'

    def _join_year(self, place: int) -> None:
        """Make a period of two columns where one tells the year and the other the month, week or quarter of it."""
        cells, header = self.columns.cells(place), self.columns.header
        year = next((free for free in self.columns.free() if folded(header[free]) in _YEAR_HEADERS), None)
        if year is None or _share(cells, _is_date) >= _HALF or "{" in header[place] + header[year]:
            return
        joiners = [joiner for words, joiner in _JOINERS if words.search(header[place])]
        readable = {joiner: _share(cells, partial(_in_a_year, joiner)) for joiner in joiners}
        joiner = next((joiner for joiner in joiners if readable[joiner] >= _HALF), None)
        if joiner is not None and all(map(_YEAR.fullmatch, self.columns.cells(year))):
            self.templates["period"] = f"{{{header[year]}}}{joiner}{{{header[place]}}}"
            self.columns.taken.add(year)
            self._join_day()
            if joiner == "-" and all(map(str.isdigit, cells)) and not _MONTH_HEADERS.search(header[place]):
                self.remarks["period"] = 'TODO: is it the month? If it is the week, "-W" stands between the two'

    def _join_day(self) -> None:
        """Add the day to a period of a year and a month, where a column of days stands beside them."""
        header, template = self.columns.header, self.templates["period"]
        day = next((free for free in self.columns.free() if folded(header[free]) in _DAY_HEADERS), None)
        if day is None or "{" in header[day] or not template.rpartition("}")[0].count("}-{"):
            return
        if all(cell.isdecimal() and 0 < int(cell) <= _DAYS for cell in self.columns.cells(day)):
            self.templates["period"] = f"{template}-{{{header[day]}}}"
            self.columns.taken.add(day)
            self.trouble = "" if self.trouble.endswith("could both be period") else self.trouble

    def _find_status(self) -> None:
        """Take the column of words for a status; of several nobody knows which is meant."""
        found = [place for place in self.columns.free() if _share(self.columns.cells(place), _is_status) >= _HALF]
        if len(found) == 1:
            self._take("status", found[0], "guessed: its cells are words for a status")
        else:
            self.rivals = tuple(found)
            self.columns.taken.update(found)

    def _find_counts(self) -> None:
        """Take a table for totals that names no enterprise, says what its numbers are divided by, and has no status."""
        named = self.stated.keys() & {"enterprise_id", "name", "status", *OUTPUT_MEASURES, *POWER_MEASURES}
        if named or not self.stated.keys() & set(CODED_DIMENSIONS) or self._identifying() is not None:
            return
        counts = [place for place in self.columns.free() if (cells := self.columns.cells(place)) and _are_whole(cells)]
        if counts or self.stated.keys() >= set(STAFF_MEASURES):
            self.kind, self.counts = Kind.TOTALS, tuple(counts)
            self.seems_totals = True

    def _identifying(self) -> int | None:
        """Give the column that tells enterprises apart, as far as can be seen; names if there is nothing better."""
        stated = self.stated.get("enterprise_id")
        place = self.columns.best(self._identity, _TELLING) if stated is None else stated
        return self.stated.get("name") if place is None else place

    def _identity(self, place: int) -> float:
        """How well a column tells enterprises apart: it is filled, repeats little, and what repeats is the same one."""
        cells = self.columns.cells(place)
        if len(cells) < len(self.columns.rows) or not cells:
            return 0.0
        named = bool(_ID_WORDS.search(self.columns.header[place].replace("_", " ")))
        is_divided = bool(self.stated.keys() & set(CODED_DIMENSIONS))
        is_number = not _are_codes(cells, _LONG_CODE if is_divided else _CODE_LENGTH) and all(map(_is_number, cells))
        if not named and (is_number or all(map(_is_date, cells))):
            return 0.0
        rows = self._rows_of_one_period()
        told = len({row[place] for row in rows}) / len(rows)
        return told + (1.0 if named else 0.0) + _DESCRIBED * self._describes(place, rows)

    def _rows_of_one_period(self) -> Sequence[Sequence[str]]:
        """Give the rows in which no enterprise should come twice, if there are enough to tell."""
        rows, place = self.columns.rows, self.stated.get("period")
        if place is None:
            return rows
        ((period, count),) = Counter(row[place] for row in rows if place < len(row)).most_common(1)
        return rows if count < _ENOUGH_ROWS else [row for row in rows if row[place : place + 1] == [period]]

    def _describes(self, place: int, rows: Sequence[Sequence[str]]) -> float:
        """Share of the other columns that are the same wherever a value of this one comes again; all if none does.

        What an enterprise is called and where it stands does not change from row to row; a kind of things repeats
        with other companions. Columns that never change tell nothing.
        """
        rows = sorted(rows, key=lambda row: row[place])
        repeats = [(one, other) for one, other in pairwise(rows) if one[place] == other[place]]
        others = [
            other
            for other in range(len(self.columns.header))
            if other != place and len({tuple(row[other : other + 1]) for row in rows}) > 1
        ]
        same = sum(all(one[at : at + 1] == again[at : at + 1] for one, again in repeats) for at in others)
        return same / len(others) if others else 1.0


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    """Share of the cells, weighted by distinct value, that pass a test; none of no cells."""
    distinct = set(cells)
    return sum(map(test, distinct)) / len(distinct) if distinct else 0.0


def _is_date(text: str) -> bool:
    return not text.isdigit() and (USUAL_DATES.parse(text) is not None or _may_be_date(year_last(text)))


def _may_be_date(pair: tuple[int, int] | None) -> bool:
    """Whether two numbers before a year may be a day and a month, in either order."""
    return pair is not None and 0 < min(pair) <= _MONTHS and max(pair) <= _DAYS


def _is_status(text: str) -> bool:
    return DEFAULT_STATUSES.parse(text, USUAL_NUMBERS) is not None


def _is_number(text: str) -> bool:
    return USUAL_NUMBERS.parse(_FLAGGED.unflagged(text), percent_sign=True) is not None


def _in_a_year(joiner: str, part: str) -> bool:
    return USUAL_DATES.parse(f"2020{joiner}{part}") is not None


def _is_whole(text: str) -> bool:
    number = USUAL_NUMBERS.parse(text)
    return number is not None and number == int(number)


def _are_whole(cells: Sequence[str]) -> bool:
    return all(map(_is_whole, cells))


def _are_codes(cells: Sequence[str], least: int) -> bool:
    """Whether whole numbers are of one length, so that they are probably no quantities."""
    lengths = set(map(len, cells))
    return (
        all(map(str.isdigit, cells))
        and len(lengths) == 1
        and (lengths.pop() >= least or any(cell.startswith("0") for cell in cells))
    )
