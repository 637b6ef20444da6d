"""The weight of every respondent: from strata of the roster, or raked to known totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from resumetrack.measure.linearisation import Stratum
from resumetrack.measure.moments import Moments
from resumetrack.measure.raising import MINIMUM, Key, RosterCell, strata, together
from resumetrack.measure.raking import Margin, Raked, rake


@dataclass(frozen=True, slots=True)
class Weight:
    """What one cell is raised by; a weight is None where nobody answered, or no staff is known.

    `number` counts what has a weight of its own from 1: strata, or raked cells; `whole` is the stratum, None for those.
    """

    stratum: Stratum
    weight: Fraction | None
    staff_weight: Fraction | None
    number: int = 1
    whole: RosterCell | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by cell; with raking also how it went."""

    cells: Mapping[Key, Weight]
    raked: Raked | None = None

    @property
    def strata(self) -> int:
        """The number of strata, or of raked cells."""
        return len({one.number for one in self.cells.values()})


class Frame(Protocol):
    """What respondents are raised to."""

    @property
    def is_roster(self) -> bool:
        """Whether every enterprise is known by name, so that a group may be complete."""

    @property
    def staff(self) -> str:
        """The column that says how large an enterprise is."""

    def weights(self, cells: Mapping[Key, Moments], answer: str) -> Weights:
        """Work out the weight of every cell of one period, for those who gave an answer."""


@dataclass(frozen=True)
class RosterFrame:
    """The roster, in strata with so many respondents at least."""

    minimum: int = MINIMUM
    is_roster: bool = True
    staff: str = "roster_employees"

    def weights(self, cells: Mapping[Key, Moments], answer: str) -> Weights:
        """Raise the respondents of each stratum to its enterprises."""
        return post_stratified(_sizes(cells, answer), self.minimum)


@dataclass(frozen=True)
class MarginFrame:
    """Known totals of enterprises by dimension, and of employees where they are known."""

    enterprises: tuple[Margin, ...]
    employees: tuple[Margin, ...] | None
    is_roster: bool = False
    staff: str = "employees"

    def weights(self, cells: Mapping[Key, Moments], answer: str) -> Weights:
        """Rake the respondents to the totals."""
        return raked(_sizes(cells, answer), self)


def _sizes(cells: Mapping[Key, Moments], answer: str) -> dict[Key, RosterCell]:
    return {
        key: RosterCell(
            cell.number("scope"), cell.answers(answer), cell.number("scope_staff"), cell.answers(answer, "staff")
        )
        for key, cell in cells.items()
    }


def post_stratified(cells: Mapping[Key, RosterCell], minimum: int = MINIMUM) -> Weights:
    """Raise the respondents of each stratum to its enterprises, and their staff to its staff."""
    found: dict[Key, Weight] = {}
    for number, group in enumerate(strata(cells, minimum), 1):
        whole = together(cells, group)
        stratum = Stratum(whole.respondents, whole.population)
        found |= dict.fromkeys(group, Weight(stratum, whole.weight, whole.staff_weight, number, whole))
    return Weights(found)


def raked(cells: Mapping[Key, RosterCell], frame: MarginFrame) -> Weights:
    """Rake respondents to known numbers of enterprises, and their staff to known numbers of employees.

    For the variance the respondents are one simple random sample of all: what the totals add is not credited, so that
    intervals are rather too wide.
    """
    found = rake({key: float(cell.respondents) for key, cell in cells.items()}, frame.enterprises)
    staff: Mapping[Key, float] = {}
    if frame.employees is not None:
        staff = rake({key: float(cell.respondent_staff) for key, cell in cells.items()}, frame.employees).factors
    whole = Stratum(sum(cells[key].respondents for key in found.factors), round(sum(frame.enterprises[0].values())))
    weights = {
        key: Weight(whole, Fraction(factor), Fraction(staff[key]) if key in staff else None, number)
        for number, (key, factor) in enumerate(found.factors.items(), 1)
    }
    return Weights(weights, found)
