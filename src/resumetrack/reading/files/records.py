"""Text becomes records: the delimiter is found, cells are split, every record knows its line.

The standard library's strict reader is the only one that either gives the right rows or an error on every file we
tried; what it stops at is refused with the line and the reason.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TextIO

from resumetrack.errors import RefusedError
from resumetrack.reading.files.blanks import BLANKS, Zones, find_zones
from resumetrack.reading.files.rejects import REJECTS_DELIMITER, are_rejects
from resumetrack.reading.files.text import Document

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", BLANKS: "blanks"}
FIELD_LIMIT = 1_000_000
_SAMPLE_SIZE = 1 << 17
_SAMPLE_RECORDS = 50
_CLEAR = 2


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are separated: `skips_blank` drops blanks after the delimiter, so that `, "x"` is a quoted cell.

    Columns that blanks hold apart have `zones` and no quotes.
    """

    delimiter: str = ","
    skips_blank: bool = False
    zones: Zones | None = None


Record = tuple[int, list[str]]


def records(document: Document, dialect: Dialect, rows_above: int = 0) -> Iterator[Record]:
    """Yield every record of a file with the line it starts on (1 is the first), blank ones included.

    Raises
    ------
    RefusedError
        At a quote that is never closed, text after a closing quote, or a cell over 1 MB.
    """
    csv.field_size_limit(FIELD_LIMIT)
    with document.open() as text:
        for _ in range(rows_above):
            text.readline()
        line = first = 1 + rows_above
        if dialect.zones:
            yield from ((number, dialect.zones.cells(content)) for number, content in enumerate(text, first))
            return
        reader = csv.reader(
            text, delimiter=dialect.delimiter, skipinitialspace=dialect.skips_blank, strict=True, quotechar='"'
        )
        try:
            for cells in reader:
                yield line, cells
                line = first + reader.line_num
        except csv.Error as error:
            raise _refusal(document, dialect, line, first + reader.line_num - 1, str(error)) from error


def _refusal(document: Document, dialect: Dialect, line: int, last: int, trouble: str) -> RefusedError:
    name = document.source.name
    if "unexpected end" in trouble:
        place = _open_quote_line(document, dialect, line)
        return RefusedError(
            f"{name}: line {place}: a quoted cell starts here and is never closed",
            hint='close the quote; a quote inside a quoted cell is written twice: ""',
        )
    if "field larger" in trouble:
        place = _open_quote_line(document, dialect, line)
        return RefusedError(
            f"{name}: line {place}: a cell is longer than {FIELD_LIMIT:,} characters",
            hint="probably a quote opens here and is not closed where it should be",
        )
    return RefusedError(
        f"{name}: line {last}: a quoted cell is followed by more text",
        hint='a quote inside a quoted cell is written twice: ""',
    )


def _open_quote_line(document: Document, dialect: Dialect, line: int) -> int:
    """Line on which the last quoted cell of the record at `line` starts."""
    start, opened, fresh, previous = line, False, True, ""
    with document.open() as text:
        for number, content in enumerate(islice(text, line - 1, None), line):
            for character in content:
                if opened:
                    opened, fresh = character != '"', False
                elif character == '"' and (fresh or previous == '"'):
                    start, opened = (number if fresh else start), True
                else:
                    fresh = character == dialect.delimiter or (dialect.skips_blank and fresh and character == " ")
                previous = character
            if number > line + FIELD_LIMIT:
                break
            fresh = fresh or not opened
    return start


def sample(document: Document, rows_above: int = 0) -> str:
    """Return the first lines of a file below the rows above its header, cut at a line's end."""
    with document.open() as text:
        for _ in range(rows_above):
            text.readline()
        head = text.read(_SAMPLE_SIZE)
        return head + _rest_of_line(text) if len(head) == _SAMPLE_SIZE else head


def _rest_of_line(text: TextIO) -> str:
    return text.readline(FIELD_LIMIT)


def find_dialect(head: str, delimiter: str | None, known: Callable[[Sequence[str]], int]) -> Dialect:
    """Choose the delimiter by which most header cells are known, then by which most rows are as wide as the header.

    Where all that is equal a tab counts, since cells seldom hold one. `known` counts the cells of a header that mean
    something to us.
    """
    if are_rejects(head):
        return Dialect(REJECTS_DELIMITER)
    candidates = (delimiter,) if delimiter else DELIMITERS
    best = max(candidates, key=lambda one: (_fitness(head, one, known), one == "\t" and one in head))
    if delimiter == BLANKS or (not delimiter and _fitness(head, best, known)[1] < _CLEAR):
        zones = find_zones(head, known)
        if zones:
            return Dialect(BLANKS, zones=zones)
        best = "," if best == BLANKS else best
    return Dialect(best, skips_blank=best + ' "' in head)


def _fitness(head: str, delimiter: str, known: Callable[[Sequence[str]], int]) -> tuple[int, int, float, int]:
    rows = sample_rows(head, Dialect(delimiter, skips_blank=delimiter + ' "' in head)) if delimiter != BLANKS else []
    if not rows:
        return (0, 0, 0.0, 0)
    counts = [known(row) for row in rows]
    most = max(counts)
    width = len(rows[counts.index(most)])  # of the header, which need not be the first
    same = sum(len(row) == width for row in rows) / len(rows)
    return (counts[0], most, same if width > 1 else 0.0, width)


def sample_rows(head: str, dialect: Dialect) -> list[list[str]]:
    """Split the sample's first non-blank records, forgiving what the strict reader will refuse."""
    if dialect.zones:
        cut = (dialect.zones.cells(line) for line in io.StringIO(head))
        return list(islice((row for row in cut if any(row)), _SAMPLE_RECORDS))
    csv.field_size_limit(FIELD_LIMIT)
    reader = csv.reader(
        io.StringIO(head, newline=""), delimiter=dialect.delimiter, skipinitialspace=dialect.skips_blank
    )
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(islice((row for row in reader if any(cell.strip() for cell in row)), _SAMPLE_RECORDS))
    return rows
