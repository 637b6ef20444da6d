"""Parts of a state in few rows: from what is kept of observations that are alike.

Codes there are coarse. Whether a question can be answered by them is looked up with each question: all that goes by one
code has to fall in one group, and to meet a condition or not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod

from resumetrack.model import CODED_DIMENSIONS, MEASURES
from resumetrack.store.engine import Engine
from resumetrack.store.grains import BIT, GRAINS, SUMS, Grain
from resumetrack.store.query import Dimension, Part, StateQuery
from resumetrack.store.sql import day, moment, text, texts

WEIGHT = "enterprises"
"""The column that says how many enterprises of a state a row stands for."""
_COLUMNS = frozenset({"period", "status", "in_scope", "carried", *SUMS})
_GROUPS = 200_000  # of all periods asked at once, each in a dozen rows by status and by what is stated
_SILENT = {
    "status": "CAST(NULL AS status)",
    **dict.fromkeys(MEASURES, "CAST(NULL AS BIGINT)"),
    "in_scope": "1",
    "carried": "0",
}


def answerable(query: StateQuery) -> bool:
    """Whether a question reads nothing that the kept rows lack; it may still be too fine for them."""
    asked = {*(one.name for one in query.dimensions), *(one.dimension for one in query.filters)}
    return (
        query.columns is not None
        and query.columns <= _COLUMNS
        and asked <= set(CODED_DIMENSIONS)
        and query.lists is None
        and not query.beside
        and not query.detail
    )


def is_now(engine: Engine, query: StateQuery) -> bool:
    """Whether a question is about what is known now: nothing was received or withdrawn after its moment."""
    if query.as_of is None:
        return True
    later = engine.value(
        f"SELECT count(*) FROM report WHERE panel_key = {query.panel_key} "
        f"AND (received_at > {moment(query.as_of)} OR withdrawn_at > {moment(query.as_of)})"
    )
    return not later


@dataclass(frozen=True)
class CondensedState:
    """What is kept of a grain, asked one question: a table of codes and groups for each dimension, the codes chosen.

    `finest` says that groups are those of the grain itself.
    """

    query: StateQuery
    grain: Grain
    groups: list[str]
    full: list[bool]
    number: int
    finest: bool
    chosen: dict[str, list[int]]
    in_scope: str

    @classmethod
    def of(cls, engine: Engine, query: StateQuery) -> "CondensedState | None":
        """Find the grain of the fewest rows that can answer; None where the codes of all are too coarse."""
        asked = {*(one.name for one in query.dimensions), *(one.dimension for one in query.filters)}
        grains = [grain for grain in GRAINS if asked <= set(grain.codes)]
        names = {grain.codes[name] for grain in grains for name in asked}
        raws: dict[str, dict[int, list[str]]] = {name: {} for name in names}
        for name, code, raw in engine.rows(
            f"SELECT dimension, code, raw FROM coarse_code WHERE list_contains({texts(sorted(names))}, dimension)"
        ):
            raws[name].setdefault(code, []).append(raw)
        found = (cls._of(engine, query, grain, {name: raws[grain.codes[name]] for name in asked}) for grain in grains)
        return next(filter(None, found), None)

    @classmethod
    def _of(
        cls, engine: Engine, query: StateQuery, grain: Grain, raws: Mapping[str, Mapping[int, Sequence[str]]]
    ) -> "CondensedState | None":
        """Find the groups of the codes of a grain; None where they are too coarse."""
        chosen = {}
        for one in query.filters:
            found = {code: {raw in one.values for raw in several} for code, several in raws[one.dimension].items()}
            if any(len(meets) > 1 for meets in found.values()):
                return None
            chosen[one.dimension] = sorted(code for code, meets in found.items() if True in meets)
        groups = [one for one in (_groups(one, raws[one.name]) for one in query.dimensions) if one is not None]
        if len(groups) < len(query.dimensions):
            return None
        tables = [engine.temporary(_table(found)) for found in groups]
        kept = f"{grain.table} WHERE panel_key = {query.panel_key}"
        full = [
            len(found) == len(raws[one.name]) and not _some(engine, kept, f"{grain.codes[one.name]} IS NULL")
            for one, found in zip(query.dimensions, groups, strict=True)
        ]
        number = prod(len({*found.values()}) + 1 for found in groups)
        finest = len(groups) == len(grain.codes) and all(len({*found.values()}) == len(found) for found in groups)
        return cls(query, grain, tables, full, number, finest, chosen, _in_scope(engine, kept))

    def portions(self) -> Iterator[tuple[date, ...]]:
        """Periods whose groups are summed together; the engine is slower with more of them than its cache holds."""
        most = max(1, _GROUPS // self.number)
        for start in range(0, len(self.query.periods), most):
            yield self.query.periods[start : start + most]

    def sql(self, part: Part, periods: Sequence[date], *, stated: bool) -> str:
        """SQL for a part, of some periods unless it is the scope.

        `stated` leaves out who states no status: what is carried to these is found elsewhere.
        """
        if part is Part.SCOPE:
            columns = {
                **_SILENT, "roster_employees": "c.employees", WEIGHT: "1", "valid_from": "c.valid_from",
                "valid_to": "c.valid_to",
            }  # fmt: skip
            return self._sql("coarse_span", columns, "c.{0}")
        columns = {WEIGHT: f"c.{WEIGHT}", "period": "c.period"}
        where = [self._condition(periods), *(["c.status IS NOT NULL"] if stated else [])]
        if part is Part.PRESENT:
            columns |= {
                "status": "c.status",
                "in_scope": self.in_scope,
                "carried": "0",
                **{column: f"c.{column}" for column in SUMS},
            }
            return self._sql(self.grain.table, columns, "c.{0}", *where, full=self.full)
        columns |= {**_SILENT, "roster_employees": "c.roster_employees"}
        code = "CASE WHEN c.lacking & {1} = 0 THEN c.{0} END"
        return self._sql(self.grain.table, columns, code, *where, "c.lacking IS NOT NULL")

    def _sql(self, table: str, columns: dict[str, str], code: str, *where: str, full: Sequence[bool] = ()) -> str:
        """SQL for the rows of a table with their groups; `code` is the code of a dimension by its column and bit.

        Dimensions that are `full` have a group for every row, which the engine finds sooner.
        """
        codes = {name: code.format(column, BIT[name]) for name, column in self.grain.codes.items()}
        joins = " ".join(
            f"{'' if full and full[place] else 'LEFT'} JOIN {found} AS g{place} ON g{place}.code = {codes[one.name]}"
            for place, (one, found) in enumerate(zip(self.query.dimensions, self.groups, strict=True))
        )
        columns |= {f"dim_{place}": f"g{place}.grouped" for place in range(len(self.groups))}
        conditions = [f"c.panel_key = {self.query.panel_key}", *where]
        conditions += [
            f"{codes[name]} IN ({', '.join(map(str, chosen))})" if chosen else "false"
            for name, chosen in self.chosen.items()
        ]
        selected = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
        return f"SELECT {selected} FROM {table} AS c {joins} WHERE {' AND '.join(conditions)}"

    def _condition(self, periods: Sequence[date]) -> str:
        if self.query.every_period and len(periods) > 1:
            return f"c.period BETWEEN {day(periods[0])} AND {day(periods[-1])}"
        return f"c.period IN ({', '.join(map(day, periods))})"


def _some(engine: Engine, kept: str, condition: str) -> bool:
    """Whether some kept row of a panel meets a condition."""
    return bool(engine.rows(f"SELECT 1 FROM {kept} AND {condition} LIMIT 1"))


def _in_scope(engine: Engine, kept: str) -> str:
    """SQL for whether a kept row `c` is of enterprises in scope: of whatever is the same in all no group is made."""
    if not _some(engine, kept, "lacking IS NOT NULL"):
        return "0"
    return "CASE WHEN c.lacking IS NULL THEN 0 ELSE 1 END" if _some(engine, kept, "lacking IS NULL") else "1"


def _groups(asked: Dimension, raws: Mapping[int, Sequence[str]]) -> dict[int, str] | None:
    """The group of each code that has one; None if some code has several."""
    groups: dict[int, str] = {}
    for code, several in raws.items():
        found = {(raw,) if asked.groups is None else tuple(asked.groups.get(raw, ())) for raw in several}
        [group, *others] = found
        if others or len(group) > 1:
            return None
        if group:
            groups[code] = group[0]
    return groups


def _table(groups: Mapping[int, str]) -> str:
    """SQL for codes with their groups."""
    if not groups:
        return "SELECT 0 AS code, '' AS grouped WHERE false"
    rows = ", ".join(f"({code}, {text(group)})" for code, group in groups.items())
    # A group is a small number to the engine, a text to everybody else.
    names = ", ".join(map(text, sorted(set(groups.values()))))
    return f"SELECT code, CAST(grouped AS ENUM ({names})) AS grouped FROM (VALUES {rows}) AS c(code, grouped)"
