"""What is in force when: the intervals of knowledge time in which each delivered row counts.

A later report supersedes column by column: a column it does not have leaves the earlier value in force. A key
delivered once is its own version. For a key delivered more often, time is cut where a delivery arrives or is
withdrawn; in each piece the deliveries then active are laid over each other in order of receipt. A piece that
looks like the row delivered last is that row's; any other becomes a derived row.
"""

import duckdb

from resumetrack.model import DESCRIPTORS, MEASURES

_PLAIN = ("status", *MEASURES, "difficulty_key", "expected_resume")
_COLUMN_OF = {"difficulty_key": "difficulty"}
_FOREVER = "TIMESTAMP '9999-12-31'"


def refresh(connection: duckdb.DuckDBPyConnection, panel_key: int, report: int) -> int:
    """Work out anew the versions of every key of this report that others have delivered too; returns their number."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT enterprise_key, period FROM observation AS o SEMI JOIN "
        f"(SELECT enterprise_key, period FROM observation WHERE report = {report} AND NOT derived) AS mine "
        "USING (enterprise_key, period) "
        f"WHERE panel_key = {panel_key} AND NOT derived AND period BETWEEN "
        f"(SELECT min(period) FROM report_period WHERE report = {report}) AND (SELECT max(period) FROM report_period WHERE report = {report}) "
        "GROUP BY ALL HAVING count(*) > 1"
    )
    touched: int = connection.execute("SELECT count(*) FROM touched").fetchall()[0][0]
    if touched:
        _gather(connection, panel_key)
        _cut(connection)
        _lay_over(connection)
        _replace(connection, panel_key)
        connection.execute("UPDATE report SET overlapped = true WHERE report IN (SELECT report FROM delivered)")
    revised: int = connection.execute(
        "SELECT count(DISTINCT (enterprise_key, period)) FROM touched SEMI JOIN "
        "(SELECT o.enterprise_key, o.period FROM observation AS o JOIN report USING (report) "
        f"WHERE NOT derived AND report <> {report} AND withdrawn_at IS NULL AND o.panel_key = {panel_key} AND (received_at, report) < "
        f"(SELECT (received_at, report) FROM report WHERE report = {report})) USING (enterprise_key, period)"
    ).fetchall()[0][0] if touched else 0
    connection.execute("DROP TABLE touched")
    return revised


def _gather(connection: duckdb.DuckDBPyConnection, panel_key: int) -> None:
    """Every delivered row of the touched keys, when it was active, and which columns its report has."""
    has = ", ".join(
        f"list_contains(report.columns, '{_COLUMN_OF.get(column, column)}') AS has_{column}" for column in (*_PLAIN, *DESCRIPTORS)
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE delivered AS SELECT o.*, d.name, d.region, d.industry, d.size, d.attributes, "
        f"report.attributes AS attribute_names, {has}, received_at AS active_from, coalesce(withdrawn_at, {_FOREVER}) AS active_to, "
        "row_number() OVER (PARTITION BY o.enterprise_key, o.period ORDER BY received_at, o.report) AS place "
        "FROM observation AS o SEMI JOIN touched USING (enterprise_key, period) JOIN report USING (report) "
        f"JOIN descriptor AS d USING (descriptor_key) WHERE NOT o.derived AND o.panel_key = {panel_key}"
    )


def _cut(connection: duckdb.DuckDBPyConnection) -> None:
    """Cut time at each arrival and withdrawal, and pair each piece with the deliveries active in it."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE active AS WITH cuts AS ("
        "SELECT enterprise_key, period, active_from AS cut FROM delivered UNION "
        "SELECT enterprise_key, period, active_to FROM delivered), "
        "pieces AS (SELECT enterprise_key, period, cut AS piece_from, "
        "lead(cut) OVER (PARTITION BY enterprise_key, period ORDER BY cut) AS piece_to FROM cuts) "
        "SELECT piece_from, piece_to, d.* FROM pieces JOIN delivered AS d USING (enterprise_key, period) "
        "WHERE piece_to IS NOT NULL AND d.active_from <= piece_from AND d.active_to > piece_from"
    )


def _lay_over(connection: duckdb.DuckDBPyConnection) -> None:
    """In each piece take, column by column, the value of the last delivery that has the column."""
    last = ", ".join(
        f"last({column} ORDER BY place) FILTER (WHERE has_{column}) AS {column}" for column in (*_PLAIN, *DESCRIPTORS)
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE pieces AS WITH laid AS ("
        "SELECT enterprise_key, period, piece_from, piece_to, max(place) AS place, last(report ORDER BY place) AS report, "
        f"last(line ORDER BY place) AS line, bit_or(flags) AS all_flags, last(flags ORDER BY place) AS flags, {last} "
        "FROM active GROUP BY enterprise_key, period, piece_from, piece_to), "
        "words AS (SELECT enterprise_key, period, piece_from, unnest(attribute_names) AS word, attributes, place FROM active), "
        "latest_words AS (SELECT enterprise_key, period, piece_from, word, "
        "last(CASE WHEN attributes = '' THEN NULL ELSE json_extract_string(attributes, '$.\"' || replace(word, '\"', '\\\"') || '\"') END "
        "ORDER BY place) AS said FROM words GROUP BY ALL), "
        "spoken AS (SELECT enterprise_key, period, piece_from, "
        "CAST(to_json(map(list(word ORDER BY word), list(said ORDER BY word))) AS VARCHAR) AS attributes "
        "FROM latest_words WHERE said IS NOT NULL GROUP BY ALL) "
        "SELECT laid.*, coalesce(spoken.attributes, '') AS attributes FROM laid "
        "LEFT JOIN spoken USING (enterprise_key, period, piece_from)"
    )
    connection.execute(
        "INSERT INTO descriptor SELECT (SELECT max(descriptor_key) FROM descriptor) + row_number() OVER (), * FROM "
        "(SELECT DISTINCT name, region, industry, size, attributes FROM pieces) AS new WHERE NOT EXISTS (FROM descriptor AS known WHERE "
        + " AND ".join(f"known.{column} IS NOT DISTINCT FROM new.{column}" for column in DESCRIPTORS)
        + " AND known.attributes = new.attributes)"
    )


def _replace(connection: duckdb.DuckDBPyConnection, panel_key: int) -> None:
    """Write the pieces back: to the delivered row they look like, once, and otherwise as derived rows."""
    columns = ", ".join(f"p.{column}" for column in _PLAIN)
    same = " AND ".join(f"p.{column} IS NOT DISTINCT FROM d.{column}" for column in (*_PLAIN, "descriptor_key"))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE version AS WITH coded AS (SELECT p.enterprise_key, p.period, piece_from, "
        f"CASE WHEN piece_to = {_FOREVER} THEN NULL ELSE piece_to END AS piece_to, report, line, flags, {columns}, "
        "known.descriptor_key FROM pieces AS p JOIN descriptor AS known ON "
        + " AND ".join(f"known.{column} IS NOT DISTINCT FROM p.{column}" for column in DESCRIPTORS)
        + " AND known.attributes = p.attributes) "
        f"SELECT p.*, ({same}) AND row_number() OVER (PARTITION BY p.enterprise_key, p.period, p.report, ({same}) "
        "ORDER BY piece_from) = 1 AS own FROM coded AS p JOIN delivered AS d "
        "ON d.enterprise_key = p.enterprise_key AND d.period = p.period AND d.report = p.report"
    )
    connection.execute(
        f"DELETE FROM observation WHERE derived AND panel_key = {panel_key} "
        "AND (enterprise_key, period) IN (SELECT (enterprise_key, period) FROM touched)"
    )
    connection.execute(
        "UPDATE observation SET visible_from = d.active_from, visible_to = d.active_from FROM delivered AS d "
        "WHERE observation.report = d.report AND observation.enterprise_key = d.enterprise_key "
        "AND observation.period = d.period AND NOT observation.derived"
    )
    connection.execute(
        "UPDATE observation SET visible_from = v.piece_from, visible_to = v.piece_to FROM version AS v WHERE v.own "
        "AND observation.report = v.report AND observation.enterprise_key = v.enterprise_key "
        "AND observation.period = v.period AND NOT observation.derived"
    )
    plain = ", ".join(f"v.{column}" for column in _PLAIN)
    connection.execute(
        f"INSERT INTO observation SELECT {panel_key}, v.period, v.enterprise_key, v.report, v.line, true, {plain}, v.descriptor_key, v.flags, "
        "v.piece_from, v.piece_to FROM version AS v WHERE NOT v.own ORDER BY v.period, v.enterprise_key"
    )
    for table in ("active", "pieces", "version"):
        connection.execute(f"DROP TABLE {table}")
