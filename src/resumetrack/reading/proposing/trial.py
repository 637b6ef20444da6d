"""What the first rows say against a proposed profile that is tried on them: questions, and lines that would answer."""

from collections.abc import Iterator
from dataclasses import dataclass

from resumetrack.model import Delivery, Finding, Severity
from resumetrack.reading.toml_section import quoted

_UNCLEAR_POINT, _BLANK = "ambiguous-number", "blank-below"
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


def objections(delivery: Delivery, merged: str, *, is_read: bool) -> Iterator[Objection]:
    """Ask what the first rows leave open.

    Parameters
    ----------
    merged
        The column whose cells seem to have been merged downward, if enterprises have one; totals tell by a finding.
    is_read
        Whether any row was accepted.
    """
    rejects = [finding for finding in delivery.findings if finding.severity is Severity.REJECT]
    unclear = next((finding for finding in rejects if finding.code == _UNCLEAR_POINT), None)
    if unclear:
        yield Objection(f"{_told(unclear)}: say it with decimal under [numbers]", "numbers", _DECIMAL)
    elif rejects and not is_read:
        yield Objection(f"no row is read: {_told(rejects[0])}: {rejects[0].advice.en}")
    below = [finding.column for finding in delivery.findings if finding.code == _BLANK]
    headers = ", ".join(map(quoted, dict.fromkeys(below or filter(None, (merged,)))))
    if headers:
        question = f"{headers} is blank below filled cells: does that mean as above (merged cells)?"
        yield Objection(question, "rows", (f"fill_down = [{headers}]",))


def _told(finding: Finding) -> str:
    place = f"line {finding.line}" if finding.line else ""
    return f"{', '.join(filter(None, (place, finding.column)))}: {finding.message.en}"
