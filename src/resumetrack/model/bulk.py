"""Bulk plans: how the store may read a clean text by itself, as reading has recognised it.

Reading makes a plan and knows the rules; the store runs it with its engine. A rule of a plan only detects doubt: every
row that is not plainly clean is read carefully, by `BulkPlan.carefully`, so that both ways give the same.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from resumetrack.model.observations import Row


@dataclass(frozen=True, slots=True)
class BulkColumn:
    """One column of the file that is read: its canonical or attribute name, its place, and when a cell is clean.

    A cell is clean if it matches the whole of `pattern` and, in lower case, is none of `except_words`; a blank one if
    the column is not `needed`. A column without a pattern holds few different texts, which are converted one by one.
    """

    name: str
    place: int
    pattern: str = ""
    except_words: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What the store needs to read a file in bulk.

    Under its header the file has `rows` lines, each one record of `width` cells; if the parser finds another number of
    rows, the file is read carefully as a whole. `attributes` are in the order of their names, each with the key that
    its member of a JSON object begins with. `given` are coded columns that a row has though the file lacks them.
    `contradictions` are conditions on status and staff, in the words of SQL, under which a row is in doubt; `idle` is
    the one whose rows `Delivery.suspended_without_on_duty` counts. Plans of one `vocabulary` have the same columns that
    say who and what an enterprise is, and give what these say the same values; without one no other plan does.
    """

    path: Path
    is_gzip: bool
    delimiter: str
    has_quotes: bool
    width: int
    rows: int
    columns: tuple[BulkColumn, ...]
    attributes: tuple[tuple[str, BulkColumn], ...]
    given: tuple[str, ...]
    header_id: str
    contradictions: tuple[str, ...]
    idle: str
    vocabulary: tuple[str, ...]
    decode: Callable[[str, Sequence[str]], Mapping[str, object]] = field(repr=False)
    """Give the values of the texts of a column that are clean; the others are left out."""
    records: Callable[[Collection[int]], Iterator[tuple[int, list[str]]]] = field(repr=False)
    """Give the cells of these lines, in order."""
    carefully: Callable[[Collection[int]], Iterator[Row]] = field(repr=False)
    """Read these lines carefully, in order: the rows that are kept; counts and findings go to the delivery."""
    check_unchanged: Callable[[], None] = field(repr=False)
    """Raise `RefusedError` if the file has changed since it was examined."""
