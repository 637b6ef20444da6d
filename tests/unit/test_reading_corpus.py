"""One trouble per folder of tests/reading_corpus: what is delivered, and what must come of it.

A folder holds `input.*`, perhaps `profile.toml`, and `expected.json`: the options of the reading, then either the rows,
findings and counts, or the words with which the file is refused.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from resumetrack.errors import RefusedError
from resumetrack.model import Delivery, Kind, Row
from resumetrack.periods import WEEKDAYS, Frequency
from resumetrack.reading import expand, load_profile, read

CORPUS = Path(__file__).parents[1] / "reading_corpus"
CASES = sorted(path.parent.name for path in CORPUS.glob("*/expected.json"))
TODAY = date(2020, 12, 31)


def deliver(folder: Path, options: dict[str, str]) -> Delivery:
    (source,) = (path for path in folder.iterdir() if path.name.startswith("input"))
    profile = folder / "profile.toml"
    return read(
        expand([str(source)]).files[0],
        kind=Kind(options.get("kind", "report")),
        profile=load_profile(profile) if profile.exists() else None,
        period=date.fromisoformat(options["period"]) if "period" in options else None,
        frequency=Frequency(options["frequency"]) if "frequency" in options else None,
        week_start=WEEKDAYS.index(options["week_start"]) if "week_start" in options else None,
        today=TODAY,
        encoding=options.get("encoding"),
    )


def plain(row: Row) -> dict[str, Any]:
    """What a row says, as JSON can hold it; what it does not say is left out."""
    cells: dict[str, Any] = {}
    for name, value in row._asdict().items():
        if name == "attributes" and value:
            cells[name] = json.loads(value)
        elif isinstance(value, int) and (name != "flags" or value):
            cells[name] = value
        elif value:
            cells[name] = list(value) if isinstance(value, tuple) else str(value)
    return cells


def outcome(folder: Path, options: dict[str, str]) -> dict[str, Any]:
    try:
        delivery = deliver(folder, options)
        rows = [plain(row) for row in delivery.rows]
    except RefusedError as error:
        return {"refused": error.message.removeprefix(f"{folder}/"), "hint": error.hint}
    counts = delivery.counts
    found = [[finding.code, finding.line, finding.column, finding.value] for finding in delivery.findings]
    return {
        "encoding": delivery.recognition.encoding,
        "delimiter": delivery.recognition.delimiter,
        "frequency": delivery.frequency and delivery.frequency.value,
        "columns": [f"{use.source} = {use.canonical}" for use in delivery.recognition.columns],
        "rows": rows,
        "rejected": {str(row.line): list(row.cells) for row in delivery.rejected},
        "findings": found,
        "counts": {
            "read": counts.read,
            "accepted": counts.accepted,
            "rejected": counts.rejected,
            "blank": counts.blank,
        },
        "notes": [note.en for note in (*delivery.recognition.doubts, *delivery.recognition.notes)],
    }


@pytest.mark.parametrize("name", CASES)
def test_the_trouble_is_handled_as_written_down(name: str) -> None:
    """A delivered file gives exactly the rows, findings and counts beside it, or is refused in those words."""
    expected = json.loads((CORPUS / name / "expected.json").read_text("utf-8"))
    options = expected.pop("options", {})
    assert outcome(CORPUS / name, options) == expected


def test_the_corpus_is_large_enough() -> None:
    """At least one folder for each trouble that is known."""
    assert len(CASES) >= 130
