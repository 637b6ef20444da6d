"""A table of which nothing is understood yet: records of text with their lines, whether from a text or a sheet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from resumetrack.model import Text
from resumetrack.reading.files.oddities import encoding_doubts
from resumetrack.reading.files.records import (
    DELIMITER_NAMES,
    Dialect,
    Record,
    find_dialect,
    records,
    sample,
    sample_rows,
)
from resumetrack.reading.files.source import Source
from resumetrack.reading.files.text import Document, examine


class Body(Protocol):
    """What layout detection, headers, values and rules ask of a table: they are the same code for texts and sheets."""

    @property
    def name(self) -> str:
        """The table as messages name it: `file.csv`, `file.xlsx[Sheet1]`."""

    @property
    def sheet(self) -> str:
        """Name of the sheet, empty for a text."""

    def records(self, rows_above: int = 0) -> Iterator[Record]:
        """Yield every record below some rows with the line it starts on (1 is the first), blank ones included."""

    def head(self, rows_above: int = 0) -> list[list[str]]:
        """Return the first records that are not blank, for recognition; faults are forgiven."""


@dataclass(frozen=True, slots=True)
class TextBody:
    """A text as a table: its document and how its cells are separated."""

    document: Document
    dialect: Dialect

    @property
    def name(self) -> str:
        """The file."""
        return self.document.source.name

    @property
    def sheet(self) -> str:
        """A text has none."""
        return ""

    def records(self, rows_above: int = 0) -> Iterator[Record]:
        """Yield the records of the text."""
        return records(self.document, self.dialect, rows_above)

    def head(self, rows_above: int = 0) -> list[list[str]]:
        """Split the first records of the text."""
        return sample_rows(sample(self.document, rows_above), self.dialect)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that can be read: its identity, what it is stored as, what to say of that, and its tables.

    `epoch` is 1904 where the dates of a workbook that are mere numbers are counted from then; `doubts` are about how
    the text was read.
    """

    sha256: str
    size: int
    encoding: str
    delimiter: str
    notes: tuple[Text, ...]
    bodies: tuple[Body, ...]
    epoch: int | None = None
    doubts: tuple[Text, ...] = ()


def open_text(
    source: Source,
    *,
    encoding: str | None,
    delimiter: str | None,
    rows_above: int,
    known: Callable[[Sequence[str]], int],
) -> Opened:
    """Find the encoding and the delimiter of a text; `known` counts the cells of a header that mean something.

    Raises
    ------
    RefusedError
        If it is no text.
    """
    document = examine(source, encoding)
    dialect = find_dialect(sample(document, rows_above), delimiter, known)
    return Opened(
        document.sha256,
        document.size,
        document.encoding + (" (gzip)" if document.is_gzip else ""),
        DELIMITER_NAMES[dialect.delimiter],
        (),
        (TextBody(document, dialect),),
        doubts=tuple(encoding_doubts(document)),
    )
