"""The enterprises that report in a period and the one before, group by group."""

from collections.abc import Sequence

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import FrameT

from resumetrack.measure.flags import with_flags


def with_preceding(state: FrameT, by: Sequence[str], enterprise: str) -> tuple[FrameT, FrameT]:
    """Match every period of a state with the one before it, whose `number` is one less.

    Returns
    -------
    now, before
        Of the enterprises that report in both and stay in their group, the rows of the period itself, and those of the
        period before it under the name of the period itself: as many on both sides.
    """
    reporting = with_flags(state, ["reporting"]).filter(nw.col("is_reporting") > 0).drop("is_reporting")
    shifts = {"last": ("number", 1), "next": ("number", -1), "following": ("period", -1)}
    linked = with_match_key(reporting, [*by, enterprise]).with_columns(
        **{
            name: nw.col(column).shift(step).over("match_key", order_by="number")
            for name, (column, step) in shifts.items()
        }
    )
    now = linked.filter(nw.col("last") == nw.col("number") - 1)
    before = linked.filter(nw.col("next") == nw.col("number") + 1).drop("period").rename({"following": "period"})
    return now, before


def with_match_key(frame: FrameT, keys: Sequence[str]) -> FrameT:
    """Add `match_key`, equal where all keys are, missing ones included."""
    # A group may be unknown (null), and a join drops nulls: one text that is never null stands for all keys.
    parts = [nw.col(key).cast(nw.String).fill_null("\x00") for key in keys]
    return frame.with_columns(match_key=nw.concat_str(*parts, separator="\x01"))
