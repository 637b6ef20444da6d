"""The columns of a trend: those of the contract for programs, and fewer, in words of the language, for people."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from resumetrack.analysis import DIRECTION_WORDS, NOT_AT_THIS_PACE, NOT_AT_THIS_PACE_WORDS, Direction, TrendRow
from resumetrack.model import Cell, Column, Lang, Meaning, Text, Unit
from resumetrack.periods import Frequency
from resumetrack.tracker.naming import group_cells, group_columns
from resumetrack.tracker.selecting import Choice

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STEPS = {
    Frequency.DAY: Text("1 day", "较上日"),
    Frequency.WEEK: Text("1 week", "较上周"),
    Frequency.MONTH: Text("1 month", "较上月"),
    Frequency.QUARTER: Text("1 quarter", "较上季"),
}
_GROUPS = {
    "region": Text("regions", "地区"),
    "industry": Text("industries", "行业"),
    "size": Text("size classes", "规模组"),
    "list": Text("lists", "名单"),
    "batch": Text("batches", "批次"),
    "focus": Text("focus areas", "重点领域"),
    "leader": Text("leading enterprises", "链主企业"),
}
_CONTRACT = {
    "first_period": Meaning.DATE,
    "first_rate": Meaning.RATE,
    "period": Meaning.DATE,
    "rate": Meaning.RATE,
    "change_pp": Meaning.PP,
    "change_7d_pp": Meaning.PP,
    "since": Meaning.DATE,
    "change_since_pp": Meaning.PP,
    "per_day_pp": Meaning.PP,
    "best_period": Meaning.DATE,
    "worst_period": Meaning.DATE,
    "direction": Meaning.TEXT,
    "reporting_first": Meaning.COUNT,
    "reporting": Meaning.COUNT,
    "coverage_first": Meaning.RATE,
    "coverage": Meaning.RATE,
    "joined": Meaning.COUNT,
    "left": Meaning.COUNT,
    "change_matched_pp": Meaning.PP,
    "target_period": Meaning.DATE,
}


def group_words(choice: Choice) -> Text:
    """Say what the groups are, in the plural."""
    plain = Text("groups", "分组")
    return _GROUPS.get(choice.dimensions[0].name, plain) if len(choice.dimensions) == 1 else plain


_LEVELS = ("first_rate", "rate")
_LEVEL_MEANINGS = {Unit.RATE: Meaning.RATE, Unit.POINTS: Meaning.POINTS}


def trend_columns(
    choice: Choice,
    units: Collection[Unit],
    frequency: Frequency = Frequency.DAY,
    since: date | None = None,
    target: float | None = None,
) -> tuple[Column, ...]:
    """Give the columns: groups, indicator, those of the contract, the words of some of them, the course.

    `units` are those of the indicators: people are shown rates and points in columns of their own.
    """
    shown = _labels(frequency, since)
    return (
        *(
            Column(one.name, one.meaning, one.label, machine=not one.name.endswith("_name"), human=one.human)
            for one in group_columns(choice)
        ),
        Column("indicator", Meaning.TEXT, Text("Indicator", "指标"), human=False),
        Column("indicator_name", Meaning.TEXT, Text("Indicator", "指标"), machine=False),
        *(column for name in _CONTRACT for column in _columns(name, shown, units)),
        Column("direction_words", Meaning.TEXT, Text("Direction", "走势"), machine=False),
        Column("target_words", Meaning.DATE, _target(target), machine=False, human=target is not None),
        Column("series", Meaning.SPARK, Text("Course", "变化"), machine=False),
    )


def _columns(name: str, shown: Mapping[str, Text], units: Collection[Unit]) -> Iterator[Column]:
    """Give the column of a name, and beside a level those in which people see it, one for each unit."""
    label = shown.get(name, Text(name, name))
    yield Column(name, _CONTRACT[name], label, human=name in shown and name not in _LEVELS)
    if name in _LEVELS:
        for unit, meaning in _LEVEL_MEANINGS.items():
            yield Column(f"{name}_in_{unit.value}", meaning, label, machine=False, human=unit in units)


def _labels(frequency: Frequency, since: date | None) -> dict[str, Text]:
    """Name the columns that people are shown."""
    start = Text("Since start", "较起始")
    if since is not None:
        start = Text(f"Since {since.day} {_MONTHS[since.month - 1]}", f"较{since.month}月{since.day}日")
    labels = {
        "first_rate": Text("First", "首期"),
        "rate": Text("Now", "当期"),
        "change_pp": _STEPS[frequency],
        "change_7d_pp": Text("7 days", "较7日前"),
        "change_since_pp": start,
        "per_day_pp": Text("Per day", "日均"),
        "reporting": Text("Reporting", "填报企业"),
        "coverage": Text("Coverage", "填报率"),
        "change_matched_pp": Text("Matched", "可比企业"),
    }
    if frequency is not Frequency.DAY:
        del labels["change_7d_pp"]
    return labels


def _target(target: float | None) -> Text:
    percent = f"{100 * (target or 0):g} %"
    return Text(f"Reaches {percent}", f"达到 {percent}")


def trend_cells(choice: Choice, row: TrendRow, labels: Mapping[str, Text], lang: Lang) -> tuple[Cell, ...]:
    """Give the cells under `trend_columns`."""
    return (
        *group_cells(choice, row.group, lang),
        row.indicator,
        labels[row.indicator].to(lang),
        *(cell for name in _CONTRACT for cell in _cells(row, name)),
        DIRECTION_WORDS[row.direction].to(lang),
        NOT_AT_THIS_PACE_WORDS.to(lang) if row.target_period == NOT_AT_THIS_PACE else row.target_period,
        _series(row.series),
    )


def _cells(row: TrendRow, name: str) -> Iterator[Cell]:
    """Give the cells under `_columns`."""
    value: Cell = getattr(row, name)
    yield value.value if isinstance(value, Direction) else value
    if name in _LEVELS:
        for unit in _LEVEL_MEANINGS:
            yield value if row.unit is unit else None


def _series(rates: Sequence[float | None]) -> str:
    return " ".join("-" if rate is None else f"{rate:.6f}" for rate in rates)
