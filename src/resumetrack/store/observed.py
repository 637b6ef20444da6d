"""Observations in force at a moment, each under the key of the enterprise it is about, whatever name it came under.

An enterprise may have reported one period under two names, status under one and electricity under the other. Such
periods are worked out when asked for, from the rows as delivered: names change with the roster, rows do not.
"""

from dataclasses import dataclass
from datetime import date, datetime

from resumetrack.model import DESCRIPTORS
from resumetrack.store.engine import Engine
from resumetrack.store.overlay import PLAIN, laid_over, reported
from resumetrack.store.roster import Names, active, spans
from resumetrack.store.sql import day, moment

SETS = ("seen", "history", "recent", "past")
"""The sets of observations that one query may need: of the periods asked for, of closed enterprises, of the periods
that a report may be carried from, of all so far."""
_COLUMNS = (*PLAIN, "descriptor_key", "report", "line")
Parts = list[tuple[str, str]]


def visible(as_of: datetime | None) -> str:
    """SQL condition on an observation: in force at that moment (now, if None)."""
    if as_of is None:
        return "visible_to IS NULL"
    then = moment(as_of)
    return f"visible_from <= {then} AND (visible_to IS NULL OR visible_to > {then})"


def among(keys: str | None) -> str:
    """SQL condition behind others: of the enterprises whose keys a table has, of all if none is named."""
    return f" AND enterprise_key IN (SELECT enterprise_key FROM {keys})" if keys else ""


@dataclass(frozen=True, slots=True)
class Observed:
    """Where observations are found: panel, moment, names and table; `crowded` if some have to be joined."""

    panel_key: int
    as_of: datetime | None
    names: Names
    crowded: bool
    table: str = "observation"

    def parts(self, name: str, condition: str, table: str | None = None) -> Parts:
        """Named subqueries, the last of which, `name`, has the observations that meet a condition on `o`.

        They are in a `table` of its own, if one is named.

        Where observations are joined, `{name}_laid` has descriptions for the keys below 0.
        """
        source = f"FROM {table or self.table} AS o {self.names.join('o', 'o.period')}"
        where = f"o.panel_key = {self.panel_key} AND {condition}"
        key = self.names.key("o")
        columns = ", ".join(f"o.{column}" for column in _COLUMNS)
        mapped = f"SELECT o.period, {key} AS enterprise_key, {columns} {source} WHERE {visible(self.as_of)} AND {where}"
        if not self.crowded:
            return [(name, mapped)]
        said = ", ".join(_COLUMNS)
        return [
            (f"{name}_mapped", mapped),
            (
                f"{name}_crowd",
                (
                    f"SELECT period, enterprise_key FROM {name}_mapped SEMI JOIN aliases USING (enterprise_key) "
                    "GROUP BY ALL HAVING count(*) > 1"
                ),
            ),
            (
                f"{name}_told",
                (
                    "SELECT * REPLACE (owner AS enterprise_key), row_number() OVER (ORDER BY "
                    "received_at, report, line) AS place "
                    f"FROM (SELECT {reported()}, report.received_at, {key} AS owner {source} "
                    "JOIN report USING (report) "
                    "JOIN descriptor AS d USING (descriptor_key) WHERE NOT o.derived AND "
                    f"{active(self.as_of)} AND {where}) "
                    f"AS told SEMI JOIN {name}_crowd AS c ON c.enterprise_key = told.owner AND c.period = told.period"
                ),
            ),
            (
                f"{name}_laid",
                (
                    f"SELECT *, {_below_zero(name)} AS descriptor_key "
                    f"FROM ({laid_over(f'{name}_told', 'enterprise_key, period')})"
                ),
            ),
            (
                name,
                (
                    f"SELECT period, enterprise_key, {said} FROM {name}_mapped ANTI JOIN {name}_crowd "
                    f"USING (enterprise_key, period) UNION ALL SELECT period, enterprise_key, {said} FROM {name}_laid"
                ),
            ),
        ]

    def descriptors(self, *of: str) -> str:
        """SQL for descriptions by key, those of the observations joined under these names among them."""
        columns = ", ".join(("descriptor_key", *DESCRIPTORS, "attributes"))
        tables = ["descriptor", *(f"{name}_laid" for name in of if self.crowded)]
        return " UNION ALL ".join(f"SELECT {columns} FROM {table}" for table in tables)


def _below_zero(name: str) -> str:
    """Keys that no stored description has, and no other subquery either."""
    return f"-({len(SETS)} * row_number() OVER (ORDER BY enterprise_key, period) + {SETS.index(name)})"


def observed(
    engine: Engine, panel_key: int, as_of: datetime | None, until: date, names: Names, *, chosen: list[int]
) -> Observed:
    """Find out whether some enterprise has reported a period up to `until` under several names."""
    if not names.aliased:
        return Observed(panel_key, as_of, names, crowded=False)
    ctes = ", ".join(f"{name} AS ({sql})" for name, sql in [("spans", spans(chosen)), *names.ctes()])
    crowds = engine.value(
        f"WITH {ctes} SELECT count(*) FROM (SELECT 1 FROM observation AS o {names.join('o', 'o.period')} "
        f"WHERE o.panel_key = {panel_key} AND o.period <= {day(until)} AND {visible(as_of)} "
        "AND (o.enterprise_key IN (SELECT from_key FROM aliases) OR o.enterprise_key IN (SELECT "
        "enterprise_key FROM aliases)) "
        f"GROUP BY {names.key('o')}, o.period HAVING count(*) > 1 LIMIT 1)"
    )
    return Observed(panel_key, as_of, names, crowded=bool(crowds))
