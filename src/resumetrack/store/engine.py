"""The engine: DuckDB in memory, locked down, to which one store is attached for as long as it is needed.

To attach costs a tenth of what opening a second engine does, so that a command with many files keeps one. DuckDB lets
one process write a store or many read it. A store that is held is waited for: writers in the queue of `queue`, then
everybody with jitter; after `wait` seconds it is `StoreBusyError`. Nothing but the store and the private folder named
can be reached from SQL.
"""

import glob
import os
import random
import time
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import duckdb

from resumetrack.store import faults, queue
from resumetrack.store.disk import LOGS, SPILL
from resumetrack.store.question import Question, Questions, Steps
from resumetrack.store.session import Rows, Session
from resumetrack.store.sql import text, texts

if TYPE_CHECKING:
    from filelock import BaseFileLock

DEFAULT_WAIT = 30.0
MEMORY = "900MB"  # of a command that takes files in; the rest spills to its folder
_PRIVATE = 0o600
_EVERY_BIT = 0o777
_QUESTIONS = Questions()
_SUBJECT = "asked_about"
"""What the questions are about, one after the other."""


class Engine(Session):
    """DuckDB in memory for one store.

    `folder` is private: databases may be attached there, and work spills to it beyond so much `memory`. `readable` are
    files that may be read, `folders` may be read and written with all that is in them. A statement is carried out by
    as many threads as there are processors, until these are shared.
    """

    def __init__(
        self,
        store: Path | None,
        folder: Path | None = None,
        readable: Sequence[Path] = (),
        *,
        folders: Sequence[Path] = (),
        memory: str | None = MEMORY,
    ) -> None:
        self.store = store
        # A name that is no UTF-8 cannot be told to the engine: such a file is read in Python.
        self._readable = frozenset(name for name in map(os.path.realpath, readable) if _is_utf_8(name))
        reached = [*([str(folder)] if folder is not None else []), *map(os.path.realpath, folders)]
        self._mode: int | None = None
        self._turn: BaseFileLock | None = None
        self._temporary = 0
        config: dict[str, str | bool | int | float | list[str]] = {
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
        }
        super().__init__(duckdb.connect(config=config))
        path = "" if store is None else os.path.realpath(store)
        spill = str(folder / "spill") if folder is not None else f"{path}{SPILL}" if path else ""
        statements = (
            f"SET temp_directory = {text(spill)}",
            f"SET allowed_paths = {texts((*(path + suffix for suffix in ('', *LOGS) if path), *self._readable))}",
            f"SET allowed_directories = {texts(reached)}",
            *([f"SET memory_limit = '{memory}'"] if folder is not None and memory is not None else []),
            "SET autoload_known_extensions = false",
            "SET enable_external_access = false",
            "SET allowed_configs = ['threads']",
            "SET lock_configuration = true",
        )
        self.connection.execute(";".join(statements))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def may_read(self, path: Path) -> bool:
        """Whether a file can be read from SQL by its name: it was named, and not as a pattern of names."""
        name = os.path.realpath(path)
        return name in self._readable and not glob.has_magic(name)

    def share_processors(self) -> None:
        """Let a statement leave a processor to others, now that several are carried out at once.

        A thread that waits for others to end its statement is busy with that: so fewer do more.
        """
        self.run(f"SET threads = {max(1, _processors() - 1)}")

    def take_processors(self) -> None:
        """Let a statement have them all again."""
        self.run(f"SET threads = {_processors()}")

    def close(self) -> None:
        """Let go of everything."""
        self.connection.close()

    # -- the store -------------------------------------------------------------------------------------------

    def attach(self, *, write: bool, wait: float) -> bool:
        """Open the store, waiting for whoever holds it; with `write` it is created. Returns whether it is new.

        Raises
        ------
        NoInputError
            If there is no store and `write` is false.
        StoreBusyError
            If another process holds it longer than `wait` seconds.
        StorageError
            If the file is damaged, is no store, or cannot be read or written.
        """
        deadline = time.monotonic() + wait
        found = _identity(self._path)
        mode = _PRIVATE if found is None else found[1]
        if write and self._path.parent.is_dir():
            self._turn = queue.take_turn(self._name, mode, deadline)
        elif not write:
            queue.let_writers_pass(self._name, mode, deadline)
        try:
            return self._attach_in_time(write=write, wait=wait, deadline=deadline)
        except BaseException:
            self.detach()
            raise

    def _attach_in_time(self, *, write: bool, wait: float, deadline: float) -> bool:
        while True:
            faults.check_file(self._path, write=write)
            before = _identity(self._path)
            try:
                self._attach(write=write)
            except duckdb.Error as error:
                if not faults.is_held(error):
                    raise faults.unusable(error, self._path) from error
                if time.monotonic() >= deadline:
                    raise faults.busy(error, self._path, wait) from error
                time.sleep(random.uniform(0.01, 0.1))  # noqa: S311 (jitter between waiting processes, no secret)
                continue
            after = _identity(self._path)
            if before is not None and before[0] != (after or (None,))[0]:
                # Whoever created the store has failed and removed it while we were opening it.
                self._let_go()
                continue
            self._mode = _PRIVATE if before is None else before[1]
            return before is None

    @property
    def _path(self) -> Path:
        if self.store is None:
            raise AssertionError("this engine is for scratch work alone")
        return self.store

    @property
    def _name(self) -> str:
        """The path the engine knows the store by."""
        return os.path.realpath(self._path)

    def _attach(self, *, write: bool) -> None:
        if write and Path(f"{self._name}.wal").exists():
            # What the log holds would be written into the store when it is let go: not into one that is cut off.
            self._attach(write=False)
            self._let_go()
        with _mask(_PRIVATE):
            self.execute(f"ATTACH {text(self._name)} AS store{'' if write else ' (READ_ONLY)'}; USE store")
        [(block_size, blocks)] = self.execute(
            "SELECT block_size, used_blocks FROM pragma_database_size() WHERE database_name = 'store'"
        )
        faults.check_length(self._path, block_size * blocks)

    def hold(self) -> None:
        """Attach an empty store in memory in place of a file; what is put beside it is private, too."""
        self._mode = _PRIVATE
        self.run("ATTACH ':memory:' AS store; USE store")

    def detach(self) -> None:
        """Let go of the store; nothing is left in the log beside it unless the disk is full."""
        self._mode = None
        self._let_go()
        if self._turn is not None:
            queue.end_turn(self._turn)
            self._turn = None

    def _let_go(self) -> None:
        with suppress(duckdb.Error):
            self.execute("USE memory; DETACH store")

    def discard(self) -> None:
        """Remove a store that was created in vain. It is still ours while its file goes, so that nobody is robbed."""
        with suppress(duckdb.Error):
            self.execute("CHECKPOINT store")
        self._path.unlink(missing_ok=True)
        self.detach()

    # -- statements ------------------------------------------------------------------------------------------

    def run(self, sql: str) -> None:
        """Carry out statements."""
        self.rows(sql)

    def rows(self, sql: str) -> Rows:
        """Carry out a question: its rows."""
        with self._translated():
            return self.execute(sql)

    def column(self, sql: str) -> list[Any]:
        """Carry out a question: the first column of its rows."""
        return [row[0] for row in self.rows(sql)]

    def value(self, sql: str) -> Any:  # noqa: ANN401 - whatever the question is of
        """Carry out a question: the first value of its first row, None if there is none."""
        return next(iter(self.column(sql)), None)

    def temporary(self, sql: str) -> str:
        """Make a table of the rows of a question, for as long as the engine lives: its name."""
        self._temporary += 1
        table = f"temp.made_{self._temporary}"
        self.run(f"CREATE TEMP TABLE {table} AS {sql}")
        return table

    def relation(self, sql: str) -> duckdb.DuckDBPyRelation:
        """Prepare a question that is asked later."""
        with self._translated():
            return self.connection.sql(sql)

    def fetch(self, relation: duckdb.DuckDBPyRelation) -> tuple[list[str], Rows]:
        """Carry out a prepared question: its column names and rows."""
        with self._translated():
            return self._answer(Question.of(relation))

    def fetch_after(self, relation: duckdb.DuckDBPyRelation, steps: Steps, key: Hashable) -> tuple[list[str], Rows]:
        """Carry out a relation after some steps, which are the same whenever `key` is: its column names and rows."""
        with self._translated():
            self.execute(f"CREATE OR REPLACE TEMP VIEW {_SUBJECT} AS {relation.sql_query()}")
            return self._answer(_QUESTIONS.after(steps, key, self.connection.table(_SUBJECT)))

    def _answer(self, question: Question) -> tuple[list[str], Rows]:
        rows = self.execute(question.narrow)
        if any(None in map(itemgetter(place), rows) for place in question.wide):
            rows = self.execute(question.exact)
        return question.columns, rows

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, as in any session; what the engine puts beside the store is as private as that is."""
        with _mask(_EVERY_BIT if self._mode is None else self._mode), super().transaction():
            yield

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            with self._interruptible():
                yield
        except duckdb.Error as error:
            if self.store is None:
                raise faults.said_of_files(error) from error
            raise faults.translate(error, self.store) from error


def _is_utf_8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def waiting_time() -> float:
    """Seconds to wait for a store in use: RESUMETRACK_WAIT, else 30."""
    try:
        return float(os.environ.get("RESUMETRACK_WAIT", DEFAULT_WAIT))
    except ValueError:
        return DEFAULT_WAIT


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file this is, and its permissions; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mode & _EVERY_BIT


@contextmanager
def _mask(mode: int) -> Iterator[None]:
    """Let new files have these permissions at most: the engine creates the log beside a store with the usual ones."""
    before = os.umask(_EVERY_BIT & ~mode)
    try:
        yield
    finally:
        os.umask(before)
