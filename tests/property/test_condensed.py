"""What is kept in few rows is what the observations add up to, and nobody can tell by an answer whether it was used."""

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from property.histories import TODAY, Delivered, Desk, histories
from resumetrack.measure import catalogue
from resumetrack.model import Cell, Selection
from resumetrack.periods import Calendar, DaySource
from resumetrack.store import Store, coarse, condensed
from resumetrack.tracker import rating

MORE = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "more" else 1
BY = ((), ("region",), ("size", "region"), ("size",), ("industry",), ("industry", "size"))
WHERE = ((), (("region", "42"),), (("size", "large"),), (("region", "420106"),))
INDICATORS = ("operating_rate_staff", "return_rate_open", "return_rate_roster", "idle_duty_share", "staff_coverage")


class RowByRow(Store):
    """A store that answers without what is kept in few rows."""

    condenses: ClassVar[bool] = False


@dataclass(frozen=True)
class Question:
    """What `rates` is asked."""

    by: tuple[str, ...]
    where: tuple[tuple[str, str], ...]
    levels: tuple[str, ...]
    period: Literal["all", "latest"]
    carry: int
    indicators: tuple[str, ...]

    def answer(self, store: Store, at: datetime | None) -> tuple[tuple[Cell, ...], ...]:
        """Every cell of the table, and of its total."""
        selection = Selection(
            panel="main", by=self.by, where=self.where, period=self.period, indicators=self.indicators, as_of=at,
            levels=self.levels if "region" in self.by else (), carry=self.carry, calendar=Calendar(DaySource.EVERY_DAY),
        )  # fmt: skip
        table = rating.rates(store, selection, catalogue(), Fraction(3, 10), TODAY, total=True)
        return (*table.rows, table.total or ())


def questions() -> st.SearchStrategy[Question]:
    """Questions that what is kept can answer, and some that are too fine for it."""
    return st.builds(
        Question, st.sampled_from(BY), st.sampled_from(WHERE),
        st.sampled_from([(), ("prefecture",), ("county",), ("cluster",)]), st.sampled_from(["all", "latest"]),
        st.sampled_from([0, 0, 3]), st.sampled_from([(), INDICATORS, ("power_rate",)]),
    )  # fmt: skip


@given(histories())
@settings(max_examples=25 * MORE, deadline=None)
def test_what_is_kept_follows_from_the_observations(history: list[Delivered]) -> None:
    """Reports early, late, revised and again, rosters, other names, decimals that widen, and undo, one by one."""
    with tempfile.TemporaryDirectory() as folder:
        for path in Desk(Path(folder)).play_on(history):
            with Store(path) as store:
                panels = [panel.key for panel in store.panels()]
                pairs = [*coarse.pairs(store.engine), *condensed.pairs(store.engine, *panels)]
                for words, kept, made in pairs:
                    rows = [store.engine.rows(f"FROM ({sql}) ORDER BY ALL") for sql in (kept, made)]
                    assert rows[0] == rows[1], words


@given(histories(), st.lists(questions(), min_size=4, max_size=8))
@settings(max_examples=30 * MORE, deadline=None)
def test_answers_are_those_from_row_to_row(history: list[Delivered], asked: list[Question]) -> None:
    """Now, as of the last moment, and as of some moment before."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.play(history)
        if not desk.store.exists():
            return
        with Store(desk.store) as store, RowByRow(desk.store) as row_by_row:
            for place, one in enumerate(asked):
                at = [None, None, None, *desk.moments][-(place % (3 + len(desk.moments)))]
                assert one.answer(store, at) == one.answer(row_by_row, at)
