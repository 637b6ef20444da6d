"""Whatever was delivered in whatever order, and exported in whatever pieces, a lake answers as the store does."""

import os
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from lake_questions import QUESTIONS, Question
from property.histories import Delivered, Desk, histories
from resumetrack.store import Store
from resumetrack.store.lake import Lake, export

MORE = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "more" else 1


@given(
    histories(),
    st.lists(st.booleans(), min_size=8, max_size=8),
    st.sets(st.sampled_from(QUESTIONS), min_size=4, max_size=4),
)
@settings(max_examples=12 * MORE, deadline=None)
def test_a_lake_answers_as_the_store(history: list[Delivered], exported: list[bool], asked: set[Question]) -> None:
    """Now and as of moments, whether reports were exported at once or as they came, withdrawals after their reports."""
    with tempfile.TemporaryDirectory() as folder:
        desk, lake = Desk(Path(folder)), Path(folder) / "lake"
        for one, is_exported in zip(history, exported, strict=False):
            desk.play([one])
            if is_exported and desk.store.exists():
                export(desk.store, lake, wait=None)
        if not desk.store.exists():
            return
        export(desk.store, lake, wait=None)
        again = export(desk.store, lake, wait=None)
        assert (again.written, again.withdrawals, again.files) == (0, 0, 0)
        with Store(desk.store) as store, Lake(lake) as other:
            moments = [None, *desk.moments]
            for place, question in enumerate(asked):
                for at in {None, moments[place % len(moments)]}:
                    assert question.of(other, at) == question.of(store, at), (question, at)
