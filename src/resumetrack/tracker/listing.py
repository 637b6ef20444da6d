"""The table that lists the enterprises behind a figure."""

from datetime import date
from fractions import Fraction

import narwhals.stable.v2 as nw

from resumetrack.errors import UsageError
from resumetrack.model import Cell, Column, Kind, Meaning, Selection, Status, Table, Text
from resumetrack.store import Panel, Store
from resumetrack.tracker.cells import unscaled
from resumetrack.tracker.covering import with_coverage
from resumetrack.tracker.naming import PERIOD
from resumetrack.tracker.selecting import choose

NO_STATUS = "none"
STATUS_CHOICES = (*(status.value for status in Status), "operating", NO_STATUS)
_STATUS_OF = {"operating": (Status.FULL.value, Status.PARTIAL.value)}

_ENTERPRISE_COLUMNS = (
    PERIOD,
    Column("enterprise_id", Meaning.CODE, Text("Enterprise", "企业代码")),
    Column("name", Meaning.TEXT, Text("Name", "名称")),
    Column("region", Meaning.CODE, Text("Region", "地区")),
    Column("industry", Meaning.CODE, Text("Industry", "行业")),
    Column("size", Meaning.CODE, Text("Size", "规模")),
    Column("status", Meaning.TEXT, Text("Status", "状态")),
    Column("employees", Meaning.EMPLOYEES, Text("Employees", "从业人数")),
    Column("on_duty", Meaning.EMPLOYEES, Text("On duty", "到岗人数")),
    Column("difficulty", Meaning.TEXT, Text("Difficulty", "困难")),
    Column("expected_resume", Meaning.DATE, Text("Expected", "预计复工")),
    Column("last_period", Meaning.DATE, Text("Last report", "最近填报")),
)


def enterprises(
    store: Store, selection: Selection, threshold: Fraction, today: date, status: str | None = None
) -> Table:
    """List the enterprises of a selection, with a status only those in it; `none` are those that did not report."""
    if status is not None and status not in STATUS_CHOICES:
        message = f"there is no status {status}"
        raise UsageError(message, hint=f"--status takes {', '.join(STATUS_CHOICES)}")
    choice = with_coverage(store, choose(store, selection, today), today, threshold)
    rows: list[tuple[Cell, ...]] = []
    if choice.periods:
        state = nw.from_native(store.state(choice.query(detail=True)))
        if status == NO_STATUS:
            state = state.filter(nw.col("status").is_null() & (nw.col("in_scope") > 0))
        elif status is not None:
            state = state.filter(nw.col("status").is_in(_STATUS_OF.get(status, (status,))))
        names = [column.name for column in _ENTERPRISE_COLUMNS]
        found = state.select(*names).unique().sort("period", "enterprise_id")
        rows = [_enterprise(row, choice.panel) for row in store.rows(nw.to_native(found))[1]]
    when = choice.periods[-1].isoformat() if choice.periods else ""
    note = Text(
        f"{len(rows):,} enterprises{f', period {when}' if when else ''}",
        f"{len(rows):,} 家企业{f'，日期 {when}' if when else ''}",
    )
    told = Text("totals name no enterprises and are not listed", "汇总不含单个企业，未列出")
    unnamed = (told,) if Kind.TOTALS in choice.kinds else ()
    return Table(Text("Enterprises", "企业"), _ENTERPRISE_COLUMNS, tuple(rows), notes=(note, *unnamed))


def _enterprise(row: tuple[object, ...], panel: Panel) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for column, value in zip(_ENTERPRISE_COLUMNS, row, strict=True):
        if column.meaning is Meaning.EMPLOYEES and isinstance(value, int):
            cells.append(unscaled(value, panel.decimals["staff"]))
        else:
            cells.append(value)  # type: ignore[arg-type]
    return tuple(cells)
