"""Observations in few rows: who says alike in a period is counted and summed together, and kept beside what was said.

A row of `condensed` has the enterprises of one period that are described alike, as far as coarse codes tell
(`store.coarse`), state the same status, and have the same values there and above 0, as the roster in force now has
it. It has only what was reported of the period itself: closures and reports that count on are found elsewhere. It
follows from the observations alone, is brought up to date in the transaction that changes them, and `verify` compares
it.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from resumetrack.model import CODED_DIMENSIONS, Kind
from resumetrack.store import coarse
from resumetrack.store.engine import Engine
from resumetrack.store.observed import Observed, Parts, observed
from resumetrack.store.roster import loads, names, valid
from resumetrack.store.sql import day

KEYS = ("panel_key", "period", *CODED_DIMENSIONS, "lacking", "status")
SUMS = ("employees", "on_duty", "roster_employees")
_SIGNS = 18
_LARGE = 10**12  # the sum of more of what is larger might not fit a number: such an enterprise has a row of its own
_AT_ONCE = 10_000_000  # observations; all those of a year would be summed outside memory
BIT = {column: 1 << place for place, column in enumerate(CODED_DIMENSIONS)}
"""What `lacking` has of each dimension that the roster leaves open; off the roster it is NULL."""


def keep(engine: Engine, panel_key: int, report: int, *, alone: bool) -> None:
    """Bring `condensed` up to date after a report was stored or withdrawn; `alone` if all its keys are its own."""
    coarse.keep_descriptors(engine)
    spoken = spoken_of(engine, panel_key, f"period IN (SELECT period FROM report_period WHERE report = {report})")
    if not spoken:
        return
    if alone and not names(engine, panel_key, loads(engine, panel_key, None)).aliased:
        _insert(engine, panel_key, spoken, f"o.report = {report}")
        return
    listed = ", ".join(day(period) for period, _ in spoken)
    engine.run(f"DELETE FROM condensed WHERE panel_key = {panel_key} AND period IN ({listed})")
    _insert(engine, panel_key, spoken)


def keep_all(engine: Engine, panel_key: int) -> None:
    """Make what `condensed` has of a panel anew, after its roster has changed."""
    coarse.keep_descriptors(engine)
    coarse.keep_spans(engine, panel_key)
    engine.run(f"DELETE FROM condensed WHERE panel_key = {panel_key}")
    _insert(engine, panel_key, spoken_of(engine, panel_key))


def fill(engine: Engine) -> None:
    """Fill the tables of a store that has not had them."""
    for panel_key in engine.column("SELECT panel_key FROM panel ORDER BY panel_key"):
        keep_all(engine, panel_key)


def pairs(engine: Engine, panel_key: int) -> Iterable[tuple[str, str, str]]:
    """What is kept of a panel, in words, and SQL for it and for what it has to be, portion by portion."""
    alike = (_sign("employees"), _sign("roster_employees"), "on_duty IS NULL")
    columns = ", ".join((*KEYS, *(f"{sql} AS alike_{place}" for place, sql in enumerate(alike))))
    sums = ", ".join(f"sum({column})" for column in ("enterprises", *SUMS))
    added = f"SELECT {columns}, {sums} FROM ({{}}) GROUP BY ALL"
    kept = f"FROM condensed WHERE panel_key = {panel_key} AND period"
    spoken = [period for period, _ in spoken_of(engine, panel_key)]
    for periods in portions(spoken_of(engine, panel_key)):
        listed = ", ".join(map(day, periods))
        words = f"observations of {periods[0]} to {periods[-1]} in few rows"
        yield words, added.format(f"{kept} IN ({listed})"), added.format(condensed(engine, panel_key, periods))
    listed = ", ".join(map(day, spoken))
    others = f"{kept} NOT IN ({listed})" if spoken else f"{kept} IS NOT NULL"
    yield "periods without observations in few rows", others, "FROM condensed WHERE false"


def spoken_of(engine: Engine, panel_key: int, condition: str = "true") -> list[tuple[date, int]]:
    """Periods that observations of a panel are of and that meet a condition, each with its rows delivered, in order."""
    return engine.rows(
        "SELECT period, sum(row_count) FROM report_period JOIN report USING (report) "
        f"WHERE panel_key = {panel_key} AND kind = '{Kind.REPORT.value}' AND {condition} "
        "GROUP BY period ORDER BY period"
    )


def portions(spoken: Sequence[tuple[date, int]]) -> Iterable[list[date]]:
    """Periods with their numbers of rows, as many of them together as can be condensed at once."""
    portion: list[date] = []
    number = 0
    for period, rows in spoken:
        if portion and number + rows > _AT_ONCE:
            yield portion
            portion, number = [], 0
        portion.append(period)
        number += rows
    if portion:
        yield portion


def _insert(engine: Engine, panel_key: int, spoken: Sequence[tuple[date, int]], condition: str = "true") -> None:
    for periods in portions(spoken):
        question = condensed(engine, panel_key, periods, condition)
        engine.run(f"INSERT INTO condensed {question} ORDER BY period, {', '.join(CODED_DIMENSIONS)}")


def condensed(engine: Engine, panel_key: int, periods: Sequence[date], condition: str = "true") -> str:
    """SQL for what `condensed` has to have of some periods in order, of observations `o` that meet a condition."""
    chosen = loads(engine, panel_key, None)
    known = names(engine, panel_key, chosen)
    seen = observed(engine, panel_key, None, periods[-1], known, chosen=chosen)
    listed = ", ".join(map(day, periods))
    between = f"o.period BETWEEN {day(periods[0])} AND {day(periods[-1])}"
    # Of one period, as most reports are, every span that is left is valid on it: so the engine joins sooner.
    on_period = f" AND {valid(day(periods[0]), 'coarse_span')}" if len(periods) == 1 else ""
    is_valid = "" if on_period else f" AND {valid('p.period', 'r')}"
    on_roster = f"LEFT JOIN spans AS r ON r.enterprise_key = p.enterprise_key{is_valid}" if chosen else ""
    parts: Parts = [
        ("spans", f"FROM coarse_span WHERE panel_key = {panel_key}{on_period}"),
        *known.ctes(),
        *seen.parts("seen", f"{between} AND o.period IN ({listed}) AND {condition}"),
        ("codes", _codes(seen)),
        ("rows", _rows(panel_key, on_roster)),
    ]
    ctes = ", ".join(f"{name} AS ({sql})" for name, sql in parts)
    # What is the same in all rows is no matter to a group: half the time.
    same = {"panel_key": str(panel_key)} | ({"period": day(periods[0])} if len(periods) == 1 else {})
    if not chosen:
        same |= {"lacking": "CAST(NULL AS UTINYINT)", "roster_employees": "CAST(NULL AS BIGINT)"}
    varying = [one for one in KEYS if one not in same]
    listed = ", ".join(f"{same[one]} AS {one}" if one in same else one for one in KEYS)
    sums = ", ".join(f"{same[one]} AS {one}" if one in same else f"sum({one}) AS {one}" for one in SUMS)
    return f"WITH {ctes} SELECT {listed}, count(*) AS enterprises, {sums} FROM rows GROUP BY {', '.join(varying)}, has"


def _codes(seen: Observed) -> str:
    if not seen.crowded:
        return "FROM coarse_descriptor"
    codes = ", ".join(f"l_{column}.code AS {column}" for column in CODED_DIMENSIONS)
    described = f"({seen.descriptors('seen')})"
    return f"SELECT s.descriptor_key, {codes} {coarse.coded(described)}"


def _rows(panel_key: int, on_roster: str) -> str:
    """SQL for observations with their coarse codes, joined to the roster by `on_roster` if there is one.

    `has` says which values are there, and which are above 0.
    """
    codes = {column: f"d.{column}" for column in CODED_DIMENSIONS}
    employees, listed, lacking = "p.employees", "CAST(NULL AS BIGINT)", "CAST(NULL AS UTINYINT)"
    if on_roster:
        codes = {column: f"coalesce(r.{column}, d.{column})" for column in CODED_DIMENSIONS}
        employees, listed = "coalesce(p.employees, r.employees)", "r.employees"
        bits = " + ".join(f"CASE WHEN r.{column} IS NULL THEN {BIT[column]} ELSE 0 END" for column in CODED_DIMENSIONS)
        lacking = f"CASE WHEN r.enterprise_key IS NOT NULL THEN CAST({bits} AS UTINYINT) END"
    has = f"6 * {_sign(employees)} + 2 * {_sign(listed)} + CASE WHEN p.on_duty IS NULL THEN 0 ELSE 1 END"
    largest = f"greatest({employees}, p.on_duty, {listed})"
    has = f"CASE WHEN {largest} > {_LARGE} THEN {_SIGNS} + p.enterprise_key ELSE {has} END"
    described_as = ", ".join(f"{sql} AS {column}" for column, sql in codes.items())
    return (
        f"SELECT {panel_key} AS panel_key, p.period, {described_as}, {lacking} AS lacking, p.status, "
        f"{employees} AS employees, p.on_duty, {listed} AS roster_employees, {has} AS has "
        f"FROM seen AS p JOIN codes AS d USING (descriptor_key) {on_roster}"
    )


def _sign(value: str) -> str:
    """SQL that tells a value above 0 from another and from none."""
    return f"CASE WHEN {value} IS NULL THEN 0 WHEN {value} > 0 THEN 1 ELSE 2 END"
