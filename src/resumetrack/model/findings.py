"""Findings: trouble at one place of one file, and what a kind of it is.

Reading and the store both emit them. The words of a rule are templates over `value`, `column` and whatever the
caller adds (`other`, `known`). Rules with a bit are remembered beside the row they were found in.
"""

from dataclasses import dataclass
from enum import StrEnum

from resumetrack.model.words import Text


class Severity(StrEnum):
    """What a finding does to its row."""

    REJECT = "reject"
    FLAG = "flag"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class FindingRule:
    """One kind of trouble: its code, what it does to the row, and the words for it.

    `message` is a template over `value` and the rule's own fields; `bit` is 0 unless kept rows remember it.
    """

    code: str
    severity: Severity
    title: Text
    message: Text
    advice: Text
    bit: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One trouble at one place: the file, its line (1 is the first), the column as the file names it, the raw value."""

    code: str
    severity: Severity
    file: str
    line: int | None
    column: str
    value: str
    message: Text
    advice: Text
