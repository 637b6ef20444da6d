"""Cells become values: one remembering converter per column, so that repeated texts cost one look-up.

A clean text is remembered with its value. A text with trouble is kept apart, so that each row that holds it tells.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from resumetrack import periods
from resumetrack.classify import dimension
from resumetrack.model import STAFF_MEASURES
from resumetrack.periods import Frequency
from resumetrack.reading.numbers import exact
from resumetrack.reading.profile import Profile
from resumetrack.reading.statuses import StatusRule

_MEMORY = 100_000
_PERCENT_LIMIT = 100_000
_ALIAS_SEPARATORS = str.maketrans({"；": ";", "|": ";", "\n": ";"})


class Outcome(NamedTuple):
    """A value, and the codes of the findings made on the way to it."""

    value: object
    codes: tuple[str, ...] = ()


class Trouble(NamedTuple):
    """A finding in the making: the canonical column, the cell as delivered, what was made of it."""

    column: str
    raw: str
    code: str


Convert = Callable[[str], Outcome]


class Memo(dict[str, object]):
    """Texts of one column and their values; looking up a new text converts it, and notes what is wrong with it."""

    def __init__(self, column: str, convert: Convert, troubles: list[Trouble]) -> None:
        super().__init__()
        self.column, self._convert, self._troubles = column, convert, troubles
        self._troubled: dict[str, Outcome] = {}

    def __missing__(self, raw: str) -> object:
        outcome = self._troubled.get(raw) or self._convert(raw)
        memory: dict[str, object] | dict[str, Outcome] = self
        if outcome.codes:
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


def converter(column: str, profile: Profile, context: PeriodContext, *, asks_yes_or_no: bool) -> Convert:
    """Return what turns a cell of a canonical column into its value."""
    rule = profile.columns.get(column)
    match column:
        case "period":
            convert = _period(profile, context)
        case "enterprise_id":
            convert = _enterprise_id(profile)
        case "status":
            convert = _status(profile, profile.status.with_yes_and_no() if asks_yes_or_no else profile.status)
        case "employees" | "on_duty" | "output" | "output_base" | "power" | "power_base":
            convert = _number(column, profile)
        case "expected_resume" | "valid_from" | "valid_to":
            convert = _day(profile)
        case "region" | "industry" | "size":
            convert = _code(column, profile)
        case "aliases":
            convert = _aliases(rule.separator if rule else None)
        case _:
            convert = _text(profile)
    return convert


def attribute(name: str) -> Convert:
    """Return what turns a cell into a member of the JSON object of attributes; empty for a blank cell."""
    key = json.dumps(name, ensure_ascii=False)

    def convert(raw: str) -> Outcome:
        text = raw.strip()
        return Outcome(f"{key}:{json.dumps(text, ensure_ascii=False)}" if text else "")

    return convert


def _text(profile: Profile) -> Convert:
    return lambda raw: Outcome(None if profile.numbers.is_missing(raw) else raw.strip())


def _enterprise_id(profile: Profile) -> Convert:
    def convert(raw: str) -> Outcome:
        return Outcome(None, ("missing-id",)) if profile.numbers.is_missing(raw) else Outcome(raw.strip())

    return convert


def _period(profile: Profile, context: PeriodContext) -> Convert:
    def convert(raw: str) -> Outcome:
        if profile.numbers.is_missing_number(raw):
            return _seen(context.outside) if context.outside else Outcome(None, ("missing-period",))
        found = profile.dates.parse(raw)
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
        return Outcome(None, () if profile.numbers.is_missing_number(raw) else ("unknown-status",))

    return convert


def _number(column: str, profile: Profile) -> Convert:
    rule = profile.columns.get(column)
    percent_sign = bool(rule and rule.percent_of)
    negative = "negative-number" if column in STAFF_MEASURES else "negative-value"

    def convert(raw: str) -> Outcome:
        plain = profile.numbers.plain(raw)
        if plain is not None and not percent_sign and raw not in profile.numbers.missing:
            return Outcome(exact(plain)[0])
        if profile.numbers.is_missing_number(raw):
            return Outcome(None)
        number = profile.numbers.parse(raw, percent_sign=percent_sign)
        if number is None or (percent_sign and not -_PERCENT_LIMIT <= number <= _PERCENT_LIMIT):
            return Outcome(None, ("invalid-number",))
        value, was_rounded = exact(number)
        codes = ((negative,) if number < 0 else ()) + (("rounded-number",) if was_rounded else ())
        return Outcome(value, codes)

    return convert


def percent_of(base: object, percent: object) -> Decimal | int | None:
    """Turn a percentage into a number of its base, to six decimals."""
    if not isinstance(base, Decimal | int) or not isinstance(percent, Decimal | int):
        return None
    return exact(Decimal(base) * percent / 100)[0]


def _day(profile: Profile) -> Convert:
    def convert(raw: str) -> Outcome:
        if profile.numbers.is_missing_number(raw):
            return Outcome(None)
        day = profile.dates.parse_day(raw)
        return Outcome(day, () if day else ("invalid-date",))

    return convert


def _code(column: str, profile: Profile) -> Convert:
    classification = dimension(column)
    is_scheme = column in profile.schemes

    def convert(raw: str) -> Outcome:
        text = raw.strip()
        if profile.numbers.is_missing(text):
            return Outcome(None)
        return Outcome((classification.normalise(text, scheme=is_scheme) if classification else text) or None)

    return convert


def _aliases(separator: str | None) -> Convert:
    def convert(raw: str) -> Outcome:
        parts = raw.split(separator) if separator else raw.translate(_ALIAS_SEPARATORS).split(";")
        return Outcome(tuple(dict.fromkeys(part.strip() for part in parts if part.strip())))

    return convert
