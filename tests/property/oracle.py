"""What a store must answer, said as plainly as it can be: sections "Data" and "Scope" of the design, without any SQL.

A `World` is the list of everything that was ever delivered. Every question is answered from that list anew, row by
row, so that a reader can check each rule by eye. It is slow on purpose. The tests deliver the same files to a store
and to a world, and compare what the two say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from resumetrack.model import DESCRIPTORS, MEASURES, Kind

BEGINNING = date.min
GB_PROVINCES = ("31", "42")
COUNTED = ("reporting", "full", "partial", "suspended", "closed", "carried")
INDICATORS = (
    "operating_rate_scope", "full_operating_rate", "operating_rate_staff", "return_rate_open", "return_rate_roster",
    "production_rate", "power_rate", "power_resumed_rate", "staff_coverage",
)  # fmt: skip
"""The further indicators that are compared; return_rate_mean is a sum of rounded parts and has a test of its own."""

_NO_DESCRIPTION = ("enterprise_id", "aliases", "employees")

Line = Mapping[str, Any]
Values = dict[str, Any]


@dataclass
class Load:
    """One delivered file: when it came, which columns it has, what they say. `None` is a blank cell."""

    number: int
    kind: Kind
    received: datetime
    columns: frozenset[str]
    lines: tuple[Line, ...]
    withdrawn: datetime | None = None
    list_name: str | None = None
    valid_from: date | None = None
    complete: bool = True
    identity: tuple[Any, ...] = ()

    def is_active(self, at: datetime | None) -> bool:
        """Received and not withdrawn by then."""
        if at is None:
            return self.withdrawn is None
        return self.received <= at and (self.withdrawn is None or self.withdrawn > at)


@dataclass
class World:
    """Everything that was ever delivered to one panel, and what follows from it."""

    loads: list[Load] = field(default_factory=list)
    carry: int = 0
    """For how many days a report counts where none follows, as `ordinal` numbers them."""
    ordinal: Callable[[date], int] = date.toordinal

    # -- deliveries ------------------------------------------------------------------------------------------

    def held(self, identity: tuple[Any, ...]) -> int | None:
        """The newest report with this identity that is not withdrawn."""
        return max(
            (load.number for load in self.loads if load.identity == identity and not load.withdrawn), default=None
        )

    def deliver(
        self, kind: Kind, received: datetime, columns: Iterable[str], lines: Iterable[Line], **rest: Any
    ) -> int:
        """Take a file in; its number."""
        number = len(self.loads) + 1
        self.loads.append(Load(number, kind, received, frozenset(columns), tuple(lines), **rest))
        return number

    def undo(self, number: int, at: datetime) -> None:
        """Withdraw a file."""
        self.loads[number - 1].withdrawn = at

    def active(self, kind: Kind, at: datetime | None) -> list[Load]:
        """Files in force, in the order in which they count: by receipt, then as they were stored."""
        chosen = [load for load in self.loads if load.kind is kind and load.is_active(at)]
        return sorted(chosen, key=lambda load: (load.received, load.number))

    # -- rosters ---------------------------------------------------------------------------------------------

    def has_roster(self, at: datetime | None) -> bool:
        return bool(self.active(Kind.ROSTER, at))

    def roster_loads(self, at: datetime | None) -> list[tuple[date, Load]]:
        """Each load with the day it starts, in the order in which they count.

        A complete roster without a date replaces all before it. An update without one starts with the latest roster.
        """
        kept: list[tuple[date, Load]] = []
        for load in self.active(Kind.ROSTER, at):
            if load.complete and load.valid_from is None:
                kept = []
            rosters = [start for start, earlier in kept if earlier.complete]
            latest = max(rosters, default=BEGINNING) if not load.complete else BEGINNING
            kept.append((load.valid_from or latest, load))
        return sorted(kept, key=lambda pair: pair[0])  # a stable sort: of one day's loads the later one counts

    def roster(self, day: date, at: datetime | None) -> dict[str, Values]:
        """Who is on the roster on a day, and what it says of them."""
        known: dict[str, Values] = {}
        for start, load in self.roster_loads(at):
            if start > day:
                continue
            if load.complete:
                known = {}
            for line in load.lines:
                entry = known.setdefault(line["enterprise_id"], {})
                entry.update({column: value for column, value in line.items() if value is not None})
        return known

    def owner(self, name: str, day: date, at: datetime | None) -> str:
        """Which enterprise a name stands for: itself if it is on the roster that day, else whose alias it is."""
        if name in self.roster(day, at):
            return name
        owner = name
        counting = sorted((load for _, load in self.roster_loads(at)), key=lambda load: (load.received, load.number))
        for load in counting:
            for line in load.lines:
                if name in line.get("aliases", ()) and name != line["enterprise_id"]:
                    owner = line["enterprise_id"]
        return owner

    def left_roster(self, enterprise: str, after: date, until: date, at: datetime | None) -> bool:
        """Whether its time on the roster ended on a day later than `after` and not later than `until`."""
        starts = [start for start, _ in self.roster_loads(at) if after < start <= until]
        return any(
            enterprise in self.roster(start - timedelta(days=1), at) and enterprise not in self.roster(start, at)
            for start in starts
        )

    # -- reports ---------------------------------------------------------------------------------------------

    def in_force(self, at: datetime | None) -> dict[tuple[str, date], Values]:
        """What is known of each enterprise in each period: column by column the last report that has the column."""
        known: dict[tuple[str, date], Values] = {}
        for load in self.active(Kind.REPORT, at):
            for line in load.lines:
                key = (self.owner(line["enterprise_id"], line["period"], at), line["period"])
                known.setdefault(key, {}).update({column: line[column] for column in load.columns})
        return known

    def periods(self, at: datetime | None) -> list[date]:
        return sorted({line["period"] for load in self.active(Kind.REPORT, at) for line in load.lines})

    # -- lists -----------------------------------------------------------------------------------------------

    def lists(self, at: datetime | None) -> list[str]:
        return sorted({load.list_name or "" for load in self.active(Kind.LIST, at)})

    def members(self, day: date, lists: Sequence[str], at: datetime | None) -> list[tuple[str, Line]]:
        """Memberships valid on a day, each with its list; of two loads that name the same the later one counts."""
        latest: dict[tuple[str, str, str | None], tuple[int, list[tuple[int, Line]]]] = {}
        for order, load in enumerate(self.active(Kind.LIST, at)):
            name = load.list_name or ""
            here: dict[tuple[str, str, str | None], list[tuple[int, Line]]] = {}
            for place, line in enumerate(load.lines):
                here.setdefault((name, line["enterprise_id"], line["batch"]), []).append((place, line))
            latest.update({key: (order, lines) for key, lines in here.items() if name in lists})
        found = [
            (order, place, name, {**line, "enterprise_id": self.owner(line["enterprise_id"], day, at)})
            for (name, _, _), (order, lines) in latest.items()
            for place, line in lines
            if (line["valid_from"] or date.min) <= day <= (line["valid_to"] or date.max)
        ]
        return [(name, line) for _, _, name, line in sorted(found, key=lambda one: one[:2])]

    # -- the state -------------------------------------------------------------------------------------------

    def state(self, day: date, lists: Sequence[str] | None, at: datetime | None) -> Iterator[Values]:
        """One row per enterprise that reports in the period, is in scope, or is closed for good."""
        known = self.in_force(at)
        roster = self.roster(day, at)
        memberships = self.members(day, lists, at) if lists is not None else []
        scope = {line["enterprise_id"] for _, line in memberships} if lists is not None else set(roster)
        for enterprise in sorted({enterprise for enterprise, _ in known} | scope):
            if lists is not None and enterprise not in scope:
                continue
            told = {period: values for (who, period), values in known.items() if who == enterprise and period <= day}
            said = self._said(enterprise, day, told, at)
            if said is None and enterprise not in scope:
                continue
            entry = roster.get(enterprise, {})
            listed = [line for _, line in memberships if line["enterprise_id"] == enterprise]
            row = {**(said or {}), "period": day, "enterprise_id": enterprise, "in_scope": enterprise in scope}
            row["roster_employees"] = entry.get("employees")
            if said is not None and row.get("employees") is None:
                row["employees"] = entry.get("employees")
            row.update({column: value for column, value in entry.items() if column not in _NO_DESCRIPTION})
            for column in DESCRIPTORS:
                mentions = [line[column] for line in listed if line.get(column) is not None]
                if row.get(column) is None and mentions:
                    row[column] = mentions[-1]
            stated = [period for period, values in told.items() if values.get("status") is not None]
            row["last_period"] = max(stated, default=None)
            row["memberships"] = [(name, line) for name, line in memberships if line["enterprise_id"] == enterprise]
            yield row

    def _said(self, enterprise: str, day: date, told: Mapping[date, Values], at: datetime | None) -> Values | None:
        """What an enterprise says in a period; a closure for good goes on until a status or the end of the roster.

        With `carry`, so does any other report that states a status, for that many days.
        """
        now = told.get(day)
        stated = [period for period, values in told.items() if values.get("status") is not None]
        last = max(stated, default=None)
        if last is None or last == day or self.left_roster(enterprise, last, day, at):
            return now
        stated_now = {column: value for column, value in (now or {}).items() if value is not None}
        if told[last]["status"] != "closed":
            if self.carry and self.ordinal(day) - self.ordinal(last) <= self.carry:
                return {**told[last], "expected_resume": None, "carried": True, **stated_now}
            return now
        staffed = [period for period, values in told.items() if values.get("employees") is not None]
        carried = {"status": "closed", "carried": True, "on_duty": 0}
        carried["employees"] = told[max(staffed)]["employees"] if staffed else None
        closure = {
            column: value
            for column, value in told[last].items()
            if column not in {*MEASURES, "status", "expected_resume"}
        }
        return {**closure, **carried, **stated_now}

    # -- figures ---------------------------------------------------------------------------------------------

    def rates(
        self, by: Sequence[str] = (), lists: Sequence[str] | None = None, at: datetime | None = None
    ) -> list[Values]:
        """The rates of every period, by groups, as `resumetrack rates --period all` prints them."""
        if lists is None and {"list", "batch", "focus"} & set(by):
            lists = self.lists(at)
        scoped = lists is not None or self.has_roster(at)
        found: list[Values] = []
        for day in self.periods(at):
            groups: dict[tuple[str | None, ...], list[Values]] = {}
            for row in self.state(day, lists, at):
                for group in _groups(row, by):
                    groups.setdefault(group, []).append(row)
            ordered = sorted(groups, key=lambda group: [(part is None, part or "") for part in group])
            found += [
                {"period": day, **dict(zip(by, group, strict=True)), **_figures(groups[group], scoped=scoped)}
                for group in ordered
            ]
        return found

    def enterprises(self, at: datetime | None = None) -> list[Values]:
        """Everyone behind the figures of every period."""
        return [row for day in self.periods(at) for row in self.state(day, None, at)]

    def state_of(self, load: Load) -> str:
        """What `log` says of a file: a report is superseded once none of its values is in force any more."""
        if load.withdrawn:
            return "withdrawn"
        if load.kind is not Kind.REPORT or not load.lines:
            return "active"
        later = [
            one for one in self.active(Kind.REPORT, None) if (one.received, one.number) > (load.received, load.number)
        ]
        for line in load.lines:
            key = (line["enterprise_id"], line["period"])
            columns = {
                column
                for one in later
                if any((other["enterprise_id"], other["period"]) == key for other in one.lines)
                for column in one.columns
            }
            if not load.columns <= columns:
                return "active"
        return "superseded"


def _groups(row: Line, by: Sequence[str]) -> set[tuple[str | None, ...]]:
    """The groups a row falls in: one, or one for each of its memberships."""
    if not {"list", "batch", "focus"} & set(by):
        return {tuple(_part(row, name) for name in by)}
    return {
        tuple(
            list_name if name == "list" else line.get(name) if name in ("batch", "focus") else _part(row, name)
            for name in by
        )
        for list_name, line in row["memberships"]
    }


def _part(row: Line, name: str) -> str | None:
    value: str | None = row.get(name)
    is_gb = name == "region" and value is not None and value[:2] in GB_PROVINCES and len(value) == 6
    return f"{value[:2]}0000" if is_gb and value else value


def _figures(rows: Sequence[Line], *, scoped: bool) -> Values:
    """Counts are summed, then divided."""
    reporting = [row for row in rows if row.get("status") is not None]
    operating = [row for row in reporting if row["status"] in ("full", "partial")]
    scope = [row for row in rows if row["in_scope"]]
    covered = [row for row in reporting if row["in_scope"]]
    counts = {
        status: sum(row["status"] == status for row in reporting)
        for status in ("full", "partial", "suspended", "closed")
    }
    staffed = _paired(rows, "on_duty", "employees")
    figures: Values = {
        "enterprises": len(scope) if scoped else None,
        "reporting": len(reporting),
        **counts,
        "carried": sum(bool(row.get("carried")) for row in rows),
        "from_totals": 0,
        "operating_rate": _ratio(len(operating), len(reporting)),
        "staffed": len(staffed),
        "employees": _sum(staffed, "employees"),
        "on_duty": _sum(staffed, "on_duty"),
        "return_rate": _ratio(_sum(staffed, "on_duty"), _sum(staffed, "employees")),
        "coverage": _ratio(len(covered), len(scope)) if scoped else None,
    }
    employing = [row for row in reporting if row.get("employees") is not None]
    opened = [row for row in staffed if row in operating]
    on_roster = _paired(rows, "on_duty", "roster_employees")
    produced = _paired(rows, "output", "output_base")
    powered = _paired(rows, "power", "power_base")
    resumed = [row for row in powered if row["power"] * 10 >= row["power_base"] * 3]
    pairs = {
        "operating_rate_scope": ((sum(row["in_scope"] for row in operating), len(scope)) if scoped else (None, None)),
        "full_operating_rate": (counts["full"], len(reporting)),
        "operating_rate_staff": (
            _sum([row for row in employing if row in operating], "employees", of=employing),
            _sum(employing, "employees"),
        ),
        "return_rate_open": (_sum(opened, "on_duty"), _sum(opened, "employees")),
        "return_rate_roster": (_sum(on_roster, "on_duty"), _sum(on_roster, "roster_employees")),
        "production_rate": (_sum(produced, "output"), _sum(produced, "output_base")),
        "power_rate": (_sum(powered, "power"), _sum(powered, "power_base")),
        "power_resumed_rate": (len(resumed), len(powered)),
        "staff_coverage": (_sum(covered, "roster_employees", of=scope), _sum(scope, "roster_employees")),
    }
    for name in INDICATORS:
        above, below = pairs[name]
        figures |= {name: _ratio(above, below), f"{name}_numerator": above, f"{name}_denominator": below}
    return figures


def _paired(rows: Iterable[Line], value: str, base: str) -> list[Line]:
    """Rows with both values and a base above 0."""
    return [row for row in rows if row.get(value) is not None and row.get(base) is not None and row[base] > 0]


def _sum(rows: Iterable[Line], column: str, of: Iterable[Line] | None = None) -> Decimal | int | None:
    """A sum over no values is missing, not 0; some `of` all values that make a base are 0 if they are none of them."""
    values = [row[column] for row in rows if row.get(column) is not None]
    known = values if of is None else [row[column] for row in of if row.get(column) is not None]
    return sum(values) if known else None


def _ratio(above: Decimal | int | None, below: Decimal | int | None) -> float | None:
    """Over an empty base a rate is missing; printed to 12 decimals."""
    if above is None or not below:
        return None
    return float(round(Fraction(above) / Fraction(below), 12))
