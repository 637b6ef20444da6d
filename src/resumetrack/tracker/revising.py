"""The triangle of revisions: what `rates --as-of` would have shown some days after each period."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from resumetrack import periods
from resumetrack.analysis import Vintage, triangle
from resumetrack.errors import UsageError
from resumetrack.measure import terms_of
from resumetrack.model import Indicator, RateTable, Selection, Term, Text, Unit
from resumetrack.store import Store
from resumetrack.tracker import cells as reduced
from resumetrack.tracker.cells import Cells, Key, chosen_indicators, groups_in_order
from resumetrack.tracker.covering import with_coverage
from resumetrack.tracker.noting import notes_on
from resumetrack.tracker.provisional import SETTLED_AFTER
from resumetrack.tracker.rating import check_indicators
from resumetrack.tracker.revision_columns import course_cells, course_columns, lag_cells, lag_columns, sentences
from resumetrack.tracker.ruling import Ruling
from resumetrack.tracker.selecting import Choice, choose, known_until

LAGS = SETTLED_AFTER
MOST = 28
"""Periods looked at unless the selection names some."""
_DEFAULT = ("operating_rate", "return_rate")
_REPORTING = Term(("reporting",))


@dataclass(frozen=True)
class _Asked:
    """Which figures at which lags."""

    named: Sequence[Indicator]
    coverage: Indicator
    ruling: Ruling
    lags: int

    @property
    def terms(self) -> tuple[Term, ...]:
        return (_REPORTING, *terms_of([*self.named, self.coverage]))


def revisions(
    store: Store, selection: Selection, ruling: Ruling, today: date, *, lags: int = LAGS, by_lag: bool = False
) -> RateTable:
    """Make the triangle of values by lag of each period; or, with `by_lag`, what happened after each lag.

    Raises
    ------
    UsageError
        If periods are pooled, or rates and an index asked for together.
    """
    check_indicators(selection, ruling.catalogue)
    named = chosen_indicators(selection.indicators or _DEFAULT, ruling.catalogue)
    _check(selection, named)
    over_time = replace(selection, period="all") if selection.period == "latest" else selection
    choice = with_coverage(store, choose(store, over_time, today), today, ruling.threshold)
    until = known_until(selection, today)
    past = tuple(period for period in choice.periods if period <= until)
    is_open = selection.period == "latest" and selection.first is None and selection.last is None
    shown = past[-MOST:] if is_open else past
    choice = replace(choice, periods=shown)
    asked = _Asked(named, ruling.catalogue["coverage"], ruling, lags)
    latest = reduced.reduce_cells(store, choice, asked.terms, ruling.threshold)
    ends = {period: periods.end(period, choice.panel.frequency) for period in choice.periods}
    ages = {period: (until - end).days for period, end in ends.items()}
    vintages = [
        *_vintages(latest, asked, None),
        *_earlier(store, choice, asked, ends, set(latest.sums)),
    ]
    scale = {one.name: 100.0 if one.unit is Unit.RATE else 1.0 for one in named}
    courses, after = triangle(vintages, ages, lags, scale)
    place = {group: number for number, group in enumerate(groups_in_order({key[1] for key in latest.sums}))}
    order = {one.name: number for number, one in enumerate(named)}
    courses.sort(key=lambda one: (one.period, place[one.group], order[one.indicator]))
    after.sort(key=lambda one: (place[one.group], order[one.indicator], one.lag))
    by_name = {one.name: one for one in named}
    is_rate = named[0].unit is Unit.RATE
    columns = lag_columns(choice, is_rate=is_rate) if by_lag else course_columns(choice, lags, is_rate=is_rate)
    rows = (
        tuple(lag_cells(choice, one, by_name[one.indicator]) for one in after)
        if by_lag
        else tuple(course_cells(choice, one, by_name[one.indicator], latest, asked.coverage) for one in courses)
    )
    return RateTable(
        title=Text("Revisions", "修订"),
        columns=columns,
        rows=rows,
        summary=sentences(choice, courses, after, by_name),
        # `notes_on` says what kept everything out; of figures it would speak as of those of one period.
        notes=_notes(choice, past, vintages, lags) if latest.sums else notes_on(choice, latest, latest, today),
    )


def _check(selection: Selection, named: Sequence[Indicator]) -> None:
    if selection.pool is not None:
        raise UsageError("revisions are of single periods, --pool sums them", hint="leave --pool out, or use --every")
    if len({one.unit for one in named}) > 1:
        raise UsageError(
            "rates move in percentage points, an index in points", hint="ask for one of the two with --indicator"
        )


def _earlier(
    store: Store, choice: Choice, asked: _Asked, ends: Mapping[date, date], keys: set[Key]
) -> Iterator[Vintage]:
    """Ask once for each moment that counts: the last change of knowledge before the end of each day of the triangle."""
    events = store.events(choice.panel)
    until = choice.selection.as_of
    events = events if until is None else [event for event in events if event <= until]
    wanted: dict[int, dict[date, list[int]]] = {}
    for period, end in ends.items():
        for lag in range(asked.lags + 1):
            place = bisect_right(events, _end_of(end + timedelta(days=lag)))
            if place and not _is_to_come(end + timedelta(days=lag), until):
                wanted.setdefault(place - 1, {}).setdefault(period, []).append(lag)
    for place, lags_of in sorted(wanted.items()):
        try:
            known = choose(store, replace(choice.selection, as_of=events[place], period="all"), date.max)
        except UsageError:  # a list that was not known then: there was no such figure
            continue
        held = tuple(period for period in known.held if period in lags_of)
        found = reduced.reduce_cells(store, replace(known, periods=held), asked.terms, asked.ruling.threshold, held)
        for period, lags in lags_of.items():
            sums = {key: found.sums[key] for key in keys if key[0] == period and key in found.sums}
            for lag in lags:
                yield from _vintages(replace(found, sums=sums), asked, lag)


def _end_of(day: date) -> datetime:
    """The end of a day in the local zone, as `--as-of` takes a bare date."""
    return datetime.combine(day, time.max).astimezone()


def _is_to_come(day: date, until: datetime | None) -> bool:
    return _end_of(day) > (until or datetime.now().astimezone())


def _vintages(found: Cells, asked: _Asked, lag: int | None) -> Iterator[Vintage]:
    for key in found.sums:
        coverage = found.value(key, asked.coverage)
        for one in asked.named:
            exact = found.exact(key, one)
            value = None if exact is None else float(exact)
            yield Vintage(key[1], one.name, key[0], lag, value, coverage, found.count(key, "reporting"))


def _notes(choice: Choice, past: Sequence[date], vintages: Sequence[Vintage], lags: int) -> tuple[Text, ...]:
    notes = []
    if len(past) > len(choice.periods):
        notes.append(
            Text(
                f"the last {len(choice.periods)} of {len(past)} periods; --from and --to choose others",
                f"仅最近 {len(choice.periods)} 期，共 {len(past)} 期；可用 --from 与 --to 选择",
            )
        )
    if all(one.lag is None for one in vintages):
        days = "1 day" if lags == 1 else f"{lags} days"
        notes.append(
            Text(
                f"nothing was known within {days} of any of these periods: was the history loaded later, "
                "without --received?",
                f"各期结束后 {lags} 天内均无数据：历史数据是否后来补录而未用 --received？",
            )
        )
    return tuple(notes)
