"""The table of weights: what each respondent stands for, and why."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from resumetrack.errors import UsageError
from resumetrack.measure.moments import Moments, answer_of
from resumetrack.measure.raising import Key as Group
from resumetrack.measure.raising import in_order
from resumetrack.measure.weights import Weight, Weights
from resumetrack.model import Cell, Column, Indicator, Meaning, Raising, RateTable, Selection, Text
from resumetrack.store import Panel, Store
from resumetrack.tracker.cells import chosen_indicators, rounded, unscaled
from resumetrack.tracker.covering import ENTERPRISES, with_coverage
from resumetrack.tracker.naming import PERIOD, group_cells, group_columns
from resumetrack.tracker.raised import frame_of, notes_on_weights
from resumetrack.tracker.rating import check_indicators
from resumetrack.tracker.sampling import draw
from resumetrack.tracker.selecting import choose

_COLUMNS = (
    ENTERPRISES,
    Column("respondents", Meaning.COUNT, Text("Respondents", "填报企业")),
    Column("stratum", Meaning.COUNT, Text("Stratum", "层")),
    Column("stratum_enterprises", Meaning.COUNT, Text("In scope of stratum", "层内企业")),
    Column("stratum_respondents", Meaning.COUNT, Text("Respondents of stratum", "层内填报企业")),
    Column("weight", Meaning.QUANTITY, Text("Weight", "权数")),
    Column("employees", Meaning.EMPLOYEES, Text("Employees", "从业人数"), human=False),
    Column(
        "respondent_employees", Meaning.EMPLOYEES, Text("Employees of respondents", "填报企业从业人数"), human=False
    ),
    Column("staff_weight", Meaning.QUANTITY, Text("Staff weight", "人数权数")),
)


def weights(
    store: Store,
    selection: Selection,
    catalogue: Mapping[str, Indicator],
    threshold: Fraction,
    today: date,
    *,
    raising: Raising,
) -> RateTable:
    """Make the table of weights for those who answered what the first indicator named (the operating rate) asks."""
    check_indicators(selection, catalogue)
    if selection.by or selection.pool is not None:
        message = "weights are by stratum and period; --by and --pool do not go with them"
        raise UsageError(message, hint="say which strata with --strata, as in --strata region,size")
    choice = with_coverage(store, choose(store, selection, today), today, threshold)
    (indicator,) = chosen_indicators((selection.indicators or ("operating_rate",))[:1], catalogue)
    answer = answer_of(indicator)
    if answer is None:
        message = f"{indicator.name} describes the scope itself: nothing in it is raised"
        raise UsageError(message, hint="name another indicator, such as operating_rate")
    frame = frame_of(store, choice, raising)
    samples = draw(store, choice, [indicator], threshold, frame)
    rows: list[tuple[Cell, ...]] = []
    notes: tuple[Text, ...] = ()
    shown = frame.as_groups(choice)
    for (period, _), cells in sorted(samples.whole.items()):
        found = samples.weights(period, answer)
        notes = notes_on_weights(frame, found, cells, answer, period)
        for key in sorted(cells, key=in_order):
            row = _row(choice.panel, cells[key], found, key, answer, raked=not frame.to.is_roster)
            rows.append((period, *group_cells(shown, key, selection.lang), *row))
    return RateTable(
        title=Text("Weights", "权数"),
        columns=(PERIOD, *group_columns(shown), *_COLUMNS),
        rows=tuple(rows),
        notes=notes,
    )


def _row(panel: Panel, cell: Moments, found: Weights, key: Group, answer: str, *, raked: bool) -> list[Cell]:
    weight = found.cells.get(key)
    own = (None, None) if weight is None else (weight.weight, weight.staff_weight)
    staff = panel.decimals["staff"]
    scope: list[Cell] = [None if raked else cell.number("scope"), cell.answers(answer)]
    sizes: list[Cell] = [
        None if raked else unscaled(cell.number("scope_staff"), staff),
        unscaled(cell.answers(answer, "staff"), staff),
    ]
    return [*scope, *_stratum(weight), _shown(own[0]), *sizes, _shown(own[1])]


def _stratum(weight: Weight | None) -> list[Cell]:
    if weight is None or weight.whole is None:
        return [None, None, None]
    return [weight.number, weight.whole.population, weight.whole.respondents]


def _shown(weight: Fraction | None) -> Cell:
    return None if weight is None else rounded(weight)
