"""The site's calendar: the table `[calendar]` of the configuration, its file of days, and what stderr says of it."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from resumetrack import periods
from resumetrack.errors import ConfigurationError
from resumetrack.model import Text
from resumetrack.periods import DaySource, Frequency, WorkingDays

COLUMNS = ["date", "worked"]
RULES = tuple(source.value for source in DaySource if source is not DaySource.SITE)
_WORKED: Mapping[str, bool] = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
_NAMES: Mapping[DaySource, Text] = {
    DaySource.SITE: Text("the site's own days", "本单位日历"),
    DaySource.CHINA: Text("China's calendar", "中国工作日历"),
    DaySource.WEEKDAYS: Text("Monday to Friday", "周一至周五"),
    DaySource.EVERY_DAY: Text("every day", "自然日"),
}


def listed_days(path: Path) -> dict[date, bool]:
    """Read a site's days: a CSV with the columns `date` and `worked`, one line per day.

    Raises
    ------
    ConfigurationError
        If it cannot be read, or a line makes no sense or repeats a day.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _days(path, file)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ConfigurationError(message, hint="correct calendar.file in the configuration") from error
    except (UnicodeDecodeError, csv.Error) as error:
        message = f"{path} is no CSV in UTF-8: {error}"
        raise ConfigurationError(message, hint="save it as CSV in UTF-8") from error


def _days(path: Path, file: Iterable[str]) -> dict[date, bool]:
    lines = csv.reader(file)
    if (header := next(lines, [])) != COLUMNS:
        message = f"{path}:1: the header is {','.join(header)!r}"
        raise ConfigurationError(message, hint=f"write {','.join(COLUMNS)}")
    days: dict[date, bool] = {}
    for cells in lines:
        if not cells:
            continue
        found = periods.parse(cells[0])
        worked = _WORKED.get(cells[-1].strip().lower())
        if len(cells) != len(COLUMNS) or found is None or found.grain is not Frequency.DAY or worked is None:
            message = f"{path}:{lines.line_num}: {','.join(cells)!r} is not a day and whether it is worked"
            raise ConfigurationError(message, hint="write 2020-01-31,no")
        if found.day in days:
            message = f"{path}:{lines.line_num}: {found.day} stands there twice"
            raise ConfigurationError(message, hint="keep one line per day")
        days[found.day] = worked
    return days


def carry_note(limit: int, counted: WorkingDays) -> Text:
    """Say how long reports are carried, and by whose calendar the days are counted."""
    if counted.sources == (DaySource.EVERY_DAY,):
        return Text(
            f"reports are carried for up to {limit} calendar {'day' if limit == 1 else 'days'}",
            f"填报沿用至多 {limit} 个自然日",
        )
    names = [_NAMES[source] for source in counted.sources]
    return Text(
        f"reports are carried for up to {limit} working {'day' if limit == 1 else 'days'}, "
        f"by {', then '.join(name.en for name in names)}",
        f"填报沿用至多 {limit} 个工作日，依据：{'，其次'.join(name.zh for name in names)}",
    )
