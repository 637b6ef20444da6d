"""The audit of a published table: every hidden figure with its value. It stays inside."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from resumetrack.measure.disclosure import ALL, HIGH, Pattern
from resumetrack.model import Cell, Column, Meaning, Table, Term, Text
from resumetrack.store import FAMILY_OF, Panel
from resumetrack.tracker.cells import plain, rounded
from resumetrack.tracker.naming import PERIOD
from resumetrack.tracker.publishing import Publication

ALL_OF_IT = "(all)"
_COLUMNS = {
    "rule": Meaning.TEXT,
    "figure": Meaning.TEXT,
    "enterprises": Meaning.COUNT,
    "value": Meaning.QUANTITY,
    "low": Meaning.QUANTITY,
    "high": Meaning.QUANTITY,
    "safe": Meaning.TEXT,
}


def audit(publication: Publication) -> Table:
    """List every figure of every hidden cell and margin.

    `rule` says why the cell is hidden, `enterprises` how many are behind the figure; a reader of the table and its
    margins cannot narrow it to less than `low` to `high`. Where `safe` is `no` the margins alone give it away.
    """
    choice = publication.choice
    dimensions = [dimension.name for dimension in choice.dimensions] if choice is not None else []
    columns = (
        PERIOD,
        *(Column(name, Meaning.TEXT, Text(name, name)) for name in dimensions),
        *(Column(name, meaning, Text(name, name)) for name, meaning in _COLUMNS.items()),
    )
    rows = [
        row
        for period, pattern in sorted(publication.patterns.items())
        for row in (_rows(period, pattern, choice.panel) if choice is not None else ())
    ]
    return Table(Text("Audit", "审计"), columns, tuple(rows))


def _rows(period: date, pattern: Pattern, panel: Panel) -> Iterable[tuple[Cell, ...]]:
    for address, tally in pattern.cells.items():
        rule = pattern.hidden.get(address)
        if rule is None:
            continue
        group = tuple(ALL_OF_IT if value is ALL else value for value in address)
        for term in pattern.terms:
            value = tally.amounts[term]
            if not value:
                continue
            below, above = pattern.bounds.room((address, term))
            numbers = (_shown(number, term, panel) for number in (value, value + below, value + above))
            safe = "no" if (address, term) in pattern.open else "yes"
            yield period, *group, rule.value, term_name(term), tally.counts[term], *numbers, safe


def _shown(value: float, term: Term, panel: Panel) -> Cell:
    """Write a figure in its own unit; what a reader can narrow it to is rounded away from precision it has not."""
    if term.over is not None:
        return rounded(Fraction(value) / HIGH)
    decimals = 0 if term.column is None else panel.decimals[FAMILY_OF[term.column]]
    return plain(Fraction(round(value, 3)).limit_denominator(1000) / 10**decimals)


def term_name(term: Term) -> str:
    """Name a figure: `full`, `employees of staffed`."""
    flags = " and ".join(term.when)
    if term.column is None:
        return flags
    return f"{term.column}{f' / {term.over}' if term.over else ''} of {flags}"
