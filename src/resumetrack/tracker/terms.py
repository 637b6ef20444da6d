"""Under which terms files are taken, and when a file has so many bad rows that it is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from resumetrack import reading
from resumetrack.errors import RefusedError
from resumetrack.model import Delivery, Finding, Kind, OnDuplicate
from resumetrack.reading import Profiles

DEFAULT_MAX_REJECT_SHARE = 0.05
DEFAULT_MAX_REJECT_ROWS = 3


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Under which terms files are taken: what DESIGN calls the flags of `ingest`, `roster` and `lists add`."""

    kind: Kind = Kind.REPORT
    panel: str | None = None
    profile: str | Path | Sequence[str | Path] | None = None
    period: date | None = None
    received: datetime | None = None
    dry_run: bool = False
    max_rejects: tuple[int | None, float | None] | None = None
    each: bool = False
    again: bool = False
    replaces: int | None = None
    on_duplicate: OnDuplicate | None = None
    list_name: str | None = None
    valid_from: date | None = None
    complete: bool | None = None
    encoding: str | None = None
    wait: float | None = None
    panel_is_asked: bool = False
    """Whether `panel` is the one that is asked afterwards: files whose profile names another go there."""

    def profiles(self) -> Profiles:
        """Read the profiles named."""
        named = (self.profile,) if isinstance(self.profile, str | Path) else tuple(self.profile or ())
        return reading.load_profiles(named)


def limit_broken(delivery: Delivery, terms: Terms) -> RefusedError | None:
    """Say why a file with this many rejected rows is refused, if it is: it is probably misread."""
    counts = delivery.counts
    rows = counts.read - counts.blank
    if not counts.rejected:
        return None
    limit, share = (
        terms.max_rejects if terms.max_rejects is not None else (DEFAULT_MAX_REJECT_ROWS, DEFAULT_MAX_REJECT_SHARE)
    )
    over_rows = limit is None or counts.rejected > limit
    over_share = share is None or counts.rejected > share * rows
    if not (over_rows and over_share) and counts.rejected < rows:
        return None
    first = next((one for one in delivery.findings if one.severity.value == "reject"), None)
    message = f"{delivery.name}: {counts.rejected:,} of {rows:,} rows are bad{_example(first)}"
    return RefusedError(
        message,
        hint="nothing was stored; `resumetrack check` lists every finding, a profile may read it right, "
        "--max-rejects lets more pass",
    )


def _example(found: Finding | None) -> str:
    if found is None:
        return ""
    return f"; line {found.line}, {found.column or 'row'}: {found.message.en}"
