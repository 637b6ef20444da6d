"""Random panels on every engine: a world of reports and rosters as frames, and what the oracle says of it.

A world holds many small panels side by side, told apart by the attribute `cell`. So each engine answers each question
about all of them in one go: a Spark job per panel would take an hour.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, Literal

from methodology import oracle
from methodology.oracle import Row
from property.oracle import Line, Values, World
from resumetrack.model import MEASURES, Kind

DAYS = tuple(date(2020, 1, day) for day in (17, 19, 20, 22, 23)) + tuple(date(2020, 2, day) for day in (2, 3, 4))
"""A Friday, the Sunday worked for the lunar new year, the days to it, and the first days after."""
DAWN = datetime(2020, 3, 1, tzinfo=UTC)
EDITIONS = (None, date(2020, 1, 20), date(2020, 1, 21), date(2020, 2, 3))
REGIONS = (None, "310000", "420000")
_WORDS = ("region", "ownership")
OBSERVED = ("period", "enterprise_id", "status", *MEASURES, *_WORDS, "cell", "report", "received_at", "columns")
LISTED = ("enterprise_id", "region", "employees", "ownership", "cell", "valid_from")
SPANNED = (*LISTED, "valid_to")


@dataclass(frozen=True)
class Panel:
    """A world, and the same as rows of observations and of the roster."""

    world: World
    observations: tuple[Values, ...]
    roster: tuple[Values, ...]

    @property
    def spans(self) -> tuple[Values, ...]:
        """The roster as spans: each row of an edition is valid until the next one begins."""
        until = dict(zip(EDITIONS, (*EDITIONS[1:], None), strict=True))
        return tuple({**row, "valid_to": until[row["valid_from"]]} for row in self.roster)


def panel(seed: int, cells: int = 20) -> Panel:
    """Cells of three enterprises each: revisions of some columns, late reports, gaps, closures, three rosters."""
    dice = random.Random(seed)  # noqa: S311 - a fixture, not a secret
    world = World()
    names = [f"{cell:02}-{place}" for cell in range(cells) for place in "ABC"]
    for start in EDITIONS:
        lines = tuple(_listed(dice, name) for name in names if dice.random() < 0.7)
        world.deliver(Kind.ROSTER, DAWN, LISTED, lines, valid_from=start, complete=True)
    for number in range(24):
        columns = _columns(dice, everything=number < len(DAYS))
        day = DAYS[number % len(DAYS)]
        lines = tuple(_said(dice, name, day, columns) for name in names if dice.random() < 0.4)
        received = DAWN + timedelta(hours=dice.randint(0, 12))
        world.deliver(Kind.REPORT, received, columns, lines)
    observations = tuple(
        {column: line.get(column) for column in OBSERVED}
        | {"report": load.number, "received_at": load.received, "columns": ",".join(sorted(load.columns))}
        for load in world.active(Kind.REPORT, None)
        for line in load.lines
    )
    roster = tuple(
        {**line, "valid_from": load.valid_from} for load in world.active(Kind.ROSTER, None) for line in load.lines
    )
    return Panel(world, observations, roster)


def _columns(dice: random.Random, *, everything: bool) -> tuple[str, ...]:
    every = ("status", *MEASURES, *_WORDS)
    chosen = every if everything else tuple(dice.sample(every, dice.randint(1, len(every))))
    return (*chosen, "cell")


def _number(dice: random.Random, most: int) -> int | None:
    return dice.choice((None, 0, 1, *(dice.randint(1, most) for _ in range(4))))


def _said(dice: random.Random, name: str, day: date, columns: Sequence[str]) -> Line:
    values: Values = {measure: _number(dice, 900) for measure in MEASURES}
    values["status"] = dice.choice((None, "full", "full", "partial", "suspended", "suspended", "closed"))
    values |= {"region": dice.choice(REGIONS), "ownership": dice.choice((None, "state", "private"))}
    values["cell"] = name[:2]
    return {"enterprise_id": name, "period": day} | {column: values[column] for column in columns}


def _listed(dice: random.Random, name: str) -> Line:
    return {
        "enterprise_id": name,
        "region": dice.choice(REGIONS),
        "employees": _number(dice, 500),
        "ownership": dice.choice((None, "state")),
        "cell": name[:2],
    }


@dataclass(frozen=True)
class Question:
    """What is asked of a panel, in the words of `resumetrack.measure.rates`."""

    by: tuple[str, ...] = ()
    scoped: bool = True
    as_of: datetime | None = None
    carry: int = 0
    ordinals: Mapping[date, int] | None = None
    basis: Literal["reporting", "matched"] = "reporting"
    bounds: bool = False
    threshold: Fraction = oracle.THRESHOLD


def answer(asked: Panel, question: Question) -> dict[tuple[Any, ...], Values]:
    """The rates of every period and group, by the oracles alone."""
    world = World([load for load in asked.world.loads if question.scoped or load.kind is not Kind.ROSTER])
    world.carry = question.carry
    if question.ordinals is not None:
        world.ordinal = question.ordinals.__getitem__
    days = world.periods(question.as_of)
    # Rosters of a panel are known from the beginning; only reports come late.
    states = {day: list(world.state(day, None, question.as_of)) for day in days}
    found: dict[tuple[Any, ...], Values] = {}
    for before, day in zip([None, *days], days, strict=False):
        groups = _grouped(states[day], question.by)
        earlier = _grouped(states[before], question.by) if before else {}
        for group, rows in groups.items():
            if question.basis == "matched":
                now, then = _matched(rows, earlier.get(group, []))
                if now:
                    found[day, *group] = _figures(now, question) | {
                        f"{name}_preceding": oracle.value(name, then, question.threshold) for name in oracle.SIDES
                    }
            else:
                found[day, *group] = _figures(rows, question)
    return found


def _grouped(state: Sequence[Values], by: Sequence[str]) -> dict[tuple[Any, ...], list[Row]]:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in state:
        numbers = {name: row.get(name) for name in (*MEASURES, "roster_employees")}
        groups[tuple(row.get(name) for name in by)].append(
            Row(
                row["enterprise_id"],
                row["period"],
                row.get("region"),
                row.get("status"),
                **numbers,
                in_scope=int(row["in_scope"]),
                carried=int(row.get("carried", False)),
            )
        )
    return groups


def _matched(rows: Sequence[Row], earlier: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    both = {row.enterprise_key for row in rows if row.status} & {row.enterprise_key for row in earlier if row.status}
    now, then = ([row for row in side if row.enterprise_key in both] for side in (rows, earlier))
    return now, then


def _figures(rows: Sequence[Row], question: Question) -> Values:
    scope = sum(row.in_scope for row in rows)
    reporting = [row for row in rows if row.status is not None]
    operating = sum(row.status in ("full", "partial") for row in reporting)
    figures: Values = {
        "enterprises": scope if question.scoped else None,
        "reporting": len(reporting),
        "carried": sum(row.carried for row in rows),
    }
    for name, sides in oracle.SIDES.items():
        is_known = question.scoped or name not in oracle.OF_SCOPE
        numerator, denominator = sides(rows, question.threshold) if is_known else (None, None)
        figures[name] = oracle.value(name, rows, question.threshold)
        figures |= {f"{name}_numerator": numerator, f"{name}_denominator": denominator}
    if question.bounds:
        silent = sum(row.in_scope for row in rows if row.status is None)
        known = len(reporting) + silent
        figures["operating_rate_if_shut"] = Fraction(operating, known) if known else None
        figures["operating_rate_if_open"] = Fraction(operating + silent, known) if known else None
    return figures
