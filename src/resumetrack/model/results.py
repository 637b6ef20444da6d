"""What is asked (`Selection`) and what is answered (`Table` and its kinds)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, overload

from resumetrack.errors import UsageError
from resumetrack.model.words import Lang, Text
from resumetrack.periods import Calendar, Frequency

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | float | Decimal | date | datetime | None
"""One cell of a result; `None` is missing."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which part of the store a figure is asked of (docs/commands.md, "Selection").

    `period` is `latest`, `all` or the date of one period; `where` holds (dimension, value) pairs: repeats of a
    dimension are OR, dimensions are AND; `levels` holds the values of `--level`.
    With `carry` a report counts for so many days as `calendar` numbers them (0: in its own period alone).
    Without `totals` enterprises count
    alone.
    """

    panel: str | None = None
    by: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    period: Literal["latest", "all"] | date = "latest"
    first: date | None = None
    last: date | None = None
    every: Frequency | None = None
    pool: Frequency | None = None
    lists: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    indicators: tuple[str, ...] = ()
    min_coverage: float | None = None
    as_of: datetime | None = None
    carry: int = 0
    calendar: Calendar = field(default_factory=Calendar)
    totals: bool = True
    lang: Lang = "en"


class Meaning(StrEnum):
    """What a column of a result is, so that renderers can format it without knowing the command."""

    COUNT = "count"
    EMPLOYEES = "employees"
    QUANTITY = "quantity"
    RATE = "rate"
    PP = "pp"
    POINTS = "points"
    DATE = "date"
    TIME = "time"
    TEXT = "text"
    CODE = "code"
    SPARK = "spark"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result: its contract name, its meaning, its label, and where it is shown.

    `machine` columns are in csv, tsv, json and jsonl; `human` columns in table and md.
    A `SPARK` cell is text of numbers between 0 and 1 separated by blanks, empty for a gap, drawn by the renderer.
    Where a `SUPPRESSED` cell has text the row is confidential: what is missing from it is not to be seen.
    """

    name: str
    meaning: Meaning
    label: Text
    machine: bool = True
    human: bool = True


class Stacked(Sequence[tuple[Cell, ...]]):
    """Rows that are kept column by column, as what is worked out and written so is: there may be 100,000 of them.

    >>> list(Stacked([[1, 2], ["a", "b"]]))
    [(1, 'a'), (2, 'b')]

    Raises
    ------
    ValueError
        If the columns differ in length.
    """

    def __init__(self, columns: Iterable[Sequence[Cell]]) -> None:
        self.columns = tuple(columns)
        if len(set(map(len, self.columns))) > 1:
            message = "columns of different lengths"
            raise ValueError(message)

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    @overload
    def __getitem__(self, place: int) -> tuple[Cell, ...]: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[tuple[Cell, ...], ...]: ...

    def __getitem__(self, place: int | slice) -> tuple[Cell, ...] | tuple[tuple[Cell, ...], ...]:
        if isinstance(place, slice):
            return tuple(zip(*(column[place] for column in self.columns), strict=True))
        return tuple(column[place] for column in self.columns)

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        return zip(*self.columns, strict=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stacked | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True)
class Table:
    """A result: rows of cells under columns, what to say above it (`summary`) and beside it (`notes`).

    Raises
    ------
    UsageError
        If two columns for programs have one name.
    """

    title: Text
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    total: tuple[Cell, ...] | None = None
    summary: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for name in (column.name for column in self.columns if column.machine):
            if name in seen:
                message = f"the table would have two columns {name}: an attribute has the name of a figure"
                raise UsageError(message, hint="name it otherwise in a profile: [attributes] rename = { ... }")
            seen.add(name)

    def records(self) -> list[dict[str, Cell]]:
        """Give the rows as dictionaries of the contract's columns."""
        chosen = [(place, column.name) for place, column in enumerate(self.columns) if column.machine]
        return [{name: row[place] for place, name in chosen} for row in self.rows]

    def to_pandas(self) -> "pd.DataFrame":
        """Give the rows as a pandas frame with the contract's columns; dates are `datetime64`."""
        import pandas as pd

        names = [column.name for column in self.columns if column.machine]
        frame = pd.DataFrame(self.records(), columns=names)
        numbers = {Meaning.RATE, Meaning.PP, Meaning.POINTS, Meaning.EMPLOYEES, Meaning.QUANTITY}
        for column in self.columns:
            if not column.machine:
                continue
            if column.meaning in (Meaning.DATE, Meaning.TIME):
                frame[column.name] = pd.to_datetime(frame[column.name], errors="coerce")
            elif column.meaning is Meaning.COUNT:
                frame[column.name] = frame[column.name].astype("Int64")
            elif column.meaning in numbers:
                frame[column.name] = frame[column.name].astype("float64")
            else:
                frame[column.name] = frame[column.name].astype("str").where(frame[column.name].notna())
        return frame


@dataclass(frozen=True)
class RateTable(Table):
    """Rates, each with its numerator, denominator and coverage in the same row."""


@dataclass(frozen=True)
class TrendTable(Table):
    """How rates moved, one row per group and indicator."""
