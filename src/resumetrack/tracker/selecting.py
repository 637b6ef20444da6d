"""From what is asked (`Selection`) to what the store is asked for: panel, periods, dimensions, filters, scope."""

import difflib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from resumetrack import periods as calendar
from resumetrack.classify import dimension
from resumetrack.errors import UsageError
from resumetrack.model import DEFAULT_PANEL, DESCRIPTORS, LIST_DIMENSIONS, Kind, Selection
from resumetrack.periods import Frequency, WorkingDays
from resumetrack.store import Dimension, Filter, Panel, StateQuery, Store

LEVELLED = ("region", "industry")
OVERLAPPING = (*LIST_DIMENSIONS,)


@dataclass(frozen=True)
class Choice:
    """A selection made concrete on one store."""

    selection: Selection
    panel: Panel
    held: tuple[date, ...]
    periods: tuple[date, ...]
    lists: tuple[str, ...] | None
    levels: dict[str, str]
    dimensions: tuple[Dimension, ...]
    filters: tuple[Filter, ...]
    scoped: bool
    overlapping: bool
    kinds: frozenset[Kind] = frozenset({Kind.REPORT})

    def query(self, periods: tuple[date, ...] | None = None, *, detail: bool = False) -> StateQuery:
        """Ask for the state of these periods (those chosen, if None)."""
        chosen = self.periods if periods is None else periods
        counted = self.counted(chosen[-1]) if chosen else None
        reach = self._reach(chosen, counted)
        between = tuple(period for period in self.held if chosen and chosen[0] <= period <= chosen[-1])
        return StateQuery(
            panel_key=self.panel.key,
            periods=chosen,
            every_period=chosen == between,
            as_of=self.selection.as_of,
            lists=self.lists,
            dimensions=self.dimensions,
            filters=self.filters,
            held=tuple(sorted({*reach, *chosen})) if reach else (),
            reach=reach,
            ordinals=counted.ordinals if counted is not None else {},
            carry=self.selection.carry,
            detail=detail,
        )

    def counted(self, last: date) -> WorkingDays | None:
        """Number the days up to the last period; None where nothing is carried."""
        if not self.selection.carry or not self.held:
            return None
        return self.selection.calendar.of(self.panel.frequency).count(self.held[0], max(last, self.held[0]))

    def _reach(self, chosen: tuple[date, ...], counted: WorkingDays | None) -> dict[date, tuple[date, ...]]:
        """Say for each period held to which of those chosen a report of it may be carried."""
        if counted is None:
            return {}
        reach: dict[date, tuple[date, ...]] = {}
        for source in self.held[: bisect_left(self.held, chosen[-1])]:
            limit = counted.ordinals[source] + self.selection.carry
            later = chosen[bisect_right(chosen, source) :]
            near = tuple(target for target in later if counted.ordinals[target] <= limit)
            if near:
                reach[source] = near
        return reach


def choose_panel(store: Store, name: str | None) -> Panel:
    """Find the panel named, or the only one.

    Raises
    ------
    UsageError
        If there is no such panel, or several and none was named.
    """
    known = store.panels()
    if name is not None:
        found = next((panel for panel in known if panel.name == name), None)
        if found is None:
            message = f"there is no panel {name}"
            raise UsageError(message, hint=_known_names("panels", [panel.name for panel in known], name))
        return found
    if not known:
        message = f"{store.path} holds no panel yet"
        raise UsageError(message, hint="store a report first: resumetrack ingest FILE")
    if len(known) > 1:
        message = f"the store has {len(known)} panels and panels are never summed"
        raise UsageError(message, hint=f"name one with --panel: {', '.join(panel.name for panel in known)}")
    return known[0]


def panel_for_writing(known: list[Panel], named: str | None) -> str:
    """Say which panel a delivery goes to: the one named, else the only one, else `main`."""
    if named is not None:
        return named
    if not known:
        return DEFAULT_PANEL
    if len(known) > 1:
        message = f"the store has {len(known)} panels, and the command does not say which one is meant"
        raise UsageError(message, hint=f"name one with --panel: {', '.join(panel.name for panel in known)}")
    return known[0].name


def choose(store: Store, selection: Selection, today: date) -> Choice:
    """Make a selection concrete.

    Raises
    ------
    UsageError
        If it names a panel, dimension, level, list or period that cannot be.
    """
    panel = choose_panel(store, selection.panel)
    held = tuple(store.periods(panel, selection.as_of))
    lists = _lists(store, panel, selection)
    attributes = store.attributes(panel)
    levels = _levels(selection)
    kinds = store.kinds(panel, selection.as_of)
    for name in (*selection.by, *(dim for dim, _ in selection.where)):
        check_dimension(name, attributes)
    dimensions = tuple(dimension_of(store, panel, name, levels) for name in selection.by)
    return Choice(
        selection=selection,
        panel=panel,
        held=held,
        periods=_periods(selection, panel, held, today),
        lists=lists,
        levels=levels,
        dimensions=dimensions,
        filters=_filters(store, panel, selection),
        # Totals may state their own scope; that of enterprises is known with a roster alone.
        scoped=lists is not None
        or store.has_roster(panel, selection.as_of)
        or (kinds == {Kind.TOTALS} and selection.totals and store.totals_state_scope(panel, selection.as_of)),
        overlapping=any(name in LIST_DIMENSIONS or levels.get(name) == "cluster" for name in selection.by),
        kinds=kinds,
    )


def _lists(store: Store, panel: Panel, selection: Selection) -> tuple[str, ...] | None:
    """The lists that make the scope: those named, or all where a list dimension is asked for."""
    known = store.lists(panel, selection.as_of)
    for name in selection.lists:
        if name not in known:
            message = f"there is no list {name} in panel {panel.name}"
            raise UsageError(message, hint=_known_names("lists", known, name))
    used = {*selection.by, *(name for name, _ in selection.where)}
    if selection.lists:
        return selection.lists
    return tuple(known) if used & set(LIST_DIMENSIONS) else None


def _levels(selection: Selection) -> dict[str, str]:
    """The level of each dimension that has levels."""
    found: dict[str, str] = {}
    for level in selection.levels:
        owner = next((name for name in LEVELLED if level in _levels_of(name)), None)
        if owner is None:
            known = [one for name in LEVELLED for one in _levels_of(name)]
            message = f"there is no level {level}"
            raise UsageError(message, hint=_known_names("levels", known, level))
        if owner in found:
            message = f"--level names two levels of {owner}: {found[owner]} and {level}"
            raise UsageError(message, hint="one level per dimension; run the command twice for both")
        if owner not in selection.by:
            message = f"--level {level} is a level of {owner}, which is not in --by"
            raise UsageError(message, hint=f"add --by {owner}")
        found[owner] = level
    for name in LEVELLED:
        classification = dimension(name)
        if classification is not None:
            found.setdefault(name, classification.DEFAULT_LEVEL)
    return found


def _levels_of(name: str) -> tuple[str, ...]:
    classification = dimension(name)
    return classification.LEVELS if classification is not None else ()


def check_dimension(name: str, attributes: list[str]) -> None:
    """Raise UsageError for a dimension that there is not."""
    known = ["region", "industry", "size", *LIST_DIMENSIONS, *attributes]
    if name not in known:
        message = f"there is no dimension {name}"
        raise UsageError(message, hint=_known_names("dimensions", known, name))


def _known_names(what: str, known: list[str], wanted: str) -> str:
    if not known:
        return f"there are no {what} yet"
    near = difflib.get_close_matches(wanted, known, n=1)
    start = f"did you mean {near[0]}? " if near else ""
    return f"{start}{what}: {', '.join(known)}"


def dimension_of(store: Store, panel: Panel, name: str, levels: Mapping[str, str]) -> Dimension:
    """Make a dimension: the group that each raw code in the store falls in, at the level of its classification."""
    classification = dimension(name)
    if classification is None or name not in LEVELLED:
        return Dimension(name)
    level = levels[name]
    return Dimension(name, {raw: classification.at_level(raw, level) for raw in store.raw_values(panel, name)})


def _filters(store: Store, panel: Panel, selection: Selection) -> tuple[Filter, ...]:
    """Repeats of a dimension are OR, dimensions are AND; what matches is decided on the values the store has."""
    wanted: dict[str, list[str]] = {}
    for name, value in selection.where:
        wanted.setdefault(name, []).append(value)
    filters = []
    for name, values in wanted.items():
        classification = dimension(name) if name in DESCRIPTORS else None
        if classification is None:
            filters.append(Filter(name, frozenset(values)))
            continue
        raws = store.raw_values(panel, name)
        filters.append(
            Filter(name, frozenset(raw for raw in raws if any(classification.matches(raw, value) for value in values)))
        )
    return tuple(filters)


def _periods(selection: Selection, panel: Panel, held: tuple[date, ...], today: date) -> tuple[date, ...]:
    ranged = any(value is not None for value in (selection.first, selection.last, selection.every, selection.pool))
    if isinstance(selection.period, date) and not isinstance(selection.period, datetime):
        if ranged:
            message = "--period names one period; --from, --to, --every and --pool choose from all"
            raise UsageError(message, hint="leave one of them out")
        wanted = calendar.start(selection.period, panel.frequency, panel.week_start)
        return tuple(period for period in held if period == wanted)
    if selection.every is not None and selection.pool is not None:
        message = "--every takes one period of each step, --pool sums all of them"
        raise UsageError(message, hint="choose one of the two")
    if not ranged and selection.period == "latest":
        return latest(held, known_until(selection, today))
    first = None if selection.first is None else _first_of(panel, selection.first)
    chosen = tuple(
        period
        for period in held
        if (first is None or period >= first) and (selection.last is None or period <= selection.last)
    )
    return last_of_each(chosen, selection.every, panel.week_start) if selection.every else chosen


def _first_of(panel: Panel, day: date) -> date:
    """First day of the period that a day falls in; a month begins with the first week that begins in it."""
    if panel.frequency is Frequency.WEEK and day.day == 1:
        return day
    return calendar.start(day, panel.frequency, panel.week_start)


def known_until(selection: Selection, today: date) -> date:
    """Last day that `latest` may fall on: today, or the day of --as-of."""
    if selection.as_of is None:
        return today
    return min(today, selection.as_of.astimezone().date())


def latest(held: tuple[date, ...], until: date) -> tuple[date, ...]:
    """Give the greatest period held that is not after `until`, or none."""
    past = [period for period in held if period <= until]
    return (past[-1],) if past else ()


def last_of_each(held: tuple[date, ...], step: Frequency, week_start: int) -> tuple[date, ...]:
    """Give the last period held in each step."""
    last: dict[date, date] = {}
    for period in held:
        last[calendar.start(period, step, week_start)] = period
    return tuple(last.values())
