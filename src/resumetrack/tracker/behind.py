"""Which enterprises count in a figure, and which rows of which files say so.

Of the rows delivered for an enterprise the last received speaks first, column by column, as in the store; a row of
which every column that the figure reads has been said again is superseded, one that has none of them is not behind
the figure.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw

from resumetrack.measure import all_of, columns_read, terms_of, with_flags
from resumetrack.model import MEASURES, Cell, Indicator, Term
from resumetrack.store import FAMILY_OF, Origin, Store
from resumetrack.tracker.cells import unscaled
from resumetrack.tracker.selecting import Choice

IN_FORCE, CARRIED, SUPERSEDED = "in force", "carried", "superseded"
_STATED = ("status", *MEASURES)
_SCOPE = {"in_scope", "roster_employees"}


@dataclass(frozen=True)
class Counted:
    """One enterprise that counts in a figure, and what it adds to the numerator and the denominator."""

    key: int
    enterprise_id: str
    status: str | None
    carried: bool
    employees: int | None
    numerator: Cell
    denominator: Cell


@dataclass(frozen=True)
class Row:
    """One row behind an enterprise: where it stands, what it says of what the figure reads, and whether that counts."""

    origin: Origin
    state: str
    values: tuple[tuple[str, Cell], ...]


class Behind:
    """The enterprises that count in one figure of one cell."""

    def __init__(self, store: Store, choice: Choice, indicator: Indicator, threshold: Fraction) -> None:
        self._store = store
        self._choice = choice
        self._indicator = indicator
        self._read = columns_read(terms_of([indicator]))
        self._query = choice.query(detail=True)
        self._frame = self._counting(threshold)

    def _counting(self, threshold: Fraction) -> nw.LazyFrame[Any]:
        """Keep the rows of the state that meet the conditions of some term."""
        terms = terms_of([self._indicator])
        state = nw.from_native(self._store.state(self._query))
        flagged = with_flags(state, sorted({flag for term in terms for flag in term.when}), threshold)
        counts = {f"counts_{place}": all_of(term.when) for place, term in enumerate(terms)}
        marked = flagged.with_columns(**counts)
        sides = {
            side: _adds(f"counts_{terms.index(term)}", term)
            for side, term in (("numerator", self._indicator.numerator), ("denominator", self._indicator.denominator))
        }
        some = nw.sum_horizontal(*counts) > 0
        source = nw.when(nw.col("carried") > 0).then(nw.col("last_period")).otherwise(nw.col("period"))
        return marked.filter(some).with_columns(source_period=source, **sides)

    def number(self) -> int:
        """How many enterprises count."""
        [(number,)] = self._store.rows(nw.to_native(self._frame.select(nw.len())))[1]
        return int(number)

    def enterprises(self, limit: int | None) -> list[tuple[Counted, list[Row]]]:
        """Give the enterprises by id, the first `limit` of them, each with the rows behind it."""
        frame = self._frame.sort("enterprise_id")
        frame = frame if limit is None else frame.head(limit)
        names = ("enterprise_key", "enterprise_id", "status", "carried", "employees", "numerator", "denominator")
        found = [self._counted(row) for row in self._store.rows(nw.to_native(frame.select(*names)))[1]]
        counted = nw.to_native(frame.select("enterprise_key", "period", "source_period"))
        told = _by_enterprise(self._store.delivered(counted, self._query))
        scope = _by_enterprise(self._store.scoped(counted, self._query)) if _SCOPE & {*self._read} else {}
        roster = _by_enterprise(self._store.enrolled(counted, self._query)) if "employees" in self._read else {}
        return [
            (one, self._rows(one, told.get(one.key, []), scope.get(one.key, []), roster.get(one.key, [])))
            for one in found
        ]

    def _counted(self, row: Sequence[Any]) -> Counted:
        key, enterprise_id, status, carried, employees, *adds = row
        sides = (self._indicator.numerator, self._indicator.denominator)
        above, below = (self._own_unit(value, term) for value, term in zip(adds, sides, strict=True))
        return Counted(key, enterprise_id, status, bool(carried), employees, above, below)

    def _own_unit(self, value: Any, term: Term) -> Cell:  # noqa: ANN401 - what an engine gives
        if value is None or term.column is None or term.over is not None:
            return value if value is None or term.column is None else round(float(value), 12)
        return unscaled(int(value), self._choice.panel.decimals[FAMILY_OF[term.column]])

    def _rows(self, one: Counted, told: list[Origin], scope: list[Origin], roster: list[Origin]) -> list[Row]:
        rows, said = [], dict[str, Cell]()
        for origin in told:
            words = [column for column in self._read if column in _STATED and column in origin.columns]
            if not words:
                continue
            # Beside a carried observation a blank of the period itself says nothing.
            speaks = [
                column for column in words if column not in said and not (one.carried and origin.values[column] is None)
            ]
            values = [(column, self._said(origin, column)) for column in speaks or words]
            if speaks:
                said |= dict(values)
                state = CARRIED if origin.period < self._query.periods[0] else IN_FORCE
            else:
                state = SUPERSEDED
            rows.append(Row(origin, state, tuple(values)))
        filled = one.employees is not None and said.get("employees") is None
        if filled and not scope:
            scope = roster
        for origin in scope:
            values = [(column, self._said(origin, column)) for column in origin.values]
            rows.append(Row(origin, IN_FORCE, tuple(values)))
        return rows

    def _said(self, origin: Origin, column: str) -> Cell:
        value = origin.values[column]
        if value is None or column not in FAMILY_OF:
            return value  # type: ignore[no-any-return]
        return unscaled(value, self._choice.panel.decimals[FAMILY_OF[column]])


def _adds(counts: str, term: Term) -> nw.Expr:
    if term.column is None:
        return nw.col(counts)
    value = nw.col(term.column) if term.over is None else nw.col(term.column) / nw.col(term.over)
    return nw.when(nw.col(counts) > 0).then(value)


def _by_enterprise(origins: Iterable[Origin]) -> dict[int, list[Origin]]:
    found: dict[int, list[Origin]] = defaultdict(list)
    for origin in origins:
        found[origin.enterprise_key].append(origin)
    return found
