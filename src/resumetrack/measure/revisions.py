"""Of several reports on one enterprise and period: what is in force, column by column, as of a moment.

The last report that has a column decides it; an empty cell of its makes the value missing. Reports follow each other
by `received_at`, then `report`, then `line`, as far as the frame has these columns.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import narwhals.stable.v2 as nw

from resumetrack.errors import UsageError
from resumetrack.measure.canonical import KEYS, Frame, check_unique, columns_of, require

RECEIVED = "received_at"
REPORT = "report"
SAID = "columns"
"""An optional column: the names of the columns that a row's report has, separated by commas."""
ORDER = (RECEIVED, REPORT, "line")
Moment = date | datetime


def received_by(frame: Frame, as_of: Moment | None) -> Frame:
    """Keep what had been received by a moment (everything, if None).

    A date is the end of that day. Where `received_at` knows no zone it is taken for UTC if `as_of` knows its own, else
    the two are compared as they stand.

    Raises
    ------
    UsageError
        If the frame has no times in `received_at`.
    """
    if as_of is None:
        return frame
    require(frame, [RECEIVED], "a frame asked as of a moment")
    return frame.filter(nw.col(RECEIVED) <= _comparable(as_of, frame.collect_schema()[RECEIVED]))


def latest_revisions(frame: Frame, columns: Sequence[str]) -> Frame:
    """Give one row per enterprise and period, with what is in force of the `columns`.

    Which columns a report has says the column `columns`; without it a report has those that some row of it has a
    value in.

    Raises
    ------
    UsageError
        If the frame has neither `received_at` nor `report`, and several rows for one key.
    """
    order = [name for name in ORDER if name in columns_of(frame)]
    if RECEIVED not in order and REPORT not in order:
        check_unique(frame, KEYS, "the frame", "keep one of them, or add received_at or report: the last one counts")
        return frame.select(*KEYS, *columns)
    said = _with_said(frame, columns, REPORT if REPORT in order else RECEIVED)
    placed = said.with_columns(one=nw.lit(1)).with_columns(place=nw.col("one").cum_sum().over(*KEYS, order_by=order))
    # Windows and not a join with their own maxima: an engine may work out a frame as often as it is named.
    tops = {f"top_{name}": nw.when(nw.col(f"has_{name}") > 0).then(nw.col("place")) for name in columns}
    last = {name: nw.col(name).max().over(*KEYS) for name in tops}
    in_force = {name: nw.when(nw.col("place") == nw.col(f"top_{name}")).then(nw.col(name)) for name in columns}
    picked = placed.with_columns(**tops).with_columns(**last).with_columns(**in_force)
    return picked.group_by(*KEYS).agg(*(nw.col(name).max() for name in columns))


def _with_said(frame: Frame, columns: Sequence[str], report: str) -> Frame:
    """Add `has_<column>`, 1 where the row's report has the column, else 0."""
    if SAID in columns_of(frame):
        words = nw.concat_str(nw.lit(","), nw.col(SAID), nw.lit(","))
        return frame.with_columns(
            **{f"has_{name}": words.str.contains(f",{name},", literal=True).cast(nw.Int64) for name in columns}
        )
    stated = frame.with_columns(**{f"has_{name}": (~nw.col(name).is_null()).cast(nw.Int64) for name in columns})
    anywhere = stated.group_by(report).agg(*(nw.col(f"has_{name}").max() for name in columns))
    return frame.join(anywhere, on=report, how="left")


def _comparable(as_of: Moment, kind: nw.dtypes.DType) -> Moment:
    """Bring a moment to what the column holds: days, times of some zone, or times that do not say theirs."""
    moment = as_of if isinstance(as_of, datetime) else datetime.combine(as_of, time.max)
    if kind == nw.Date:
        return moment.date()
    if not isinstance(kind, nw.Datetime):
        message = f"column {RECEIVED} of the frame is {kind}, not times"
        raise UsageError(message, hint=f'convert it first, in pandas: frame["{RECEIVED}"] = pd.to_datetime(...)')
    if kind.time_zone is not None:
        return moment.astimezone(ZoneInfo(kind.time_zone))
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
