"""Values as SQL text; the engine's bound parameters would import pandas (docs/decisions.md)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice

FOREVER = "TIMESTAMP '9999-12-31'"
"""SQL for the end of what has none, where moments are compared."""

_BLOCK = 1000

Value = str | bool | int | date | datetime | None


def text(value: str) -> str:
    """Quote a text."""
    return "'" + value.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """Quote an identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def day(value: date) -> str:
    """Write a date."""
    return f"DATE '{value.isoformat()}'"


def moment(value: datetime) -> str:
    """Write a moment, in UTC as the store keeps it."""
    return f"TIMESTAMP '{value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ', timespec='microseconds')}'"


def literal(value: Value) -> str:
    """Write any value, NULL for None."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case _:
            return text(value)


def multiple(value: str, factor: int | str) -> str:
    """Multiply a measure as it was delivered: DuckDB takes the product for no wider than the measure."""
    return f"CAST({value} AS DECIMAL(38, 6)) * {factor}"


def texts(values: Iterable[str]) -> str:
    """Write a list of texts."""
    return f"[{', '.join(map(text, values))}]::VARCHAR[]"


def insertions(table: str, rows: Iterable[str]) -> Iterator[str]:
    """SQL statements that insert rows written as SQL, some at a time: the engine's parser slows down on long lists."""
    remaining = iter(rows)
    while block := list(islice(remaining, _BLOCK)):
        yield f"INSERT INTO {table} VALUES {', '.join(block)}"


def json_member(column: str, member: str) -> str:
    """SQL for the text of one member of a column that holds a JSON object, or no text at all."""
    # A pointer, since a path reads `*` as a wildcard.
    pointer = "/" + member.replace("~", "~0").replace("/", "~1")
    return f"json_extract_string(nullif({column}, ''), {text(pointer)})"
