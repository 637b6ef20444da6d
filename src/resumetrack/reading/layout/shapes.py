"""Shapes other than one row per enterprise and period: wide tables are spread, tables of indicators gathered.

A shape takes the records that fit the header and yields one record per observation: the cells as they were
delivered, followed by those it adds. So a rejected row is still known in its original form.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Protocol

from resumetrack.errors import RefusedError
from resumetrack.model import Counts
from resumetrack.periods import Frequency
from resumetrack.reading.profiles.shape_rules import WideRule, plain
from resumetrack.reading.values.decimal_months import JANUARY, may_be_october, month_of_one
from resumetrack.reading.values.period_patterns import written

Record = tuple[int, list[str]]
GATHERED_LIMIT = 2_000_000
_MOST_OF_A_YEAR, _ALMOST_A_YEAR = 270, 358  # days: from the fourth quarter to the first; all but a week


class Shape(Protocol):
    """What turns the records of a file into one record per observation."""

    columns: tuple[str, ...]
    """The canonical columns whose cells it adds to a record, in order."""

    grain: Frequency | None
    """How fine the periods are that it adds; `None` if it adds none."""

    troubles: list[tuple[str, str, str]]
    """What is wrong with the record just yielded: canonical column, cell, code of the rule."""

    unused: dict[str, int]
    """Indicators that nobody asked for, and how many lines they have; complete at the end."""

    absent: frozenset[str]
    """Columns that no record had, so that the file says nothing of them; complete at the end."""

    def records(self, fitting: Iterator[Record], counts: Counts) -> Iterator[Record]:
        """Yield one record per observation; `counts` follows."""
        ...

    def source(self, column: str) -> str:
        """Header of a canonical column in the record just yielded; empty if it is none of this shape's."""
        ...

    def delivered(self, record: Record) -> Sequence[Record]:
        """Give the lines, as they were delivered, that a record was made of."""
        ...


# -- wide: one column per period --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Wide:
    """The wide columns of one file: `periods` holds, by period, the place of each canonical column."""

    columns: tuple[str, ...]
    grain: Frequency | None
    periods: Sequence[tuple[str, tuple[int | None, ...]]]
    header: Sequence[str]
    troubles: list[tuple[str, str, str]] = field(default_factory=list)
    unused: dict[str, int] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    _now: tuple[int | None, ...] = ()

    def records(self, fitting: Iterator[Record], counts: Counts) -> Iterator[Record]:
        """Yield one record per period; a period without any value is blank."""
        periods, more = self.periods, len(self.periods) - 1
        for line, cells in fitting:
            counts.read += more
            for period, places in periods:
                values = [cells[place] if place is not None else "" for place in places]
                if any(value.strip() for value in values):
                    self._now = places
                    yield line, [*cells, period, *values]
                else:
                    counts.blank += 1

    def source(self, column: str) -> str:
        """Header of the period at hand."""
        if column not in self.columns or not self._now:
            return ""
        places = [place for place in self._now if place is not None]
        at = self.columns.index(column) - 1
        place = self._now[at] if at >= 0 else places[0] if places else None
        return self.header[place] if place is not None else ""

    def delivered(self, record: Record) -> Sequence[Record]:
        """Each record is of one line."""
        return (record,)


def spread(file: str, header: Sequence[str], places: Mapping[int, str], rule: WideRule, year: int | None) -> Wide:
    """Say which column holds what of which period.

    Raises
    ------
    RefusedError
        If there are none, a header tells no year and nothing else does, two columns hold the same, or headers without
        a year are not in the order of one year.
    """
    if not places:
        raise _no_columns(file, header, rule)
    _refuse_lost_zero(file, [header[place] for place in places])
    names = tuple(name for name in rule.patterns if name in places.values())
    table: dict[str, dict[str, int]] = {}
    grain: Frequency | None = None
    yearless: dict[str, dict[date, str]] = {}
    for place, name in places.items():
        found = rule.patterns[name].find(header[place], year)
        if found is None:
            trouble = f"is no period of {year}" if year else "tells no year"
            raise RefusedError(
                f"{file}: the header '{header[place]}' {trouble}", hint="state it in the profile: [period] year = 2020"
            )
        grain = grain or found.grain
        taken = table.setdefault(written(found), {})
        if name in taken:
            raise RefusedError(
                f"{file}: '{header[taken[name]]}' and '{header[place]}' both hold {name} of {written(found)}",
                hint="make the pattern under [wide] tell them apart",
            )
        taken[name] = place
        if rule.patterns[name].find(header[place]) is None:
            yearless.setdefault(name, {})[found.day] = header[place]
    _refuse_new_year(file, yearless, year)
    periods = [(period, tuple(taken.get(name) for name in names)) for period, taken in table.items()]
    return Wide(("period", *names), grain, periods, header)


def _refuse_lost_zero(file: str, headers: Sequence[str]) -> None:
    """Refuse `2020.1` beside `2020.09` or `2020.11`: it may be October, of which a spreadsheet dropped the zero."""
    doubtful = next(filter(may_be_october, headers), "")
    if doubtful and month_of_one(headers) != JANUARY:
        raise RefusedError(
            f"{file}: the header '{doubtful}' stands for January, or for October whose zero a spreadsheet dropped",
            hint="write it as 2020-01 or 2020-10",
        )


def _refuse_new_year(file: str, yearless: Mapping[str, Mapping[date, str]], year: int | None) -> None:
    """Refuse headers without a year that go on in another one: 30 Dec, 31 Dec, 1 Jan.

    The columns of one year follow each other in one direction. Of two alone nothing tells the direction: they are of
    different years if they are close to each other over New Year and far apart within one year.
    """
    for headers in yearless.values():
        days = list(headers)
        steps = [(later - earlier).days for earlier, later in pairwise(days)]
        if len(steps) == 1:
            is_one_year = -_MOST_OF_A_YEAR < steps[0] < _ALMOST_A_YEAR
        else:
            is_one_year = all(step > 0 for step in steps) or all(step < 0 for step in steps)
        if not is_one_year:
            _, place = max((abs(step), place) for place, step in enumerate(steps))
            first, second = headers[days[place]], headers[days[place + 1]]
            raise RefusedError(
                f"{file}: the headers '{first}' and '{second}' stand beside each other, which is not the order of one"
                f" year, so that perhaps not all of them are of {year}",
                hint="write the year into the headers, bring them into order, or deliver each year by itself",
            )


def _no_columns(file: str, header: Sequence[str], rule: WideRule) -> RefusedError:
    """Say that no header fits, or that those which fit tell no period."""
    for name, pattern in rule.patterns.items():
        fitting = next((cell for cell in header if cell and pattern.fits(cell)), "")
        if fitting:
            return RefusedError(
                f"{file}: the header '{fitting}' fits [wide] {name}, but its group holds no period that is known",
                hint='state date_format under [wide], such as "%d %b", or name the groups: '
                "(?P<day>\\d+) (?P<month>[A-Z][a-z]+)",
            )
    patterns = ", ".join(f"'{pattern.pattern.pattern}'" for pattern in rule.patterns.values())
    hint = "is this the profile of another kind of file?"
    return RefusedError(f"{file}: no header fits [wide] {patterns}", hint=hint)


# -- gathered: one line per indicator ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Group:
    """The lines of one enterprise and period."""

    lines: list[Record]
    values: list[str]
    mixed: set[int] = field(default_factory=set)
    troubles: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Gathered:
    """The lines of one file, brought together by the cells at `keys`.

    An attribute that differs between them speaks of the indicator, such as its unit, and not of the enterprise: it is
    left blank.
    """

    file: str
    columns: tuple[str, ...]
    keys: tuple[int, ...]
    name_place: int
    value_place: int
    meanings: Mapping[str, str]
    attributes: tuple[int, ...] = ()
    grain: Frequency | None = None
    troubles: list[tuple[str, str, str]] = field(default_factory=list)
    unused: dict[str, int] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    _lines: dict[int, list[Record]] = field(default_factory=dict)

    def records(self, fitting: Iterator[Record], counts: Counts) -> Iterator[Record]:
        """Yield one record per key in the order of their first lines."""
        groups: dict[tuple[str, ...], _Group] = {}
        seen: set[str] = set()
        place_of = {column: place for place, column in enumerate(self.columns)}
        for number, (line, cells) in enumerate(fitting, 1):
            if number > GATHERED_LIMIT:
                raise RefusedError(
                    f"{self.file}: more than {GATHERED_LIMIT:,} lines of indicators",
                    hint="split the file by period",
                )
            column = self.meanings.get(plain(cells[self.name_place]))
            if column is None:
                name = cells[self.name_place].strip()
                self.unused[name] = self.unused.get(name, 0) + 1
                counts.read -= 1
                continue
            key = tuple(cells[place].strip() for place in self.keys)
            group = groups.get(key)
            if group is None:
                group = groups[key] = _Group([(line, cells)], [""] * len(self.columns))
            else:
                counts.read -= 1
                first = group.lines[0][1]
                group.mixed.update(place for place in self.attributes if cells[place].strip() != first[place].strip())
                group.lines.append((line, cells))
            seen.add(column)
            self._enter(group, column, place_of[column], cells[self.value_place])
        self.absent = frozenset(self.columns) - seen
        for group in groups.values():
            self._lines[group.lines[0][0]] = group.lines
            self.troubles += group.troubles
            line, cells = group.lines[0]
            yield line, [*("" if place in group.mixed else cell for place, cell in enumerate(cells)), *group.values]

    @staticmethod
    def _enter(group: _Group, column: str, place: int, value: str) -> None:
        held = group.values[place].strip()
        if held and value.strip() and held != value.strip():
            group.troubles.append((column, value, "conflicting-indicator"))
        elif not held:
            group.values[place] = value

    def source(self, column: str) -> str:  # noqa: ARG002
        """The columns keep their own headers."""
        return ""

    def delivered(self, record: Record) -> Sequence[Record]:
        """Give the lines that were brought together."""
        return self._lines.get(record[0], (record,))
