"""Observations, rosters and lists: the canonical columns, and a row of each as reading hands it to the store."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

DEFAULT_PANEL = "main"


class Status(StrEnum):
    """What an enterprise reports of itself; no report is unknown and never `CLOSED`."""

    FULL = "full"
    PARTIAL = "partial"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Marker(StrEnum):
    """Where the state of an enterprise in a period comes from."""

    OBSERVED = "observed"
    CARRIED = "carried"
    MISSING = "missing"


class Kind(StrEnum):
    """What a delivered file holds."""

    REPORT = "report"
    TOTALS = "totals"
    ROSTER = "roster"
    LIST = "list"

    @property
    def is_dated(self) -> bool:
        """Whether its rows speak of periods; an office delivers them with `ingest`."""
        return self in (Kind.REPORT, Kind.TOTALS)


STAFF_MEASURES = ("employees", "on_duty")
OUTPUT_MEASURES = ("output", "output_base")
POWER_MEASURES = ("power", "power_base")
MEASURES = STAFF_MEASURES + OUTPUT_MEASURES + POWER_MEASURES
DESCRIPTORS = ("name", "region", "industry", "size")
OBSERVATION_COLUMNS = (
    "period",
    "enterprise_id",
    "status",
    *MEASURES,
    "difficulty",
    "expected_resume",
    *DESCRIPTORS,
)
ROSTER_COLUMNS = ("enterprise_id", "name", "aliases", "region", "industry", "size", "employees")
MEMBER_COLUMNS = (
    "enterprise_id", "name", "region", "industry", "size",
    "batch", "focus", "leader", "valid_from", "valid_to",
)  # fmt: skip
ENTERPRISE_COUNTS = ("enterprises", "reporting", "operating", "full", "partial", "suspended", "closed")
"""What a row of totals counts enterprises by: in scope, reporting a status, and with each status."""
STATED_RATES = ("operating_rate", "return_rate")
"""What a row of totals may state beside its counts, to be compared with them."""
CODED_DIMENSIONS = ("region", "industry", "size")
TOTALS_COLUMNS = ("period", *CODED_DIMENSIONS, *ENTERPRISE_COUNTS, *STAFF_MEASURES, *STATED_RATES)
LIST_DIMENSIONS = ("list", "batch", "focus", "leader")


class ObservationRow(NamedTuple):
    """One enterprise in one period as one file states it; `None` is missing.

    `attributes` is a JSON object of text with sorted keys, empty text for none; `flags` is the sum of the
    `FindingRule.bit` of what was found in a row that was kept all the same.
    """

    line: int
    period: date
    enterprise_id: str
    status: str | None
    employees: Decimal | int | None
    on_duty: Decimal | int | None
    output: Decimal | int | None
    output_base: Decimal | int | None
    power: Decimal | int | None
    power_base: Decimal | int | None
    difficulty: str | None
    expected_resume: date | None
    name: str | None
    region: str | None
    industry: str | None
    size: str | None
    attributes: str
    flags: int


class TotalsRow(NamedTuple):
    """The counts of an office over all its enterprises of one period in one cell; `None` is not stated.

    A dimension without a value is not divided: the counts are over all its values. `attributes` and `flags` are as in
    `ObservationRow`; each attribute is a dimension of the cell.
    """

    line: int
    period: date
    region: str | None
    industry: str | None
    size: str | None
    enterprises: int | None
    reporting: int | None
    operating: int | None
    full: int | None
    partial: int | None
    suspended: int | None
    closed: int | None
    employees: Decimal | int | None
    on_duty: Decimal | int | None
    attributes: str
    flags: int


class RosterRow(NamedTuple):
    """One enterprise in scope; `aliases` are other ids or names it reports under."""

    line: int
    enterprise_id: str
    name: str | None
    aliases: tuple[str, ...]
    region: str | None
    industry: str | None
    size: str | None
    employees: Decimal | int | None
    attributes: str


class MemberRow(NamedTuple):
    """One enterprise on a named list, from `valid_from` to `valid_to`, both included; `None` is open-ended."""

    line: int
    enterprise_id: str
    name: str | None
    region: str | None
    industry: str | None
    size: str | None
    batch: str | None
    focus: str | None
    leader: str | None
    valid_from: date | None
    valid_to: date | None


Row = ObservationRow | TotalsRow | RosterRow | MemberRow
