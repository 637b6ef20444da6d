"""Reading a clean text by the engine itself, line by line, as far as a row says it alone.

The cells that have a pattern are looked at while the file is read; the few texts of a coded column are converted one by
one afterwards. Of who and what a row is of there are hashes (`introductions`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from resumetrack.errors import RefusedError
from resumetrack.model import MEASURES, BulkColumn, BulkPlan
from resumetrack.store import decoding
from resumetrack.store import text_cells as cells
from resumetrack.store.decoding import Decoded
from resumetrack.store.introductions import KEYS, hashes, met_with
from resumetrack.store.session import Session
from resumetrack.store.staged import MEASURE


@dataclass(slots=True)
class Raw:
    """The lines of a file in a table: what the cells say of how an enterprise does, hashes, and whether it is in doubt.

    `told` are the values of these cells; `number` is that of the file within the command. If they were `met` with a
    table of introductions while they were read, each has its line and what `introductions` has as `met` and `who`.
    """

    plan: BulkPlan
    number: int
    met: str | None = None
    told: dict[str, Decoded] = field(default_factory=dict)

    @property
    def tables(self) -> list[str]:
        """All tables that were made of it."""
        joined = (self.decoded(name) for name, one in self.told.items() if one.join)
        return [self.table, *(f"memory.{table}" for table in joined)]

    @property
    def table(self) -> str:
        """The table, a row for each line; in their order, if the rows do not have their lines."""
        return f"memory.raw_{self.number}"

    @property
    def line(self) -> str:
        """SQL for the line of a row `raw`."""
        return "raw.line" if self.met else cells.line_of("raw.rowid")

    @property
    def hashed(self) -> str:
        """SQL for the hashes of all rows, with their places among them."""
        return f"(SELECT {KEYS}, {cells.place_of(self.line)} AS place FROM {self.table} AS raw)"

    def decoded(self, column: str) -> str:
        """Name the table of the values of the texts of a column."""
        return f"decoded_{self.number}_{column}"


def read(session: Session, plan: BulkPlan, number: int, known: str | None = None) -> Raw | None:
    """Read a file; `None` unless each of its lines has become a row that can be understood.

    Parameters
    ----------
    known
        A table of introductions of its vocabulary that the rows are met with.

    Raises
    ------
    RefusedError
        If the file has changed since it was examined.
    """
    raw, telling = Raw(plan, number, known), cells.telling(plan)
    try:
        session.execute(f"CREATE TABLE {raw.table} AS {_select(raw, telling)}")
    except duckdb.CatalogException:  # the introductions have made room for others
        return read(session, plan, number) if known else None
    except duckdb.Error:
        return None  # whatever is wrong with it, the careful path knows the line and the words
    try:
        plan.check_unchanged()
    except RefusedError:
        drop(session, raw)
        raise
    raw.told = {column.name: Decoded(f"raw.{column.name}") for column in telling}
    raw.told |= {name: Decoded("NULL") for name in plan.given if name not in raw.told}
    coded = {column.name: raw.told[column.name].value for column in telling if not column.pattern}
    rows, texts = decoding.count(session.execute, f"{raw.table} AS raw", coded)
    if rows == plan.rows and _decode(session, raw, texts):
        return raw
    drop(session, raw)
    return None


def drop(session: Session, raw: Raw) -> None:
    """Remove what was read of a file."""
    session.execute("; ".join(f"DROP TABLE IF EXISTS {table}" for table in raw.tables))


def _decode(session: Session, raw: Raw, texts: Mapping[str, Sequence[str]]) -> bool:
    """Convert the texts of the coded columns; whether all can be understood."""
    given = {name: [""] for name in raw.plan.given if name not in texts}
    for name, some in {**texts, **given}.items():
        decoded = decoding.decode(
            session.execute, raw.plan, name, some, said=raw.told[name].value, table=raw.decoded(name)
        )
        if decoded is None:
            return False
        raw.told[name] = decoded
    return True


def _select(raw: Raw, telling: Sequence[BulkColumn]) -> str:
    """SQL that reads the file: what is kept of each row, and whether it is in doubt."""
    plan = raw.plan
    kept = "".join(f"{_kept(column)} AS {column.name}, " for column in telling)
    doubts = [f"NOT ({cells.is_clean(column, cells.cell(column.place))})" for column in telling if column.pattern]
    # What a row of one text is depends on those around it; one that has a period is none, and costs no more.
    columns = (*cells.describing(plan), *telling)
    filled = " + ".join(f"({cells.cell(column.place)} IS NOT NULL)::INTEGER" for column in columns)
    period = next((cells.cell(column.place) for column in telling if column.name == "period"), "NULL")
    doubts.append(f"CASE WHEN {period} IS NULL THEN {filled} < 2 ELSE false END")
    doubtful = " OR ".join(doubts) or "false"
    read = f"{hashes(plan)}, {kept}{doubtful} AS doubtful FROM {cells.rows_of(plan)}"
    if raw.met is None:
        return f"SELECT {read}"
    line = cells.line_of("row_number() OVER () - 1")
    return f"SELECT said.*, known.met, known.who FROM (SELECT {line} AS line, {read}) AS said {met_with(raw.met)}"


def _kept(column: BulkColumn) -> str:
    cell = cells.cell(column.place)
    return f"TRY_CAST({cell} AS {MEASURE})" if column.name in MEASURES else cell
