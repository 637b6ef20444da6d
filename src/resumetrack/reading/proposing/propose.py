"""A profile proposed for a file: what was recognised is stated, what was guessed is marked, what is open is a TODO."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import islice

from resumetrack.errors import RefusedError
from resumetrack.model import ENTERPRISE_COUNTS, MEASURES, STATED_RATES, Kind, Recognition, Row, Status
from resumetrack.reading.files.records import DELIMITER_NAMES
from resumetrack.reading.files.source import Source
from resumetrack.reading.layout.headers import COLUMNS_OF, Layout
from resumetrack.reading.layout.meanings import asks
from resumetrack.reading.layout.overlooked import merged_column
from resumetrack.reading.profiles.profile import Profile, parse_profile
from resumetrack.reading.profiles.shape_rules import WIDE_COLUMNS
from resumetrack.reading.proposing.drafting import Draft
from resumetrack.reading.proposing.glance import COUNTED_ROWS
from resumetrack.reading.proposing.trial import Objection, objections
from resumetrack.reading.reader import read
from resumetrack.reading.toml_section import quoted
from resumetrack.reading.values.numbers import USUAL_FLAGS, USUAL_NUMBERS
from resumetrack.reading.values.period_patterns import PeriodPattern
from resumetrack.reading.values.statuses import DEFAULT_STATUSES
from resumetrack.reading.workbooks.sheet_choice import listed, pattern_of

SHOWN_ROWS = 5
_MANY_WORDS = 40
_SHOWN_VALUES = 4
_NAMED_DATES = (
    r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
    r"(?P<year>20\d\d)[-_.](?P<month>\d\d?)[-_.](?P<day>\d\d?)(?!\d)",
    r"(?<!\d)(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
    r"([A-Za-z]{3,9}[- ]\d{1,2}[- ]20\d\d)",
    r"(\d{1,2}[- ]?[A-Za-z]{3,9}[- ]20\d\d)",
    r"(?P<year>20\d\d)年(?P<month>\d{1,2})月",
    r"(?P<year>20\d\d)[-_.](?P<month>\d\d)(?!\d)",
    r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?!\d)",
    r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]",
)
_LAST_SECTION = "numbers"
_OF_NO_NUMBERS = ("status", "difficulty", "expected_resume")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A profile in the making: its TOML, what it reads of the file, or why it does not read it yet.

    `todos` are the questions that it leaves open.
    """

    text: str
    profile: Profile
    recognition: Recognition | None
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    trouble: str = ""
    todos: tuple[str, ...] = ()


def propose(
    source: Source,
    *,
    kind: Kind,
    today: date,
    encoding: str | None = None,
    period: date | None = None,
    sheet: str | None = None,
) -> Proposal:
    """Propose a profile for a file; `sheet` is that of a workbook.

    Raises
    ------
    RefusedError
        If the file is no table of text.
    NoInputError, StorageError
        If it cannot be opened or read.
    """
    writer = _Writer(Draft(source, kind, encoding, period, sheet))
    text = writer.text()
    profile = parse_profile(text.encode(), "proposal.toml")
    try:
        delivery = read(
            source, kind=kind, profile=profile, period=period, frequency=None, week_start=None, today=today,
            encoding=encoding,
        )  # fmt: skip
        with closing(delivery.rows):
            rows = tuple(islice(delivery.rows, SHOWN_ROWS))
    except RefusedError as error:
        trouble = error.message + (f" ({error.hint})" if error.hint else "")
        return Proposal(text, profile, None, (), (), trouble, tuple(writer.todos))
    text += writer.asked(objections(delivery, writer.merged, is_read=bool(rows)))
    order = [name for name in COLUMNS_OF[delivery.kind] if name in delivery.columns or name == "period"]
    order = [name for name in order if name not in STATED_RATES]
    return Proposal(text, profile, delivery.recognition, rows, tuple(order), todos=tuple(writer.todos))


class _Writer:
    """Writes the profile, section by section; `todos` are the questions that it leaves open."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.todos: list[str] = []

    @property
    def merged(self) -> str:
        """The column whose cells seem to have been merged downward, in a table of enterprises."""
        layout = self._draft.seen.layout
        if self._draft.kind is Kind.TOTALS or not isinstance(layout, Layout):
            return ""
        return merged_column(layout, [row for row in self._draft.columns.rows if len(row) >= layout.width])

    def _todo(self, text: str) -> str:
        """Write a question as a comment, on one line."""
        self.todos.append(_line(text))
        return f"# TODO: {_line(text)}"

    def text(self) -> str:
        """Write the whole profile."""
        sections = [
            self._top(), self._match(), self._file(), self._panel(), self._columns_section(), self._period_section(),
            self._wide_section(), self._status_section(), self._rest(),
        ]  # fmt: skip
        return "\n".join("\n".join(lines) + "\n" for lines in sections if lines)

    def asked(self, found: Iterable[Objection]) -> str:
        """Write what reading with the profile asks about, to stand at its end."""
        lines: list[str] = []
        for one in found:
            is_open = not one.section or (one.section == _LAST_SECTION and self._draft.flagged())
            lines += ["", self._todo(one.question), *([] if is_open else [f"# [{one.section}]"])]
            lines += [f"# {answer}" for answer in one.answers]
        return "\n".join([*lines, ""]) if lines else ""

    def _top(self) -> list[str]:
        told = [
            "# A profile proposed by `resumetrack profile`: look it over, mend what is marked TODO, then try it with",
            "# `resumetrack check FILE --profile THIS`. docs/profiles.md describes every key.",
        ]
        return told + ([self._todo(self._draft.trouble)] if self._draft.trouble else [])

    def _match(self) -> list[str]:
        """Say by which headers files of this format are known; those that are periods differ from file to file."""
        places = sorted(dict.fromkeys(self._draft.stated.values()))
        headers = [self._draft.columns.header[place] for place in places if self._draft.columns.header[place]]
        if not headers or len(self._draft.heading.rows) > 1 + any(self._draft.heading.units):
            return []
        return [
            "# In a folder of profiles, each file chooses the one profile whose [match] fits it.",
            "[match]",
            f"headers = [{', '.join(map(quoted, headers))}]",
            f"# file_name = {quoted('*' + _suffix(self._draft.source.file_name))}",
        ]

    def _file(self) -> list[str]:
        lines = ["[file]"]
        encoding = self._draft.opened.encoding.split(" ")[0]
        if self._draft.opened.delimiter in DELIMITER_NAMES.values():
            lines += [f"encoding = {quoted(encoding)}", f"delimiter = {quoted(self._draft.opened.delimiter)}"]
        elif self._draft.opened.delimiter:
            lines.append(f"# {_line(self._draft.opened.delimiter)}")
        if other := self._draft.looks_like:
            lines.append(self._todo(f"{encoding} is a guess, and the text looks like {other}: try --encoding {other}"))
        if self._draft.seems_totals:
            lines.append(
                'holds = "totals"    ' + self._todo("does each row count many enterprises, so that it names none?")
            )
        lines += self._sheet()
        if self._draft.seen.header_rows:
            lines.append(f"header_rows = {self._draft.seen.header_rows}")
        elif self._draft.heading.first_line > 1:
            lines.append(
                f"# The header is in line {self._draft.heading.first_line}. If that is ever not found by itself, state"
                f" rows_above_header = {self._draft.heading.first_line - 1}"
            )
        return lines

    def _sheet(self) -> list[str]:
        """Say which sheets of a workbook are read: the one that was asked for, or those that are alike."""
        seen = self._draft.seen
        if seen.alike:
            pattern = pattern_of(seen.alike, seen.other_sheets)
            others = f"; not {listed(seen.other_sheets)}" if seen.other_sheets else ""
            return [f"sheet = {{ pattern = {_literal(pattern)} }}    # {_line(listed(seen.alike) + others)}"]
        return [f"sheet = {quoted(seen.body.sheet)}"] if self._draft.is_chosen_sheet else []

    def _panel(self) -> list[str]:
        return ["# [panel]", '# name = "main"', '# frequency = "day"    # day, week, month, quarter: for a new panel']

    def _columns_section(self) -> list[str]:
        lines = ["[columns]"]
        lines += [self._column(name) for name in COLUMNS_OF[self._draft.kind] if name in self._draft.stated]
        if "enterprise_id" not in self._draft.stated and self._draft.kind is not Kind.TOTALS:
            lines.append('# enterprise_id = "..."    ' + self._todo("which column tells enterprises apart?"))
        if self._draft.counts:
            names = [quoted(self._draft.columns.header[place]) for place in self._draft.counts]
            counts = f"what is counted in {', '.join(names)}? {', '.join(ENTERPRISE_COUNTS)}"
            lines += [self._todo(counts), *(f"# ... = {name}" for name in names)]
        others = list(self._draft.columns.free())
        if others:
            divide = self._draft.kind is Kind.TOTALS
            kept = "divide the counts if they stand left of them" if divide else "are kept as attributes"
            lines.append(f"# The other columns {kept}; give one a meaning by naming it above.")
        lines += [f"#   {_line(self._draft.columns.header[place])}: {self._examples(place)}" for place in others]
        return lines

    def _column(self, name: str) -> str:
        """State one column, and how it is known if that is a guess."""
        template = self._draft.templates.get(name)
        source = f"{{ template = {quoted(template)} }}" if template else quoted(self._header(name))
        guess, _, question = self._draft.remarks[name].partition("TODO: ")
        said = f"    # {guess}".rstrip() if guess.startswith("guessed") or question else ""
        said += f" {self._todo(question).removeprefix('# ')}" if question else ""
        return f"{name} = {source}{said}"

    def _header(self, name: str) -> str:
        return self._draft.columns.header[self._draft.stated[name]]

    def _examples(self, place: int) -> str:
        values = list(dict.fromkeys(self._draft.columns.cells(place)))
        shown = ", ".join(_line(value)[:40] for value in values[:_SHOWN_VALUES])
        return shown + (", ..." if len(values) > _SHOWN_VALUES else "") if values else "(blank)"

    def _period_section(self) -> list[str]:
        if not self._draft.kind.is_dated or "period" in self._draft.stated:
            return []
        if self._draft.wide:
            return self._year()
        source, sheet = self._draft.source, self._draft.seen.body.sheet
        for key, text in (("sheet", sheet), ("file_name", source.file_name), ("folder", source.folder)):
            for pattern in _NAMED_DATES:
                if PeriodPattern(re.compile(pattern)).holds_in(text) and not self._titles_tell():
                    stated = f"{key} = {_literal(pattern)}    # found: {_line(text)}"
                    lacks_year = not PeriodPattern(re.compile(pattern)).find(text)
                    return ["[period]", stated, *(self._stated_year() if lacks_year else [])]
        if self._titles_tell():
            return ["# The period is taken from the title lines above the header."]
        if self._draft.period:
            return ["# No column tells the period: it is given with --period."]
        return [
            self._todo("no column tells the period: give it with --period, or say where it stands:"),
            "# [period]",
            "# file_name = '(?P<year>\\d{4})(?P<month>\\d\\d)(?P<day>\\d\\d)'",
        ]

    def _year(self) -> list[str]:
        """Say where the year of periods comes from that tell none."""
        wide = self._draft.wide
        return ["[period]", *self._stated_year()] if wide and not wide.readings[0].tells_year else []

    def _stated_year(self) -> list[str]:
        year = self._draft.year
        if year is None:
            return [self._todo("no year is told: which is it?"), "# year = 2020"]
        return [f"# year = {year}    # told beside the table or by --period; to be stated where it is not"]

    def _titles_tell(self) -> bool:
        return any(re.search(r"\d{1,2}月\d{1,2}[日号]|\d{4}[-/.]\d", title) for title in self._draft.heading.titles)

    def _wide_section(self) -> list[str]:
        wide, header = self._draft.wide, self._draft.columns.header
        if not wide:
            return []
        lines = ["# One column for each period:"]
        first, *others = wide.readings
        if first.said and not others:
            lines.append(f"# In {_line(quoted(header[wide.places[0]]))} {first.said}.")
        if others:
            examples = ", ".join(quoted(header[place]) for place in wide.places[:_SHOWN_VALUES])
            ways = ", or ".join(reading.way.said for reading in wide.readings)
            lines.append(self._todo(f"in {examples} either {ways}: take the lines of the one that is right"))
        lines.append("[wide]")
        for reading in wide.readings:
            lines += [f"# {reading.way.said}:"] if others else []
            for column in wide.columns:
                stated = f"{column} = {_literal(wide.pattern(column, reading))}"
                lines.append(f"# {stated}" if others else stated + self._doubt(column))
        for group in wide.unknown:
            example = quoted(header[group.places[0]])
            lines += [self._todo(f"what do columns such as {example} hold?"), f"# ... = {_literal(group.pattern)}"]
        return lines

    def _doubt(self, column: str) -> str:
        wide = self._draft.wide
        if not wide or column != wide.guessed:
            return ""
        others = [name for name in WIDE_COLUMNS[self._draft.kind] if name != column and name not in _OF_NO_NUMBERS]
        question = self._todo(f"is it {column}? or {', '.join(others)}")
        return f"    {question}"

    def _status_section(self) -> list[str]:
        if self._draft.kind is not Kind.REPORT:
            return []
        places = self._status_places()
        if self._draft.rivals:
            return self._rivals()
        if not places:
            if self._draft.stated.keys() & set(MEASURES) or self._draft.wide:
                return []
            return [
                self._todo("no column tells a status. If every enterprise listed is open, that is the status:"),
                "# [status]",
                '# presence = "full"',
            ]
        words = Counter(cell for cell in self._draft.seen.counted(places) if not USUAL_NUMBERS.is_missing(cell))
        wide = self._draft.wide
        header = wide.columns["status"].words if wide else self._draft.columns.header[places[0]]
        rule = DEFAULT_STATUSES.with_yes_and_no() if asks(header) else DEFAULT_STATUSES
        known: dict[Status, list[str]] = {}
        lines: list[str] = []
        for word, count in words.most_common(_MANY_WORDS):
            status = rule.parse(word, USUAL_NUMBERS)
            if status:
                known.setdefault(status, []).append(word)
            elif not USUAL_NUMBERS.is_missing_number(word):
                near = rule.suggest(word)
                hint = f", perhaps {rule.words[near].value}" if near else ""
                lines.append(self._todo(f"{quoted(word)} ({count:,} rows{hint}): add it to one of the lists"))
        if words.total() >= COUNTED_ROWS:
            lines.append(
                f"# Words and numbers are those of the first {COUNTED_ROWS:,} rows: `check` finds what others have"
            )
        if not known:
            header = quoted(header)
            question = (
                f"no text of {header} is a word for a status. If it says something else (how good a number is), take it"
                f' out of [columns] and give it a name of its own: [attributes] rename = {{ {header} = "quality" }}'
            )
            lines.insert(0, self._todo(question))
        stated = [f"{one.value} = [{', '.join(map(quoted, known[one]))}]" for one in Status if one in known]
        return ["[status]", *stated, *map(self._todo, _bare_closed(known)), *lines]

    def _rivals(self) -> list[str]:
        names = [quoted(self._draft.columns.header[place]) for place in self._draft.rivals]
        return [
            self._todo(
                f"{', '.join(names)} all hold words for a status. If each is a period of its own, say how their headers"
                " tell it, under [wide]; if not, which of them is the status?"
            ),
            "# [wide]",
            "# status = '^...$'",
        ]

    def _status_places(self) -> tuple[int, ...]:
        """Give the columns that hold statuses."""
        wide, stated = self._draft.wide, self._draft.stated
        if wide:
            return wide.columns["status"].places if "status" in wide.columns else ()
        return (stated["status"],) if "status" in stated else ()

    def _rest(self) -> list[str]:
        lines = []
        if any(self._draft.heading.units):
            lines.append("# The row under the header states units; numbers are brought to the basic unit.")
        cells = [cell for place in self._draft.columns.taken for cell in self._draft.columns.cells(place)[:50]]
        flagged = self._draft.flagged()
        if flagged:
            lines += ["[numbers]", f"flags = {quoted(USUAL_FLAGS)}    # found: {_line(flagged)}"]
        if any("%" in cell or "％" in cell for cell in cells):
            section = [] if flagged else ["# [numbers]"]
            lines += ["# Some cells hold percentages.", *section, "# percent = true    # 80% is 0.8"]
        return lines


def _bare_closed(known: Mapping[Status, Sequence[str]]) -> list[str]:
    """Ask what a bare "closed" means where other words say how long."""
    bare = [word for word in known.get(Status.CLOSED, ()) if word.strip().casefold() == "closed"]
    longer = [word for words in known.values() for word in words if word.casefold().startswith(("temp", "perm"))]
    if not bare or not longer:
        return []
    words = ", ".join(map(quoted, bare))
    return [f"is {words} for good, beside {quoted(longer[0])}? If not, move it to suspended"]


def _suffix(name: str) -> str:
    return name[name.find(".") :] if "." in name else ""


def _literal(pattern: str) -> str:
    """Write a regular expression as TOML does, in which a backslash is one."""
    return f"'{pattern}'" if "'" not in pattern and pattern.isprintable() else quoted(pattern)


def _line(text: str) -> str:
    """Bring a text to one line without control characters, for a comment."""
    return "".join(character if character.isprintable() else " " for character in text)
