"""One connection to the engine: what is carried out on one does not wait for another."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import duckdb

Rows = list[tuple[Any, ...]]


class Session:
    """A connection. What goes wrong is said in the engine's own words.

    Of several threads one is served after the other: a connection has one result at a time.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._is_stopped = False
        self._in_use = threading.RLock()

    def execute(self, sql: str) -> Rows:
        """Carry out statements: the rows of the last one."""
        with self._in_use, self._interruptible():
            if self._is_stopped:
                raise duckdb.InterruptException("stopped")
            return self.connection.execute(sql).fetchall()

    def beside(self) -> "Session":
        """Open another one, for statements of another thread; temporary tables are not shared."""
        return Session(self.connection.cursor())

    def stop(self) -> None:
        """Make the statement that another thread carries out fail, and all that it goes on to."""
        self._is_stopped = True
        self.connection.interrupt()

    def run(self, sql: str) -> None:
        """Carry out statements."""
        self.execute(sql)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commit at the end, roll back on any exception; others see nothing of it before."""
        with self._in_use:
            self.run("BEGIN TRANSACTION")
            try:
                yield
                self.run("COMMIT")
            except BaseException:
                # A commit that failed on a full disk has already ended the transaction.
                with suppress(duckdb.Error):
                    self.execute("ROLLBACK")
                raise

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Pass on that the user has interrupted a statement, which the engine reports as a failure of its own."""
        try:
            yield
        except RuntimeError as error:
            if isinstance(error.__cause__, KeyboardInterrupt):
                # The statement still runs in other threads, and the process could not end before it does.
                self.connection.interrupt()
                raise KeyboardInterrupt from error
            raise
