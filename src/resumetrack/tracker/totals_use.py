"""What became of the totals that a question met, and what stderr says of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from resumetrack.model import Text
from resumetrack.tracker.naming import some
from resumetrack.tracker.totals import TotalsCell


@dataclass
class TotalsUse:
    """What became of the totals that a question met; `unable` by what keeps them from answering."""

    used: list[TotalsCell] = field(default_factory=list)
    beside: list[TotalsCell] = field(default_factory=list)
    within: list[TotalsCell] = field(default_factory=list)
    unable: dict[Text, list[TotalsCell]] = field(default_factory=dict)


def notes_of(use: TotalsUse) -> tuple[Text, ...]:
    """Say how many cells of totals count, and why others do not."""
    notes = []
    if use.used:
        cells, periods = len(use.used), len({cell.period for cell in use.used})
        last = max(cell.period for cell in use.used)
        now = sum(cell.counts.reporting or 0 for cell in use.used if cell.period == last)
        over = f" over {periods} periods" if periods > 1 else ""
        over_zh = f"（{periods} 期）" if periods > 1 else ""
        notes.append(
            Text(
                f"totals of {cells:,} {'cell' if cells == 1 else 'cells'}{over} count: {now:,} enterprises on {last}",
                f"计入 {cells:,} 个分组的汇总{over_zh}：{last} 共 {now:,} 家企业",
            )
        )
    notes += _left_out(use.beside, Text("enterprises of the same cell report", "同一分组已有企业填报"))
    notes += _left_out(use.within, Text("coarser totals hold them", "已含于更粗的汇总"))
    for why, others in use.unable.items():
        notes += _left_out(others, why)
    return tuple(notes)


def _left_out(cells: Iterable[TotalsCell], why: Text) -> list[Text]:
    labels = [label(cell) for cell in cells]
    if not labels:
        return []
    count, named = len(labels), list(dict.fromkeys(labels))
    return [
        Text(
            f"totals of {count:,} {'cell' if count == 1 else 'cells'} left out, since {why.en}: {some(named)}",
            f"{count:,} 个分组的汇总未计入，因{why.zh}：{some(named)}",
        )
    ]


def label(cell: TotalsCell) -> str:
    """Name a cell by its codes."""
    return " ".join(cell.codes) or "the whole"
