"""What is written after an option becomes a value, or an error that says how to write it."""

import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, cast

from resumetrack import periods
from resumetrack.errors import UsageError
from resumetrack.periods import Frequency

if TYPE_CHECKING:
    from resumetrack.model import Lang, OnDuplicate


def language(text: str) -> "Lang":
    """Read --lang.

    Raises
    ------
    UsageError
        If there is no such language.
    """
    if text not in {"en", "zh"}:
        message = f"--lang {text}: there is no such language"
        raise UsageError(message, hint="write en or zh")
    return cast("Lang", text)


def names(values: list[str] | None) -> tuple[str, ...]:
    """Read names separated by commas, or given one by one; each counts once."""
    return tuple(dict.fromkeys(part.strip() for value in values or () for part in value.split(",") if part.strip()))


Chosen = tuple[Literal["latest", "all"] | date, date | None, date | None]


def chosen_periods(period: str | None, first: str | None, last: str | None, *steps: str | None) -> Chosen:
    """Read --period, --from and --to; a month or quarter as --period stands for every period in it.

    `steps` are --every and --pool, as far as they are given: they choose from all periods, as --from and --to do.

    Raises
    ------
    UsageError
        If `latest` is asked for beside these, or something is no date.
    """
    limits = day("--from", first), last_day("--to", last)
    if period == "latest" and any(value is not None for value in (*limits, *steps)):
        message = "--period latest names one period; --from, --to, --every and --pool choose from all"
        raise UsageError(message, hint="leave one of them out")
    if period is None or period == "latest":
        return "latest", *limits
    if period == "all":
        return "all", *limits
    found = _parsed("--period", period, "latest, all, ")
    if found.grain in {Frequency.MONTH, Frequency.QUARTER} and limits == (None, None):
        return "all", found.day, periods.end(found.day, found.grain)
    return found.day, *limits


def day(option: str, text: str | None) -> date | None:
    """Read a date, week, month or quarter as its first day."""
    return None if text is None else _parsed(option, text).day


def last_day(option: str, text: str | None) -> date | None:
    """Read a date, week, month or quarter as its last day."""
    if text is None:
        return None
    found = _parsed(option, text)
    return periods.end(found.day, found.grain)


def _parsed(option: str, text: str, others: str = "") -> periods.PeriodText:
    found = periods.parse(text)
    if found is None:
        message = f"{option} {text}: this is no date"
        raise UsageError(message, hint=f"write {others}2020-03-28, 2020-W13, 2020-03 or 2020Q1")
    return found


def step(option: str, text: str | None) -> Frequency | None:
    """Read a step of --every or --pool.

    Raises
    ------
    UsageError
        If it is none.
    """
    if text is None:
        return None
    try:
        return Frequency(text)
    except ValueError as error:
        message = f"{option} {text}: there is no such step"
        raise UsageError(message, hint=f"write {_or(Frequency)}") from error


def condition(text: str) -> tuple[str, str]:
    """Read one --where.

    Raises
    ------
    UsageError
        If it is not a dimension, an equals sign and a value.
    """
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        message = f"--where {text}: this is no condition"
        raise UsageError(message, hint="write a dimension and a value: --where region=31, --where size=sme")
    return name.strip(), value.strip()


def seconds(option: str, text: str | None) -> float | None:
    """Read a number of seconds.

    Raises
    ------
    UsageError
        If it is none.
    """
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        message = f"{option} {text}: this is no number of seconds"
        raise UsageError(message, hint="write 0, 2.5 or 60")
    return number


def rate(option: str, text: str | None) -> float | None:
    """Read a rate given as `0.9` or `90%`.

    Raises
    ------
    UsageError
        If it is neither, or a bare number above 1.
    """
    if text is None:
        return None
    body = text.strip()
    is_percent = body.endswith("%")
    try:
        value = float(body.removesuffix("%")) / (100 if is_percent else 1)
    except ValueError as error:
        message = f"{option} {text}: this is no rate"
        raise UsageError(message, hint="write 0.9 or 90%") from error
    if is_percent and 0 <= value < float("inf"):
        return round(value, 12)
    if 0 <= value <= 1:
        return round(value, 12)
    message = f"{option} {text}: a rate without % is between 0 and 1"
    raise UsageError(
        message, hint=f"write {body}% if percent is meant" if 1 < value < float("inf") else "write 0.9 or 90%"
    )


_MOST_DAYS = 366


def days(option: str, text: str | None) -> int:
    """Read a number of days, at most a year.

    Raises
    ------
    UsageError
        If it is none.
    """
    if text is None:
        return 0
    if text.isascii() and text.isdigit() and int(text) <= _MOST_DAYS:
        return int(text)
    message = f"{option} {text}: this is no number of days"
    raise UsageError(message, hint=f"write a whole number from 0 to {_MOST_DAYS}: {option} 7")


def moment(option: str, text: str | None, *, end: bool = False) -> datetime | None:
    """Read a moment; a bare date is the beginning of that day, or its end."""
    if text is None:
        return None
    from resumetrack.tracker import parse_moment

    try:
        return parse_moment(text, end=end)
    except UsageError as error:
        message = f"{option} {text}: this is neither a date nor a time"
        raise UsageError(message, hint=error.hint) from error


def report(text: str) -> int:
    """Read the number of a report.

    Raises
    ------
    UsageError
        If it is no number.
    """
    if text.isascii() and text.isdigit():
        return int(text)
    message = f"{text}: this is no number of a report"
    raise UsageError(message, hint="`resumetrack log` lists the reports with their numbers")


def whole_number(option: str, text: str | None) -> int | None:
    """Read a whole number above 0.

    Raises
    ------
    UsageError
        If it is none.
    """
    if text is None:
        return None
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    message = f"{option} {text}: this is no whole number above 0"
    raise UsageError(message, hint=f"write {option} 10")


def limits(max_rejects: str | None, *, strict: bool) -> tuple[int | None, float | None] | None:
    """Combine --strict and --max-rejects.

    Raises
    ------
    UsageError
        If both are given.
    """
    if strict and max_rejects is not None:
        message = f"--strict lets no bad row pass, --max-rejects {max_rejects} some"
        raise UsageError(message, hint="leave one of the two out")
    if strict:
        return 0, None
    if max_rejects is None:
        return None
    from resumetrack.tracker.asked import parse_max_rejects

    return parse_max_rejects(max_rejects)


def duplicate_policy(text: str | None) -> "OnDuplicate | None":
    """Read --on-duplicate.

    Raises
    ------
    UsageError
        If there is no such policy.
    """
    if text is None:
        return None
    from resumetrack.model import OnDuplicate

    try:
        return OnDuplicate(text)
    except ValueError as error:
        message = f"--on-duplicate {text}: there is no such policy"
        raise UsageError(message, hint=f"write {_or(OnDuplicate)}") from error


def _or(choices: "type[Frequency | OnDuplicate]") -> str:
    *some, last = (choice.value for choice in choices)
    return f"{', '.join(some)} or {last}"
