"""Who stands somewhere in a period: by a report of that period, or by an earlier one that still counts."""

from resumetrack.model import MEASURES
from resumetrack.store import carrying, closures
from resumetrack.store.closures import Closed
from resumetrack.store.observed import Observed, Parts
from resumetrack.store.query import StateQuery
from resumetrack.store.roster import DEPARTURES

_OWN = ", ".join(("period", "enterprise_key", "status", *MEASURES, "difficulty_key", "expected_resume"))
_TOLD = f"SELECT {_OWN}, descriptor_key, CAST(NULL AS INTEGER) AS carried_key, report, line, 0 AS carried FROM seen"
_LAID = ", ".join(f"coalesce(s.{column}, c.{column}) AS {column}" for column in ("status", *MEASURES, "difficulty_key"))
_KEPT = (
    f"SELECT period, enterprise_key, {_LAID}, s.expected_resume, s.descriptor_key, c.descriptor_key AS carried_key, "
    "coalesce(s.report, c.report) AS report, coalesce(s.line, c.line) AS line, "
    "CASE WHEN c.enterprise_key IS NULL THEN 0 ELSE 1 END AS carried "
    "FROM (FROM seen WHERE status IS NULL) AS s FULL JOIN carried AS c USING (period, enterprise_key)"
)


def present(observed: Observed, query: StateQuery, condition: str, closed: Closed | None, members: str | None) -> Parts:
    """Named subqueries up to `told` and, where something is carried, `kept`: one row per enterprise and period in all.

    Most rows state a status, and nothing is carried to these (`told`); only the others are worth a join. What an
    enterprise says without stating a status goes before what is carried to it. The subqueries refer to `periods` and
    `spans`; reports have to meet a condition, `closed` are those who may be closed for good from before. Of what is
    carried only that of `members` matters, whose keys a table has, if one is named.
    """
    parts = observed.parts("seen", condition)
    carried: list[str] = []
    if closed is not None or query.reach:
        parts.append(("departures", DEPARTURES))
    if closed is not None:
        parts += closures.persisting(observed, query.periods[-1], closed)
        carried.append("persisting")
    if query.reach:
        parts.append(("held", carrying.places(query.held)))
        parts += carrying.reached(observed, query.reach, query.held, members)
        carried.append("reached")
    if not carried:
        return [*parts, ("told", _TOLD)]
    columns = ", ".join(carrying.COLUMNS)
    union = " UNION ALL ".join(f"SELECT {columns} FROM {name}" for name in carried)
    return [*parts, ("carried", union), ("told", f"{_TOLD} WHERE status IS NOT NULL"), ("kept", _KEPT)]
