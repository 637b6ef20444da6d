"""Is everything there, and is it right? Each report against its counts and digest, what is derived against the rows.

A question to the store: nothing in it is changed. Versions are worked out anew, in the scratch database, from the rows
as they were delivered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from resumetrack.model import Kind
from resumetrack.store import coarse, condensed, digests, listed, totals, versions
from resumetrack.store.closures import STATED, UNTOLD
from resumetrack.store.engine import Engine
from resumetrack.store.overlay import PLAIN
from resumetrack.store.sql import day

_KEY = "panel_key, enterprise_key, period"
_REPEATED = "scratch.repeated"
_MOST_BITS = 1 << 26
_SINGLE = (
    f"SELECT report, count(*) FROM observation AS o ANTI JOIN {_REPEATED} USING ({_KEY}) JOIN report USING (report) "
    "WHERE o.derived OR o.silent OR o.visible_from <> received_at OR o.visible_to IS DISTINCT FROM "
    "CASE WHEN withdrawn_at IS NOT NULL THEN greatest(withdrawn_at, received_at) END GROUP BY report"
)
_TWICE = (
    f"SELECT report, count(*) FROM (SELECT report, {_KEY} FROM observation SEMI JOIN {_REPEATED} USING ({_KEY}) "
    "WHERE NOT derived GROUP BY ALL HAVING count(*) > 1) GROUP BY report"
)
_SILENT = (
    "SELECT report, abs(silent_count - coalesce(n, 0)) FROM report LEFT JOIN (SELECT report, count(*) AS n "
    f"FROM observation WHERE silent AND NOT derived GROUP BY report UNION ALL {totals.silent()}) USING (report) "
    "WHERE silent_count <> coalesce(n, 0)"
)
# Flags are left out: a roster that comes later adds some.
_VERSION = ", ".join(
    (_KEY, "report", "line", "derived", "silent", *PLAIN, "descriptor_key", "visible_from", "visible_to")
)
_ROWS_OF = {Kind.REPORT: "observation", Kind.TOTALS: "totals", Kind.ROSTER: "roster_entry", Kind.LIST: "member"}


@dataclass
class Check:
    """One thing that was looked at: of how many, and what is wrong, with the report it is about (None: none)."""

    name: str
    checked: int = 0
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    note: str = ""


def verify(engine: Engine) -> Iterator[Check]:
    """Check the store attached to an engine that has a scratch database.

    Raises
    ------
    StorageError
        If some of it cannot be read.
    """
    yield _readable(engine)
    for look in (_counts, _rows, _digests, _keys, _versions, _closures, _listed, _condensed):
        check = Check(look.__name__.removeprefix("_"))
        look(engine, check)
        yield check


def _readable(engine: Engine) -> Check:
    """Read every table to its end, so that every block meets its checksum."""
    tables = engine.column("SELECT table_name FROM duckdb_tables() WHERE database_name = 'store' ORDER BY table_name")
    for table in tables:
        engine.value(f"SELECT bit_xor(hash(t)) FROM store.{table} AS t")
    return Check("readable", len(tables))


def _counts(engine: Engine, check: Check) -> None:
    """Rows read are those accepted, rejected, repeated and blank."""
    rows = engine.rows(
        "SELECT report, read_count, accepted_count + rejected_count + duplicate_count + blank_count FROM report "
        "ORDER BY report"
    )
    check.checked = len(rows)
    check.problems = [
        (report, f"{read:,} rows were read, but {told:,} are accounted for")
        for report, read, told in rows
        if read != told
    ]


def _rows(engine: Engine, check: Check) -> None:
    """Every report has the rows it was accepted with, period by period."""
    for kind, table in _ROWS_OF.items():
        delivered = " WHERE NOT derived" if kind is Kind.REPORT else ""
        check.problems += [
            (report, f"{accepted:,} rows were stored, {found:,} are there")
            for report, accepted, found in engine.rows(
                f"SELECT report, accepted_count, coalesce(n, 0) FROM report LEFT JOIN (SELECT report, count(*) AS n "
                f"FROM {table}{delivered} GROUP BY report) USING (report) WHERE kind = '{kind.value}' "
                "AND accepted_count <> coalesce(n, 0) ORDER BY report"
            )
        ]
    check.problems += [
        (report, f"period {period}: {told or 0:,} rows were stored, {found or 0:,} are there")
        for report, period, told, found in engine.rows(
            "SELECT report, period, row_count, n FROM report_period FULL JOIN (SELECT report, period, count(*) AS n "
            "FROM (SELECT report, period FROM observation WHERE NOT derived UNION ALL "
            "SELECT report, period FROM totals) "
            "GROUP BY ALL) USING (report, period) "
            "WHERE row_count IS DISTINCT FROM n ORDER BY report, period"
        )
    ]
    check.checked = engine.value("SELECT count(*) FROM report")


def _digests(engine: Engine, check: Check) -> None:
    """The rows of every report are the very rows that were stored."""
    unknown = 0
    for kind in _ROWS_OF:
        found = digests.compare(engine, kind)
        check.checked += found.compared
        unknown += found.unknown
        check.problems += [(report, "its rows are not those that were stored") for report in found.different]
    if unknown:
        check.note = f"{unknown:,} reports were stored by another version, whose digests cannot be compared"


def _keys(engine: Engine, check: Check) -> None:
    """Every key leads to one thing."""
    gapless = {}
    for table, key in (
        ("enterprise", "enterprise_key"),
        ("descriptor", "descriptor_key"),
        ("difficulty", "difficulty_key"),
    ):
        [(count, least, most)] = engine.rows(f"SELECT count(*), min({key}), max({key}) FROM {table}")
        check.checked += count
        twice = engine.value(f"SELECT count(*) FROM (FROM {table} SELECT {key} GROUP BY {key} HAVING count(*) > 1)")
        if twice:
            check.problems.append((None, f"{twice:,} keys of {table} stand for several"))
        elif count and count == most - least + 1:
            gapless[table] = f"{least} AND {most}"
    for table, key, target in (
        ("observation", "enterprise_key", "enterprise"),
        ("observation", "descriptor_key", "descriptor"),
        ("observation", "difficulty_key", "difficulty"),
        ("observation", "report", "report"),
        ("roster_entry", "enterprise_key", "enterprise"),
        ("roster_entry", "descriptor_key", "descriptor"),
        ("member", "enterprise_key", "enterprise"),
    ):
        # Where no number is missing, the bounds tell what else every row would have to be looked up for.
        lost = (
            f"WHERE {key} NOT BETWEEN {gapless[target]}" if target in gapless else f"ANTI JOIN {target} USING ({key})"
        )
        check.problems += [
            (report, f"{count:,} rows of {table} refer to no {target}")
            for report, count in engine.rows(
                f"SELECT report, count(*) FROM (FROM {table} {lost}) WHERE {key} IS NOT NULL "
                "GROUP BY report ORDER BY report"
            )
        ]


def _versions(engine: Engine, check: Check) -> None:
    """What is in force when follows from the rows as delivered."""
    check.checked = engine.value("SELECT count(*) FROM observation WHERE NOT derived")
    engine.run(f"CREATE OR REPLACE TABLE {_REPEATED} (panel_key INTEGER, enterprise_key INTEGER, period DATE)")
    [(least, most)] = engine.rows("SELECT min(enterprise_key), max(enterprise_key) FROM observation")
    for panel, period in engine.rows("SELECT DISTINCT panel_key, period FROM observation ORDER BY ALL"):
        own = f"FROM observation WHERE panel_key = {panel} AND period = {day(period)}"
        # A bit for each enterprise: told in a third of the time that groups take. A damaged key may be any number.
        by_bits = f"SELECT count(*) > bit_count(bitstring_agg(enterprise_key, {least}, {most})) {own}"
        if most - least > _MOST_BITS or engine.value(by_bits):
            engine.run(f"INSERT INTO {_REPEATED} SELECT {_KEY} {own} GROUP BY ALL HAVING count(*) > 1")
    _find(engine, check, _SINGLE, "rows that nothing revises and that are not in force from receipt to withdrawal")
    _find(engine, check, _TWICE, "enterprises with several rows for one period")
    _find(engine, check, _SILENT, "rows wrongly counted as revised, or not counted")
    _rebuild(engine)
    held, made = (
        f"SELECT {_VERSION} FROM {base}.observation SEMI JOIN {_REPEATED} USING ({_KEY})"
        for base in ("store", "scratch")
    )
    wrong = ("rows in force when they should not be", "rows not in force when they should be")
    _compare(engine, check, held, made, wrong)


def _closures(engine: Engine, check: Check) -> None:
    """What is kept of enterprises that closed is what they stated."""
    kept = "FROM closed_history"
    check.checked = engine.value(f"SELECT count(*) {kept}")
    _compare(engine, check, kept, STATED, ("rows of closed enterprises not kept as stated",) * 2)
    untold = f"SELECT o.report, count(*) {UNTOLD} GROUP BY o.report"
    _find(engine, check, untold, "rows of closed enterprises before which something is lacking")


def _listed(engine: Engine, check: Check) -> None:
    """What is kept of members of lists is what they stated."""
    kept = "FROM listed_history"
    check.checked = engine.value(f"SELECT count(*) {kept}")
    _compare(engine, check, kept, listed.STATED, ("rows of members of lists not kept as stated",) * 2)


def _condensed(engine: Engine, check: Check) -> None:
    """What is kept in few rows is what the observations in force add up to."""
    check.checked = engine.value("SELECT coalesce(sum(enterprises), 0) FROM condensed")
    pairs = coarse.pairs(engine)
    for panel_key in engine.column("SELECT panel_key FROM panel ORDER BY panel_key"):
        pairs += condensed.pairs(engine, panel_key)
    for words, kept, made in pairs:
        wrong = engine.value(f"SELECT coalesce(sum(abs(more)), 0) FROM ({_differing(kept, made)})")
        if wrong:
            check.problems.append((None, f"{words}: {wrong:,} rows are not what follows from the observations"))


def _find(engine: Engine, check: Check, question: str, words: str) -> None:
    """Ask for reports with a number of rows that are wrong."""
    check.problems += [(report, f"{words}: {count:,}") for report, count in engine.rows(f"{question} ORDER BY report")]


def _compare(engine: Engine, check: Check, kept: str, made: str, words: tuple[str, str]) -> None:
    """Find rows that are kept and have not to be, and the other way round, by report; `words` say which is which."""
    differing = engine.rows(
        f"SELECT report, sum(greatest(more, 0)), sum(greatest(-more, 0)) FROM ({_differing(kept, made)}) "
        "GROUP BY report ORDER BY report"
    )
    for place, said in enumerate(words, start=1):
        check.problems += [(row[0], f"{said}: {row[place]:,}") for row in differing if row[place]]


def _differing(kept: str, made: str) -> str:
    """SQL for rows that do not stand as often in one place as in the other, with how often `more` they are kept.

    Counted rather than subtracted from each other twice: what has to be there is worked out once.
    """
    both = f"SELECT *, 1 AS is_kept FROM ({kept}) UNION ALL SELECT *, -1 FROM ({made})"
    return f"SELECT * EXCLUDE (is_kept), sum(is_kept) AS more FROM ({both}) GROUP BY ALL HAVING more <> 0"


def _rebuild(engine: Engine) -> None:
    """Work out in the scratch database what is in force when, for all that was delivered more than once."""
    engine.run(
        "CREATE OR REPLACE TABLE scratch.report AS SELECT * REPLACE (0 AS silent_count) FROM store.report; "
        "CREATE OR REPLACE TABLE scratch.descriptor AS FROM store.descriptor; "
        "CREATE OR REPLACE TABLE scratch.observation AS SELECT o.* REPLACE (false AS silent, "
        "r.received_at AS visible_from, NULL::TIMESTAMP AS visible_to) FROM store.observation AS o "
        f"SEMI JOIN {_REPEATED} USING ({_KEY}) JOIN store.report AS r USING (report) WHERE NOT o.derived"
    )
    engine.run("USE scratch")
    try:
        for panel in engine.column(f"SELECT DISTINCT panel_key FROM {_REPEATED} ORDER BY ALL"):
            engine.run(
                f"CREATE OR REPLACE TEMP TABLE touched AS SELECT enterprise_key, period FROM {_REPEATED} "
                f"WHERE panel_key = {panel}"
            )
            versions.rework(engine, panel)
    finally:
        engine.run("USE store")
