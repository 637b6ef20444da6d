"""A profile proposed for a file: what was recognised is stated, what was guessed is marked, what is open is a TODO."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from resumetrack.errors import RefusedError
from resumetrack.model import MEASURES, Kind, Recognition, Row, Status
from resumetrack.reading.dates import USUAL_DATES
from resumetrack.reading.headers import COLUMNS_OF, Layout, asks, meaning
from resumetrack.reading.numbers import USUAL_NUMBERS
from resumetrack.reading.period_patterns import PeriodPattern
from resumetrack.reading.profile import Profile, parse_profile
from resumetrack.reading.reader import glance, read
from resumetrack.reading.records import DELIMITER_NAMES
from resumetrack.reading.sources import Source
from resumetrack.reading.statuses import DEFAULT_STATUSES

SHOWN_ROWS = 5
_MOSTLY = 0.9
_HALF = 0.5
_MANY_WORDS = 40
_FEW = 3
_SHOWN_VALUES = 4
_ID_WORDS = re.compile(r"code|number|\bno\b|\bid\b|代码|编码|编号|号$", re.IGNORECASE)
_NAMED_DATES = (
    r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
    r"(?P<year>20\d\d)[-_.](?P<month>\d\d?)[-_.](?P<day>\d\d?)(?!\d)",
    r"(?<!\d)(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
    r"(?P<year>20\d\d)年(?P<month>\d{1,2})月",
    r"(?P<year>20\d\d)-(?P<month>\d\d)(?!\d)",
)
_WIDE_HEADERS = (
    r"^((?:\d{4}年)?\d{1,2}月\d{1,2}[日号])$",
    r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})$",
    r"^(\d{4}年\d{1,2}月)$",
    r"^(\d{4}[-/.]\d{1,2})$",
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A profile in the making: its TOML, what it reads of the file, or why it does not read it yet."""

    text: str
    profile: Profile
    recognition: Recognition | None
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    trouble: str = ""


def propose(
    source: Source, *, kind: Kind, today: date, encoding: str | None = None, period: date | None = None
) -> Proposal:
    """Propose a profile for a file.

    Raises
    ------
    RefusedError
        If the file is no table of text.
    NoInputError, StorageError
        If it cannot be opened or read.
    """
    draft = _Draft(source, kind, encoding, period)
    text = draft.text()
    profile = parse_profile(text.encode(), "proposal.toml")
    try:
        delivery = read(
            source, kind=kind, profile=profile, period=period, frequency=None, week_start=None, today=today,
            encoding=encoding,
        )  # fmt: skip
        rows = tuple(islice(delivery.rows, SHOWN_ROWS))
    except RefusedError as error:
        trouble = error.message + (f" ({error.hint})" if error.hint else "")
        return Proposal(text, profile, None, (), (), trouble)
    order = [name for name in COLUMNS_OF[kind] if name in delivery.columns or name == "period"]
    return Proposal(text, profile, delivery.recognition, rows, tuple(order))


@dataclass
class _Columns:
    """The columns of a file, their cells in the first rows, and which of them are spoken for."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    taken: set[int] = field(default_factory=set)

    def cells(self, place: int) -> list[str]:
        found = (row[place].strip() for row in self.rows if place < len(row))
        return [cell for cell in found if not USUAL_NUMBERS.is_missing(cell)]

    def free(self) -> Iterator[int]:
        return (place for place, cell in enumerate(self.header) if cell and place not in self.taken)

    def best(self, fitness: Callable[[int], float], least: float) -> int | None:
        """Give the free column that fits best, if it fits well enough."""
        scored = [(fitness(place), -place) for place in self.free()]
        score, place = max(scored, default=(0.0, 0))
        return -place if score >= least else None


class _Draft:
    """Writes the profile, section by section."""

    def __init__(self, source: Source, kind: Kind, encoding: str | None, period: date | None) -> None:
        self._source, self._kind, self._period = source, kind, period
        self._opened, self._heading, rows, layout = glance(source, kind=kind, encoding=encoding)
        self._columns = _Columns([cell.strip() for cell in self._heading.header], [cells for _, cells in rows])
        self._stated: dict[str, int] = {}
        self._remarks: dict[str, str] = {}
        self._wide: tuple[str, str, list[int]] | None = None
        if isinstance(layout, Layout):
            self._take_recognised(layout)
        else:
            self._take_first(layout)
        if kind is Kind.REPORT:
            self._find_wide()
        self._fill()

    def _take_recognised(self, layout: Layout) -> None:
        for name, place in layout.places.items():
            if isinstance(place, int):
                self._take(name, place, layout.how.get(place, ("", ""))[1])

    def _take_first(self, trouble: RefusedError) -> None:
        """Take the first of the columns that claim one place, and say so."""
        claims: dict[str, dict[int, int]] = {}
        for place, cell in enumerate(self._columns.header):
            canonical, rank = meaning(cell)[:2]
            if canonical in COLUMNS_OF[self._kind]:
                claims.setdefault(canonical, {}).setdefault(rank, place)
        for name, ranks in claims.items():
            self._take(name, ranks[min(ranks)], "known header")
        self._remarks[""] = f"TODO: {trouble.message.removeprefix(self._source.name).lstrip(': ')}"

    def _take(self, name: str, place: int, remark: str = "") -> None:
        self._stated[name] = place
        self._columns.taken.add(place)
        self._remarks[name] = remark

    def _find_wide(self) -> None:
        for pattern in _WIDE_HEADERS:
            rule = PeriodPattern(re.compile(pattern))
            places = [place for place in self._columns.free() if rule.holds_in(self._columns.header[place])]
            if len(places) < 2 or self._stated.keys() & {"status", *MEASURES}:  # noqa: PLR2004
                continue
            cells = [cell for place in places for cell in self._columns.cells(place)]
            self._wide = (pattern, "status" if _share(cells, _is_status) >= _HALF else "on_duty", places)
            self._columns.taken.update(places)
            return

    def _fill(self) -> None:
        """Guess what every row needs and no header told."""
        columns = self._columns
        if self._kind is Kind.REPORT and not self._wide:
            if "period" not in self._stated and not self._period:
                place = columns.best(lambda place: _share(columns.cells(place), _is_date), _MOSTLY)
                if place is not None:
                    self._take("period", place, "guessed: its cells are dates")
            if not self._stated.keys() & {"status", *MEASURES}:
                place = columns.best(lambda place: _share(columns.cells(place), _is_status), _HALF)
                if place is not None:
                    self._take("status", place, "guessed: its cells are words for a status")
        if "enterprise_id" not in self._stated:
            place = columns.best(self._identity, _MOSTLY)
            if place is None:
                place = self._stated.get("name")
            if place is not None:
                self._take("enterprise_id", place, "guessed: TODO: is this what tells enterprises apart?")

    def _identity(self, place: int) -> float:
        cells = self._columns.cells(place)
        if len(cells) < len(self._columns.rows) or not cells:
            return 0.0
        named = bool(_ID_WORDS.search(self._columns.header[place]))
        is_number = all(USUAL_NUMBERS.parse(cell) is not None for cell in cells)
        return len(set(cells)) / len(cells) + (1.0 if named else -0.5 if is_number else 0.0)

    # -- the text ------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """Write the whole profile."""
        sections = [
            self._top(), self._match(), self._file(), self._panel(), self._columns_section(), self._period_section(),
            self._wide_section(), self._status_section(), self._rest(),
        ]  # fmt: skip
        return "\n".join("\n".join(lines) + "\n" for lines in sections if lines)

    def _top(self) -> list[str]:
        told = [
            "# A profile proposed by `resumetrack profile`: look it over, mend what is marked TODO, then try it with",
            "# `resumetrack check FILE --profile THIS`. docs/profiles.md describes every key.",
        ]
        return told + ([f"# {_line(self._remarks[''])}"] if "" in self._remarks else [])

    def _match(self) -> list[str]:
        """Say by which headers files of this format are known; those that are periods differ from file to file."""
        places = sorted(dict.fromkeys(self._stated.values()))
        headers = [self._columns.header[place] for place in places if self._columns.header[place]]
        if not headers or len(self._heading.rows) > 1 + any(self._heading.units):
            return []
        return [
            "# In a folder of profiles, each file chooses the one profile whose [match] fits it.",
            "[match]",
            f"headers = [{', '.join(map(_quoted, headers))}]",
            f"# file_name = {_quoted('*' + _suffix(self._source.file_name))}",
        ]

    def _file(self) -> list[str]:
        lines = ["[file]"]
        encoding = self._opened.encoding.split(" ")[0]
        if self._opened.delimiter in DELIMITER_NAMES.values():
            lines += [f"encoding = {_quoted(encoding)}", f"delimiter = {_quoted(self._opened.delimiter)}"]
        else:
            lines.append(f"# {_line(self._opened.delimiter)}")
        if self._heading.first_line > 1:
            lines.append(
                f"# The header is in line {self._heading.first_line}. If that is ever not found by itself, state"
                f" rows_above_header = {self._heading.first_line - 1}"
            )
        return lines

    def _panel(self) -> list[str]:
        return ["# [panel]", '# name = "main"', '# frequency = "day"    # day, week, month, quarter: for a new panel']

    def _columns_section(self) -> list[str]:
        lines = ["[columns]"]
        for name in COLUMNS_OF[self._kind]:
            if name in self._stated:
                remark = self._remarks[name]
                said = f"    # {_line(remark)}" if remark.startswith("guessed") else ""
                lines.append(f"{name} = {_quoted(self._columns.header[self._stated[name]])}{said}")
        if "enterprise_id" not in self._stated:
            lines.append('# enterprise_id = "..."    # TODO: which column tells enterprises apart?')
        others = list(self._columns.free())
        if others:
            lines.append("# The other columns are kept as attributes; give one a meaning by naming it above.")
        lines += [f"#   {_line(self._columns.header[place])}: {self._examples(place)}" for place in others]
        return lines

    def _examples(self, place: int) -> str:
        values = list(dict.fromkeys(self._columns.cells(place)))
        shown = ", ".join(_line(value)[:40] for value in values[:_SHOWN_VALUES])
        return shown + (", ..." if len(values) > _SHOWN_VALUES else "") if values else "(blank)"

    def _period_section(self) -> list[str]:
        if self._kind is not Kind.REPORT or "period" in self._stated or self._wide:
            return []
        for key, text in (("file_name", self._source.file_name), ("folder", self._source.folder)):
            for pattern in _NAMED_DATES:
                if PeriodPattern(re.compile(pattern)).find(text) and not self._titles_tell():
                    return ["[period]", f"{key} = '{pattern}'    # found: {_line(text)}"]
        if self._titles_tell():
            return ["# The period is taken from the title lines above the header."]
        return [
            "# TODO: no column tells the period: give it with --period, or say where it stands:",
            "# [period]",
            "# file_name = '(?P<year>\\d{4})(?P<month>\\d\\d)(?P<day>\\d\\d)'",
        ]

    def _titles_tell(self) -> bool:
        return any(re.search(r"\d{1,2}月\d{1,2}[日号]|\d{4}[-/.]\d", title) for title in self._heading.titles)

    def _wide_section(self) -> list[str]:
        if not self._wide:
            return []
        pattern, column, _ = self._wide
        todo = "" if column == "status" else "    # TODO: is it staff on duty? or power, output, employees"
        return ["# One column for each period:", "[wide]", f"{column} = '{pattern}'{todo}"]

    def _status_section(self) -> list[str]:
        if self._kind is not Kind.REPORT:
            return []
        if self._wide:
            places = self._wide[2] if self._wide[1] == "status" else []
        else:
            places = [self._stated["status"]] if "status" in self._stated else []
        if not places:
            if self._stated.keys() & set(MEASURES) or self._wide:
                return []
            return [
                "# TODO: no column tells a status. If every enterprise listed is open, that is the status:",
                "# [status]",
                '# presence = "full"',
            ]
        words = Counter(cell for place in places for cell in self._columns.cells(place))
        rule = DEFAULT_STATUSES.with_yes_and_no() if asks(self._columns.header[places[0]]) else DEFAULT_STATUSES
        known: dict[Status, list[str]] = {}
        lines: list[str] = []
        for word, count in words.most_common(_MANY_WORDS):
            status = rule.parse(word, USUAL_NUMBERS)
            if status:
                known.setdefault(status, []).append(word)
            elif not USUAL_NUMBERS.is_missing_number(word):
                near = rule.suggest(word)
                hint = f", perhaps {rule.words[near].value}" if near else ""
                lines.append(f"# TODO: {_line(_quoted(word))} ({count:,} rows{hint}): add it to one of the lists")
        stated = [f"{one.value} = [{', '.join(map(_quoted, known[one]))}]" for one in Status if one in known]
        return ["[status]", *stated, *lines]

    def _rest(self) -> list[str]:
        lines = []
        if any(self._heading.units):
            lines.append("# The row under the header states units; numbers are brought to the basic unit.")
        cells = [cell for place in self._columns.taken for cell in self._columns.cells(place)[:50]]
        if any("%" in cell or "％" in cell for cell in cells):
            lines += ["# Some cells hold percentages.", "# [numbers]", "# percent = true    # 80% is 0.8"]
        return lines


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    """Share of the cells, weighted by distinct value, that pass a test; none of no cells."""
    distinct = set(cells)
    return sum(map(test, distinct)) / len(distinct) if distinct else 0.0


def _is_date(text: str) -> bool:
    return USUAL_DATES.parse(text) is not None and not text.isdigit()


def _is_status(text: str) -> bool:
    return DEFAULT_STATUSES.parse(text, USUAL_NUMBERS) is not None


def _suffix(name: str) -> str:
    return name[name.find(".") :] if "." in name else ""


def _quoted(text: str) -> str:
    """Write a text as TOML does."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _line(text: str) -> str:
    """Bring a text to one line without control characters, for a comment."""
    return "".join(character if character.isprintable() else " " for character in text)
