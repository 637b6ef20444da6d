"""Repeats inside a file: exact ones are counted and dropped, conflicting ones follow the delivery's policy."""

from collections.abc import Iterable, Sequence
from datetime import date

from resumetrack.model import SHEET_STEP, Delivery, Kind, OnDuplicate, RejectedRow, finding
from resumetrack.store.session import Session
from resumetrack.store.sql import name
from resumetrack.store.staged import Met, Staged

_KEYS = {
    Kind.REPORT: ("enterprise_id", "period"),
    Kind.TOTALS: ("period", "region", "industry", "size", "attributes"),
    Kind.ROSTER: ("enterprise_id",),
    Kind.LIST: ("enterprise_id", "batch", "valid_from"),
}
_CELL = "coalesce(nullif(concat_ws(', ', region, industry, size, nullif(attributes, '')), ''), 'the whole')"
_REJECTED = "conflicting-repeat-rejected"
_NOTES_KEPT = 1000
_MOST_BITS = 1 << 29


def any_repeated(session: Session, staged: Staged) -> bool:
    """Whether some key stands in staged rows more than once."""
    keys = [key for key in _KEYS[staged.delivery.kind] if key != "period" or len(staged.spans) != 1]
    met = staged.met
    if met is None:
        return _is_repeated(session, staged.table, keys)
    same = [key.replace("enterprise_id", "who") for key in keys]
    if _is_met_again(session, met, same, len(staged.spans)):
        return True
    if met.strangers is None:
        return False
    return _is_repeated(session, met.strangers, keys) or _is_known_stranger(session, met, met.strangers, same)


def _is_met_again(session: Session, met: Met, keys: Sequence[str], periods: int) -> bool:
    """Whether an enterprise that was introduced stands in some period more than once."""
    if periods * met.size > _MOST_BITS:
        return _is_repeated(session, met.rows, keys)
    once = f"bit_count(bitstring_agg(who, 0, {met.size}))"  # in a fifth of the time that different pairs take
    by = "GROUP BY period" if "period" in keys else ""
    found = session.execute(f"SELECT 1 FROM {met.rows} {by} HAVING count(*) > {once} LIMIT 1")
    return bool(found)


def _is_known_stranger(session: Session, met: Met, strangers: str, keys: Sequence[str]) -> bool:
    """Whether an enterprise describes itself in one row as it was introduced, and in another otherwise."""
    key = ", ".join(keys)
    known = f"(SELECT {key} FROM {strangers} JOIN {met.table} USING (enterprise_id)) AS known"
    if not session.execute(f"SELECT 1 FROM {known} LIMIT 1"):
        return False
    return bool(session.execute(f"SELECT 1 FROM {known} SEMI JOIN {met.rows} AS said USING ({key}) LIMIT 1"))


def _is_repeated(session: Session, table: str, keys: Sequence[str]) -> bool:
    key = keys[0] if len(keys) == 1 else f"hash({', '.join(keys)})"
    [(is_repeated,)] = session.execute(f"SELECT count(*) > count(DISTINCT {key}) FROM {table}")
    return bool(is_repeated)


def settle(session: Session, table: str, fields: Iterable[str], delivery: Delivery) -> None:
    """Leave one row of each key in a staged table; of conflicting rows the first, the last or none."""
    keys = ", ".join(_KEYS[delivery.kind])
    run = session.execute
    values = ", ".join(name(field) for field in fields if field not in {"line", "flags", *_KEYS[delivery.kind]})
    order = "ASC" if delivery.on_duplicate is OnDuplicate.FIRST else "DESC"
    same = " AND ".join(f"one.{key} IS NOT DISTINCT FROM many.{key}" for key in _KEYS[delivery.kind])
    run(
        "CREATE OR REPLACE TEMP TABLE repeated AS SELECT *, row_number() OVER (same ORDER BY "
        f"line {order}) > 1 AS loses, "
        f"count(DISTINCT row({values})) OVER same > 1 AS conflicts FROM {table} AS one "
        f"SEMI JOIN (SELECT {keys} FROM {table} GROUP BY ALL HAVING count(*) > 1) AS many ON {same} "
        f"WINDOW same AS (PARTITION BY {keys})"
    )
    rejecting = delivery.on_duplicate is OnDuplicate.REJECT
    _tell(session, keys, delivery)
    if rejecting:
        _reject(delivery, [line for (line,) in run("SELECT line FROM repeated WHERE conflicts ORDER BY line")])
    dropped = "loses AND NOT conflicts" if rejecting else "loses"
    [(count,)] = run(f"SELECT count(*) FROM repeated WHERE {dropped}")
    delivery.counts.duplicate += count
    # A line of a wide table holds several rows, one for each period.
    row = "(line, period)" if delivery.kind.is_dated else "line"
    run(f"DELETE FROM {table} WHERE {row} IN (SELECT {row} FROM repeated WHERE loses{' OR conflicts' * rejecting})")
    run("DROP TABLE repeated")


def _reject(delivery: Delivery, lines: Sequence[int]) -> None:
    """Reject rows that contradict each other, each with the text it was delivered in."""
    delivery.counts.rejected += len(lines)
    records = delivery.reread(lines)
    for line in lines:
        for own, cells in records.get(line, [(line, ())]):
            sheet = delivery.sheets[(own - 1) // SHEET_STEP] if delivery.sheets else ""
            delivery.rejected.append(RejectedRow(delivery.place(own)[1], tuple(cells), (_REJECTED,), sheet))


def _tell(session: Session, keys: str, delivery: Delivery) -> None:
    """Leave a finding for each conflict, on the line that came last; for each line, if all are rejected."""
    rejecting = delivery.on_duplicate is OnDuplicate.REJECT
    code = _REJECTED if rejecting else "conflicting-repeat"
    period = "any_value(period)" if delivery.kind.is_dated else "NULL"
    column, words = ("cell", _CELL) if delivery.kind is Kind.TOTALS else ("enterprise_id", "enterprise_id")
    found: list[tuple[str, date | None, list[int]]] = session.execute(
        f"SELECT any_value({words}), {period}, list(line ORDER BY line) FROM repeated WHERE conflicts "
        f"GROUP BY {keys} ORDER BY min(line)"
    )
    for enterprise, when, lines in found:
        told = lines if rejecting else lines[-1:]
        counts = delivery.finding_counts
        counts[code] = counts.get(code, 0) + len(told)
        if not rejecting and counts[code] > _NOTES_KEPT:
            continue
        where = when.isoformat() if when else delivery.kind.value
        delivery.findings.extend(
            finding(
                code,
                *delivery.place(line),
                column,
                enterprise,
                other=where,
                known=delivery.on_duplicate.value,
            )
            for line in told
        )
