"""The columns that `--basis matched` appends: rates among the enterprises that also report in the preceding period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from resumetrack.errors import UsageError
from resumetrack.measure import terms_of
from resumetrack.measure.moments import answer_of
from resumetrack.model import Basis, Cell, Column, Estimation, Indicator, Meaning, RateTable, Term, Text
from resumetrack.model.printed import signed
from resumetrack.store import Store
from resumetrack.tracker.cells import Cells, Key, reduce_cells, reduce_matched
from resumetrack.tracker.selecting import Choice

_REPORTING = Term(("reporting",))
_PP = 100


def check_matched(choice: Choice, estimation: Estimation, *, long: bool) -> None:
    """Make sure that matched rates can stand beside what else is asked.

    Raises
    ------
    UsageError
        If they cannot.
    """
    if estimation != Estimation(basis=Basis.MATCHED):
        message = "--basis matched speaks of enterprises that all report: there is nothing to estimate"
        raise UsageError(message, hint="ask for --interval, --rank and what goes with raising apart")
    if long or choice.selection.pool is not None:
        message = "--basis matched compares each period with the one before, in the row of a group"
        raise UsageError(message, hint=f"leave {'--long' if long else '--pool'} out")


@dataclass(frozen=True)
class Ground:
    """What rates are worked out from: the store, what is asked of it, which indicators, and the threshold of power."""

    store: Store
    choice: Choice
    indicators: Sequence[Indicator]
    threshold: Fraction


@dataclass(frozen=True)
class Matched:
    """What the periods of a choice have in common with the periods before them.

    `preceding` has the one before each; `now` and `before` have the sums of either over the enterprises that report in
    both and stay in their group.
    """

    indicators: Sequence[Indicator]
    preceding: Mapping[date, date]
    now: Cells
    before: Cells

    @classmethod
    def of(cls, ground: Ground) -> "Matched":
        """Work them out, all at once."""
        answered = [one for one in ground.indicators if answer_of(one) is not None]
        terms = (_REPORTING, *terms_of(answered))
        held, choice = ground.choice.held, ground.choice
        preceding = {period: before for before, period in pairwise(held) if period in choice.periods}
        periods = tuple(sorted({*preceding, *preceding.values()}))
        if not periods:
            nothing = Cells(terms, {}, choice.panel.decimals)
            return cls(answered, preceding, nothing, nothing)
        now, before = reduce_matched(ground.store, choice, terms, ground.threshold, periods=periods, order=held)
        return cls(answered, preceding, now, before)

    def columns(self, table: RateTable) -> list[Column]:
        """Give the number of matched enterprises, and each rate among them now and then."""
        known = {column.name: column for column in table.columns}
        found = [Column("matched", Meaning.COUNT, Text("Matched", "可比企业"))]
        for one in self.indicators:
            of = known[one.name]
            found += [
                replace(of, name=f"{one.name}_matched", label=_joined(of.label, "matched", "可比")),
                replace(of, name=f"{one.name}_matched_preceding", label=_joined(of.label, "before", "前期可比")),
            ]
        return found

    def cells(self, key: Key) -> list[Cell]:
        """Give them for one period and group; none where there is no period before."""
        period, group = key
        if period not in self.preceding:
            return [None] * (1 + 2 * len(self.indicators))
        found: list[Cell] = [self.now.count(key, *_REPORTING.when)]
        for one in self.indicators:
            found += [self.now.value(key, one), self.before.value((self.preceding[period], group), one)]
        return found


def matched(table: RateTable, keys: Sequence[Key], ground: Ground) -> RateTable:
    """Append matched rates to a table whose rows stand in the order of `keys`, and to its total."""
    found = Matched.of(ground)
    choice = ground.choice
    last = replace(ground, choice=replace(choice, dimensions=(), periods=choice.periods[-1:]))
    whole = Matched.of(last)
    total = table.total
    if total is not None:
        total = (*total, *whole.cells((choice.periods[-1], ())))
    return replace(
        table,
        columns=(*table.columns, *found.columns(table)),
        rows=tuple((*row, *found.cells(key)) for row, key in zip(table.rows, keys, strict=True)),
        total=total,
        notes=(*table.notes, *_notes(last, whole)),
    )


def _notes(last: Ground, whole: Matched) -> list[Text]:
    """Say how the operating rate of all moved in the last period, and that of the matched."""
    if not last.choice.periods:
        return []
    period = last.choice.periods[-1]
    operating = next((one for one in whole.indicators if one.name == "operating_rate"), None)
    if period not in whole.preceding or operating is None:
        return [Text("no period before, so nobody is matched", "没有更早的一期，无可比企业")]
    before = whole.preceding[period]
    both = reduce_cells(last.store, last.choice, terms_of([operating]), last.threshold, (before, period))
    everyone = [both.exact((when, ()), operating) for when in (before, period)]
    same = [side.exact((when, ()), operating) for side, when in ((whole.before, before), (whole.now, period))]
    if None in everyone or None in same:
        return [Text(f"nobody reports on {before} and {period}", f"{before} 与 {period} 无可比企业")]
    moved, alike = (_pp(pair) for pair in (everyone, same))
    number = whole.now.count((period, ()), *_REPORTING.when)
    return [
        Text(
            f"operating rate since {before}: {moved} pp among all who report, {alike} pp among the {number:,} "
            "that report in both periods",
            f"自 {before} 以来开工率：全部填报企业 {moved} 个百分点，两期均填报的 {number:,} 家 {alike} 个百分点",
        )
    ]


def _pp(pair: Sequence[Fraction | None]) -> str:
    first, second = (Fraction(value or 0) for value in pair)
    return signed((second - first) * _PP)


def _joined(label: Text, en: str, zh: str) -> Text:
    return Text(f"{label.en} {en}", f"{label.zh}（{zh}）")
