"""Why a figure is what it is: the rows of files behind it, one by one or counted by report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date

from resumetrack.errors import UsageError
from resumetrack.measure import terms_of
from resumetrack.model import RULES, Cell, Column, Indicator, Meaning, Selection, Table, Text, Unit
from resumetrack.model.printed import decimal, percent
from resumetrack.store import Origin, Store
from resumetrack.tracker import cells as reduced
from resumetrack.tracker.behind import CARRIED, IN_FORCE, SUPERSEDED, Behind, Counted, Row
from resumetrack.tracker.cards import check_one_cell
from resumetrack.tracker.cells import Cells, Key
from resumetrack.tracker.covering import with_coverage
from resumetrack.tracker.naming import PERIOD
from resumetrack.tracker.noting import FLAG_COUNTS, LEFT_OUT, notes_on
from resumetrack.tracker.rating import check_indicators, measure_meaning
from resumetrack.tracker.ruling import Ruling
from resumetrack.tracker.selecting import Choice, choose

_DEFAULT = "operating_rate"
_REPORT = Column("report", Meaning.CODE, Text("Report", "报表"))
_KIND = Column("kind", Meaning.TEXT, Text("Kind", "类别"))
_FILE = Column("file", Meaning.TEXT, Text("File", "文件"))
_RECEIVED = Column("received_at", Meaning.TIME, Text("Received", "收到时间"))
_RULES = Column("rules", Meaning.TEXT, Text("Findings", "问题"))
_STATES = {
    IN_FORCE: Text("in force", "有效"),
    CARRIED: Text("carried", "沿用"),
    SUPERSEDED: Text("superseded", "被取代"),
}
_REPORT_COLUMNS = (
    _REPORT,
    _KIND,
    _FILE,
    Column("profile", Meaning.TEXT, Text("Profile", "配置"), human=False),
    _RECEIVED,
    Column("rows", Meaning.COUNT, Text("Rows", "行数")),
    Column("in_force", Meaning.COUNT, Text("In force", "有效")),
    Column("carried", Meaning.COUNT, Text("Carried", "沿用")),
    Column("superseded", Meaning.COUNT, Text("Superseded", "被取代")),
    Column("flagged", Meaning.COUNT, Text("Flagged", "有问题")),
    _RULES,
)


def why(
    store: Store, selection: Selection, ruling: Ruling, today: date, *, limit: int | None = None, reports: bool = False
) -> Table:
    """List the rows behind one figure of one cell, of the first `limit` enterprises; or count them by report.

    Raises
    ------
    UsageError
        If the selection is of several cells or periods, or of several indicators.
    """
    check_one_cell(selection, "why is asked")
    indicator = _one_indicator(selection, ruling)
    choice = with_coverage(store, choose(store, selection, today), today, ruling.threshold)
    terms = (*FLAG_COUNTS, *LEFT_OUT, *terms_of([indicator]))
    found = reduced.reduce_cells(store, choice, terms, ruling.threshold)
    of_staff = any("on_duty" in (term.column, term.over) for term in terms_of([indicator]))
    notes = notes_on(choice, found, found, today, has_return_rate=of_staff)
    columns = _REPORT_COLUMNS if reports else _row_columns(indicator)
    title = Text(f"Why: {indicator.label.en}", f"依据：{indicator.label.zh}")
    if not found.sums:
        return Table(title, columns, (), notes=notes)
    [key] = found.sums
    behind = Behind(store, choice, indicator, ruling.threshold, None if reports else limit)
    number, enterprises = behind.number, behind.enterprises()
    rows = _by_report(enterprises) if reports else _one_by_one(choice, key, enterprises)
    return Table(
        title,
        columns,
        tuple(rows),
        summary=(_figure(found, key, indicator, number), indicator.definition),
        notes=(*notes, *_shortened(number, len(enterprises))),
    )


def _one_indicator(selection: Selection, ruling: Ruling) -> Indicator:
    check_indicators(selection, ruling.catalogue)
    if len(selection.indicators) > 1:
        raise UsageError(
            "why is asked of one figure",
            hint=f"name one --indicator: {', '.join(selection.indicators)}",
        )
    shown = ruling.rule_set.show if ruling.rule_set is not None else (_DEFAULT,)
    return ruling.catalogue[(selection.indicators or shown)[0]]


def _figure(found: Cells, key: Key, indicator: Indicator, number: int) -> Text:
    above, below = found.numerator(key, indicator), found.denominator(key, indicator)
    value = found.exact(key, indicator)
    if value is None:
        said = "-"
    elif indicator.unit is Unit.POINTS:
        said = decimal(value)
    else:
        said = percent(value)
    sides = f"{_side(above)} / {_side(below)}"
    counted = "1 enterprise counts" if number == 1 else f"{number:,} enterprises count"
    summed = found.from_totals(key, indicator)
    of_totals, of_totals_zh = (f", and {summed:,} of totals", f"，另有汇总 {summed:,} 家") if summed else ("", "")
    return Text(
        f"{indicator.label.en} on {key[0].isoformat()}: {said} = {sides}; {counted} in it{of_totals}.",
        f"{key[0].isoformat()} {indicator.label.zh}：{said} = {sides}；共 {number:,} 家企业计入{of_totals_zh}。",
    )


def _side(value: Cell) -> str:
    return "-" if value is None else f"{value:,}"


def _shortened(number: int, shown: int) -> tuple[Text, ...]:
    if shown == number:
        return ()
    return (
        Text(
            f"the first {shown:,} of {number:,} enterprises are shown; --limit N shows more, --reports counts all",
            f"仅列出 {number:,} 家企业中的前 {shown:,} 家；--limit N 可列出更多，--reports 按报表汇总",
        ),
    )


def _row_columns(indicator: Indicator) -> tuple[Column, ...]:
    return (
        Column(PERIOD.name, PERIOD.meaning, PERIOD.label, human=False),
        Column("enterprise_id", Meaning.CODE, Text("Enterprise", "企业代码")),
        Column("status", Meaning.TEXT, Text("Status", "状态")),
        Column("numerator", measure_meaning(indicator.numerator), Text("Numerator", "分子"), human=False),
        Column("denominator", measure_meaning(indicator.denominator), Text("Denominator", "分母"), human=False),
        Column("adds", Meaning.TEXT, Text("Adds", "计入"), machine=False),
        Column("state", Meaning.TEXT, Text("Row", "行"), human=False),
        Column("row", Meaning.TEXT, Text("Row", "行"), machine=False),
        _KIND,
        _REPORT,
        replace(_FILE, human=False),
        Column("sheet", Meaning.TEXT, Text("Sheet", "工作表"), human=False),
        Column("line", Meaning.CODE, Text("Line", "行号"), human=False),
        Column("place", Meaning.TEXT, Text("File and line", "文件与行号"), machine=False),
        _RECEIVED,
        Column("values", Meaning.TEXT, Text("Says", "内容")),
        _RULES,
    )


def _one_by_one(choice: Choice, key: Key, enterprises: Iterable[tuple[Counted, list[Row]]]) -> list[tuple[Cell, ...]]:
    """One line for each row behind an enterprise; what it adds to the figure stands in its first line only."""
    lines: list[tuple[Cell, ...]] = []
    for one, rows in enterprises:
        adds: tuple[Cell, ...] = (one.numerator, one.denominator, f"{_side(one.numerator)} / {_side(one.denominator)}")
        for row in rows or (None,):
            lines.append((key[0], one.enterprise_id, one.status, *adds, *_cells(row, choice)))
            adds = (None, None, None)
    return lines


def _cells(row: Row | None, choice: Choice) -> tuple[Cell, ...]:
    if row is None:
        return (None,) * 11
    origin = row.origin
    said = "; ".join(f"{column} {'blank' if value is None else value}" for column, value in row.values)
    return (
        row.state,
        _STATES[row.state].to(choice.selection.lang),
        origin.kind.value,
        str(origin.report),
        origin.file,
        origin.sheet or None,
        str(origin.line),
        f"{origin.file}{f'[{origin.sheet}]' if origin.sheet else ''}:{origin.line}",
        origin.received_at.replace(tzinfo=UTC),
        said or None,
        ", ".join(_codes(origin)) or None,
    )


def _codes(origin: Origin) -> list[str]:
    """Codes of the rules that the row met: those remembered beside it and those of its line."""
    remembered = [code for code, rule in RULES.items() if rule.bit & origin.flags]
    return list(dict.fromkeys((*remembered, *origin.codes)))


@dataclass
class _Tally:
    """What one report has to do with a figure."""

    origin: Origin
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_STATES, 0))
    flagged: int = 0
    codes: dict[str, int] = field(default_factory=dict)


def _by_report(enterprises: Iterable[tuple[Counted, list[Row]]]) -> list[tuple[Cell, ...]]:
    tallies: dict[int, _Tally] = {}
    for _, rows in enterprises:
        for row in rows:
            tally = tallies.setdefault(row.origin.report, _Tally(row.origin))
            tally.states[row.state] += 1
            codes = _codes(row.origin)
            tally.flagged += bool(codes)
            for code in codes:
                tally.codes[code] = tally.codes.get(code, 0) + 1
    return [_line(number, tally) for number, tally in sorted(tallies.items())]


def _line(number: int, tally: _Tally) -> tuple[Cell, ...]:
    states: Mapping[str, int] = tally.states
    return (
        str(number),
        tally.origin.kind.value,
        tally.origin.file,
        tally.origin.profile or None,
        tally.origin.received_at.replace(tzinfo=UTC),
        sum(states.values()),
        *(states[state] for state in _STATES),
        tally.flagged,
        ", ".join(f"{code} x {count}" for code, count in sorted(tally.codes.items())) or None,
    )
