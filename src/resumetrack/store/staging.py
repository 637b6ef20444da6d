"""Staging: the rows of a delivery in a private scratch database, before the store is touched.

One scratch serves a whole command. Repeats inside a file are settled here; the store's own lock is not needed.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from resumetrack.errors import StorageError
from resumetrack.model import MEASURES, Delivery, Kind, MemberRow, ObservationRow, RosterRow
from resumetrack.store import lines, repeats
from resumetrack.store.engine import Engine
from resumetrack.store.sql import text

_TYPES = {
    **dict.fromkeys(("period", "expected_resume", "valid_from", "valid_to"), "DATE"),
    **dict.fromkeys(MEASURES, "DECIMAL(18, 6)"),
    **dict.fromkeys(("line", "flags"), "BIGINT"),
}
_LOOK = "check the free space of the temporary folder (TMPDIR)"
_FIELDS = {Kind.REPORT: ObservationRow._fields, Kind.ROSTER: RosterRow._fields, Kind.LIST: MemberRow._fields}


@dataclass(frozen=True, slots=True)
class Staged:
    """A delivery whose rows stand in a scratch table, keys unique."""

    delivery: Delivery
    table: str
    rows: int
    first_period: date | None
    last_period: date | None


class Scratch:
    """A private folder with a scratch database, removed at the end; `store` is the one it may be stored in."""

    def __init__(self, store: Path | None = None) -> None:
        self._store = store
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
        engine = Engine(self._store, self.folder)
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
        table = f"scratch.staged_{self._count}"
        fields = _FIELDS[delivery.kind]
        with self._guarded(delivery):
            files = lines.write(self.folder, delivery.rows, progress)
            rows = lines.select(files, fields, lambda field: _TYPES.get(field, "VARCHAR"))
            self.engine.execute(f"CREATE TABLE {table} AS {rows}")
            repeats.settle(self.engine, table, fields, delivery)
            period = "min(period), max(period)" if delivery.kind is Kind.REPORT else "NULL, NULL"
            found = self.engine.execute(f"SELECT count(*), {period} FROM {table}")
        [(count, first, last)] = found
        delivery.counts.accepted = count
        return Staged(delivery, table, count, first, last)

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
