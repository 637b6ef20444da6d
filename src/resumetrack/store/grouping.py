"""The rows of a state with the groups they fall in, of those that meet the conditions."""

from resumetrack.model import DESCRIPTORS, LIST_DIMENSIONS
from resumetrack.store.levels import Levels
from resumetrack.store.query import Filter, StateQuery
from resumetrack.store.sql import json_member, text
from resumetrack.store.wanted import ATTRIBUTES

SILENT = "(status IS NULL OR carried > 0)"
"""SQL condition on `rows`: who does not state a status in the period, so that the last one is to be looked for."""
_LAST_PERIOD = f"CASE WHEN {SILENT} THEN l.last_period ELSE rows.period END AS last_period"
_DETAIL = (
    "JOIN enterprise AS e ON e.enterprise_key = rows.enterprise_key",
    "LEFT JOIN difficulty AS y ON y.difficulty_key = rows.difficulty_key",
    (
        "ASOF LEFT JOIN (SELECT enterprise_key, period AS last_period FROM past WHERE status IS NOT NULL) AS l "
        "ON l.enterprise_key = rows.enterprise_key AND rows.period >= l.last_period"
    ),
)


def grouped(query: StateQuery, levels: Levels) -> str:
    """SQL for `rows` with the groups they fall in; it refers to `members` and, in detail, to `past`."""
    columns: list[str] = []
    joins = [_join_members(query)]
    for place, dimension in enumerate(query.dimensions):
        if dimension.groups is None:
            columns.append(f"{_raw(dimension.name)} AS dim_{place}")
        elif (join := levels.join(place)) is not None:
            columns.append(f"level_{place}.grouped AS dim_{place}")
            joins.append(join)
    if query.detail:
        columns += ["e.enterprise_id", "y.difficulty", _LAST_PERIOD]
        joins += _DETAIL
    filters = [_filter(chosen) for chosen in query.filters if chosen.dimension not in LIST_DIMENSIONS]
    where = f" WHERE {' AND '.join(filters)}" if filters else ""
    return f"SELECT {''.join(f'{column}, ' for column in columns)}rows.* FROM rows {' '.join(joins)}{where}"


def _join_members(query: StateQuery) -> str:
    """Repeat a member for each group it falls in, and once for all memberships that meet the conditions."""
    groups = [dimension.name for dimension in query.dimensions if dimension.name in LIST_DIMENSIONS]
    filters = [_filter(chosen) for chosen in query.filters if chosen.dimension in LIST_DIMENSIONS]
    if not groups and not filters:
        return ""
    columns = ", ".join(("period", "enterprise_key", *groups))
    where = f"WHERE {' AND '.join(filters)}" if filters else ""
    return f"JOIN (SELECT DISTINCT {columns} FROM members AS m {where}) AS m USING (period, enterprise_key)"


def _raw(dimension: str) -> str:
    """SQL for the raw value of a dimension."""
    if dimension in DESCRIPTORS:
        return f"rows.{dimension}"
    if dimension in LIST_DIMENSIONS:
        return f"m.{dimension}"
    return f"coalesce({', '.join(json_member(f'rows.{source}', dimension) for source in ATTRIBUTES)})"


def _filter(chosen: Filter) -> str:
    if not chosen.values:
        return "false"
    return f"{_raw(chosen.dimension)} IN ({', '.join(map(text, sorted(chosen.values)))})"
