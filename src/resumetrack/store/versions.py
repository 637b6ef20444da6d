"""What is in force when: the intervals of knowledge time in which each delivered row counts.

A later report supersedes column by column. A key delivered once is its own version. For a key delivered more often,
time is cut where a delivery arrives or is withdrawn; in each piece the deliveries then active are laid over each other
in order of receipt. A piece that looks like the row delivered last is that row's; any other becomes a derived row.
"""

from resumetrack.store.engine import Engine
from resumetrack.store.overlay import PLAIN, laid_over, reported, same_descriptor
from resumetrack.store.sql import FOREVER, day

_KEY = "enterprise_key, period"
_PIECE = "enterprise_key, period, piece_from, piece_to"


def refresh(engine: Engine, panel_key: int, report: int) -> int | None:
    """Work out anew the versions of every key of this report that others delivered too; how many it revised.

    None if no other report has delivered any of its keys.
    """
    if not _touch(engine, panel_key, report):
        return None
    rework(engine, panel_key)
    revised: int = engine.value(
        f"SELECT count(DISTINCT (earlier.enterprise_key, earlier.period)) FROM delivered AS earlier "
        f"JOIN delivered AS mine USING ({_KEY}) WHERE mine.report = {report} AND earlier.place < mine.place "
        f"AND earlier.active_to = {FOREVER}"
    )
    for table in ("touched", "delivered", "piece", "version"):
        engine.run(f"DROP TABLE {table}")
    return revised


def rework(engine: Engine, panel_key: int) -> None:
    """Work out the versions of the keys in `touched` from the rows as delivered; leaves its temporary tables."""
    _gather(engine, panel_key)
    _lay(engine)
    _describe(engine)
    _replace(engine, panel_key)


def _touch(engine: Engine, panel_key: int, report: int) -> bool:
    """Find the keys of this report that other reports have delivered too."""
    [(first, last)] = engine.rows(
        "SELECT min(period), max(period) FROM report_period AS mine JOIN report_period AS other USING (period) "
        f"JOIN report ON report.report = other.report WHERE panel_key = {panel_key} "
        f"AND mine.report = {report} AND other.report <> {report}"
    )
    if first is None:
        return False
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE touched AS SELECT {_KEY} FROM observation SEMI JOIN "
        f"(SELECT {_KEY} FROM observation WHERE report = {report} AND NOT derived) AS mine USING ({_KEY}) "
        f"WHERE panel_key = {panel_key} AND NOT derived AND period BETWEEN {day(first)} AND {day(last)} "
        "GROUP BY ALL HAVING count(*) > 1"
    )
    return bool(engine.value("SELECT count(*) FROM touched"))


def _gather(engine: Engine, panel_key: int) -> None:
    """Every delivered row of the touched keys, when it was active, and which columns its report has.

    A row is silent once later reports in force have all its columns.
    """
    spoken = "list_concat(report.columns, report.attributes)"
    later = (
        f"flatten(list(spoken) FILTER (active_to = {FOREVER}) OVER "
        f"(PARTITION BY {_KEY} ORDER BY place ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING))"
    )
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE delivered AS SELECT *, list_has_all(coalesce({later}, "
        "[]), spoken) AS now_silent "
        f"FROM (SELECT {reported()}, {spoken} AS spoken, received_at AS active_from, "
        f"coalesce(withdrawn_at, {FOREVER}) AS active_to, "
        "row_number() OVER (PARTITION BY o.enterprise_key, o.period ORDER BY received_at, o.report) AS place "
        f"FROM observation AS o SEMI JOIN touched USING ({_KEY}) JOIN report USING (report) "
        f"JOIN descriptor AS d USING (descriptor_key) WHERE NOT o.derived AND o.panel_key = {panel_key})"
    )


def _lay(engine: Engine) -> None:
    """Cut time at each arrival and withdrawal; in each piece lay the deliveries active in it over each other."""
    engine.run(
        "CREATE OR REPLACE TEMP TABLE piece AS WITH cuts AS ("
        f"SELECT {_KEY}, active_from AS cut FROM delivered UNION SELECT {_KEY}, active_to FROM delivered), "
        f"pieces AS (SELECT {_KEY}, cut AS piece_from, lead(cut) OVER (PARTITION BY {_KEY} ORDER BY cut) AS piece_to "
        "FROM cuts), "
        f"active AS (SELECT piece_from, piece_to, d.* FROM pieces JOIN delivered AS d USING ({_KEY}) "
        "WHERE piece_to IS NOT NULL AND d.active_from <= piece_from AND d.active_to > piece_from) "
        f"FROM ({laid_over('active', _PIECE)})"
    )


def _describe(engine: Engine) -> None:
    """Give keys to descriptions that no delivered row has, and say which pieces are just what was delivered."""
    engine.run(
        "INSERT INTO descriptor SELECT (SELECT max(descriptor_key) FROM descriptor) + row_number() OVER (), * FROM "
        "(SELECT DISTINCT name, region, industry, size, attributes FROM piece) AS new WHERE NOT EXISTS "
        f"(FROM descriptor AS known WHERE {same_descriptor('known', 'new')})"
    )
    same = " AND ".join(f"p.{column} IS NOT DISTINCT FROM d.{column}" for column in (*PLAIN, "descriptor_key"))
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE version AS WITH coded AS (SELECT p.*, known.descriptor_key FROM piece AS p "
        f"JOIN descriptor AS known ON {same_descriptor('known', 'p')}), "
        f"compared AS (SELECT p.*, {same} AS is_same FROM coded AS p JOIN delivered AS d USING ({_KEY}, report)) "
        f"SELECT *, is_same AND row_number() OVER (PARTITION BY {_KEY}, report, is_same "
        "ORDER BY piece_from) = 1 AS own "
        "FROM compared"
    )


def _replace(engine: Engine, panel_key: int) -> None:
    """Write the pieces back: to the delivered row they look like, once, and otherwise as derived rows."""
    engine.run(
        f"DELETE FROM observation AS o USING touched AS t WHERE o.derived AND o.panel_key = {panel_key} "
        "AND o.enterprise_key = t.enterprise_key AND o.period = t.period"
    )
    engine.run(
        "UPDATE observation AS o SET visible_from = n.visible_from, visible_to = n.visible_to, silent = n.now_silent "
        f"FROM (SELECT {_KEY}, d.report, now_silent, coalesce(v.piece_from, d.active_from) AS visible_from, "
        f"CASE WHEN v.report IS NULL THEN d.active_from ELSE nullif(v.piece_to, {FOREVER}) END AS visible_to "
        f"FROM delivered AS d LEFT JOIN (FROM version WHERE own) AS v USING ({_KEY}, report)) AS n "
        "WHERE o.report = n.report AND o.enterprise_key = n.enterprise_key AND o.period = n.period AND NOT o.derived"
    )
    engine.run(
        "UPDATE report SET silent_count = silent_count + n.change FROM (SELECT report, "
        "count(*) FILTER (now_silent AND NOT silent) - count(*) FILTER (silent AND NOT now_silent) AS change "
        "FROM delivered GROUP BY report) AS n WHERE report.report = n.report AND n.change <> 0"
    )
    plain = ", ".join(PLAIN)
    engine.run(
        f"INSERT INTO observation BY NAME SELECT {panel_key} AS panel_key, {_KEY}, report, line, true AS derived, "
        f"false AS silent, {plain}, descriptor_key, flags, piece_from AS visible_from, "
        f"nullif(piece_to, {FOREVER}) AS visible_to FROM version WHERE NOT own ORDER BY period, enterprise_key"
    )
