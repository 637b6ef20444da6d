"""Publication-safe tables: what is hidden of a choice, and a finished table without it.

`--publish` comes last, on the finished table and by row, so that no column that another option appends can slip
through. Which cells are hidden does not depend on the command or on further columns: `rates`, `trend` and `coverage`
hide the same, and a further indicator can only add to it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar, cast

from resumetrack.errors import UsageError
from resumetrack.measure import catalogue, terms_of
from resumetrack.measure.disclosure import ALL, Address, Pattern, Published, suppress
from resumetrack.measure.disclosure.rules import REPORTING
from resumetrack.measure.precision import FEW
from resumetrack.model import Cell, Column, DisclosureRules, Indicator, Meaning, Table, Term, Text, TrendTable
from resumetrack.store import Store
from resumetrack.tracker.coarsening import Coarsening, coarse_rate, is_mean
from resumetrack.tracker.naming import PERIOD
from resumetrack.tracker.noting import FLAG_COUNTS, NOTED_FLAGS, period_note, without_totals
from resumetrack.tracker.selecting import Choice
from resumetrack.tracker.tallying import Group, kinds_of, tallies

if TYPE_CHECKING:
    # analysis imports pandas, which `rates` has no use for.
    from resumetrack.analysis import Match, Point

T = TypeVar("T", bound=Table)

MARK = "c"
SUPPRESSED = Column("suppressed", Meaning.SUPPRESSED, Text("Suppressed", "保密"), human=False)
_ALWAYS = ("operating_rate", "return_rate", "coverage")
_MOST_DIMENSIONS = 2
# `coverage` shows it without its sums, by which the rules would see that it tells the size of a silent enterprise.
_UNJUDGED = frozenset({"staff_coverage"})


@dataclass
class Publication:
    """The rules that a table is published by, and after it what they hid, by period: the audit never leaves the house.

    One is made for each table.
    """

    rules: DisclosureRules = field(default_factory=DisclosureRules)
    patterns: dict[date, Pattern] = field(default_factory=dict)
    choice: Choice | None = None
    judged: Mapping[str, Indicator] = field(default_factory=dict)

    def hides(self, period: date, address: Address) -> bool:
        """Whether nothing may be said of a group, or of all together, in a period."""
        pattern = self.patterns.get(period)
        return pattern is not None and address in pattern.hidden

    def behind(self, period: date, address: Address, indicator: Indicator) -> int:
        """How many enterprises are in the base of an indicator of a group, or of all together."""
        return self.patterns[period].cells[address].counts[indicator.denominator]

    @property
    def _everything(self) -> Address:
        return (ALL,) * len(self.choice.dimensions) if self.choice is not None else ()

    @property
    def _group_columns(self) -> set[str]:
        names = [dimension.name for dimension in self.choice.dimensions] if self.choice is not None else []
        return {*names, *(f"{name}_name" for name in names)}

    def settle(
        self,
        store: Store,
        choice: Choice,
        indicators: Sequence[Indicator],
        threshold: Fraction,
    ) -> None:
        """Choose what is hidden in each period of a choice: by what every table shows, then by further indicators.

        What every table shows has one sum of each column, which gives nothing by adding and subtracting.
        """
        _check(choice)
        self.choice = choice
        self.patterns.clear()
        ours = catalogue()
        always = tuple(ours[name] for name in _ALWAYS)
        self.judged = {one.name: one for one in (*always, *indicators)}
        names = [dimension.name for dimension in choice.dimensions]
        base = _published(always)
        # By name: the order in which indicators are asked for has no influence.
        whole = _published((*always, *sorted(indicators, key=attrgetter("name"))))
        if whole != base:
            whole = whole.among(kinds_of(store, choice, whole.sums, threshold))
        for period, leaves in tallies(store, choice, whole.counted, threshold).items():
            pattern = suppress(leaves, base, self.rules, names=names)
            if whole != base:
                pattern = suppress(leaves, whole, self.rules, pattern.hidden, names)
            self.patterns[period] = pattern

    # -- the finished table ----------------------------------------------------------------------------------

    @property
    def warning(self) -> Text | None:
        """What to tell whoever publishes, and nobody else: figures that published margins would give away."""
        exposed = sum(len(pattern.exposed) for pattern in self.patterns.values())
        count = sum(len(pattern.open) for pattern in self.patterns.values()) - exposed
        margins = Text(
            f"{_follow(count)} from the margins alone: publish no totals by one dimension beside this table",
            f"有 {count} 个保密数值仅由合计即可推出：请勿同时发布各维度的合计表",
        )
        total = Text(
            f"{_follow(exposed)} from the total alone, whatever is hidden: do not publish this table, ask for fewer or "
            "coarser groups",
            f"有 {exposed} 个保密数值仅由总计即可推出，隐藏其他数值也无济于事：请勿发布本表，改用更少或更粗的分组",
        )
        said = [text for number, text in ((exposed, total), (count, margins)) if number]
        return Text("; ".join(one.en for one in said), "；".join(one.zh for one in said)) if said else None

    def published(self, table: T) -> T:
        """Empty every figure of the rows that are hidden, and say in a last column which they are."""
        if self.choice is None:
            return table
        place = {column.name: number for number, column in enumerate(table.columns)}
        # An attribute may have the name of a figure; what says which group it is stands first.
        leading = {column.name: number for number, column in reversed([*enumerate(table.columns)])}
        groups = [leading[dimension.name] for dimension in self.choice.dimensions]
        others = {leading[name] for name in (PERIOD.name, "indicator", *self._group_columns) if name in leading}
        figures = frozenset(range(len(table.columns))) - others
        unjudged = frozenset(place[name] for name in _UNJUDGED - self.judged.keys() if name in place)
        coarsening = Coarsening.of(table.columns, self.judged.values())

        def masked(row: Sequence[Cell], address: Address) -> tuple[Cell, ...]:
            period = cast("date", row[place[PERIOD.name]])
            if "reporting" in place:
                self._check_same(period, address, row[place["reporting"]])
            if self.hides(period, address):
                return (*emptied(row, figures), MARK)
            row = coarsening.row(row, partial(self.behind, period, address))
            return (*emptied(row, unjudged), None)

        rows = tuple(masked(row, cast("Group", tuple(row[number] for number in groups))) for row in table.rows)
        total = masked(table.total, self._everything) if table.total is not None else None
        notes = self._notes(table.notes, sum(row[-1] == MARK for row in rows), len(rows))
        return replace(table, columns=(*table.columns, SUPPRESSED), rows=rows, total=total, notes=notes)

    # -- trends ----------------------------------------------------------------------------------------------

    def known_points(self, points: Sequence["Point"]) -> "list[Point]":
        """Take the rate out of every point that is hidden: a trend is made of published rates alone."""
        return [
            replace(point, rate=None, numerator=None, denominator=None, reporting=0, coverage=None)
            if self.hides(point.period, point.group)
            else self._coarse_point(point)
            for point in points
        ]

    def _coarse_point(self, point: "Point") -> "Point":
        """Round a rate that says more than the sums beside it, so that no change of it says more either."""
        indicator = self.judged[point.indicator]
        if not is_mean(indicator) or point.rate is None:
            return point
        shown = self.behind(point.period, point.group, indicator) >= FEW
        return replace(point, numerator=None, rate=coarse_rate(point.rate, indicator) if shown else None)

    def known_matches(self, matches: Sequence["Match"], since: date) -> "list[Match]":
        """Drop the matches of groups that are hidden in either period, and rates that few enterprises tell apart.

        The enterprises that report both times differ from all by those that joined or left: if these are few, or few of
        them enter the figure, the two changes together would show them. The sums of the matched are not shown, so that
        their rates are rounded.
        """
        last = max(self.patterns)
        return [
            self._coarse_match(match)
            for match in matches
            if not self.hides(since, match.group) and not self.hides(last, match.group)
        ]

    def _coarse_match(self, match: "Match") -> "Match":
        indicator = self.judged[match.indicator]
        few = {*range(1, self.rules.min_enterprises)}
        least = FEW if is_mean(indicator) else 0
        if few & {match.joined, match.left, match.both, *match.apart} or match.both < least:
            return replace(match, rate_since=None, rate_last=None)
        since, last = (
            None if rate is None else coarse_rate(rate, indicator) for rate in (match.rate_since, match.rate_last)
        )
        return replace(match, rate_since=since, rate_last=last)

    def published_trend(self, table: TrendTable, groups: Sequence[Group]) -> TrendTable:
        """Mark the rows in which something is hidden; where the last period is, the whole row."""
        first, last = min(self.patterns), max(self.patterns)
        dimensions = self._group_columns
        figures = places(table, {*dimensions, "indicator", "indicator_name", "first_period", "period", "since"})
        reported_first = frozenset(place for place, one in enumerate(table.columns) if one.name == "reporting_first")

        def masked(row: Sequence[Cell], group: Group) -> tuple[Cell, ...]:
            if self.hides(last, group):
                return (*emptied(row, figures), MARK)
            row = emptied(row, reported_first) if self.hides(first, group) else row
            return (*row, MARK if any(self.hides(period, group) for period in self.patterns) else None)

        rows = tuple(masked(row, group) for row, group in zip(table.rows, groups, strict=True))
        hidden = sum(row[-1] == MARK for row in rows)
        notes = (*table.notes, hidden_note(hidden, len(rows))) if hidden else table.notes
        return replace(table, columns=(*table.columns, SUPPRESSED), rows=rows, notes=notes)

    def _check_same(self, period: date, address: Address, reporting: Cell) -> None:
        """Make sure that what is published is what was judged, whatever options a table was made with."""
        pattern = self.patterns.get(period)
        if pattern is None or pattern.cells[address].amounts[REPORTING] != reporting:
            message = "--publish cannot judge this table: it is not made of the enterprises that report"
            raise UsageError(message, hint="leave out the option that changes who is counted")

    def _notes(self, notes: tuple[Text, ...], hidden: int, rows: int) -> tuple[Text, ...]:
        """Say what may be said beside the table: notes of the table itself may hold figures that are hidden."""
        if not self.patterns or self.choice is None:
            return notes
        first, last = min(self.patterns), max(self.patterns)
        said = []
        if self.hides(last, self._everything):
            said.append(Text(f"period {last}: the total is confidential", f"日期 {last}：合计保密"))
        else:
            counts = self.patterns[last].cells[self._everything].amounts
            said.append(period_note(self.choice, first, last, [counts[Term((flag,))] for flag in NOTED_FLAGS]))
        if hidden:
            said.append(hidden_note(hidden, rows))
        return (*said, *without_totals(self.choice))


def _check(choice: Choice) -> None:
    if choice.overlapping:
        message = "--publish cannot protect groups that overlap: their total is not their sum"
        raise UsageError(message, hint="publish one list at a time with --list NAME; leave clusters out")
    if len(choice.dimensions) > _MOST_DIMENSIONS:
        message = (
            f"--publish protects tables of at most {_MOST_DIMENSIONS} dimensions, --by names {len(choice.dimensions)}"
        )
        raise UsageError(message, hint="leave some out")


def _published(indicators: Sequence[Indicator]) -> Published:
    chosen = tuple(dict.fromkeys(indicators))
    return Published(tuple(dict.fromkeys((*terms_of(chosen), *FLAG_COUNTS))), chosen)


def places(table: Table, others: Collection[str]) -> frozenset[int]:
    """Find the columns of figures: all but these others."""
    return frozenset(place for place, column in enumerate(table.columns) if column.name not in others)


def emptied(row: Sequence[Cell], places: frozenset[int]) -> tuple[Cell, ...]:
    """Empty some cells of a row."""
    return tuple(None if place in places else cell for place, cell in enumerate(row))


def _follow(count: int) -> str:
    return f"{count} hidden {'figure follows' if count == 1 else 'figures follow'}"


def hidden_note(hidden: int, rows: int) -> Text:
    """Say how many rows are hidden."""
    return Text(
        f"{hidden} of {rows} rows {'is' if hidden == 1 else 'are'} confidential, marked [c]",
        f"{rows} 行中有 {hidden} 行保密，标为 [c]",
    )
