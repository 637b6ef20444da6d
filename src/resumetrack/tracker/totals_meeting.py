"""Totals and enterprises of the same cell, found when one of them arrives: the enterprises count."""

from collections import Counter

import narwhals.stable.v2 as nw

from resumetrack import measure
from resumetrack.model import Delivery, Finding, Kind, Term, Text, finding
from resumetrack.store import Dimension, Panel, Staged, StateQuery, Store
from resumetrack.tracker.totals import Index, TotalsCell, cells_of
from resumetrack.tracker.totals_use import label

_CODE = "totals-beside-enterprises"
_REPORTING = Term(("reporting",))
_KEPT = 1000


def note_meetings(store: Store, panel: Panel, staged: Staged, number: int) -> None:
    """Leave a finding on a report that was just stored for each cell that totals and enterprises share.

    Nothing hangs on it: which of them count is decided whenever a figure is asked for.
    """
    if staged.first_period is None or staged.last_period is None:
        return
    periods = [day for day in store.periods(panel) if staged.first_period <= day <= staged.last_period]
    cells = cells_of(store.totals(panel, periods))
    if staged.delivery.kind is Kind.TOTALS:
        cells = [cell for cell in cells if cell.report == number]
    reporting = _reporting(store, panel, cells) if cells else Counter()
    found = [_told(staged.delivery, cell, reporting[cell]) for cell in cells if reporting[cell]]
    if found:
        staged.delivery.finding_counts[_CODE] = len(found)
        staged.delivery.findings += found[:_KEPT]
        store.record_findings(number, found[:_KEPT])


def _reporting(store: Store, panel: Panel, cells: list[TotalsCell]) -> Counter[TotalsCell]:
    """Count the enterprises that have reported in each cell."""
    names = tuple(dict.fromkeys(name for cell in cells for name in cell.stated))
    query = StateQuery(
        panel_key=panel.key,
        periods=tuple(sorted({cell.period for cell in cells})),
        every_period=False,
        dimensions=tuple(map(Dimension, names)),
    )
    keys = ["period", "carried", *(f"dim_{place}" for place in range(len(names)))]
    reduced = measure.reduce_state(nw.from_native(store.state(query)), keys, (_REPORTING,))
    found, index = Counter[TotalsCell](), Index(cells)
    for period, carried, *rest in store.rows(nw.to_native(reduced.select(*keys, "n_0")))[1]:
        for cell in () if carried else index.around(period, dict(zip(names, rest, strict=False))):
            found[cell] += rest[-1]
    return found


def _told(delivery: Delivery, cell: TotalsCell, reporting: int) -> Finding:
    if delivery.kind is Kind.TOTALS:
        file, line = delivery.place(cell.line)
        other = Text(
            f"{reporting:,} enterprises of it report {cell.period}", f"{cell.period} 有 {reporting:,} 家企业填报"
        )
        return finding(_CODE, file, line, "", label(cell), other=other)
    other = Text(f"report {cell.report} holds totals of {cell.period}", f"报表 {cell.report} 含 {cell.period} 的汇总")
    return finding(_CODE, delivery.name, None, "", label(cell), other=other)
