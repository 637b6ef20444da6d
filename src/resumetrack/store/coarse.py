"""Coarse codes: small numbers for the groups that region, industry and size of a description fall in.

Regions and industries are told apart as far as the level that questions mean when they name none (province,
division); a code of no classification is told apart to the letter. What a code stands for is decided when it is first
met and stays: a question looks whether it can be answered by coarse codes (`store.condensed`), whatever they mean.
"""

from resumetrack.classify import dimension
from resumetrack.model import CODED_DIMENSIONS
from resumetrack.store.engine import Engine
from resumetrack.store.roster import loads, spans
from resumetrack.store.sql import insertions, text

_CODES = ", ".join(f"l_{column}.code AS {column}" for column in CODED_DIMENSIONS)


def keep_descriptors(engine: Engine) -> None:
    """Bring `coarse_descriptor` up to date after descriptions were added, which have keys above all others."""
    [(known, last)] = engine.rows(
        "SELECT coalesce((SELECT max(descriptor_key) FROM coarse_descriptor), 0), "
        "coalesce((SELECT max(descriptor_key) FROM descriptor), 0)"
    )
    if last <= known:
        return
    new = f"(FROM descriptor WHERE descriptor_key > {known})"
    for column in CODED_DIMENSIONS:
        _add_codes(engine, column, new)
    engine.run(
        f"INSERT INTO coarse_descriptor SELECT s.descriptor_key, {_CODES} {coded(new)} ORDER BY s.descriptor_key"
    )


def keep_spans(engine: Engine, panel_key: int) -> None:
    """Bring `coarse_span` up to date after the roster of a panel has changed."""
    made = panel_spans(engine, panel_key)
    engine.run(f"DELETE FROM coarse_span WHERE panel_key = {panel_key}; INSERT INTO coarse_span {made}")


def panel_spans(engine: Engine, panel_key: int) -> str:
    """SQL for what `coarse_span` has to have of a panel."""
    source = f"({spans(loads(engine, panel_key, None))})"
    return (
        f"SELECT {panel_key} AS panel_key, s.enterprise_key, s.valid_from, s.valid_to, {_CODES}, s.employees "
        f"{coded(source)} ORDER BY s.enterprise_key, s.valid_from"
    )


def pairs(engine: Engine) -> list[tuple[str, str, str]]:
    """What is kept of all panels, in words, and SQL for it and for what it has to be."""
    found = [
        (
            "coarse codes of descriptions",
            "FROM coarse_descriptor",
            f"SELECT s.descriptor_key, {_CODES} {coded('descriptor')}",
        )
    ]
    for panel_key in engine.column("SELECT panel_key FROM panel ORDER BY panel_key"):
        kept = f"FROM coarse_span WHERE panel_key = {panel_key}"
        found.append(("the roster in coarse codes", kept, panel_spans(engine, panel_key)))
    return found


def coded(source: str) -> str:
    """SQL that goes behind a SELECT: the rows of `source` as `s`, and their codes as `l_<dimension>.code`."""
    joins = " ".join(
        f"LEFT JOIN coarse_code AS l_{column} ON l_{column}.dimension = {text(column)} AND l_{column}.raw = s.{column}"
        for column in CODED_DIMENSIONS
    )
    return f"FROM {source} AS s {joins}"


def _add_codes(engine: Engine, column: str, new: str) -> None:
    """Give codes to the values that some descriptions are the first to have."""
    raws = engine.column(
        f"SELECT DISTINCT {column} AS raw FROM {new} WHERE {column} IS NOT NULL "
        f"EXCEPT SELECT raw FROM coarse_code WHERE dimension = {text(column)} ORDER BY raw"
    )
    if not raws:
        return
    known = dict(engine.rows(f"SELECT DISTINCT grouped, code FROM coarse_code WHERE dimension = {text(column)}"))
    following: int = engine.value("SELECT coalesce(max(code), 0) + 1 FROM coarse_code")
    rows = []
    for raw in raws:
        grouped = _group(column, raw)
        if grouped not in known:
            known[grouped] = following
            following += 1
        rows.append(f"({text(column)}, {text(raw)}, {text(grouped)}, {known[grouped]})")
    for statement in insertions("coarse_code", rows):
        engine.run(statement)


def _group(column: str, raw: str) -> str:
    classification = dimension(column)
    if classification is None or not classification.DEFAULT_LEVEL:
        return raw
    found = classification.at_level(raw, classification.DEFAULT_LEVEL)
    return found[0] if len(found) == 1 else raw
