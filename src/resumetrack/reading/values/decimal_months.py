"""Months that a spreadsheet took for numbers: of `2020.01` to `2020.12` October comes back as `2020.1`.

A single text cannot tell it from January. Those beside it can: they have zeros before their digits, or go on with
November.
"""

import re
from collections.abc import Iterable

from resumetrack import periods
from resumetrack.periods import PeriodText
from resumetrack.reading.values.month_numbers import follow
from resumetrack.reading.values.widths import one_width

JANUARY, OCTOBER, OPEN = "January", "October", ""
_FORM = re.compile(r"(\d{4})\.(\d{1,2})", re.ASCII)


def is_decimal_month(text: str) -> bool:
    """Whether a text is a year and a month as a number with decimals has them."""
    return bool(_parts(text)[0])


def may_be_october(text: str) -> bool:
    """Whether a text is a year and `.1`."""
    return _parts(text)[1] == "1"


def as_october(text: str) -> PeriodText | None:
    """Read a year and `.1` as October."""
    year, month = _parts(text)
    return periods.parse(f"{year}-10") if month == "1" else None


def month_of_one(texts: Iterable[str]) -> str:
    """Tell which month `.1` is in texts of one column, `JANUARY` or `OCTOBER`; `OPEN` if they do not tell."""
    found = {parts for text in texts if (parts := _parts(text))[0]}
    months = {month for _, month in found}
    if "10" in months or any(len(month) == 1 and month != "1" for month in months):
        return OPEN if _is_padded(months) and "1" in months else JANUARY
    if _is_padded(months):
        return OCTOBER
    if months <= {"1"}:
        return JANUARY
    follows = {name: _follow(found, number) for name, number in ((JANUARY, "1"), (OCTOBER, "10"))}
    return next((name for name, holds in follows.items() if holds and sum(follows.values()) == 1), OPEN)


def _parts(text: str) -> tuple[str, str]:
    found = _FORM.fullmatch(one_width(text).strip())
    return (found[1], found[2]) if found else ("", "")


def _is_padded(months: set[str]) -> bool:
    return any(month.startswith("0") for month in months)


def _follow(found: set[tuple[str, str]], month_of_one: str) -> bool:
    texts = (f"{year}-{month_of_one if month == '1' else month}" for year, month in found)
    days = [period for text in texts if (period := periods.parse(text))]
    return follow(sorted(days, key=lambda period: period.day))
