"""Rosters and lists as SQL: who is in scope, from when to when, as the loads active at a moment have it.

A complete roster speaks from its start until the next complete one; an update changes or adds single enterprises
within that time, and what it leaves blank stays as it was. Of loads that start on the same day the later one counts.
A complete load without a date speaks of all time and replaces every load before it; an update without a date starts
where the roster it updates does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from resumetrack.model import Kind
from resumetrack.store.engine import Engine
from resumetrack.store.sql import moment, texts

BEGINNING = "DATE '0001-01-01'"
DEPARTURES = (
    "SELECT s.enterprise_key, s.valid_to AS day FROM spans AS s ANTI JOIN spans AS n "
    "ON n.enterprise_key = s.enterprise_key AND n.valid_from = s.valid_to WHERE s.valid_to IS NOT NULL"
)
"""SQL for the days on which enterprises leave the roster; it refers to `spans`."""
_COLUMNS = ("name", "region", "industry", "size", "employees")
# Each a comparison of one side with the other: with an OR in between the engine would try every pair of rows.
_VALID = "({day} >= {span}.valid_from AND {day} < coalesce({span}.valid_to, DATE '9999-12-31'))"


def active(as_of: datetime | None, table: str = "report") -> str:
    """SQL condition: the report had been received and not withdrawn at that moment (now, if None)."""
    if as_of is None:
        return f"{table}.withdrawn_at IS NULL"
    then = moment(as_of)
    return f"({table}.received_at <= {then} AND ({table}.withdrawn_at IS NULL OR {table}.withdrawn_at > {then}))"


def loads(engine: Engine, panel_key: int, as_of: datetime | None) -> list[int]:
    """Roster loads that count at that moment, in order of receipt: a complete one without a date ends all before it."""
    rows = engine.rows(
        f"SELECT report, complete AND valid_from IS NULL FROM report WHERE kind = '{Kind.ROSTER.value}' "
        f"AND panel_key = {panel_key} AND {active(as_of)} ORDER BY received_at, report"
    )
    last_reset = max((place for place, (_, resets) in enumerate(rows) if resets), default=0)
    return [report for report, _ in rows[last_reset:]]


def spans(chosen: list[int]) -> str:
    """SQL for the roster these loads make: enterprise_key, valid_from, valid_to (exclusive, NULL open), its columns."""
    if len(chosen) <= 1:
        return (
            f"SELECT e.enterprise_key, coalesce(l.valid_from, {BEGINNING}) AS valid_from, "
            "CAST(NULL AS DATE) AS valid_to, d.name, d.region, d.industry, d.size, e.employees, d.attributes "
            "FROM roster_entry AS e JOIN report AS l USING (report) JOIN descriptor AS d USING (descriptor_key) "
            f"WHERE e.report = {chosen[0] if chosen else 0}"
        )
    kept = ", ".join(f"last_value({column} IGNORE NULLS) OVER so_far AS {column}" for column in _COLUMNS)
    return (
        "WITH dated AS (SELECT report, complete, received_at, coalesce(valid_from, "
        "max(valid_from) FILTER (WHERE complete) "
        "OVER (ORDER BY received_at, report ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), "
        f"{BEGINNING}) AS valid_from FROM report WHERE report IN ({', '.join(map(str, chosen))})), "
        "placed AS (SELECT *, row_number() OVER (ORDER BY valid_from, received_at, report) AS place FROM dated), "
        "epochs AS (SELECT *, max(place) FILTER (WHERE complete) OVER (ORDER BY place) AS epoch, "
        "min(valid_from) FILTER (WHERE complete) "
        "OVER (ORDER BY place ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_complete FROM placed), "
        "laid AS (SELECT e.enterprise_key, l.valid_from, "
        f"least(lead(l.valid_from) OVER ordered, l.next_complete) AS valid_to, {kept}, "
        "list_reduce(list(CASE WHEN d.attributes = '' THEN '{}' ELSE d.attributes END) OVER so_far, "
        "lambda older, newer: json_merge_patch(older, newer)) AS attributes "
        "FROM roster_entry AS e JOIN epochs AS l USING (report) JOIN descriptor AS d USING (descriptor_key) "
        "WINDOW ordered AS (PARTITION BY enterprise_key, epoch ORDER BY place), "
        "so_far AS (PARTITION BY enterprise_key, epoch ORDER BY place ROWS BETWEEN UNBOUNDED "
        "PRECEDING AND CURRENT ROW)) "
        "SELECT * REPLACE (CASE WHEN attributes = '{}' THEN '' ELSE attributes END AS attributes) FROM laid "
        "WHERE valid_to IS NULL OR valid_to > valid_from"
    )


def valid(day: str, span: str) -> str:
    """SQL condition: a day is in a span."""
    return _VALID.format(day=day, span=span)


@dataclass(frozen=True, slots=True)
class Names:
    """Which enterprise a name stands for: itself while the roster has it, else the one whose alias it is.

    `contested` says that some name is both. The SQL of `join` and `key` refers to `spans` and the subqueries `ctes`.
    """

    aliases: str
    aliased: bool
    contested: bool

    def ctes(self) -> list[tuple[str, str]]:
        """Named subqueries that `join` needs."""
        return [("aliases", self.aliases)] if self.aliased else []

    def join(self, table: str, day: str) -> str:
        """SQL to join to `table`, whose rows speak of a day."""
        if not self.aliased:
            return ""
        by_name = f"LEFT JOIN aliases AS a ON a.from_key = {table}.enterprise_key"
        if not self.contested:
            return by_name
        return f"{by_name} LEFT JOIN spans AS own ON own.enterprise_key = a.from_key AND {valid(day, 'own')}"

    def key(self, table: str) -> str:
        """SQL for the enterprise that a row of `table` is about."""
        if not self.aliased:
            return f"{table}.enterprise_key"
        own = "own.enterprise_key, " if self.contested else ""
        return f"coalesce({own}a.enterprise_key, {table}.enterprise_key)"


def names(engine: Engine, panel_key: int, chosen: list[int]) -> Names:
    """Find out whether names matter, as these roster loads have it; the latest load that has a name decides."""
    aliases = (
        "SELECT e.enterprise_key AS from_key, "
        "arg_max(a.enterprise_key, (report.received_at, report.report, a.line)) AS enterprise_key "
        f"FROM alias AS a JOIN report USING (report) JOIN enterprise AS e ON e.panel_key = {panel_key} "
        f"AND e.enterprise_id = a.alias WHERE list_contains({chosen}::INTEGER[], "
        "report.report) GROUP BY e.enterprise_key"
    )
    aliased = bool(chosen) and bool(engine.value(f"SELECT count(*) FROM (SELECT 1 FROM ({aliases}) LIMIT 1)"))
    contested = aliased and bool(
        engine.value(
            f"SELECT count(*) FROM ({spans(chosen)}) AS s SEMI JOIN ({aliases}) AS a ON a.from_key = s.enterprise_key"
        )
    )
    return Names(aliases, aliased, contested)


def list_names(engine: Engine, panel_key: int, as_of: datetime | None) -> list[str]:
    """Names of the lists of the panel known at that moment."""
    return engine.column(
        f"SELECT DISTINCT list FROM report WHERE kind = '{Kind.LIST.value}' AND panel_key = {panel_key} "
        f"AND {active(as_of)} ORDER BY list"
    )


def belongs(day: str, member: str) -> str:
    """SQL condition: a membership, valid to its last day inclusive, is valid on a day."""
    return (
        f"({member}.valid_from IS NULL OR {day} >= {member}.valid_from) "
        f"AND ({member}.valid_to IS NULL OR {day} <= {member}.valid_to)"
    )


def last_listed(columns: Iterable[str]) -> str:
    """SQL columns: what the last of several memberships says, of those that say something."""
    return ", ".join(
        f"last({column} ORDER BY place) FILTER (WHERE {column} IS NOT NULL) AS {column}" for column in columns
    )


def members(panel_key: int, lists: tuple[str, ...], as_of: datetime | None) -> str:
    """SQL for memberships of these lists: enterprise_key, list, batch, focus, leader, valid_from, valid_to (inclusive).

    Of several loads of one list that name the same enterprise and batch the latest counts. `place` orders them.
    """
    return (
        "SELECT m.enterprise_key, report.list, m.batch, m.focus, m.leader, m.valid_from, m.valid_to, "
        "d.name, d.region, d.industry, d.size, (report.received_at, report.report, m.line) AS place "
        "FROM member AS m JOIN report USING (report) JOIN descriptor AS d USING (descriptor_key) "
        f"WHERE report.panel_key = {panel_key} AND {active(as_of)} AND list_contains({texts(lists)}, report.list) "
        "QUALIFY (report.received_at, m.report) = "
        "max((report.received_at, m.report)) OVER (PARTITION BY report.list, m.enterprise_key, m.batch)"
    )
