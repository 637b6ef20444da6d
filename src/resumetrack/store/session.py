"""One connection to the engine: what is carried out on one does not wait for another."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

Rows = list[tuple[Any, ...]]


class Session:
    """A connection. What goes wrong is said in the engine's own words."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._is_stopped = False

    def execute(self, sql: str) -> Rows:
        """Carry out statements: the rows of the last one."""
        if self._is_stopped:
            raise duckdb.InterruptException("stopped")
        with self._interruptible():
            return self.connection.execute(sql).fetchall()

    def beside(self) -> "Session":
        """Open another one, for statements of another thread; temporary tables are not shared."""
        return Session(self.connection.cursor())

    def stop(self) -> None:
        """Make the statement that another thread carries out fail, and all that it goes on to."""
        self._is_stopped = True
        self.connection.interrupt()

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
