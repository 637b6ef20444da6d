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
    """The enterprises that count in one figure of one cell, the first `limit` of them; `number` count in all."""

    def __init__(
        self, store: Store, choice: Choice, indicator: Indicator, threshold: Fraction, limit: int | None
    ) -> None:
        self._choice = choice
        self._indicator = indicator
        self._read = columns_read(terms_of([indicator]))
        query = choice.query()
        state = nw.from_native(store.state(query))
        self._origins = store.origins(nw.to_native(self._counting(state, threshold)), query, limit)
        self.number = self._origins.number

    def _counting(self, state: nw.LazyFrame[Any], threshold: Fraction) -> nw.LazyFrame[Any]:
        """Keep the rows of the state that meet the conditions of some term, and what they add to the two sides."""
        terms = terms_of([self._indicator])
        flagged = with_flags(state, sorted({flag for term in terms for flag in term.when}), threshold)
        marked = flagged.with_columns(**{f"counts_{place}": all_of(term.when) for place, term in enumerate(terms)})
        sides = {
            side: _adds(f"counts_{terms.index(term)}", term)
            for side, term in (("numerator", self._indicator.numerator), ("denominator", self._indicator.denominator))
        }
        some = nw.sum_horizontal(*(f"counts_{place}" for place in range(len(terms)))) > 0
        kept = ("enterprise_key", "period", "status", "carried", "employees", "numerator", "denominator")
        return marked.filter(some).with_columns(**sides).select(*kept)

    def enterprises(self) -> list[tuple[Counted, list[Row]]]:
        """Give the enterprises by id, each with the rows behind it."""
        columns = ("enterprise_key", "enterprise_id", "status", "carried", "employees")
        found = [self._counted(row) for row in self._origins.enterprises(*columns, "numerator", "denominator")]
        told = _by_enterprise(self._origins.delivered())
        scope = _by_enterprise(self._origins.scoped()) if _SCOPE & {*self._read} else {}
        roster = _by_enterprise(self._origins.enrolled()) if "employees" in self._read else {}
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
                state = CARRIED if origin.period < self._choice.periods[0] else IN_FORCE
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
