"""What stderr says beside a table of figures: the period, its coverage, silent groups, staff left out."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from resumetrack.model import Kind, Lang, Term, Text
from resumetrack.model.printed import percent
from resumetrack.tracker.cells import Cells
from resumetrack.tracker.naming import group_text, some
from resumetrack.tracker.selecting import Choice
from resumetrack.tracker.site_calendar import carry_note

FLAG_COUNTS = tuple(
    Term((flag,))
    for flag in ("in_scope", "covered", "reporting", "full", "partial", "suspended", "closed", "carried", "staffed")
)
"""The counts that every table and its notes need."""
NOTED_FLAGS = ("reporting", "covered", "in_scope")
"""The flags that the note on the period counts."""
LEFT_OUT = (Term(("suspended",)), Term(("suspended", "staffed")))
"""The difference is the number of suspended enterprises that a return rate leaves out."""


def notes_on(
    choice: Choice, found: Cells, whole: Cells, today: date, *, has_return_rate: bool = True
) -> tuple[Text, ...]:
    """What stderr says beside the table: the period, its coverage, silent groups, whom a return rate leaves out."""
    if not whole.sums:
        return (_nothing(choice, today), *without_totals(choice), *found.notes)
    keys = whole.keys
    last = keys[-1]
    counts = [whole.count(last, flag) for flag in NOTED_FLAGS]
    notes = [period_note(choice, keys[0][0], last[0], counts)]
    silent = (
        [key for key in found.keys if key[0] == last[0] and not found.count(key, "reporting")]
        if choice.dimensions
        else []
    )
    if silent:
        en = some([_group_label(choice, key[1], "en") for key in silent])
        zh = some([_group_label(choice, key[1], "zh") for key in silent])
        groups = "1 group" if len(silent) == 1 else f"{len(silent)} groups"
        notes.append(Text(f"{groups} without reports: {en}", f"{len(silent)} 个分组无填报：{zh}"))
    counted = choice.counted(choice.periods[-1])
    if counted is not None:
        notes.append(carry_note(choice.selection.carry, counted))
    left_out = whole.count(last, "suspended") - whole.count(last, "suspended", "staffed")
    # Where nobody states staff there is no rate that leaves anybody out.
    if has_return_rate and left_out and whole.count(last, "staffed"):
        notes.append(
            Text(
                f"the return rate leaves out {left_out:,} suspended {'enterprise' if left_out == 1 else 'enterprises'} "
                "without staff on duty stated",
                f"返岗率未含 {left_out:,} 家未填到岗人数的停工企业",
            )
        )
    return (*notes, *without_totals(choice), *found.notes)


def without_totals(choice: Choice) -> tuple[Text, ...]:
    """Say that totals were left out, if there are any."""
    if Kind.TOTALS not in choice.kinds or choice.selection.totals:
        return ()
    return (
        Text(
            "totals are left out: estimates and publication rules need every enterprise",
            "汇总未计入：估计与发布规则须以单个企业为依据",
        ),
    )


def _group_label(choice: Choice, group: tuple[str | None, ...], lang: Lang) -> str:
    """Name a group in one language."""
    return group_text(choice, group).to(lang)


def period_note(choice: Choice, first: date, last: date, counts: Sequence[int]) -> Text:
    """Say which periods are shown, and who reports in the last of them (the counts of `NOTED_FLAGS`)."""
    reporting, covered, scope = counts
    when = last.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
    when_zh = last.isoformat() if first == last else f"{first.isoformat()} 至 {last.isoformat()}"
    start = f"period {when}" if first == last else f"periods {when}; the last"
    start_zh = f"日期 {when_zh}" if first == last else f"日期 {when_zh}；最后一期"
    if not choice.scoped:
        return Text(
            f"{start}: {reporting:,} enterprises report; no roster, so coverage is unknown",
            f"{start_zh}：{reporting:,} 家企业填报；无名录，填报率未知",
        )
    share = percent(Fraction(covered, scope)) if scope else "-"
    return Text(
        f"{start}: {covered:,} of {scope:,} enterprises in scope report (coverage {share})",
        f"{start_zh}：范围内 {scope:,} 家企业中 {covered:,} 家填报（填报率 {share}）",
    )


def _nothing(choice: Choice, today: date) -> Text:
    if not choice.held:
        return Text(f"panel {choice.panel.name} holds no reports", f"面板 {choice.panel.name} 尚无报表")
    held = f"{choice.held[0].isoformat()} - {choice.held[-1].isoformat()}"
    if not choice.periods:
        why = (
            f"coverage of {100 * choice.selection.min_coverage:g} % is not reached"
            if choice.selection.min_coverage
            else "no such period"
        )
        return Text(
            f"{why}; panel {choice.panel.name} holds {held} (today is {today})",
            f"没有符合条件的日期；面板 {choice.panel.name} 现有 {held}",
        )
    empty = {one.dimension for one in choice.filters if not one.values}
    unknown = ", ".join(f"{name}={value}" for name, value in choice.selection.where if name in empty)
    return Text(
        f"nothing {f'has {unknown}' if unknown else 'matches'}; panel {choice.panel.name} holds {held}",
        f"没有{f'符合 {unknown} ' if unknown else '匹配'}的企业；面板 {choice.panel.name} 现有 {held}",
    )
