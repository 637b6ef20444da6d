"""Totals beside enterprises, said as plainly as it can be: every rule of docs/methodology.md "Totals" row by row.

The enterprises are those of `oracle.World`; what offices counted instead is laid over them here, cell by cell, with
loops over everything and codes compared as texts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from property.oracle import World
from resumetrack.model import Kind

DIMENSIONS = ("region", "industry", "park")
DEPTHS = {"province": 2, "prefecture": 4, "county": 6}
STATUSES = ("full", "partial", "suspended", "closed")
COUNTS = ("enterprises", "reporting", "operating", *STATUSES)

Cell = tuple[str | None, ...]
Values = dict[str, Any]
Sides = tuple[int | None, int | None]


@dataclass
class Sent:
    """One file of totals: which columns it has, and a line for each cell."""

    number: int
    received: datetime
    columns: tuple[str, ...]
    lines: tuple[tuple[date, Cell, Values], ...]
    withdrawn: datetime | None = None


@dataclass
class Mixed:
    """Enterprises and totals of one panel."""

    world: World
    sent: list[Sent] = field(default_factory=list)

    def active(self, at: datetime | None) -> list[Sent]:
        now = at or datetime.max.replace(tzinfo=UTC)
        chosen = [one for one in self.sent if one.received <= now and not (one.withdrawn and one.withdrawn <= now)]
        return sorted(chosen, key=lambda one: (one.received, one.number))

    def in_force(self, day: date, at: datetime | None) -> dict[Cell, Values]:
        """Of each cell, column by column, what the last file that has the column says."""
        known: dict[Cell, Values] = {}
        for one in self.active(at):
            for period, cell, values in one.lines:
                if period == day:
                    known.setdefault(cell, {}).update({column: values.get(column) for column in one.columns})
        return {cell: settled(values) for cell, values in known.items()}

    def rates(
        self, by: Sequence[str], level: str, where: Mapping[str, str], at: datetime | None
    ) -> Iterator[tuple[date, Cell, Values]]:
        enterprises = bool(self.world.active(Kind.REPORT, at))
        told = ((one.columns, values) for one in self.active(at) for _, _, values in one.lines)
        counted = any("enterprises" in columns and values.get("enterprises") is not None for columns, values in told)
        scoped = self.world.has_roster(at) or (counted and not enterprises)
        days = {*self.world.periods(at), *(period for one in self.active(at) for period, _, _ in one.lines)}
        for day in sorted(days):
            rows = [row for row in self.world.state(day, None, at) if _meets(row, where)]
            totals = self.in_force(day, at)
            able = [cell for cell in totals if _answers(cell, by, level, where)]
            fresh = [row for row in rows if row.get("status") and not row.get("carried")]
            chosen: list[Cell] = []
            for cell in sorted(able, key=_order):
                if not any(_holds(cell, row) for row in fresh) and not any(_share(cell, other) for other in chosen):
                    chosen.append(cell)
            groups: dict[Cell, tuple[list[Values], list[Values]]] = {}
            for row in rows:
                counted_there = any(_holds(cell, row) for cell in chosen)
                kept = {**row, "in_scope": row["in_scope"] and not counted_there}
                if counted_there and row.get("carried"):
                    kept |= {"status": None, "carried": False, "employees": None, "on_duty": None}
                groups.setdefault(_group(row, by, level), ([], []))[0].append(kept)
            for cell in chosen:
                inside = sum(bool(row["in_scope"]) for row in rows if _holds(cell, row))
                said = _with_scope(totals[cell], inside)
                stated = dict(zip(DIMENSIONS, cell, strict=True))
                groups.setdefault(_group(stated, by, level), ([], []))[1].append(said)
            for group in sorted(groups, key=lambda parts: [(part is None, part or "") for part in parts]):
                yield day, group, _figures(*groups[group], scoped=scoped)


def settled(values: Values) -> Values:
    """What follows from what is stated: operating is full and partial, reporting that, suspended and closed."""
    known: Values = {column: values.get(column) for column in (*COUNTS, "employees", "on_duty")}
    if known["operating"] is None and known["full"] is not None and known["partial"] is not None:
        known["operating"] = known["full"] + known["partial"]
    for one, other in (("full", "partial"), ("partial", "full")):
        whole, part = known["operating"], values.get(other)
        if values.get(one) is None and whole is not None and part is not None and part <= whole:
            known[one] = whole - part
    if known["reporting"] is None and known["operating"] is not None:
        idle = values.get("suspended")
        known["reporting"] = (
            known["enterprises"] if idle is None else known["operating"] + idle + (values.get("closed") or 0)
        )
    if known["suspended"] is None and None not in (known["reporting"], known["operating"], known["closed"]):
        rest = known["reporting"] - known["operating"] - known["closed"]
        known["suspended"] = rest if rest >= 0 else None
    return known


def _digits(code: str) -> str:
    while code.endswith("00"):
        code = code[:-2]
    return code


def _lies_in(name: str, code: str | None, other: str) -> bool:
    if code is None:
        return False
    if name == "region":
        return code.startswith(_digits(other))
    return code.startswith(other) if name == "industry" else code == other


def _holds(cell: Cell, row: Values) -> bool:
    pairs = zip(DIMENSIONS, cell, strict=True)
    return all(code is None or _lies_in(name, row.get(name), code) for name, code in pairs)


def _share(one: Cell, other: Cell) -> bool:
    return all(
        a is None or b is None or _lies_in(name, a, b) or _lies_in(name, b, a)
        for name, a, b in zip(DIMENSIONS, one, other, strict=True)
    )


def _order(cell: Cell) -> tuple[Any, ...]:
    stated = [place for place, code in enumerate(cell) if code is not None]
    fine = len(_digits(cell[0] or "")) / 2 + (len(cell[1]) > 1 if cell[1] else 0)
    return len(stated), stated, fine, [cell[place] for place in stated]


def _meets(row: Values, where: Mapping[str, str]) -> bool:
    return all(_lies_in(name, row.get(name), value) for name, value in where.items())


def _answers(cell: Cell, by: Sequence[str], level: str, where: Mapping[str, str]) -> bool:
    stated = dict(zip(DIMENSIONS, cell, strict=True))
    if not _meets(stated, where) or any(stated[name] is None for name in by):
        return False
    too_coarse = "region" in by and len(_digits(stated["region"] or "")) < DEPTHS[level]
    return not too_coarse and not ("industry" in by and len(stated["industry"] or "") < len("C36"))


def _group(row: Mapping[str, Any], by: Sequence[str], level: str) -> Cell:
    return tuple(
        row[name][: DEPTHS[level]].ljust(6, "0") if name == "region" and row.get(name) else row.get(name) for name in by
    )


def _with_scope(values: Values, inside: int) -> Values:
    """Whom the roster has in a cell is its scope; where it has nobody, what the office says."""
    size = inside or values["enterprises"]
    known = {**values, "size": size}
    reporting = values["reporting"]
    known["covered"] = None if size is None or reporting is None else min(size, reporting)
    inside_all = size is not None and reporting is not None and reporting <= size
    known["operating_in_scope"] = values["operating"] if inside_all else None
    paired = values["on_duty"] is not None and values["employees"]
    known["pair"] = (values["on_duty"], values["employees"]) if paired else (None, None)
    known["staffed"] = reporting if paired else 0
    return known


def _both(values: Sequence[Values], rows: Sides, one: str, other: str) -> Sides:
    """Add to both sides what the totals say that say both."""
    told = [(said[one], said[other]) for said in values if said[one] is not None and said[other] is not None]
    return _added(rows, told)


def _added(rows: Sides, told: Iterable[tuple[int, int]]) -> Sides:
    pairs = [*(() if None in rows else (rows,)), *told]
    if not pairs:
        return None, None
    return sum(above or 0 for above, _ in pairs), sum(below or 0 for _, below in pairs)


def _figures(rows: Sequence[Values], said: Sequence[Values], *, scoped: bool) -> Values:
    reporting = [row for row in rows if row.get("status")]
    operating = [row for row in reporting if row["status"] in ("full", "partial")]
    scope = [row for row in rows if row["in_scope"]]
    staffed = [row for row in rows if row.get("on_duty") is not None and (row.get("employees") or 0) > 0]
    staff: Sides = (None, None)
    if staffed:
        staff = sum(row["on_duty"] for row in staffed), sum(row["employees"] for row in staffed)
    count = {status: sum(row["status"] == status for row in reporting) for status in STATUSES}
    figures: Values = {
        "enterprises": len(scope) + sum(one["size"] or 0 for one in said) if scoped else None,
        "reporting": len(reporting) + sum(one["reporting"] or 0 for one in said),
        **{status: count[status] + sum(one[status] or 0 for one in said) for status in STATUSES},
        "carried": sum(bool(row.get("carried")) for row in rows),
        "from_totals": sum(one["reporting"] or 0 for one in said),
        "staffed": len(staffed) + sum(one["staffed"] or 0 for one in said),
    }
    pairs: dict[str, Sides] = {
        "operating_rate": _both(said, (len(operating), len(reporting)), "operating", "reporting"),
        "full_operating_rate": _both(said, (count["full"], len(reporting)), "full", "reporting"),
        "operating_rate_scope": _both(
            said, (sum(bool(row["in_scope"]) for row in operating), len(scope)), "operating_in_scope", "size"
        ),
        "return_rate": _added(staff, [one["pair"] for one in said if None not in one["pair"]]),
        "coverage": _both(said, (sum(bool(row["in_scope"]) for row in reporting), len(scope)), "covered", "size"),
    }
    figures |= {"employees": pairs["return_rate"][1], "on_duty": pairs["return_rate"][0]}
    for name, (above, below) in pairs.items():
        figures[name] = round(float(Fraction(above or 0, below)), 12) if below else None
    if not scoped:
        figures |= {"coverage": None, "operating_rate_scope": None}
    return figures
