"""The columns that `--basis raised`, `--interval` and `--rank` append to rates, and what stderr says of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from resumetrack.errors import UsageError
from resumetrack.measure.moments import answer_of
from resumetrack.measure.precision import LADDER_LEVEL
from resumetrack.measure.ranking import Rank, Ranking, Standing, rank
from resumetrack.measure.samples import Samples
from resumetrack.model import Basis, Cell, Column, Estimation, Indicator, Meaning, RateTable, Text
from resumetrack.store import Store
from resumetrack.tracker.cells import Key, in_order, rounded
from resumetrack.tracker.limits import for_people, for_programs, headed, limit_cells, limit_columns, limit_note
from resumetrack.tracker.raised import RaisingFrame, frame_of, notes_on_weights
from resumetrack.tracker.sampling import draw
from resumetrack.tracker.selecting import Choice

_RANKS = {
    "rank": Text("rank", "位次"),
    "rank_best": Text("best rank", "最高位次"),
    "rank_worst": Text("worst rank", "最低位次"),
}


@dataclass
class Precision:
    """What an estimation adds to the table of rates; an indicator that describes the scope itself gets nothing."""

    asked: Estimation
    choice: Choice
    frame: RaisingFrame | None
    samples: Samples
    indicators: Sequence[Indicator]
    rankings: dict[tuple[object, str], Ranking[Key]] = field(default_factory=dict)

    @cached_property
    def _estimated(self) -> list[Indicator]:
        return [one for one in self.indicators if answer_of(one) is not None]

    @cached_property
    def _leader(self) -> Indicator:
        """The indicator that groups are ordered by: the first one named that can be, else the operating rate."""
        named = self.choice.selection.indicators
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
        columns: list[Column] = []
        if self.asked.basis is Basis.RAISED:
            columns.append(headed(start, label, "raised", meaning, Text("raised", "推算")))
            columns.append(headed(start, label, "raised_staff", meaning, Text("raised by staff", "按人数推算")))
        if self.asked.level is not None:
            columns += limit_columns(start, label, meaning)
        if self.asked.rank:
            for name, words in _RANKS.items():
                columns.append(for_programs(headed(start, label, name, Meaning.COUNT, words)))
            all_three = headed(start, label, "ranks", Meaning.TEXT, _RANKS["rank"])
            columns.append(for_people(all_three, shown=shows_rank))
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
            cells += limit_cells(figure, indicator, self.asked.level)
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
            if self.frame is not None:
                answer = answer_of(self._leader) or ""
                weights = self.samples.weights(last[0], answer)
                notes += notes_on_weights(self.frame, weights, self.samples.whole[last], answer, last[0])
            if self.asked.level is not None:
                scoped = self.choice.scoped or self.frame is not None
                notes.append(limit_note(self.asked.level, scoped=scoped))
            if self.asked.rank:
                notes += self._rank_notes(last)
        return tuple(notes)

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
    return Precision(asked, choice, frame, draw(store, choice, indicators, threshold, frame), indicators)
