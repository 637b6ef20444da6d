"""Observations in few rows: who says alike in a period is counted and summed together, and kept beside what was said.

A row has the enterprises of one period that are described alike, as far as coarse codes tell (`store.coarse`), state
the same status, and have the same values there and above 0, as the roster in force now has it. There is a table of such
rows for each grain (`store.grains`): by all three dimensions, and in fewer rows by the region alone, which is finer
there, and by industry and size. They have only what was reported of the period itself: closures and reports that count
on are found elsewhere. They follow from the observations alone, are brought up to date in the transaction that changes
them, and `verify` compares them.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from resumetrack.model import CODED_DIMENSIONS, Kind
from resumetrack.store import coarse
from resumetrack.store.engine import Engine
from resumetrack.store.grains import BIT, CODES, GRAINS, SUMS
from resumetrack.store.observed import Observed, Parts, observed
from resumetrack.store.roster import loads, names, valid
from resumetrack.store.sql import day

_COLUMNS = ("grain", "panel_key", "period", *CODES, "lacking", "status")
_SIGNS = 18
_LARGE = 10**12  # the sum of more of what is larger might not fit a number: such an enterprise has a row of its own
_AT_ONCE = 10_000_000  # observations; all those of a year would be summed outside memory


def keep(engine: Engine, panel_key: int, report: int, *, alone: bool) -> None:
    """Bring all grains up to date after a report was stored or withdrawn; `alone` if all its keys are its own."""
    coarse.keep_descriptors(engine)
    spoken = spoken_of(engine, panel_key, f"period IN (SELECT period FROM report_period WHERE report = {report})")
    if not spoken:
        return
    if alone and not names(engine, panel_key, loads(engine, panel_key, None)).aliased:
        _insert(engine, panel_key, spoken, f"o.report = {report}")
        return
    listed = ", ".join(day(period) for period, _ in spoken)
    _delete(engine, f"panel_key = {panel_key} AND period IN ({listed})")
    _insert(engine, panel_key, spoken)


def keep_all(engine: Engine, panel_key: int) -> None:
    """Make what all grains have of a panel anew, after its roster has changed."""
    coarse.keep_descriptors(engine)
    coarse.keep_spans(engine, panel_key)
    _delete(engine, f"panel_key = {panel_key}")
    _insert(engine, panel_key, spoken_of(engine, panel_key))


def fill(engine: Engine) -> None:
    """Fill the tables of a store that has not had them."""
    for panel_key in engine.column("SELECT panel_key FROM panel ORDER BY panel_key"):
        keep_all(engine, panel_key)


def pairs(engine: Engine, panel_key: int) -> Iterable[tuple[str, str, str]]:
    """What is kept of a panel, in words, and SQL for it and for what it has to be, portion by portion."""
    alike = (_sign("employees"), _sign("roster_employees"), "on_duty IS NULL")
    columns = ", ".join((*_COLUMNS, *(f"{sql} AS alike_{place}" for place, sql in enumerate(alike))))
    sums = ", ".join(f"sum({column})" for column in ("enterprises", *SUMS))
    added = f"SELECT {columns}, {sums} FROM ({{}}) GROUP BY ALL"
    spoken = spoken_of(engine, panel_key)
    for periods in portions(spoken):
        listed = ", ".join(map(day, periods))
        words = f"observations of {periods[0]} to {periods[-1]} in few rows"
        kept = _kept(f"panel_key = {panel_key} AND period IN ({listed})")
        yield words, added.format(kept), added.format(condensed(engine, panel_key, periods))
    listed = ", ".join(day(period) for period, _ in spoken)
    others = f"period NOT IN ({listed})" if spoken else "period IS NOT NULL"
    kept = _kept(f"panel_key = {panel_key} AND {others}")
    yield "periods without observations in few rows", kept, f"FROM ({kept}) WHERE false"


def _kept(condition: str) -> str:
    """SQL for the rows of all grains that meet a condition, as `condensed` has them."""
    return " UNION ALL BY NAME ".join(
        f"SELECT {grain.mark} AS grain, {', '.join((*grain.keys, 'enterprises', *SUMS))} "
        f"FROM {grain.table} WHERE {condition}"
        for grain in GRAINS
    )


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


def _delete(engine: Engine, condition: str) -> None:
    for grain in GRAINS:
        engine.run(f"DELETE FROM {grain.table} WHERE {condition}")


def _insert(engine: Engine, panel_key: int, spoken: Sequence[tuple[date, int]], condition: str = "true") -> None:
    for periods in portions(spoken):
        made = engine.temporary(condensed(engine, panel_key, periods, condition))
        for grain in GRAINS:
            columns = ", ".join((*grain.keys, "enterprises", *SUMS))
            engine.run(
                f"INSERT INTO {grain.table} ({columns}) SELECT {columns} FROM {made} WHERE grain = {grain.mark} "
                f"ORDER BY period, {', '.join(grain.codes.values())}"
            )
        engine.run(f"DROP TABLE {made}")


def condensed(engine: Engine, panel_key: int, periods: Sequence[date], condition: str = "true") -> str:
    """SQL for what all grains have to have of some periods in order, of observations `o` that meet a condition."""
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
    listed = ", ".join(f"{same[one]} AS {one}" if one in same else one for one in _COLUMNS[1:])
    sums = ", ".join(f"{same[one]} AS {one}" if one in same else f"sum({one}) AS {one}" for one in SUMS)
    sets = (", ".join((*(one for one in grain.keys if one not in same), "has")) for grain in GRAINS)
    return (
        f"WITH {ctes} SELECT grouping({', '.join(CODES)}) AS grain, {listed}, count(*) AS enterprises, {sums} "
        f"FROM rows GROUP BY GROUPING SETS ({', '.join(f'({one})' for one in sets)})"
    )


def _codes(seen: Observed) -> str:
    if not seen.crowded:
        return "FROM coarse_descriptor"
    described = f"({seen.descriptors('seen')})"
    return f"SELECT s.descriptor_key, {coarse.SELECTED} {coarse.coded(described)}"


def _rows(panel_key: int, on_roster: str) -> str:
    """SQL for observations with their coarse codes, joined to the roster by `on_roster` if there is one.

    `has` says which values are there, and which are above 0.
    """
    codes = {code: f"d.{code}" for code in CODES}
    employees, listed, lacking = "p.employees", "CAST(NULL AS BIGINT)", "CAST(NULL AS UTINYINT)"
    if on_roster:
        codes = {code: f"coalesce(r.{code}, d.{code})" for code in CODES}
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
