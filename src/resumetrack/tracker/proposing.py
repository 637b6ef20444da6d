"""Proposing a profile for one file, and the rows it would give as a table."""

import json
from collections.abc import Sequence
from datetime import date

from resumetrack import reading
from resumetrack.errors import UsageError
from resumetrack.model import SHEET_STEP, Cell, Column, Kind, Meaning, Table, Text
from resumetrack.reading.proposing.propose import Proposal
from resumetrack.reading.proposing.propose import propose as propose_for

_DATES = ("period", "expected_resume", "valid_from", "valid_to")


def propose(
    file: str, kind: Kind, period: date | None, *, encoding: str | None, sheet: str | None, today: date
) -> Proposal:
    """Propose a profile.

    Raises
    ------
    UsageError
        If several files are named.
    RefusedError
        If it is no table of text.
    """
    files = reading.expand([file]).files
    if len(files) != 1:
        message = f"{file} holds {len(files)} files"
        raise UsageError(message, hint="name one of them, as an example of its format")
    return propose_for(files[0], kind=kind, today=today, encoding=encoding, period=period, sheet=sheet)


def preview(proposal: Proposal) -> Table:
    """Show the first rows as they are understood."""
    has_attributes = any(getattr(row, "attributes", "") for row in proposal.rows)
    names = (*proposal.columns, "attributes") if has_attributes else proposal.columns
    found = proposal.recognition
    sheets = found.sheets if found and len(found.sheets) > 1 else ()
    columns = (
        *([Column("sheet", Meaning.TEXT, Text("Sheet", "工作表"))] if sheets else []),
        Column("line", Meaning.CODE, Text("Line", "行")),
        *(Column(name, Meaning.DATE if name in _DATES else Meaning.TEXT, Text(name, name)) for name in names),
    )
    rows = tuple(
        (*_place(row.line, sheets), *(_cell(name, getattr(row, name)) for name in names)) for row in proposal.rows
    )
    notes = () if found is None else (*found.doubts, *found.notes)
    return Table(Text("First rows as understood", "前几行的理解"), columns, rows, notes=notes)


def _place(line: int, sheets: Sequence[str]) -> tuple[Cell, ...]:
    """Tell the sheet, if there are several, and the line of its own."""
    sheet, above = divmod(line - 1, SHEET_STEP)
    return (sheets[sheet], above + 1) if sheets else (line,)


def _cell(name: str, value: object) -> Cell:
    if name == "attributes" and value:
        return "; ".join(f"{key}: {told}" for key, told in json.loads(str(value)).items())
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return value if isinstance(value, date) or value is None else str(value)
