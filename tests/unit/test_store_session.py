"""A connection that several threads use by mistake or by design."""

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from resumetrack.store.engine import Engine

ROWS = 2000


def test_each_thread_gets_the_rows_it_asked_for() -> None:
    """One is served after the other, to the end."""
    with Engine(None) as engine, ThreadPoolExecutor(4) as threads:
        found = threads.map(engine.execute, [f"FROM range({number}, {ROWS + number})" for number in range(200)])
        assert [(rows[0], len(rows)) for rows in found] == [((number,), ROWS) for number in range(200)]


def test_statements_of_a_transaction_are_seen_together_or_not_at_all() -> None:
    """Others see none of them before the end, and none at all if one fails."""
    with Engine(None) as engine:
        other = engine.beside()
        engine.execute("CREATE TABLE one (number INTEGER)")
        with engine.transaction():
            engine.execute("INSERT INTO one VALUES (1)")
            assert other.execute("FROM one") == []
        assert other.execute("FROM one") == [(1,)]
        with pytest.raises(duckdb.CatalogException):
            add_and_fail(engine)
        assert engine.execute("FROM one") == [(1,)]


def add_and_fail(engine: Engine) -> None:
    """Carry out a statement that is good, and one that is not."""
    with engine.transaction():
        engine.execute("INSERT INTO one VALUES (2)")
        engine.execute("FROM nothing")
