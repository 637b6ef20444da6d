"""What is kept of enterprises that closed is what the observations say, after every delivery and withdrawal."""

import os
import tempfile
from pathlib import Path

import duckdb
from hypothesis import given, settings

from property.histories import Delivered, Desk, histories
from resumetrack.store.closures import STATED, UNTOLD

MORE = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "more" else 1


@given(histories())
@settings(max_examples=40 * MORE, deadline=None)
def test_what_is_kept_is_what_was_stated(history: list[Delivered]) -> None:
    """Reports early, late, revised and again, decimals that widen, and undo, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        for store in Desk(Path(folder)).play_on(history):
            with duckdb.connect(str(store), read_only=True) as connection:
                kept = connection.execute("FROM closed_history ORDER BY ALL").fetchall()
                assert kept == connection.execute(f"{STATED} ORDER BY ALL").fetchall()
                assert not connection.execute(f"SELECT o.* {UNTOLD}").fetchall()
