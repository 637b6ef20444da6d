"""Running a bulk plan: the engine reads a clean text by itself, and hands doubtful lines back.

The cells that have a pattern are looked at while the file is read; the few texts of a coded column are converted one by
one afterwards. Rows in doubt are read carefully and stand beside the others in one view of the shape that staging has.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

import duckdb

from resumetrack.model import MEASURES, STAFF_MEASURES, BulkColumn, BulkPlan, Delivery, Row
from resumetrack.store import decoding
from resumetrack.store import text_cells as cells
from resumetrack.store.decoding import Decoded
from resumetrack.store.engine import Engine
from resumetrack.store.introductions import Introductions
from resumetrack.store.sql import text
from resumetrack.store.staged import Loaded, Met

DOUBT_SHARE = 20
DOUBT_ROWS = 1000
"""Of so many rows in doubt, or of every twentieth, the careful path reads a file as a whole sooner."""

NUMBER = "DECIMAL(18, 6)"
_LINE = cells.line_of("raw")
_OF_ALL = {"line": _LINE, "flags": "0"}
_NOTHING = Decoded("NULL")

Write = Callable[[str, Iterator[Row]], None]


def load(
    engine: Engine,
    delivery: Delivery,
    number: int,
    columns: Mapping[str, str],
    write: Write,
    *,
    introductions: Callable[[BulkPlan], Introductions | None] = lambda _: None,
) -> Loaded | None:
    """Read a file in bulk; `None` if it is to be read carefully as a whole.

    Parameters
    ----------
    number
        Of the file within the command; its temporary tables are named after it.
    columns
        Types of the fields of a staged row, by name.
    write
        Puts rows that were read carefully into a table of that name.
    introductions
        Gives those that a file may be read with.
    """
    plan = delivery.bulk()
    if plan is None or not engine.may_read(plan.path):
        return None
    bulk = _Bulk(engine, plan, number, introductions(plan))
    lines = bulk.doubtful_lines() if bulk.read() else None
    if lines is None:
        drop(engine, number)
        return None
    clean = plan.rows - len(lines)
    delivery.counts.read += clean
    delivery.counts.accepted += clean
    write(f"scratch.careful_{number}", plan.carefully(lines))
    bulk.leave_out(lines)
    delivery.suspended_without_on_duty += bulk.count(plan.idle) if plan.idle else 0
    bulk.look_back()
    return bulk.stand(columns)


def drop(engine: Engine, number: int) -> None:
    """Remove what was read of a file."""
    with suppress(duckdb.Error):
        for view in ("staged", "facts", "met", "strangers"):
            engine.execute(f"DROP VIEW IF EXISTS temp.{view}_{number}")
        engine.execute(f"DROP TABLE IF EXISTS scratch.careful_{number}")
        found = engine.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'temp' AND regexp_matches(table_name, "
            f"'^(bulk|doubtful|decoded)_{number}(_|$)')"
        )
        for (table,) in found:
            engine.execute(f"DROP TABLE temp.{table}")


class _Bulk:
    """One file on its way through the bulk path.

    Its table has what the cells say: of how an enterprise does in columns of their own, of who and what it is the
    number of its introduction, or else the list of the cells.
    """

    def __init__(self, engine: Engine, plan: BulkPlan, number: int, introductions: Introductions | None) -> None:
        self._run = engine.execute
        self._plan, self._number, self._introductions = plan, number, introductions
        self._raw = f"temp.bulk_{number}"
        self._describing, self._telling = cells.describing(plan), cells.telling(plan)
        said = {column.name: f"raw.own[{place}]" for place, column in enumerate(self._describing, 1)}
        attributes = [said.pop(column.name) for _, column in plan.attributes]
        self._described = {name: Decoded(cell) for name, cell in said.items()}
        self._described["attributes"] = Decoded(cells.attributes_of(plan, attributes))
        self._told = {column.name: Decoded(f"raw.{column.name}") for column in self._telling}
        self._told |= {name: Decoded("NULL") for name in plan.given if name not in self._told}
        self._left_out, self._familiar = "", 0

    def read(self) -> bool:
        """Read the file; whether each of its lines has become a row that can be understood."""
        try:
            if self._introductions is not None:
                self._introductions.look_ahead(self._plan)
            self._run(f"CREATE TEMP TABLE {self._raw} AS {self._select()}")
        except duckdb.Error:
            return False  # whatever is wrong with it, the careful path knows the line and the words
        self._plan.check_unchanged()
        [(count, self._familiar)] = self._run(f"SELECT count(*), count(met) FROM {self._raw}")
        return count == self._plan.rows and self._decode(self._described) and self._decode(self._told)

    def _select(self) -> str:
        """SQL that reads the file: what is kept of each row, and whether it is in doubt."""
        known = self._introductions if self._introductions and self._introductions.is_of_use else None
        met = known.number() if known else "NULL"
        kept = "".join(f", {_kept(column)} AS {column.name}" for column in self._telling)
        return (
            f"SELECT met, CASE WHEN met IS NULL THEN {cells.all_of(self._describing)} END AS own{kept}, "
            f"{self._is_in_doubt()} AS doubtful FROM (SELECT *, {met} AS met FROM {cells.rows_of(self._plan)})"
        )

    def _is_in_doubt(self) -> str:
        """SQL condition: a cell that has a pattern is not clean, the row looks like the header, or is nearly blank."""
        identifier = cells.cell(self._describing[0].place)
        own = [*_unclean(self._describing), f"coalesce({identifier} = {text(self._plan.header_id)}, false)"]
        doubts = [*_unclean(self._telling), f"CASE WHEN met IS NULL THEN {' OR '.join(own)} ELSE false END"]
        if "period" not in {column.name for column in self._telling}:
            # Below a footer, one text alone is a footer too.
            columns = (*self._describing, *self._telling)
            filled = " + ".join(f"({cells.cell(column.place)} IS NOT NULL)::INTEGER" for column in columns)
            doubts.append(f"{filled} < 2")
        return " OR ".join(doubts)

    def _decode(self, columns: dict[str, Decoded]) -> bool:
        """Convert the texts of the coded ones among some columns; whether all can be understood."""
        coded = [column.name for column in self._plan.columns if column.name in columns and not column.pattern]
        listed = ", ".join(decoding.distinct(columns[name].value) for name in coded)
        filled = "WHERE met IS NULL" if columns is self._described else ""
        [found] = self._run(f"SELECT {listed} FROM {self._raw} AS raw {filled}") if coded else [()]
        texts = dict(zip(coded, (sorted(some or ()) for some in found), strict=True))
        texts |= {name: [""] for name in columns if name in self._plan.given and name not in texts}
        for name, some in texts.items():
            decoded = decoding.decode(
                self._run, self._plan, name, some, said=columns[name].value, table=f"decoded_{self._number}_{name}"
            )
            if decoded is None:
                return False
            columns[name] = decoded
        return True

    def doubtful_lines(self) -> list[int] | None:
        """Lines of the rows in doubt, in order; `None` if they are too many."""
        compared = ("status", *STAFF_MEASURES) if self._plan.contradictions else ()
        described = " OR ".join(one.doubt for one in self._described.values() if one.doubt)
        doubts = ["raw.doubtful", *(one.doubt for one in self._told.values() if one.doubt)]
        doubts += [f"(raw.met IS NULL AND ({described}))"] if described else []
        conditions = ["doubtful", *(f"coalesce({condition}, false)" for condition in self._plan.contradictions)]
        limit = max(DOUBT_ROWS, self._plan.rows // DOUBT_SHARE)
        found = self._run(
            f"SELECT line FROM (SELECT {_LINE} AS line, {' OR '.join(doubts)} AS doubtful{self._values(compared)} "
            f"FROM {self._rows(self._told)}) WHERE {' OR '.join(conditions)} ORDER BY line LIMIT {limit + 1}"
        )
        return [line for (line,) in found] if len(found) <= limit else None

    def leave_out(self, lines: Sequence[int]) -> None:
        """Let these rows not count any more."""
        if lines:
            table = f"temp.doubtful_{self._number}"
            self._run(f"CREATE TEMP TABLE {table} AS SELECT unnest({list(lines)}) AS line")
            self._left_out = f"ANTI JOIN {table} AS doubtful ON doubtful.line = {_LINE}"

    def look_back(self) -> None:
        """Let later files be read with what was learnt from this one."""
        if self._introductions is not None:
            self._introductions.look_back(self._plan, self._raw, self._plan.rows - self._familiar)

    def count(self, condition: str) -> int:
        """Count the rows for which a condition on status and staff holds."""
        values = self._values(("status", *STAFF_MEASURES)).removeprefix(", ")
        [(count,)] = self._run(
            f"SELECT count(*) FROM (SELECT {values} FROM {self._rows(self._told)}) WHERE {condition}"
        )
        return int(count)

    def stand(self, columns: Mapping[str, str]) -> Loaded:
        """Let the rows stand in views as if staged, with those that were read carefully."""
        told = {name: kind for name, kind in columns.items() if name not in cells.WORDS}
        every = self._rows({**self._told, **self._described})
        strangers = (
            f"SELECT {self._cast(columns)} FROM {every} WHERE raw.met IS NULL "
            f"UNION ALL FROM scratch.careful_{self._number}"
        )
        if not self._familiar or self._introductions is None:
            return Loaded(table=self._view("staged", strangers))
        met = self._view("met", f"SELECT met, {self._cast(told)} FROM {self._rows(self._told)} WHERE met IS NOT NULL")
        strangers = self._view("strangers", strangers)
        listed, table = ", ".join(columns), self._introductions.table
        facts = f"SELECT {', '.join(told)} FROM {met} UNION ALL SELECT {', '.join(told)} FROM {strangers}"
        staged = f"SELECT {listed} FROM {met} JOIN {table} USING (met) UNION ALL FROM {strangers}"
        return Loaded(
            table=self._view("staged", staged),
            met=Met(met, strangers, table, self._introductions.size, self._view("facts", facts)),
        )

    def _view(self, name: str, sql: str) -> str:
        self._run(f"CREATE TEMP VIEW {name}_{self._number} AS {sql}")
        return f"temp.{name}_{self._number}"

    def _rows(self, columns: Mapping[str, Decoded]) -> str:
        """SQL for the rows that count, with what the values of these columns need."""
        return f"{self._raw} AS raw {' '.join(one.join for one in columns.values())} {self._left_out}"

    def _cast(self, columns: Mapping[str, str]) -> str:
        return ", ".join(f"CAST({self._value(name)} AS {kind}) AS {name}" for name, kind in columns.items())

    def _values(self, columns: Sequence[str]) -> str:
        return "".join(f", {self._value(name)} AS {name}" for name in columns)

    def _value(self, column: str) -> str:
        if column in _OF_ALL:
            return _OF_ALL[column]
        return (self._told.get(column) or self._described.get(column) or _NOTHING).value


def _kept(column: BulkColumn) -> str:
    cell = cells.cell(column.place)
    return f"TRY_CAST({cell} AS {NUMBER})" if column.name in MEASURES else cell


def _unclean(columns: Sequence[BulkColumn]) -> list[str]:
    """SQL conditions: the cell of one of these columns is not clean."""
    return [f"NOT ({cells.is_clean(column, cells.cell(column.place))})" for column in columns if column.pattern]
