"""Running a bulk plan: the engine reads a clean text by itself, and hands doubtful lines back.

The cells that have a pattern are looked at while the file is read; the few texts of a coded column are converted one by
one afterwards. Rows in doubt are read carefully and stand beside the others in one view of the shape that staging has.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date

import duckdb

from resumetrack.model import MEASURES, STAFF_MEASURES, BulkColumn, BulkPlan, Delivery, Row
from resumetrack.store.engine import Engine
from resumetrack.store.sql import literal, text

DOUBT_SHARE = 20
DOUBT_ROWS = 1000
"""Of so many rows in doubt, or of every twentieth, the careful path reads a file as a whole sooner."""

NUMBER = "DECIMAL(18, 6)"
_FIRST_LINE = 2  # under the header
_LINE = f"raw.rowid + {_FIRST_LINE}"  # nothing is ever deleted from it
_DISTINCT_LIMIT = 20_000
_LINE_BYTES = 1_000_000  # no more than the careful path takes for one cell

Write = Callable[[str, Iterator[Row]], None]


def load(engine: Engine, delivery: Delivery, number: int, columns: Mapping[str, str], write: Write) -> str | None:
    """Read a file in bulk; the view its rows stand in, `None` if it is to be read carefully as a whole.

    Parameters
    ----------
    number
        Of the file within the command; its temporary tables are named after it.
    columns
        Types of the fields of a staged row, by name.
    write
        Puts rows that were read carefully into a table of that name.
    """
    plan = delivery.bulk()
    if plan is None or not engine.may_read(plan.path):
        return None
    bulk = _Bulk(engine, plan, number)
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
    return bulk.stand(columns)


def drop(engine: Engine, number: int) -> None:
    """Remove what was read of a file."""
    with suppress(duckdb.Error):
        engine.execute(f"DROP VIEW IF EXISTS temp.staged_{number}; DROP TABLE IF EXISTS scratch.careful_{number}")
        found = engine.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'temp' AND regexp_matches(table_name, "
            f"'^(bulk|doubtful|decoded)_{number}(_|$)')"
        )
        for (table,) in found:
            engine.execute(f"DROP TABLE temp.{table}")


class _Bulk:
    """One file on its way through the bulk path."""

    def __init__(self, engine: Engine, plan: BulkPlan, number: int) -> None:
        self._run = engine.execute
        self._plan, self._number = plan, number
        self._raw = f"temp.bulk_{number}"
        self._coded = [column.name for column in plan.columns if not column.pattern]
        self._fields = {column.name: f"raw.{column.name}" for column in plan.columns}
        self._fields |= {"line": _LINE, "flags": "0"} | ({"attributes": "raw.attributes"} if plan.attributes else {})
        self._joins: list[str] = []
        self._doubts = ["raw.doubtful"]

    def read(self) -> bool:
        """Read the file; whether each of its lines has become a row that can be understood."""
        try:
            self._run(f"CREATE TEMP TABLE {self._raw} AS {_select(self._plan)}")
        except duckdb.Error:
            return False  # whatever is wrong with it, the careful path knows the line and the words
        self._plan.check_unchanged()
        [(count,)] = self._run(f"SELECT count(*) FROM {self._raw}")
        return count == self._plan.rows and all(self._decode(column, texts) for column, texts in self._texts())

    def _texts(self) -> Iterable[tuple[str, list[str]]]:
        """Give the different texts of each coded column; a column that the file lacks is blank."""
        listed = ", ".join(f"list(DISTINCT coalesce({column}, ''))" for column in self._coded)
        found = self._run(f"SELECT {listed} FROM {self._raw}")[0] if listed else ()
        yield from zip(self._coded, ([] if texts is None else sorted(texts) for texts in found), strict=True)
        yield from ((column, [""]) for column in self._plan.given if column not in self._coded)

    def _decode(self, column: str, texts: list[str]) -> bool:
        """Convert the texts of a coded column; whether there are few enough of them, and of those in doubt."""
        if len(texts) > _DISTINCT_LIMIT:
            return False
        values = self._plan.decode(column, texts)
        doubtful = [one for one in texts if one not in values]
        if len(doubtful) > DOUBT_ROWS or (doubtful and column not in self._fields):
            return False
        if doubtful:
            self._doubts.append(f"coalesce(raw.{column}, '') IN ({', '.join(map(text, doubtful))})")
        if not all(value == (one or None) for one, value in values.items()):
            self._fields[column] = self._decoded(column, values, is_sole=len(texts) == 1)
        return True

    def _decoded(self, column: str, values: Mapping[str, object], *, is_sole: bool) -> str:
        """SQL for the value of a coded column whose texts are not their own values."""
        if is_sole:
            return _value(next(iter(values.values())))
        table = f"temp.decoded_{self._number}_{column}"
        rows = ", ".join(f"({text(one)}, {_value(value)})" for one, value in values.items())
        self._run(f"CREATE TEMP TABLE {table} AS SELECT * FROM (VALUES {rows}) AS decoded(said, value)")
        self._joins.append(f"LEFT JOIN {table} AS of_{column} ON of_{column}.said = coalesce(raw.{column}, '')")
        return f"of_{column}.value"

    def _rows(self) -> str:
        return f"{self._raw} AS raw {' '.join(self._joins)}"

    def _field(self, column: str) -> str:
        return self._fields.get(column, "NULL")

    def doubtful_lines(self) -> list[int] | None:
        """Lines of the rows in doubt, in order; `None` if they are too many."""
        compared = ("status", *STAFF_MEASURES) if self._plan.contradictions else ()
        values = "".join(f", {self._field(column)} AS {column}" for column in compared)
        doubts = ["doubtful", *(f"coalesce({condition}, false)" for condition in self._plan.contradictions)]
        limit = max(DOUBT_ROWS, self._plan.rows // DOUBT_SHARE)
        found = self._run(
            f"SELECT line FROM (SELECT {_LINE} AS line, {' OR '.join(self._doubts)} AS doubtful{values} "
            f"FROM {self._rows()}) WHERE {' OR '.join(doubts)} ORDER BY line LIMIT {limit + 1}"
        )
        return [line for (line,) in found] if len(found) <= limit else None

    def leave_out(self, lines: Sequence[int]) -> None:
        """Let these rows not count any more."""
        if lines:
            table = f"temp.doubtful_{self._number}"
            self._run(f"CREATE TEMP TABLE {table} AS SELECT unnest({list(lines)}) AS line")
            self._joins.append(f"ANTI JOIN {table} AS doubtful ON doubtful.line = {_LINE}")

    def count(self, condition: str) -> int:
        """Count the rows for which a condition on status and staff holds."""
        values = ", ".join(f"{self._field(column)} AS {column}" for column in ("status", *STAFF_MEASURES))
        [(count,)] = self._run(f"SELECT count(*) FROM (SELECT {values} FROM {self._rows()}) WHERE {condition}")
        return int(count)

    def stand(self, columns: Mapping[str, str]) -> str:
        """Let the rows stand in a view as if staged, with those that were read carefully."""
        view = f"temp.staged_{self._number}"
        selected = ", ".join(f"CAST({self._field(name)} AS {kind}) AS {name}" for name, kind in columns.items())
        self._run(
            f"CREATE TEMP VIEW staged_{self._number} AS SELECT {selected} FROM {self._rows()} "
            f"UNION ALL FROM scratch.careful_{self._number}"
        )
        return view


def _select(plan: BulkPlan) -> str:
    """SQL that reads the file: what is kept of each row, and whether it is in doubt."""
    quote = '"' if plan.has_quotes else ""
    cells = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(plan.width))
    kept = [f"{_kept(column)} AS {column.name}" for column in plan.columns]
    if plan.attributes:
        kept.append(f"{_object(plan.attributes)} AS attributes")
    return (
        f"SELECT {', '.join(kept)}, {_is_in_doubt(plan)} AS doubtful "
        f"FROM read_csv({text(str(plan.path.resolve()))}, columns = {{{cells}}}, auto_detect = false, header = false, "
        f"skip = {_FIRST_LINE - 1}, delim = {text(plan.delimiter)}, quote = {text(quote)}, escape = {text(quote)}, "
        "nullstr = '', comment = '', strict_mode = true, null_padding = false, ignore_errors = false, "
        f"compression = '{'gzip' if plan.is_gzip else 'none'}', max_line_size = {_LINE_BYTES})"
    )


def _kept(column: BulkColumn) -> str:
    cell = f"c{column.place}"
    return f"TRY_CAST({cell} AS {NUMBER})" if column.name in MEASURES else cell


def _is_in_doubt(plan: BulkPlan) -> str:
    """SQL condition: a cell that has a pattern is not clean, the row looks like the header, or is nearly blank."""
    columns = [*plan.columns, *(column for _, column in plan.attributes)]
    doubts = [f"NOT ({_is_clean(column)})" for column in columns if column.pattern]
    [identifier] = [f"c{column.place}" for column in columns if column.name == "enterprise_id"]
    doubts.append(f"coalesce({identifier} = {text(plan.header_id)}, false)")
    if "period" not in {column.name for column in columns}:
        # Below a footer, one text alone is a footer too.
        filled = " + ".join(f"(c{column.place} IS NOT NULL)::INTEGER" for column in columns)
        doubts.append(f"{filled} < 2")
    return " OR ".join(doubts)


def _is_clean(column: BulkColumn) -> str:
    cell = f"c{column.place}"
    clean = f"regexp_full_match({cell}, {text(column.pattern)})"
    if column.except_words:
        longest = max(len(word.encode()) for word in column.except_words)
        listed = ", ".join(map(text, column.except_words))
        clean += f" AND (strlen({cell}) > {longest} OR lower({cell}) NOT IN ({listed}))"
    return f"coalesce({clean}, {'false' if column.needed else 'true'})"


def _object(attributes: Sequence[tuple[str, BulkColumn]]) -> str:
    """SQL for the JSON object of clean attributes, NULL for none."""
    members = ", ".join(f"{text(key + chr(34))} || c{column.place} || {text(chr(34))}" for key, column in attributes)
    filled = " OR ".join(f"c{column.place} IS NOT NULL" for _, column in attributes)
    return f"CASE WHEN {filled} THEN '{{' || concat_ws(',', {members}) || '}}' END"


def _value(value: object) -> str:
    """Write the value of a coded column."""
    if value is None or isinstance(value, str | date):
        return literal(value)
    raise AssertionError(value)
