"""A digest of what each report put into the store, kept beside its counts, so that `verify` can tell its rows again.

It is a sum over the rows, so their order is irrelevant, and it leaves out what may change later: which of them are in
force, flags, and the decimals that the panel keeps. The engine's hash is quick enough for millions of rows, but a
later engine may hash otherwise: with each digest stands what a probe gave, and digests are only compared with equals.
"""

from dataclasses import dataclass

from resumetrack.model import ENTERPRISE_COUNTS, MEASURES, STAFF_MEASURES, Kind
from resumetrack.store import panels
from resumetrack.store.engine import Engine
from resumetrack.store.panels import FAMILY_OF, MAX_DECIMALS, Panel
from resumetrack.store.sql import name

# The number tells how rows are written for the hash: it goes up when that changes.
PROBE = "hash(2, DATE '2020-02-10', 'resumetrack', 7::HUGEINT, NULL)"
_COUNTED = ", ".join(
    ("line", "period", "region", "industry", "size", "attributes", *map(name, ENTERPRISE_COUNTS), *STAFF_MEASURES)
)


def _exact(measure: str, panel: Panel) -> str:
    """SQL for the whole and the millionths of a measure, the same whatever decimals the panel keeps."""
    places = panel.decimals[FAMILY_OF[measure]]
    if not places:
        return f"{measure}, 0::BIGINT"
    millionths = f"{measure} % {10**places} * {10 ** (MAX_DECIMALS - places)}"
    return f"{measure} // {10**places}, coalesce({millionths}, 0)"


def _sources(kind: Kind, panel: Panel) -> list[tuple[str, str]]:
    """What is hashed of each row, and where the rows are."""
    match kind:
        case Kind.REPORT:
            measures = ", ".join(_exact(measure, panel) for measure in MEASURES)
            keys = "line, period, enterprise_key, status, difficulty_key, expected_resume, descriptor_key"
            return [(f"{keys}, {measures}", "observation WHERE NOT derived")]
        case Kind.TOTALS:
            return [(_COUNTED, "totals WHERE true")]
        case Kind.ROSTER:
            row = f"line, enterprise_key, descriptor_key, {_exact('employees', panel)}"
            return [(row, "roster_entry WHERE true"), ("line, alias, enterprise_key", "alias WHERE true")]
        case Kind.LIST:
            row = "line, enterprise_key, descriptor_key, batch, focus, leader, valid_from, valid_to"
            return [(row, "member WHERE true")]


def _digests(kind: Kind, panel: Panel, reports: str) -> str:
    """SQL for some reports of a kind, each with the digest of its rows."""
    parts = (
        f"SELECT report, hash({columns}) AS hashed FROM {source} AND report IN ({reports})"
        for columns, source in _sources(kind, panel)
    )
    return f"SELECT report, sum(hashed) AS digest FROM ({' UNION ALL '.join(parts)}) GROUP BY report"


def record(engine: Engine, kind: Kind, panel: Panel, report: int) -> None:
    """Keep the digest of the rows that a report has just put in; one without rows has 0."""
    digest = f"coalesce((SELECT digest FROM ({_digests(kind, panel, str(report))})), 0)"
    engine.run(f"INSERT INTO report_digest SELECT {report}, {PROBE}, {digest}")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many digests were compared, the reports whose rows differ, and how many could not be compared."""

    compared: int
    different: list[int]
    unknown: int


def compare(engine: Engine, kind: Kind) -> Comparison:
    """Hold the digests of a kind of reports against their rows."""
    rows = [row for panel in panels.panels(engine) for row in _compared(engine, kind, panel)]
    known = [(report, same) for report, comparable, same in rows if comparable]
    return Comparison(len(known), sorted(report for report, same in known if not same), len(rows) - len(known))


def _compared(engine: Engine, kind: Kind, panel: Panel) -> list[tuple[int, bool, bool]]:
    """Each report of a kind in a panel, whether its digest can be compared, and whether it is the same."""
    mine = f"FROM report WHERE panel_key = {panel.key} AND kind = '{kind.value}'"
    rows: list[tuple[int, bool, bool]] = engine.rows(
        f"SELECT report, probe = {PROBE}, kept.digest IS NOT DISTINCT FROM coalesce(now.digest, 0) "
        f"FROM (SELECT report {mine}) LEFT JOIN report_digest AS kept USING (report) "
        f"LEFT JOIN ({_digests(kind, panel, f'SELECT report {mine}')}) AS now USING (report) ORDER BY report"
    )
    return rows
