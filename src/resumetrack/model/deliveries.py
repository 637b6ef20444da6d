"""Deliveries: one file as it was read, what was recognised in it, and what became of it."""

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from resumetrack.model.bulk import BulkPlan
from resumetrack.model.findings import Finding
from resumetrack.model.observations import Kind, Row
from resumetrack.model.words import Text
from resumetrack.periods import Frequency

SHEET_STEP = 1 << 20  # as many rows as a sheet can have


@dataclass(slots=True)
class Counts:
    """What became of the rows of a file: read = accepted + rejected + duplicate + blank."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    blank: int = 0

    @property
    def balanced(self) -> bool:
        """Whether the four outcomes add up to the rows read."""
        return self.read == self.accepted + self.rejected + self.duplicate + self.blank


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not stored, with its text as delivered and the codes of the rules it broke."""

    line: int
    cells: tuple[str, ...]
    codes: tuple[str, ...]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What stands above the rows of a table, and its period where the rows do not tell it: how to write rows of it."""

    titles: tuple[tuple[str, ...], ...]
    header: tuple[tuple[str, ...], ...]
    period: date | None


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column of a file was taken for; `canonical` is empty for a column that is not used."""

    source: str
    canonical: str
    how: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognised in a file, for `check` and the `log`; `doubts` are said wherever its rows are read."""

    encoding: str
    delimiter: str
    header_line: int
    columns: tuple[ColumnUse, ...]
    period_source: str
    notes: tuple[Text, ...] = ()
    sheets: tuple[str, ...] = ()
    doubts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Advance:
    """How far a command has come with one file; `total` is how many bytes all of its files have."""

    name: str
    total: int
    read: int
    rows: int
    rejected: int


class OnDuplicate(StrEnum):
    """Which of the conflicting rows of a file that speak of the same enterprise and period is kept."""

    LAST = "last"
    FIRST = "first"
    REJECT = "reject"


@dataclass(slots=True)
class Delivery:
    """One file as it was read: its identity, what was recognised, and its rows.

    `rows` is consumed once, or closed by whoever leaves it early, since the file is open meanwhile; `counts` (all but
    duplicates, which the store finds), `findings` and `rejected` are
    complete when it is exhausted. `columns` are the canonical columns the file has, blank or not: a column that
    is not there leaves earlier values in force. `sheets` are those of a workbook that were read.
    `position` tells how many bytes have been read while the rows are consumed, as far as that is known.
    """

    kind: Kind
    name: str
    sha256: str
    size: int
    profile: str
    profile_digest: str
    panel: str | None
    frequency: Frequency | None
    week_start: int | None
    outside_period: date | None
    staff_base: str | None
    on_duplicate: OnDuplicate
    columns: frozenset[str]
    attributes: tuple[str, ...]
    recognition: Recognition
    rows: Generator[Row, None, None]
    header: tuple[str, ...] = ()
    counts: Counts = field(default_factory=Counts)
    findings: list[Finding] = field(default_factory=list)
    finding_counts: dict[str, int] = field(default_factory=dict)
    rejected: list[RejectedRow] = field(default_factory=list)
    suspended_without_on_duty: int = 0
    missing_counts: dict[str, int] = field(default_factory=dict)
    reread: Callable[[Collection[int]], Mapping[int, Sequence[tuple[int, Sequence[str]]]]] = field(
        default=lambda _: {}, repr=False, compare=False
    )
    position: Callable[[], int] = field(default=lambda: 0, repr=False, compare=False)
    forms: Callable[[], Mapping[str, Form]] = field(default=dict, repr=False, compare=False)
    sheets: tuple[str, ...] = ()
    bulk: Callable[[], BulkPlan | None] = field(default=lambda: None, repr=False, compare=False)

    def place(self, line: int) -> tuple[str, int]:
        """Tell the table, as people name it, and its own line that the line of a row stands for.

        A workbook's sheets follow each other in steps of as many lines as a sheet can have.
        """
        if not self.sheets:
            return self.name, line
        sheet, above = divmod(line - 1, SHEET_STEP)
        return f"{self.name}[{self.sheets[sheet]}]", above + 1


class DeliveryState(StrEnum):
    """What became of a delivered file."""

    STORED = "stored"
    HELD = "held"
    CHECKED = "checked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """The outcome for one file: `report` is its number in the log, `None` if it is not in the store.

    `withdrawn` is the report that it replaces.
    """

    name: str
    state: DeliveryState
    report: int | None
    panel: str
    counts: Counts
    findings: tuple[Finding, ...]
    finding_counts: Mapping[str, int]
    recognition: Recognition | None
    rejected: tuple[RejectedRow, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    profile: str = ""
    first_period: date | None = None
    last_period: date | None = None
    revised: int = 0
    withdrawn: int | None = None
    notes: tuple[Text, ...] = ()
