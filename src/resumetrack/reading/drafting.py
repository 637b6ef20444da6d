"""What a file of an unknown format is guessed to be: which columns are what, as far as headers and cells tell."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from resumetrack.errors import RefusedError
from resumetrack.model import MEASURES, Kind
from resumetrack.reading.counted import kind_of_table
from resumetrack.reading.dates import USUAL_DATES
from resumetrack.reading.headers import COLUMNS_OF, Layout
from resumetrack.reading.meanings import meaning
from resumetrack.reading.numbers import USUAL_NUMBERS
from resumetrack.reading.period_patterns import PeriodPattern
from resumetrack.reading.profile import NO_PROFILE
from resumetrack.reading.reader import glance
from resumetrack.reading.source import Source
from resumetrack.reading.statuses import DEFAULT_STATUSES

_MOSTLY = 0.9
_HALF = 0.5
_FEWEST_PERIODS = 2
_CODE_LENGTH = 3
_ID_WORDS = re.compile(r"code|number|\bno\b|\bid\b|代码|编码|编号|号$", re.IGNORECASE)
_WIDE_HEADERS = (
    r"^((?:\d{4}年)?\d{1,2}月\d{1,2}[日号])$",
    r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})$",
    r"^(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})$",
    r"^(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})$",
    r"^(\d{4}年\d{1,2}月)$",
    r"^(\d{4}[-/.]\d{1,2})$",
)


@dataclass(frozen=True, slots=True)
class Wide:
    """Columns that stand for a period each: the pattern of their headers, what they hold, where they are."""

    pattern: str
    column: str
    places: tuple[int, ...]


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
    """What is taken for what: `stated` has the place of each canonical column, `remarks` how that is known."""

    def __init__(self, source: Source, kind: Kind, encoding: str | None, period: date | None) -> None:
        self.source, self.kind, self.period = source, kind, period
        self.opened, self.heading, rows, layout = glance(source, kind=kind, encoding=encoding)
        self.columns = Columns([cell.strip() for cell in self.heading.header], [cells for _, cells in rows])
        self.stated: dict[str, int] = {}
        self.remarks: dict[str, str] = {}
        self.wide: Wide | None = None
        if isinstance(layout, Layout):
            self._take_recognised(layout)
        else:
            self._take_first(layout)
        self.kind = kind_of_table(self.heading.header, kind, NO_PROFILE)
        if self.kind is Kind.REPORT:
            self._find_wide()
        self._fill()

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
        self.remarks[""] = f"TODO: {trouble.message.removeprefix(self.source.name).lstrip(': ')}"

    def _take(self, name: str, place: int, remark: str = "") -> None:
        self.stated[name] = place
        self.columns.taken.add(place)
        self.remarks[name] = remark

    def _find_wide(self) -> None:
        """Find columns whose headers are periods; the way of writing that fits most of them counts."""
        if self.stated.keys() & {"status", *MEASURES}:
            return
        found = [(pattern, self._periods(pattern)) for pattern in _WIDE_HEADERS]
        pattern, places = max(found, key=lambda one: len(one[1]))
        if len(places) < _FEWEST_PERIODS:
            return
        cells = [cell for place in places for cell in self.columns.cells(place)]
        holds_words = _share(cells, _is_number) < _HALF or _share(cells, _is_status) >= _HALF
        self.wide = Wide(pattern, "status" if holds_words else "on_duty", places)
        self.columns.taken.update(places)

    def _periods(self, pattern: str) -> tuple[int, ...]:
        rule = PeriodPattern(re.compile(pattern))
        return tuple(place for place in self.columns.free() if rule.holds_in(self.columns.header[place]))

    def _fill(self) -> None:
        """Guess what every row needs and no header told."""
        columns = self.columns
        if self.kind.is_dated and not self.wide:
            if "period" not in self.stated and not self.period:
                place = columns.best(lambda place: _share(columns.cells(place), _is_date), _MOSTLY)
                if place is not None:
                    self._take("period", place, "guessed: its cells are dates")
            if self.kind is Kind.REPORT and not self.stated.keys() & {"status", *MEASURES}:
                place = columns.best(lambda place: _share(columns.cells(place), _is_status), _HALF)
                if place is not None:
                    self._take("status", place, "guessed: its cells are words for a status")
        if "enterprise_id" not in self.stated and self.kind is not Kind.TOTALS:
            place = columns.best(self._identity, _MOSTLY)
            if place is None:
                place = self.stated.get("name")
            if place is not None:
                self._take("enterprise_id", place, "guessed: TODO: is this what tells enterprises apart?")

    def _identity(self, place: int) -> float:
        cells = self.columns.cells(place)
        if len(cells) < len(self.columns.rows) or not cells:
            return 0.0
        named = bool(_ID_WORDS.search(self.columns.header[place]))
        is_number = not _are_codes(cells) and all(map(_is_number, cells))
        return len(set(cells)) / len(cells) + (1.0 if named else -0.5 if is_number else 0.0)


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    """Share of the cells, weighted by distinct value, that pass a test; none of no cells."""
    distinct = set(cells)
    return sum(map(test, distinct)) / len(distinct) if distinct else 0.0


def _is_date(text: str) -> bool:
    return USUAL_DATES.parse(text) is not None and not text.isdigit()


def _is_status(text: str) -> bool:
    return DEFAULT_STATUSES.parse(text, USUAL_NUMBERS) is not None


def _is_number(text: str) -> bool:
    return USUAL_NUMBERS.parse(text) is not None


def _are_codes(cells: Sequence[str]) -> bool:
    """Whether numbers are of one length, so that they are probably no quantities."""
    lengths = set(map(len, cells))
    return len(lengths) == 1 and lengths.pop() >= _CODE_LENGTH
