"""Adding a staged delivery to the store, and withdrawing one: inside a transaction that the caller holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from resumetrack.model import Delivery, Finding, Kind
from resumetrack.store import closures, coarse, coding, condensed, digests, listed, mismatches, totals, versions
from resumetrack.store.engine import Engine
from resumetrack.store.lines import ALIAS_SEPARATOR
from resumetrack.store.panels import Panel, measures_of, needed_decimals, scaled, widen
from resumetrack.store.sql import day, insertions, literal, moment, text, texts
from resumetrack.store.staged import Staged

_KEYS = frozenset({"enterprise_id", "period"})
_SELDOM = {"difficulty_key": "difficulty", "expected_resume": "expected_resume"}
"""Columns of an observation that are empty unless the file has such a column."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """When and as what a delivery comes in: roster validity and list name where they apply."""

    received_at: datetime
    recorded_at: datetime
    list_name: str | None = None
    valid_from: date | None = None
    complete: bool | None = None


class Identity(NamedTuple):
    """What makes a delivered file the same as another of its panel."""

    kind: str
    sha256: str
    outside_period: date | None
    list_name: str | None
    valid_from: date | None
    complete: bool | None


def identity(delivery: Delivery, arrival: Arrival) -> Identity:
    """Give the identity of a delivery: its bytes, the period from outside, and what it is for."""
    return Identity(
        delivery.kind.value, delivery.sha256, delivery.outside_period,
        arrival.list_name, arrival.valid_from, arrival.complete,
    )  # fmt: skip


def holdings(engine: Engine, panel: Panel) -> dict[Identity, int]:
    """Give the newest report of each identity in the panel that is not withdrawn."""
    rows = engine.rows(
        "SELECT kind, sha256, outside_period, list, valid_from, complete, max(report) FROM report "
        f"WHERE panel_key = {panel.key} AND withdrawn_at IS NULL GROUP BY ALL"
    )
    return {Identity(*row): report for *row, report in rows}


def add(engine: Engine, panel: Panel, staged: Staged, arrival: Arrival, *, is_kept: bool = True) -> tuple[int, int]:
    """Store a staged delivery; returns its report number and how many keys it revised.

    A store that is not kept does without what makes later questions and checks quick: order, sums, digests.
    """
    delivery = staged.delivery
    panel = widen(engine, panel, needed_decimals(engine, staged.facts, staged.broken))
    number: int = engine.value("SELECT coalesce(max(report), 0) + 1 FROM report")
    _record(engine, panel, number, delivery, arrival)
    _insert(engine, "report_period", (f"({number}, {day(span.period)}, {span.rows})" for span in staged.spans))
    revised = 0
    match delivery.kind:
        case Kind.REPORT:
            _insert_observations(engine, panel, number, staged, arrival, order=_order(staged) if is_kept else "")
            found = versions.refresh(engine, panel.key, number)
            revised = found or 0
            mismatches.flag(engine, panel, number, delivery)
            if is_kept:
                closures.keep(engine, panel.key, number, alone=found is None)
                listed.keep(engine, panel.key, number)
                condensed.keep(engine, panel.key, number, alone=found is None)
        case Kind.TOTALS:
            revised = totals.add(engine, panel.key, number, staged.table)
        case Kind.ROSTER:
            _insert_roster(engine, panel, number, staged)
            condensed.keep_all(engine, panel.key)
        case Kind.LIST:
            revised = _insert_members(engine, panel, number, staged)
            coarse.keep_descriptors(engine)
            listed.extend(engine, f"report = {number}")
    if revised:
        engine.run(f"UPDATE report SET revised_count = {revised} WHERE report = {number}")
    engine.run("DROP TABLE IF EXISTS temp.coded")
    record_findings(engine, number, delivery.findings)
    _record_rejects(engine, number, delivery)
    if is_kept:
        digests.record(engine, delivery.kind, panel, number)
    return number, revised


def withdraw(engine: Engine, report: int, at: datetime) -> None:
    """Take a report out of force; what it superseded is in force again from then on."""
    [(panel_key, kind)] = engine.rows(f"SELECT panel_key, kind FROM report WHERE report = {report}")
    engine.run(f"UPDATE report SET withdrawn_at = {moment(at)} WHERE report = {report}")
    if kind == Kind.REPORT.value:
        engine.run(
            f"UPDATE observation SET visible_to = greatest({moment(at)}, visible_from) "
            f"WHERE report = {report} AND visible_to IS NULL"
        )
        versions.refresh(engine, panel_key, report)
        closures.keep(engine, panel_key, report, alone=False)
        listed.keep(engine, panel_key, report)
        condensed.keep(engine, panel_key, report, alone=False)
    elif kind == Kind.ROSTER.value:
        condensed.keep_all(engine, panel_key)
    elif kind == Kind.TOTALS.value:
        totals.refresh(engine, panel_key, report)


def _record(engine: Engine, panel: Panel, number: int, delivery: Delivery, arrival: Arrival) -> None:
    counts = delivery.counts
    values = (
        number, panel.key, delivery.kind.value, arrival.list_name, delivery.name, delivery.sha256, delivery.size,
        delivery.outside_period, delivery.profile, delivery.profile_digest, delivery.staff_base,
        arrival.received_at, arrival.recorded_at, None,
    )  # fmt: skip
    numbers = (counts.read, counts.accepted, counts.rejected, counts.duplicate, counts.blank, 0, 0)
    engine.run(
        f"INSERT INTO report VALUES ({', '.join(map(literal, values))}, {texts(sorted(delivery.columns - _KEYS))}, "
        f"{texts(sorted(delivery.attributes))}, {literal(arrival.valid_from)}, {literal(arrival.complete)}, "
        f"{', '.join(map(str, numbers))}, {texts(delivery.sheets)})"
    )


def _insert_observations(
    engine: Engine, panel: Panel, number: int, staged: Staged, arrival: Arrival, *, order: str
) -> None:
    columns = staged.delivery.columns
    varying = {"status": "CAST(status AS status)"} | {one: scaled(one, panel) for one in measures_of(columns)}
    same = {"panel_key": panel.key, "report": number, "derived": "false", "silent": "false"}
    same["visible_from"] = moment(arrival.received_at)
    if len(staged.spans) == 1:
        same["period"] = day(staged.spans[0].period)
    told = ["line", "flags", "enterprise_key", "descriptor_key", *(["period"] if "period" not in same else [])]
    told += [one for one, column in _SELDOM.items() if column in columns]
    # Rows are ordered before they have the columns that are the same in all: half the work.
    narrow = ", ".join((*told, *(f"{sql} AS {one}" for one, sql in varying.items())))
    engine.run(
        f"INSERT INTO observation BY NAME SELECT *, {', '.join(f'{sql} AS {one}' for one, sql in same.items())} "
        f"FROM (SELECT {narrow} FROM {coding.coded(engine, panel, staged)}{order})"
    )


def _order(staged: Staged) -> str:
    """SQL that lets rows stand in the order of their periods, so that few blocks are read for one of them.

    In the order of the enterprises a row takes four bytes less; of a file that is in order of its periods already, and
    may be large, that is not worth the time.
    """
    if len(staged.spans) == 1:
        return " ORDER BY enterprise_key"
    is_ordered = all(before.last_line < after.first_line for before, after in pairwise(staged.spans))
    return "" if is_ordered else " ORDER BY period, enterprise_key"


def _insert_roster(engine: Engine, panel: Panel, number: int, staged: Staged) -> None:
    coded = coding.coded(engine, panel, staged)
    engine.run(
        f"INSERT INTO roster_entry SELECT {number}, enterprise_key, line, descriptor_key, {scaled('employees', panel)} "
        f"FROM {coded} ORDER BY enterprise_key"
    )
    engine.run(
        f"INSERT INTO alias SELECT DISTINCT {number}, alias, enterprise_key, line FROM "
        f"(SELECT unnest(string_split(aliases, {text(ALIAS_SEPARATOR)})) AS alias, enterprise_id, enterprise_key, line "
        f"FROM (SELECT aliases, enterprise_key, line FROM {coded}) JOIN enterprise USING (enterprise_key)) "
        "WHERE alias <> enterprise_id ORDER BY line, alias"
    )


def _insert_members(engine: Engine, panel: Panel, number: int, staged: Staged) -> int:
    """Store memberships of a list; returns how many of them replace what earlier loads of the list say."""
    engine.run(
        f"INSERT INTO member SELECT {number}, enterprise_key, line, descriptor_key, batch, focus, leader, "
        f"valid_from, valid_to FROM {coding.coded(engine, panel, staged)} ORDER BY enterprise_key"
    )
    replaced: int = engine.value(
        "SELECT count(*) FROM member AS mine JOIN report AS this ON this.report = mine.report "
        f"WHERE mine.report = {number} AND EXISTS "
        "(SELECT 1 FROM member AS other JOIN report AS earlier ON earlier.report = other.report "
        "WHERE other.enterprise_key = mine.enterprise_key AND other.batch IS NOT DISTINCT FROM mine.batch "
        "AND earlier.panel_key = this.panel_key AND earlier.list = this.list AND earlier.withdrawn_at IS NULL "
        "AND (earlier.received_at, earlier.report) < (this.received_at, this.report))"
    )
    return replaced


def record_findings(engine: Engine, number: int, findings: Iterable[Finding]) -> None:
    """Keep findings with the report they are of."""
    _insert(engine, "report_finding", (_finding_values(number, found) for found in findings))


def _record_rejects(engine: Engine, number: int, delivery: Delivery) -> None:
    _insert(
        engine,
        "rejected_row",
        (f"({number}, {row.line}, {texts(row.cells)}, {texts(row.codes)})" for row in delivery.rejected),
    )


def _insert(engine: Engine, table: str, values: Iterable[str]) -> None:
    for statement in insertions(table, values):
        engine.run(statement)


def _finding_values(number: int, found: Finding) -> str:
    return f"({number}, {text(found.code)}, {literal(found.line)}, {text(found.column)}, {text(found.value)})"
