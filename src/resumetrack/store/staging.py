"""Staging: the rows of a delivery in a private scratch database, before the store is touched.

One scratch serves a whole command. Repeats inside a file are settled here; the store's own lock is not needed.
"""

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import count
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
from resumetrack.store import bulk, bulk_text, lines, repeats
from resumetrack.store.bulk_text import Raw
from resumetrack.store.engine import MEMORY, Engine
from resumetrack.store.introductions import Introductions
from resumetrack.store.panels import measures_of
from resumetrack.store.session import Session
from resumetrack.store.sql import text
from resumetrack.store.staged import MEASURE, Loaded, Span, Staged

_TYPES = {
    **dict.fromkeys(("period", "expected_resume", "valid_from", "valid_to"), "DATE"),
    **dict.fromkeys(MEASURES, MEASURE),
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


@dataclass(slots=True)
class Begun:
    """A file on its way to be staged; without `raw` it is to be read carefully."""

    number: int
    raw: Raw | None = None

    @property
    def own(self) -> str:
        """The table that its rows are put into if they cannot stand where they were read."""
        return f"scratch.staged_{self.number}"


class Batch:
    """Files that are staged for one transaction, dropped by whoever stores them: meanwhile others may be staged."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.begun: list[Begun] = []
        self.outdated: list[str] = []

    def drop(self) -> None:
        """Let what was staged be gone."""
        for table in self.outdated:
            with suppress(duckdb.Error):
                self._session.execute(f"DROP TABLE {table}")
        for one in self.begun:
            with suppress(duckdb.Error):
                self._session.execute(f"DROP TABLE IF EXISTS {one.own}")
                if one.raw is not None:
                    bulk.drop(self._session, one.raw)


class Scratch:
    """A private folder with a scratch database, removed at the end.

    `store` is the one that rows may be stored in, `readable` are the files that may be read in bulk. Beyond so much
    `memory` (of the engine's own choice, if None) work spills to the folder.
    """

    def __init__(
        self, store: Path | None = None, readable: Sequence[Path] = (), *, memory: str | None = MEMORY
    ) -> None:
        self._store, self._readable, self._memory = store, readable, memory
        try:
            self._temporary = tempfile.TemporaryDirectory(prefix="resumetrack-", ignore_cleanup_errors=True)
        except OSError as error:
            raise StorageError("there is no temporary folder that can be written to", hint=_LOOK) from error
        self.folder = Path(self._temporary.name).resolve()
        self._numbers = count(1)
        self._own, self._readings = threading.local(), list[Session]()
        self._is_stopped = False
        self._introductions: dict[tuple[str, ...], Introductions] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove everything."""
        if "engine" in self.__dict__:
            self.engine.close()
        self._temporary.cleanup()

    @cached_property
    def engine(self) -> Engine:
        """The engine of the command, with the scratch database attached."""
        engine = Engine(self._store, self.folder, self._readable, memory=self._memory)
        try:
            engine.execute(f"ATTACH {text(str(self.folder / 'scratch.duckdb'))} AS scratch")
        except duckdb.Error as error:
            engine.close()
            why = str(error).splitlines()[0]
            raise StorageError(f"no rows can be staged in {self.folder}: {why}", hint=_LOOK) from error
        return engine

    @cached_property
    def _batch(self) -> "Batch":
        return Batch(self.engine)

    @cached_property
    def session(self) -> Session:
        """Where files are staged: another one may be stored meanwhile."""
        return self.engine.beside()

    @property
    def _reading(self) -> Session:
        """Where this thread reads files: others may be read and staged meanwhile."""
        if not hasattr(self._own, "reading"):
            self._own.reading = self.engine.beside()
            self._readings.append(self._own.reading)
            if self._is_stopped:  # by now, or before it was seen
                self._own.reading.stop()
        return self._own.reading  # type: ignore[no-any-return]

    def begin(self, delivery: Delivery) -> Begun:
        """Read a file that may be read in bulk, as far as that needs no other; it has to be staged next.

        Raises
        ------
        StorageError
            If there is no room for it.
        """
        begun = Begun(next(self._numbers))
        plan = delivery.bulk()
        if plan is not None and self.engine.may_read(plan.path):
            with self._guarded(delivery):
                begun.raw = bulk_text.read(self._reading, plan, begun.number, self._familiar(plan))
        return begun

    def stage(
        self, delivery: Delivery, progress: Callable[[int], None] | None = None, begun: Begun | None = None
    ) -> Staged:
        """Consume the rows of a delivery, which may have been begun; its counts and findings are complete afterwards.

        Raises
        ------
        StorageError
            If there is no room for them.
        """
        begun = begun or self.begin(delivery)
        self._batch.begun.append(begun)
        columns = types_of(delivery.kind)

        def write(table: str, rows: Iterator[Row]) -> None:
            files = lines.write(self.folder, rows, progress)
            self.session.execute(f"CREATE TABLE {table} AS {lines.select(files, columns)}")

        with self._guarded(delivery):
            loaded = self._in_bulk(delivery, begun, columns, write)
            if loaded is None:
                loaded = Loaded(table=begun.own)
                write(begun.own, delivery.rows)
            staged = self._settled(self._staged(delivery, loaded), begun.own, columns)
        delivery.counts.accepted = staged.rows
        return staged

    def _in_bulk(
        self, delivery: Delivery, begun: Begun, columns: Mapping[str, str], write: bulk.Write
    ) -> Loaded | None:
        if begun.raw is None:
            return None
        known = self._introduced(begun.raw.plan)
        try:
            return bulk.load(self.session, delivery, begun.raw, known, columns=columns, write=write)
        finally:
            self._batch.outdated += known.outdated
            known.outdated.clear()

    def _staged(self, delivery: Delivery, loaded: Loaded) -> Staged:
        """Look at the rows as a whole."""
        fields = types_of(delivery.kind).keys()
        measures = measures_of(fields if delivery.kind is Kind.ROSTER else delivery.columns & fields)
        broken = "".join(f", bool_or({measure} % 1 <> 0)" for measure in measures)
        dated = delivery.kind.is_dated
        found = self.session.execute(
            f"SELECT {'period' if dated else 'NULL'}, count(*), min(line), max(line){broken} FROM {loaded.facts} "
            + ("GROUP BY period ORDER BY period" if dated else "")
        )
        return Staged(
            table=loaded.table,
            met=loaded.met,
            delivery=delivery,
            rows=sum(rows for _, rows, *_ in found),
            spans=tuple(Span(*row[:4]) for row in found) if dated else (),
            broken=tuple(one for place, one in enumerate(measures, 4) if any(row[place] for row in found)),
        )

    def _settled(self, staged: Staged, own: str, columns: Mapping[str, str]) -> Staged:
        """Settle repeats, for which the rows have to stand in a table of their own."""
        if not repeats.any_repeated(self.session, staged):
            return staged
        if staged.table != own:
            self.session.execute(f"CREATE TABLE {own} AS FROM {staged.table}")
        repeats.settle(self.session, own, columns, staged.delivery)
        return self._staged(staged.delivery, Loaded(table=own))

    def _introduced(self, plan: BulkPlan) -> Introductions:
        """Give the introductions that a file is read with, which may be those of earlier files."""
        if plan.vocabulary not in self._introductions:
            name = f"introduced_{len(self._introductions) + 1}"
            self._introductions[plan.vocabulary] = Introductions(self.session, name, plan)
        return self._introductions[plan.vocabulary]

    def _familiar(self, plan: BulkPlan) -> str | None:
        """Name the table of introductions that a file may be met with while it is read, if another one is staged."""
        known = self._introductions.get(plan.vocabulary) if plan.vocabulary else None
        return known.table if known and known.size else None

    def stop(self) -> None:
        """Let what other threads read and stage fail."""
        self._is_stopped = True
        for session in (*self._readings, self.session):
            session.stop()

    def batch(self) -> "Batch":
        """What is staged from now on, until the next batch, is dropped together."""
        self._batch = Batch(self.engine)
        return self._batch

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
