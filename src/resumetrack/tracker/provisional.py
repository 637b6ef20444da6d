"""Which of the newest figures are provisional, where that can be told without asking the store again."""

from datetime import date

from resumetrack import periods
from resumetrack.analysis import Standing, Vintage, standing, usual_level
from resumetrack.model import Indicator, Text
from resumetrack.tracker.cells import Cells, Key
from resumetrack.tracker.naming import group_text
from resumetrack.tracker.selecting import Choice

SETTLED_AFTER = 7
"""Days after which a period is taken as settled, unless `revisions --lags` says otherwise."""
_NAMED = 6


def provisional_note(choice: Choice, found: Cells, coverage: Indicator, until: date) -> tuple[Text, ...]:
    """Say if the last period is young and its coverage below what settled periods of its group have in the end."""
    last = max(period for period, _ in found.sums)
    if _age(choice, last, until) >= SETTLED_AFTER:
        return ()
    settled: dict[tuple[str | None, ...], list[Vintage]] = {}
    for key in found.sums:
        if _age(choice, key[0], until) >= SETTLED_AFTER:
            settled.setdefault(key[1], []).append(_figure(found, key, coverage))
    waiting = [
        group
        for period, group in found.sums
        if period == last
        and standing(_figure(found, (period, group), coverage), usual_level(settled.get(group, [])))
        is Standing.PROVISIONAL
    ]
    if not waiting:
        return ()
    when = last.isoformat()
    names = [group_text(choice, group) for group in waiting[:_NAMED]]
    more = f" (+{len(waiting) - _NAMED})" if len(waiting) > _NAMED else ""
    of = Text(f" for {', '.join(name.en for name in names)}{more}", f"（{'、'.join(name.zh for name in names)}{more}）")
    if not choice.dimensions:
        of = Text("", "")
    return (
        Text(
            f"{when} is provisional{of.en}: fewer report than usually in the end; see `revisions`",
            f"{when} 为暂定值{of.zh}：填报尚少于通常的最终水平；`revisions` 可查看其可能的变动",
        ),
    )


def _age(choice: Choice, period: date, until: date) -> int:
    return (until - periods.end(period, choice.panel.frequency)).days


def _figure(found: Cells, key: Key, coverage: Indicator) -> Vintage:
    share = found.value(key, coverage)
    return Vintage(key[1], coverage.name, key[0], None, share, share, found.count(key, "reporting"))
