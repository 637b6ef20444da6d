"""Trend sentences in Chinese, in the manner of official bulletins."""

from collections.abc import Sequence
from datetime import date

from resumetrack.analysis.digest import (
    Digest,
    coverage_move,
    has_reached,
    is_comparable,
    is_nil,
    shown,
    size,
)
from resumetrack.analysis.trend import NOT_AT_THIS_PACE, Direction, TrendRow
from resumetrack.model import Text, Unit
from resumetrack.model.printed import half_up
from resumetrack.periods import Frequency

DIRECTIONS = {
    Direction.RISING: "上升",
    Direction.FALLING: "下降",
    Direction.FLAT: "基本持平",
    Direction.NOT_COMPARABLE: "不可比",
    Direction.NO_COMPARISON: "无对比数据",
}
_QUARTERS = ("一", "二", "三", "四")
_BOTH = {Frequency.DAY: "两日", Frequency.WEEK: "两周", Frequency.MONTH: "两月", Frequency.QUARTER: "两个季度"}
_CAVEAT = "按目前速度直线推算，不作为预测"


def moved(told: Digest, frequency: Frequency, *, dated: bool) -> str:
    """How the rate moved, of one group or of several; `dated` unless the sentence before names the date."""
    row = told.row
    since = _period(row.since, frequency, row.period.year)
    period = _period(row.period, frequency, row.period.year)
    when = f"{'截至' if frequency is Frequency.DAY else ''}{period}，" if dated else ""
    if len(told.rows) == 1:
        return f"{_one(told, when, period, since, frequency)}。"
    return f"{when}{_several(told, since)}。"


def aimed(digests: Sequence[Digest], target: float, frequency: Frequency) -> str:
    """How the rates stand to the target."""
    clauses = [_aim_of_one(told, frequency) if len(told.rows) == 1 else _aim_of_several(told) for told in digests]
    caveat = any(told.outcome.later or told.outcome.never for told in digests)
    level = f"{half_up(target, shift=2)}{_unit(digests[0].row)}"
    return f"对照{level}的目标，{'；'.join(clauses)}{f'（{_CAVEAT}）' if caveat else ''}。"


def _one(told: Digest, when: str, period: str, since: str, frequency: Frequency) -> str:
    row, label = told.row, f"{told.names[0].zh}{told.label.zh}"
    if row.rate is None:
        return f"{period}无{label}数据"
    rate = f"{shown(row.rate, row)}{_unit(row)}"
    if row.change_since_pp is None:
        return f"{when}{label}{rate}，{'尚无更早数据可比' if row.since == row.period else f'{since}无数据，无法比较'}"
    match row.direction:
        case Direction.NOT_COMPARABLE:
            return f"{when}{label}{_moved_to(row, since)}，但{_reason(row)}，前后不可比{_matched(row, frequency)}"
        case Direction.FLAT:
            detail = "" if is_nil(row.change_since_pp) else f"（{_change(row.change_since_pp, row)}）"
            return f"{when}{label}{rate}，与{since}{'' if not detail else '基本'}持平{detail}"
        case _:
            return f"{when}{label}{rate}，较{since}{_change(row.change_since_pp, row)}{_pace(row, frequency)}"


def _several(told: Digest, since: str) -> str:
    counts, groups = told.directions, told.groups.zh
    head = f"{len(told.rows)}个{groups}{told.label.zh}"
    if set(counts) == {Direction.NO_COMPARISON}:
        start = f"{head}尚无更早数据可比"
    elif len(counts) == 1:
        start = f"{head}与{since}相比，全部{DIRECTIONS[next(iter(counts))]}"
    else:
        moves = "，".join(f"{DIRECTIONS[direction]}的{count}个" for direction, count in counts.items())
        start = f"{head}与{since}相比，{moves}"
    leaders, laggards = told.leaders, told.laggards
    if not leaders:
        return f"{start}；当期均无数据"
    row = leaders[0][0]
    if shown(row.rate, row) == shown(laggards[0][0].rate, laggards[0][0]):
        return f"{start}；有数据的{groups}均为{shown(row.rate, row)}{_unit(row)}"
    return f"{start}；{_end(leaders, told, '最高')}，{_end(laggards, told, '最低')}"


def _end(rows: Sequence[tuple[TrendRow, Text]], told: Digest, rank: str) -> str:
    row, name = rows[0]
    rate = f"{shown(row.rate, row)}{_unit(row)}"
    if len(rows) > 1:
        return f"{len(rows)}个{told.groups.zh}并列{rank}，为{rate}"
    if row.change_since_pp is None:
        return f"{name.zh}{rank}，为{rate}"
    doubt = "" if is_comparable(row) else "，前后不可比"
    return f"{name.zh}{rank}，为{rate}（{_change(row.change_since_pp, row)}{doubt}）"


def _aim_of_one(told: Digest, frequency: Frequency) -> str:
    row, label = told.row, told.label.zh
    if row.rate is None:
        return f"{label}无数据"
    if has_reached(row) and row.target_period is not None and row.target_period != NOT_AT_THIS_PACE:
        return f"{label}自{_period(row.target_period, frequency, row.period.year)}起已达到"
    if not is_comparable(row):
        return f"{label}尚未达到，无法推算"
    if row.target_period is None or row.target_period == NOT_AT_THIS_PACE:
        return f"{label}按目前速度无法达到"
    return f"{label}将于{_day(row.target_period, row.period.year)}达到"


def _aim_of_several(told: Digest) -> str:
    outcome, year = told.outcome, told.row.period.year
    parts = [f"{len(told.rows)}个{told.groups.zh}中{told.label.zh}已达到的{outcome.reached}个"]
    if outcome.later:
        ends = [_day(day, year) for day in dict.fromkeys((outcome.later[0], outcome.later[-1]))]
        parts.append(f"将于{'至'.join(ends)}达到的{len(outcome.later)}个")
    if outcome.never:
        parts.append(f"按目前速度无法达到的{outcome.never}个")
    if outcome.open:
        parts.append(f"无法推算的{outcome.open}个")
    return "，".join(parts)


def _moved_to(row: TrendRow, since: str) -> str:
    change = row.change_since_pp or 0
    rate = f"{shown(row.rate, row)}{_unit(row)}"
    if is_nil(change):
        return f"{rate}，与{since}持平"
    way = "升至" if change > 0 else "降至"
    return f"由{since}的{shown(row.rate_since, row)}{_unit(row)}{way}{rate}（{_change(change, row)}）"


def _reason(row: TrendRow) -> str:
    coverage = coverage_move(row)
    if coverage:
        return f"填报覆盖率由{coverage.before}%{'降至' if coverage.fell else '升至'}{coverage.now}%"
    if row.joined is None or row.left is None:
        return f"填报企业由{row.reporting_since or 0}家变为{row.reporting}家"
    return f"填报企业有变动（新增{row.joined}家，退出{row.left}家）"


def _matched(row: TrendRow, frequency: Frequency) -> str:
    both = _BOTH[frequency]
    if row.both == 0 and row.joined is None:
        return "；具体企业未知"
    if row.both == 0:
        return f"；没有{both}均填报的企业"
    if row.both is None or row.change_matched_pp is None:
        return ""
    return f"；{both}均填报的{row.both}家企业{_change(row.change_matched_pp, row)}"


def _pace(row: TrendRow, frequency: Frequency) -> str:
    """Average change a day; left out where it says nothing new or nobody counts in days."""
    pace = row.per_day_pp
    if pace is None or is_nil(pace) or (row.period - row.since).days == 1:
        return ""
    if frequency not in (Frequency.DAY, Frequency.WEEK):
        return ""
    return f"，日均{_change(pace, row)}"


def _change(change: float, row: TrendRow) -> str:
    if is_nil(change):
        return "持平"
    return f"{'提高' if change > 0 else '下降'}{size(change)}{'点' if row.unit is Unit.POINTS else '个百分点'}"


def _unit(row: TrendRow) -> str:
    return "点" if row.unit is Unit.POINTS else "%"


def _period(period: date, frequency: Frequency, year: int) -> str:
    """Name a period, with its year if that is not `year`."""
    of_year = "" if period.year == year else f"{period.year}年"
    match frequency:
        case Frequency.DAY:
            return _day(period, year)
        case Frequency.WEEK:
            return f"{_day(period, year)}当周"
        case Frequency.MONTH:
            return f"{of_year}{period.month}月"
        case Frequency.QUARTER:
            return f"{of_year}{_QUARTERS[(period.month - 1) // 3]}季度"


def _day(day: date, year: int) -> str:
    return f"{'' if day.year == year else f'{day.year}年'}{day.month}月{day.day}日"
