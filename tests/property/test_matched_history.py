"""Matched rates of all periods at once are those of each pair of periods, counted one enterprise at a time."""

import os
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from property.histories import TODAY, Delivered, Desk, histories
from resumetrack.measure import catalogue
from resumetrack.model import Basis, Estimation, Selection
from resumetrack.periods import Calendar, DaySource
from resumetrack.store import Store
from resumetrack.tracker import rating
from resumetrack.tracker.selecting import choose

MORE = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "more" else 1
THRESHOLD = Fraction(3, 10)
ASKED = ("period", "matched", "operating_rate_matched", "operating_rate_matched_preceding")
EVERY_DAY = Calendar(DaySource.EVERY_DAY)
PERIODS: tuple[Literal["all", "latest"], ...] = ("all", "latest")
OPERATING = {"full", "partial"}


def told(store: Store, selection: Selection) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """What `rates --basis matched` says, by period and group."""
    estimation = Estimation(basis=Basis.MATCHED)
    table = rating.rates(store, selection, catalogue(), THRESHOLD, TODAY, estimation=estimation)
    return {
        tuple(row[name] for name in ("period", *selection.by)): tuple(row[name] for name in ASKED[1:])
        for row in table.records()
    }


def counted(store: Store, selection: Selection) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The same from the rows of the state."""
    choice = choose(store, selection, TODAY)
    if not choice.held:
        return {}
    names, rows = store.rows(store.state(choice.query(choice.held)))
    groups = [f"dim_{place}" for place in range(len(selection.by))]
    stated: dict[Any, dict[tuple[Any, ...], str]] = {period: {} for period in choice.held}
    for values in rows:
        row = dict(zip(names, values, strict=True))
        if row["status"] is not None:
            stated[row["period"]][row["enterprise_key"], *(row[name] for name in groups)] = row["status"]
    found = {}
    for before, period in pairwise(choice.held):
        both = stated[before].keys() & stated[period].keys()
        for group in {key[1:] for key in both}:
            mine = [key for key in both if key[1:] == group]
            found[period, *group] = (
                len(mine), _operating([stated[period][key] for key in mine]),
                _operating([stated[before][key] for key in mine]),
            )  # fmt: skip
    return found


def _operating(statuses: Sequence[str]) -> float:
    return round(sum(status in OPERATING for status in statuses) / len(statuses), 12)


@given(histories(), st.sampled_from([0, 3]), st.sampled_from([(), ("region",), ("list",)]), st.sampled_from(PERIODS))
@settings(max_examples=40 * MORE, deadline=None)
def test_matched_rates_are_counted_right(
    history: list[Delivered], carry: int, by: tuple[str, ...], period: Literal["all", "latest"]
) -> None:
    """Of all periods or of the last alone, in all, by region or by list; now and as of a moment; carried or not."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.play(history)
        if not desk.store.exists():
            return
        with Store(desk.store) as store:
            for at in {None, *desk.moments[-1:]}:
                selection = Selection(panel="main", by=by, period=period, as_of=at, carry=carry, calendar=EVERY_DAY)
                expected = counted(store, selection)
                for key, said in told(store, selection).items():
                    assert said[0] in {None, 0} if key not in expected else said == expected[key]
