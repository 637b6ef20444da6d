"""How the dates of one column are written, as far as only the whole of it tells: what stays open is not guessed."""

from dataclasses import replace

from resumetrack.errors import RefusedError
from resumetrack.model import Text
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.rows.whole_columns import Columns
from resumetrack.reading.values.dates import LONGEST_YEAR, DateRule, serial_day, year_last
from resumetrack.reading.values.decimal_months import (
    JANUARY,
    OCTOBER,
    OPEN,
    is_decimal_month,
    may_be_october,
    month_of_one,
)
from resumetrack.reading.values.month_numbers import (
    DAY,
    MONTHS,
    format_beside,
    is_open,
    may_be_a_year,
    meaning_of_number,
    month_and_number,
)
from resumetrack.reading.values.widths import one_line

_MONTHS = 12


def date_habits(column: str, look: Columns, profile: Profile, year: int | None, notes: list[Text]) -> DateRule:
    """Tell how the dates of a column are written; what the profile states holds.

    Raises
    ------
    RefusedError
        If periods are to have a year that nothing tells, or nobody can tell which of two periods they are.
    """
    rule, header = profile.dates, look.header(column)
    if rule.lacks_year and year is None and column == "period":
        raise RefusedError(
            f"{look.file}: date_format '{rule.date_format}' has no year, and nothing else tells it",
            hint="state it in the profile: [period] year = 2020, or give a day of it with --period",
        )
    if rule.date_format:
        return rule
    if any(map(year_last, look.first(column))):
        pairs = [pair for text in look.all(column) if (pair := year_last(text))]
        day_first, month_first = (any(pair[place] > _MONTHS for pair in pairs) for place in (0, 1))
        if day_first != month_first:
            rule = replace(rule, order="dmy" if day_first else "mdy")
            first = Text("day", "日") if day_first else Text("month", "月")
            notes.append(
                Text(
                    f"the dates of '{header}' have the {first.en} first: one of its two numbers is above 12",
                    f"“{header}”的日期按{first.zh}在前读取：其中有大于 12 的数字",
                )
            )
    if any(map(may_be_a_year, look.first(column))):
        rule = replace(rule, number_is=_number_beside_month(column, look, year, notes))
    if column == "period" and any(map(is_decimal_month, look.first(column))):  # a month is no day
        rule = replace(rule, lost_zeros=_has_lost_zeros(column, look, notes))
    epoch = rule.epoch or 1900
    serial = next((text for text in map(one_line, look.first(column)) if serial_day(text, epoch)), "")
    if serial:
        rule, day = replace(rule, epoch=epoch), serial_day(serial, epoch)
        notes.append(
            Text(
                f"'{header}' holds serial dates of a spreadsheet (epoch {epoch}): {serial} is {day}",
                f"“{header}”含电子表格日期序号（{epoch} 年起算）：{serial} 即 {day}",
            )
        )
    return rule


def _number_beside_month(column: str, look: Columns, year: int | None, notes: list[Text]) -> str:
    """Tell whether `Mar-20` is a day or a month; periods of which nobody can tell are refused."""
    header, texts = look.header(column), dict.fromkeys(text for text in look.all(column) if month_and_number(text))
    example = next(filter(may_be_a_year, texts))
    found = meaning_of_number(texts, year or LONGEST_YEAR)
    if found:
        is_day = found == DAY
        notes.append(
            Text(
                f"in '{header}' the number beside a month is a {found}, as in '{example.strip()}': otherwise not all of"
                " them would be dates that follow each other",
                f"“{header}”中月份旁的数字按{'日' if is_day else '年'}读取，如“{example.strip()}”：否则日期不相连续",
            )
        )
        return found
    if column == "period" and all(is_open(text) for text in look.first(column) if text.strip()):
        month, digits = month_and_number(example) or (1, "")
        name, form = MONTHS[month - 1].capitalize(), format_beside(example)
        raise RefusedError(
            f"{look.file}: '{header}' holds '{example.strip()}': {name} {int(digits)}, or {name} of the year"
            f" {digits}? Its periods do not tell",
            hint=f'say so in a profile: [period] date_format = "{form}%y" if the number is a year,'
            f' "{form}%d" if it is a day',
        )
    return ""


def _has_lost_zeros(column: str, look: Columns, notes: list[Text]) -> bool:
    """Whether 2020.1 is October, of which a spreadsheet dropped the zero; if nobody can tell, the file is refused."""
    header, texts = look.header(column), dict.fromkeys(filter(is_decimal_month, look.all(column)))
    example = next(filter(may_be_october, texts), "").strip()
    found = month_of_one(texts) if example else JANUARY
    if found == OPEN:
        raise RefusedError(
            f"{look.file}: '{header}' holds '{example}': January, or October whose zero a spreadsheet dropped?",
            hint='write it as 2020-10; if it is January, say so in a profile: [period] date_format = "%Y.%m"',
        )
    if found == OCTOBER:
        notes.append(
            Text(
                f"'{example}' in '{header}' is October: the months beside it have two digits, and spreadsheets drop the"
                " zero at the end",
                f"“{header}”中的“{example}”按 10 月读取：其余月份均为两位，末尾的 0 被电子表格略去",
            )
        )
    return found == OCTOBER
