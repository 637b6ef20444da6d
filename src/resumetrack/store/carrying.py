"""A report counts on: the last status of an enterprise that is silent in a period, for as long as the query lets it.

How far a report reaches is the query's business (`StateQuery.reach`); calendars are not known here. No window over
history is needed: one string of bits per enterprise says in which periods it states a status.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from resumetrack.model import MEASURES
from resumetrack.store.observed import Observed, Parts, among
from resumetrack.store.sql import day

COLUMNS = ("period", "enterprise_key", "status", *MEASURES, "difficulty_key", "descriptor_key", "report", "line")
"""What a carried row has, a closure for good (`store.closures`) or another report."""


def places(held: Sequence[date]) -> str:
    """SQL for the periods held, each with its place from 1 on, so that its neighbours have a place too."""
    rows = ", ".join(f"({day(period)}, {place})" for place, period in enumerate(held, 1))
    return f"SELECT * FROM (VALUES {rows}) AS h(period, place)"


def spoken(held: Sequence[date]) -> str:
    """SQL for the aggregate that says in which places an enterprise states a status; `get_bit` reads it."""
    return f"bitstring_agg(place, 0, {len(held) + 1})"


def reached(
    observed: Observed, reach: Mapping[date, Sequence[date]], held: Sequence[date], members: str | None
) -> Parts:
    """Named subqueries up to `reached`: each report in each later period that it counts in. `held` has its places.

    It is about the `members` whose keys a table has, about all if none is named.

    Only the last report of a run without a gap can reach anything, and nothing beyond the next status, nor beyond the
    day on which an enterprise leaves the roster (`departures`). A closure for good needs no reach.
    """
    first, last = min(reach), max(target for targets in reach.values() for target in targets)
    pairs = ", ".join(f"({day(source)}, {day(target)})" for source, targets in reach.items() for target in targets)
    kept = ", ".join(f"s.{column}" for column in COLUMNS[1:])
    return [
        *observed.parts("recent", f"o.period BETWEEN {day(first)} AND {day(last)}{among(members)}"),
        (
            "recent_places",
            (
                f"SELECT enterprise_key, {spoken(held)} AS bits FROM recent JOIN held USING (period) "
                "WHERE status IS NOT NULL GROUP BY enterprise_key"
            ),
        ),
        (
            "last_of_runs",
            (
                "SELECT s.*, strpos(substr(CAST(bits AS VARCHAR), place + 2), '1') AS gap, place "
                "FROM recent AS s JOIN held USING (period) JOIN recent_places USING (enterprise_key) "
                "WHERE status IS NOT NULL AND status <> 'closed' AND get_bit(bits, place + 1) = 0"
            ),
        ),
        ("reach", f"SELECT * FROM (VALUES {pairs}) AS r(source, target)"),
        (
            "reached",
            (
                f"SELECT t.target AS period, {kept} FROM last_of_runs AS s JOIN reach AS t ON t.source = s.period "
                "JOIN held AS h ON h.period = t.target WHERE (s.gap = 0 OR h.place < s.place + s.gap) "
                "AND NOT EXISTS (FROM departures AS x WHERE x.enterprise_key = s.enterprise_key "
                "AND x.day > s.period AND x.day <= t.target)"
            ),
        ),
    ]
