"""The columns that `--basis raised`, `--interval` and `--rank` append to rates, and what stderr says of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from resumetrack.errors import UsageError
from resumetrack.measure.moments import answer_of
from resumetrack.measure.precision import LADDER_LEVEL, Mark, interval, mark
from resumetrack.measure.ranking import Rank, Ranking, Standing, rank
from resumetrack.model import Basis, Cell, Column, Estimation, Indicator, Meaning, RateTable, Text, Unit
from resumetrack.store import Store
from resumetrack.tracker.cells import Key, in_order, rounded
from resumetrack.tracker.raised import frame_of, notes_on_weights
from resumetrack.tracker.sampling import Figure, Samples, draw
from resumetrack.tracker.selecting import Choice


@dataclass
class Precision:
    """What an estimation adds to the table of rates; an indicator that describes the scope itself gets nothing."""

    asked: Estimation
    samples: Samples
    indicators: Sequence[Indicator]
    rankings: dict[tuple[object, str], Ranking[Key]] = field(default_factory=dict)

    @cached_property
    def _estimated(self) -> list[Indicator]:
        return [one for one in self.indicators if answer_of(one) is not None]

    @cached_property
    def _leader(self) -> Indicator:
        """The indicator that groups are ordered by: the first one named that can be, else the operating rate."""
        named = self.samples.choice.selection.indicators
        return min(self._estimated, key=lambda one: named.index(one.name) if one.name in named else len(named))

    def appended(self, table: RateTable, keys: Sequence[Key]) -> RateTable:
        """Append to a finished table; its rows stand in the order of `keys`, in the long form once per indicator."""
        columns = {column.name: column for column in table.columns}
        places = {key: place for place, key in enumerate(keys)}
        total = table.total
        if "indicator" in columns:
            per_key = len(self.indicators)
            added = self._columns("", Text("", ""), columns["value"].meaning, shows_rank=True)
            rows = [
                (*table.rows[places[key] * per_key + place], *self._cells(key, indicator))
                for key in self._ordered(keys)
                for place, indicator in enumerate(self.indicators)
            ]
        else:
            added = []
            for one in self._estimated:
                label, meaning = columns[one.name].label, columns[one.name].meaning
                added += self._columns(f"{one.name}_", label, meaning, shows_rank=one is self._leader)
            rows = [(*table.rows[places[key]], *self._row(key)) for key in self._ordered(keys)]
            if total is not None:
                (whole,) = self.samples.whole
                total = (*total, *self._row(whole, whole=True))
        return replace(
            table,
            columns=(*table.columns, *added),
            rows=tuple(rows),
            total=total,
            notes=(*table.notes, *self._notes()),
        )

    def _columns(self, start: str, label: Text, meaning: Meaning, *, shows_rank: bool) -> list[Column]:
        """Give the columns of one indicator; people read limits and ranks as one text each."""

        def column(name: str, kind: Meaning, words: Text, *, machine: bool = True, human: bool = True) -> Column:
            head = Text(f"{label.en} {words.en}" if label.en else words.en.capitalize(), f"{label.zh}{words.zh}")
            return Column(f"{start}{name}", kind, head, machine=machine, human=human)

        columns: list[Column] = []
        if self.asked.basis is Basis.RAISED:
            columns.append(column("raised", meaning, Text("raised", "推算")))
            columns.append(column("raised_staff", meaning, Text("raised by staff", "按人数推算")))
        if self.asked.level is not None:
            columns.append(column("low", meaning, Text("low", "下限"), human=False))
            columns.append(column("high", meaning, Text("high", "上限"), human=False))
            columns.append(column("limits", Meaning.TEXT, Text("interval", "区间"), machine=False))
            columns.append(column("mark", Meaning.TEXT, Text("mark", "可靠性")))
        if self.asked.rank:
            columns.append(column("rank", Meaning.COUNT, Text("rank", "位次"), human=False))
            columns.append(column("rank_best", Meaning.COUNT, Text("best rank", "最高位次"), human=False))
            columns.append(column("rank_worst", Meaning.COUNT, Text("worst rank", "最低位次"), human=False))
            columns.append(column("ranks", Meaning.TEXT, Text("rank", "位次"), machine=False, human=shows_rank))
        return columns

    def _row(self, key: Key, *, whole: bool = False) -> list[Cell]:
        return [cell for one in self._estimated for cell in self._cells(key, one, whole=whole)]

    def _cells(self, key: Key, indicator: Indicator, *, whole: bool = False) -> list[Cell]:
        """Give the cells under the columns of one indicator."""
        figure = self.samples.figure(key, indicator, whole=whole)
        cells: list[Cell] = []
        if self.asked.basis is Basis.RAISED:
            value = None if figure.evidence is None else rounded(Fraction(figure.evidence.value))
            cells += [value, None if figure.staff_value is None else rounded(figure.staff_value)]
        if self.asked.level is not None:
            cells += _limits(figure, indicator, self.asked.level)
        if self.asked.rank:
            found = None if whole else self._rank(key, indicator)
            cells += _places(found)
        return cells

    def _ordered(self, keys: Sequence[Key]) -> list[Key]:
        """Sort rows by period and then by rank, if ranks are asked for; groups without one last."""
        if not self.asked.rank:
            return list(keys)
        places = {key: self._rank(key, self._leader) for key in keys}
        return sorted(keys, key=lambda key: (key[0], *_last(places[key])))

    def _notes(self) -> tuple[Text, ...]:
        """Say what was raised to what, what the intervals take for granted, and what ranks are worth."""
        notes: list[Text] = []
        if self.samples.whole:
            last = max(self.samples.whole)
            if self.samples.frame is not None:
                weights = self.samples.weights(last[0], "reporting")
                notes += notes_on_weights(self.samples.frame, weights, self.samples.whole[last], last[0])
            if self.asked.level is not None:
                notes.append(self._interval_note(self.asked.level))
            if self.asked.rank:
                notes += self._rank_notes(last)
        return tuple(notes)

    def _interval_note(self, level: float) -> Text:
        percent = f"{100 * level:g} %"
        if self.samples.choice.scoped or self.samples.frame is not None:
            return Text(
                f"intervals of {percent} are for the enterprises that are silent; where none is, there is no interval",
                f"{percent} 区间仅反映未填报企业的不确定性；全部填报时无区间",
            )
        return Text(
            f"intervals of {percent} take those reporting for a random sample of many, since there is no roster",
            f"{percent} 区间把填报企业视作大总体的随机样本：无名录，填报率未知",
        )

    def _rank_notes(self, last: Key) -> list[Text]:
        found = self.rankings.get((last[0], self._leader.name))
        if found is None or not found.pairs:
            return []
        by = self._leader
        level = f"{100 * (self.asked.level or LADDER_LEVEL):g} %"
        return [
            Text(
                f"ranked by {by.name}: at {level} for all pairs together {found.apart:,} of {found.pairs:,} pairs of "
                "groups can be told apart; a group may be anywhere from its best to its worst rank",
                f"按{by.label.zh}排序：全部两两比较合计 {level} 的水平下，{found.pairs:,} 对分组中有 {found.apart:,} 对"
                "可以区分；实际位次可在最高与最低位次之间",
            )
        ]

    def _rank(self, key: Key, indicator: Indicator) -> Rank | None:
        place = key[0], indicator.name
        if place not in self.rankings:
            standings: dict[Key, Standing] = {}
            for other in in_order(one for one in self.samples.rows if one[0] == key[0]):
                figure = self.samples.figure(other, indicator)
                if figure.evidence is not None:
                    standings[other] = Standing(figure.evidence, figure.is_complete)
            self.rankings[place] = rank(standings, self.asked.level or LADDER_LEVEL)
        return self.rankings[place].ranks.get(key)


def _last(place: Rank | None) -> tuple[bool, int]:
    return (place is None, 0 if place is None else place.place)


def _limits(figure: Figure, indicator: Indicator, level: float) -> list[Cell]:
    """Give the lower and upper limit, both as people read them, and the mark."""
    if figure.evidence is None:
        return [None, None, None, None]
    if figure.is_complete:
        return [None, None, None, Mark.COMPLETE.value]
    in_points = indicator.unit is Unit.POINTS
    marked = mark(figure.evidence, 100 if in_points else 1).value
    found = interval(figure.evidence, level)
    if found is None:
        return [None, None, None, marked]
    low, high = (rounded(Fraction(limit)) for limit in found)
    scale = 1 if in_points else 100
    return [low, high, f"{scale * low:.1f} to {scale * high:.1f}", marked]


def _places(found: Rank | None) -> list[Cell]:
    """Give the rank, the best and the worst it may be, and all three as people read them."""
    if found is None:
        return [None, None, None, None]
    return [found.place, found.best, found.worst, f"{found.place} ({found.best}-{found.worst})"]


def precision(
    store: Store, choice: Choice, asked: Estimation, indicators: Sequence[Indicator], threshold: Fraction
) -> Precision:
    """Work out what an estimation adds for these indicators.

    Raises
    ------
    UsageError
        If it cannot be had of this selection.
    """
    if choice.selection.pool is not None:
        message = (
            "--pool counts an enterprise once per period: such figures have no basis, interval or rank of their own"
        )
        raise UsageError(message, hint="use --every to take one period of each step")
    if asked.rank and not choice.dimensions:
        message = "--rank orders groups, and there are none"
        raise UsageError(message, hint="say which with --by, as in --by region")
    if asked.basis is not Basis.RAISED and not asked.raising.is_default:
        message = "--strata, --min-cell and --margins say how to raise, and nothing is to be raised"
        raise UsageError(message, hint="add --basis raised")
    frame = frame_of(store, choice, asked.raising) if asked.basis is Basis.RAISED else None
    if not any(answer_of(one) for one in indicators):
        message = "the indicators named describe the scope itself: nothing about them is left to chance"
        raise UsageError(message, hint="name another one as well, such as operating_rate")
    return Precision(asked, draw(store, choice, indicators, threshold, frame), indicators)
