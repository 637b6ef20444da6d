"""Coarse codes: small numbers for the groups that region, industry and size of a description fall in.

Regions and industries are told apart as far as the level that questions mean when they name none (province,
division), regions also as far as the prefecture; a code of no classification is told apart to the letter. What a code
stands for is decided when it is first met and stays: a question looks whether it can be answered by coarse codes
(`store.condensed`), whatever they mean.
"""

from resumetrack.classify import dimension
from resumetrack.store.engine import Engine
from resumetrack.store.grains import CODES, Code
from resumetrack.store.roster import loads, spans
from resumetrack.store.sql import insertions, text

_SPAN = ", ".join(("panel_key", "enterprise_key", "valid_from", "valid_to", *CODES, "employees"))
SELECTED = ", ".join(f"l_{code}.code AS {code}" for code in CODES)
"""SQL for the coarse codes of a row of `coded`."""


def keep_descriptors(engine: Engine) -> None:
    """Bring `coarse_descriptor` up to date after descriptions were added, which have keys above all others."""
    [(known, last)] = engine.rows(
        "SELECT coalesce((SELECT max(descriptor_key) FROM coarse_descriptor), 0), "
        "coalesce((SELECT max(descriptor_key) FROM descriptor), 0)"
    )
    if last <= known:
        return
    new = f"(FROM descriptor WHERE descriptor_key > {known})"
    for name, code in CODES.items():
        _add_codes(engine, name, code, new)
    listed = ", ".join(("descriptor_key", *CODES))
    engine.run(
        f"INSERT INTO coarse_descriptor ({listed}) SELECT s.descriptor_key, {SELECTED} {coded(new)} "
        "ORDER BY s.descriptor_key"
    )


def keep_spans(engine: Engine, panel_key: int) -> None:
    """Bring `coarse_span` up to date after the roster of a panel has changed."""
    made = panel_spans(engine, panel_key)
    engine.run(f"DELETE FROM coarse_span WHERE panel_key = {panel_key}; INSERT INTO coarse_span ({_SPAN}) {made}")


def panel_spans(engine: Engine, panel_key: int) -> str:
    """SQL for what `coarse_span` has to have of a panel."""
    source = f"({spans(loads(engine, panel_key, None))})"
    return (
        f"SELECT {panel_key} AS panel_key, s.enterprise_key, s.valid_from, s.valid_to, {SELECTED}, s.employees "
        f"{coded(source)} ORDER BY s.enterprise_key, s.valid_from"
    )


def pairs(engine: Engine) -> list[tuple[str, str, str]]:
    """What is kept of all panels, in words, and SQL for it and for what it has to be."""
    found = [
        (
            "coarse codes of descriptions",
            f"SELECT descriptor_key, {', '.join(CODES)} FROM coarse_descriptor",
            f"SELECT s.descriptor_key, {SELECTED} {coded('descriptor')}",
        )
    ]
    for panel_key in engine.column("SELECT panel_key FROM panel ORDER BY panel_key"):
        kept = f"SELECT {_SPAN} FROM coarse_span WHERE panel_key = {panel_key}"
        found.append(("the roster in coarse codes", kept, panel_spans(engine, panel_key)))
    return found


def coded(source: str) -> str:
    """SQL that goes behind a SELECT: the rows of `source` as `s`, and their codes as `l_<code>.code`."""
    joins = " ".join(
        f"LEFT JOIN coarse_code AS l_{name} ON l_{name}.dimension = {text(name)} AND l_{name}.raw = s.{code.dimension}"
        for name, code in CODES.items()
    )
    return f"FROM {source} AS s {joins}"


def _add_codes(engine: Engine, name: str, code: Code, new: str) -> None:
    """Give codes to the values that some descriptions are the first to have."""
    raws = engine.column(
        f"SELECT DISTINCT {code.dimension} AS raw FROM {new} WHERE {code.dimension} IS NOT NULL "
        f"EXCEPT SELECT raw FROM coarse_code WHERE dimension = {text(name)} ORDER BY raw"
    )
    if not raws:
        return
    known = dict(engine.rows(f"SELECT DISTINCT grouped, code FROM coarse_code WHERE dimension = {text(name)}"))
    following: int = engine.value("SELECT coalesce(max(code), 0) + 1 FROM coarse_code")
    rows = []
    for raw in raws:
        grouped = _group(code, raw)
        if grouped not in known:
            known[grouped] = following
            following += 1
        rows.append(f"({text(name)}, {text(raw)}, {text(grouped)}, {known[grouped]})")
    for statement in insertions("coarse_code", rows):
        engine.run(statement)


def _group(code: Code, raw: str) -> str:
    classification = dimension(code.dimension)
    level = code.level or (classification.DEFAULT_LEVEL if classification is not None else "")
    if classification is None or not level:
        return raw
    found = classification.at_level(raw, level)
    return found[0] if len(found) == 1 else raw
