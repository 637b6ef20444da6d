"""By which rules a figure is made: the indicators that are known, those to show, and the power threshold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from resumetrack.measure import catalogue
from resumetrack.model import Indicator, Selection, Table
from resumetrack.tracker.configuration import Configuration

if TYPE_CHECKING:
    from resumetrack.tracker.rule_sets import RuleSet

T = TypeVar("T", bound=Table)


@dataclass(frozen=True)
class Ruling:
    """The site's rules, or those of a rule set on top of them."""

    catalogue: Mapping[str, Indicator]
    threshold: Fraction
    rule_set: "RuleSet | None" = None

    @property
    def since(self) -> date | None:
        """The period that changes are counted from by the rule set, if it says so."""
        return None if self.rule_set is None else self.rule_set.since

    def selection(self, selection: Selection) -> Selection:
        """Ask for the indicators of the rule set, and for those named besides."""
        if self.rule_set is None:
            return selection
        return replace(selection, indicators=tuple(dict.fromkeys((*self.rule_set.show, *selection.indicators))))

    def noted(self, table: T) -> T:
        """Say beside a table by which rule set it was made."""
        if self.rule_set is None:
            return table
        return replace(table, notes=(self.rule_set.note, *table.notes))


def ruling(configuration: Configuration, rules: str | None) -> Ruling:
    """Give the rules of the site, or of a rule set by name.

    Raises
    ------
    UsageError
        If there is no such rule set.
    """
    if rules is None:
        return _of(configuration, None)
    from resumetrack.tracker.rule_sets import choose_rules

    return _of(configuration, choose_rules(rules, configuration.rule_sets))


def every_ruling(configuration: Configuration) -> list[Ruling]:
    """Give each rule set there is, ours first."""
    from resumetrack.tracker.rule_sets import all_rules

    return [_of(configuration, one) for one in all_rules(configuration.rule_sets).values()]


def _of(configuration: Configuration, rule_set: "RuleSet | None") -> Ruling:
    site, threshold = configuration.indicators, configuration.power_threshold
    if rule_set is None:
        return Ruling(catalogue(site), threshold)
    own = rule_set.power_threshold
    return Ruling(catalogue((*site, *rule_set.indicators)), threshold if own is None else own, rule_set)
