"""Indicators as data: what a figure counts over what."""

from dataclasses import dataclass
from enum import StrEnum

from resumetrack.model.words import Text


class Unit(StrEnum):
    """What the value of an indicator is measured in."""

    RATE = "rate"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Term:
    """One side of a ratio: the number of enterprises, or the sum of a column, over those with all `when` flags.

    With `over`, the sum over enterprises of `column / over`.
    """

    when: tuple[str, ...]
    column: str | None = None
    over: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure as declared: numerator, denominator, unit, labels, definition and source.

    A composite (`parts`) is the weighted sum of other ratios, each a (weight, numerator, denominator), in points;
    its `numerator` and `denominator` are those of the last part.
    """

    name: str
    numerator: Term
    denominator: Term
    unit: Unit
    label: Text
    definition: Text
    source: str
    parts: tuple[tuple[float, Term, Term], ...] = ()
