"""Tables that list rather than measure: enterprises behind a figure, reports, panels, lists."""

from datetime import UTC, date, datetime
from fractions import Fraction

import narwhals.stable.v2 as nw

from resumetrack.errors import UsageError
from resumetrack.model import Cell, Column, Kind, Meaning, Selection, Status, Table, Text
from resumetrack.store import LOG_COLUMNS, Panel, Store
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
_LOG_MEANINGS = {
    "report": Meaning.CODE,
    "received_at": Meaning.TIME,
    "recorded_at": Meaning.TIME,
    "first_period": Meaning.DATE,
    "last_period": Meaning.DATE,
    **dict.fromkeys(("rows", "accepted", "rejected", "duplicate", "blank", "revised"), Meaning.COUNT),
}
_LOG_LABELS = {
    "report": "报表",
    "panel": "面板",
    "kind": "类别",
    "received_at": "收到时间",
    "recorded_at": "入库时间",
    "file": "文件",
    "profile": "配置",
    "first_period": "首期",
    "last_period": "末期",
    "rows": "行数",
    "accepted": "接收",
    "rejected": "拒收",
    "duplicate": "重复",
    "blank": "空行",
    "revised": "修订",
    "state": "状态",
}
_LOG_HIDDEN = {"recorded_at", "blank", "duplicate", "profile"}


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


def log(store: Store, panel: Panel | None) -> Table:
    """List every delivered file with what became of it."""
    columns = tuple(
        Column(
            name,
            _LOG_MEANINGS.get(name, Meaning.TEXT),
            Text(name.replace("_", " ").capitalize(), _LOG_LABELS[name]),
            human=name not in _LOG_HIDDEN,
        )
        for name in LOG_COLUMNS
    )
    rows = tuple(tuple(_cell(value) for value in row) for row in store.log(panel))
    return Table(Text("Reports", "报表"), columns, rows)


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return value  # type: ignore[return-value]


def panels(store: Store) -> Table:
    """List the panels with what they hold."""
    columns = (
        Column("panel", Meaning.TEXT, Text("Panel", "面板")),
        Column("frequency", Meaning.TEXT, Text("Frequency", "频度")),
        Column("week_start", Meaning.TEXT, Text("Week starts", "周起始"), human=False),
        Column("staff_base", Meaning.TEXT, Text("Staff base", "人员口径")),
        Column("roster", Meaning.COUNT, Text("On roster", "名录企业")),
        Column("periods", Meaning.COUNT, Text("Periods", "期数")),
        Column("first_period", Meaning.DATE, Text("First", "首期")),
        Column("last_period", Meaning.DATE, Text("Last", "末期")),
        Column("lists", Meaning.COUNT, Text("Lists", "名单")),
    )
    rows = []
    for panel in store.panels():
        held = store.periods(panel)
        on = held[-1] if held else datetime.now(UTC).date()
        from resumetrack.periods import WEEKDAYS

        rows.append(
            (
                panel.name,
                panel.frequency.value,
                WEEKDAYS[panel.week_start],
                panel.staff_base,
                store.roster_size(panel, on),
                len(held),
                held[0] if held else None,
                held[-1] if held else None,
                len(store.lists(panel)),
            )
        )
    return Table(Text("Panels", "面板"), columns, tuple(rows))


def lists(store: Store, panel: Panel, as_of: datetime | None = None) -> Table:
    """List the panel's lists with their size, batches and focus areas."""
    columns = (
        Column("list", Meaning.TEXT, Text("List", "名单")),
        Column("members", Meaning.COUNT, Text("Members", "企业数")),
        Column("batches", Meaning.TEXT, Text("Batches", "批次")),
        Column("focus", Meaning.TEXT, Text("Focus areas", "重点领域")),
    )
    return Table(Text("Lists", "名单"), columns, tuple(store.list_rows(panel, as_of)))
