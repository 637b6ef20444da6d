"""Columns that hold few different texts: these are converted one by one, and their values joined to the rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from resumetrack.model import BulkPlan
from resumetrack.store.session import Rows
from resumetrack.store.sql import literal, text

Run = Callable[[str], Rows]

DOUBT_TEXTS = 1000
_DISTINCT_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """SQL for a column: its value, the join that this needs, and whether a row's text is in doubt; empty for none."""

    value: str
    join: str = ""
    doubt: str = ""


def count(run: Run, source: str, said: Mapping[str, str]) -> tuple[int, dict[str, list[str]]]:
    """Count the rows of a source, and list the different texts of some of its columns; a blank cell is a text too.

    `said` is SQL for what the cells of each column say.
    """
    if not said:
        [(rows,)] = run(f"SELECT count(*) FROM {source}")
        return rows, {}
    columns = ", ".join(f"coalesce({cell}, '') AS said_{place}" for place, cell in enumerate(said.values()))
    sets = ", ".join(f"(said_{place})" for place in range(len(said)))
    # Each row is of the one column of which it has a text.
    found = run(f"SELECT count(*), {columns} FROM {source} GROUP BY GROUPING SETS ({sets})")
    texts = {name: sorted(row[place] for row in found if row[place] is not None) for place, name in enumerate(said, 1)}
    return sum(rows for rows, first, *_ in found if first is not None), texts


def decode(run: Run, plan: BulkPlan, column: str, texts: Sequence[str], *, said: str, table: str) -> Decoded | None:
    """Convert the texts of a column; `None` if there are too many of them, or of those in doubt.

    Parameters
    ----------
    said
        SQL for what a cell says.
    table
        Name of the table that the values are put into where texts are not their own values.
    """
    if len(texts) > _DISTINCT_LIMIT:
        return None
    values = plan.decode(column, texts)
    doubtful = [one for one in texts if one not in values]
    if len(doubtful) > DOUBT_TEXTS:
        return None
    doubt = f"coalesce({said}, '') IN ({', '.join(map(text, doubtful))})" if doubtful else ""
    if len(texts) == 1 and not doubt:
        return Decoded(_value(next(iter(values.values()))))
    if all(value == (one or None) for one, value in values.items()):
        return Decoded(said, doubt=doubt)
    if all(isinstance(value, date) and value.isoformat() == one for one, value in values.items()) and not doubt:
        return Decoded(f"CAST({said} AS DATE)")
    return Decoded(f"of_{column}.value", _joined(run, column, values, said=said, table=table), doubt)


def _joined(run: Run, column: str, values: Mapping[str, object], *, said: str, table: str) -> str:
    rows = ", ".join(f"({text(one)}, {_value(value)})" for one, value in values.items())
    run(f"CREATE OR REPLACE TABLE memory.{table} AS SELECT * FROM (VALUES {rows}) AS decoded(said, value)")
    return f"LEFT JOIN memory.{table} AS of_{column} ON of_{column}.said = coalesce({said}, '')"


def _value(value: object) -> str:
    """Write the value of a coded column."""
    if value is None or isinstance(value, str | date):
        return literal(value)
    raise AssertionError(value)
