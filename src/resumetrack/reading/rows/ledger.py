"""The book a reading keeps: findings, their counts, and the rows that were rejected."""

from collections.abc import Sequence
from dataclasses import replace

from resumetrack.model import RULES, SHEET_STEP, Delivery, RejectedRow, Severity, Text, finding

FINDINGS_KEPT = 1000


class Ledger:
    """Writes findings into a delivery: all are counted; of flags and notes the first thousand of a kind are kept."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def note(
        self, code: str, line: int | None, column: str, value: str, *, suggestion: str = "", **words: object
    ) -> int:
        """Record one finding and return its bit; `suggestion` is what was probably meant."""
        rule, counts = RULES[code], self._delivery.finding_counts
        counts[code] = counts.get(code, 0) + 1
        if rule.severity is Severity.REJECT or counts[code] <= FINDINGS_KEPT:
            file, own = self._delivery.place(line) if line else (self._delivery.name, None)
            made = finding(code, file, own, column, value, **words)
            if suggestion:
                en, zh = made.message
                made = replace(
                    made, message=Text(f"{en}; did you mean '{suggestion}'?", f"{zh}；是否为“{suggestion}”？")
                )
            self._delivery.findings.append(made)
        return rule.bit

    def reject(self, line: int, cells: Sequence[str], codes: Sequence[str]) -> None:
        """Record a row that is not stored."""
        self._delivery.counts.rejected += 1
        self.keep(line, cells, codes)

    def keep(self, line: int, cells: Sequence[str], codes: Sequence[str]) -> None:
        """Keep a line of a row that is not stored."""
        sheets, own = self._delivery.sheets, self._delivery.place(line)[1]
        sheet = sheets[(line - 1) // SHEET_STEP] if sheets else ""
        self._delivery.rejected.append(RejectedRow(own, tuple(cells), tuple(dict.fromkeys(codes)), sheet))
