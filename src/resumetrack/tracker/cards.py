"""The rate card: every indicator of one cell, what it rests on, how old that is, and how the rates are tied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import narwhals.stable.v2 as nw

from resumetrack import periods
from resumetrack.errors import UsageError
from resumetrack.measure import terms_of
from resumetrack.model import Cell, Column, Indicator, Meaning, RateTable, Selection, Text, Unit
from resumetrack.store import Store
from resumetrack.tracker import cells as reduced
from resumetrack.tracker.card_words import TIED, age_words, identity_words, spread_words, title_of
from resumetrack.tracker.cells import Cells, Key, chosen_indicators
from resumetrack.tracker.covering import COVERAGE, with_coverage
from resumetrack.tracker.limits import limit_cells, limit_columns, limit_note
from resumetrack.tracker.naming import PERIOD
from resumetrack.tracker.noting import FLAG_COUNTS, LEFT_OUT, notes_on
from resumetrack.tracker.rating import check_indicators
from resumetrack.tracker.ruling import Ruling
from resumetrack.tracker.sampling import draw
from resumetrack.tracker.selecting import Choice, choose, known_until

_RULES = Column("rules", Meaning.TEXT, Text("Rules", "规则"))
_SINCE = (
    Column("since", Meaning.DATE, Text("Since", "对比日")),
    Column("value_since", Meaning.RATE, Text("Then", "当时"), human=False),
    Column("change_pp", Meaning.PP, Text("Change", "变化")),
)
_PP = 100
_PP_DECIMALS = 10


_MEASURED = (
    Column("numerator", Meaning.QUANTITY, Text("Numerator", "分子")),
    Column("denominator", Meaning.QUANTITY, Text("Denominator", "分母")),
    Column("value", Meaning.RATE, Text("Value", "数值"), human=False),
)
_RATE = Column("rate", Meaning.RATE, Text("Rate", "率"), machine=False)
_POINTS = Column("points", Meaning.POINTS, Text("Index", "指数"), machine=False)
_LIMITS = tuple(limit_columns("", Text("", ""), Meaning.RATE))
_RESTING_ON = (
    Column("reporting", Meaning.COUNT, Text("Reporting", "填报企业"), human=False),
    Column("carried", Meaning.COUNT, Text("Carried", "沿用"), human=False),
    Column("age_days", Meaning.COUNT, Text("Days old", "距今天数"), human=False),
    Column("oldest_period", Meaning.DATE, Text("Oldest", "最早日期"), human=False),
    Column("definition", Meaning.TEXT, Text("Definition", "定义")),
    Column("source", Meaning.TEXT, Text("Source", "出处")),
)
_PP = 100
_PP_DECIMALS = 10


@dataclass(frozen=True)
class _Line:
    """One indicator of a card, by which rules it is made, and since when its change is counted."""

    ruling: Ruling
    indicator: Indicator
    since: date | None

    @property
    def rules(self) -> str:
        """Name of the rule set, empty for the site's own rules."""
        return "" if self.ruling.rule_set is None else self.ruling.rule_set.name


def card(
    store: Store,
    selection: Selection,
    rulings: Sequence[Ruling],
    today: date,
    *,
    by_rules: bool = False,
    since: date | None = None,
    level: float | None = None,
) -> RateTable:
    """Make the card of one cell in one period by each of these rules; with `by_rules` a column names them.

    With a `level` each indicator has its interval.

    Raises
    ------
    UsageError
        If the selection is of several cells or periods, or names an indicator that is not declared.
    """
    check_one_cell(selection, "a card is")
    choice = with_coverage(store, choose(store, selection, today), today, rulings[0].threshold)
    lines = [line for ruling in rulings for line in _lines(choice, ruling, since)]
    found = _reduced(store, choice, lines)
    first = found[rulings[0].threshold]
    present = replace(first, sums={key: sums for key, sums in first.sums.items() if key[0] in choice.periods})
    notes = notes_on(choice, present, present, today)
    columns = _columns(lines, scoped=choice.scoped, by_rules=by_rules, limited=level is not None)
    if not present.sums:
        return RateTable(title_of(selection, None), columns, (), notes=notes)
    [key] = present.sums
    age = (known_until(selection, today) - periods.end(key[0], choice.panel.frequency)).days
    oldest = _oldest(store, choice) if first.count(key, "carried") else key[0]
    limits = {} if level is None else _limits(store, choice, lines, key, level)
    if level is not None:
        notes = (*notes, limit_note(level, scoped=choice.scoped))
    rows = []
    for line in lines:
        known: dict[str, Cell] = {"age_days": age, "oldest_period": oldest, "coverage": None}
        known |= _figures(choice, found[line.ruling.threshold], key, line)
        known |= limits.get((line.ruling.threshold, line.indicator), {})
        rows.append(tuple(known[column.name] for column in columns))
    shown = [(line.rules, line.indicator, found[line.ruling.threshold]) for line in lines]
    return RateTable(
        title=title_of(selection, key[0]),
        columns=columns,
        rows=tuple(rows),
        summary=(
            age_words(age, first.count(key, "carried"), oldest),
            *identity_words(first, key),
            *(spread_words(shown, key) if by_rules else ()),
        ),
        notes=notes,
    )


def check_one_cell(selection: Selection, what: str) -> None:
    """Refuse a selection of several cells or periods; `what` begins the sentence.

    Raises
    ------
    UsageError
        If it may be of several.
    """
    several = (selection.by, selection.first, selection.last, selection.every, selection.pool)
    if any(several) or selection.period == "all":
        raise UsageError(
            f"{what} of one cell in one period",
            hint="choose it with --where, --list and --period; `rates --long` has many cells",
        )


def _lines(choice: Choice, ruling: Ruling, since: date | None) -> list[_Line]:
    asked = ruling.selection(choice.selection)
    check_indicators(asked, ruling.catalogue)
    named = chosen_indicators(asked.indicators or tuple(ruling.catalogue), ruling.catalogue)
    from_when = since or ruling.since
    if from_when is not None:
        from_when = periods.start(from_when, choice.panel.frequency, choice.panel.week_start)
    return [_Line(ruling, indicator, from_when) for indicator in named]


def _reduced(store: Store, choice: Choice, lines: Sequence[_Line]) -> Mapping[Fraction, Cells]:
    """Reduce the state once per threshold, for the period of the card and those it is compared with."""
    compared = {line.since for line in lines if line.since is not None}
    asked = tuple(period for period in choice.held if period in compared or period in choice.periods)
    found = {}
    for threshold in dict.fromkeys(line.ruling.threshold for line in lines):
        own = [line for line in lines if line.ruling.threshold == threshold]
        tied = [own[0].ruling.catalogue[name] for name in (*TIED, "coverage")]
        terms = (*FLAG_COUNTS, *LEFT_OUT, *terms_of([*tied, *(line.indicator for line in own)]))
        found[threshold] = reduced.reduce_cells(store, choice, terms, threshold, asked)
    return found


def _oldest(store: Store, choice: Choice) -> date:
    """Find the period of the oldest report that still counts in the cell, carried ones included."""
    state = nw.from_native(store.state(choice.query(detail=True)))
    carried = state.filter(nw.col("carried") > 0).select(nw.col("last_period").min())
    [(oldest,)] = store.rows(nw.to_native(carried))[1]
    return oldest if oldest is not None else choice.periods[-1]


def _limits(
    store: Store, choice: Choice, lines: Sequence[_Line], key: Key, level: float
) -> Mapping[tuple[Fraction, Indicator], Mapping[str, Cell]]:
    """Work out the interval of every indicator, by threshold."""
    found: dict[tuple[Fraction, Indicator], Mapping[str, Cell]] = {}
    names = [column.name for column in _LIMITS]
    for threshold in dict.fromkeys(line.ruling.threshold for line in lines):
        own = [line.indicator for line in lines if line.ruling.threshold == threshold]
        samples = draw(store, choice, own, threshold, None)
        for indicator in own:
            cells = limit_cells(samples.figure(key, indicator), indicator, level)
            found[threshold, indicator] = dict(zip(names, cells, strict=True))
    return found


def _columns(lines: Sequence[_Line], *, scoped: bool, by_rules: bool, limited: bool) -> tuple[Column, ...]:
    units = {line.indicator.unit for line in lines}
    return (
        *([_RULES] if by_rules else []),
        replace(PERIOD, human=False),
        Column("indicator", Meaning.TEXT, Text("Indicator", "指标"), human=False),
        Column("label", Meaning.TEXT, Text("Indicator", "指标"), machine=False),
        *_MEASURED,
        *([_RATE] if Unit.RATE in units else []),
        *([_POINTS] if Unit.POINTS in units else []),
        replace(COVERAGE, human=scoped),
        *(_LIMITS if limited else ()),
        *(_SINCE if any(line.since is not None for line in lines) else ()),
        *_RESTING_ON,
    )


def _figures(choice: Choice, found: Cells, key: Key, line: _Line) -> Mapping[str, Cell]:
    one, lang = line.indicator, choice.selection.lang
    value, above = found.value(key, one), found.numerator(key, one)
    coverage = line.ruling.catalogue["coverage"]
    return {
        "rules": line.rules,
        "period": key[0],
        "indicator": one.name,
        "label": one.label.to(lang),
        "numerator": above,
        "denominator": found.denominator(key, one),
        "value": value,
        "rate": value if one.unit is Unit.RATE else None,
        "points": value if one.unit is Unit.POINTS else None,
        "coverage": found.value(key, coverage),
        "since": line.since,
        **_change(found, key, line),
        "reporting": found.count(key, "reporting"),
        "carried": found.count(key, "carried"),
        "definition": one.definition.to(lang),
        "source": one.source,
    }


def _change(found: Cells, key: Key, line: _Line) -> Mapping[str, Cell]:
    """Compare with the cell of `since`, in percentage points (an index in points); missing if it is not held."""
    if line.since is None:
        return {"value_since": None, "change_pp": None}
    then, now = (found.exact(one, line.indicator) for one in ((line.since, key[1]), key))
    if then is None or now is None:
        return {"value_since": None, "change_pp": None}
    scale = _PP if line.indicator.unit is Unit.RATE else 1
    return {
        "value_since": reduced.rounded(then),
        "change_pp": float(round((now - then) * scale, _PP_DECIMALS)),
    }
