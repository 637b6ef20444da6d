"""The tables of rates and of coverage."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from resumetrack.errors import UsageError
from resumetrack.measure import terms_of
from resumetrack.model import Cell, Column, Indicator, Meaning, RateTable, Selection, Table, Term, Text, Unit
from resumetrack.store import Store
from resumetrack.tracker import cells as reduced
from resumetrack.tracker.cells import Cells, Key, chosen_indicators, in_order
from resumetrack.tracker.naming import PERIOD, group_cells, group_columns
from resumetrack.tracker.selecting import Choice, choose, known_until

_COUNTS = (
    Column("reporting", Meaning.COUNT, Text("Reporting", "填报企业")),
    Column("full", Meaning.COUNT, Text("Full", "全面开工"), human=False),
    Column("partial", Meaning.COUNT, Text("Partial", "部分开工"), human=False),
    Column("suspended", Meaning.COUNT, Text("Suspended", "停工"), human=False),
    Column("closed", Meaning.COUNT, Text("Closed", "关闭"), human=False),
    Column("carried", Meaning.COUNT, Text("Carried", "沿用"), human=False),
)
_ENTERPRISES = Column("enterprises", Meaning.COUNT, Text("Enterprises", "范围内企业"))
_FROM_TOTALS = Column("from_totals", Meaning.COUNT, Text("From totals", "来自汇总"), human=False)
_STAFFED = Column("staffed", Meaning.COUNT, Text("Staffed", "有人数"), human=False)
_EMPLOYEES = Column("employees", Meaning.EMPLOYEES, Text("Employees", "从业人数"))
_ON_DUTY = Column("on_duty", Meaning.EMPLOYEES, Text("On duty", "到岗人数"))
_BASE = ("operating_rate", "return_rate", "coverage")
_LEFT_OUT = (Term(("suspended",)), Term(("suspended", "staffed")))
_FLAG_COUNTS = tuple(
    Term((flag,)) for flag in ("in_scope", "covered", "reporting", "full", "partial", "suspended", "closed", "carried", "staffed")
)


def indicator_column(indicator: Indicator) -> Column:
    """Give the column of an indicator's value."""
    return Column(indicator.name, Meaning.POINTS if indicator.unit is Unit.POINTS else Meaning.RATE, indicator.label)


def measure_meaning(term: Term) -> Meaning:
    """Say what the value of a term is."""
    if term.column is None:
        return Meaning.COUNT
    return Meaning.EMPLOYEES if term.column in {"employees", "on_duty", "roster_employees"} else Meaning.QUANTITY


def check_indicators(selection: Selection, catalogue: Mapping[str, Indicator]) -> None:
    """Raise UsageError for an indicator that is not declared."""
    import difflib

    for name in selection.indicators:
        if name not in catalogue:
            near = difflib.get_close_matches(name, catalogue, n=1)
            message = f"there is no indicator {name}"
            raise UsageError(message, hint=f"{f'did you mean {near[0]}? ' if near else ''}indicators: {', '.join(catalogue)}")


def with_coverage(store: Store, choice: Choice, today: date, threshold: Fraction) -> Choice:
    """Apply --min-coverage: the last period (of those chosen; of all, for `latest`) whose coverage reaches it."""
    wanted = choice.selection.min_coverage
    if wanted is None:
        return choice
    if not choice.scoped:
        message = "--min-coverage needs a scope, and this panel has no roster"
        raise UsageError(message, hint="load one with `resumetrack roster FILE`, or name a --list")
    is_latest = choice.selection.period == "latest" and len(choice.periods) <= 1
    until = known_until(choice.selection, today)
    candidates = tuple(period for period in choice.held if period <= until) if is_latest else choice.periods
    whole = replace(choice, dimensions=())
    coverage = (Term(("covered",)), Term(("in_scope",)))
    found = reduced.reduce_cells(store, whole, coverage, threshold, candidates)
    reached = [
        key[0]
        for key in in_order(found.sums)
        if found.count(key, "covered") >= Fraction(str(wanted)) * max(found.count(key, "in_scope"), 1)
    ]
    return replace(choice, periods=tuple(reached[-1:]) if is_latest else tuple(reached))


def rates(
    store: Store, selection: Selection, catalogue: Mapping[str, Indicator], threshold: Fraction, today: date,
    *, long: bool = False, total: bool = False,
) -> RateTable:  # fmt: skip
    """Make the table of rates for a selection; with `total`, also the row over all groups."""
    check_indicators(selection, catalogue)
    choice = with_coverage(store, choose(store, selection, today), today, threshold)
    further = [one for one in chosen_indicators(selection.indicators, catalogue) if one.name not in _BASE]
    base = [catalogue[name] for name in _BASE]
    terms = (*_FLAG_COUNTS, *_LEFT_OUT, *terms_of([*base, *further]))
    found = reduced.reduce_cells(store, choice, terms, threshold)
    whole: Cells | None = found
    if choice.dimensions and choice.overlapping:
        whole = reduced.reduce_cells(store, replace(choice, dimensions=()), terms, threshold)
    elif choice.dimensions:
        whole = reduced.totals(found)
    if selection.pool is not None:
        found = reduced.pool(found, selection.pool, choice.panel.week_start)
        whole = reduced.pool(whole, selection.pool, choice.panel.week_start)
    notes = _notes(choice, found, whole, today)
    if long:
        named = chosen_indicators(selection.indicators or ("operating_rate", "return_rate"), catalogue)
        return _long_table(choice, found, named, base[2], notes)
    columns = [PERIOD, *group_columns(choice), *_columns(further, scoped=choice.scoped)]
    rows = tuple(
        (key[0], *group_cells(choice, key[1], selection.lang), *_cells(choice, found, key, base, further))
        for key in in_order(found.sums)
    )
    total_row = None
    if total and choice.dimensions and len(whole.sums) == 1:
        key = next(iter(whole.sums))
        blank: list[Cell] = [None] * len(group_columns(choice))
        total_row = (key[0], *blank, *_cells(choice, whole, key, base, further))
    return RateTable(
        title=Text("Operating and return-to-work rates", "开工率与返岗率"),
        columns=tuple(columns),
        rows=rows,
        total=total_row,
        notes=notes,
    )


def _columns(further: list[Indicator], *, scoped: bool) -> list[Column]:
    rate = {name: Column(name, Meaning.RATE, label) for name, label in (
        ("operating_rate", Text("Operating", "开工率")), ("return_rate", Text("Return", "返岗率")),
    )}  # fmt: skip
    columns = [
        replace(_ENTERPRISES, human=scoped), *_COUNTS, _FROM_TOTALS, rate["operating_rate"], _STAFFED, _EMPLOYEES, _ON_DUTY,
        rate["return_rate"], Column("coverage", Meaning.RATE, Text("Coverage", "填报率"), human=scoped),
    ]  # fmt: skip
    for indicator in further:
        columns += [
            indicator_column(indicator),
            Column(f"{indicator.name}_numerator", measure_meaning(indicator.numerator), Text("numerator", "分子"), human=False),
            Column(f"{indicator.name}_denominator", measure_meaning(indicator.denominator), Text("denominator", "分母"), human=False),
        ]
    return columns


def _cells(choice: Choice, found: Cells, key: Key, base: list[Indicator], further: list[Indicator]) -> list[Cell]:
    operating, returned, coverage = base
    row: list[Cell] = [found.count(key, "in_scope") if choice.scoped else None]
    row += [found.count(key, column.name) for column in _COUNTS]
    row += [0, found.value(key, operating), found.count(key, "staffed")]
    row += [found.total(key, returned.denominator), found.total(key, returned.numerator), found.value(key, returned)]
    row.append(found.value(key, coverage) if choice.scoped else None)
    for indicator in further:
        row += [found.value(key, indicator), found.total(key, indicator.numerator), found.total(key, indicator.denominator)]
    return row


def _long_table(choice: Choice, found: Cells, named: list[Indicator], coverage: Indicator, notes: tuple[Text, ...]) -> RateTable:
    columns = (
        PERIOD, *group_columns(choice),
        Column("indicator", Meaning.TEXT, Text("Indicator", "指标")),
        Column("numerator", Meaning.QUANTITY, Text("Numerator", "分子")),
        Column("denominator", Meaning.QUANTITY, Text("Denominator", "分母")),
        Column("value", Meaning.RATE, Text("Value", "数值")),
        Column("coverage", Meaning.RATE, Text("Coverage", "填报率"), human=choice.scoped),
    )  # fmt: skip
    lang = choice.selection.lang
    rows = tuple(
        (
            key[0], *group_cells(choice, key[1], lang), one.name, found.total(key, one.numerator),
            found.total(key, one.denominator), found.value(key, one), found.value(key, coverage) if choice.scoped else None,
        )
        for key in in_order(found.sums) for one in named
    )  # fmt: skip
    dropped = {f"{name}_name" for name in ("region", "industry", "size")}
    places = [place for place, column in enumerate(columns) if column.name not in dropped]
    shown = {"region", "industry", "size"}
    return RateTable(
        title=Text("Operating and return-to-work rates", "开工率与返岗率"),
        columns=tuple(replace(columns[place], human=True) if columns[place].name in shown else columns[place] for place in places),
        rows=tuple(tuple(row[place] for place in places) for row in rows),
        notes=notes,
    )


def _notes(choice: Choice, found: Cells, whole: Cells, today: date) -> tuple[Text, ...]:
    """What stderr says beside the table: the period, its coverage, silent groups, staff left out."""
    if not whole.sums:
        return (_nothing(choice, today),)
    keys = in_order(whole.sums)
    last = keys[-1]
    notes = [_period_note(choice, whole, keys[0][0], last)]
    silent = [key for key in in_order(found.sums) if key[0] == last[0] and not found.count(key, "reporting")] if choice.dimensions else []
    if silent:
        en = _some([group_label(choice, key[1], "en") for key in silent])
        zh = _some([group_label(choice, key[1], "zh") for key in silent])
        notes.append(Text(f"{len(silent)} groups without reports: {en}", f"{len(silent)} 个分组无填报：{zh}"))
    left_out = whole.count(last, "suspended") - whole.count(last, "suspended", "staffed")
    if left_out:
        notes.append(
            Text(
                f"the return rate leaves out {left_out:,} suspended enterprises without staff on duty stated",
                f"返岗率未含 {left_out:,} 家未填到岗人数的停工企业",
            )
        )
    return tuple(notes)


def _some(names: list[str], most: int = 6) -> str:
    return ", ".join(names[:most]) + (f" (+{len(names) - most})" if len(names) > most else "")


def group_label(choice: Choice, group: tuple[str | None, ...], lang: str) -> str:
    """Name a group in one language."""
    from resumetrack.tracker.naming import group_text

    return group_text(choice, group).to("zh" if lang == "zh" else "en")


def _period_note(choice: Choice, whole: Cells, first: date, last: Key) -> Text:
    when = last[0].isoformat() if first == last[0] else f"{first.isoformat()} to {last[0].isoformat()}"
    when_zh = last[0].isoformat() if first == last[0] else f"{first.isoformat()} 至 {last[0].isoformat()}"
    reporting, covered, scope = (whole.count(last, flag) for flag in ("reporting", "covered", "in_scope"))
    start = f"period {when}" if first == last[0] else f"periods {when}; the last"
    start_zh = f"日期 {when_zh}" if first == last[0] else f"日期 {when_zh}；最后一期"
    if not choice.scoped:
        return Text(
            f"{start}: {reporting:,} enterprises report; no roster, so coverage is unknown",
            f"{start_zh}：{reporting:,} 家企业填报；无名录，填报率未知",
        )
    share = f"{100 * covered / scope:.1f} %" if scope else "-"
    return Text(
        f"{start}: {covered:,} of {scope:,} enterprises in scope report (coverage {share})",
        f"{start_zh}：范围内 {scope:,} 家企业中 {covered:,} 家填报（填报率 {share}）",
    )


def _nothing(choice: Choice, today: date) -> Text:
    if not choice.held:
        return Text(f"panel {choice.panel.name} holds no reports", f"面板 {choice.panel.name} 尚无报表")
    held = f"{choice.held[0].isoformat()} - {choice.held[-1].isoformat()}"
    if not choice.periods:
        why = f"coverage of {choice.selection.min_coverage:.1%} is not reached" if choice.selection.min_coverage else "no such period"
        return Text(f"{why}; panel {choice.panel.name} holds {held} (today is {today})", f"没有符合条件的日期；面板 {choice.panel.name} 现有 {held}")
    return Text(f"nothing matches; panel {choice.panel.name} holds {held}", f"没有匹配的企业；面板 {choice.panel.name} 现有 {held}")


def coverage(store: Store, selection: Selection, catalogue: Mapping[str, Indicator], threshold: Fraction, today: date) -> Table:
    """Make the table of who reports and who is silent, by period and group."""
    choice = with_coverage(store, choose(store, selection, today), today, threshold)
    shares = [catalogue["coverage"], catalogue["staff_coverage"]]
    found = reduced.reduce_cells(store, choice, (*_FLAG_COUNTS, *_LEFT_OUT, *terms_of(shares)), threshold)
    if selection.pool is not None:
        found = reduced.pool(found, selection.pool, choice.panel.week_start)
    whole = found if not choice.dimensions or choice.overlapping else reduced.totals(found)
    columns = (
        PERIOD, *group_columns(choice), _ENTERPRISES,
        Column("covered", Meaning.COUNT, Text("Reporting in scope", "范围内填报")),
        Column("silent", Meaning.COUNT, Text("Silent", "未填报")),
        Column("off_scope", Meaning.COUNT, Text("Reporting out of scope", "范围外填报")),
        Column("coverage", Meaning.RATE, Text("Coverage", "填报率")),
        Column("staff_coverage", Meaning.RATE, Text("By staff", "按人数")),
    )  # fmt: skip
    rows = []
    for key in in_order(found.sums):
        scope, covered, reporting = (found.count(key, flag) for flag in ("in_scope", "covered", "reporting"))
        known: list[Cell] = [scope, covered, scope - covered, reporting - covered] if choice.scoped else [None, None, None, reporting]
        rows.append((key[0], *group_cells(choice, key[1], selection.lang), *known, *(found.value(key, share) for share in shares)))
    return Table(
        title=Text("Coverage", "填报率"), columns=columns, rows=tuple(rows), notes=_notes(choice, found, whole, today),
    )  # fmt: skip
