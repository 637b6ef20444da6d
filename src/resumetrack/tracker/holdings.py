"""Tables of what the store holds: reports, panels, lists; no figure is worked out for them."""

from datetime import UTC, datetime

from resumetrack.model import Cell, Column, Meaning, Table, Text
from resumetrack.periods import WEEKDAYS
from resumetrack.store import LOG_COLUMNS, Panel, Store

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
