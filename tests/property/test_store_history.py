"""Whatever was delivered in whatever order, the store says what the plain model of the design says, at every moment."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from property.histories import TODAY, Delivered, Desk, histories, plain
from property.oracle import INDICATORS
from resumetrack.measure import catalogue
from resumetrack.model import DESCRIPTORS, Selection, Table
from resumetrack.periods import Calendar, DaySource
from resumetrack.store import Store
from resumetrack.tracker import holdings, listing, rating

MORE = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "more" else 1
THRESHOLD = Fraction(3, 10)
EVERY_DAY = Calendar(DaySource.EVERY_DAY)
BY = (("region",), (), ("size", "region"), ("ownership",), ("list",), ("batch", "region"))


def told(store: Store, by: Sequence[str], at: datetime | None, carry: int = 0) -> list[dict[str, Any]]:
    """What `rates --period all` says, without the names of codes."""
    selection = Selection(
        panel="main", by=tuple(by), period="all", indicators=INDICATORS, as_of=at, carry=carry, calendar=EVERY_DAY
    )
    table = rating.rates(store, selection, catalogue(), THRESHOLD, TODAY)
    return [
        {name: plain(value) for name, value in row.items() if not name.endswith("_name")} for row in table.records()
    ]


def same(said: Sequence[Mapping[str, Any]], expected: Sequence[Mapping[str, Any]]) -> None:
    """Row by row, and only the cells that differ, so that a failure can be read."""
    keys = [[(name, row[name]) for name in ("period", *BY[2], "enterprise_id") if name in row] for row in expected]
    assert [[(name, row[name]) for name in ("period", *BY[2], "enterprise_id") if name in row] for row in said] == keys
    for row, wanted in zip(said, expected, strict=True):
        differing = {
            name: (value, plain(wanted.get(name))) for name, value in row.items() if value != plain(wanted.get(name))
        }
        assert not differing, f"{dict(row)} should be {dict(wanted)}"


@given(histories())
@settings(max_examples=40 * MORE, deadline=None)
def test_rates_are_those_of_the_model_at_every_moment(history: list[Delivered]) -> None:
    """Now, and as of each moment at which something came in or was withdrawn."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.play(history)
        assert desk.got == desk.expected
        if not desk.store.exists():
            return
        with Store(desk.store) as store:
            moments = [None, *sorted(set(desk.moments))]
            known = set(store.attributes(store.panels()[0]))
            for place, at in enumerate(moments):
                for by in {BY[0], BY[place % len(BY)]} if at else BY:
                    if "ownership" not in by or "ownership" in known:
                        same(told(store, by, at), desk.world.rates(by, at=at))


@given(histories(), st.sampled_from([1, 3, 4]))
@settings(max_examples=20 * MORE, deadline=None)
def test_carried_reports_are_those_of_the_model(history: list[Delivered], carry: int) -> None:
    """A report counts in the periods after it for so many days, now and as of a moment; 0 days are none."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.play(history)
        if not desk.store.exists():
            return
        with Store(desk.store) as store:
            assert told(store, BY[0], None, 0) == told(store, BY[0], None)
            for at in (None, *desk.moments[-2:]):
                for by in (BY[0], BY[1], BY[4]):
                    desk.world.carry = carry
                    same(told(store, by, at, carry), desk.world.rates(by, at=at))
                    desk.world.carry = 0


@given(histories())
@settings(max_examples=20 * MORE, deadline=None)
def test_enterprises_and_log_are_those_of_the_model(history: list[Delivered]) -> None:
    """Who is behind the figures, and what became of each file."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.play(history)
        if not desk.store.exists():
            return
        with Store(desk.store) as store:
            for at in {None, *desk.moments[-2:]}:
                selection = Selection(panel="main", period="all", as_of=at)
                rows = listing.enterprises(store, selection, THRESHOLD, TODAY).records()
                names = list(rows[0]) if rows else []
                assert not set(DESCRIPTORS) - set(names) or not rows
                expected = [{name: plain(row.get(name)) for name in names} for row in desk.world.enterprises(at)]
                assert [{name: plain(row[name]) for name in names} for row in rows] == expected
            states = [row["state"] for row in Table.records(holdings.log(store, None))]
        assert states == [desk.world.state_of(load) for load in desk.world.loads]
