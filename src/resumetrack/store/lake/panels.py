"""The panels of a lake: what the reports say of theirs, which have to agree."""

from pathlib import Path

from resumetrack.errors import UsageError
from resumetrack.store.engine import Engine
from resumetrack.store.lake.layout import pattern_of
from resumetrack.store.sql import text

_KEPT = "SELECT panel, frequency, week_start FROM {source} WHERE frequency IS NOT NULL"


def check_agreement(engine: Engine, lake: Path) -> None:
    """Make sure that panels of the store are kept by the same periods as those of their names in the lake.

    Raises
    ------
    UsageError
        If one is not.
    """
    pattern = pattern_of(lake, "reports")
    if pattern is None:
        return
    there = _KEPT.format(source=f"read_parquet({text(pattern)})")
    rows = engine.rows(
        "SELECT DISTINCT p.name, p.frequency, k.frequency FROM panel AS p JOIN "
        f"({there}) AS k ON k.panel = p.name WHERE p.frequency <> k.frequency OR p.week_start <> k.week_start"
    )
    for panel, mine, other in rows:
        how = f"by {other} in the lake and by {mine} in the store" if mine != other else "with another first weekday"
        message = f"panel {panel} is kept {how}"
        raise UsageError(message, hint="panels of one name have to agree; export to another lake")


def check_own_agreement(engine: Engine, reports: str, lake: Path) -> None:
    """Make sure that the stores that wrote a lake keep panels of one name by the same periods.

    Raises
    ------
    UsageError
        If they do not.
    """
    found = engine.column(
        f"SELECT panel FROM ({_KEPT.format(source=reports)}) GROUP BY panel "
        "HAVING count(DISTINCT (frequency, week_start)) > 1 ORDER BY panel"
    )
    if found:
        message = f"{lake} holds panel {found[0]} by several kinds of periods"
        raise UsageError(message, hint="stores that do not agree have written to it; export each to a lake of its own")


MADE = (
    "SELECT CAST(row_number() OVER (ORDER BY panel) AS INTEGER) AS panel_key, panel AS name, max(frequency) AS "
    "frequency, coalesce(max(week_start) FILTER (WHERE frequency IS NOT NULL), max(week_start)) AS week_start, "
    "arg_max(panel_staff_base, recorded_at) AS staff_base, max(staff_decimals) AS staff_decimals, "
    "max(output_decimals) AS output_decimals, max(power_decimals) AS power_decimals FROM {source} GROUP BY panel"
)
"""SQL for the panels that reports in a table name. Decimals have only ever grown, so the most are enough for all."""
