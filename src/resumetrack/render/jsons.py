r"""json and jsonl: the contract's columns as objects, one to a line; null is missing, and there is no total row.

Numbers are written with the digits of csv. Characters that a terminal could obey are written as `\u001b`, which any
reader turns back into the same text.
"""

import json
import re
from collections.abc import Iterator

from resumetrack.model import Cell, Meaning, Table
from resumetrack.render.cells import NUMBERS, machine_text, number
from resumetrack.render.sanitise import clean

_BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")


def json_lines(table: Table) -> Iterator[str]:
    """Give the table as one array, an object to a line."""
    line = ""
    for record in _objects(table):
        yield "[\n" if not line else f"{line},\n"
        line = f"  {record}"
    yield f"{line}\n]\n" if line else "[]\n"


def jsonl_lines(table: Table) -> Iterator[str]:
    """Give the table as an object to a line."""
    return (f"{record}\n" for record in _objects(table))


def _objects(table: Table) -> Iterator[str]:
    chosen = [(place, column, _quoted(column.name)) for place, column in enumerate(table.columns) if column.machine]
    for row in table.rows:
        yield "{" + ", ".join(f"{name}: {_value(row[place], column.meaning)}" for place, column, name in chosen) + "}"


def _value(cell: Cell, meaning: Meaning) -> str:
    if number(cell) is not None and meaning in NUMBERS:
        return machine_text(cell, meaning)
    text = machine_text(cell, meaning)
    return _quoted(text) if text or isinstance(cell, str) else "null"


def _quoted(text: str) -> str:
    return _BEYOND_ASCII.sub(_safe, json.dumps(text, ensure_ascii=False))


def _safe(found: re.Match[str]) -> str:
    character = found.group()
    return character if clean(character) == character else json.dumps(character)[1:-1]
