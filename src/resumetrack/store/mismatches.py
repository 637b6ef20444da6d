"""Where a report describes an enterprise otherwise than the roster does; the roster has the last word."""

from resumetrack.classify import dimension
from resumetrack.model import RULES, Delivery, finding
from resumetrack.store import roster
from resumetrack.store.engine import Engine
from resumetrack.store.panels import Panel
from resumetrack.store.sql import text

CODE = "roster-mismatch"
_COMPARED = ("region", "industry", "size")
_EXAMPLES = 1000


def flag(engine: Engine, panel: Panel, number: int, delivery: Delivery) -> None:
    """Flag rows of a report whose region, industry or size is not the roster's.

    Codes of which one lies in the other are no mismatch: `420000` on a report, `420106` on the roster.
    """
    compared = [column for column in _COMPARED if column in delivery.columns]
    loads = roster.loads(engine, panel.key, None) if compared else []
    if not loads:
        return
    names = roster.names(engine, panel.key, loads)
    subqueries = [("spans", roster.spans(loads)), *names.ctes()]
    ctes = ", ".join(f"{name} AS ({sql})" for name, sql in subqueries)
    said = ", ".join(f"said.{column} AS said_{column}, r.{column} AS known_{column}" for column in compared)
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE described AS WITH {ctes}, mine AS (SELECT o.line, o.period, "
        f"{names.key('o')} AS enterprise_key, o.descriptor_key FROM observation AS o {names.join('o', 'o.period')} "
        f"WHERE o.report = {number} AND NOT o.derived) "
        f"SELECT mine.line, mine.period, {said} FROM mine JOIN spans AS r ON r.enterprise_key = mine.enterprise_key "
        f"AND {roster.valid('mine.period', 'r')} "
        "JOIN descriptor AS said ON said.descriptor_key = mine.descriptor_key"
    )
    for column in compared:
        _compare(engine, column, number, delivery)
    engine.run("DROP TABLE described")


def _compare(engine: Engine, column: str, number: int, delivery: Delivery) -> None:
    """Flag the rows whose code and the roster's exclude each other."""
    pairs = engine.rows(
        f"SELECT DISTINCT said_{column}, known_{column} FROM described WHERE said_{column} <> known_{column}"
    )
    bad = [(said, known) for said, known in pairs if not _go_together(column, said, known)]
    if not bad:
        return
    values = ", ".join(f"({text(said)}, {text(known)})" for said, known in bad)
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE differing AS SELECT line, period, said, known FROM described "
        f"JOIN (VALUES {values}) AS bad(said, known) ON said_{column} = said AND known_{column} = known"
    )
    engine.run(
        f"UPDATE observation SET flags = flags | {RULES[CODE].bit} FROM differing "
        f"WHERE observation.report = {number} AND observation.line = differing.line "
        "AND observation.period = differing.period"
    )
    counts = delivery.finding_counts
    counts[CODE] = counts.get(CODE, 0) + engine.value("SELECT count(DISTINCT line) FROM differing")
    delivery.findings.extend(
        finding(CODE, *delivery.place(line), column, said, other=known)
        for line, said, known in engine.rows(
            f"SELECT DISTINCT line, said, known FROM differing ORDER BY line, known LIMIT {_EXAMPLES}"
        )
    )
    engine.run("DROP TABLE differing")


def _go_together(column: str, said: str, known: str) -> bool:
    classification = dimension(column)
    return classification is not None and (classification.matches(known, said) or classification.matches(said, known))
