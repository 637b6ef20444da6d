"""Rejected rows as files: what stood above them, then the rows as they were delivered, ready to be corrected.

Columns in front say where each row is from and why it was rejected; they are passed over when the file comes back.
Rows of tables with different headers cannot stand in one file.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from resumetrack.model import RULES, DeliveryResult, Finding, Form, Lang, Severity
from resumetrack.reading.files.rejects import ADDED

Rows = tuple[tuple[str, ...], ...]


@dataclass
class Sheet:
    """Rejected rows under one header."""

    titles: Rows
    header: Rows
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def pieces(self) -> Iterator[str]:
        """Write it as CSV with a byte order mark, so that the encoding stated in a profile does not count."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerows(self.titles)
        first, *others = self.header
        writer.writerow((*ADDED, *first))
        writer.writerows(("",) * len(ADDED) + row for row in others)
        writer.writerows(self.rows)
        yield "\ufeff"
        yield text.getvalue()


def rejected_rows(results: Sequence[DeliveryResult], lang: Lang) -> list[Sheet]:
    """Bring the rejected rows of all files together under their headers."""
    sheets: dict[tuple[Rows, Rows], Sheet] = {}
    for result in results:
        reasons = _reasons(result, lang)
        taken: set[tuple[str, int]] = set()
        for row in result.rejected:
            form = result.forms.get(row.sheet) or Form((), (result.header,), None)
            if (row.sheet, row.line) in taken:  # a line of a wide table holds several rows
                continue
            taken.add((row.sheet, row.line))
            name = f"{result.name}[{row.sheet}]" if row.sheet else result.name
            sheet = sheets.setdefault((form.titles, form.header), Sheet(form.titles, form.header))
            said = reasons.get((name, row.line)) or [RULES[code].title.to(lang) for code in row.codes]
            sheet.rows.append((name, str(row.line), "; ".join(dict.fromkeys(said)), _iso(form.period), *row.cells))
    return list(sheets.values())


def _reasons(result: DeliveryResult, lang: Lang) -> Mapping[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    for one in result.findings:
        if one.severity is Severity.REJECT and one.line is not None:
            found.setdefault((one.file, one.line), []).append(_reason(one, lang))
    return found


def _reason(found: Finding, lang: Lang) -> str:
    return f"{found.column}: {found.message.to(lang)}" if found.column else found.message.to(lang)


def _iso(period: date | None) -> str:
    return period.isoformat() if period else ""


def numbered(path: Path, number: int) -> Path:
    """Name the file of the rows under the second and further headers."""
    return path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
