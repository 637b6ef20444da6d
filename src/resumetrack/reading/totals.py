"""Rows of totals: counts of an office over its enterprises, cell by cell, and whether they agree with each other."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from resumetrack.model import CODED_DIMENSIONS, ENTERPRISE_COUNTS, STATED_RATES, EnterpriseCounts, Row, Text, TotalsRow
from resumetrack.reading.asides import PART, TOTAL, find_aside, is_part, kind_of
from resumetrack.reading.numbers import USUAL_NUMBERS
from resumetrack.reading.records import Record
from resumetrack.reading.rows import RowMaker, joined_object
from resumetrack.reading.rules import Number

TOTALS_NOTE = Text(
    "read as totals: each row counts the enterprises of a cell and names none",
    "按汇总表读取：每行为一个分组的企业数，不含单个企业",
)
_FIRST = 1 + len(CODED_DIMENSIONS)
_LAST = _FIRST + len(ENTERPRISE_COUNTS)


class TotalsMaker(RowMaker):
    """Turns the records of a file of totals into rows.

    A row over all cells (合计) would count everything twice and is left out, unless it is the only row there is.
    """

    def _fitting(self, records: Iterator[Record]) -> Iterator[Record]:
        """Yield the records of cells; rows of totals over them and of parts of them are left out and told."""
        layout, held, any_cell = self._layout, list[tuple[Record, int]](), False
        places = [place for name in CODED_DIMENSIONS if isinstance(place := layout.places.get(name), int)]
        places += [place for _, place in layout.attributes]
        for record in super()._fitting(records):
            kind, place = _kind_of_row(record[1], places)
            if kind == TOTAL:
                held.append((record, place))
            elif not kind or not self._is_aside(record[0], kind, place, record[1]):
                any_cell = True
                yield record
        if len(held) == 1 and not any_cell:
            (line, cells), place = held[0]
            yield line, [*cells[:place], "", *cells[place + 1 :]]
            return
        for (line, cells), place in held:
            self._is_aside(line, TOTAL, place, cells)

    def _finisher(self) -> Callable[[int, tuple[Any, ...], Sequence[object], int], Row]:
        return self._totals

    def _totals(self, line: int, values: tuple[Any, ...], members: Sequence[object], flags: int) -> Row:
        stated = EnterpriseCounts(*values[_FIRST:_LAST])
        employees, on_duty, *rates = values[_LAST:]
        for code, column, value, other, known in (
            *_disagreements(stated),
            *_rate_disagreements(stated, employees, on_duty, rates),
        ):
            flags |= self._ledger.note(
                code, line, self._header(column), value, other=other, known=self._header(known) if known else ""
            )
        if on_duty is not None and employees is not None and on_duty > employees:
            flags |= self._ledger.note(
                "on-duty-above-employees", line, self._header("on_duty"), str(on_duty), other=employees
            )
        return TotalsRow._make((line, *values[:_LAST], employees, on_duty, joined_object(members), flags))

    def _header(self, column: str) -> str:
        shaped = self._shape.source(column) if self._shape else ""
        return shaped or self._layout.sources.get(column) or column


def _kind_of_row(cells: Sequence[str], places: Sequence[int]) -> tuple[str, int]:
    """Tell what a row is that does not speak of a cell of its own, and where it says so.

    Where no dimension is filled the words may stand under any header.
    """
    filled = [place for place in places if cells[place].strip()]
    for place in filled:
        if kind := PART if is_part(cells[place]) else kind_of(cells[place]):
            return kind, place
    return ("", 0) if filled else find_aside(cells)


Disagreement = tuple[str, str, str, object, str]
"""Code, column, value, what it disagrees with, and the column of that."""


def _disagreements(stated: EnterpriseCounts) -> Iterator[Disagreement]:
    """Compare wholes with their parts."""
    for whole, *parts in (("reporting", "full", "partial", "suspended", "closed"), ("operating", "full", "partial")):
        value, numbers = getattr(stated, whole), [getattr(stated, part) for part in parts]
        known = [number for number in numbers if number is not None]
        if value is not None and (sum(known) > value or (len(known) == len(parts) and sum(known) != value)):
            yield "sum-against-parts", whole, str(value), sum(known), whole
    base = "enterprises" if stated.reporting is None else "reporting"
    for part, whole in (("reporting", "enterprises"), ("operating", base)):
        value, most = getattr(stated, part), getattr(stated, whole)
        if value is not None and most is not None and value > most:
            yield "part-above-whole", part, str(value), most, whole


def _rate_disagreements(
    stated: EnterpriseCounts, employees: Number, on_duty: Number, rates: Sequence[str | None]
) -> Iterator[Disagreement]:
    """Compare stated rates with what the counts of their row give."""
    settled = stated.settled
    bases: dict[str, tuple[Number, tuple[Number, ...]]] = {
        "operating_rate": (settled.operating, (settled.reporting, settled.enterprises)),
        "return_rate": (on_duty, (employees,)),
    }
    for name, raw in zip(STATED_RATES, rates, strict=True):
        part, wholes = bases[name]
        possible = [whole for whole in wholes if whole]
        if raw is None or part is None or not possible:
            continue
        shares = [Fraction(part) / Fraction(whole) for whole in possible]
        if not any(_agrees(raw, share) for share in shares):
            yield "rate-against-counts", name, raw, f"{part} / {possible[0]} = {100 * float(shares[0]):.2f} %", ""


def _agrees(raw: str, share: Fraction) -> bool:
    """Whether a rate as written is that share, to the digits that it has; it may have been cut off."""
    number = USUAL_NUMBERS.parse(raw, percent_sign=True)
    if number is None:
        return True  # a mark for no value, or words: nothing to compare
    step = Fraction(1, 10 ** max(0, -int(Decimal(number).as_tuple().exponent)))
    scales = (100,) if raw.rstrip().endswith(("%", "％")) else (100, 1)
    return any(abs(Fraction(number) - share * scale) < step for scale in scales)
