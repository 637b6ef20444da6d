"""Staging: the rows of a delivery in a private scratch database, before the store is touched.

One scratch serves a whole command. Repeats inside a file are settled here; the store's own lock is not needed.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from resumetrack.errors import StorageError
from resumetrack.model import (
    ENTERPRISE_COUNTS,
    MEASURES,
    Delivery,
    Kind,
    MemberRow,
    ObservationRow,
    RosterRow,
    Row,
    TotalsRow,
)
from resumetrack.store import bulk, lines, repeats
from resumetrack.store.engine import Engine
from resumetrack.store.sql import text

_TYPES = {
    **dict.fromkeys(("period", "expected_resume", "valid_from", "valid_to"), "DATE"),
    **dict.fromkeys(MEASURES, "DECIMAL(18, 6)"),
    **dict.fromkeys(("line", "flags", *ENTERPRISE_COUNTS), "BIGINT"),
}
_FIELDS = {
    Kind.REPORT: ObservationRow._fields,
    Kind.TOTALS: TotalsRow._fields,
    Kind.ROSTER: RosterRow._fields,
    Kind.LIST: MemberRow._fields,
}
_LOOK = "check the free space of the temporary folder (TMPDIR)"


def types_of(kind: Kind) -> dict[str, str]:
    """Types of the fields of a staged row, by name."""
    return {name: _TYPES.get(name, "VARCHAR") for name in _FIELDS[kind]}


@dataclass(frozen=True, slots=True)
class Staged:
    """A delivery whose rows stand in a scratch table, keys unique."""

    delivery: Delivery
    table: str
    rows: int
    first_period: date | None
    last_period: date | None


class Scratch:
    """A private folder with a scratch database, removed at the end.

    `store` is the one that rows may be stored in, `readable` are the files that may be read in bulk.
    """

    def __init__(self, store: Path | None = None, readable: Sequence[Path] = ()) -> None:
        self._store, self._readable = store, readable
        try:
            self._temporary = tempfile.TemporaryDirectory(prefix="resumetrack-", ignore_cleanup_errors=True)
        except OSError as error:
            raise StorageError("there is no temporary folder that can be written to", hint=_LOOK) from error
        self.folder = Path(self._temporary.name).resolve()
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "engine" in self.__dict__:
            self.engine.close()
        self._temporary.cleanup()

    @cached_property
    def engine(self) -> Engine:
        """The engine of the command, with the scratch database attached."""
        engine = Engine(self._store, self.folder, self._readable)
        try:
            engine.execute(f"ATTACH {text(str(self.folder / 'scratch.duckdb'))} AS scratch")
        except duckdb.Error as error:
            engine.close()
            why = str(error).splitlines()[0]
            raise StorageError(f"no rows can be staged in {self.folder}: {why}", hint=_LOOK) from error
        return engine

    def stage(self, delivery: Delivery, progress: Callable[[int], None] | None = None) -> Staged:
        """Consume the rows of a delivery; its counts and findings are complete afterwards.

        Raises
        ------
        StorageError
            If there is no room for them.
        """
        self._count += 1
        columns = types_of(delivery.kind)

        def write(table: str, rows: Iterator[Row]) -> None:
            files = lines.write(self.folder, rows, progress)
            self.engine.execute(f"CREATE TABLE {table} AS {lines.select(files, columns)}")

        with self._guarded(delivery):
            table = bulk.load(self.engine, delivery, self._count, columns, write)
            own = f"scratch.staged_{self._count}"
            if table is None:
                write(own, delivery.rows)
            _, *ends = self._extent(table or own, delivery.kind)
            one_period = len(set(ends)) == 1
            if repeats.any_repeated(self.engine, table or own, delivery.kind, one_period=one_period):
                if table is not None:
                    self.engine.execute(f"CREATE TABLE {own} AS FROM {table}")
                    table = None
                repeats.settle(self.engine, own, columns, delivery)
            count, first, last = self._extent(table or own, delivery.kind)
        delivery.counts.accepted = count
        return Staged(delivery, table or own, count, first, last)

    def _extent(self, table: str, kind: Kind) -> tuple[int, date | None, date | None]:
        """Rows of a staged table, its first and its last period."""
        period = "min(period), max(period)" if kind.is_dated else "NULL, NULL"
        [(count, first, last)] = self.engine.execute(f"SELECT count(*), {period} FROM {table}")
        return count, first, last

    @contextmanager
    def batch(self) -> Iterator[None]:
        """What is staged meanwhile is gone afterwards."""
        before = self._count
        try:
            yield
        finally:
            for number in range(before + 1, self._count + 1):
                with suppress(duckdb.Error):
                    self.engine.execute(f"DROP TABLE IF EXISTS scratch.staged_{number}")
                bulk.drop(self.engine, number)

    @contextmanager
    def _guarded(self, delivery: Delivery) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error).splitlines()[0]
            raise StorageError(
                f"the rows of {delivery.name} cannot be staged: {why}",
                hint=_LOOK,
            ) from error
