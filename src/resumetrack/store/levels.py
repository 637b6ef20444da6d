"""The groups that raw codes fall in, joined where codes are few: to descriptions, not to observations."""

from collections.abc import Mapping, Sequence

from resumetrack.store.engine import Engine
from resumetrack.store.query import Dimension
from resumetrack.store.sql import text, texts


class Levels:
    """The dimensions of a query that have levels, each with a temporary table of raw codes and their groups."""

    def __init__(self, engine: Engine, dimensions: Sequence[Dimension]) -> None:
        self._tables = {
            place: (
                one.name,
                engine.temporary(_pairs(one.groups)),
                one.is_coded,
            )
            for place, one in enumerate(dimensions)
            if one.groups is not None
        }

    def described(self, source: str) -> str:
        """SQL for `source`, which has columns that describe enterprises, with the group of each code: `group_i`."""
        simple = [(place, name, table) for place, (name, table, is_simple) in self._tables.items() if is_simple]
        columns = "".join(f", l{place}.grouped AS group_{place}" for place, _, _ in simple)
        joins = "".join(f" LEFT JOIN {table} AS l{place} ON l{place}.raw = s.{name}" for place, name, table in simple)
        return f"SELECT s.*{columns} FROM ({source}) AS s{joins}"

    def columns(self, sources: Sequence[str]) -> dict[str, str]:
        """SQL for the groups of a row, by name, `dim_i`: those of the first source that has a code."""
        found = {}
        for place, (name, _, is_simple) in self._tables.items():
            if is_simple:
                *first, last = sources
                cases = " ".join(f"WHEN {one}.{name} IS NOT NULL THEN {one}.group_{place}" for one in first)
                value = f"CASE {cases} ELSE {last}.group_{place} END" if cases else f"{last}.group_{place}"
                found[f"dim_{place}"] = value
        return found

    def join(self, place: int) -> str | None:
        """SQL to join, as `level_i`, groups that overlap to `rows`; None where `columns` has them."""
        name, table, is_simple = self._tables[place]
        return None if is_simple else f"LEFT JOIN {table} AS level_{place} ON level_{place}.raw = rows.{name}"


def _pairs(groups: Mapping[str, tuple[str, ...]]) -> str:
    raws: dict[str, list[str]] = {}
    for raw, found in groups.items():
        for group in found:
            raws.setdefault(group, []).append(raw)
    if not raws:
        return "SELECT '' AS raw, '' AS grouped WHERE false"
    # Thousands of codes are read four times as fast as a list for each group than as a row for each code.
    values = ", ".join(f"({texts(several)}, {text(group)})" for group, several in raws.items())
    # A group is a small number to the engine, a text to everybody else.
    names = ", ".join(map(text, sorted(raws)))
    return (
        f"SELECT unnest(raws) AS raw, CAST(grouped AS ENUM ({names})) AS grouped "
        f"FROM (VALUES {values}) AS l(raws, grouped)"
    )
