"""Columns that hold few different texts: these are converted one by one, and their values joined to the rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from resumetrack.model import BulkPlan
from resumetrack.store.sql import literal, text

DOUBT_TEXTS = 1000
_DISTINCT_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """SQL for a column: its value, the join that this needs, and whether a row's text is in doubt; empty for none."""

    value: str
    join: str = ""
    doubt: str = ""


def distinct(said: str) -> str:
    """SQL for the list of the different texts of cells; a blank one is a text too."""
    return f"list(DISTINCT coalesce({said}, ''))"


def decode(
    run: Callable[[str], object], plan: BulkPlan, column: str, texts: Sequence[str], *, said: str, table: str
) -> Decoded | None:
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


def _joined(run: Callable[[str], object], column: str, values: Mapping[str, object], *, said: str, table: str) -> str:
    rows = ", ".join(f"({text(one)}, {_value(value)})" for one, value in values.items())
    run(f"CREATE OR REPLACE TABLE memory.{table} AS SELECT * FROM (VALUES {rows}) AS decoded(said, value)")
    return f"LEFT JOIN memory.{table} AS of_{column} ON of_{column}.said = coalesce({said}, '')"


def _value(value: object) -> str:
    """Write the value of a coded column."""
    if value is None or isinstance(value, str | date):
        return literal(value)
    raise AssertionError(value)
