"""Whether a file may be read in bulk, and how: the rules of the careful path as patterns of what is plainly clean.

A pattern is narrower than its rule. What it matches, the careful path takes as it stands
(tests/property/test_bulk_differential.py tries that); what it does not match is read by the careful path itself, row
by row. A file of which not every line is one record of the header's width is no matter for patterns, and is read
carefully as a whole.
"""

import csv
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, zip_longest

from resumetrack.model import DESCRIPTORS, MEASURES, STAFF_MEASURES, BulkColumn, BulkPlan, Delivery, Kind
from resumetrack.reading.files.raw import PIECE, binary
from resumetrack.reading.files.records import FIELD_LIMIT, Record
from resumetrack.reading.files.tables import Body, TextBody
from resumetrack.reading.files.text import Document
from resumetrack.reading.layout.headers import Layout
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.rows.convert import Convert
from resumetrack.reading.rows.row_maker import RowMaker, closing
from resumetrack.reading.rows.rules import IDLE, STAFF_DOUBTS
from resumetrack.reading.rows.survey import Habits
from resumetrack.reading.values.numbers import MEANINGS, MISSING, NOTHING, NumberStyle

LEAST_SIZE = 1 << 20
"""Bytes below which the careful path is quicker than to set up the engine."""

_LETTERS = "0-9A-Za-z\u00c0-\u024f\u0370-\u052f\u3400-\u4dbf\u4e00-\u9fff"
_INNER = _LETTERS + r" !#$%&'()*+,./;<=>?@\[\]^_`{|}~" + "\u00a1-\u00bf\u2010-\u2027\u3001-\u303f\uff01-\uff5e-"
TEXT = f"[{_LETTERS}](?:[{_INNER}]*[{_LETTERS})\uff09])?"
"""No blank at either end, no quote, colon or control character: no mark of a spreadsheet's error, plain in JSON."""

IDENTIFIER = (
    "[0-9A-DF-Z]*[0-9][0-9A-DF-Z-]*|[0-9A-Z]{4,}[0-9][0-9A-Z-]*"
    "|[0-9a-fh-npqru-zA-FH-NPQRU-Z][0-9A-DF-Za-df-z_-]*[0-9][0-9A-Za-z_-]*"
)
"""It holds a digit, so it is no mark for a missing one; it does not begin like a sum, and is not like 9E17."""

WHOLE = "[0-9]{1,12}"
NUMBER = rf"{WHOLE}(?:\.[0-9]{{1,6}})?"
HEAD_COUNT = rf"{WHOLE}(?:\.(?:[0-9]{{1,2}}|[0-9]{{4,6}}))?|(?:0|[0-9]{{4,12}})\.[0-9]{{3}}"
"""Three digits behind a point may be thousands: what the other numbers of the file tell is found out carefully."""
_CODES = {
    Kind.REPORT: ("period", "status", "region", "industry", "size", "difficulty", "expected_resume"),
    Kind.ROSTER: ("region", "industry", "size"),
}
_ENCODINGS = ("utf-8", "utf-8-sig")
MISSING_WORDS = tuple(sorted(MISSING | NOTHING))


def plan(
    delivery: Delivery, body: Body, layout: Layout, profile: Profile, *, habits: Habits, maker: RowMaker
) -> BulkPlan | None:
    """Make the plan of a file, `None` if it is to be read carefully."""
    if delivery.kind is Kind.TOTALS:  # few rows, whose columns are compared with each other
        return None
    if not isinstance(body, TextBody) or delivery.size < LEAST_SIZE or not _is_plain(body, layout, profile):
        return None
    columns = _columns(delivery.kind, layout, habits.numbers or profile.numbers)
    marks = _marks(body.document, body.dialect.delimiter, layout.width)
    path = body.document.source.path
    if columns is None or marks is None or path is None or not _has_plain_header(body, layout):
        return None
    read = {column.place for column in columns} | {place for _, place in layout.attributes}
    if len(read) < layout.width:
        body.document.check()  # the engine looks at no column that it is not asked for
    return BulkPlan(
        path=path,
        is_gzip=body.document.is_gzip,
        delimiter=body.dialect.delimiter,
        has_quotes=marks.has_quotes,
        width=layout.width,
        rows=marks.lines - 1,
        columns=columns,
        attributes=tuple(
            (json.dumps(name, ensure_ascii=False) + ":", BulkColumn(f"attribute {place}", place, TEXT))
            for name, place in layout.attributes
        ),
        given=("period",) if delivery.kind is Kind.REPORT else (),
        header_id=layout.sources["enterprise_id"],
        contradictions=STAFF_DOUBTS if delivery.kind is Kind.REPORT and "on_duty" in layout.places else (),
        idle=IDLE if "on_duty" in layout.places else "",
        vocabulary=_vocabulary(delivery, layout) if delivery.kind is Kind.REPORT else (),
        decode=_decoder(maker.converter),
        records=(records := partial(_records_at, body, marks.before)),
        carefully=lambda lines: chain(maker.rows(records(lines), marks.lines), closing(delivery)),
        check_unchanged=body.document.check_unchanged,
    )


def _is_plain(body: TextBody, layout: Layout, profile: Profile) -> bool:
    """Whether a file is a plain table, each cell of which is a value by itself."""
    source, dialect = body.document.source, body.dialect
    numbers = profile.numbers
    return (
        source.path is not None
        and source.member is None
        and body.document.encoding in _ENCODINGS
        and dialect.zones is None
        and not dialect.skips_blank
        and layout.shape is None
        and 1 < layout.width == len(layout.header)
        and layout.header_line == 1
        and not layout.repeats[1:]
        and all(isinstance(place, int) for place in layout.places.values())
        and all(unit.factor == 1 for unit in layout.units.values())
        and not any(rule.percent_of for rule in profile.columns.values())
        and not profile.idle_means_nobody
        and not (layout.fill_down or profile.rows.speaks)
        and not numbers.missing
        and numbers.meanings == MEANINGS
    )


def _columns(kind: Kind, layout: Layout, numbers: NumberStyle) -> tuple[BulkColumn, ...] | None:
    """Say of each canonical column when a cell is clean; `None` if it cannot be said of one."""
    if kind not in _CODES or "aliases" in layout.places:
        return None
    has_point = numbers.decimal == "." and "." not in numbers.thousands
    number = NUMBER if has_point else WHOLE
    head_count = HEAD_COUNT if has_point and not numbers.stated else number
    columns = []
    for name, place in layout.places.items():
        if not isinstance(place, int):
            return None
        if name == "enterprise_id":
            columns.append(BulkColumn(name, place, IDENTIFIER, needed=True))
        elif name in MEASURES:
            columns.append(BulkColumn(name, place, head_count if name in STAFF_MEASURES else number))
        elif name in _CODES[kind]:
            columns.append(BulkColumn(name, place))
        else:
            columns.append(BulkColumn(name, place, TEXT, MISSING_WORDS))
    return tuple(columns)


def _vocabulary(delivery: Delivery, layout: Layout) -> tuple[str, ...]:
    """Say which texts mean what: those that describe an enterprise are converted by the rules of the profile alone."""
    described = sorted(name for name in DESCRIPTORS if name in layout.places)
    attributes = (name for name, _ in layout.attributes)
    return (delivery.profile, delivery.profile_digest, layout.sources["enterprise_id"], *described, "", *attributes)


def _decoder(converter: Callable[[str], Convert]) -> Callable[[str, Sequence[str]], Mapping[str, object]]:
    def decode(column: str, texts: Sequence[str]) -> Mapping[str, object]:
        convert = converter(column)
        outcomes = ((text, convert(text)) for text in texts)
        return {text: outcome.value for text, outcome in outcomes if not outcome.codes and not outcome.meaning}

    return decode


# -- the bytes of a file -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Marks:
    """How many lines a file has, whether there are quotes in it, and how many line ends stand before each chunk."""

    lines: int
    has_quotes: bool
    before: Sequence[int]


def _marks(document: Document, delimiter: str, width: int) -> _Marks | None:
    """Look at all bytes; `None` if the engine's parser may take them otherwise than ours.

    It takes a lone carriage return for a line end in some files only, drops blanks beside quotes, and passes over a
    delimiter too many at the end of a line.
    """
    lines, delimiters = _Lines(), 0
    for chunk in _chunks(document):
        if b'"' in chunk:
            return _quoted(document, delimiter)
        if b"\0" in chunk:
            return None
        lines.add(chunk)
        delimiters += chunk.count(delimiter.encode())
    count = lines.count()
    return _Marks(count, has_quotes=False, before=lines.before) if count and delimiters == count * (width - 1) else None


def _quoted(document: Document, delimiter: str) -> _Marks | None:
    """Look at all bytes of a file with quotes, in which a delimiter may be text."""
    suspect = (b"\0", b' "', b'" ', delimiter.encode() + b"\n", delimiter.encode() + b"\r")
    lines = _Lines()
    for chunk in _chunks(document):
        text = lines.last + chunk  # what stands at a seam is seen too
        if any(found in text for found in suspect):
            return None
        lines.add(chunk)
    count = lines.count()
    return _Marks(count, has_quotes=True, before=lines.before) if count and lines.last != delimiter.encode() else None


@dataclass(slots=True)
class _Lines:
    """The line ends of a text that is looked at piece by piece; `last` is the byte before the next piece.

    `before` are the line ends before each piece.
    """

    ends: int = 0
    returns: int = 0
    pairs: int = 0
    last: bytes = b""
    before: list[int] = field(default_factory=list)

    def add(self, chunk: bytes) -> None:
        self.before.append(self.ends)
        self.ends += chunk.count(b"\n")
        if self.last == b"\r" or b"\r" in chunk:
            self.returns += chunk.count(b"\r")
            self.pairs += (self.last + chunk).count(b"\r\n")
        self.last = chunk[-1:]

    def count(self) -> int | None:
        """How many lines; `None` if they do not all end in the same way."""
        if self.returns and not self.returns == self.pairs == self.ends:
            return None
        return self.ends + (self.last != b"\n")


def _chunks(document: Document) -> Iterator[bytes]:
    with binary(document.source, unpack=document.is_gzip) as opened:
        while chunk := opened.read(PIECE):
            yield chunk


def _has_plain_header(body: TextBody, layout: Layout) -> bool:
    """Whether the header is the first line and no more."""
    with body.document.open() as text:
        try:
            cells = next(csv.reader([text.readline(FIELD_LIMIT)], delimiter=body.dialect.delimiter, strict=True), [])
        except csv.Error:
            return False
    return tuple(cell.removeprefix("\ufeff").strip() for cell in cells) == layout.header


def _records_at(body: TextBody, before: Sequence[int], wanted: Collection[int]) -> Iterator[Record]:
    """Yield the records at some lines of a file each line of which is a record."""
    texts = _lines_at(body.document, before, sorted(wanted))
    csv.field_size_limit(FIELD_LIMIT)
    for line, content in texts:
        for cells in csv.reader([content.decode()], delimiter=body.dialect.delimiter, strict=True):
            yield line, cells


def _lines_at(document: Document, before: Sequence[int], wanted: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Yield lines by their numbers; chunks in which none of them ends are passed over.

    `before` are the line ends before each chunk.
    """
    remaining = iter(wanted)
    asked = next(remaining, None)
    rest = b""
    for chunk, first, end in zip_longest(_chunks(document), before, before[1:]):
        if asked is None:
            return
        if end is not None and asked > end:
            rest = chunk[chunk.rfind(b"\n") + 1 :] if b"\n" in chunk else rest + chunk
            continue
        lines = (rest + chunk).split(b"\n")
        while asked is not None and (end is None or asked <= end):
            yield asked, lines[asked - first - 1]
            asked = next(remaining, None)
        rest = lines[-1]
