"""Random histories: files that are delivered to a store and to a `World` alike."""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from property.oracle import Line, World
from resumetrack.model import DeliveryState, Kind
from resumetrack.tracker import ingesting
from resumetrack.tracker.terms import Terms

TODAY = date(2020, 6, 30)
DAWN = datetime(2020, 6, 1, tzinfo=UTC)
DAYS = [date(2020, 3, day) for day in (1, 2, 5)]
IDS = ["E1", "E2", "E3", "A1"]  # A1 is, now and then, another name of one of them
REGIONS = [None, "420106", "420000", "310115", "XX-1"]
MEASURE_COLUMNS = ("employees", "on_duty", "output", "output_base", "power", "power_base")
REPORT_COLUMNS = ("status", *MEASURE_COLUMNS, "difficulty", "expected_resume", "region", "size", "ownership")
ROSTER_COLUMNS = ("name", "region", "size", "employees", "ownership")


@dataclass(frozen=True)
class Delivered:
    """One thing that happens: a file comes in, or one is withdrawn."""

    kind: Kind | None
    columns: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    early: int = 0
    again: bool = False
    outside: date | None = None
    target: int | None = None
    list_name: str | None = None
    valid_from: date | None = None
    complete: bool | None = None


def number() -> st.SearchStrategy[Decimal | int | None]:
    """A number as offices write it: whole, or with a few decimals."""
    return st.one_of(
        st.none(), st.integers(0, 30), st.sampled_from([Decimal("2.5"), Decimal("0.25"), Decimal("10.000001")])
    )


_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from([None, "full", "partial", "suspended", "closed", "closed"]),
    "difficulty": st.sampled_from([None, "logistics", "staff"]),
    "expected_resume": st.sampled_from([None, date(2020, 4, 1)]),
    "name": st.sampled_from([None, "甲厂", "乙厂"]),
    "region": st.sampled_from(REGIONS),
    "size": st.sampled_from([None, "large", "micro"]),
    "ownership": st.sampled_from([None, "state", "private"]),
    **dict.fromkeys(MEASURE_COLUMNS, number()),
}


@st.composite
def reports(draw: st.DrawFn) -> Delivered:
    """A report with some of the columns, for one period given from outside or for several of its own."""
    columns = draw(st.lists(st.sampled_from(REPORT_COLUMNS), min_size=1, unique=True))
    if not {"status", *MEASURE_COLUMNS} & set(columns):
        columns.append(draw(st.sampled_from(["status", "status", *MEASURE_COLUMNS])))
    outside = draw(st.none() | st.sampled_from(DAYS))
    days = st.just(outside) if outside else st.sampled_from(DAYS)
    pairs = st.tuples(st.sampled_from(IDS), days)
    keys = draw(st.lists(pairs, min_size=3, max_size=8, unique=True) | st.lists(pairs, max_size=2, unique=True))
    lines = [
        {"enterprise_id": name, "period": day, **{column: draw(_VALUES[column]) for column in columns}}
        for name, day in keys
    ]
    return Delivered(
        Kind.REPORT, tuple(columns), tuple(lines), early=draw(st.sampled_from([0, 0, 30, 60, 120, 300])),
        again=draw(st.booleans()), outside=outside, target=draw(st.none() | st.none() | st.integers(0, 5)),
    )  # fmt: skip


@st.composite
def rosters(draw: st.DrawFn) -> Delivered:
    """A roster, complete or an update, from a day or without one."""
    names = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True))
    lines = [
        {
            "enterprise_id": name,
            "aliases": draw(st.sampled_from([(), (), ("A1",), ("E3", "A1")])),
            **{column: draw(_VALUES[column]) for column in ROSTER_COLUMNS},
        }
        for name in names
    ]
    return Delivered(
        Kind.ROSTER, ROSTER_COLUMNS, tuple(lines), early=draw(st.sampled_from([0, 0, 60, 300])),
        valid_from=draw(st.sampled_from([None, None, *DAYS, date(2020, 2, 1)])), complete=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def lists(draw: st.DrawFn) -> Delivered:
    """A named list with batches and validity."""
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from(IDS), st.sampled_from([None, "1", "2"])), min_size=1, max_size=4, unique=True
        )
    )
    lines = [
        {
            "enterprise_id": name,
            "batch": batch,
            "focus": draw(st.sampled_from([None, "chips"])),
            "region": draw(st.sampled_from(REGIONS)),
            "valid_from": draw(st.sampled_from([None, *DAYS])),
            "valid_to": draw(st.sampled_from([None, *DAYS])),
        }
        for name, batch in keys
    ]
    return Delivered(
        Kind.LIST, ("batch", "focus", "region", "valid_from", "valid_to"), tuple(lines),
        early=draw(st.sampled_from([0, 0, 60])), list_name=draw(st.sampled_from(["chain", "whitelist"])),
    )  # fmt: skip


def undos() -> st.SearchStrategy[Delivered]:
    """Withdraw one of the files in force."""
    return st.builds(Delivered, st.none(), target=st.integers(0, 9))


def histories() -> st.SearchStrategy[list[Delivered]]:
    """What happens over some hours: mostly reports."""
    some = st.one_of(reports(), reports(), reports(), rosters(), rosters(), lists(), undos())
    return st.lists(some, min_size=4, max_size=8)


@dataclass
class Desk:
    """Delivers each file to a store and to the world, an hour apart."""

    folder: Path
    world: World = field(default_factory=World)
    hours: int = 0
    moments: list[datetime] = field(default_factory=list)
    expected: list[tuple[DeliveryState, int | None]] = field(default_factory=list)
    got: list[tuple[DeliveryState, int | None]] = field(default_factory=list)

    @property
    def store(self) -> Path:
        return self.folder / "store.duckdb"

    def play_on(self, history: Sequence[Delivered]) -> Iterator[Path]:
        """Let everything happen, in order; yields the store after each, as soon as there is one."""
        for one in history:
            self.play([one])
            if self.store.exists():
                yield self.store

    def play(self, history: Sequence[Delivered]) -> None:
        """Let everything happen, in order."""
        for one in history:
            self.hours += 1
            if one.kind is None:
                self._undo(one)
            else:
                self._deliver(one, one.kind)

    def _undo(self, one: Delivered) -> None:
        active = [load.number for load in self.world.loads if not load.withdrawn]
        if active:
            now = DAWN + timedelta(hours=self.hours)
            chosen = active[(one.target or 0) % len(active)]
            ingesting.undo(self.store, chosen, now)
            self.world.undo(chosen, now)
            self.moments.append(now)

    def _deliver(self, one: Delivered, kind: Kind) -> None:
        now = DAWN + timedelta(hours=self.hours)
        received = now - timedelta(minutes=one.early)
        data = written(one)
        path = self.folder / f"file{self.hours}.csv"
        path.write_bytes(data)
        replaced = None
        if kind is Kind.REPORT and one.target is not None:
            active = [load.number for load in self.world.loads if load.kind is kind and not load.withdrawn]
            replaced = active[one.target % len(active)] if active else None
        terms = Terms(
            kind=kind, panel="main", period=one.outside, received=received, again=one.again, replaces=replaced,
            list_name=one.list_name, valid_from=one.valid_from, complete=one.complete,
        )  # fmt: skip
        result = ingesting.ingest(self.store, [str(path)], terms, now).results[0]
        self.got.append((result.state, result.report))
        identity = (kind, hashlib.sha256(data).hexdigest(), one.outside, one.list_name, one.valid_from, one.complete)
        if replaced is not None:
            self.world.undo(replaced, now)
        held = None if one.again else self.world.held(identity)
        if held is not None:
            self.expected.append((DeliveryState.HELD, held))
            return
        number = self.world.deliver(
            kind, received, one.columns, one.lines, list_name=one.list_name, valid_from=one.valid_from,
            complete=one.complete is not False, identity=identity,
        )  # fmt: skip
        self.moments.append(received)
        self.expected.append((DeliveryState.STORED, number))


def written(one: Delivered) -> bytes:
    """The file as an office would send it."""
    with_period = one.kind is Kind.REPORT and one.outside is None
    names = ["enterprise_id", *(["period"] if with_period else []), *one.columns]
    if one.kind is Kind.ROSTER:
        names.append("aliases")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for line in one.lines:
        writer.writerow([_cell(line[name]) for name in names])
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return ";".join(value) if isinstance(value, tuple) else str(value)


def plain(value: Any) -> Any:
    """A number as a number, whatever type it came in."""
    with suppress(ArithmeticError, TypeError, ValueError):
        if isinstance(value, Decimal) and value == int(value):
            return int(value)
    return value
