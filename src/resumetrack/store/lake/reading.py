"""A lake that is asked what a store is asked, by the same questions."""

import tempfile
from pathlib import Path
from typing import ClassVar

import duckdb

from resumetrack.store.engine import Engine
from resumetrack.store.lake import layout, tables
from resumetrack.store.lake.contested import Contested, held
from resumetrack.store.parts import StateParts
from resumetrack.store.query import StateQuery
from resumetrack.store.store import Store


class Lake(Store):
    """The reports that have reached a lake, open for reading; whatever comes in later is not seen.

    Raises
    ------
    NoInputError
        If there is no lake.
    UsageError
        If the stores that wrote it disagree on how a panel is kept.
    StorageError
        If it cannot be read.
    """

    condenses: ClassVar[bool] = False

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self._scratch = None
        real = layout.check_name(folder)
        layout.check_lake(real)
        self._temporary = tempfile.TemporaryDirectory(prefix="resumetrack-", ignore_cleanup_errors=True)
        self._engine = Engine(None, Path(self._temporary.name).resolve(), folders=[real], memory=None)
        try:
            tables.make(self._engine, real)
            self._contested = Contested(self._engine)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the lake."""
        self._engine.close()
        self._temporary.cleanup()

    def state(self, query: StateQuery) -> duckdb.DuckDBPyRelation:
        """One row per enterprise and period, as `Store.state` gives it."""
        self._prepare(query)
        return super().state(query)

    def parts(self, query: StateQuery, *, alike: bool) -> StateParts:
        """Give the parts of a state, as `Store.parts` does."""
        self._prepare(query)
        return super().parts(query, alike=alike)

    def _prepare(self, query: StateQuery) -> None:
        """Work out what is in force in the periods that a question looks at."""
        last = query.periods[-1]
        near = {*query.periods, *(query.held if query.reach else ())}
        if query.detail:
            near.update(period for period in held(self._engine, query.panel_key) if period <= last)
        self._contested.settle(query.panel_key, near)
        self._contested.trace(query.panel_key)
