"""A month and a number, `Mar-20`: the 20th of March, or March 2020 as spreadsheets write it.

No single text tells. Several do if only one reading is possible for all, or if only in one the periods follow each
other; what stays open is not guessed.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from resumetrack import periods
from resumetrack.periods import PeriodText
from resumetrack.reading.values.widths import one_line, one_width

DAY, YEAR = "day", "year"
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTH_OF = {name[:length]: place for place, name in enumerate(MONTHS, 1) for length in (3, 9)} | {"sept": 9}
_FORM = re.compile(r"([A-Za-z]{3,9})\.?[ '-]?(\d{1,2})", re.ASCII)
_TWO_DIGITS, _SHORT = 2, 3
_LAST_OF_CENTURY = 68  # a year of two digits up to here is of this century, as for `%y`
_MONTHS_OF_A_STEP = (1, 3)
_DAYS_OF_A_STEP = 7


def full_year(year: str) -> str:
    """Write a year of two digits with four."""
    is_short = len(year) == _TWO_DIGITS and year.isdigit()
    return f"{'20' if int(year) <= _LAST_OF_CENTURY else '19'}{year}" if is_short else year


def month_and_number(text: str) -> tuple[int, str] | None:
    """Tell the month and the digits of a text that is nothing else; `None` for any other."""
    found = _FORM.fullmatch(one_line(text))
    month = MONTH_OF.get(found[1].casefold()) if found else None
    return (month, found[2]) if found and month else None


def may_be_a_year(text: str) -> bool:
    """Whether the number of such a text has two digits."""
    found = month_and_number(text)
    return found is not None and len(found[1]) == _TWO_DIGITS


def is_open(text: str) -> bool:
    """Whether nobody can tell by such a text alone: with a blank, as in `Mar 20`, the number is usually a day."""
    return may_be_a_year(text) and " " not in one_width(text).strip()


def format_beside(text: str) -> str:
    """Write what stands before the number as a date format does: `%b-` for `Mar-20`."""
    written = one_line(text).rstrip("0123456789")
    word = written.rstrip(".'- ")
    return ("%b" if len(word) == _SHORT else "%B") + written[len(word) :]


def as_month(text: str) -> PeriodText | None:
    """Read the number as a year."""
    found = month_and_number(text)
    return periods.parse(f"{full_year(found[1])}-{found[0]}") if found and may_be_a_year(text) else None


def as_day(text: str, year: int) -> PeriodText | None:
    """Read the number as a day of a year."""
    found = month_and_number(text)
    return periods.parse(f"{year}-{found[0]}-{found[1]}") if found else None


def meaning_of_number(texts: Iterable[str], year: int) -> str:
    """Tell what the numbers of texts are, a `DAY` (of that year) or a `YEAR`; empty if that stays open."""
    both = [(as_day(text, year), as_month(text)) for text in texts]
    readings = {DAY: [day for day, _ in both if day], YEAR: [month for _, month in both if month]}
    possible = {name: found for name, found in readings.items() if len(found) == len(both)}
    if len(possible) > 1:
        orders = {name: sorted(found, key=lambda period: period.day) for name, found in possible.items()}
        possible = {name: found for name, found in orders.items() if follow(found)}
    return next(iter(possible)) if len(possible) == 1 else ""


def follow(found: Sequence[PeriodText]) -> bool:
    """Whether periods follow each other as those of a panel do, by days, weeks, months or quarters."""
    days = [period.day for period in found]
    steps = [(later - earlier).days for earlier, later in pairwise(dict.fromkeys(days))]
    is_ordered = all(step > 0 for step in steps) or all(step < 0 for step in steps)
    if not steps or not is_ordered:
        return False
    if all(abs(step) <= _DAYS_OF_A_STEP for step in steps):
        return True
    months = {abs(_month(later) - _month(earlier)) for earlier, later in pairwise(dict.fromkeys(days))}
    return all(day.day == 1 for day in days) and len(months) == 1 and months.pop() in _MONTHS_OF_A_STEP


def _month(day: date) -> int:
    return 12 * day.year + day.month
