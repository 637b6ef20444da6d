"""Coverage: who reports and who is silent, and the periods that reach enough of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from resumetrack.errors import UsageError
from resumetrack.measure import terms_of
from resumetrack.model import Cell, Column, Indicator, Meaning, RateTable, Selection, Term, Text
from resumetrack.store import Store
from resumetrack.tracker import cells as reduced
from resumetrack.tracker.naming import PERIOD, group_cells, group_columns
from resumetrack.tracker.noting import FLAG_COUNTS, LEFT_OUT, notes_on
from resumetrack.tracker.selecting import Choice, choose, known_until
from resumetrack.tracker.totals_notes import left_open

ENTERPRISES = Column("enterprises", Meaning.COUNT, Text("In scope", "范围内企业"))
COVERAGE = Column("coverage", Meaning.RATE, Text("Coverage", "填报率"))


def with_coverage(store: Store, choice: Choice, today: date, threshold: Fraction) -> Choice:
    """Apply --min-coverage: of several periods those whose coverage reaches it, for `latest` the last of all."""
    wanted = choice.selection.min_coverage
    if wanted is None:
        return choice
    if not choice.scoped:
        message = "--min-coverage needs a scope, and this panel has no roster"
        raise UsageError(
            message, hint="load one with `resumetrack roster FILE` (beside --files: --roster FILE), or name a --list"
        )
    asked = choice.selection
    is_latest = asked.period == "latest" and not any((asked.first, asked.last, asked.every, asked.pool))
    until = known_until(choice.selection, today)
    candidates = tuple(period for period in choice.held if period <= until) if is_latest else choice.periods
    whole = replace(choice, dimensions=())
    coverage = (Term(("covered",)), Term(("in_scope",)))
    found = reduced.reduce_cells(store, whole, coverage, threshold, candidates)
    reached = [
        key[0]
        for key in found.keys
        if found.count(key, "covered") >= Fraction(str(wanted)) * max(found.count(key, "in_scope"), 1)
    ]
    return replace(choice, periods=tuple(reached[-1:]) if is_latest else tuple(reached))


def coverage(
    store: Store, selection: Selection, catalogue: Mapping[str, Indicator], threshold: Fraction, today: date
) -> RateTable:
    """Make the table of who reports and who is silent, by period and group."""
    choice = with_coverage(store, choose(store, selection, today), today, threshold)
    shares = [catalogue["coverage"], catalogue["staff_coverage"]]
    terms = (*FLAG_COUNTS, *LEFT_OUT, *terms_of(shares))
    found = reduced.reduce_cells(store, choice, terms, threshold)
    if selection.pool is not None:
        found = reduced.pool(found, selection.pool, choice.panel.week_start)
    whole = found
    if choice.dimensions and choice.overlapping:
        whole = reduced.reduce_cells(store, replace(choice, dimensions=()), terms, threshold)
        whole = whole if selection.pool is None else reduced.pool(whole, selection.pool, choice.panel.week_start)
    elif choice.dimensions:
        whole = reduced.totals(found)
    columns = (
        PERIOD,
        *group_columns(choice),
        ENTERPRISES,
        Column("covered", Meaning.COUNT, Text("Reporting in scope", "范围内填报")),
        Column("silent", Meaning.COUNT, Text("Silent", "未填报")),
        Column("off_scope", Meaning.COUNT, Text("Reporting out of scope", "范围外填报")),
        COVERAGE,
        Column("staff_coverage", Meaning.RATE, Text("By staff", "按人数")),
    )
    rows = []
    for key in found.keys:
        scope, covered, reporting = (found.count(key, flag) for flag in ("in_scope", "covered", "reporting"))
        known: list[Cell] = (
            [scope, covered, scope - covered, reporting - covered] if choice.scoped else [None, None, None, reporting]
        )
        rows.append(
            (
                key[0],
                *group_cells(choice, key[1], selection.lang),
                *known,
                *(found.value(key, share) for share in shares),
            )
        )
    return RateTable(
        title=Text("Coverage", "填报率"),
        columns=columns,
        rows=tuple(rows),
        notes=(
            *notes_on(choice, found, whole, today, has_return_rate=False),
            *left_open(whole, shares, scoped=choice.scoped),
        ),
    )
