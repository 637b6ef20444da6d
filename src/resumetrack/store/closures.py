"""Closed for good: the status of an enterprise that stays until it states another or its time on the roster ends."""

from datetime import date, datetime

from resumetrack.model import MEASURES
from resumetrack.store.carrying import COLUMNS
from resumetrack.store.engine import Engine
from resumetrack.store.observed import Observed, Parts, visible
from resumetrack.store.sql import day


def closed(engine: Engine, panel_key: int, as_of: datetime | None, until: date) -> str | None:
    """Make a temporary table of the enterprises that were closed at some time before `until`; None if nobody was.

    A table has a known size. Of a subquery the engine expects a fifth of all observations, and joins accordingly.
    """
    table = engine.temporary(
        f"SELECT DISTINCT enterprise_key FROM observation WHERE panel_key = {panel_key} AND status = 'closed' "
        f"AND period < {day(until)} AND {visible(as_of)}"
    )
    return table if engine.value(f"SELECT count(*) FROM {table}") else None


def persisting(observed: Observed, until: date, table: str) -> Parts:
    """Named subqueries up to `persisting`: each closure, of who is in the table, in each later period it reaches.

    They refer to `periods` and `departures`. Employees are the last ever stated, on duty is 0.
    """
    concerned = f"o.enterprise_key IN (SELECT enterprise_key FROM {table})"
    if observed.names.aliased:
        concerned = (
            f"({concerned} OR o.enterprise_key IN (SELECT from_key FROM aliases) "
            "OR o.enterprise_key IN (SELECT enterprise_key FROM aliases))"
        )
    said = {"employees": "k.employees", "on_duty": "0", **dict.fromkeys(MEASURES[2:], "NULL")}
    columns = ", ".join(f"{said.get(column, f'r.{column}')} AS {column}" for column in COLUMNS)
    return [
        *observed.parts("history", f"o.period <= {day(until)} AND {concerned}"),
        (
            "stated",
            (
                "SELECT *, lead(period) OVER (PARTITION BY enterprise_key ORDER BY period) AS until "
                "FROM history WHERE status IS NOT NULL"
            ),
        ),
        (
            "reaching",
            (
                "SELECT p.period, c.enterprise_key, c.status, c.difficulty_key, c.descriptor_key, c.report, c.line "
                "FROM stated AS c JOIN periods AS p ON p.period > c.period AND (c.until IS NULL OR p.period < c.until) "
                "WHERE c.status = 'closed' AND NOT EXISTS (FROM departures AS x WHERE "
                "x.enterprise_key = c.enterprise_key "
                "AND x.day > c.period AND x.day <= p.period)"
            ),
        ),
        (
            "persisting",
            (
                f"SELECT {columns} FROM reaching AS r ASOF LEFT JOIN (SELECT enterprise_key, period, employees "
                "FROM history WHERE employees IS NOT NULL) AS k "
                "ON k.enterprise_key = r.enterprise_key AND r.period >= k.period"
            ),
        ),
    ]
