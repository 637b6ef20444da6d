"""The table of rates."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from resumetrack.errors import UsageError
from resumetrack.measure import terms_of
from resumetrack.model import (
    Cell,
    Column,
    Estimation,
    Indicator,
    Meaning,
    RateTable,
    Selection,
    Stacked,
    Term,
    Text,
    Unit,
)
from resumetrack.store import Store
from resumetrack.tracker import cells as reduced
from resumetrack.tracker.cells import Cells, chosen_indicators
from resumetrack.tracker.covering import COVERAGE, ENTERPRISES, with_coverage
from resumetrack.tracker.naming import PERIOD, group_cells, group_columns
from resumetrack.tracker.noting import FLAG_COUNTS, LEFT_OUT, notes_on
from resumetrack.tracker.selecting import Choice, choose
from resumetrack.tracker.totals_notes import left_open

_COUNTS = (
    Column("reporting", Meaning.COUNT, Text("Reporting", "填报企业")),
    Column("full", Meaning.COUNT, Text("Full", "全面开工"), human=False),
    Column("partial", Meaning.COUNT, Text("Partial", "部分开工"), human=False),
    Column("suspended", Meaning.COUNT, Text("Suspended", "停工"), human=False),
    Column("closed", Meaning.COUNT, Text("Closed", "关闭"), human=False),
    Column("carried", Meaning.COUNT, Text("Carried", "沿用"), human=False),
)
_FROM_TOTALS = Column("from_totals", Meaning.COUNT, Text("From totals", "来自汇总"), human=False)
_STAFFED = Column("staffed", Meaning.COUNT, Text("Staffed", "有人数"), human=False)
_EMPLOYEES = Column("employees", Meaning.EMPLOYEES, Text("Employees", "从业人数"))
_ON_DUTY = Column("on_duty", Meaning.EMPLOYEES, Text("On duty", "到岗人数"))
_BASE = ("operating_rate", "return_rate", "coverage")


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
            raise UsageError(
                message, hint=f"{f'did you mean {near[0]}? ' if near else ''}indicators: {', '.join(catalogue)}"
            )


def rates(
    store: Store,
    selection: Selection,
    catalogue: Mapping[str, Indicator],
    threshold: Fraction,
    today: date,
    *,
    long: bool = False,
    total: bool = False,
    bounds: bool = False,
    estimation: Estimation | None = None,
) -> RateTable:
    """Make the table of rates for a selection; with `total`, also the row over all groups."""
    check_indicators(selection, catalogue)
    choice = with_coverage(store, choose(store, selection, today), today, threshold)
    _check(choice, bounds=bounds, long=long, estimation=estimation)
    further = [one for one in chosen_indicators(selection.indicators, catalogue) if one.name not in _BASE]
    base = [catalogue[name] for name in _BASE]
    terms = (*FLAG_COUNTS, *LEFT_OUT, *terms_of([*base, *further]))
    found = reduced.reduce_cells(store, choice, terms, threshold)
    whole = found
    if choice.dimensions and choice.overlapping:
        whole = reduced.reduce_cells(store, replace(choice, dimensions=()), terms, threshold)
    elif choice.dimensions:
        whole = reduced.totals(found)
    if selection.pool is not None:
        found = reduced.pool(found, selection.pool, choice.panel.week_start)
        whole = reduced.pool(whole, selection.pool, choice.panel.week_start)
    notes = (*notes_on(choice, found, whole, today), *left_open(whole, [*base, *further], scoped=choice.scoped))
    shown = [*base, *further]
    if long:
        shown = chosen_indicators(selection.indicators or ("operating_rate", "return_rate"), catalogue)
        table = _long_table(choice, found, shown, base[2], notes)
    else:
        table = _wide_table(choice, found, base, further, notes)
        if total and choice.dimensions and len(whole.sums) == 1:
            [key] = whole.keys
            blank: list[Cell] = [None] * len(group_columns(choice))
            [figures] = zip(*_figures(choice, whole, base, further), strict=True)
            table = replace(table, total=(key[0], *blank, *figures))
        if bounds:
            from resumetrack.tracker.bounding import bounded

            table = bounded(table, found, found.keys, whole, base[0])
    if estimation is None:
        return table
    # Imported here: plain rates need none of it.
    if estimation.is_matched:
        from resumetrack.tracker.matching import Ground, matched

        return matched(table, found.keys, Ground(store, choice, shown, threshold))
    from resumetrack.tracker.precision_columns import precision

    return precision(store, choice, estimation, shown, threshold).appended(table, found.keys)


def _check(choice: Choice, *, bounds: bool, long: bool, estimation: Estimation | None) -> None:
    if bounds:
        from resumetrack.tracker.bounding import check_bounds

        check_bounds(choice, long=long)
    if estimation is not None and estimation.is_matched:
        from resumetrack.tracker.matching import check_matched

        check_matched(choice, estimation, long=long)


def _wide_table(
    choice: Choice, found: Cells, base: list[Indicator], further: list[Indicator], notes: tuple[Text, ...]
) -> RateTable:
    named = {group: group_cells(choice, group, choice.selection.lang) for group in {key[1] for key in found.keys}}
    described = zip(*(named[group] for _, group in found.keys), strict=True) if choice.dimensions else ()
    return RateTable(
        title=Text("Operating and return-to-work rates", "开工率与返岗率"),
        columns=(PERIOD, *group_columns(choice), *_columns(further, scoped=choice.scoped)),
        rows=Stacked([[period for period, _ in found.keys], *described, *_figures(choice, found, base, further)]),
        notes=notes,
    )


def _columns(further: list[Indicator], *, scoped: bool) -> list[Column]:
    rate = {
        name: Column(name, Meaning.RATE, label)
        for name, label in (
            ("operating_rate", Text("Operating", "开工率")),
            ("return_rate", Text("Return", "返岗率")),
        )
    }
    columns = [
        replace(ENTERPRISES, human=scoped),
        *_COUNTS,
        _FROM_TOTALS,
        rate["operating_rate"],
        _STAFFED,
        _EMPLOYEES,
        _ON_DUTY,
        rate["return_rate"],
        replace(COVERAGE, human=scoped),
    ]
    for indicator in further:
        columns += [
            indicator_column(indicator),
            Column(
                f"{indicator.name}_numerator",
                measure_meaning(indicator.numerator),
                Text("numerator", "分子"),
                human=False,
            ),
            Column(
                f"{indicator.name}_denominator",
                measure_meaning(indicator.denominator),
                Text("denominator", "分母"),
                human=False,
            ),
        ]
    return columns


def _figures(choice: Choice, found: Cells, base: list[Indicator], further: list[Indicator]) -> list[list[Cell]]:
    """Give what stands under each of `_columns`, in the order of the keys."""
    operating, returned, coverage = base
    nothing: list[Cell] = [None] * len(found.keys)
    columns: list[list[Cell]] = [
        found.counts("in_scope") if choice.scoped else nothing,
        *(found.counts(column.name) for column in _COUNTS),
        [found.from_totals(key) for key in found.keys] if found.added else [0] * len(found.keys),
        found.values(operating),
        found.counts("staffed"),
        found.totals(returned.denominator, returned),
        found.totals(returned.numerator, returned),
        found.values(returned),
        found.values(coverage),
    ]
    for one in further:
        columns += [found.values(one), found.totals(one.numerator, one), found.totals(one.denominator, one)]
    return columns


def _long_table(
    choice: Choice, found: Cells, named: list[Indicator], coverage: Indicator, notes: tuple[Text, ...]
) -> RateTable:
    columns = (
        PERIOD,
        *group_columns(choice),
        Column("indicator", Meaning.TEXT, Text("Indicator", "指标")),
        Column("numerator", Meaning.QUANTITY, Text("Numerator", "分子")),
        Column("denominator", Meaning.QUANTITY, Text("Denominator", "分母")),
        Column("value", Meaning.RATE, Text("Value", "数值")),
        replace(COVERAGE, human=choice.scoped),
    )
    lang = choice.selection.lang
    rows = tuple(
        (
            key[0],
            *group_cells(choice, key[1], lang),
            one.name,
            found.numerator(key, one),
            found.denominator(key, one),
            found.value(key, one),
            found.value(key, coverage),
        )
        for key in found.keys
        for one in named
    )
    dropped = {f"{name}_name" for name in ("region", "industry", "size")}
    places = [place for place, column in enumerate(columns) if column.name not in dropped]
    shown = {"region", "industry", "size"}
    return RateTable(
        title=Text("Operating and return-to-work rates", "开工率与返岗率"),
        columns=tuple(
            replace(columns[place], human=True) if columns[place].name in shown else columns[place] for place in places
        ),
        rows=tuple(tuple(row[place] for place in places) for row in rows),
        notes=notes,
    )
