"""The enterprises that report in both of two periods, group by group."""

from collections.abc import Sequence

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import FrameT

from resumetrack.measure.flags import with_flags


def only_matched(state: FrameT, by: Sequence[str]) -> FrameT:
    """Keep the rows of enterprises that report in both periods of a two-period state and stay in their group."""
    keys = [*by, "enterprise_key"]
    reporting = _with_match_key(with_flags(state, ["reporting"]).filter(nw.col("is_reporting") > 0), keys)
    first_and_last = [nw.col("period").min().alias("first_reported"), nw.col("period").max().alias("last_reported")]
    spans = reporting.group_by("match_key").agg(*first_and_last)
    both = spans.filter(nw.col("first_reported") < nw.col("last_reported"))
    return reporting.join(both, on="match_key", how="semi").drop("match_key", "is_reporting")


def _with_match_key(frame: FrameT, keys: Sequence[str]) -> FrameT:
    # A group may be unknown (null), and a join drops nulls: one text that is never null stands for all keys.
    parts = [nw.col(key).cast(nw.String).fill_null("\x00") for key in keys]
    return frame.with_columns(match_key=nw.concat_str(*parts, separator="\x01"))
