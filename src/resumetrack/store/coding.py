"""Keys for what staged rows say in words: the enterprise, how it is described, what its difficulty is.

Day after day most words are known. So the keys are looked up first, for all rows at once; only the rows of which
something is new are looked at again, to give keys to it.
"""

from resumetrack.model import Kind
from resumetrack.store.engine import Engine
from resumetrack.store.overlay import same_descriptor
from resumetrack.store.panels import Panel
from resumetrack.store.staging import Staged

_DESCRIBED = "name, region, industry, size, attributes"
_LACKING = "enterprise_key IS NULL OR descriptor_key IS NULL"


def coded(engine: Engine, panel: Panel, staged: Staged) -> str:
    """Give keys to what is new, in the order of the file; SQL for the staged rows with the keys beside their words."""
    rows = _described(staged)
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


def _described(staged: Staged) -> str:
    """SQL for the staged rows, none of which lacks the text of its attributes."""
    if staged.delivery.kind is Kind.LIST:
        return f"(SELECT *, '' AS attributes FROM {staged.table})"
    return f"(SELECT * REPLACE (coalesce(attributes, '') AS attributes) FROM {staged.table})"


def _has_difficulty(staged: Staged) -> bool:
    return staged.delivery.kind is Kind.REPORT and "difficulty" in staged.delivery.columns


def _with_keys(panel: Panel, staged: Staged, rows: str, join: str) -> str:
    """SQL for rows with the keys of their enterprises, descriptors and difficulties, without the descriptors' words."""
    difficulty, by_difficulty = "", ""
    if staged.delivery.kind is Kind.REPORT:
        difficulty = ", difficulty_key" if _has_difficulty(staged) else ", NULL AS difficulty_key"
        by_difficulty = " LEFT JOIN difficulty USING (difficulty)" if _has_difficulty(staged) else ""
    return (
        f"SELECT staged.* EXCLUDE ({_DESCRIBED}), enterprise_key, descriptor_key{difficulty} "
        f"FROM (FROM {rows}) AS staged "
        f"{join} (FROM enterprise WHERE panel_key = {panel.key}) AS enterprise USING (enterprise_id) "
        f"{join} descriptor ON {same_descriptor('descriptor', 'staged')}{by_difficulty}"
    )


def _add_new(engine: Engine, panel: Panel, staged: Staged, rows: str) -> None:
    """Give keys to the enterprises, descriptors and difficulties of rows that have none."""
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
    if _has_difficulty(staged):
        engine.run(
            "INSERT INTO difficulty SELECT (SELECT coalesce(max(difficulty_key), 0) FROM difficulty) "
            f"+ row_number() OVER (ORDER BY min(line)), difficulty FROM {rows} AS new "
            "ANTI JOIN difficulty AS known USING (difficulty) WHERE difficulty IS NOT NULL GROUP BY difficulty"
        )
