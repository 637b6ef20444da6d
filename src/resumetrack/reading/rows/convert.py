"""Cells become values: one remembering converter per column, so that repeated texts cost one look-up.

A clean text is remembered with its value. A text with trouble is kept apart, so that each row that holds it tells.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from resumetrack import periods
from resumetrack.classify import dimension
from resumetrack.model import ENTERPRISE_COUNTS, MEASURES, STAFF_MEASURES, STATED_RATES
from resumetrack.periods import Frequency
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.rows.survey import NO_HABITS, Habits
from resumetrack.reading.values.asides import TOTAL, likely_kind
from resumetrack.reading.values.inexact import chosen, interval
from resumetrack.reading.values.numbers import NOTHING, NUMBER_LIMIT, ZERO, NumberStyle, exact, is_percentage
from resumetrack.reading.values.statuses import StatusRule
from resumetrack.reading.values.widths import one_width
from resumetrack.reading.workbooks.marks import is_error

_MEMORY = 100_000
_DIGITS = 12  # what has no more is below the limit of numbers
# A row is good without them.
_SPARED = ("name", "aliases", "difficulty", "expected_resume", "focus", "leader", *STATED_RATES)
_LOST_DIGITS = re.compile(r"[1-9](?:\.\d+)?E\+?(?:1[1-9]|[2-9]\d)", re.IGNORECASE)
_THREE_DIGITS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,eE])")
_ERROR_STARTS = ("#", "E")  # asked first, since most cells are none
_PERCENT_LIMIT = 100_000
_ALIAS_SEPARATORS = str.maketrans({"；": ";", "|": ";", "\n": ";"})


class Outcome(NamedTuple):
    """A value, the codes of the findings made on the way to it, and why there is none if its mark says so."""

    value: object
    codes: tuple[str, ...] = ()
    meaning: str = ""


class Trouble(NamedTuple):
    """A finding in the making: the canonical column, the cell as delivered, what was made of it."""

    column: str
    raw: str
    code: str


Convert = Callable[[str], Outcome]


class Memo(dict[str, object]):
    """Texts of one column and their values; looking up a new text converts it, and notes what is wrong with it.

    Marks that say why there is no value are counted by what they say. In a column that `counts`, digits are taken as
    they are, since they make up most of the texts that are new.
    """

    def __init__(
        self,
        column: str,
        convert: Convert,
        troubles: list[Trouble],
        missing: dict[str, int] | None = None,
        *,
        counts: bool = False,
    ) -> None:
        super().__init__()
        self.column, self._convert, self._troubles, self._counts = column, convert, troubles, counts
        self._missing: dict[str, int] = {} if missing is None else missing
        self._troubled: dict[str, Outcome] = {}

    def __missing__(self, raw: str) -> object:
        if self._counts and len(raw) <= _DIGITS and raw.isascii() and raw.isdigit():
            value = int(raw)
            if len(self) < _MEMORY:
                self[raw] = value
            return value
        outcome = self._troubled.get(raw) or self._convert(raw)
        memory: dict[str, object] | dict[str, Outcome] = self
        if outcome.meaning:
            self._missing[outcome.meaning] = self._missing.get(outcome.meaning, 0) + 1
        if outcome.codes or outcome.meaning:
            self._troubles.extend(Trouble(self.column, raw, code) for code in outcome.codes)
            if len(self._troubled) >= _MEMORY:
                self._troubled.clear()
            self._troubled[raw] = outcome
        else:
            if len(memory) >= _MEMORY:
                self.clear()
            self[raw] = outcome.value
        return outcome.value


@dataclass(frozen=True, slots=True)
class PeriodContext:
    """What a period cell is read against: the panel's calendar, the day it is, and the period given from outside."""

    frequency: Frequency
    week_start: int
    today: date
    outside: date | None = None

    def floored(self, day: date) -> date:
        """First day of the panel's period that a day falls in."""
        return periods.start(day, self.frequency, self.week_start)


def converter(
    column: str,
    profile: Profile,
    context: PeriodContext,
    *,
    asks_yes_or_no: bool,
    habits: Habits = NO_HABITS,
    factor: int = 1,
) -> Convert:
    """Return what turns a cell of a canonical column into its value; `factor` is that of the unit of a measure."""
    rule = profile.columns.get(column)
    match column:
        case "period":
            convert = _period(profile, context, habits)
        case "enterprise_id":
            convert = _enterprise_id(profile)
        case "status":
            convert = _status(profile, profile.status.with_yes_and_no() if asks_yes_or_no else profile.status)
        case "employees" | "on_duty" | "output" | "output_base" | "power" | "power_base":
            convert = _number(column, profile, habits, factor)
        case "expected_resume" | "valid_from" | "valid_to":
            convert = _day(column, profile, context, habits)
        case "region" | "industry" | "size":
            convert = _code(column, profile)
        case "aliases":
            convert = _aliases(rule.separator if rule else None)
        case "difficulty":
            convert = _difficulty(profile)
        case _ if column in ENTERPRISE_COUNTS:
            number = _number(column, profile, habits, factor)
            convert = number if rule and rule.percent_of else _whole(number)
        case _:
            convert = _text(profile)
    return _guarded(convert, profile.numbers, "error-cell-empty" if column in _SPARED else "error-cell")


def counts(column: str, profile: Profile, habits: Habits, factor: int) -> bool:
    """Whether digits in a column mean the number they are: no unit, no percentage, no mark for "no value"."""
    rule, numbers = profile.columns.get(column), habits.numbers or profile.numbers
    is_plain = column in MEASURES and factor == 1 and not (rule and rule.percent_of)
    return is_plain and not any(mark.isdigit() for mark in (*numbers.missing, *numbers.meanings))


def _guarded(convert: Convert, numbers: NumberStyle, code: str) -> Convert:
    """Keep the errors of spreadsheets from being taken for texts, unless the profile says that they mean nothing."""

    def guarded(raw: str) -> Outcome:
        is_fault = raw[:1] in _ERROR_STARTS and is_error(raw)
        if is_fault and raw.casefold() not in numbers.missing and not numbers.meaning(raw):
            return Outcome(None, (code,))
        return convert(raw)

    return guarded


def _unflagged(convert: Convert, numbers: NumberStyle) -> Convert:
    """Read a number without the marks that its source puts behind it; one that is there says that it bears them."""

    def unflagged(raw: str) -> Outcome:
        bare = numbers.unflagged(raw)
        outcome = convert(bare)
        is_marked = bare != raw and outcome.value is not None
        return outcome._replace(codes=(*outcome.codes, "marked-number")) if is_marked else outcome

    return unflagged


def attribute(name: str) -> Convert:
    """Return what turns a cell into a member of the JSON object of attributes; empty for a blank cell."""
    key = json.dumps(name, ensure_ascii=False)

    def convert(raw: str) -> Outcome:
        text = raw.strip()
        if is_error(raw):
            return Outcome("", ("error-cell-empty",))
        return Outcome(f"{key}:{json.dumps(text, ensure_ascii=False)}" if text else "")

    return convert


def _text(profile: Profile) -> Convert:
    numbers = profile.numbers
    return lambda raw: Outcome(None, (), numbers.meaning(raw)) if numbers.is_missing(raw) else Outcome(raw.strip())


def _difficulty(profile: Profile) -> Convert:
    """Give the text as it is; that there is no difficulty is an answer."""
    usual, missing = _text(profile), profile.numbers.missing
    return lambda raw: Outcome(raw.strip()) if raw.strip() in NOTHING - missing else usual(raw)


def _enterprise_id(profile: Profile) -> Convert:
    rows = profile.rows

    def convert(raw: str) -> Outcome:
        if profile.numbers.is_missing(raw):
            return Outcome(None, ("missing-id",))
        text = raw.strip()
        if _LOST_DIGITS.fullmatch(text):
            return Outcome(None, ("lost-digits",))
        kind = TOTAL if rows.is_total(text) else "" if rows.is_kept(text) else likely_kind(text)
        return Outcome(text, (kind,) if kind else ())  # what else stands in the row decides

    return convert


def _period(profile: Profile, context: PeriodContext, habits: Habits) -> Convert:
    dates = habits.dates.get("period", profile.dates)

    def convert(raw: str) -> Outcome:
        if profile.numbers.is_missing_number(raw):
            return _seen(context.outside) if context.outside else Outcome(None, ("missing-period",))
        found = dates.parse(raw) or dates.without_year(raw, habits.year, context.outside)
        if not found or not periods.is_finer(found.grain, context.frequency):
            return Outcome(None, ("malformed-period",))
        return _seen(context.floored(found.day))

    def _seen(period: date) -> Outcome:
        return Outcome(period, ("future-period",) if period > context.today else ())

    return convert


def _status(profile: Profile, rule: StatusRule) -> Convert:
    def convert(raw: str) -> Outcome:
        status = rule.parse(raw, profile.numbers)
        if status:
            return Outcome(status.value)
        if profile.numbers.is_missing_number(raw):
            return Outcome(None, (), profile.numbers.meaning(raw))
        return Outcome(None, ("unknown-status",))

    return convert


def _number(column: str, profile: Profile, habits: Habits, factor: int) -> Convert:
    rule, numbers = profile.columns.get(column), habits.numbers or profile.numbers
    percent_sign = bool(rule and rule.percent_of)
    is_simple, limit = factor == 1 and not percent_sign, _PERCENT_LIMIT if percent_sign else NUMBER_LIMIT
    may_be_unclear = column in STAFF_MEASURES and is_simple and numbers.decimal == "."
    negative = "negative-number" if column in (*STAFF_MEASURES, *ENTERPRISE_COUNTS) else "negative-value"

    def convert(raw: str) -> Outcome:
        plain = numbers.plain(raw)
        if plain is not None and is_simple and raw not in numbers.missing and raw not in numbers.meanings:
            return Outcome(plain if isinstance(plain, int) else exact(plain)[0])
        if numbers.is_missing_number(raw):
            meaning = numbers.meaning(raw)
            return Outcome(0 if meaning == ZERO else None, (), meaning)
        number = numbers.parse(raw, percent_sign=percent_sign)
        codes: tuple[str, ...] = ()
        if number is None:
            span = interval(raw, numbers.parse, percent_sign=percent_sign)
            if span is None or not numbers.inexact:
                is_large = numbers.is_too_large(raw, percent_sign=percent_sign)
                other = "number-too-large" if is_large else "invalid-number"
                return Outcome(None, ("inexact-number" if span else other,))
            number, codes = chosen(span, numbers.inexact), ("estimated-number",)
        if factor != 1 or (column in habits.fractions and percent_sign and not is_percentage(raw)):
            number = number * (100 if percent_sign else factor)
        if not -limit < number < limit:
            return Outcome(None, ("number-too-large",))
        value, was_rounded = exact(number)
        codes += ((negative,) if number < 0 else ()) + (("rounded-number",) if was_rounded else ())
        return Outcome(value, codes)

    clear = _clear(convert, habits) if may_be_unclear else convert
    return _unflagged(clear, numbers) if numbers.flags else clear


def _clear(convert: Convert, habits: Habits) -> Convert:
    """Refuse numbers, also inexact ones, of which nothing tells whether a point marks thousands (1.200, 约1.200)."""

    def clear(raw: str) -> Outcome:
        outcome = convert(raw)
        is_doubtful = outcome.value is not None and _THREE_DIGITS.search(one_width(raw))
        return Outcome(None, ("ambiguous-number",)) if is_doubtful and habits.point_is_unclear() else outcome

    return clear


def _whole(convert: Convert) -> Convert:
    """Refuse parts of an enterprise."""

    def whole(raw: str) -> Outcome:
        outcome = convert(raw)
        is_part = outcome.value is not None and not isinstance(outcome.value, int)
        return Outcome(None, ("invalid-number",)) if is_part else outcome

    return whole


def _day(column: str, profile: Profile, context: PeriodContext, habits: Habits) -> Convert:
    dates = habits.dates.get(column, profile.dates)
    near = context.outside or (habits.first.day if habits.first else None)

    def convert(raw: str) -> Outcome:
        if profile.numbers.is_missing_number(raw):
            return Outcome(None, (), profile.numbers.meaning(raw))
        day = dates.parse_day(raw)
        if not day and (found := dates.without_year(raw, habits.year, near)) and found.grain is Frequency.DAY:
            day = found.day
        return Outcome(day, () if day else ("invalid-date",))

    return convert


def _code(column: str, profile: Profile) -> Convert:
    classification = dimension(column)
    is_scheme = column in profile.schemes

    def convert(raw: str) -> Outcome:
        text = raw.strip()
        if profile.numbers.is_missing(text):
            return Outcome(None, (), profile.numbers.meaning(text))
        return Outcome((classification.normalise(text, scheme=is_scheme) if classification else text) or None)

    return convert


def _aliases(separator: str | None) -> Convert:
    def convert(raw: str) -> Outcome:
        parts = raw.split(separator) if separator else raw.translate(_ALIAS_SEPARATORS).split(";")
        return Outcome(tuple(dict.fromkeys(part.strip() for part in parts if part.strip())))

    return convert
