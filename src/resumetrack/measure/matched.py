"""The enterprises that report in both of two periods, group by group."""

from collections.abc import Sequence

import narwhals.stable.v2 as nw

from resumetrack.measure.flags import with_flags


def only_matched(state: nw.LazyFrame, by: Sequence[str]) -> nw.LazyFrame:
    """Keep the rows of enterprises that report in both periods of a two-period state and stay in their group."""
    keys = [*by, "enterprise_key"]
    reporting = with_flags(state).filter(nw.col("is_reporting") > 0)
    twice = reporting.group_by(*keys).agg(nw.len().cast(nw.Int64).alias("periods_reported")).filter(nw.col("periods_reported") > 1)
    # Groups may be unknown (null), and a join drops nulls: a text key that cannot be null stands in for them.
    return _with_key(reporting, keys).join(_with_key(twice, keys).select("match_key"), on="match_key", how="semi")


def _with_key(frame: nw.LazyFrame, keys: Sequence[str]) -> nw.LazyFrame:
    parts = [nw.col(key).cast(nw.String).fill_null("\x00") for key in keys]
    return frame.with_columns(match_key=nw.concat_str(*parts, separator="\x01"))
