"""The careful path and the standard library's strict reader agree row for row on any text, or the file is refused.

A tape of bytes is cut into pieces, each of which makes one small file: so a case costs little and still shrinks.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resumetrack.errors import RefusedError
from resumetrack.model import Kind, RosterRow
from resumetrack.reading import Source, read

FILES_PER_TAPE, BYTES_PER_FILE = 25, 24
TAPES = 8 * settings.default.max_examples if settings.default else 800
HEADER = ("enterprise_id", "name", "甲", "乙")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
DELIMITERS = (",", ";", "\t", "|")
NEWLINES = ("\n", "\r\n", "\r", "\n", "\n\n", "\r\r\n")
CELLS = (
    "a", "b1", "0012", "-", "x y", " pad ", "停", "é", "𠮷", "\u3000", "", "", '"quoted"', '"say ""no"""', '"a{0}b"',
    '"two\nlines"', '"\r\n"', '"\r"', '""', '"{0}"', "\u2028", "\x85", "it's", ' "late"', '"a\n\n{0}b"', "\ufeff",
)  # fmt: skip
SOUP = (*CELLS, *("{0}",) * 12, "\n", "\n", "\n", "\r\n", "\r", '"', '""', ' "', "{0} ")
ROW_ENDS = (4, 4, 4, 4, 4, 4, 3, 5, 1, 6, 0)


def text_of(tape: bytes, delimiter: str) -> str:
    """Make a file: rows of the header's width for the most part, or any mixture of delimiters, quotes and line ends."""
    style, *rest = tape
    lines = ["\n" * (style % 5 == 0), delimiter.join(HEADER), NEWLINES[style % len(NEWLINES)]]
    if style & 64:
        lines += [SOUP[byte % len(SOUP)].format(delimiter) for byte in rest]
        return "".join(lines)
    cells = iter(rest)
    for byte in cells:
        width = ROW_ENDS[byte % len(ROW_ENDS)]
        row = [CELLS[cell % len(CELLS)].format(delimiter) for cell, _ in zip(cells, range(width), strict=False)]
        lines += [delimiter.join(row), NEWLINES[byte // 16 % len(NEWLINES)]]
    return "".join(lines[:-1] if style & 32 else lines)


def by_standard_library(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records and their lines; blanks before a quote do not count where a file has them."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=f'{delimiter} "' in text
    )
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def expected(text: str, delimiter: str) -> tuple[dict[int, list[object]], int]:
    """What must become of every record below the header, by line, and how many are blank."""
    outcomes: dict[int, list[object]] = {}
    blank, has_header = 0, False
    for line, cells in by_standard_library(text, delimiter):
        if not has_header:
            has_header = any(cells)
            continue
        plain = [cell.strip() for cell in cells]
        if not any(plain):
            blank += 1
        elif len(cells) != len(HEADER) or plain[0] in ("", "-"):
            outcomes[line] = ["rejected", cells]
        else:
            attributes = {name: cell for name, cell in zip(HEADER[2:], plain[2:], strict=False) if cell}
            outcomes[line] = ["kept", plain[0], plain[1] if plain[1] not in ("", "-") else None, attributes]
    return outcomes, blank


def delivered(data: bytes) -> tuple[dict[int, list[object]], int]:
    """What became of every record."""
    delivery = read(
        Source("f.csv", data=data),
        kind=Kind.ROSTER,
        profile=None,
        frequency=None,
        week_start=None,
        today=date(2020, 12, 31),
    )
    outcomes: dict[int, list[object]] = {}
    for row in delivery.rows:
        assert isinstance(row, RosterRow)
        attributes = json.loads(row.attributes) if row.attributes else {}
        outcomes[row.line] = ["kept", row.enterprise_id, row.name, attributes]
    outcomes |= {row.line: ["rejected", list(row.cells)] for row in delivery.rejected}
    assert delivery.counts.balanced
    assert delivery.counts.read == len(outcomes) + delivery.counts.blank
    return outcomes, delivery.counts.blank


def agree(tape: bytes) -> str:
    """Compare one file; tell how it ended."""
    delimiter, encoding = DELIMITERS[tape[0] % len(DELIMITERS)], ENCODINGS[tape[1] % len(ENCODINGS)]
    text = text_of(tape[2:], delimiter)
    data = text.encode(encoding)
    if encoding == "gb18030" and _is_utf8(data):
        return "read as UTF-8"
    try:
        found = delivered(data)
    except RefusedError:
        with pytest.raises(csv.Error):
            expected(text, delimiter)
        return "refused"
    assert found == expected(text, delimiter)
    return "agreed"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_every_row_agrees_with_the_strict_reader_or_the_file_is_refused() -> None:
    """At least 20,000 files, most of which are read; what is refused the standard library refuses too."""
    ends: Counter[str] = Counter()

    @settings(max_examples=TAPES, suppress_health_check=list(HealthCheck))
    @given(st.binary(min_size=FILES_PER_TAPE * BYTES_PER_FILE, max_size=FILES_PER_TAPE * BYTES_PER_FILE))
    def compare(tape: bytes) -> None:
        for start in range(0, len(tape), BYTES_PER_FILE):
            ends[agree(tape[start : start + BYTES_PER_FILE])] += 1

    compare()
    assert ends.total() >= 20_000
    assert ends["agreed"] > ends.total() / 3
    assert ends["refused"] > 0
