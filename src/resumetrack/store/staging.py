"""Staging: the rows of a delivery in a private scratch database, before the store is touched.

Repeats inside the file are found here: exact ones are counted and dropped, conflicting ones follow the
delivery's policy and leave a finding each. The store's own lock is not needed for any of it.
"""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from resumetrack.errors import StorageError
from resumetrack.model import (
    MEASURES,
    SHEET_STEP,
    Delivery,
    Kind,
    MemberRow,
    ObservationRow,
    OnDuplicate,
    RejectedRow,
    RosterRow,
    finding,
)
from resumetrack.store.engine import lock_down, text

_TEXT, _DATE, _NUMBER, _WHOLE = "VARCHAR", "DATE", "DECIMAL(18, 6)", "BIGINT"
_TYPES = {
    "line": _WHOLE, "period": _DATE, "expected_resume": _DATE, "valid_from": _DATE, "valid_to": _DATE, "flags": _WHOLE,
    **dict.fromkeys(MEASURES, _NUMBER), "aliases": "VARCHAR",
}  # fmt: skip
_FIELDS = {
    Kind.REPORT: ObservationRow._fields,
    Kind.ROSTER: RosterRow._fields,
    Kind.LIST: MemberRow._fields,
}
_KEYS = {
    Kind.REPORT: ("enterprise_id", "period"),
    Kind.ROSTER: ("enterprise_id",),
    Kind.LIST: ("enterprise_id", "batch", "valid_from"),
}
_BLOCK = 20_000
ALIAS_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Staged:
    """A delivery whose rows stand in a scratch table, keys unique."""

    delivery: Delivery
    table: str
    rows: int
    first_period: date | None
    last_period: date | None


class Scratch:
    """A private folder with one scratch database, removed at the end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="resumetrack-")
        self.folder = Path(self._folder.name)
        self.path = self.folder / "scratch.duckdb"
        self._count = 0
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
        self._folder.cleanup()

    def close(self) -> None:
        """Close the scratch database so that the store can attach it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The scratch database, opened on first use."""
        if self._connection is None:
            self._connection = duckdb.connect(str(self.path), config={"python_enable_replacements": "false"})
            self._connection.execute("SET preserve_insertion_order = false")
            lock_down(self._connection, self.folder)
        return self._connection

    def stage(self, delivery: Delivery, progress: Callable[[int], None] | None = None) -> Staged:
        """Consume the rows of a delivery; its counts and findings are complete afterwards."""
        self._count += 1
        table = f"staged_{self._count}"
        lines = self.folder / f"{table}.csv"
        try:
            self._write(lines, delivery.rows, progress)
            self._load(table, lines, delivery.kind)
        except duckdb.Error as error:
            message = f"the rows of {delivery.name} cannot be staged: {str(error).splitlines()[0]}"
            raise StorageError(message, hint="check the free space of the temporary folder (TMPDIR)") from error
        except OSError as error:
            message = f"the rows of {delivery.name} cannot be staged: {error.strerror}"
            raise StorageError(message, hint="check the free space of the temporary folder (TMPDIR)") from error
        finally:
            lines.unlink(missing_ok=True)
        self._settle_repeats(table, delivery)
        rows = self.connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
        delivery.counts.accepted = rows
        first, last = None, None
        if delivery.kind is Kind.REPORT:
            first, last = self.connection.execute(f"SELECT min(period), max(period) FROM {table}").fetchall()[0]
        return Staged(delivery, table, rows, first, last)

    @staticmethod
    def _write(path: Path, rows: Iterable[tuple[object, ...]], progress: Callable[[int], None] | None) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            block: list[str] = []
            done = 0
            for row in rows:
                block.append(_line(row))
                if len(block) == _BLOCK:
                    file.write("".join(block))
                    done += _BLOCK
                    block.clear()
                    if progress is not None:
                        progress(done)
            file.write("".join(block))

    def _load(self, table: str, path: Path, kind: Kind) -> None:
        fields = _FIELDS[kind]
        types = ", ".join(f"{text(field)}: {text(_TYPES.get(field, _TEXT))}" for field in fields)
        self.connection.execute(
            f"CREATE TABLE {table} AS SELECT * FROM read_csv({text(str(path))}, columns = {{{types}}}, header = false,"
            " delim = ',', quote = '\"', escape = '\"', nullstr = '\\N', allow_quoted_nulls = false,"
            " auto_detect = false, parallel = false, max_line_size = 8388608)"
        )

    def _settle_repeats(self, table: str, delivery: Delivery) -> None:
        keys = ", ".join(_KEYS[delivery.kind])
        connection = self.connection
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE repeats AS SELECT * FROM {table} "
            f"QUALIFY count(*) OVER (PARTITION BY {keys}) > 1"
        )
        repeated = connection.execute("SELECT count(*) FROM repeats").fetchall()[0][0]
        if not repeated:
            return
        values = ", ".join(name for name in _FIELDS[delivery.kind] if name not in {"line", "flags", *_KEYS[delivery.kind]})
        # What is left of a key once exact repeats are dropped: one row, or several that contradict each other.
        order = "ASC" if delivery.on_duplicate is OnDuplicate.FIRST else "DESC"
        rejecting = delivery.on_duplicate is OnDuplicate.REJECT
        conflicts = connection.execute(
            f"SELECT {_KEYS[delivery.kind][0]}, {'period' if delivery.kind is Kind.REPORT else 'NULL'}, list(line ORDER BY line), "
            f"count(DISTINCT row({values})) FROM repeats GROUP BY {keys} HAVING count(DISTINCT row({values})) > 1 "
            "ORDER BY min(line)"
        ).fetchall()
        # A line of a wide table holds several rows, one for each period.
        row = "line, period" if delivery.kind is Kind.REPORT else "line"
        chosen: list[str] = []
        rejected_lines: list[int] = []
        for enterprise, period, lines, _ in conflicts:
            self._tell_conflict(delivery, enterprise, period, lines)
            if rejecting:
                rejected_lines.extend(lines)
                chosen += [f"({line}, DATE {text(period.isoformat())})" if period else str(line) for line in lines]
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE losers AS SELECT {row} FROM repeats "
            f"QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY line {order}) > 1"
        )
        dropped = connection.execute("SELECT count(*) FROM losers").fetchall()[0][0]
        connection.execute(f"DELETE FROM {table} WHERE ({row}) IN (SELECT {f'({row})' if row != 'line' else row} FROM losers)")
        if rejected_lines:
            these = f"({row}) IN ({', '.join(chosen)})"
            connection.execute(f"DELETE FROM {table} WHERE {these}")
            kept = connection.execute(f"SELECT count(*) FROM losers WHERE {these}").fetchall()[0][0]
            dropped -= kept
            self._reject_lines(delivery, rejected_lines)
        delivery.counts.duplicate += dropped

    @staticmethod
    def _reject_lines(delivery: Delivery, lines: list[int]) -> None:
        """Reject rows that contradict each other, each with the text it was delivered in."""
        delivery.counts.rejected += len(lines)
        records = delivery.reread(lines)
        for line in lines:
            for own, cells in records.get(line, [(line, ())]):
                sheet = delivery.sheets[(own - 1) // SHEET_STEP] if delivery.sheets else ""
                delivery.rejected.append(
                    RejectedRow(delivery.place(own)[1], tuple(cells), ("conflicting-repeat-rejected",), sheet)
                )

    @staticmethod
    def _tell_conflict(delivery: Delivery, enterprise: str, period: date | None, lines: list[int]) -> None:
        rejecting = delivery.on_duplicate is OnDuplicate.REJECT
        code = "conflicting-repeat-rejected" if rejecting else "conflicting-repeat"
        where = period.isoformat() if period else delivery.kind.value
        delivery.finding_counts[code] = delivery.finding_counts.get(code, 0) + (len(lines) if rejecting else 1)
        for line in lines if rejecting else lines[-1:]:
            file, own = delivery.place(line)
            delivery.findings.append(
                finding(code, file, own, "enterprise_id", enterprise, other=where, known=delivery.on_duplicate.value)
            )


def _line(row: tuple[object, ...]) -> str:
    return ",".join(map(_cell, row)) + "\n"


def _cell(value: object) -> str:
    match value:
        case None:
            return "\\N"
        case str():
            return '"' + value.replace('"', '""') + '"'
        case tuple():
            return '"' + ALIAS_SEPARATOR.join(map(str, value)).replace('"', '""') + '"'
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)

