"""What the first rows say against a proposed profile that is tried on them: questions, and lines that would answer."""

from collections.abc import Iterator
from dataclasses import dataclass

from resumetrack.model import Delivery, Finding, Severity

_UNCLEAR_POINT = "ambiguous-number"
_DECIMAL = (
    'decimal = "."      # the point is the decimal sign; or',
    'decimal = ","      # the point marks thousands: this line and the next',
    'thousands = "."',
)


@dataclass(frozen=True, slots=True)
class Objection:
    """A question that reading raised, and the section and the lines of a profile of which some would answer it."""

    question: str
    section: str = ""
    answers: tuple[str, ...] = ()


def objections(delivery: Delivery, *, is_read: bool) -> Iterator[Objection]:
    """Ask what the first rows leave open; `is_read` tells whether any was accepted."""
    rejects = [finding for finding in delivery.findings if finding.severity is Severity.REJECT]
    unclear = next((finding for finding in rejects if finding.code == _UNCLEAR_POINT), None)
    if unclear:
        yield Objection(f"{_told(unclear)}: say it with decimal under [numbers]", "numbers", _DECIMAL)
    elif rejects and not is_read:
        yield Objection(f"no row is read: {_told(rejects[0])}: {rejects[0].advice.en}")


def _told(finding: Finding) -> str:
    place = f"line {finding.line}" if finding.line else ""
    return f"{', '.join(filter(None, (place, finding.column)))}: {finding.message.en}"
