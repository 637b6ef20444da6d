"""What is kept once more of some enterprises is what the observations say, after every delivery and withdrawal."""

import os
import tempfile
from pathlib import Path
from unittest.mock import patch

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from property.histories import IDS, Delivered, Desk, histories
from resumetrack.store import closures, listed

MORE = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "more" else 1


@given(histories(), st.integers(1, len(IDS)))
@settings(max_examples=40 * MORE, deadline=None)
def test_what_is_kept_is_what_was_stated(history: list[Delivered], most: int) -> None:
    """Reports early, late, revised and again, decimals that widen, lists of which some are too long, and undo."""
    with patch.object(listed, "MOST", most), tempfile.TemporaryDirectory() as folder:
        for store in Desk(Path(folder)).play_on(history):
            with duckdb.connect(str(store), read_only=True) as connection:
                for kept, stated in (("closed_history", closures.STATED), ("listed_history", listed.STATED)):
                    copied = connection.execute(f"FROM {kept} ORDER BY ALL").fetchall()
                    assert copied == connection.execute(f"{stated} ORDER BY ALL").fetchall()
                assert not connection.execute(f"SELECT o.* {closures.UNTOLD}").fetchall()
                keys = {row[0] for row in connection.execute("FROM listed").fetchall()}
                members = {row[0] for row in connection.execute("SELECT enterprise_key FROM member").fetchall()}
                assert len(keys) <= most
                assert keys == members or (keys < members and most < len(IDS))
