"""A store keeps columns that spare it windows; the state of a frame is worked out with windows. Both agree."""

import math
import os
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, settings

from property.histories import DAYS, TODAY, Delivered, Desk, histories
from property.oracle import BEGINNING, Values, World
from resumetrack import measure
from resumetrack.model import DESCRIPTORS, MEASURES, Kind, Selection
from resumetrack.periods import Calendar
from resumetrack.store import Store
from resumetrack.tracker import listing, rating

MORE = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "more" else 1
THRESHOLD = Fraction(3, 10)
NAMES = [indicator.name for indicator in measure.DECLARED]
WORDS = ("status", *DESCRIPTORS)
OBSERVED = {
    "enterprise_id": str, "period": date, "report": int, "line": int, "received_at": datetime, "columns": str,
    **dict.fromkeys(WORDS, str), **dict.fromkeys(MEASURES, float),
}  # fmt: skip
LISTED = {"enterprise_id": str, "valid_from": date, **dict.fromkeys(DESCRIPTORS, str), "employees": float}
ORDINALS = Calendar().count(DAYS[0], DAYS[-1]).ordinals
CALENDAR = pl.DataFrame({"period": list(ORDINALS), "ordinal": list(ORDINALS.values())})
LISTING = ("period", "enterprise_id", *WORDS, "employees", "on_duty")


def frame(rows: Iterable[dict[str, Any]], schema: dict[str, type]) -> pl.DataFrame:
    kept = [{name: _typed(row.get(name), kind) for name, kind in schema.items()} for row in rows]
    return pl.DataFrame(kept, schema=schema)


def _typed(value: Any, kind: type) -> Any:
    return float(value) if kind is float and value is not None else value


def observations(world: World, at: datetime | None) -> pl.DataFrame:
    """What is in force of the reports, each row under the enterprise that its name stands for."""
    return frame(
        (
            {**line, "enterprise_id": world.owner(line["enterprise_id"], line["period"], at)}
            | {"report": load.number, "line": place, "received_at": load.received, "columns": ",".join(load.columns)}
            for load in world.active(Kind.REPORT, at)
            for place, line in enumerate(load.lines)
        ),
        OBSERVED,
    )


def roster(world: World, at: datetime | None) -> pl.DataFrame | None:
    """One edition for each day on which the roster changes; None if there never was one."""
    if not world.has_roster(at):
        return None
    starts = {start for start, _ in world.roster_loads(at)}
    return frame(
        (
            {**entry, "enterprise_id": name, "valid_from": None if start == BEGINNING else start}
            for start in starts
            for name, entry in world.roster(start, at).items()
        ),
        LISTED,
    )


def same(found: Iterable[Values], wanted: Iterable[Values], keys: Sequence[str], names: Sequence[str]) -> None:
    """The same rows in any order, numbers to nine digits; a failure shows only the cells that differ."""
    for one, other in zip(in_order(found, keys), in_order(wanted, keys), strict=True):
        assert {name: (one[name], other[name]) for name in names if not alike(one[name], other[name])} == {}, other


def in_order(rows: Iterable[Values], keys: Sequence[str]) -> list[Values]:
    return sorted(rows, key=lambda row: [(row[key] is None, str(row[key])) for key in keys])


def alike(one: Any, other: Any) -> bool:
    """Equal; a store has decimals, a frame doubles."""
    if isinstance(one, str | date) or one is None or other is None:
        return bool(one == other)
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


@given(histories())
@settings(max_examples=10 * MORE, deadline=None)
def test_store_and_frame_give_the_same_state_and_figures(history: list[Delivered]) -> None:
    """Now and as of earlier moments: who stands how in which period, and every indicator by size and in total."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.play(history)
        if not desk.store.exists():
            return
        with Store(desk.store) as store:
            for at in [None, *sorted(set(desk.moments))[1::2]]:
                compare(store, desk.world, at)


def compare(store: Store, world: World, at: datetime | None) -> None:
    told, listed = observations(world, at), roster(world, at)
    asked = Selection(panel="main", period="all", as_of=at)
    stored = listing.enterprises(store, asked, THRESHOLD, TODAY).records()
    state = measure.state(told, listed)
    same(state.rows(named=True), stored, LISTING[:2], LISTING)
    for by, carry in (((), 0), (("size",), 0), (("size",), 2)):
        selection = Selection(panel="main", by=by, period="all", indicators=tuple(NAMES), as_of=at, carry=carry)
        table = rating.rates(store, selection, measure.catalogue(), THRESHOLD, TODAY).records()
        figures = measure.rates(told, by, NAMES, roster=listed, carry=carry, calendar=CALENDAR)
        shown = [name for name in figures.columns if table and name in table[0]]
        assert len(shown) >= len(NAMES) + 4 or not table
        same(figures.rows(named=True), table, ("period", *by), shown)
