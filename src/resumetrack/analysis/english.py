"""Trend sentences in English."""

from collections.abc import Sequence
from datetime import date

from resumetrack.analysis.digest import (
    Digest,
    coverage_move,
    has_reached,
    is_comparable,
    is_nil,
    shown,
    size,
)
from resumetrack.analysis.trend import NOT_AT_THIS_PACE, Direction, TrendRow
from resumetrack.model import Text, Unit
from resumetrack.model.printed import half_up, signed
from resumetrack.periods import Frequency

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_QUARTERS = ("first", "second", "third", "fourth")
_MOVES = {
    Direction.RISING: "up",
    Direction.FALLING: "down",
    Direction.FLAT: "flat",
    Direction.NOT_COMPARABLE: "not comparable",
    Direction.NO_COMPARISON: "without comparison",
}
_PLURALS = {
    Frequency.DAY: "days",
    Frequency.WEEK: "weeks",
    Frequency.MONTH: "months",
    Frequency.QUARTER: "quarters",
}
_CAVEAT = "a straight line at the present pace, no forecast"


def moved(told: Digest, frequency: Frequency, *, dated: bool) -> str:
    """How the rate moved, of one group or of several; `dated` unless the sentence before names the date."""
    row = told.row
    period, since = _period(row.period, frequency, row.period.year), _period(row.since, frequency, row.period.year)
    if len(told.rows) == 1:
        return _one(told, f"{_preposition(frequency)} {period} " if dated else "", period, since, frequency)
    return _several(told, f"{_preposition(frequency)} {period} " if dated else "", since)


def aimed(digests: Sequence[Digest], target: float, frequency: Frequency) -> str:
    """How the rates stand to the target."""
    clauses = [_aim_of_one(told, frequency) if len(told.rows) == 1 else _aim_of_several(told) for told in digests]
    caveat = any(told.outcome.later or told.outcome.never for told in digests)
    level = f"{half_up(target, shift=2)}{_unit(digests[0].row)}"
    return f"Target {level}: {'; '.join(clauses)}{f' ({_CAVEAT})' if caveat else ''}."


def _one(told: Digest, when: str, period: str, since: str, frequency: Frequency) -> str:
    row, name = told.row, told.names[0].en
    label = f"{_lower(told.label)} ({name})" if name else _lower(told.label)
    if row.rate is None:
        return _sentence(f"there is no {label} for {period}.")
    rate = f"{shown(row.rate, row)}{_unit(row)}"
    was = f"{when}the {label} was {rate}"
    if row.change_since_pp is None:
        if row.since == row.period:
            return _sentence(f"{was}; there is no earlier period to compare it with.")
        return _sentence(f"{was}; there is no figure for {since} to compare it with.")
    match row.direction:
        case Direction.NOT_COMPARABLE:
            before = shown(row.rate_since, row)
            return (
                f"{label[0].upper()}{label[1:]}, {since} to {period}: {before} -> {rate} ({_change(row)}), "
                f"but {_reason(row)}{_matched(row, frequency)}."
            )
        case Direction.FLAT:
            return _sentence(f"{was}, flat since {since} ({_change(row)}).")
        case _:
            way = "up" if row.change_since_pp > 0 else "down"
            return _sentence(
                f"{was}, {way} {size(row.change_since_pp)}{_points(row)} since {since}{_pace(row, frequency)}."
            )


def _several(told: Digest, when: str, since: str) -> str:
    counts = told.directions
    total = f"all {len(told.rows)} {told.groups.en}" if len(counts) == 1 else f"of {len(told.rows)} {told.groups.en}"
    label = _lower(told.label)
    if set(counts) == {Direction.NO_COMPARISON}:
        start = f"the {label} of {len(told.rows)} {told.groups.en} has no earlier figures to compare with"
    else:
        moves = [f"{_MOVES[direction]} in {count}" for direction, count in counts.items()]
        moves[0] = f"{_MOVES[next(iter(counts))]} in {total}" if len(counts) == 1 else f"{moves[0]} {total}"
        start = f"since {since} the {label} is {_listed(moves)}"
    leaders, laggards = told.leaders, told.laggards
    if not leaders:
        return _sentence(f"{start}; {when}none has a figure.")
    if shown(leaders[0][0].rate, leaders[0][0]) == shown(laggards[0][0].rate, laggards[0][0]):
        row = leaders[0][0]
        return _sentence(f"{start}; {when}all with a figure stand at {shown(row.rate, row)}{_unit(row)}.")
    top, bottom = _end(leaders, told, "lead"), _end(laggards, told, "lag")
    return _sentence(f"{start}; {when}{top} and {bottom}.")


def _end(rows: Sequence[tuple[TrendRow, Text]], told: Digest, verb: str) -> str:
    row, name = rows[0]
    rate = f"{shown(row.rate, row)}{_unit(row)}"
    if len(rows) > 1:
        return f"{len(rows)} {told.groups.en} {verb} with {rate}"
    if row.change_since_pp is None:
        return f"{name.en} {verb}s with {rate}"
    doubt = "" if is_comparable(row) else ", not comparable"
    return f"{name.en} {verb}s with {rate} ({_change(row)}{doubt})"


def _aim_of_one(told: Digest, frequency: Frequency) -> str:
    row, label = told.row, f"the {_lower(told.label)}"
    if row.rate is None:
        return f"{label} has no figure"
    if has_reached(row) and row.target_period is not None and row.target_period != NOT_AT_THIS_PACE:
        return f"{label} has been there since {_period(row.target_period, frequency, row.period.year)}"
    if not is_comparable(row):
        return f"{label} is below it, and its pace is unknown"
    if row.target_period is None or row.target_period == NOT_AT_THIS_PACE:
        return f"{label} does not reach it at this pace"
    return f"{label} would reach it on {_day(row.target_period, row.period.year)}"


def _aim_of_several(told: Digest) -> str:
    outcome, year = told.outcome, told.row.period.year
    parts = [f"{told.groups.en} whose {_lower(told.label)} is there: {outcome.reached} of {len(told.rows)}"]
    if outcome.later:
        ends = [_day(day, year) for day in dict.fromkeys((outcome.later[0], outcome.later[-1]))]
        parts.append(f"{len(outcome.later)} would be {'on' if len(ends) == 1 else 'between'} {' and '.join(ends)}")
    if outcome.never:
        parts.append(f"{outcome.never} not at this pace")
    if outcome.open:
        parts.append(f"{outcome.open} of unknown pace")
    return ", ".join(parts)


def _reason(row: TrendRow) -> str:
    coverage = coverage_move(row)
    if coverage:
        return f"coverage {'fell' if coverage.fell else 'rose'} from {coverage.before} to {coverage.now} %"
    if row.joined is None or row.left is None:
        before = row.reporting_since or 0
        return f"{before:,} {_plural('enterprise', before)} reported then and {row.reporting:,} now"
    joined, left = row.joined, row.left
    return f"{joined:,} {_plural('enterprise', joined)} joined and {left:,} left"


def _matched(row: TrendRow, frequency: Frequency) -> str:
    if row.both == 0 and row.joined is None:
        return "; who they are is not known"
    if row.both == 0:
        return f"; no enterprise reported on both {_PLURALS[frequency]}"
    if row.both is None or row.change_matched_pp is None:
        return ""
    change = f"{signed(row.change_matched_pp)}{_points(row)}"
    preposition = _preposition(frequency)
    return (
        f"; the {row.both:,} {_plural('enterprise', row.both)} reporting {preposition} both {_PLURALS[frequency]} "
        f"changed by {change}"
    )


def _pace(row: TrendRow, frequency: Frequency) -> str:
    """Average change a day; left out where it says nothing new or nobody counts in days."""
    pace = row.per_day_pp
    if pace is None or is_nil(pace) or (row.period - row.since).days == 1:
        return ""
    if frequency not in (Frequency.DAY, Frequency.WEEK):
        return ""
    return f", {size(pace)}{_points(row)} a day on average"


def _change(row: TrendRow) -> str:
    return "" if row.change_since_pp is None else f"{signed(row.change_since_pp)}{_points(row)}"


def _unit(row: TrendRow) -> str:
    return " points" if row.unit is Unit.POINTS else " %"


def _points(row: TrendRow) -> str:
    return " points" if row.unit is Unit.POINTS else " pp"


def _preposition(frequency: Frequency) -> str:
    return "on" if frequency is Frequency.DAY else "in"


def _period(period: date, frequency: Frequency, year: int) -> str:
    """Name a period, with its year if that is not `year`."""
    of_year = "" if period.year == year else f" {period.year}"
    match frequency:
        case Frequency.DAY:
            return _day(period, year)
        case Frequency.WEEK:
            return f"the week of {_day(period, year)}"
        case Frequency.MONTH:
            return f"{_MONTHS[period.month - 1]}{of_year}"
        case Frequency.QUARTER:
            return f"the {_QUARTERS[(period.month - 1) // 3]} quarter{f' of{of_year}' if of_year else ''}"


def _day(day: date, year: int) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}{'' if day.year == year else f' {day.year}'}"


def _lower(label: Text) -> str:
    """Give a label as it stands inside a sentence: an abbreviation keeps its capitals."""
    words = label.en
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
