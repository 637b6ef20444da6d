"""Which cells of a table are hidden: the sensitive ones, and others so that nobody can subtract.

Pure arithmetic on reduced cells of one period. The total is settled first, then the table of each dimension, then
the table of both, each with what was settled before as given: whoever publishes `--by region` and `--by industry`
beside `--by region,industry` hides the same margins in all three. The more is hidden, the less can be worked out, so
that a pattern may always be extended (`before`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from resumetrack.measure.disclosure.attack import Bounds, Need, cheapest_cover, first_unmet
from resumetrack.measure.disclosure.margins import Address, Line, union, with_margins
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

    `open` are hidden figures that the margins alone give away: hiding every cell would not help.
    """

    cells: Mapping[Address, Tally]
    terms: tuple[Term, ...]
    hidden: Mapping[Address, Rule]
    bounds: Bounds
    open: tuple[Unknown, ...]


def suppress(
    leaves: Mapping[tuple[str | None, ...], Tally],
    published: Published,
    rules: DisclosureRules,
    before: Mapping[Address, Rule] | None = None,
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
    """
    margins = with_margins(leaves)
    hidden: dict[Address, Rule] = {}
    undone: list[Unknown] = []
    bounds = Bounds(published.terms)
    for own, lines in margins.steps():
        for address in own:
            rule = broken_rule(margins.cells[address], published, rules) or (before or {}).get(address)
            if rule is not None:
                hidden[address] = rule
        # What holds of a margin in its own table need not hold beside the cells that make it.
        bounds = Bounds(published.terms)
        step = _Step(margins.cells, lines, own, published, rules, hidden, bounds)
        step.close()
        undone += step.undone
    return Pattern(margins.cells, published.terms, hidden, bounds, tuple(dict.fromkeys(undone)))


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
    undone: list[Unknown] = field(default_factory=list)

    def close(self) -> None:
        """Hide more until no hidden figure can be worked out."""
        if not self.lines or not self.hidden:
            return
        while self._widen() or self._cover():
            pass

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

    def _cover(self) -> bool:
        """Hide what the first figure that can be worked out needs; False where all are safe."""
        needs = [need for need in self._needs() if need.unknown not in self.undone]
        need = first_unmet(self._system(self.published.terms), needs, self.bounds)
        if need is None:
            return False
        added = self._cheapest(need)
        if not added:
            self.undone.append(need.unknown)
        self.hidden |= dict.fromkeys(added, Rule.COMPLEMENTARY)
        return True

    def _cheapest(self, need: Need) -> frozenset[Address]:
        """Look along the figure itself first, then along all figures at once, upwards before downwards."""
        costs = {one: 1.0 + self.cells[one].counts[REPORTING] for one in self._candidates}
        for terms in ((need.unknown[1],), self.published.terms):
            system = self._system(terms, *costs)
            for upwards in (True, False):
                added = cheapest_cover(system, need, costs, upwards=upwards)
                if added:
                    return added
        return frozenset()

    def _needs(self) -> Iterator[Need]:
        for term in self.published.terms:
            for one in self._table:
                value = abs(self.cells[one].amounts[term])
                if one in self.hidden and value:
                    width = max(1.0, self.rules.protection * value)
                    yield Need(unknown=(one, term), width=width, up=upper_need(self.cells[one], term, self.rules))

    def _system(self, terms: Sequence[Term], *besides: Address) -> System:
        unknown = [one for one in self._table if one in self.hidden]
        return System(self.cells, self.lines, [*unknown, *besides], terms)

    @cached_property
    def _table(self) -> dict[Address, None]:
        """Every cell of this table and its margins."""
        return dict.fromkeys(one for line in self.lines for one in (line.total, *line.parts))

    @property
    def _candidates(self) -> list[Address]:
        """Cells that may be hidden: an empty one hides nothing."""
        return [one for one in self.own if one not in self.hidden and self.cells[one].counts[REPORTING]]
