"""A narrow terminal is spared columns; the table stays a table."""

from resumetrack.cli.narrow import narrowed
from resumetrack.model import Column, Meaning, Table, Text

COLUMNS = tuple(Column(name, Meaning.TEXT, Text(name, name)) for name in ("key", "empty", "long", "short"))
TABLE = Table(Text("T", "T"), COLUMNS, (("k", None, "x" * 40, "y"),) * 3)


def shown(width: int, spare: tuple[str, ...]) -> list[str]:
    """Names of the columns that people see at a width."""
    return [column.name for column in narrowed(TABLE, width, spare, "en").columns if column.human]


def test_wide_enough() -> None:
    """Nothing is left out while there is room."""
    assert shown(100, ("long", "empty")) == ["key", "empty", "long", "short"]


def test_empty_columns_go_first() -> None:
    """A column without any value is the first that is spared, then the others in their order."""
    assert shown(40, ("long", "empty")) == ["key", "long", "short"]
    assert shown(20, ("long", "empty")) == ["key", "short"]


def test_machine_columns_stay() -> None:
    """What programs are given does not change."""
    assert all(column.machine for column in narrowed(TABLE, 20, ("long",), "en").columns)
