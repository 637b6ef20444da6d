"""Frames of observations as a user holds them: the canonical columns, how they are checked, and how a frame is opened.

A frame may be of pandas, Polars (eager or lazy), DuckDB or Spark. Inside this room it is a lazy frame of narwhals; what
goes out is of the kind that came in. Nothing is computed here, but for one look for repeated keys.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from resumetrack.errors import UsageError
from resumetrack.model import DESCRIPTORS, MEASURES

Frame = nw.LazyFrame[Any]
PERIOD = "period"
ENTERPRISE = "enterprise_id"
KEYS = (PERIOD, ENTERPRISE)
TEXTS = (ENTERPRISE, "status", *DESCRIPTORS)


def opened(native: IntoFrame, what: str = "the frame") -> Frame:
    """Open a frame of any kind.

    Raises
    ------
    UsageError
        If it is no frame of these kinds.
    """
    try:
        return nw.from_native(native).lazy()
    except TypeError as error:
        message = f"{what} is a {type(native).__name__}, which is no frame that can be measured"
        raise UsageError(message, hint="pass a frame of pandas, Polars, DuckDB or Spark") from error


def closed(frame: Frame, like: IntoFrameT) -> IntoFrameT:
    """Give a frame back as the kind that `like` is: computed if that one is, else lazy."""
    computed = isinstance(nw.from_native(like), nw.DataFrame)  # type: ignore[type-var]
    found: IntoFrameT = nw.to_native(frame.collect() if computed else frame)
    return found


def columns_of(frame: Frame) -> list[str]:
    """Names of the columns."""
    return frame.collect_schema().names()


def require(frame: Frame, wanted: Iterable[str], what: str) -> None:
    """Make sure of columns.

    Raises
    ------
    UsageError
        If some are not there.
    """
    known = columns_of(frame)
    missing = [name for name in dict.fromkeys(wanted) if name not in known]
    if missing:
        message = f"{what} has no column {', '.join(missing)}"
        raise UsageError(message, hint=f"it has {', '.join(known)}; docs/notebooks.md lists the canonical names")


def canonical(frame: Frame, what: str, days: Collection[str]) -> Frame:
    """Bring the columns that are there to their types: ids and words text, measures numbers, NaN missing.

    Raises
    ------
    UsageError
        If one of the `days` is no date, or a measure no number.
    """
    columns: dict[str, nw.Expr] = {}
    for name, kind in frame.collect_schema().items():
        if name in days and kind not in (nw.Date, nw.Datetime):
            message = f"column {name} of {what} is {kind}, not dates"
            raise UsageError(message, hint=f'convert it first, in pandas: frame["{name}"] = pd.to_datetime(...)')
        if name in TEXTS and kind != nw.String:
            columns[name] = nw.col(name).cast(nw.String)
        elif name in MEASURES:
            if not kind.is_numeric():
                message = f"column {name} of {what} is {kind}, not numbers"
                raise UsageError(message, hint=f"convert {name} to numbers, missing ones to null")
            columns[name] = _number(name, kind)
    return frame.with_columns(**columns) if columns else frame


def _number(name: str, kind: nw.dtypes.DType) -> nw.Expr:
    if kind.is_integer():
        return nw.col(name).cast(nw.Int64)
    value = nw.col(name).cast(nw.Float64)
    return nw.when(~value.is_nan()).then(value)


def check_unique(frame: Frame, keys: Sequence[str], what: str, hint: str) -> None:
    """Make sure that no key stands in two rows: they would be counted twice without a word.

    Raises
    ------
    UsageError
        If one does.
    """
    counted = frame.group_by(*keys).agg(nw.len().alias("rows_of_key"))
    refuse_first(counted.filter(nw.col("rows_of_key") > 1), keys, f"{what} has several rows for", hint)


def refuse_first(frame: Frame, keys: Sequence[str], message: str, hint: str) -> None:
    """Name the first row of a frame of those that may not be, if it has any.

    Raises
    ------
    UsageError
        If it has one: the message, followed by its keys.
    """
    found = _first_row(frame.select(*keys))
    if found is not None:
        named = ", ".join(f"{key} {value}" for key, value in zip(keys, found, strict=True))
        raise UsageError(f"{message} {named}", hint=hint)


def _first_row(frame: Frame) -> tuple[object, ...] | None:
    # Through the engine's own hands: the common way goes through pyarrow, which need not be there.
    native: Any = nw.to_native(frame.head(1))
    if hasattr(native, "fetchone"):
        found = native.fetchone()
    elif hasattr(native, "first") and hasattr(native, "rdd"):
        found = native.first()
    else:
        rows = frame.head(1).collect().rows()
        found = rows[0] if rows else None
    return None if found is None else tuple(found)
