"""Who should report when: a roster of one or several editions, or of spans, and who has left it.

With the column `valid_from` a roster has several editions, each complete from its date until the next: an enterprise
that the next one lacks has left. With `valid_to` beside it each row is a span of its own, up to but not including that
day: an enterprise without a span that follows on has left. A blank date is the beginning of time, or its end; without
the columns there is one edition.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals.stable.v2 as nw

from resumetrack.measure.canonical import ENTERPRISE, PERIOD, Frame, check_unique, columns_of, refuse_first, require

VALID_FROM, VALID_TO = "valid_from", "valid_to"
_EDITION = "edition"
_HINT = f"keep one row per enterprise, or say from when each is valid in {VALID_FROM}"


@dataclass(frozen=True, slots=True)
class Scope:
    """A roster laid over periods.

    `members`: one row per period and enterprise in scope, with `in_scope` = 1 and what the roster says of it in
    `roster_<column>`. `leavers`: enterprise and `left`, the first period after it left the roster.
    """

    members: Frame
    leavers: Frame


def check_roster(roster: Frame) -> None:
    """Make sure that no enterprise is on the roster twice at once.

    Raises
    ------
    UsageError
        If one stands twice in an edition, or in spans that overlap.
    """
    known = columns_of(roster)
    keys = [ENTERPRISE, *([VALID_FROM] if VALID_FROM in known else [])]
    check_unique(roster, keys, "the roster", _HINT)
    if VALID_TO in known:
        require(roster, [VALID_FROM], f"a roster with {VALID_TO}")
        following = nw.col(VALID_FROM).shift(-1).over(ENTERPRISE, order_by=VALID_FROM)
        goes_on = nw.col(VALID_TO).is_null() | (nw.col(VALID_TO) > nw.col("following"))
        overlapping = roster.with_columns(following=following).filter(~nw.col("following").is_null() & goes_on)
        refuse_first(overlapping, keys, "the roster has spans that overlap, of", _HINT)


def scope(roster: Frame, periods: Frame, columns: Sequence[str]) -> Scope:
    """Lay a roster that has been checked over the periods."""
    known = columns_of(roster)
    keys = [ENTERPRISE, *(name for name in (VALID_FROM, VALID_TO) if name in known)]
    said = roster.select(*keys, *(nw.col(name).alias(f"roster_{name}") for name in columns))
    if VALID_TO in known:
        return _of_spans(said, periods.select(PERIOD))
    entries, editions = _numbered(said)
    if editions is None:
        dated = periods.select(PERIOD).with_columns(edition=nw.lit(0))
        leavers = entries.select(ENTERPRISE).head(0).join(dated.select(left=PERIOD).head(0), how="cross")
    else:
        dated = _edition_of(periods.select(PERIOD), editions)
        leavers = _leavers(entries, dated, editions)
    members = entries.join(dated, on=_EDITION, how="inner").drop(_EDITION).with_columns(in_scope=nw.lit(1))
    return Scope(members, leavers)


def _of_spans(spans: Frame, periods: Frame) -> Scope:
    """Lay spans over the periods."""
    begun = nw.col(VALID_FROM).is_null() | (nw.col(VALID_FROM) <= nw.col(PERIOD))
    lasting = nw.col(VALID_TO).is_null() | (nw.col(PERIOD) < nw.col(VALID_TO))
    members = spans.join(periods, how="cross").filter(begun, lasting).drop(VALID_FROM, VALID_TO)
    ended = spans.filter(~nw.col(VALID_TO).is_null()).select(ENTERPRISE, VALID_TO)
    followed = spans.select(ENTERPRISE, valid_to=nw.col(VALID_FROM))
    departed = ended.join(followed, on=[ENTERPRISE, VALID_TO], how="anti")
    later = departed.join(periods, how="cross").filter(nw.col(PERIOD) >= nw.col(VALID_TO))
    first = later.group_by(ENTERPRISE, VALID_TO).agg(nw.col(PERIOD).min().alias("left"))
    # Two spans that end before the same period are one departure.
    leavers = first.group_by(ENTERPRISE, "left").agg(nw.len().alias("spans")).select(ENTERPRISE, "left")
    return Scope(members.with_columns(in_scope=nw.lit(1)), leavers)


def _numbered(roster: Frame) -> tuple[Frame, Frame | None]:
    """Number the editions by date from 1; without a date it is 0."""
    if VALID_FROM not in columns_of(roster):
        return roster.with_columns(edition=nw.lit(0)), None
    dates = roster.filter(~nw.col(VALID_FROM).is_null()).select(VALID_FROM).unique()
    editions = dates.with_columns(one=nw.lit(1)).with_columns(edition=nw.col("one").cum_sum().over(order_by=VALID_FROM))
    entries = roster.join(editions.select(VALID_FROM, _EDITION), on=VALID_FROM, how="left")
    return entries.with_columns(nw.col(_EDITION).fill_null(0)).drop(VALID_FROM), editions.select(VALID_FROM, _EDITION)


def _edition_of(periods: Frame, editions: Frame) -> Frame:
    """Find the edition valid on each period: as many as have begun by then."""
    begun = periods.join(editions, how="cross").filter(nw.col(VALID_FROM) <= nw.col(PERIOD))
    latest = begun.group_by(PERIOD).agg(nw.col(_EDITION).max())
    return periods.join(latest, on=PERIOD, how="left").with_columns(nw.col(_EDITION).fill_null(0))


def _leavers(entries: Frame, dated: Frame, editions: Frame) -> Frame:
    """Enterprises that the next edition lacks, and the first period on which that one, or a later one, is valid."""
    next_editions = editions.select(next_edition=_EDITION)
    later = dated.join(next_editions, how="cross").filter(nw.col(_EDITION) >= nw.col("next_edition"))
    begins = later.group_by("next_edition").agg(nw.col(PERIOD).min().alias("left"))
    expected = entries.select(ENTERPRISE, next_edition=nw.col(_EDITION) + 1)
    missing = expected.join(
        entries.select(ENTERPRISE, next_edition=_EDITION), on=[ENTERPRISE, "next_edition"], how="anti"
    )
    return missing.join(begins, on="next_edition", how="inner").select(ENTERPRISE, "left").unique()
