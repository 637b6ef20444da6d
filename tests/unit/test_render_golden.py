"""The text of every format, compared with files, and the formats compared with one another."""

import csv
import io
import json
import re
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal

import pytest

from golden.tables import FILES, GOLDEN, PIPE, Golden, rates, trend
from resumetrack.errors import UsageError
from resumetrack.model import Meaning, Table
from resumetrack.render import FORMATS, render


def text(table: Table, form: str) -> str:
    return "".join(render(table, form, lang="en", screen=PIPE))


@pytest.mark.parametrize("golden", FILES, ids=[golden.file for golden in FILES])
def test_text_is_as_in_the_file(golden: Golden) -> None:
    """The same data gives the same bytes; changes are made by running golden/tables.py and read in the diff."""
    assert golden.text() == golden.expected()


def test_every_file_is_compared() -> None:
    """No golden file is left behind when its case goes."""
    kept = {path.name for path in GOLDEN.iterdir() if path.is_file() and path.suffix != ".py"}
    assert kept == {golden.file for golden in FILES}


@pytest.mark.parametrize("table", [rates(), trend()], ids=["rates", "trend"])
def test_table_and_csv_agree(table: Table) -> None:
    """Every figure of the table is the figure of csv, rounded; every text is the same text."""
    records = list(csv.DictReader(io.StringIO(text(table, "csv"))))
    rule = next(line for line in text(table, "table").splitlines() if line.startswith("──"))
    lines = text(table, "table").split(rule + "\n")[1].splitlines()
    human = [column for column in table.columns if column.human]
    for record, line in zip(records, lines, strict=True):
        cells = re.split(r" {2,}", line.strip())
        # A sparkline can hold blanks; the columns around it are as many as there are.
        for column, cell in zip(human, cells, strict=True):
            if column.machine:
                assert cell == as_shown(record[column.name], column.meaning)


def as_shown(value: str, meaning: Meaning) -> str:
    """An independent reading of how a machine cell looks to people."""
    if value == "":
        return "(unknown)" if meaning is Meaning.TEXT else "–"
    if meaning is Meaning.RATE:
        return f"{(Decimal(value) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP):f}"
    if meaning is Meaning.PP:
        figure = Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{figure:+f}" if figure else "0.0"
    if meaning is Meaning.POINTS:
        return f"{Decimal(value).quantize(Decimal('0.1'), ROUND_HALF_UP):f}"
    if meaning is Meaning.EMPLOYEES:
        return f"{Decimal(value):,.1f}"  # both columns of the golden table hold halves
    return f"{int(value):,}" if meaning is Meaning.COUNT else value


@pytest.mark.parametrize("table", [rates(), trend()], ids=["rates", "trend"])
def test_machine_formats_agree(table: Table) -> None:
    """csv, tsv, json and jsonl hold the same cells: numbers as the same digits, missing as empty or null."""
    from_csv = list(csv.DictReader(io.StringIO(text(table, "csv"))))
    from_tsv = list(csv.DictReader(io.StringIO(text(table, "tsv")), delimiter="\t"))
    from_json = json.loads(text(table, "json"), parse_float=str, parse_int=str)
    from_jsonl = [json.loads(line, parse_float=str, parse_int=str) for line in text(table, "jsonl").splitlines()]
    assert from_json == from_jsonl
    assert from_csv == from_tsv == [{name: cell or "" for name, cell in record.items()} for record in from_json]


@pytest.mark.parametrize("form", FORMATS)
def test_pieces_end_in_newlines(form: str) -> None:
    """Whoever writes the pieces one by one never leaves half a line."""
    assert all(piece.endswith("\n") for piece in render(rates(), form, lang="en", screen=PIPE))


def test_unknown_format_is_a_usage_error() -> None:
    """The formats are named in the hint."""
    with pytest.raises(UsageError, match="unknown format: xml") as caught:
        render(rates(), "xml", lang="en", screen=PIPE)
    assert "jsonl" in caught.value.hint


def test_programs_need_no_rich() -> None:
    """csv, tsv, json, jsonl and md do without Rich, which takes time to import."""
    program = (
        "import sys; from golden.tables import PIPE, rates; from resumetrack.render import render\n"
        "for form in ('csv', 'tsv', 'json', 'jsonl', 'md'): list(render(rates(), form, lang='en', screen=PIPE))\n"
        "sys.exit('rich' in sys.modules)"
    )
    paths = f"import sys; sys.path[:0] = {[str(GOLDEN.parent), *sys.path]!r}\n"
    assert subprocess.run([sys.executable, "-c", paths + program], check=False).returncode == 0
