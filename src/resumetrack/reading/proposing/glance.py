"""A first look at a file of which no profile says anything: its header, its first rows, what its columns are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from resumetrack.errors import RefusedError
from resumetrack.model import Kind
from resumetrack.reading.files.records import Record
from resumetrack.reading.files.source import Source
from resumetrack.reading.files.tables import Body, Opened, TextBody
from resumetrack.reading.layout.counted import kind_of_table
from resumetrack.reading.layout.headers import Layout, known_count, lay_out
from resumetrack.reading.layout.heading import Heading, Known, find_heading, first_records
from resumetrack.reading.layout.period_headers import period_headers
from resumetrack.reading.profiles.profile import NO_PROFILE
from resumetrack.reading.reader import open_file
from resumetrack.reading.values.asides import find_aside, likely_kind
from resumetrack.reading.workbooks.sheet_choice import SheetRule
from resumetrack.reading.workbooks.workbook import header_of_sheets, is_workbook

GLANCED_ROWS = 2000
COUNTED_ROWS = 400_000
"""So many rows are looked through in a second or two: the words of a column are counted in them."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What is seen of a file at first: the first `rows` under its header, and its columns or why there are none.

    Totals and remarks are no rows, as far as they can be told before it is known what identifies an enterprise.
    `header_rows` is how many rows the header has, if that is not recognised without being said; `alike` are the sheets
    with the same header, if there are several, and `other_sheets` the rest.
    """

    opened: Opened
    heading: Heading
    rows: tuple[Record, ...]
    layout: Layout | RefusedError
    header_rows: int | None
    alike: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()

    @property
    def body(self) -> Body:
        """The table."""
        return self.opened.bodies[0]

    def counted(self, places: Sequence[int]) -> Iterator[str]:
        """Yield the cells of some columns, of many more rows than the first.

        Rows whose words have all been met in rows of enterprises are not looked at for what they are.
        """
        met = {""}
        for line, cells in islice(self.body.records(), COUNTED_ROWS):
            texts = [cells[place].strip() for place in places if place < len(cells)]
            if line > self.heading.last_line and (met.issuperset(texts) or not _is_aside(cells, self.layout)):
                met.update(texts)
                yield from texts


def glance(source: Source, *, kind: Kind, encoding: str | None = None, sheet: str | None = None) -> Glance:
    """Recognise what can be without a profile.

    Parameters
    ----------
    sheet
        The sheet of a workbook; of several that are alike, it is the first if none is named.

    Raises
    ------
    RefusedError
        If the file cannot be opened as a table or has no header.
    """
    known = partial(known_count, kind=kind, profile=NO_PROFILE)
    alike, others = _alike(source, known) if sheet is None and is_workbook(source) else ((), ())
    chosen = SheetRule(name=sheet or alike[0]) if sheet or alike else None
    opened = open_file(source, replace(NO_PROFILE, sheet=chosen), encoding, known)
    body = opened.bodies[0]
    if isinstance(body, TextBody):
        body.document.check()  # what is proposed is to be of use for all of it
    first = first_records(body.records())
    heading, header_rows = find_heading(first, known, stated=False, rows=None), None
    if (double := find_heading(first, known, stated=False, rows=2)) and _stands_over_names(double, heading):
        heading, header_rows = double, 2
    if heading is None:
        raise RefusedError(f"{body.name}: there is no header, only blank lines", hint="ask for it to be sent again")
    filled = [
        record
        for record in islice(body.records(), heading.last_line + GLANCED_ROWS)
        if record[0] > heading.last_line and any(cell.strip() for cell in record[1])
    ]
    own = kind_of_table(heading.header, kind, NO_PROFILE)
    cells_of_rows = [cells for _, cells in filled] if own is Kind.TOTALS else []
    first_rows = [cells for cells in cells_of_rows if not find_aside(cells)[0]] or cells_of_rows
    layout: Layout | RefusedError
    try:
        layout = lay_out(body.name, heading.header, own, NO_PROFILE, heading, rows=first_rows)
    except RefusedError as error:
        layout = error
    # Where every row says a word of totals (a column of types), it tells nothing.
    rows = tuple(record for record in filled if not _is_aside(record[1], layout)) or tuple(filled)
    return Glance(opened, heading, rows, layout, header_rows, alike, others)


def _is_aside(cells: Sequence[str], layout: Layout | RefusedError) -> bool:
    """Whether a row speaks of no enterprise; where the identifier stands is known, that has to leave it open."""
    place = layout.places.get("enterprise_id") if isinstance(layout, Layout) else None
    text = cells[place].strip() if isinstance(place, int) and place < len(cells) else ""
    return bool((not text or likely_kind(text)) and find_aside(cells)[0])


def _stands_over_names(double: Heading, found: Heading | None) -> bool:
    """Whether the upper of two rows has periods, each over columns whose names the lower row has."""
    if found is None or len(found.rows) > 1:
        return False
    readings = period_headers(double.header, range(len(double.header)))
    return bool(readings) and all(reading.names_columns for reading in readings)


def _alike(source: Source, known: Known) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the sheets that have the header of the first that has one, and the others; nothing if it is the only one."""
    headers = header_of_sheets(source, known)
    first = next((header for header in headers.values() if header), ())
    alike = tuple(name for name, header in headers.items() if first and header == first)
    others = tuple(name for name in headers if name not in alike)
    return (alike, others) if len(alike) > 1 else ((), ())
