"""Reading one file from its bytes to its rows: recognise, then hand out rows as they are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from resumetrack import periods
from resumetrack.errors import RefusedError
from resumetrack.model import Delivery, Kind, OnDuplicate, Recognition, Text
from resumetrack.periods import MONDAY, Frequency
from resumetrack.reading.convert import PeriodContext
from resumetrack.reading.headers import Layout, known_count, lay_out, refuse_incomplete
from resumetrack.reading.oddities import encoding_notes
from resumetrack.reading.profile import NO_PROFILE, Profile
from resumetrack.reading.records import DELIMITER_NAMES, Dialect, Record, find_dialect, records, sample, sample_rows
from resumetrack.reading.rows import RowMaker
from resumetrack.reading.sources import Source
from resumetrack.reading.text import Document, examine

_PEEKED_ROWS = 1000
_HEADER_DEPTH = 20
_CLEAR_HEADER = 2
_NO_HEADER = "".join(DELIMITER_NAMES) + " \u3000\ufeff"


@dataclass(frozen=True, slots=True)
class _Table:
    """A text known to be a table: how its cells are separated, where its header stands, what its columns are."""

    document: Document
    dialect: Dialect
    header_line: int
    layout: Layout
    rows_above: int

    def below_header(self) -> Iterator[Record]:
        """Yield the records under the header."""
        for line, cells in (found := records(self.document, self.dialect, self.rows_above)):
            if line >= self.header_line and any(cells):
                break
        yield from found


def read(
    source: Source,
    *,
    kind: Kind,
    profile: Profile | None,
    period: date | None = None,
    frequency: Frequency | None,
    week_start: int | None,
    today: date,
    on_duplicate: OnDuplicate | None = None,
) -> Delivery:
    """Recognise a file and return its delivery; its rows are read while `Delivery.rows` is consumed.

    Parameters
    ----------
    period
        The period of the whole file as given on the command line; the cells of a period column have precedence and
        this fills the blank ones.
    frequency, week_start
        Those of the panel, `None` for a new one: then the profile says, or the first period cell.

    Raises
    ------
    RefusedError
        If the file cannot be read rightly as a whole, here or while the rows are consumed.
    NoInputError, StorageError
        If it cannot be opened or read.
    """
    rules = profile or NO_PROFILE
    document = examine(source, rules.encoding)
    table = _recognise(document, kind, rules)
    in_name = rules.file_name.find(source.file_name) if rules.file_name and kind is Kind.REPORT else None
    has_outside = period is not None or in_name is not None
    refuse_incomplete(table.layout, kind, has_outside_period=has_outside, hint=lambda: _header_hint(table, kind, rules))
    frequency = frequency or rules.frequency
    week_start = rules.week_start if week_start is None else week_start
    calendar = PeriodContext(
        frequency or (in_name.grain if in_name else None) or _grain(table, rules),
        MONDAY if week_start is None else week_start,
        today,
    )
    if in_name and not period and not periods.is_finer(in_name.grain, calendar.frequency):
        raise RefusedError(
            f"{source.name}: its name tells a {in_name.grain.value}, the panel goes by {calendar.frequency.value}",
            hint="give the period with --period",
        )
    outside = period or (in_name.day if in_name else None)
    if outside and kind is Kind.REPORT:
        calendar = replace(calendar, outside=calendar.floored(outside))
    delivery = Delivery(
        kind=kind,
        name=source.name,
        sha256=document.sha256,
        size=document.size,
        profile=rules.name,
        profile_digest=rules.digest,
        panel=rules.panel,
        frequency=calendar.frequency if kind is Kind.REPORT else frequency,
        week_start=calendar.week_start if kind is Kind.REPORT else week_start,
        outside_period=calendar.outside,
        staff_base=rules.staff_base,
        on_duplicate=on_duplicate or rules.on_duplicate or OnDuplicate.LAST,
        columns=frozenset(table.layout.places),
        attributes=tuple(name for name, _ in table.layout.attributes),
        recognition=_recognition(table, kind, calendar.outside, "command line" if period else "file name"),
        rows=iter(()),
        header=table.layout.header,
    )
    maker = RowMaker(delivery, table.layout, rules, calendar)
    delivery.rows = maker.rows(table.below_header())
    return delivery


def _recognise(document: Document, kind: Kind, profile: Profile) -> _Table:
    above = profile.rows_above_header
    head = sample(document, above)
    dialect = find_dialect(head, profile.delimiter, lambda cells: known_count(cells, kind, profile))
    for line, cells in records(document, dialect, above):
        if any(cell.strip(_NO_HEADER) for cell in cells):
            layout = lay_out(document.source.name, cells, kind, profile)
            return _Table(document, dialect, line, layout, above)
    raise RefusedError(
        f"{document.source.name}: there is no header, only blank lines", hint="ask for it to be sent again"
    )


def _header_hint(table: _Table, kind: Kind, profile: Profile) -> str:
    """Say what to do about a header that does not do: a later row may be the header."""
    head = sample(table.document, table.rows_above)
    rows = sample_rows(head, table.dialect)[1:_HEADER_DEPTH]
    if table.layout.places or not any(known_count(row, kind, profile) >= _CLEAR_HEADER for row in rows):
        return "name the columns of the file in a profile (docs/profiles.md)"
    for line, cells in islice(records(table.document, table.dialect, table.rows_above), _HEADER_DEPTH * 2):
        if known_count(cells, kind, profile) >= _CLEAR_HEADER:
            return f"line {line} looks like the header; say so in a profile: [file] rows_above_header = {line - 1}"
    return ""


def _grain(table: _Table, profile: Profile) -> Frequency:
    """How fine the first period cell is, for a panel that is new."""
    place = table.layout.places.get("period")
    if place is None:
        return Frequency.DAY
    for _, cells in islice(table.below_header(), _PEEKED_ROWS):
        if len(cells) >= table.layout.width:
            found = profile.dates.parse(cells[place] if isinstance(place, int) else place(cells))
            if found:
                return found.grain
    return Frequency.DAY


def _recognition(table: _Table, kind: Kind, outside: date | None, given_by: str) -> Recognition:
    layout, document = table.layout, table.document
    notes: list[Text] = list(encoding_notes(document))
    period_source = ""
    if kind is Kind.REPORT:
        source = layout.sources.get("period")
        period_source = given_by if "period" not in layout.places else f"column '{source}'" if source else "profile"
        if outside and "period" in layout.places:
            notes.append(
                Text(
                    f"the file has its own periods; {outside.isoformat()} from the {given_by} fills blank ones only",
                    f"文件自带日期；{outside.isoformat()} 仅用于填补空白",
                )
            )
    encoding = document.encoding + (" (gzip)" if document.is_gzip else "")
    delimiter = DELIMITER_NAMES[table.dialect.delimiter]
    return Recognition(encoding, delimiter, table.header_line, layout.uses, period_source, tuple(notes))
