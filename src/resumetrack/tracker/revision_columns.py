"""The columns and sentences of `revisions`: the triangle, what happened after each lag, what to expect of the new."""

from collections.abc import Mapping, Sequence

from resumetrack.analysis import Course, Lag, Standing
from resumetrack.model import Cell, Column, Indicator, Meaning, Text, Unit
from resumetrack.model.printed import decimal, percent, signed
from resumetrack.tracker.cells import Cells
from resumetrack.tracker.covering import COVERAGE
from resumetrack.tracker.naming import PERIOD, group_cells, group_columns, group_text
from resumetrack.tracker.selecting import Choice

_STANDINGS = {
    Standing.SETTLED: Text("settled", "已定"),
    Standing.COMPLETE: Text("complete", "齐全"),
    Standing.PROVISIONAL: Text("provisional", "暂定"),
    Standing.UNKNOWN: Text("unknown", "未知"),
}
_SENTENCES = 4
_LABEL = (
    Column("indicator", Meaning.TEXT, Text("Indicator", "指标"), human=False),
    Column("label", Meaning.TEXT, Text("Indicator", "指标"), machine=False),
)


def course_columns(choice: Choice, lags: int, *, is_rate: bool) -> tuple[Column, ...]:
    """The columns of the triangle."""
    value = Meaning.RATE if is_rate else Meaning.POINTS
    days = [Text("Same day", "当日"), Text("1 day", "1 天后")]
    days += [Text(f"{lag} days", f"{lag} 天后") for lag in range(2, lags + 1)]
    return (
        PERIOD,
        *group_columns(choice),
        *_LABEL,
        *(Column(f"lag_{lag}", value, days[lag]) for lag in range(lags + 1)),
        Column("numerator", Meaning.QUANTITY, Text("Numerator", "分子"), human=False),
        Column("denominator", Meaning.QUANTITY, Text("Denominator", "分母"), human=False),
        Column("value", value, Text("Latest", "最新")),
        Column("coverage", COVERAGE.meaning, COVERAGE.label, human=choice.scoped),
        Column("age_days", Meaning.COUNT, Text("Days old", "距今天数"), human=False),
        Column("revision_pp", _moves(is_rate=is_rate), Text("Revised", "修订")),
        Column("likely_pp", _moves(is_rate=is_rate), Text("May move", "或变动"), human=False),
        Column("may_move", Meaning.TEXT, Text("May move", "或变动"), machine=False),
        Column("standing", Meaning.TEXT, Text("Standing", "状态"), human=False),
        Column("stands", Meaning.TEXT, Text("Standing", "状态"), machine=False),
    )


def _moves(*, is_rate: bool) -> Meaning:
    return Meaning.PP if is_rate else Meaning.POINTS


def course_cells(
    choice: Choice, one: Course, indicator: Indicator, latest: Cells, coverage: Indicator
) -> tuple[Cell, ...]:
    """The cells of one period of the triangle."""
    key, lang = (one.period, one.group), choice.selection.lang
    return (
        one.period,
        *group_cells(choice, one.group, lang),
        one.indicator,
        indicator.label.to(lang),
        *one.by_lag,
        latest.numerator(key, indicator),
        latest.denominator(key, indicator),
        latest.value(key, indicator),
        latest.value(key, coverage),
        one.age,
        one.revision,
        one.likely,
        None if one.likely is None else f"± {decimal(one.likely)}",
        one.standing.value,
        _STANDINGS[one.standing].to(lang),
    )


def lag_columns(choice: Choice, *, is_rate: bool) -> tuple[Column, ...]:
    """The columns of what happened after each lag."""
    moves = _moves(is_rate=is_rate)
    return (
        *group_columns(choice),
        *_LABEL,
        Column("lag", Meaning.COUNT, Text("Days after", "天数")),
        Column("periods", Meaning.COUNT, Text("Periods", "期数")),
        Column("mean_revision_pp", moves, Text("Mean revision", "平均修订")),
        Column("mean_absolute_revision_pp", moves, Text("Mean absolute", "平均绝对修订")),
        Column("largest_revision_pp", moves, Text("Largest", "最大修订")),
        Column("usual_coverage", Meaning.RATE, Text("Coverage then", "当时填报率"), human=choice.scoped),
        Column("final_coverage", Meaning.RATE, Text("In the end", "最终填报率"), human=choice.scoped),
    )


def lag_cells(choice: Choice, one: Lag, indicator: Indicator) -> tuple[Cell, ...]:
    """The cells of one lag."""
    lang = choice.selection.lang
    return (
        *group_cells(choice, one.group, lang),
        one.indicator,
        indicator.label.to(lang),
        one.lag,
        one.periods,
        one.mean,
        one.mean_absolute,
        one.largest,
        one.coverage,
        one.final_coverage,
    )


def sentences(
    choice: Choice, courses: Sequence[Course], after: Sequence[Lag], indicators: Mapping[str, Indicator]
) -> tuple[Text, ...]:
    """Say for each figure how far its first values moved, and what that means for the newest; not for many groups."""
    figures = list(dict.fromkeys((one.group, one.indicator) for one in after))
    if len(figures) > _SENTENCES:
        return ()
    words = []
    for group, name in figures:
        own = [one for one in after if (one.group, one.indicator) == (group, name)]
        newest = [one for one in courses if (one.group, one.indicator) == (group, name)][-1]
        named = group_text(choice, group)
        label = indicators[name].label
        who = Text(f"{label.en}, {named.en}" if named.en else label.en, f"{named.zh}{label.zh}")
        words.append(_moved(who, own, indicators[name].unit))
        words.append(_newest(newest, indicators[name].unit))
    return tuple(words)


def _moved(who: Text, own: Sequence[Lag], unit: Unit) -> Text:
    first = next((one for one in own if one.periods), None)
    if first is None or first.mean is None or first.mean_absolute is None or first.largest is None:
        return Text(
            f"{who.en}: no period is old enough, and was known early enough, to say how far it moves.",
            f"{who.zh}：尚无既足够久、又及早获知的日期可供判断。",
        )
    pp, points = (" pp", " 个百分点") if unit is Unit.RATE else (" points", " 点")
    periods = "1 settled period" if first.periods == 1 else f"{first.periods} settled periods"
    when = "the same day" if first.lag == 0 else f"{first.lag} days after"
    end = "" if first.final_coverage is None else f" Coverage usually ends at {percent(first.final_coverage)}."
    end_zh = "" if first.final_coverage is None else f"填报率通常最终为 {percent(first.final_coverage)}。"
    return Text(
        f"{who.en}: over {periods}, what was known {when} moved by {signed(first.mean)}{pp} on average, by "
        f"{decimal(first.mean_absolute)}{pp} either way, by {signed(first.largest)}{pp} at most.{end}",
        f"{who.zh}：{first.periods} 个已定日期中，{first.lag} 天后的数值平均变动 {signed(first.mean)}{points}，"
        f"平均绝对变动 {decimal(first.mean_absolute)}{points}，最大 {signed(first.largest)}{points}。{end_zh}",
    )


def _newest(one: Course, unit: Unit) -> Text:
    pp, points = (" pp", " 个百分点") if unit is Unit.RATE else (" points", " 点")
    likely = likely_zh = ""
    if one.likely is not None and one.bias is not None:
        likely = f"; it may move by about {decimal(one.likely)}{pp}, on average by {signed(one.bias)}"
        likely_zh = f"；或再变动约 {decimal(one.likely)}{points}，平均 {signed(one.bias)}"
    state = _STANDINGS[one.standing]
    return Text(
        f"The newest, {one.period.isoformat()}, is {state.en}{likely}.",
        f"最新一期 {one.period.isoformat()} 为{state.zh}{likely_zh}。",
    )
