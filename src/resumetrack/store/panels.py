"""Panels: one collection each, with its frequency, its roster, and the decimals its measures are kept with."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from resumetrack.model import MEASURES, OUTPUT_MEASURES, POWER_MEASURES, STAFF_MEASURES, Kind
from resumetrack.periods import Frequency
from resumetrack.store.engine import Engine
from resumetrack.store.grains import GRAINS
from resumetrack.store.sql import literal, multiple, text

FAMILIES = {"staff": STAFF_MEASURES, "output": OUTPUT_MEASURES, "power": POWER_MEASURES}
FAMILY_OF = {
    **{measure: family for family, measures in FAMILIES.items() for measure in measures},
    "roster_employees": "staff",
}
MAX_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel as the store has it; `decimals` is by family of measures (staff, output, power).

    A panel that is not `is_dated` has a roster or lists alone, and its frequency is not known yet. One that `is_open`
    holds no report in force, so that its frequency may still change.
    """

    key: int
    name: str
    frequency: Frequency
    week_start: int
    staff_base: str | None
    decimals: Mapping[str, int]
    is_dated: bool
    is_open: bool


def panels(engine: Engine) -> list[Panel]:
    """All panels, by name."""
    rows = engine.rows(
        "SELECT panel_key, name, frequency, week_start, staff_base, "
        "NOT EXISTS (FROM report WHERE report.panel_key = panel.panel_key AND "
        f"kind IN ('{Kind.REPORT.value}', '{Kind.TOTALS.value}') "
        "AND withdrawn_at IS NULL AND accepted_count > 0), staff_decimals, output_decimals, power_decimals "
        "FROM panel ORDER BY name"
    )
    return [
        Panel(
            key=key,
            name=name,
            frequency=Frequency(frequency or Frequency.DAY),
            week_start=week_start,
            staff_base=base,
            decimals=dict(zip(FAMILIES, decimals, strict=True)),
            is_dated=frequency is not None,
            is_open=is_open,
        )
        for key, name, frequency, week_start, base, is_open, *decimals in rows
    ]


def find(engine: Engine, name: str) -> Panel | None:
    """Return the panel of this name, if the store has it."""
    return next((panel for panel in panels(engine) if panel.name == name), None)


def create(engine: Engine, name: str, frequency: Frequency | None, week_start: int, staff_base: str | None) -> Panel:
    """Make a panel; its measures start as whole numbers."""
    key = engine.value("SELECT coalesce(max(panel_key), 0) + 1 FROM panel")
    engine.run(
        f"INSERT INTO panel VALUES ({key}, {text(name)}, {literal(frequency)}, {week_start}, {literal(staff_base)}, "
        "0, 0, 0)"
    )
    [made] = [panel for panel in panels(engine) if panel.key == key]
    return made


def set_calendar(engine: Engine, panel: Panel, frequency: Frequency, week_start: int) -> Panel:
    """Say by what a panel is kept, while it holds no report."""
    engine.run(
        f"UPDATE panel SET frequency = {text(frequency)}, week_start = {week_start} WHERE panel_key = {panel.key}"
    )
    return replace(panel, frequency=frequency, week_start=week_start, is_dated=True)


def needed_decimals(engine: Engine, table: str, broken: Collection[str]) -> dict[str, int]:
    """Decimals that the staged values of each family have, 0 to 6; `broken` are the measures that are not all whole."""
    needed = dict.fromkeys(FAMILIES, 0)
    if not broken:
        return needed
    [found] = engine.rows(f"SELECT {', '.join(map(_places, broken))} FROM {table}")
    for measure, places in zip(broken, found, strict=True):
        family = FAMILY_OF[measure]
        needed[family] = max(needed[family], places or 0)
    return needed


def _places(measure: str) -> str:
    products = ((places, multiple(measure, 10**places)) for places in range(MAX_DECIMALS))
    cases = " ".join(f"WHEN {product} = trunc({product}) THEN {places}" for places, product in products)
    return f"max(CASE WHEN {measure} IS NULL THEN 0 {cases} ELSE {MAX_DECIMALS} END)"


def widen(engine: Engine, panel: Panel, needed: Mapping[str, int]) -> Panel:
    """Keep more decimals from now on, what is stored included, where a delivery needs them."""
    decimals = {family: max(panel.decimals[family], needed[family]) for family in FAMILIES}
    for family, measures in FAMILIES.items():
        factor = 10 ** (decimals[family] - panel.decimals[family])
        if factor == 1:
            continue
        changes = ", ".join(f"{measure} = {measure} * {factor}" for measure in measures)
        for table in ("observation", "closed_history", "listed_history"):
            engine.run(f"UPDATE {table} SET {changes} WHERE panel_key = {panel.key}")
        if family == "staff":
            summed = ", ".join(f"{column} = {column} * {factor}" for column in (*measures, "roster_employees"))
            for grain in GRAINS:
                engine.run(f"UPDATE {grain.table} SET {summed} WHERE panel_key = {panel.key}")
            engine.run(f"UPDATE coarse_span SET employees = employees * {factor} WHERE panel_key = {panel.key}")
            engine.run(
                f"UPDATE roster_entry SET employees = employees * {factor} "
                f"WHERE report IN (SELECT report FROM report WHERE panel_key = {panel.key})"
            )
        engine.run(f"UPDATE panel SET {family}_decimals = {decimals[family]} WHERE panel_key = {panel.key}")
    return replace(panel, decimals=decimals)


def scaled(measure: str, panel: Panel) -> str:
    """SQL that turns a staged value into the integer the panel keeps."""
    factor: int = 10 ** panel.decimals[FAMILY_OF[measure]]
    return f"CAST({multiple(measure, factor)} AS BIGINT)" if factor > 1 else f"CAST({measure} AS BIGINT)"


def measures_of(columns: Collection[str]) -> tuple[str, ...]:
    """Measures among these columns, in canonical order."""
    return tuple(measure for measure in MEASURES if measure in columns)
