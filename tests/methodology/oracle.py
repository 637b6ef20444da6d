"""Every flag and every figure once more, in plain Python over plain rows: what `measure` is compared with.

Written from docs/methodology.md and not from the program: one row is one enterprise in one period.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

THRESHOLD = Fraction(3, 10)
DAY = date(2020, 3, 28)

Number = int | Fraction | None
Sides = tuple[Number, Number]


class Row(NamedTuple):
    """One enterprise in one period; `None` is missing."""

    enterprise_key: int
    period: date = DAY
    region: str | None = None
    status: str | None = None
    employees: int | None = None
    on_duty: int | None = None
    output: int | None = None
    output_base: int | None = None
    power: int | None = None
    power_base: int | None = None
    roster_employees: int | None = None
    in_scope: int = 1
    carried: int = 0


COLUMNS = Row._fields


def _operates(row: Row) -> bool:
    return row.status in ("full", "partial")


def _reports(row: Row) -> bool:
    return row.status is not None


def _pair(value: int | None, base: int | None) -> bool:
    return value is not None and base is not None and base > 0


def _staffed(row: Row) -> bool:
    return _pair(row.on_duty, row.employees)


def _powered(row: Row) -> bool:
    return _pair(row.power, row.power_base)


def _resumed(row: Row, threshold: Fraction) -> bool:
    return _powered(row) and Fraction(row.power or 0) >= threshold * Fraction(row.power_base or 0)


FLAGS: dict[str, Callable[[Row, Fraction], bool]] = {
    "reporting": lambda row, _: _reports(row),
    "full": lambda row, _: row.status == "full",
    "partial": lambda row, _: row.status == "partial",
    "suspended": lambda row, _: row.status == "suspended",
    "closed": lambda row, _: row.status == "closed",
    "not_closed": lambda row, _: row.status in ("full", "partial", "suspended"),
    "operating": lambda row, _: _operates(row),
    "idle": lambda row, _: not _operates(row),
    "carried": lambda row, _: row.carried == 1,
    "power_resumed": _resumed,
    "power_20": lambda row, _: _resumed(row, Fraction(1, 5)),
    "power_70": lambda row, _: _resumed(row, Fraction(7, 10)),
    "in_scope": lambda row, _: row.in_scope == 1,
    "covered": lambda row, _: row.in_scope == 1 and _reports(row),
    "employing": lambda row, _: _reports(row) and row.employees is not None,
    "staffed": lambda row, _: _staffed(row),
    "staffed_open": lambda row, _: _staffed(row) and _operates(row),
    "roster_staffed": lambda row, _: _pair(row.on_duty, row.roster_employees),
    "roster_employing": lambda row, _: row.in_scope == 1 and row.roster_employees is not None,
    "produced": lambda row, _: _pair(row.output, row.output_base),
    "powered": lambda row, _: _powered(row),
}


def _count(rows: Iterable[Row], wanted: Callable[[Row], bool]) -> int:
    return sum(wanted(row) for row in rows)


def _over(rows: Sequence[Row], value: str, base: str) -> Sides:
    """Two sums over the rows that make the base; missing where there are none."""
    if not rows:
        return None, None
    return sum(getattr(row, value) for row in rows), sum(getattr(row, base) for row in rows)


def _staff_share(rows: Sequence[Row], wanted: Callable[[Row], bool]) -> Sides:
    employing = [row for row in rows if _reports(row) and row.employees is not None]
    if not employing:
        return None, None
    return sum(row.employees or 0 for row in employing if wanted(row)), sum(row.employees or 0 for row in employing)


def _of_staff(rows: Sequence[Row], value: str, wanted: Callable[[Row], bool]) -> Sides:
    """A sum over some of the enterprises with a staff pair, and the employees of all of them."""
    staffed = [row for row in rows if _staffed(row)]
    if not staffed:
        return None, None
    return sum(getattr(row, value) for row in staffed if wanted(row)), sum(row.employees or 0 for row in staffed)


def _mean(rows: Sequence[Row]) -> Sides:
    staffed = [row for row in rows if _staffed(row)]
    ratios = [Fraction(row.on_duty or 0, row.employees or 1) for row in staffed]
    return (sum(ratios, Fraction(0)) if staffed else None), len(staffed)


def _resumed_power(rows: Sequence[Row], threshold: Fraction) -> Sides:
    powered = [row for row in rows if _powered(row)]
    if not powered:
        return None, None
    resumed = [row for row in powered if _resumed(row, threshold)]
    return sum(row.power or 0 for row in resumed), sum(row.power_base or 0 for row in powered)


def _staff_coverage(rows: Sequence[Row]) -> Sides:
    known = [row for row in rows if row.in_scope == 1 and row.roster_employees is not None]
    if not known:
        return None, None
    covered = [row for row in known if _reports(row)]
    return sum(row.roster_employees or 0 for row in covered), sum(row.roster_employees or 0 for row in known)


SIDES: dict[str, Callable[[Sequence[Row], Fraction], Sides]] = {
    "operating_rate": lambda rows, _: (_count(rows, _operates), _count(rows, _reports)),
    "operating_rate_scope": lambda rows, _: (
        _count(rows, lambda row: row.in_scope == 1 and _operates(row)),
        _count(rows, lambda row: row.in_scope == 1),
    ),
    "full_operating_rate": lambda rows, _: (_count(rows, lambda row: row.status == "full"), _count(rows, _reports)),
    "operating_rate_staff": lambda rows, _: _staff_share(rows, _operates),
    "full_operating_rate_staff": lambda rows, _: _staff_share(rows, lambda row: row.status == "full"),
    "return_rate": lambda rows, _: _over([row for row in rows if _staffed(row)], "on_duty", "employees"),
    "return_rate_open": lambda rows, _: _over(
        [row for row in rows if _staffed(row) and _operates(row)], "on_duty", "employees"
    ),
    "open_staff_share": lambda rows, _: _of_staff(rows, "employees", _operates),
    "idle_duty_share": lambda rows, _: _of_staff(rows, "on_duty", lambda row: not _operates(row)),
    "return_rate_mean": lambda rows, _: _mean(rows),
    "return_rate_roster": lambda rows, _: _over(
        [row for row in rows if _pair(row.on_duty, row.roster_employees)], "on_duty", "roster_employees"
    ),
    "production_rate": lambda rows, _: _over(
        [row for row in rows if _pair(row.output, row.output_base)], "output", "output_base"
    ),
    "power_rate": lambda rows, _: _over([row for row in rows if _powered(row)], "power", "power_base"),
    "power_resumed_rate": lambda rows, threshold: (
        _count(rows, lambda row: _resumed(row, threshold)),
        _count(rows, _powered),
    ),
    "power_index": _resumed_power,
    "coverage": lambda rows, _: (
        _count(rows, lambda row: row.in_scope == 1 and _reports(row)),
        _count(rows, lambda row: row.in_scope == 1),
    ),
    "staff_coverage": lambda rows, _: _staff_coverage(rows),
}
OF_SCOPE = frozenset({"operating_rate_scope", "coverage", "staff_coverage"})
"""Those that nobody knows where nobody says who is in scope."""


def value(name: str, rows: Sequence[Row], threshold: Fraction = THRESHOLD) -> Fraction | None:
    """The figure itself; nothing over an empty base."""
    numerator, denominator = SIDES[name](rows, threshold)
    if not denominator or numerator is None:
        return None
    found = Fraction(numerator) / Fraction(denominator)
    if name != "power_index":
        return found
    resumed = value("power_resumed_rate", rows, threshold)
    assert resumed is not None
    return 100 * (resumed + found) / 2


def panel(seed: int, size: int = 400) -> list[Row]:
    """A panel in which everything may be missing, zero or at odds with everything else."""
    dice = random.Random(seed)  # noqa: S311 - a fixture, not a secret

    def number(least: int, most: int) -> int | None:
        return dice.choice((None, 0, least, *(dice.randint(least, most) for _ in range(5))))

    return [
        Row(
            enterprise_key=key,
            region=dice.choice(("310000", "420000", "440000", None)),
            status=dice.choice((None, "full", "full", "partial", "suspended", "closed")),
            employees=number(1, 500),
            on_duty=number(1, 700),
            output=number(-50, 900),
            output_base=number(1, 900),
            power=number(-5, 40),
            power_base=number(1, 50),
            roster_employees=number(1, 500),
            in_scope=dice.randint(0, 1),
            carried=dice.randint(0, 1),
        )
        for key in range(size)
    ]
