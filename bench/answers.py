"""The tables that were printed, read back as numbers, so that no two ways are compared that do not agree."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

Answer = Mapping[tuple[str, ...], tuple[int, ...]]
"""Reporting, operating, employees, on_duty and, if asked for, matched by period and group, where anybody reports."""

_SHOWN = 3


class DisagreementError(Exception):
    """Two ways gave different numbers for one question."""


@dataclass
class Answers:
    """The first answer to each question, which all others must equal."""

    _first: dict[str, tuple[str, Answer]] = field(default_factory=dict)
    count: int = 0

    def add(self, question: str, who: str, table: str) -> None:
        """Take an answer as CSV.

        Raises
        ------
        DisagreementError
            If it is not what the first to be asked has answered.
        """
        answer = read(table)
        other, known = self._first.setdefault(question, (who, answer))
        self.count += 1
        if answer == known and answer:
            return
        keys = sorted(key for key in {**answer, **known} if answer.get(key) != known.get(key))
        lines = [f"  {'/'.join(key)}: {other} {known.get(key)}, {who} {answer.get(key)}" for key in keys[:_SHOWN]]
        raise DisagreementError(
            "\n".join([f"{question}: {other} and {who} differ in {len(keys)} of {len(known)} rows", *lines])
        )


def read(table: str) -> Answer:
    """Read the CSV of `rates` or of a peer; sums over nothing are 0 here."""
    found = {}
    for row in csv.DictReader(io.StringIO(table)):
        groups = [row[name] for name in ("region", "industry", "size") if name in row]
        operating = row["operating"] if "operating" in row else str(int(row["full"]) + int(row["partial"]))
        matched = [row["matched"]] if "matched" in row else []
        numbers = (row["reporting"], operating, row["employees"], row["on_duty"], *matched)
        found[row["period"], *groups] = tuple(int(number or 0) for number in numbers)
    return {key: values for key, values in found.items() if values[0]}
