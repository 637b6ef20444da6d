"""Which cells of a table are hidden: the sensitive ones, and others so that nobody can subtract.

Pure arithmetic on reduced cells of one period. The total is settled first, then the table of each dimension, then
the table of both, each with what was settled before as given: whoever publishes `--by region` and `--by industry`
beside `--by region,industry` hides the same margins in all three. The dimensions are taken by their names, so that
`--by industry,region` hides what `--by region,industry` does. The more is hidden, the less can be worked out, so that a
pattern may always be extended (`before`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from resumetrack.measure.disclosure.attack import Bounds, Need, cheapest_cover, first_unmet
from resumetrack.measure.disclosure.margins import ALL, Address, Line, turned, union, with_margins
from resumetrack.measure.disclosure.rules import (
    REPORTING,
    Published,
    Rule,
    Tally,
    broken_rule,
    upper_need,
)
from resumetrack.measure.disclosure.system import System, Unknown
from resumetrack.model import DisclosureRules, Term


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is hidden of one period and why, and how well.

    `open` are hidden figures that the margins alone give away: hiding every cell would not help. To those in `exposed`
    it would not help either if all margins but the total were hidden.
    """

    cells: Mapping[Address, Tally]
    terms: tuple[Term, ...]
    hidden: Mapping[Address, Rule]
    bounds: Bounds
    open: tuple[Unknown, ...]
    exposed: frozenset[Unknown] = frozenset()

    def turned(self, order: Sequence[int]) -> "Pattern":
        """The same, with the dimensions in another order."""
        return Pattern(
            {turned(one, order): tally for one, tally in self.cells.items()},
            self.terms,
            {turned(one, order): rule for one, rule in self.hidden.items()},
            self.bounds.turned(order),
            tuple((turned(one, order), term) for one, term in self.open),
            frozenset((turned(one, order), term) for one, term in self.exposed),
        )


def suppress(
    leaves: Mapping[tuple[str | None, ...], Tally],
    published: Published,
    rules: DisclosureRules,
    before: Mapping[Address, Rule] | None = None,
    names: Sequence[str] = (),
) -> Pattern:
    """Choose the cells to hide.

    Parameters
    ----------
    leaves
        The cells of one period by group; no enterprise is in two of them.
    published
        What the table shows of each cell.
    before
        Cells that are hidden already, by a table that shows less of each.
    names
        What the dimensions are called, on which their order is to have no influence; none to take them as they stand.
    """
    order = sorted(range(len(names)), key=names.__getitem__)
    if order == list(range(len(names))):
        return _suppress(leaves, published, rules, before or {})
    named = {tuple(leaf[place] for place in order): tally for leaf, tally in leaves.items()}
    already = {turned(one, order): rule for one, rule in (before or {}).items()}
    pattern = _suppress(named, published, rules, already)
    return pattern.turned([order.index(place) for place in range(len(order))])


def _suppress(
    leaves: Mapping[tuple[str | None, ...], Tally],
    published: Published,
    rules: DisclosureRules,
    before: Mapping[Address, Rule],
) -> Pattern:
    margins = with_margins(leaves)
    hidden: dict[Address, Rule] = {}
    undone: dict[Unknown, None] = {}
    exposed: set[Unknown] = set()
    bounds = Bounds(published.terms)
    for own, lines in margins.steps():
        for address in own:
            rule = broken_rule(margins.cells[address], published, rules) or before.get(address)
            if rule is not None:
                hidden[address] = rule
        # What holds of a margin in its own table need not hold beside the cells that make it.
        bounds = Bounds(published.terms)
        step = _Step(margins.cells, lines, own, published, rules, hidden, bounds)
        step.close()
        undone |= step.undone
        exposed |= step.exposed()
    return Pattern(margins.cells, published.terms, hidden, bounds, tuple(undone), frozenset(exposed))


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What is looked for: all figures in broken numbers, or another whole number for every count."""

    terms: tuple[Term, ...]
    bounds: Bounds
    whole: bool


@dataclass
class _Step:
    """One table of the way from the total to the cells; `own` are the cells that it adds and that may be hidden."""

    cells: Mapping[Address, Tally]
    lines: Sequence[Line]
    own: Sequence[Address]
    published: Published
    rules: DisclosureRules
    hidden: dict[Address, Rule]
    bounds: Bounds
    undone: dict[Unknown, None] = field(default_factory=dict)

    def close(self) -> None:
        """Hide more until no hidden figure can be worked out."""
        if not self.lines or not self.hidden:
            return
        while self._widen() or self._cover(self._broken) or self._cover(self._whole):
            pass

    def exposed(self) -> set[Unknown]:
        """Give what would follow if the margins were hidden too, and nothing but the total were known."""
        found: set[Unknown] = set()
        for numbers in (self._broken, self._whole) if self.undone else ():
            margins = [one for one in self._table if one not in self.own and {*one} != {ALL}]
            system = self._system(numbers, numbers.terms, *(one for one in margins if one not in self.hidden))
            bounds = Bounds(numbers.terms)
            needs = [need for need in self._needs(numbers) if need.unknown in self.undone]
            while (need := first_unmet(system, needs, bounds)) is not None:
                found.add(need.unknown)
                needs.remove(need)
        return found

    # -- the hidden cells of a line are themselves a cell that is published, as a difference ----------------------

    def _widen(self) -> bool:
        """Hide one cell more of a line whose hidden cells together break a rule; False where none does."""
        candidates = set(self._candidates)
        for line in self.lines:
            parts = [part for part in line.parts if part in self.hidden]
            if not parts or line.total in self.hidden:
                continue
            together = union(self.cells, parts)
            others = [part for part in line.parts if part in candidates]
            if others and broken_rule(together, self.published, self.rules) is not None:
                self.hidden[self._best_partner(together, others)] = Rule.COMPLEMENTARY
                return True
        return False

    def _best_partner(self, together: Tally, others: Sequence[Address]) -> Address:
        """Choose the smallest cell that makes it safe, or else the largest there is."""
        by_size = sorted(others, key=lambda one: (self.cells[one].counts[REPORTING], str(one)))
        safe = (one for one in by_size if broken_rule(together + self.cells[one], self.published, self.rules) is None)
        return next(safe, by_size[-1])

    # -- and none of them may follow from the others -------------------------------------------------------------

    def _cover(self, numbers: "_Numbers") -> bool:
        """Hide what the first figure that can be worked out needs; False where all are safe."""
        needs = [need for need in self._needs(numbers) if need.unknown not in self.undone]
        need = first_unmet(self._system(numbers, numbers.terms), needs, numbers.bounds)
        if need is None:
            return False
        added = self._cheapest(need, numbers)
        if not added:
            self.undone[need.unknown] = None
        self.hidden |= dict.fromkeys(added, Rule.COMPLEMENTARY)
        return True

    def _cheapest(self, need: Need, numbers: "_Numbers") -> frozenset[Address]:
        """Look along the figure itself first, then along all figures at once, upwards before downwards."""
        costs = {one: 1.0 + self.cells[one].counts[REPORTING] for one in self._candidates}
        for terms in ((need.unknown[1],), numbers.terms) if costs else ():
            system = self._system(numbers, terms, *costs)
            for upwards in (True, False):
                added = cheapest_cover(system, need, costs, upwards=upwards)
                if added:
                    return added
        return frozenset()

    def _needs(self, numbers: "_Numbers") -> Iterator[Need]:
        for term in numbers.terms:
            for one in self._table:
                value = abs(self.cells[one].amounts[term])
                if one in self.hidden and value and numbers.whole:
                    yield Need(unknown=(one, term), width=1.0)
                elif one in self.hidden and value:
                    width = max(1.0, self.rules.protection * value)
                    yield Need(unknown=(one, term), width=width, up=upper_need(self.cells[one], term, self.rules))

    def _system(self, numbers: "_Numbers", terms: Sequence[Term], *besides: Address) -> System:
        unknown = [one for one in self._table if one in self.hidden]
        return System(self.cells, self.lines, [*unknown, *besides], terms, whole=numbers.whole)

    @cached_property
    def _broken(self) -> "_Numbers":
        return _Numbers(self.published.terms, self.bounds, whole=False)

    @cached_property
    def _whole(self) -> "_Numbers":
        counts = tuple(term for term in self.published.terms if term.column is None)
        return _Numbers(counts, Bounds(counts), whole=True)

    @cached_property
    def _table(self) -> dict[Address, None]:
        """Every cell of this table and its margins."""
        return dict.fromkeys(one for line in self.lines for one in (line.total, *line.parts))

    @property
    def _candidates(self) -> list[Address]:
        """Cells that may be hidden: an empty one hides nothing."""
        return [one for one in self.own if one not in self.hidden and self.cells[one].counts[REPORTING]]
