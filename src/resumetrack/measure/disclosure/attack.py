"""What a reader can work out of a published table, and what has to be hidden besides: linear programs (HiGHS).

A solution of `System` is another table that looks the same: it vouches for every figure in which it differs. One in
whole numbers is looked for by branch and bound, up to a number of steps: what is not found by then is not vouched for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resumetrack.measure.disclosure.margins import Address, turned
from resumetrack.measure.disclosure.system import System, Unknown
from resumetrack.model import Term

if TYPE_CHECKING:
    from resumetrack.measure.disclosure.system import Matrix, Vector

_NEARLY = 1 - 1e-6
_TINY = 1e-6
# The same table is published alike whenever it is made.
_SEED = 2020
# A limit of time would make the pattern depend on the machine.
_NODES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """How far from the truth a hidden figure must be able to lie, in its own unit."""

    unknown: Unknown
    width: float
    up: float = 0.0


class Bounds:
    """How far each hidden figure is known to be able to fall and rise; it only ever grows."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._column = {term: number for number, term in enumerate(terms)}
        self._low: dict[Address, Vector] = {}
        self._high: dict[Address, Vector] = {}

    def room(self, unknown: Unknown) -> tuple[float, float]:
        """How far a figure can be below and above the truth."""
        one, term = unknown
        if one not in self._low:
            return 0.0, 0.0
        return float(self._low[one][self._column[term]]), float(self._high[one][self._column[term]])

    def meet(self, need: Need) -> bool:
        """Whether this is enough."""
        low, high = self.room(need.unknown)
        return high - low >= need.width * _NEARLY - _TINY and high >= need.up * _NEARLY - _TINY

    def turned(self, order: Sequence[int]) -> "Bounds":
        """The same, with the dimensions of all cells in another order."""
        other = Bounds(tuple(self._column))
        other._low = {turned(one, order): low for one, low in self._low.items()}
        other._high = {turned(one, order): high for one, high in self._high.items()}
        return other

    def take(self, system: System, found: "Vector") -> None:
        """Learn from another table that looks the same, and from its mirror image as far as that goes."""
        import numpy as np

        scale = np.array([system.scale[term] for term in system.terms])
        shape = len(system.addresses), len(system.terms)
        room = _room(system, -found)
        mirrored = -(np.floor(room + _TINY) if system.whole else room) * found
        falls, rises = (
            np.minimum(found, mirrored).reshape(shape) * scale,
            np.maximum(found, mirrored).reshape(shape) * scale,
        )
        for one, fall, rise in zip(system.addresses, falls, rises, strict=True):
            self._low[one] = np.minimum(self._low.get(one, 0.0), fall)
            self._high[one] = np.maximum(self._high.get(one, 0.0), rise)


def _room(system: System, direction: "Vector") -> float:
    """How far one may go in a direction before a bound is met, at most 1."""
    import numpy as np

    matrix, room = system.at_most
    moves = np.concatenate([direction, -direction, matrix @ direction])
    limits = np.concatenate([system.upper, -system.lower, room])
    rising = moves > _TINY
    return float(min(1.0, max(0.0, np.min(limits[rising] / moves[rising], initial=1.0))))


def first_unmet(system: System, needs: Sequence[Need], bounds: Bounds) -> Need | None:
    """Give the first need that is not met, asking the solver only where what is known does not suffice."""
    import numpy as np

    open_needs = _left_by_many_at_once(system, needs, bounds)
    for need in open_needs:
        for sign in (1.0, -1.0):
            if not bounds.meet(need):
                goal = np.zeros(len(system.variables))
                goal[system.place[need.unknown]] = sign
                bounds.take(system, _most(system, goal))
        if not bounds.meet(need):
            return need
    return None


def _left_by_many_at_once(system: System, needs: Sequence[Need], bounds: Bounds) -> list[Need]:
    """Push figures up and down at random, as long as that settles some of them; give the needs that are left.

    One solution vouches for many figures, so that few linear programs are solved for one figure alone.
    """
    import numpy as np

    chance = np.random.default_rng(_SEED)
    left, before = [need for need in needs if not bounds.meet(need)], len(needs) + 1
    while left and len(left) < before:
        before = len(left)
        goal = np.zeros(len(system.variables))
        for need, sign in zip(left, chance.choice([-1.0, 1.0], len(left)).tolist(), strict=True):
            goal[system.place[need.unknown]] = sign * system.scale[need.unknown[1]] / max(need.width, need.up)
        bounds.take(system, _most(system, goal))
        left = [need for need in left if not bounds.meet(need)]
    return left


def _most(system: System, goal: "Vector") -> "Vector":
    """Give the deviation with the greatest value of the goal."""
    import numpy as np

    matrix, room = system.at_most
    found = _solve(-goal, (matrix, room), system.equal, (system.lower, system.upper), whole=system.whole)
    # Nothing moved is always a solution; the solver may still fail on numbers it cannot handle.
    return np.zeros(len(goal)) if found is None else found


def cheapest_cover(
    system: System, need: Need, costs: Mapping[Address, float], *, upwards: bool
) -> frozenset[Address] | None:
    """Give the cells that must be hidden besides for a figure to move by its need, at the least cost; None if none do.

    `system` has the cells that may be hidden among its unknowns; `costs` are theirs. The deviation that costs least
    says which of them have to move too (the linear program of Kelly, Golden and Assad, 1992).
    """
    import numpy as np
    from scipy.sparse import hstack

    size = max(need.width, need.up) / system.scale[need.unknown[1]]
    target = system.place[need.unknown]
    up, down = system.upper.copy(), -system.lower
    low_up, low_down = np.zeros(len(up)), np.zeros(len(up))
    if size > (up if upwards else down)[target] + _TINY:
        return None
    for side, low, wanted in ((up, low_up, upwards), (down, low_down, not upwards)):
        side[target] = low[target] = size if wanted else 0.0
    cost = np.array([costs.get(one, 0.0) * system.scale[term] for one, term in system.variables])
    matrix, room = system.at_most
    moved = _solve(
        np.concatenate([cost, cost]),
        (hstack([matrix, -matrix]), room),
        hstack([system.equal, -system.equal]),
        (np.concatenate([low_up, low_down]), np.concatenate([up, down])),
        whole=system.whole,
    )
    if moved is None:
        return None
    both = moved[: len(up)] + moved[len(up) :]
    return frozenset(
        one for (one, _), size in zip(system.variables, both.tolist(), strict=True) if size > _TINY and one in costs
    )


def _solve(
    goal: "Vector",
    at_most: "tuple[Matrix, Vector]",
    equal: "Matrix",
    bounds: "tuple[Vector, Vector]",
    *,
    whole: bool,
) -> "Vector | None":
    """Find the least value of a goal; None where nothing is possible, or in whole numbers nothing is found."""
    import numpy as np
    from scipy import optimize

    matrix, room = at_most
    if whole:
        limits = ((matrix, -np.inf, room), (equal, 0, 0))
        branched: Any = optimize.milp
        found = branched(
            goal,
            integrality=np.ones(len(goal)),
            bounds=optimize.Bounds(*bounds),
            constraints=[optimize.LinearConstraint(*limit) for limit in limits if limit[0].shape[0]],
            options={"node_limit": _NODES},
        )
        return None if found.x is None else np.asarray(np.round(found.x), dtype=np.float64)
    solver: Any = optimize.linprog
    solved = solver(
        goal,
        A_ub=matrix if matrix.shape[0] else None,
        b_ub=room if matrix.shape[0] else None,
        A_eq=equal if equal.shape[0] else None,
        b_eq=np.zeros(equal.shape[0]) if equal.shape[0] else None,
        bounds=np.column_stack(bounds),
        method="highs",
    )
    return None if solved.x is None else np.asarray(solved.x, dtype=np.float64)
