"""What a summary says about the rows of one indicator, before it is put into a language."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from resumetrack.analysis.trend import COVERAGE_MOVES_OVER_PP, NOT_AT_THIS_PACE, PP_DECIMALS, Direction, Group, TrendRow
from resumetrack.model import Text, Unit
from resumetrack.model.printed import half_up

MOVES = (Direction.RISING, Direction.FALLING, Direction.FLAT, Direction.NOT_COMPARABLE, Direction.NO_COMPARISON)
_WHOLE = ".0"
_PERCENT = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the groups stand to a target: how many `reached` it, are `never` there at this pace, have no `open` answer.

    `later` are the days on which the others reach it, in order.
    """

    reached: int
    later: tuple[date, ...]
    never: int
    open: int


@dataclass(frozen=True, slots=True)
class CoverageMove:
    """Coverage in the compared and the last period, in percent: whole numbers if both are."""

    before: str
    now: str
    fell: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """The rows of one indicator with the words they need; `names` has one per row, empty for the total."""

    rows: tuple[TrendRow, ...]
    names: tuple[Text, ...]
    label: Text
    groups: Text

    @property
    def row(self) -> TrendRow:
        """The only row, or one that stands for the dates of all."""
        return self.rows[0]

    @property
    def rated(self) -> tuple[tuple[TrendRow, Text], ...]:
        """Rows with a rate in the last period, with their names."""
        return tuple((row, name) for row, name in zip(self.rows, self.names, strict=True) if row.rate is not None)

    @property
    def directions(self) -> Mapping[Direction, int]:
        """How many groups went where, in the order it is told."""
        counts = Counter(row.direction for row in self.rows)
        return {direction: counts[direction] for direction in MOVES if counts[direction]}

    @property
    def leaders(self) -> tuple[tuple[TrendRow, Text], ...]:
        """Rows that share the highest rate as it is shown."""
        return self._sharing(max((row.rate for row, _ in self.rated if row.rate is not None), default=None))

    @property
    def laggards(self) -> tuple[tuple[TrendRow, Text], ...]:
        """Rows that share the lowest rate as it is shown."""
        return self._sharing(min((row.rate for row, _ in self.rated if row.rate is not None), default=None))

    @property
    def outcome(self) -> Outcome:
        """How the groups stand to the target; no pace is taken from what cannot be compared."""
        reached = sum(has_reached(row) for row in self.rows)
        later = sorted(
            row.target_period
            for row in self.rows
            if isinstance(row.target_period, date) and not has_reached(row) and is_comparable(row)
        )
        never = sum(row.target_period == NOT_AT_THIS_PACE and is_comparable(row) for row in self.rows)
        return Outcome(reached, tuple(later), never, len(self.rows) - reached - len(later) - never)

    def _sharing(self, rate: float | None) -> tuple[tuple[TrendRow, Text], ...]:
        return tuple((row, name) for row, name in self.rated if shown(row.rate, row) == shown(rate, row))


def digest(rows: Sequence[TrendRow], label: Text, group_name: Callable[[Group], Text], groups: Text) -> Digest:
    """Gather the rows of one indicator and the words for them; those that belong to no group lead none."""
    told = [row for row in rows if not row.group or any(part is not None for part in row.group)] or rows
    names = tuple(group_name(row.group) if row.group else Text("", "") for row in told)
    return Digest(tuple(told), names, label, groups)


def is_comparable(row: TrendRow) -> bool:
    """Whether the change since the compared period says something about the enterprises."""
    return row.direction not in (Direction.NOT_COMPARABLE, Direction.NO_COMPARISON)


def has_reached(row: TrendRow) -> bool:
    """Whether the rate is at the target now: the target period is then one that has been."""
    return isinstance(row.target_period, date) and row.target_period <= row.period


def shown(rate: float | None, row: TrendRow) -> str:
    """Give a rate as the number that is printed, in percent or points."""
    return "" if rate is None else str(half_up(rate, shift=0 if row.unit is Unit.POINTS else _PERCENT))


def size(change: float) -> str:
    """Give a change without its sign."""
    return str(abs(half_up(change)))


def is_nil(change: float) -> bool:
    """Whether a change prints as zero."""
    return not half_up(change)


def coverage_move(row: TrendRow) -> CoverageMove | None:
    """How coverage moved, if it moved so far that the two periods are not comparable."""
    if row.coverage_since is None or row.coverage is None:
        return None
    if round(100 * abs(row.coverage - row.coverage_since), PP_DECIMALS) <= COVERAGE_MOVES_OVER_PP:
        return None
    before, now = (str(half_up(coverage, shift=_PERCENT)) for coverage in (row.coverage_since, row.coverage))
    if before.endswith(_WHOLE) and now.endswith(_WHOLE):
        before, now = before.removesuffix(_WHOLE), now.removesuffix(_WHOLE)
    return CoverageMove(before, now, fell=row.coverage < row.coverage_since)
