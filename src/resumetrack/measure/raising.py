"""Raising to the roster: strata that are large enough, and how many enterprises each respondent stands for.

Post-stratification: within a stratum the silent enterprises are taken to be like those that answer. That is the
assumption of every institute asked by the EC/OECD task force of 2005; it does not always hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

MINIMUM = 5
"""A stratum with fewer respondents than this is joined with its neighbours."""

Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class RosterCell:
    """One cell of the roster: enterprises in scope and those that answered, and the staff of both."""

    population: int
    respondents: int
    population_staff: int = 0
    respondent_staff: int = 0

    def __add__(self, other: "RosterCell") -> "RosterCell":
        return RosterCell(
            self.population + other.population,
            self.respondents + other.respondents,
            self.population_staff + other.population_staff,
            self.respondent_staff + other.respondent_staff,
        )

    @property
    def weight(self) -> Fraction | None:
        """How many enterprises of the roster a respondent stands for; None where nobody answered."""
        return Fraction(self.population, self.respondents) if self.respondents else None

    @property
    def staff_weight(self) -> Fraction | None:
        """How many employees on the roster an employee of a respondent stands for; None where none is known."""
        return Fraction(self.population_staff, self.respondent_staff) if self.respondent_staff else None


Group = tuple[Key, ...]
"""The cells that make up one stratum, in order."""


def strata(cells: Mapping[Key, RosterCell], minimum: int = MINIMUM) -> list[Group]:
    """Join cells that are too small with their neighbours until every stratum is large enough.

    A cell with fewer than `minimum` respondents joins the other small ones that differ from it in the last dimension
    alone; if they are still too few, the neighbour there with the fewest respondents joins, too. Only where there is
    no such neighbour do they go on to cells that differ in the dimension before, and so on. A small cell joins even if
    everybody in it answered: were it left alone, the silent of other cells would be compared with the rest only.

    Parameters
    ----------
    cells
        By the values of the dimensions, the most important first.

    Returns
    -------
    list of tuples of keys
        A partition of the cells with anybody in scope. The only stratum with too few respondents is one of all cells.
    """
    keys = sorted((key for key, cell in cells.items() if cell.population), key=in_order)
    done, small = _gather(cells, keys, 0, minimum)
    if small:
        done.append(tuple(sorted(small, key=in_order)))
    return sorted(done, key=lambda group: in_order(group[0]))


def in_order(key: Key) -> tuple[tuple[bool, str], ...]:
    """Sort keys by each dimension, the empty value last."""
    return tuple((part is None, part or "") for part in key)


def together(cells: Mapping[Key, RosterCell], group: Group) -> RosterCell:
    """Add up the cells of a stratum."""
    return sum((cells[key] for key in group), RosterCell(0, 0))


def _gather(
    cells: Mapping[Key, RosterCell], keys: Sequence[Key], depth: int, minimum: int
) -> tuple[list[Group], list[Key]]:
    """Split keys that agree in the first `depth` dimensions into strata and a rest that is too small."""
    if keys and depth == len(keys[0]):
        (key,) = keys
        return ([(key,)], []) if cells[key].respondents >= minimum else ([], [key])
    children: dict[str | None, list[Key]] = {}
    for key in keys:
        children.setdefault(key[depth], []).append(key)
    done: list[Group] = []
    small: list[Key] = []
    for child in children.values():
        groups, rest = _gather(cells, child, depth + 1, minimum)
        done += groups
        small += rest
    if not small:
        return done, []
    if _respondents(cells, small) < minimum:
        if not done:
            return [], small
        nearest = min(done, key=lambda group: (_respondents(cells, group), in_order(group[0])))
        done.remove(nearest)
        small += nearest
    done.append(tuple(sorted(small, key=in_order)))
    return done, []


def _respondents(cells: Mapping[Key, RosterCell], keys: Sequence[Key]) -> int:
    return sum(cells[key].respondents for key in keys)
