"""The table of trends: how rates moved, and among whom."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from resumetrack.analysis import (
    Match,
    Point,
    TrendRow,
    compared_period,
    summarise,
    trend,
)
from resumetrack.measure import terms_of
from resumetrack.model import Cell, Indicator, Selection, Term, Text, TrendTable
from resumetrack.store import Store
from resumetrack.tracker import cells as reduced
from resumetrack.tracker.cells import Cells, Key, chosen_indicators
from resumetrack.tracker.covering import with_coverage
from resumetrack.tracker.naming import group_text
from resumetrack.tracker.noting import without_totals
from resumetrack.tracker.provisional import provisional_note
from resumetrack.tracker.rating import check_indicators
from resumetrack.tracker.selecting import Choice, choose, known_until
from resumetrack.tracker.trend_columns import group_words, trend_cells, trend_columns

if TYPE_CHECKING:
    from resumetrack.tracker.publishing import Publication

_REPORTING = Term(("reporting",))
_DEFAULT = ("operating_rate", "return_rate")


def trends(
    store: Store,
    selection: Selection,
    catalogue: Mapping[str, Indicator],
    threshold: Fraction,
    today: date,
    *,
    since: date | None = None,
    target: float | None = None,
    publication: "Publication | None" = None,
) -> TrendTable:
    """Make the table of trends over the periods of a selection up to today (or its as-of day).

    With a publication, of what may be published alone: a group that is hidden in a period has no rate then.
    """
    check_indicators(selection, catalogue)
    choice = _over_time(store, selection, threshold, today)
    named = chosen_indicators(selection.indicators or _DEFAULT, catalogue)
    coverage = catalogue["coverage"]
    terms = (_REPORTING, *terms_of([*named, coverage]))
    found = reduced.reduce_cells(store, choice, terms, threshold)
    if selection.pool is not None:
        found = reduced.pool(found, selection.pool, choice.panel.week_start)
    if not found.sums:
        return TrendTable(
            Text("Trend", "走势"),
            trend_columns(choice, {one.unit for one in named}),
            (),
            notes=(Text("nothing to compare", "没有可比较的数据"), *without_totals(choice)),
        )
    if publication is not None:
        publication.settle(store, choice, named, threshold)
    frequency = selection.every or selection.pool or choice.panel.frequency
    held = sorted({period for period, _ in found.sums})
    compared = compared_period(held, since, frequency=frequency, week_start=choice.panel.week_start)
    matches = _matches(store, choice, found, named, threshold, pair=(compared, held[-1]))
    points = _points(found, named, coverage)
    if publication is not None:
        points, matches = publication.known_points(points), publication.known_matches(matches, compared)
    units = {indicator.name: indicator.unit for indicator in named}
    rows = trend(
        points,
        matches,
        frequency=frequency,
        week_start=choice.panel.week_start,
        since=since,
        target=target,
        units=units,
    )
    labels = {indicator.name: indicator.label for indicator in named}
    summary = summarise(
        rows,
        label=lambda name: labels[name],
        group_name=lambda group: group_text(choice, group),
        target=target,
        frequency=frequency,
        groups=group_words(choice),
    )
    table = TrendTable(
        title=_title(rows),
        columns=trend_columns(choice, {*units.values()}, frequency, rows[0].since, target),
        rows=tuple(trend_cells(choice, row, labels, selection.lang) for row in rows),
        summary=summary,
        notes=(
            *without_totals(choice),
            *_notes(found, rows, compared),
            # The coverage of a group that is hidden is hidden too.
            *(() if publication and choice.dimensions else _provisional(choice, found, coverage, today)),
        ),
    )
    return table if publication is None else publication.published_trend(table, [row.group for row in rows])


def _over_time(store: Store, selection: Selection, threshold: Fraction, today: date) -> Choice:
    """Choose all periods up to today, unless the selection names some."""
    from dataclasses import replace

    over_time = replace(selection, period="all") if selection.period == "latest" else selection
    choice = with_coverage(store, choose(store, over_time, today), today, threshold)
    until = known_until(selection, today)
    return replace(choice, periods=tuple(period for period in choice.periods if period <= until))


def _title(rows: Sequence[TrendRow]) -> Text:
    first, last = rows[0].first_period.isoformat(), rows[0].period.isoformat()
    return Text(f"Trend, {first} to {last}", f"走势，{first} 至 {last}")


def _points(found: Cells, named: Sequence[Indicator], coverage: Indicator) -> list[Point]:
    points = []
    for key in found.sums:
        share = found.value(key, coverage)
        for indicator in named:
            value = _exact(found, key, indicator)
            points.append(
                Point(
                    key[1],
                    indicator.name,
                    key[0],
                    value,
                    _number(found.numerator(key, indicator)),
                    _number(found.denominator(key, indicator)),
                    found.count(key, "reporting"),
                    share,
                )
            )
    return points


def _exact(found: Cells, key: Key, indicator: Indicator) -> float | None:
    """Give a value unrounded: a change is the difference of rates, not of printed rates."""
    value = found.exact(key, indicator)
    return None if value is None else float(value)


def _number(value: Cell) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _matches(
    store: Store,
    choice: Choice,
    found: Cells,
    named: Sequence[Indicator],
    threshold: Fraction,
    *,
    pair: tuple[date, date],
) -> list[Match]:
    """Compare the enterprises that report in both periods; pooled periods have no such enterprises."""
    since, last = pair
    if choice.selection.pool is not None or since not in choice.periods or since >= last:
        return []
    terms = (_REPORTING, *terms_of(named))
    now, before = reduced.reduce_matched(store, choice, terms, threshold, periods=pair, order=pair)
    matches = []
    for group in {group for _, group in found.sums}:
        matched = now.count((last, group), "reporting")
        # Who they are that an office counted, and whether they are the same, nobody knows.
        counted = any(found.from_totals((period, group)) for period in pair)
        joined, left = (
            None if counted else found.count((period, group), "reporting") - matched for period in (last, since)
        )
        for indicator in named:
            rates = [
                None if counted else _exact(both, (period, group), indicator)
                for both, period in ((before, since), (now, last))
            ]
            sides = ((found, before, since), (found, now, last))
            apart = frozenset(
                count
                for everyone, both, period in sides
                for count in _apart(everyone, both, (period, group), indicator)
            )
            matches.append(Match(group, indicator.name, joined, left, matched, rates[0], rates[1], apart))
    return matches


def _apart(everyone: Cells, both: Cells, key: Key, indicator: Indicator) -> Iterator[int]:
    """Say how many enterprises that report both times enter each side of a rate, and how many others do."""
    for term in terms_of([indicator]):
        if term.column is not None or term == indicator.denominator:
            matched = both.behind(key, term)
            yield from (matched, everyone.behind(key, term) - matched)


def _provisional(choice: Choice, found: Cells, coverage: Indicator, today: date) -> tuple[Text, ...]:
    """Say that the last period may still move; sums over several periods have no age."""
    if choice.selection.pool is not None:
        return ()
    return provisional_note(choice, found, coverage, known_until(choice.selection, today))


def _notes(found: Cells, rows: Sequence[TrendRow], compared: date) -> tuple[Text, ...]:
    notes = list(found.notes)
    if rows[0].rate_since is None and compared not in {period for period, _ in found.sums}:
        notes.append(Text(f"no reports for {compared}: nothing to compare with", f"{compared} 无填报，无从比较"))
    return tuple(notes)
