"""Staging: the rows of a delivery in a private scratch database, before the store is touched.

One scratch serves a whole command. Repeats inside a file are settled here; the store's own lock is not needed.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from resumetrack.errors import StorageError
from resumetrack.model import (
    ENTERPRISE_COUNTS,
    MEASURES,
    BulkPlan,
    Delivery,
    Kind,
    MemberRow,
    ObservationRow,
    RosterRow,
    Row,
    TotalsRow,
)
from resumetrack.store import bulk, introductions, lines, repeats
from resumetrack.store.engine import Engine
from resumetrack.store.introductions import Introductions
from resumetrack.store.sql import text
from resumetrack.store.staged import Loaded, Span, Staged

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
FEW_FILES = 4
"""Of fewer files it does not pay to remember who is in them, unless one is large."""

_LOOK = "check the free space of the temporary folder (TMPDIR)"


def types_of(kind: Kind) -> dict[str, str]:
    """Types of the fields of a staged row, by name."""
    return {name: _TYPES.get(name, "VARCHAR") for name in _FIELDS[kind]}


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
        self._introductions: dict[tuple[str, ...], Introductions] = {}

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
            loaded = bulk.load(self.engine, delivery, self._count, columns, write, introductions=self._introduced)
            if loaded is None:
                loaded = Loaded(table=f"scratch.staged_{self._count}")
                write(loaded.table, delivery.rows)
            staged = self._settled(self._staged(delivery, loaded), columns)
        delivery.counts.accepted = staged.rows
        return staged

    def _staged(self, delivery: Delivery, loaded: Loaded) -> Staged:
        """Look at the rows as a whole."""
        if not delivery.kind.is_dated:
            [(count,)] = self.engine.execute(f"SELECT count(*) FROM {loaded.facts}")
            return Staged(table=loaded.table, delivery=delivery, rows=count)
        found = self.engine.execute(
            f"SELECT period, count(*), min(line), max(line) FROM {loaded.facts} GROUP BY period ORDER BY period"
        )
        spans = tuple(Span(*row) for row in found)
        rows = sum(span.rows for span in spans)
        return Staged(table=loaded.table, met=loaded.met, delivery=delivery, rows=rows, spans=spans)

    def _settled(self, staged: Staged, columns: Mapping[str, str]) -> Staged:
        """Settle repeats, for which the rows have to stand in a table of their own."""
        if not repeats.any_repeated(self.engine, staged):
            return staged
        own = f"scratch.staged_{self._count}"
        if staged.table != own:
            self.engine.execute(f"CREATE TABLE {own} AS FROM {staged.table}")
        repeats.settle(self.engine, own, columns, staged.delivery)
        return self._staged(staged.delivery, Loaded(table=own))

    def _introduced(self, plan: BulkPlan) -> Introductions | None:
        """Give the introductions that a file can be read with, where it says the same as others, or again and again."""
        if not plan.vocabulary or (len(self._readable) < FEW_FILES and plan.rows < 2 * introductions.HEAD_ROWS):
            return None
        if plan.vocabulary not in self._introductions:
            made = introductions.Introductions(self.engine, len(self._introductions) + 1, plan)
            self._introductions[plan.vocabulary] = made
        return self._introductions[plan.vocabulary]

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
