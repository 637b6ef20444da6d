"""A digest of what each report put into the store, kept beside its counts, so that `verify` can tell its rows again.

It is a sum over the rows, so their order is irrelevant, and it leaves out what may change later: which of them are in
force, flags, and the decimals that the panel keeps. The engine's hash is quick enough for millions of rows, but a
later engine may hash otherwise: with each digest stands what a probe gave, and digests are only compared with equals.
"""

from dataclasses import dataclass

from resumetrack.model import ENTERPRISE_COUNTS, MEASURES, STAFF_MEASURES, Kind
from resumetrack.store.engine import Engine
from resumetrack.store.panels import FAMILY_OF, MAX_DECIMALS
from resumetrack.store.sql import name

PROBE = "hash(1, DATE '2020-02-10', 'resumetrack', 7::HUGEINT, NULL)"
_POWERS = f"[{', '.join(str(10 ** (MAX_DECIMALS - places)) for places in range(MAX_DECIMALS + 1))}]"


def _exact(measure: str) -> str:
    """SQL for a measure in millionths, whatever decimals the panel keeps."""
    return f"{measure}::HUGEINT * {_POWERS}[{FAMILY_OF[measure]}_decimals + 1]"


_OBSERVED = ", ".join(
    ("line", "period", "enterprise_key", "status", *map(_exact, MEASURES),
     "difficulty_key", "expected_resume", "descriptor_key")
)  # fmt: skip
_COUNTED = ", ".join(
    ("line", "period", "region", "industry", "size", "attributes", *map(name, ENTERPRISE_COUNTS), *STAFF_MEASURES)
)
_SOURCES = {
    Kind.REPORT: ((_OBSERVED, "observation JOIN panel USING (panel_key) WHERE NOT derived"),),
    Kind.TOTALS: (
        (
            _COUNTED,
            "totals WHERE true",
        ),
    ),
    Kind.ROSTER: (
        (
            f"line, enterprise_key, descriptor_key, {_exact('employees')}",
            "roster_entry JOIN report AS r USING (report) JOIN panel USING (panel_key) WHERE true",
        ),
        ("line, alias, enterprise_key", "alias WHERE true"),
    ),
    Kind.LIST: (
        ("line, enterprise_key, descriptor_key, batch, focus, leader, valid_from, valid_to", "member WHERE true"),
    ),
}


def digests(kind: Kind, report: int | None = None) -> str:
    """SQL for the reports of a kind, or one of them, with the digest of their rows."""
    only = "" if report is None else f" AND report = {report}"
    parts = (
        f"SELECT report, hash({columns})::HUGEINT AS hashed FROM {source}{only}" for columns, source in _SOURCES[kind]
    )
    return f"SELECT report, sum(hashed)::HUGEINT AS digest FROM ({' UNION ALL '.join(parts)}) GROUP BY report"


def record(engine: Engine, kind: Kind, report: int) -> None:
    """Keep the digest of the rows that a report has just put in; one without rows has 0."""
    digest = f"coalesce((SELECT digest FROM ({digests(kind, report)})), 0)"
    engine.run(f"INSERT INTO report_digest SELECT {report}, {PROBE}, {digest}")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many digests were compared, the reports whose rows differ, and how many could not be compared."""

    compared: int
    different: list[int]
    unknown: int


def compare(engine: Engine, kind: Kind) -> Comparison:
    """Hold the digests of a kind of reports against their rows."""
    rows = engine.rows(
        f"SELECT report, probe = {PROBE}, kept.digest IS NOT DISTINCT FROM coalesce(now.digest, 0) FROM report "
        f"LEFT JOIN report_digest AS kept USING (report) LEFT JOIN ({digests(kind)}) AS now USING (report) "
        f"WHERE kind = '{kind.value}' ORDER BY report"
    )
    known = [(report, same) for report, comparable, same in rows if comparable]
    return Comparison(len(known), [report for report, same in known if not same], len(rows) - len(known))
