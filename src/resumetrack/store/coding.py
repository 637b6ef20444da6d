"""Keys for what staged rows say in words: the enterprise, how it is described, what its difficulty is.

Day after day most words are known. So the keys are looked up first, for all rows at once; only the rows of which
something is new are looked at again, to give keys to it. Enterprises that were introduced have theirs looked up once
for all files of a command, as long as nobody else changes the store.
"""

from resumetrack.model import Kind
from resumetrack.store.engine import Engine
from resumetrack.store.overlay import same_descriptor
from resumetrack.store.panels import Panel
from resumetrack.store.sql import text
from resumetrack.store.staged import Met, Staged

_DESCRIBED = "name, region, industry, size, attributes"
KEYS = ("enterprise_key", "descriptor_key", "difficulty_key")
_LACKING = "enterprise_key IS NULL OR descriptor_key IS NULL"
_LOG = "SELECT coalesce(bit_xor(hash(report, panel_key, sha256, recorded_at)), 0) FROM report"


def coded(engine: Engine, panel: Panel, staged: Staged) -> str:
    """Give keys to what is new, in the order of the file; SQL for the staged rows with the keys beside their words."""
    if staged.met is None:
        return _of_words(engine, panel, staged, staged.table)
    keyed = _introduced(engine, panel, staged.met)
    difficulty, by_difficulty = _difficulty(staged)
    if by_difficulty:
        _add_difficulties(engine, staged.facts)
    met = (
        f"SELECT said.*, enterprise_key, descriptor_key{difficulty} "
        f"FROM {staged.met.rows} AS said JOIN {keyed} USING (met){by_difficulty}"
    )
    if staged.met.strangers is None:
        return f"({met})"
    strangers = _of_words(engine, panel, staged, staged.met.strangers)
    return f"(SELECT * FROM {strangers} UNION ALL BY NAME {met})"


# -- rows with words ---------------------------------------------------------------------------------------------------


def _of_words(engine: Engine, panel: Panel, staged: Staged, table: str) -> str:
    """SQL for staged rows with keys, which are given to what is new."""
    rows = _described(staged.delivery.kind, table)
    if not engine.value(f"SELECT count(*) FROM (FROM enterprise WHERE panel_key = {panel.key} LIMIT 1)"):
        _add_new(engine, panel, staged, rows)
        return f"({_with_keys(panel, staged, rows, 'JOIN')})"
    lacking = (
        f"{_LACKING} OR (difficulty_key IS NULL AND difficulty IS NOT NULL)" if _has_difficulty(staged) else _LACKING
    )
    engine.run(f"CREATE OR REPLACE TEMP TABLE coded AS {_with_keys(panel, staged, rows, 'LEFT JOIN')}")
    if engine.value(f"SELECT count(*) FROM coded WHERE {lacking}"):
        engine.run(f"CREATE OR REPLACE TEMP TABLE uncoded AS SELECT DISTINCT line FROM coded WHERE {lacking}")
        engine.run("DELETE FROM coded WHERE line IN (FROM uncoded)")
        new = f"(FROM {rows} SEMI JOIN uncoded USING (line))"
        _add_new(engine, panel, staged, new)
        engine.run(f"INSERT INTO coded {_with_keys(panel, staged, new, 'JOIN')}; DROP TABLE uncoded")
    return "coded"


def _described(kind: Kind, table: str) -> str:
    """SQL for staged rows, none of which lacks the text of its attributes."""
    if kind is Kind.LIST:
        return f"(SELECT *, '' AS attributes FROM {table})"
    return f"(SELECT * REPLACE (coalesce(attributes, '') AS attributes) FROM {table})"


def _has_difficulty(staged: Staged) -> bool:
    return staged.delivery.kind is Kind.REPORT and "difficulty" in staged.delivery.columns


def _difficulty(staged: Staged) -> tuple[str, str]:
    """SQL for the key of the difficulty, and for the join that this needs."""
    if staged.delivery.kind is not Kind.REPORT:
        return "", ""
    if not _has_difficulty(staged):
        return ", NULL AS difficulty_key", ""
    return ", difficulty_key", " LEFT JOIN difficulty USING (difficulty)"


def _with_keys(panel: Panel, staged: Staged, rows: str, join: str) -> str:
    """SQL for rows with the keys of their enterprises, descriptors and difficulties, without the descriptors' words."""
    difficulty, by_difficulty = _difficulty(staged)
    return (
        f"SELECT staged.* EXCLUDE ({_DESCRIBED}), enterprise_key, descriptor_key{difficulty} "
        f"FROM {_recognised(panel, rows, join)}{by_difficulty}"
    )


def _recognised(panel: Panel, rows: str, join: str) -> str:
    """SQL for rows, as `staged`, joined to their enterprises and descriptors."""
    return (
        f"(FROM {rows}) AS staged {join} (FROM enterprise WHERE panel_key = {panel.key}) AS enterprise "
        f"USING (enterprise_id) {join} descriptor ON {same_descriptor('descriptor', 'staged')}"
    )


def _add_new(engine: Engine, panel: Panel, staged: Staged, rows: str) -> None:
    """Give keys to the enterprises, descriptors and difficulties of rows that have none."""
    _add_described(engine, panel, rows)
    if _has_difficulty(staged):
        _add_difficulties(engine, rows)


def _add_described(engine: Engine, panel: Panel, rows: str) -> None:
    engine.run(
        "INSERT INTO enterprise SELECT (SELECT coalesce(max(enterprise_key), 0) FROM enterprise) "
        f"+ row_number() OVER (ORDER BY min(line)), {panel.key}, enterprise_id FROM {rows} AS new "
        f"ANTI JOIN (FROM enterprise WHERE panel_key = {panel.key}) AS known USING (enterprise_id) "
        "GROUP BY enterprise_id"
    )
    engine.run(
        "INSERT INTO descriptor SELECT (SELECT coalesce(max(descriptor_key), 0) FROM descriptor) "
        "+ row_number() OVER (ORDER BY line), * EXCLUDE line "
        f"FROM (SELECT {_DESCRIBED}, min(line) AS line FROM {rows} AS new GROUP BY ALL) AS new "
        f"WHERE NOT EXISTS (FROM descriptor AS known WHERE {same_descriptor('known', 'new')})"
    )


def _add_difficulties(engine: Engine, rows: str) -> None:
    engine.run(
        "INSERT INTO difficulty SELECT (SELECT coalesce(max(difficulty_key), 0) FROM difficulty) "
        f"+ row_number() OVER (ORDER BY min(line)), difficulty FROM {rows} AS new "
        "ANTI JOIN difficulty AS known USING (difficulty) WHERE difficulty IS NOT NULL GROUP BY difficulty"
    )


# -- introductions -----------------------------------------------------------------------------------------------------


def _introduced(engine: Engine, panel: Panel, met: Met) -> str:
    """Name the table of the keys of the introductions that a file has used, after giving keys to what is new."""
    keyed = f"temp.{met.table.removeprefix('memory.')}_keyed_{panel.key}"
    _trust(engine, keyed)
    [(keys, reach)] = engine.rows(f"SELECT count(*), coalesce(max(met) + 1, 0) FROM {keyed}")
    if keys == reach:  # the first so many have theirs
        if engine.value(f"SELECT coalesce(max(met), -1) FROM {met.rows}") < reach:
            return keyed
        lacking = f"WHERE met >= {reach}"
    else:
        lacking = f"ANTI JOIN {keyed} USING (met)"
    engine.run(f"CREATE OR REPLACE TEMP TABLE unkeyed AS SELECT DISTINCT met AS line FROM {met.rows} {lacking}")
    if engine.value("SELECT count(*) FROM unkeyed"):
        introduced = f"(SELECT met AS line, * EXCLUDE (met) FROM {met.table} SEMI JOIN unkeyed ON line = met)"
        rows = _described(Kind.REPORT, introduced)
        _add_described(engine, panel, rows)
        engine.run(
            f"INSERT INTO {keyed} SELECT line, enterprise_key, descriptor_key FROM {_recognised(panel, rows, 'JOIN')}"
        )
    engine.run("DROP TABLE unkeyed")
    return keyed


def _trust(engine: Engine, keyed: str) -> None:
    """Forget the keys of introductions if the store is not as this command has left it.

    Another process may have put another store in its place. All is in temporary tables, so that a transaction that
    fails takes back what it has noted.
    """
    engine.run(
        f"CREATE TEMP TABLE IF NOT EXISTS {keyed.removeprefix('temp.')} "
        "(met INTEGER, enterprise_key INTEGER, descriptor_key INTEGER); "
        "CREATE TEMP TABLE IF NOT EXISTS keyed_log (keyed VARCHAR, log UBIGINT)"
    )
    before = f"{_LOG} WHERE report < (SELECT max(report) FROM report)"  # the last one is being added
    if not engine.value(f"SELECT count(*) FROM keyed_log WHERE keyed = {text(keyed)} AND log = ({before})"):
        engine.run(f"DELETE FROM {keyed}")
    engine.run(
        f"DELETE FROM keyed_log WHERE keyed = {text(keyed)}; INSERT INTO keyed_log SELECT {text(keyed)}, ({_LOG})"
    )
