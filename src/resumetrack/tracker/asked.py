"""What callers may write as text becomes what use cases take: dates, moments, lists of names, policies."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from resumetrack import periods
from resumetrack.errors import UsageError
from resumetrack.periods import Frequency

Day = str | date


def _names(value: object) -> object:
    """Turn `"region, size"` into a tuple of names."""
    return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def _period(value: object) -> object:
    return day_of(value) if isinstance(value, str) and value not in {"latest", "all"} else value


def _pairs(value: object) -> object:
    return tuple(value.items()) if isinstance(value, dict) else value


def _from_text(read: Callable[[str], object]) -> Callable[[object], object]:
    return lambda value: read(value) if isinstance(value, str) else value


def encoding_named(name: str) -> str:
    """Give the encoding that Python knows by a name.

    Raises
    ------
    UsageError
        If it knows none.
    """
    from resumetrack.reading import codec

    try:
        return codec(name)
    except (LookupError, ValueError) as error:
        message = f"there is no encoding {name}"
        raise UsageError(message, hint="write big5, cp1252, gb18030, utf-16-le or another that Python knows") from error


def _on_duplicate(text: str) -> object:
    from resumetrack.model import OnDuplicate

    return OnDuplicate(text)


def _any_day(value: object) -> object:
    return day_of(value) if isinstance(value, str) else value


def parse_max_rejects(text: str) -> tuple[int | None, float | None]:
    """Read `3` or `5%` as a number of rows or a share of them.

    Raises
    ------
    UsageError
        If it is neither.
    """
    body = text.strip()
    try:
        if body.endswith("%"):
            share = float(body[:-1]) / 100
            if 0 <= share <= 1:
                return None, share
        elif int(body) >= 0:
            return int(body), None
    except ValueError:
        pass
    message = f"--max-rejects {text} is neither a number of rows nor a share of them"
    raise UsageError(message, hint="write 10 or 2%")


_CONVERTERS: dict[str, Callable[[object], object]] = {
    **dict.fromkeys(("by", "levels", "lists", "indicators"), _names),
    **dict.fromkeys(("first", "last", "valid_from"), _any_day),
    **dict.fromkeys(("every", "pool"), _from_text(Frequency)),
    "period": _period,
    "where": _pairs,
    "on_duplicate": _from_text(_on_duplicate),
    "encoding": _from_text(encoding_named),
    "max_rejects": _from_text(parse_max_rejects),
    "as_of": _from_text(lambda text: parse_moment(text, end=True)),
    "received": _from_text(lambda text: parse_moment(text, end=False)),
}


def converted(asked: Mapping[str, object]) -> dict[str, Any]:
    """Let callers write a text for a date, one name for a tuple of names, and so on."""
    return {name: _CONVERTERS[name](value) if name in _CONVERTERS else value for name, value in asked.items()}


def day_of(value: Day | None) -> date | None:
    """Read a date, week, month or quarter as its first day.

    Raises
    ------
    UsageError
        If the text is none of them.
    """
    if value is None or isinstance(value, date):
        return value
    found = periods.parse(value)
    if found is None:
        message = f"{value} is not a date"
        raise UsageError(message, hint="write 2020-03-28")
    return found.day


def parse_moment(text: str, *, end: bool) -> datetime:
    """Read a moment; a bare date is the end of that day in the local zone (its beginning, unless `end`).

    Raises
    ------
    UsageError
        If it is neither a date nor a moment.
    """
    day = periods.parse(text)
    if day is not None and day.grain is Frequency.DAY:
        clock = datetime.max.time() if end else datetime.min.time()
        return datetime.combine(day.day, clock).astimezone()
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text} is not a moment"
        raise UsageError(message, hint="write 2020-03-28, 2020-03-28T18:00 or 2020-03-28T18:00+08:00") from error
    return found if found.tzinfo else found.astimezone()
