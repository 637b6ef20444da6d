"""The grains of what is kept in few rows: which observations go together, by small numbers for what describes them."""

from collections.abc import Mapping
from dataclasses import dataclass

from resumetrack.model import CODED_DIMENSIONS

SUMS = ("employees", "on_duty", "roster_employees")
"""The columns that are summed."""
BIT = {dimension: 1 << place for place, dimension in enumerate(CODED_DIMENSIONS)}
"""What `lacking` has of each dimension that the roster leaves open; off the roster it is NULL."""


@dataclass(frozen=True)
class Code:
    """What a coarse code tells apart: the values of a dimension, as far as a level (None: that of most questions)."""

    dimension: str
    level: str | None = None


CODES: Mapping[str, Code] = {
    **{dimension: Code(dimension) for dimension in CODED_DIMENSIONS},
    "prefecture": Code("region", "prefecture"),
}
"""The coarse codes by name, as columns and `coarse_code` have it."""


@dataclass(frozen=True)
class Grain:
    """By which codes observations are alike: the table that has their rows, and the code of each dimension."""

    table: str
    codes: Mapping[str, str]

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns by which rows are told apart."""
        return ("panel_key", "period", *self.codes.values(), "lacking", "status")

    @property
    def mark(self) -> int:
        """What `GROUPING` of all codes says in the rows of this grain: a bit for each that it has not."""
        return sum(1 << place for place, code in enumerate(reversed([*CODES])) if code not in self.codes.values())


GRAINS = (
    Grain("condensed_region", {"region": "prefecture"}),
    Grain("condensed_industry", {"industry": "industry", "size": "size"}),
    Grain("condensed", {dimension: dimension for dimension in CODED_DIMENSIONS}),
)
"""The grains, those of fewer rows first."""
