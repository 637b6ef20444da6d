"""What staging gives: where the rows of a delivery stand until they are stored, and what they are as a whole."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from resumetrack.model import Delivery

MEASURE = "DECIMAL(18, 6)"
"""The type that measures have until they are stored, and again in a lake."""


@dataclass(frozen=True, slots=True)
class Met:
    """The rows of a file whose enterprises have been introduced, and the others: each the name of a table, or a query.

    `rows` have the number `met` of an introduction in place of its words, and the number `who` of its enterprise;
    `strangers` are staged rows, if there are any. `table` has the introductions, as many as `size`, numbered from 0;
    `facts` are all rows without words.
    """

    rows: str
    strangers: str | None
    table: str
    size: int
    facts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Where the rows of a file stand, a table or a query; `met` if some of their enterprises have been introduced."""

    table: str
    met: Met | None = None

    @property
    def facts(self) -> str:
        """The rows without the words for who and what their enterprises are."""
        return self.met.facts if self.met else self.table


class Span(NamedTuple):
    """The rows of one period: how many, and the lines of the first and the last of them."""

    period: date
    rows: int
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged(Loaded):
    """A delivery whose rows stand in a scratch table, keys unique.

    `spans` are its periods in order, `broken` the measures of which some value is not whole.
    """

    delivery: Delivery
    rows: int
    spans: tuple[Span, ...] = ()
    broken: tuple[str, ...] = ()

    @property
    def first_period(self) -> date | None:
        """The first period that there are rows of."""
        return self.spans[0].period if self.spans else None

    @property
    def last_period(self) -> date | None:
        """The last period that there are rows of."""
        return self.spans[-1].period if self.spans else None
