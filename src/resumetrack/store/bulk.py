"""Running a bulk plan: what the engine has read by itself is matched with introductions, and rows in doubt handed back.

Rows in doubt are read carefully and stand beside the others, all in the shape that staging has.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from resumetrack.model import STAFF_MEASURES, Delivery, Row
from resumetrack.store import bulk_text
from resumetrack.store import text_cells as cells
from resumetrack.store.bulk_text import Raw
from resumetrack.store.decoding import Decoded
from resumetrack.store.introductions import FEW_UNKNOWN, HEAD_ROWS, KEYS, Introductions, met_with
from resumetrack.store.session import Session
from resumetrack.store.sql import insertions, literal
from resumetrack.store.staged import Loaded, Met

DOUBT_SHARE = 20
DOUBT_ROWS = 1000
"""Of so many rows in doubt, or of every twentieth, the careful path reads a file as a whole sooner."""

_OF_ALL = {"line": "line", "flags": "0"}

Write = Callable[[str, Iterator[Row]], None]


def load(
    session: Session,
    delivery: Delivery,
    raw: Raw,
    introductions: Introductions,
    *,
    columns: Mapping[str, str],
    write: Write,
) -> Loaded | None:
    """Stage a file that was read in bulk; `None` if it is to be read carefully as a whole.

    Parameters
    ----------
    introductions
        Those of the vocabulary of its plan.
    columns
        Types of the fields of a staged row, by name.
    write
        Puts rows that were read carefully into a table of that name.
    """
    bulk, plan = _Bulk(session, raw, introductions, columns), raw.plan
    lines = bulk.doubtful_lines() if bulk.meet() else None
    if lines is None:
        drop(session, raw)
        return None
    clean = plan.rows - len(lines)
    delivery.counts.read += clean
    delivery.counts.accepted += clean
    if lines:
        write(bulk.careful, plan.carefully(lines))
    else:
        deque(plan.carefully(lines), 0)  # there is something to say at the end of a file all the same
    delivery.suspended_without_on_duty += bulk.count(plan.idle) if plan.idle else 0
    return bulk.stand(careful=bool(lines))


def drop(session: Session, raw: Raw) -> None:
    """Remove what was staged of a file."""
    number = raw.number
    tables = (f"scratch.careful_{number}", f"memory.laid_{number}", f"memory.doubtful_{number}")
    session.execute("; ".join(f"DROP TABLE IF EXISTS {table}" for table in tables))
    bulk_text.drop(session, raw)


class _Bulk:
    """A file that was read, on its way to be staged: in `rows` each line has its values beside its introduction.

    Of a line that is clear about its enterprise there is `who` this is, too. Once it is known which are in doubt these
    stand apart.
    """

    def __init__(self, session: Session, raw: Raw, introductions: Introductions, columns: Mapping[str, str]) -> None:
        self._session, self._run = session, session.execute
        self._raw, self._plan, self._told = raw, raw.plan, raw.told
        self._introductions, self._columns = introductions, columns
        self._laid, self._doubtful = (f"memory.{name}_{raw.number}" for name in ("laid", "doubtful"))
        self._rows = ""
        self.careful = f"scratch.careful_{raw.number}"
        staff = (name for name in ("status", *STAFF_MEASURES) if name in columns)
        self._compared = tuple(dict.fromkeys((*self._told, *staff)))

    def meet(self) -> bool:
        """Match the rows with introductions, learning those that lack; whether their words could be understood."""
        plan, known = self._plan, self._introductions
        if known.size:
            unknown = self._recall()
            if unknown * FEW_UNKNOWN <= plan.rows:
                return self._meet_few(unknown)
            known.make_room(plan, unknown)
        for rows in (HEAD_ROWS, None) if plan.rows > 2 * HEAD_ROWS else (None,):
            if not known.learn(plan, self._raw.hashed, rows):
                return False
            unknown = self._lay()
            if unknown * FEW_UNKNOWN <= plan.rows:
                return self._meet_few(unknown)
        return True

    def _recall(self) -> int:
        """Match the rows with what is known; returns how many have no introduction.

        Most have been met while they were read. What was learnt since then is looked up for the others.
        """
        if self._raw.met != self._introductions.table:
            return self._lay()
        self._laid = self._raw.table
        unknown = self._unknown()
        if unknown * FEW_UNKNOWN > self._plan.rows:
            return self._lay()
        if unknown:
            self._introduce()
            unknown = self._unknown()
        return unknown

    def _meet_few(self, unknown: int) -> bool:
        """Match the last few rows."""
        if unknown:
            if not self._introductions.learn_lines(self._plan, self._raw.hashed):
                return False
            self._introduce()
        return True

    def _introduce(self) -> None:
        """Let the rows that have no introduction have one, where there is one by now."""
        raw, line = self._raw.table, self._raw.line
        self._run(
            f"UPDATE {self._laid} AS one SET met = found.met, who = found.who FROM ("
            f"SELECT {line} AS line, known.met, known.who "
            f"FROM (SELECT line FROM {self._laid} WHERE met IS NULL) AS laid JOIN {raw} AS raw ON laid.line = {line} "
            f"JOIN {self._introductions.table} AS known USING ({KEYS})) AS found WHERE one.line = found.line"
        )

    def _lay(self) -> int:
        """Put the rows with their values beside their introductions; returns how many have none."""
        self._laid = f"memory.laid_{self._raw.number}"
        values = "".join(f", {value} AS {name}" for name, value in self._values(self._told).items())
        self._run(
            f"CREATE OR REPLACE TABLE {self._laid} AS SELECT {self._raw.line} AS line, known.met, known.who{values}, "
            f"({self._doubt()}) AS doubtful FROM {self._raw.table} AS raw {self._joins()} "
            f"{met_with(self._introductions.table)}"
        )
        return self._unknown()

    def _unknown(self) -> int:
        [(unknown,)] = self._run(f"SELECT count(*) - count(met) FROM {self._laid}")
        return int(unknown)

    def doubtful_lines(self) -> list[int] | None:
        """Set the rows in doubt apart: their lines, in order; `None` if they are too many."""
        limit = max(DOUBT_ROWS, self._plan.rows // DOUBT_SHARE)
        self._rows = f"({self._seen()})"
        contradicting = (f"({condition})" for condition in self._plan.contradictions)
        found = self._run(
            f"SELECT line, met, who FROM {self._rows} "
            f"WHERE {' OR '.join(['doubtful', 'who IS NULL', *contradicting])} LIMIT {limit + 1}"
        )
        if len(found) > limit:
            return None
        if found:
            self._run(f"CREATE TABLE {self._doubtful} (line BIGINT, met INTEGER, who INTEGER)")
            for statement in insertions(self._doubtful, (f"({', '.join(map(literal, row))})" for row in found)):
                self._run(statement)
            self._run(f"DELETE FROM {self._laid} WHERE line IN (SELECT line FROM {self._doubtful})")
        if self._laid != self._raw.table:
            bulk_text.drop(self._session, self._raw)
        return sorted(line for line, *_ in found)

    def _seen(self) -> str:
        """SQL for the rows with their values, and whether what a cell says is in doubt."""
        if self._laid == self._raw.table:
            values, source = self._values(self._compared), f"{self._laid} AS raw {self._joins()}"
            doubt = self._doubt()
        else:
            types = ((name, self._columns[name]) for name in self._compared)
            values = {name: name if name in self._told else f"CAST(NULL AS {type_})" for name, type_ in types}
            source, doubt = self._laid, "doubtful"
        listed = "".join(f", {value} AS {name}" for name, value in values.items())
        return f"SELECT line, met, who{listed}, ({doubt}) AS doubtful FROM {source}"

    def count(self, condition: str) -> int:
        """Count the rows for which a condition on status and staff holds."""
        [(count,)] = self._run(f"SELECT count(*) FROM {self._rows} WHERE {condition}")
        return int(count)

    def stand(self, *, careful: bool) -> Loaded:
        """Let the rows stand as if staged, with those that were read carefully if there are any.

        Most of these say clearly whom they are of: they have their introduction all the same.
        """
        known, clean = self._introductions, f"{self._rows} AS rows"
        told = [name for name in self._columns if name not in cells.WORDS]
        staged = f"SELECT {self._cast(self._columns)} FROM {clean} JOIN {known.table} AS known USING (met)"
        met, facts = f"SELECT met, who, {self._cast(told)} FROM {clean}", f"SELECT {self._cast(told)} FROM {clean}"
        strangers = None
        if careful:
            listed = ", ".join(told)
            familiar = f"(FROM {self._doubtful} WHERE who IS NOT NULL) AS familiar"
            staged += f" UNION ALL FROM {self.careful}"
            met += f" UNION ALL SELECT met, who, {listed} FROM {self.careful} JOIN {familiar} USING (line)"
            facts += f" UNION ALL SELECT {listed} FROM {self.careful}"
            strange = f"(FROM {self.careful} ANTI JOIN {familiar} USING (line))"
            strangers = strange if self._run(f"SELECT 1 FROM {strange} LIMIT 1") else None
        return Loaded(
            table=f"({staged})",
            met=Met(rows=f"({met})", strangers=strangers, table=known.table, size=known.size, facts=f"({facts})"),
        )

    def _cast(self, columns: Sequence[str] | Mapping[str, str]) -> str:
        """SQL columns of a staged row, from those that `rows` has; of a file that lacks one it is NULL."""
        kept = {"line", *self._told, *cells.WORDS}
        values = {name: name if name in kept else _OF_ALL.get(name, "NULL") for name in columns}
        return ", ".join(f"CAST({value} AS {self._columns[name]}) AS {name}" for name, value in values.items())

    def _values(self, columns: Iterable[str]) -> dict[str, str]:
        """SQL for the values of a row `raw`, in the types that staging has; of a text in doubt it may be any."""
        values = {}
        for name in columns:
            decoded = self._told.get(name, Decoded("NULL"))
            values[name] = f"{'TRY_CAST' if decoded.doubt else 'CAST'}({decoded.value} AS {self._columns[name]})"
        return values

    def _joins(self) -> str:
        return " ".join(one.join for one in self._told.values())

    def _doubt(self) -> str:
        """SQL condition: what a cell of a row `raw` says is in doubt."""
        return " OR ".join(["raw.doubtful", *(one.doubt for one in self._told.values() if one.doubt)])
