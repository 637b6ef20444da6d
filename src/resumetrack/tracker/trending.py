"""The table of trends: how rates moved, and among whom."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from resumetrack.analysis import (
    DIRECTION_WORDS,
    NOT_AT_THIS_PACE,
    NOT_AT_THIS_PACE_WORDS,
    Direction,
    Match,
    Point,
    TrendRow,
    compared_period,
    summarise,
    trend,
)
from resumetrack.measure import terms_of
from resumetrack.model import Cell, Column, Indicator, Lang, Meaning, Selection, Term, Text, TrendTable, Unit
from resumetrack.store import Store
from resumetrack.tracker import cells as reduced
from resumetrack.tracker.cells import Cells, chosen_indicators
from resumetrack.tracker.covering import with_coverage
from resumetrack.tracker.naming import group_cells, group_columns, group_text
from resumetrack.tracker.rating import check_indicators
from resumetrack.tracker.selecting import Choice, choose, known_until

_REPORTING = Term(("reporting",))
_DEFAULT = ("operating_rate", "return_rate")


def _column(name: str, meaning: Meaning, en: str, zh: str, *, human: bool = True) -> Column:
    return Column(name, meaning, Text(en, zh), human=human)


_COLUMNS = (
    _column("first_period", Meaning.DATE, "First", "首期", human=False),
    _column("first_rate", Meaning.RATE, "First", "首期"),
    _column("period", Meaning.DATE, "Period", "日期", human=False),
    _column("rate", Meaning.RATE, "Now", "当期"),
    _column("change_pp", Meaning.PP, "Last step", "较上期"),
    _column("change_7d_pp", Meaning.PP, "7 days", "较7日前"),
    _column("since", Meaning.DATE, "Since", "起始", human=False),
    _column("change_since_pp", Meaning.PP, "Since start", "较起始"),
    _column("per_day_pp", Meaning.PP, "Per day", "日均"),
    _column("best_period", Meaning.DATE, "Best", "最高日", human=False),
    _column("worst_period", Meaning.DATE, "Worst", "最低日", human=False),
    _column("direction", Meaning.TEXT, "Direction", "走势"),
    _column("reporting_first", Meaning.COUNT, "Reporting, first", "首期填报", human=False),
    _column("reporting", Meaning.COUNT, "Reporting", "填报企业"),
    _column("coverage_first", Meaning.RATE, "Coverage, first", "首期填报率", human=False),
    _column("coverage", Meaning.RATE, "Coverage", "填报率"),
    _column("joined", Meaning.COUNT, "Joined", "新增", human=False),
    _column("left", Meaning.COUNT, "Left", "退出", human=False),
    _column("change_matched_pp", Meaning.PP, "Matched", "可比企业"),
    _column("target_period", Meaning.DATE, "Target reached", "达标日期"),
)


def trends(
    store: Store,
    selection: Selection,
    catalogue: Mapping[str, Indicator],
    threshold: Fraction,
    today: date,
    *,
    since: date | None = None,
    target: float | None = None,
) -> TrendTable:
    """Make the table of trends over the periods of a selection up to today (or its as-of day)."""
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
            tuple(_all_columns(choice)),
            (),
            notes=(Text("nothing to compare", "没有可比较的数据"),),
        )
    frequency = selection.every or selection.pool or choice.panel.frequency
    held = sorted({period for period, _ in found.sums})
    compared = compared_period(held, since, frequency=frequency, week_start=choice.panel.week_start)
    matches = _matches(store, choice, found, named, threshold, since=compared)
    units = {indicator.name: indicator.unit for indicator in named}
    rows = trend(
        _points(choice, found, named, coverage),
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
    )
    lang = selection.lang
    return TrendTable(
        title=_title(rows),
        columns=tuple(_all_columns(choice, target=target is not None)),
        rows=tuple(_cells(choice, row, labels, lang) for row in rows),
        summary=summary,
        notes=_notes(found, rows, compared),
    )


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


def _all_columns(choice: Choice, *, target: bool = True) -> list[Column]:
    groups = [
        Column(column.name, column.meaning, column.label, machine=not column.name.endswith("_name"), human=column.human)
        for column in group_columns(choice)
    ]
    columns = [
        Column(
            column.name, column.meaning, column.label, human=column.human and (target or column.name != "target_period")
        )
        for column in _COLUMNS
    ]
    return [
        *groups,
        Column("indicator", Meaning.TEXT, Text("Indicator", "指标"), human=False),
        Column("indicator_name", Meaning.TEXT, Text("Indicator", "指标"), machine=False),
        *columns,
        Column("series", Meaning.SPARK, Text("Course", "变化"), machine=False),
    ]


def _points(choice: Choice, found: Cells, named: Sequence[Indicator], coverage: Indicator) -> list[Point]:
    points = []
    for key in found.sums:
        share = found.value(key, coverage) if choice.scoped else None
        for indicator in named:
            value = found.value(key, indicator)
            points.append(
                Point(
                    key[1],
                    indicator.name,
                    key[0],
                    value,
                    _number(found.total(key, indicator.numerator)),
                    _number(found.total(key, indicator.denominator)),
                    found.count(key, "reporting"),
                    share,
                )
            )
    return points


def _number(value: Cell) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _matches(
    store: Store, choice: Choice, found: Cells, named: Sequence[Indicator], threshold: Fraction, *, since: date
) -> list[Match]:
    """Compare the enterprises that report in both periods; pooled periods have no such enterprises."""
    last = choice.periods[-1]
    if choice.selection.pool is not None or since not in choice.periods or since >= last:
        return []
    both = reduced.reduce_matched(store, choice, (_REPORTING, *terms_of(named)), threshold, (since, last))
    matches = []
    for group in {group for _, group in found.sums}:
        matched = both.count((last, group), "reporting")
        joined = found.count((last, group), "reporting") - matched
        left = found.count((since, group), "reporting") - matched
        for indicator in named:
            rates = (both.value((period, group), indicator) for period in (since, last))
            matches.append(Match(group, indicator.name, joined, left, matched, *rates))
    return matches


def _cells(choice: Choice, row: TrendRow, labels: Mapping[str, Text], lang: Lang) -> tuple[Cell, ...]:
    scale = 100 if row.unit is Unit.POINTS else 1
    rates = {"first_rate", "rate"}
    cells: list[Cell] = [*group_cells(choice, row.group, lang), row.indicator, labels[row.indicator].to(lang)]
    for column in _COLUMNS:
        value: Cell = getattr(row, column.name)
        if column.name in rates and isinstance(value, float):
            value = round(value / scale, reduced.DIGITS) if scale != 1 else value
        cells.append(str(value) if isinstance(value, Direction) else value)
    cells.append(" ".join("-" if rate is None else f"{rate:.6f}" for rate in row.series))
    return tuple(cells)


def _notes(found: Cells, rows: Sequence[TrendRow], compared: date) -> tuple[Text, ...]:
    notes = []
    if rows[0].rate_since is None and compared not in {period for period, _ in found.sums}:
        notes.append(Text(f"no reports for {compared}: nothing to compare with", f"{compared} 无填报，无从比较"))
    return tuple(notes)


__all__ = ["DIRECTION_WORDS", "NOT_AT_THIS_PACE", "NOT_AT_THIS_PACE_WORDS", "trends"]
