"""What stderr says of figures that totals do not enter, and of statuses that they do not tell apart."""

from collections.abc import Iterable

from resumetrack.model import Indicator, Term, Text
from resumetrack.tracker.cells import Cells

_OF_SCOPE = {"coverage", "staff_coverage"}


def left_open(whole: Cells, indicators: Iterable[Indicator], *, scoped: bool) -> tuple[Text, ...]:
    """Say which figures of the last period totals do not enter, and which statuses they do not tell apart."""
    key = next(reversed(whole.keys), None)
    if key is None or not whole.added.get(key):
        return ()
    notes, all_ = [], whole.from_totals(key)
    for indicator in indicators:
        lacking = all_ - whole.from_totals(key, indicator)
        if lacking and (scoped or indicator.name not in _OF_SCOPE):
            notes.append(
                Text(
                    f"{indicator.name} leaves out {lacking:,} enterprises of totals that do not tell it",
                    f"{indicator.label.zh}未含 {lacking:,} 家仅有汇总且未给出该项的企业",
                )
            )
    if Term(("operating",)) not in whole.terms:
        return tuple(notes)
    operating = whole.count(key, "operating")
    idle = whole.count(key, "reporting") - operating
    for number, en, zh in (
        (operating - whole.count(key, "full") - whole.count(key, "partial"), "fully or partially", "全面或部分开工"),
        (idle - whole.count(key, "suspended") - whole.count(key, "closed"), "suspended or closed", "停工或关闭"),
    ):
        if number > 0:
            notes.append(
                Text(
                    f"totals do not tell of {number:,} {'operating' if en.startswith('f') else 'other'} enterprises "
                    f"whether {en}: they are in neither column",
                    f"汇总未说明 {number:,} 家企业为{zh}：两列均未计入",
                )
            )
    return tuple(notes)
