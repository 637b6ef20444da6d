"""Reading one file from its bytes to its rows: recognise, then hand out rows as they are asked for."""

from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain, islice

from resumetrack import periods
from resumetrack.errors import RefusedError
from resumetrack.model import SHEET_STEP, Delivery, Form, Kind, OnDuplicate, Recognition, Row, Status, Text
from resumetrack.periods import MONDAY, Frequency
from resumetrack.reading.files.oddities import likelier
from resumetrack.reading.files.records import Record
from resumetrack.reading.files.source import Source
from resumetrack.reading.files.tables import Body, Opened, TextBody, open_text
from resumetrack.reading.layout.counted import kind_of_table
from resumetrack.reading.layout.headers import TWO_ROWS, Layout, arrange, known_count, lay_out, refuse_incomplete
from resumetrack.reading.layout.heading import DEPTH, Heading, Known, find_heading, first_records, texts
from resumetrack.reading.layout.outside import PLACES, Beside, Outside, find_outside
from resumetrack.reading.layout.sheets import number_notes, of_sheet, refuse_different
from resumetrack.reading.profiles.choice import Profiles
from resumetrack.reading.profiles.profile import NO_PROFILE, Profile
from resumetrack.reading.rows import bulk
from resumetrack.reading.rows.convert import PeriodContext
from resumetrack.reading.rows.merged_numbers import refuse_merged_numbers
from resumetrack.reading.rows.row_maker import RowMaker, closing
from resumetrack.reading.rows.survey import Habits, survey
from resumetrack.reading.rows.unit_column import take_units
from resumetrack.reading.toml_section import quoted
from resumetrack.reading.totals.totals_maker import TOTALS_NOTE, TotalsMaker
from resumetrack.reading.values.asides import find_aside
from resumetrack.reading.values.numbers import is_percentage
from resumetrack.reading.workbooks.sheet import SheetBody
from resumetrack.reading.workbooks.workbook import is_workbook, open_workbook

_PEEKED_ROWS = 1000
_HEADER_DEPTH = 20
_CLEAR_HEADER = 2
_HELD = {Kind.REPORT: "enterprises", Kind.TOTALS: "totals"}


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of which is known where its header stands and what its columns are."""

    body: Body
    header_line: int
    layout: Layout
    rows_above: int
    kind: Kind
    place: int = 0

    def titles(self) -> tuple[str, ...]:
        """Give the texts above the header."""
        found: list[str] = []
        with suppress(RefusedError):  # a quote in a title is nobody's mistake
            for line, cells in islice(self.body.records(), DEPTH):
                if line >= self.layout.header_line:
                    break
                found += texts(cells)
        return tuple(found)

    def below_header(self) -> Iterator[Record]:
        """Yield the records under the header; lines of later sheets begin where `Delivery.place` expects them."""
        found, offset = self.below_header_as_numbered(), self.place * SHEET_STEP
        yield from ((line + offset, cells) for line, cells in found) if offset else found

    def below_header_as_numbered(self) -> Iterator[Record]:
        """Yield the records under the header with the lines of their own sheet."""
        for line, cells in (found := self.body.records(self.rows_above)):
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
    encoding: str | None = None,
) -> Delivery:
    """Recognise a file and return its delivery; its rows are read while `Delivery.rows` is consumed.

    Parameters
    ----------
    period
        The period of the whole file as given on the command line; the cells of a period column have precedence and
        this fills the blank ones.
    frequency, week_start
        Those of the panel, `None` for a new one: then the profile says, or the first period cell.
    encoding
        As given on the command line; it has precedence over the profile, a byte order mark over both.

    Raises
    ------
    RefusedError
        If the file cannot be read rightly as a whole, here or while the rows are consumed.
    NoInputError, StorageError
        If it cannot be opened or read.
    """
    rules = profile or NO_PROFILE
    file = open_file(source, rules, encoding, lambda cells: known_count(cells, kind, rules))
    if file.bodies[0].sheet:
        rules = replace(rules, dates=replace(rules.dates, typed=True, epoch=rules.dates.epoch or file.epoch))
    tables = [
        replace(_recognise(body, kind, of_sheet(rules, body)), place=place) for place, body in enumerate(file.bodies)
    ]
    table, kind = tables[0], _same_kind(source.name, tables)
    besides = [_beside(source, table, period) for table in tables]
    for one, beside in zip(tables, besides, strict=True):
        arrange(one.layout, rules, beside.year(rules))
        take_units(one.layout, one.below_header, rules)
        if isinstance(one.body, SheetBody):
            refuse_merged_numbers(one.layout, one.below_header_as_numbered, one.body.marks.merged or ())
    outsides = [_outside(one, beside, kind, rules) for one, beside in zip(tables, besides, strict=True)]
    for one, found in zip(tables, outsides, strict=True):
        has_outside = period is not None or found.period is not None
        refuse_incomplete(
            one.layout,
            kind,
            has_outside_period=has_outside,
            hint=partial(_header_hint, one, kind, rules, is_guessed=not (encoding or rules.encoding)),
        )
    refuse_different(source.name, [(one.body.sheet, one.layout) for one in tables])
    habits = [
        survey(one.layout, one.below_header, rules, kind=kind, delimiter=file.delimiter, year=beside.year(rules))
        for one, beside in zip(tables, besides, strict=True)
    ]
    frequency = frequency or rules.frequency
    week_start = rules.week_start if week_start is None else week_start
    calendar = PeriodContext(
        frequency or (outsides[0].period.grain if outsides[0].period else None) or _grain(table, habits[0]),
        MONDAY if week_start is None else week_start,
        today,
    )
    calendars = [
        _dated(calendar, one.body.name, period, found, kind) for one, found in zip(tables, outsides, strict=True)
    ]
    days = {one.outside for one in calendars}
    outside = days.pop() if len(days) == 1 else None
    delivery = Delivery(
        kind=kind,
        name=source.name,
        sha256=file.sha256,
        size=file.size,
        profile=rules.name,
        profile_digest=rules.digest,
        panel=rules.panel,
        frequency=calendar.frequency if kind.is_dated else frequency,
        week_start=calendar.week_start if kind.is_dated else week_start,
        outside_period=outside,
        staff_base=rules.staff_base,
        on_duplicate=on_duplicate or rules.on_duplicate or OnDuplicate.LAST,
        columns=table.layout.columns,
        attributes=tuple(dict.fromkeys(name for one in tables for name, _ in one.layout.attributes)),
        recognition=_recognition(file, table, kind, outside=calendars[0].outside, outsides=outsides, habits=habits),
        rows=_no_rows(),
        header=table.layout.header,
        sheets=tuple(body.sheet for body in file.bodies if body.sheet),
    )
    maker_of = TotalsMaker if kind is Kind.TOTALS else RowMaker
    makers = [
        maker_of(delivery, one.layout, rules, dated, found)
        for one, dated, found in zip(tables, calendars, habits, strict=True)
    ]
    if kind is Kind.TOTALS:
        delivery.recognition = replace(delivery.recognition, notes=(TOTALS_NOTE, *delivery.recognition.notes))
    if rules.presence and kind is Kind.REPORT:
        delivery.recognition = replace(
            delivery.recognition, notes=(*delivery.recognition.notes, _presence_note(rules.presence))
        )
    delivery.reread = partial(_reread, tables)
    if isinstance(table.body, TextBody):
        delivery.position = table.body.document.position
    delivery.forms = lambda: {
        one.body.sheet: _form(one, dated.outside) for one, dated in zip(tables, calendars, strict=True)
    }
    delivery.rows = _rows(delivery, makers, tables)
    if len(tables) == 1 and not rules.presence:
        delivery.bulk = partial(bulk.plan, delivery, table.body, table.layout, rules, habits=habits[0], maker=makers[0])
    return delivery


def _no_rows() -> Generator[Row, None, None]:
    yield from ()


def _rows(delivery: Delivery, makers: Sequence[RowMaker], tables: Sequence[_Table]) -> Generator[Row, None, None]:
    for maker, table in zip(makers, tables, strict=True):
        yield from maker.rows(table.below_header())
    yield from closing(delivery)


def _same_kind(file: str, tables: Sequence[_Table]) -> Kind:
    """Tell what all tables of a file hold."""
    other = next((table for table in tables if table.kind is not tables[0].kind), None)
    if other:
        raise RefusedError(
            f"{file}: sheet '{tables[0].body.sheet}' holds {_HELD[tables[0].kind]}, sheet '{other.body.sheet}' holds"
            f" {_HELD[other.kind]}",
            hint="read them one by one: [file] sheet in a profile says which",
        )
    return tables[0].kind


def _presence_note(status: Status) -> Text:
    return Text(
        f"every enterprise listed counts as {status.value}; those not listed are unknown, so rates need a roster",
        f"名单上的企业一律记为 {status.value}；未列入者状态未知，比率需结合名录",
    )


def _reread(tables: Sequence[_Table], lines: Collection[int]) -> dict[int, list[Record]]:
    """Give the records that rows were made of, by the line of the row: the store finds contradictions afterwards."""
    wanted, found = set(lines), dict[int, list[Record]]()
    for table in tables:
        shape = table.layout.shape
        for record in table.below_header():
            if record[0] in wanted:
                found[record[0]] = list(shape.delivered(record)) if shape else [record]
    return found


def _form(table: _Table, period: date | None) -> Form:
    """Say what stands above the rows of a table, line by line."""
    titles: list[tuple[str, ...]] = []
    header: list[tuple[str, ...]] = []
    try:
        for line, cells in table.body.records():
            if line > table.header_line:
                break
            (titles if line < table.layout.header_line else header).append(tuple(cells))
    except RefusedError:  # the rows above, which nobody reads, have quotes of their own
        titles = [()] * table.rows_above
        header = [tuple(cells) for _, cells in islice(table.body.records(table.rows_above), 1)]
    return Form(tuple(titles), tuple(header), period)


def _beside(source: Source, table: _Table, period: date | None) -> Beside:
    return Beside(period, table.body.sheet, table.titles(), source.file_name, source.folder)


def _outside(table: _Table, beside: Beside, kind: Kind, profile: Profile) -> Outside:
    """Find the period of a table as a whole; rosters and lists have none."""
    if not kind.is_dated:
        return Outside(None, "")
    found = find_outside(beside, profile, reads_titles="period" not in table.layout.columns)
    if found.lacks_year and found.period is None and "period" not in table.layout.columns:
        raise RefusedError(
            f"{table.body.name}: the period stands in '{found.lacks_year}', which tells no year",
            hint="give it with --period, or state the year in a profile: [period] year = 2020",
        )
    return found


def _dated(calendar: PeriodContext, name: str, period: date | None, found: Outside, kind: Kind) -> PeriodContext:
    """Give the calendar of a table whose period as a whole is known."""
    if not kind.is_dated or (period is None and found.period is None):
        return calendar
    if period is None and found.period and not periods.is_finer(found.period.grain, calendar.frequency):
        raise RefusedError(
            f"{name}: its {PLACES[found.place].en} tells a {found.period.grain.value},"
            f" the panel goes by {calendar.frequency.value}",
            hint="give the period with --period",
        )
    day = period or (found.period.day if found.period else None)
    return replace(calendar, outside=calendar.floored(day) if day else None)


def choose(source: Source, profiles: Profiles, *, kind: Kind, encoding: str | None = None) -> Profile | None:
    """Choose the profile of a file; `None` if there are none or none fits.

    Raises
    ------
    RefusedError
        If several fit.
    """

    def open_with(profile: Profile, known: Known) -> Opened:
        return open_file(source, profile, encoding, lambda cells: known(cells) or known_count(cells, kind, NO_PROFILE))

    return profiles.choose(source, open_with)


def open_file(source: Source, profile: Profile, encoding: str | None, known: Known) -> Opened:
    """Open a file as the table or tables that it is stored as; `known` counts the cells of a row that are headers.

    Raises
    ------
    RefusedError
        If it cannot be opened as a table, or it is not clear which sheet is meant.
    """
    if is_workbook(source):
        return open_workbook(source, profile.sheet, known)
    return open_text(
        source,
        encoding=encoding or profile.encoding,
        delimiter=profile.delimiter,
        rows_above=profile.rows_above_header,
        known=known,
    )


def _recognise(body: Body, kind: Kind, profile: Profile) -> _Table:
    above = profile.rows_above_header
    heading = find_heading(
        first_records(body.records(above)),
        lambda cells: known_count(cells, kind, profile),
        stated=above > 0,
        rows=profile.header_rows,
    )
    if heading:
        own = kind_of_table(heading.header, kind, profile)
        rows = _first_rows(body, heading, above) if own is Kind.TOTALS else ()
        layout = lay_out(body.name, heading.header, own, profile, heading, rows=rows)
        return _Table(body, heading.last_line, layout, above, own)
    raise RefusedError(f"{body.name}: there is no header, only blank lines", hint="ask for it to be sent again")


def _first_rows(body: Body, heading: Heading, above: int) -> list[list[str]]:
    """Give the first rows under a header that are of cells and not of totals over them; all if none is."""
    found: list[list[str]] = []
    with suppress(RefusedError):  # it is met again when the rows are read
        for line, cells in islice(body.records(above), heading.last_line + _PEEKED_ROWS):
            if line > heading.last_line and any(cell.strip() for cell in cells):
                found.append(cells)
    return [cells for cells in found if not find_aside(cells)[0]] or found


def _header_hint(table: _Table, kind: Kind, profile: Profile, *, is_guessed: bool) -> str:
    """Say what to do about a header that does not do, of whose encoding nobody may be sure."""
    hint = _layout_hint(table, kind, profile)
    if not is_guessed or not isinstance(table.body, TextBody):
        return hint
    found = likelier(
        table.body.document,
        table.layout.header,
        table.layout.sources.values(),
        partial(known_count, kind=kind, profile=profile),
    )
    return "; ".join(filter(None, (found.advice(), hint) if found.is_likely else (hint, found.advice())))


def _layout_hint(table: _Table, kind: Kind, profile: Profile) -> str:
    """Say what to do about a header that does not do: a later row may be the header, or its second row."""
    below: Sequence[str] = next((cells for _, cells in table.below_header()), ())
    if table.layout.places and known_count(below, kind, profile) >= _CLEAR_HEADER and profile.header_rows is None:
        return TWO_ROWS
    rows = table.body.head(table.rows_above)[1:_HEADER_DEPTH]
    if (place := _percentages(table)) is not None:
        shares = table.layout.header[place]
        if place in table.layout.wide:
            return (
                f"'{shares}' holds percentages, of which nothing says what they are shares of: ask for the numbers of"
                " enterprises, or for one row per period with the number that responded beside the percentage"
            )
        return (
            f"'{shares}' holds percentages: with what they are shares of they are counts, in a profile: [columns]"
            f' reporting = "...", operating = {{ source = {quoted(shares)}, percent_of = "reporting" }}'
        )
    if table.layout.places or not any(known_count(row, kind, profile) >= _CLEAR_HEADER for row in rows):
        return "name the columns in a profile (docs/profiles.md): `resumetrack profile FILE` proposes one"
    for line, cells in islice(table.body.records(table.rows_above), _HEADER_DEPTH * 2):
        if known_count(cells, kind, profile) >= _CLEAR_HEADER:
            return f"line {line} looks like the header; say so in a profile: [file] rows_above_header = {line - 1}"
    return ""


def _percentages(table: _Table) -> int | None:
    """Find a column of nothing but percentages in a table that names no enterprise."""
    if not table.layout.columns.isdisjoint(("enterprise_id", "name", "status")):
        return None
    rows = [cells for _, cells in islice(table.below_header(), _HEADER_DEPTH)]
    for place, header in enumerate(table.layout.header):
        cells = [text for row in rows for cell in row[place : place + 1] if (text := cell.strip())]
        if header and cells and all(map(is_percentage, cells)):
            return place
    return None


def _grain(table: _Table, habits: Habits) -> Frequency:
    """How fine the first period cell is, for a panel that is new."""
    if table.layout.shape and table.layout.shape.grain:
        return table.layout.shape.grain
    return habits.first.grain if habits.first else Frequency.DAY


def _recognition(
    file: Opened,
    table: _Table,
    kind: Kind,
    *,
    outside: date | None,
    outsides: Sequence[Outside],
    habits: Sequence[Habits],
) -> Recognition:
    layout = table.layout
    told = chain((note for one in outsides for note in one.notes), (note for one in habits for note in one.notes))
    notes = [*file.notes, *layout.notes, *dict.fromkeys(told), *number_notes(table.body, layout)]
    period_source = ""
    if kind.is_dated:
        source, given_by = layout.sources.get("period"), PLACES.get(outsides[0].place, Text("", "")).en
        period_source = given_by if "period" not in layout.columns else f"column '{source}'" if source else "profile"
        if layout.shape and layout.shape.grain:
            period_source = "headers"
        if outside and "period" in layout.columns:
            notes.append(
                Text(
                    f"the file has its own periods; {outside.isoformat()} from the {given_by} fills blank ones only",
                    f"文件自带日期；{outside.isoformat()} 仅用于填补空白",
                )
            )
    return Recognition(
        file.encoding,
        file.delimiter,
        layout.header_line,
        layout.uses,
        period_source,
        tuple(notes),
        tuple(body.sheet for body in file.bodies if body.sheet),
        (*file.doubts, *layout.doubts, *dict.fromkeys(doubt for one in habits for doubt in one.doubts)),
    )
