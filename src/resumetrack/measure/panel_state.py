"""The state of a frame of observations: the enterprise x period table behind every figure, worked out with windows.

The store keeps columns that spare it the windows; what it hands to `reduce_state` is this table all the same
(`resumetrack.measure.state_columns`), and a test compares the two on the same histories.
"""

from collections.abc import Callable, Sequence

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from resumetrack.errors import UsageError
from resumetrack.measure.canonical import ENTERPRISE, KEYS, PERIOD, Frame, closed
from resumetrack.measure.revisions import Moment, latest_revisions, received_by
from resumetrack.measure.scope import scope
from resumetrack.measure.sources import ORDINAL, Sources, present
from resumetrack.model import Marker, Status

_DAYS_OF_A_YEAR = 365
# Every fourth year has a day more, but for centuries, but for those that 400 divides.
_LEAP_YEARS = ((4, 1), (100, -1), (400, 1))


def state(
    frame: IntoFrameT,
    roster: IntoFrame | None = None,
    *,
    attributes: Sequence[str] = (),
    as_of: Moment | None = None,
    carry: int = 0,
    calendar: IntoFrame | None = None,
) -> IntoFrameT:
    """Work out what is in force of each enterprise in each period.

    Parameters
    ----------
    frame
        Observations with the canonical columns: `period` and `enterprise_id`, and of `status`, the measures, `region`,
        `industry`, `size` those there are. With `received_at` or `report` there may be several rows per enterprise
        and period, and the last one counts, column by column (`resumetrack.measure.revisions`).
    roster
        Who should report: `enterprise_id`, and of `employees`, `region`, `industry`, `size` those there are. With
        `valid_from`, or `valid_from` and `valid_to`, it has several editions, or spans (`resumetrack.measure.scope`).
        Of the same engine as `frame`.
    attributes
        Further columns of frame or roster to keep.
    as_of
        What had been received by then; needs `received_at`.
    carry
        For how many days, as the calendar counts them, the last report that states a status counts for the periods
        after it that have none. Closures for good go on whatever it says.
    calendar
        Columns `period` and `ordinal`: as many working days lie between two periods as their ordinals differ. Without
        it calendar days are counted. Into periods that it lacks nothing is carried.

    Returns
    -------
    frame
        Of the same kind as `frame`, one row per enterprise and period: who reports, is carried, or is in scope.
        Beside the observation's columns `roster_employees`, `in_scope`, `carried` (1 or 0) and `marker`.

    Raises
    ------
    UsageError
        If a column is lacking or of the wrong type, or rows repeat a key and nothing tells which one is later.
    """
    sources = Sources(frame, roster, calendar, [*present(frame, roster), *attributes])
    found = panel_state(sources, as_of, carry).drop("number").with_columns(marker=_marker())
    return closed(found, frame)


def panel_state(
    sources: Sources,
    as_of: Moment | None,
    carry: int,
    periods: Frame | None = None,
    once: Callable[[Frame], Frame] = lambda frame: frame,
) -> Frame:
    """Work out the state inside this room; `state` says what it is. `number` is the place of its period among all.

    It is of the `periods` given, with `number` and `ordinal`, else of those that the observations are of. What goes
    through `once` is named several times, for engines that would work it out as often.
    """
    if carry < 0:
        message = f"carry is {carry}, not a number of days"
        raise UsageError(message, hint="0 carries nothing but closures for good")
    visible = received_by(sources.observations, as_of)
    told = once(_told(sources, visible))
    if periods is None:
        periods = _with_ordinals(visible.select(PERIOD).unique(), sources.calendar)
    grid = _grid(sources, told, periods)
    reached = _reached(sources, grid, told.join(periods, on=PERIOD, how="inner"), carry)
    return _in_force(sources, reached)


def _told(sources: Sources, visible: Frame) -> Frame:
    """What enterprises themselves say of each period."""
    missing = {}
    if "status" not in sources.words:
        missing["status"] = nw.lit(None, dtype=nw.String)
    if "employees" not in sources.measures:
        missing["employees"] = nw.lit(None, dtype=nw.Float64)
    said = latest_revisions(visible, [*sources.words, *sources.measures])
    return said.with_columns(told=nw.lit(1), **missing)


def _grid(sources: Sources, told: Frame, periods: Frame) -> Frame:
    """Every enterprise in every period, with what it says there and whether it is in scope."""
    reporters = told.select(ENTERPRISE)
    if sources.roster is None:
        everyone = _each(reporters).join(periods, how="cross").join(told, on=list(KEYS), how="left")
        nothing = {"in_scope": nw.lit(0), "has_left": nw.lit(0), "roster_employees": nw.lit(None, dtype=nw.Float64)}
        return everyone.with_columns(**nothing)
    laid = scope(sources.roster, periods, sources.described)
    listed = sources.roster.select(ENTERPRISE)
    everyone = _each(nw.concat([reporters, listed])).join(periods, how="cross")
    left = laid.leavers.select(ENTERPRISE, period="left", has_left=nw.lit(1))
    grid = everyone
    for part in (told, laid.members, left):
        grid = grid.join(part, on=list(KEYS), how="left")
    if "employees" not in sources.described:
        grid = grid.with_columns(roster_employees=nw.lit(None, dtype=nw.Float64))
    return grid.with_columns(nw.col("in_scope", "has_left").fill_null(0).cast(nw.Int64))


def _each(enterprises: Frame) -> Frame:
    """Every enterprise once; engines group sooner than they look for the first row of each."""
    return enterprises.group_by(ENTERPRISE).agg(nw.len().alias("rows")).select(ENTERPRISE)


def _reached(sources: Sources, grid: Frame, told: Frame, carry: int) -> Frame:
    """Add the last report with a status, `then_<column>`, and whether it counts in the period: `carried`, `closure`."""
    kept = (*sources.measures, *sources.words, "status", ORDINAL)
    origin = told.filter(~nw.col("status").is_null()).select(
        ENTERPRISE, origin=PERIOD, **{f"then_{name}": nw.col(name) for name in dict.fromkeys(kept)}
    )
    marks = {
        "origin": nw.when(~nw.col("status").is_null()).then(nw.col(PERIOD)),
        "left": nw.when(nw.col("has_left") > 0).then(nw.col(PERIOD)),
        "employed": nw.col("employees"),
    }
    filled = {name: _latest(name) for name in marks}
    joined = grid.with_columns(**marks).with_columns(**filled).join(origin, on=[ENTERPRISE, "origin"], how="left")
    for_good = nw.col("then_status") == Status.CLOSED.value
    near = nw.col(ORDINAL) - nw.col(f"then_{ORDINAL}") <= carry
    stayed = nw.col("left").is_null() | (nw.col("origin") >= nw.col("left"))
    reaches = nw.col("status").is_null() & stayed & ((for_good | near) if carry else for_good)
    with_carried = joined.with_columns(carried=reaches.fill_null(value=False).cast(nw.Int64))
    return with_carried.with_columns(closure=(for_good.fill_null(value=False).cast(nw.Int64)) * nw.col("carried"))


def _latest(name: str) -> nw.Expr:
    return nw.col(name).fill_null(strategy="forward").over(ENTERPRISE, order_by=PERIOD)


def _in_force(sources: Sources, reached: Frame) -> Frame:
    """Lay the carried values under what is said of the period itself, and the roster's where it has the last word."""
    is_carried, is_closure = nw.col("carried") > 0, nw.col("closure") > 0
    columns = {"status": nw.coalesce("status", nw.when(is_carried).then(nw.col("then_status")))}
    for name in sources.measures:
        columns[name] = nw.coalesce(name, nw.when(is_carried & ~is_closure).then(nw.col(f"then_{name}")))
    staff = nw.coalesce(columns.get("employees", nw.col("employees")), nw.when(is_closure).then(nw.col("employed")))
    from_roster = nw.when((nw.col("told") > 0) | is_carried).then(nw.col("roster_employees"))
    columns["employees"] = nw.coalesce(staff, from_roster)
    if "on_duty" in columns:
        columns["on_duty"] = nw.coalesce(columns["on_duty"], nw.when(is_closure).then(nw.lit(0)))
    for name in sources.labels:
        said = [nw.col(f"roster_{name}")] if name in sources.described else []
        if name in sources.words:
            said += [nw.col(name), nw.when(is_carried).then(nw.col(f"then_{name}"))]
        columns[name] = nw.coalesce(*said)
    shown = reached.filter((nw.col("told") > 0) | is_carried | (nw.col("in_scope") > 0))
    kept = (
        "status",
        *sources.measures,
        *sources.labels,
        "employees",
        "roster_employees",
        "in_scope",
        "carried",
        "number",
    )
    return shown.with_columns(**columns).select(*dict.fromkeys((*KEYS, *kept)))


def _marker() -> nw.Expr:
    silent = nw.when(nw.col("status").is_null()).then(nw.lit(Marker.MISSING.value))
    carried = nw.when(nw.col("carried") > 0).then(nw.lit(Marker.CARRIED.value))
    return nw.coalesce(silent, carried, nw.lit(Marker.OBSERVED.value))


def _with_ordinals(periods: Frame, calendar: Frame | None) -> Frame:
    """Number the periods: by their order, and by the days of the calendar, or by those since the year 1."""
    numbered = periods.with_columns(one=nw.lit(1)).with_columns(number=nw.col("one").cum_sum().over(order_by=PERIOD))
    periods = numbered.drop("one")
    if calendar is not None:
        return periods.join(calendar, on=PERIOD, how="left")
    before = nw.col(PERIOD).dt.year() - 1
    days = before * _DAYS_OF_A_YEAR + nw.col(PERIOD).dt.ordinal_day()
    for years, sign in _LEAP_YEARS:
        days = days + before // years * sign
    return periods.with_columns(ordinal=days)
