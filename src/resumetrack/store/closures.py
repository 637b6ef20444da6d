"""Closed for good: the status of an enterprise that stays until it states another or its time on the roster ends.

A closure of long ago counts today, and few enterprises close. So what these said is kept once more in `closed_history`,
in the transaction that stores it: nobody has to look through the history of all others. What they said before they
closed for the first time does not matter, except the headcount if the closure lacks it: so mostly the history begins
with the period in `closed_since`. Of an enterprise that is not in that table it is whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from resumetrack.model import MEASURES, Kind
from resumetrack.store import copies
from resumetrack.store.carrying import COLUMNS
from resumetrack.store.engine import Engine
from resumetrack.store.observed import Observed, Parts, among, visible
from resumetrack.store.sql import FOREVER, day

STATED = (
    "SELECT o.* FROM observation AS o JOIN (FROM observation SELECT DISTINCT enterprise_key WHERE status = 'closed' "
    "AND NOT derived) USING (enterprise_key) LEFT JOIN closed_since AS s USING (enterprise_key) "
    "WHERE s.period IS NULL OR o.period >= s.period"
)
"""SQL for the observations that `closed_history` has."""

_UNTOLD = (
    "o.employees IS NULL AND NOT EXISTS (FROM closed_history AS k WHERE k.enterprise_key = o.enterprise_key "
    "AND k.period < o.period AND k.employees IS NOT NULL AND k.visible_from <= o.visible_from "
    f"AND coalesce(k.visible_to, {FOREVER}) >= coalesce(o.visible_to, {FOREVER}))"
)
"""SQL that holds for a closure `o` if what is kept tells no headcount at some moment at which it is in force."""

UNTOLD = (
    "FROM observation AS o JOIN closed_since AS s USING (enterprise_key) WHERE o.status = 'closed' "
    f"AND (o.period < s.period OR {_UNTOLD})"
)
"""SQL for observations of which there are none, so that what is not kept does not matter."""

_BACK = 8
"""Periods before a closure that are looked through for a headcount before all others are: few enterprises are silent
for longer."""


def keep(engine: Engine, panel_key: int, report: int, *, alone: bool) -> None:
    """Bring `closed_history` up to date after a report was stored or withdrawn, in the same transaction.

    It is `alone` if all its keys are its own, so that nothing else is changed by it.
    """
    [(first, last)] = engine.rows(f"SELECT min(period), max(period) FROM report_period WHERE report = {report}")
    if first is None:
        return
    spoken = f"panel_key = {panel_key} AND period BETWEEN {day(first)} AND {day(last)}"
    mine = (
        f"SELECT enterprise_key, period, status FROM observation WHERE report = {report} AND NOT derived AND {spoken}"
    )
    known = engine.temporary("FROM closed_history SELECT DISTINCT enterprise_key")
    new = engine.temporary(
        f"SELECT enterprise_key, min(o.period) AS period FROM ({mine} AND status = 'closed') AS o "
        f"LEFT JOIN closed_since AS s USING (enterprise_key) WHERE enterprise_key NOT IN (FROM {known}) "
        "OR o.period < s.period GROUP BY enterprise_key"
    )
    speaking = (
        f"SELECT enterprise_key, o.period FROM ({mine} AND enterprise_key IN (FROM {known})) AS o "
        "LEFT JOIN closed_since AS s USING (enterprise_key) WHERE s.period IS NULL OR o.period >= s.period"
    )
    copies.renew(engine, "closed_history", speaking, spoken)
    engine.run(f"DROP TABLE {known}")
    _fetch(engine, panel_key, new)
    _complete(engine, panel_key, spoken if alone else f"panel_key = {panel_key}")


def fill(engine: Engine) -> None:
    """Fill `closed_history` of a store that has reports, all that those who closed have said."""
    engine.run(f"INSERT INTO closed_history {STATED} ORDER BY o.period, o.enterprise_key")


def _complete(engine: Engine, panel_key: int, concerned: str) -> None:
    """Let the history of those whose closures lack their headcount begin where they tell it."""
    untold = engine.temporary(
        "SELECT enterprise_key, min(o.period) AS period, min(o.visible_from) AS visible_from, "
        f"max(coalesce(o.visible_to, {FOREVER})) AS visible_to FROM (FROM closed_history WHERE {concerned} AND "
        f"status = 'closed') AS o SEMI JOIN closed_since USING (enterprise_key) WHERE {_UNTOLD} GROUP BY enterprise_key"
    )
    [(last,)] = engine.rows(f"SELECT max(period) FROM {untold}")
    if last is not None:
        [(first,)] = engine.rows(
            "SELECT min(period) FROM (SELECT DISTINCT period FROM report_period JOIN report USING (report) WHERE "
            f"panel_key = {panel_key} AND kind = '{Kind.REPORT.value}' AND period < {day(last)} "
            f"ORDER BY period DESC LIMIT {_BACK})"
        )
        looked = f"BETWEEN {day(first)} AND {day(last)}" if first is not None else "IS NULL"
        told = engine.temporary(
            f"SELECT u.enterprise_key, max(o.period) AS period FROM {untold} AS u LEFT JOIN (FROM observation WHERE "
            f"panel_key = {panel_key} AND period {looked} AND employees IS NOT NULL) AS o "
            "ON o.enterprise_key = u.enterprise_key AND o.period < u.period AND o.visible_from <= u.visible_from "
            f"AND coalesce(o.visible_to, {FOREVER}) >= u.visible_to GROUP BY u.enterprise_key"
        )
        never = engine.temporary(f"FROM {told} WHERE period IS NULL")
        engine.run(f"DELETE FROM {told} WHERE period IS NULL")
        _fetch(engine, panel_key, told)
        _fetch(engine, panel_key, never)
    engine.run(f"DROP TABLE {untold}")


def _fetch(engine: Engine, panel_key: int, chosen: str) -> None:
    """Keep what the enterprises of a table said from a period on, or all of it, in place of what is kept of them.

    The table is dropped.
    """
    [(count, first)] = engine.rows(f"SELECT count(*), min(period) FROM {chosen}")
    if count:
        those = f"enterprise_key IN (SELECT enterprise_key FROM {chosen})"
        # A period that stands there is what the engine leaves out blocks of rows by.
        since = f"AND o.period >= {day(first)} AND o.period >= n.period" if first is not None else ""
        engine.run(
            f"DELETE FROM closed_history WHERE {those}; DELETE FROM closed_since WHERE {those}; "
            f"INSERT INTO closed_since SELECT enterprise_key, period FROM {chosen} WHERE period IS NOT NULL "
            "ORDER BY enterprise_key; "
            f"INSERT INTO closed_history SELECT o.* FROM observation AS o JOIN {chosen} AS n USING (enterprise_key) "
            f"WHERE o.panel_key = {panel_key} {since} ORDER BY o.period, o.enterprise_key"
        )
    engine.run(f"DROP TABLE {chosen}")


@dataclass(frozen=True, slots=True)
class Closed:
    """Enterprises closed before: a table of the keys they reported under, and the table that has all they said."""

    keys: str
    source: str


def closed(
    engine: Engine, observed: Observed, periods: Sequence[date], spans: str, members: str | None
) -> Closed | None:
    """Find the enterprises that were closed at some time before the last of these periods; None if nobody was.

    Before a single period that is those who last said so, under one of their names. Only `members` matter, whose
    keys a table has, if one is named. A table has a known size. Of a subquery the engine expects a fifth of all
    observations, and joins accordingly.
    """
    last = day(periods[-1])
    stated = f"panel_key = {observed.panel_key} AND status IS NOT NULL AND {visible(observed.as_of)}{among(members)}"
    keys = engine.temporary(
        f"SELECT enterprise_key FROM closed_history WHERE {stated} AND period <= {last} GROUP BY enterprise_key "
        f"HAVING max(period) < {last} AND arg_max(status, period) = 'closed'"
        if len(periods) == 1
        else f"SELECT DISTINCT enterprise_key FROM closed_history WHERE {stated} AND period < {last} "
        "AND status = 'closed'"
    )
    if not engine.value(f"SELECT count(*) FROM {keys}"):
        return None
    if observed.names.aliased and _add_namesakes(engine, keys, observed, spans):
        return Closed(keys, "observation")
    return Closed(keys, "closed_history")


def _add_namesakes(engine: Engine, keys: str, observed: Observed, spans: str) -> bool:
    """Add the other names of those who closed; whether some of them have said what is not kept, and may matter."""
    ctes = ", ".join(f"{name} AS ({sql})" for name, sql in [("spans", spans), *observed.names.ctes()])
    before = engine.value(f"SELECT count(*) FROM {keys}")
    engine.run(
        f"INSERT INTO {keys} WITH {ctes}, owners AS (FROM {keys} UNION "
        f"SELECT enterprise_key FROM aliases WHERE from_key IN (FROM {keys})) "
        f"(FROM owners UNION SELECT from_key FROM aliases WHERE enterprise_key IN (FROM owners)) EXCEPT FROM {keys}"
    )
    alone = engine.value(f"SELECT count(*) FROM {keys}") == before
    unkept = (
        f"SELECT count(*) FROM {keys} WHERE enterprise_key NOT IN (FROM closed_history SELECT enterprise_key) "
        "OR enterprise_key IN (FROM closed_since SELECT enterprise_key)"
    )
    return not alone and bool(engine.value(unkept))


def persisting(observed: Observed, until: date, closed: Closed) -> Parts:
    """Named subqueries up to `persisting`: each closure in each later period it reaches.

    They refer to `periods` and `departures`. Employees are the last ever stated, on duty is 0.
    """
    concerned = f"o.enterprise_key IN (FROM {closed.keys})"
    said = {"employees": "k.employees", "on_duty": "0", **dict.fromkeys(MEASURES[2:], "NULL")}
    columns = ", ".join(f"{said.get(column, f'r.{column}')} AS {column}" for column in COLUMNS)
    return [
        *observed.parts("history", f"o.period <= {day(until)} AND {concerned}", closed.source),
        (
            "stated",
            (
                "SELECT *, lead(period) OVER (PARTITION BY enterprise_key ORDER BY period) AS until "
                "FROM history WHERE status IS NOT NULL"
            ),
        ),
        # Who is closed mostly says so again in the period after: such a statement reaches nothing.
        (
            "lasting",
            (
                "SELECT c.* FROM stated AS c ASOF JOIN periods AS n ON n.period > c.period "
                "WHERE c.status = 'closed' AND (c.until IS NULL OR n.period < c.until)"
            ),
        ),
        (
            "reaching",
            (
                "SELECT p.period, c.enterprise_key, c.status, c.difficulty_key, c.descriptor_key, c.report, c.line "
                "FROM lasting AS c JOIN periods AS p ON p.period > c.period AND (c.until IS NULL OR p.period < c.until)"
                " WHERE NOT EXISTS (FROM departures AS x WHERE x.enterprise_key = c.enterprise_key "
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
