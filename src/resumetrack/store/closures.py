"""Closed for good: the status of an enterprise that stays until it states another or its time on the roster ends."""

from datetime import date, datetime

from resumetrack.model import MEASURES
from resumetrack.store.engine import Engine
from resumetrack.store.observed import Observed, Parts, visible
from resumetrack.store.sql import day

NONE_PRESENT = "SELECT *, 0 AS carried FROM seen"
"""SQL for who reports, where no closure is carried."""

_KEPT = ", ".join(f"s.{measure}" for measure in MEASURES[2:])
PRESENT = (
    "SELECT period, enterprise_key, CASE WHEN c.enterprise_key IS NULL THEN s.status ELSE 'closed' END AS status, "
    "coalesce(s.employees, c.employees) AS employees, "
    "coalesce(s.on_duty, CASE WHEN c.enterprise_key IS NOT NULL THEN 0 END) AS on_duty, "
    f"{_KEPT}, coalesce(s.difficulty_key, c.difficulty_key) AS difficulty_key, s.expected_resume, "
    "s.descriptor_key, c.descriptor_key AS closed_key, "
    "coalesce(s.report, c.report) AS report, coalesce(s.line, c.line) AS line, "
    "CASE WHEN c.enterprise_key IS NULL THEN 0 ELSE 1 END AS carried "
    "FROM seen AS s FULL JOIN carried AS c USING (period, enterprise_key)"
)
"""SQL for who reports or is closed; what is said beside a carried closure, without a status, goes first."""


def are_any(engine: Engine, panel_key: int, as_of: datetime | None, until: date) -> bool:
    """Whether somebody may be closed from before `until`."""
    return bool(engine.value(f"SELECT count(*) FROM (SELECT 1 {_closed(panel_key, as_of, until)} LIMIT 1)"))


def _closed(panel_key: int, as_of: datetime | None, until: date) -> str:
    return (
        f"FROM observation AS o WHERE o.panel_key = {panel_key} AND o.status = 'closed' AND o.period < {day(until)} "
        f"AND {visible(as_of)}"
    )


def carried(observed: Observed, until: date) -> Parts:
    """Named subqueries up to `carried`: each closure in each later period it reaches.

    They refer to `periods` and `spans`. Employees are the last ever stated.
    """
    closed = _closed(observed.panel_key, observed.as_of, until)
    concerned = f"o.enterprise_key IN (SELECT o.enterprise_key {closed})"
    if observed.names.aliased:
        concerned = (
            f"({concerned} OR o.enterprise_key IN (SELECT from_key FROM aliases) "
            "OR o.enterprise_key IN (SELECT enterprise_key FROM aliases))"
        )
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
            "departures",
            (
                "SELECT s.enterprise_key, s.valid_to AS day FROM spans AS s ANTI JOIN spans AS n "
                "ON n.enterprise_key = s.enterprise_key AND n.valid_from = s.valid_to WHERE s.valid_to IS NOT NULL"
            ),
        ),
        (
            "reaching",
            (
                "SELECT p.period, c.enterprise_key, c.difficulty_key, c.descriptor_key, c.report, c.line "
                "FROM stated AS c JOIN periods AS p ON p.period > c.period AND (c.until IS NULL OR p.period < c.until) "
                "WHERE c.status = 'closed' AND NOT EXISTS (FROM departures AS x WHERE "
                "x.enterprise_key = c.enterprise_key "
                "AND x.day > c.period AND x.day <= p.period)"
            ),
        ),
        (
            "carried",
            (
                "SELECT r.*, k.employees FROM reaching AS r ASOF LEFT JOIN (SELECT enterprise_key, period, employees "
                "FROM history WHERE employees IS NOT NULL) AS k "
                "ON k.enterprise_key = r.enterprise_key AND r.period >= k.period"
            ),
        ),
    ]
