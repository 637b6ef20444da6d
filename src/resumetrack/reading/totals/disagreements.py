"""Counts of one row of totals that do not agree with each other, or with the rates that the row states."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from resumetrack.model import STATED_RATES, EnterpriseCounts
from resumetrack.reading.rows.rules import Number
from resumetrack.reading.values.numbers import USUAL_NUMBERS, is_percentage

Disagreement = tuple[str, str, str, object, str]
"""Code, column, value, what it disagrees with, and the column of that."""


def disagreements(stated: EnterpriseCounts) -> Iterator[Disagreement]:
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


def rate_disagreements(
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
    scales = (100,) if is_percentage(raw) else (100, 1)
    return any(abs(Fraction(number) - share * scale) < step for scale in scales)
