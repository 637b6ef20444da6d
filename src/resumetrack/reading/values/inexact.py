"""Numbers that are none: 10-20, >30, <5, 约30. What they say is known, not which number is meant."""

import re
from collections.abc import Callable
from decimal import Decimal

from resumetrack.reading.values.widths import one_width

ENDS = ("low", "middle", "high")
_LENGTH_LIMIT = 64
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)\s*%?\s*(?:人|名|家|户|persons?|people|staff|employees)?"
_RANGE = re.compile(rf"(?:between )?{_NUMBER}\s*(?:-{{1,2}}|~|—|–|−|至|到|to|and)\s*{_NUMBER}(?:之间)?")
_ABOVE = re.compile(
    rf"(?:>=?|≥|⩾|大于|大于等于|超过|超|不少于|不低于|至少|高于|over|more than|at least|above|min\.?)\s*{_NUMBER}"
    rf"|{_NUMBER}\s*(?:\+|以上|及以上|or more|and over|and above|plus)"
)
_BELOW = re.compile(
    rf"(?:<=?|≤|⩽|小于|小于等于|少于|不足|低于|不超过|至多|不到"
    rf"|under|less than|fewer than|at most|below|up to|max\.?)\s*{_NUMBER}"
    rf"|{_NUMBER}\s*(?:以下|及以下|以内|or less|or fewer|and under)"
)
_ABOUT = re.compile(
    rf"(?:约|大约|约为|近|将近|大概|估计|~|≈"
    rf"|about|approx\.?|approximately|around|circa|ca\.?|c\.|some|est\.?|nearly|almost)\s*{_NUMBER}"
    rf"|{_NUMBER}\s*(?:左右|上下|余|多|来|\?|\(估\)|\(估计\)|\(est\.?\))(?:人|名|家|户)?"
)

Interval = tuple[Decimal, Decimal]


def interval(text: str, parse: Callable[[str], Decimal | int | None], *, percent_sign: bool = False) -> Interval | None:
    """Tell the smallest and the greatest number a text may mean; `None` if it is no inexact number.

    `parse` reads a plain number; a percent sign is dropped where it is allowed. What has no upper end, and what is
    only about right, is its own number twice.
    """
    plain = " ".join(one_width(text).casefold().split())
    if len(plain) > _LENGTH_LIMIT or ("%" in plain and not percent_sign):
        return None
    ranged = _RANGE.fullmatch(plain)
    if ranged:
        low, high = parse(ranged[1]), parse(ranged[2])
        return (Decimal(low), Decimal(high)) if low is not None and high is not None and low <= high else None
    for pattern, starts_at_zero in ((_ABOVE, False), (_BELOW, True), (_ABOUT, False)):
        found = pattern.fullmatch(plain)
        if found:
            number = parse(found[1] or found[2])
            return None if number is None else (Decimal(0 if starts_at_zero else number), Decimal(number))
    return None


def chosen(interval: Interval, end: str) -> Decimal:
    """Give the low end of an interval, its middle or its high end."""
    low, high = interval
    return {"low": low, "middle": (low + high) / 2, "high": high}[end]
