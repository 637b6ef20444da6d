"""Running a bulk plan: what the engine has read by itself is matched with introductions, and rows in doubt handed back.

Rows in doubt are read carefully and stand beside the others in one view of the shape that staging has.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

import duckdb

from resumetrack.model import STAFF_MEASURES, Delivery, Row
from resumetrack.store import bulk_text
from resumetrack.store import text_cells as cells
from resumetrack.store.bulk_text import Raw
from resumetrack.store.decoding import Decoded
from resumetrack.store.introductions import FEW_UNKNOWN, HEAD_ROWS, KEYS, Introductions
from resumetrack.store.session import Session
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
        drop(session, raw.number)
        return None
    bulk_text.drop(session, raw.number)
    clean = plan.rows - len(lines)
    delivery.counts.read += clean
    delivery.counts.accepted += clean
    write(bulk.careful, plan.carefully(lines))
    delivery.suspended_without_on_duty += bulk.count(plan.idle) if plan.idle else 0
    return bulk.stand()


def drop(session: Session, number: int) -> None:
    """Remove what was staged of a file."""
    with suppress(duckdb.Error):
        for view in ("staged", "facts", "met", "strangers"):
            session.execute(f"DROP VIEW IF EXISTS memory.{view}_{number}")
        session.execute(f"DROP TABLE IF EXISTS scratch.careful_{number}")
        session.execute(f"DROP TABLE IF EXISTS memory.rows_{number}")
        bulk_text.drop(session, number)


class _Bulk:
    """A file that was read, on its way to be staged: in `rows` each line has its values beside its introduction.

    Of a line that is clear about its enterprise there is `who` this is, too.
    """

    def __init__(self, session: Session, raw: Raw, introductions: Introductions, columns: Mapping[str, str]) -> None:
        self._run = session.execute
        self._plan, self._number, self._told = raw.plan, raw.number, raw.told
        self._introductions, self._columns = introductions, columns
        self._raw, self._rows = raw.table, f"memory.rows_{raw.number}"
        self.careful = f"scratch.careful_{raw.number}"

    def meet(self) -> bool:
        """Match the rows with introductions, learning those that lack; whether their words could be understood."""
        plan, known = self._plan, self._introductions
        if known.size:
            unknown = self._lay()
            if unknown * FEW_UNKNOWN <= plan.rows:
                return self._meet_few(unknown)
            known.make_room(plan, unknown)
        for rows in (HEAD_ROWS, None) if plan.rows > 2 * HEAD_ROWS else (None,):
            if not known.learn(plan, self._raw, rows):
                return False
            unknown = self._lay()
            if unknown * FEW_UNKNOWN <= plan.rows:
                return self._meet_few(unknown)
        return True

    def _meet_few(self, unknown: int) -> bool:
        """Match the last few rows, which are read carefully anyway in this file, though not in those that follow."""
        if not unknown:
            return True
        known, met_before = self._introductions, self._introductions.size
        if not known.learn_lines(self._plan, self._raw):
            return False
        self._run(
            f"UPDATE {self._rows} AS one SET met = found.met, who = found.who FROM (SELECT "
            f"{cells.line_of('raw.rowid')} AS line, known.met, known.who FROM {self._raw} AS raw "
            f"JOIN (FROM {known.table} WHERE met >= {met_before}) AS known USING ({KEYS})) "
            "AS found WHERE one.line = found.line"
        )
        return True

    def _lay(self) -> int:
        """Put the rows with their values beside their introductions; returns how many have none."""
        compared = ("status", *STAFF_MEASURES) if self._plan.contradictions else ()
        values = {name: self._value(name) for name in dict.fromkeys((*self._told, *compared))}
        listed = ", ".join(f"{value} AS {name}" for name, value in values.items())
        doubts = ["known.who IS NULL", "raw.doubtful"]
        doubts += [one.doubt for one in self._told.values() if one.doubt]
        contradicting = "".join(f" OR coalesce({condition}, false)" for condition in self._plan.contradictions)
        self._run(
            f"CREATE OR REPLACE TABLE {self._rows} AS SELECT line, met, who, {', '.join(self._told)}, "
            f"(doubtful{contradicting}) AS doubtful FROM (SELECT {cells.line_of('raw.rowid')} AS line, known.met, "
            f"known.who, {listed}, ({' OR '.join(doubts)}) AS doubtful FROM {self._raw} AS raw "
            f"{' '.join(one.join for one in self._told.values())} "
            f"LEFT JOIN {self._introductions.table} AS known USING ({KEYS}))"
        )
        [(unknown,)] = self._run(f"SELECT count(*) - count(met) FROM {self._rows}")
        return int(unknown)

    def doubtful_lines(self) -> list[int] | None:
        """Lines of the rows in doubt, in order; `None` if they are too many."""
        limit = max(DOUBT_ROWS, self._plan.rows // DOUBT_SHARE)
        found = self._run(f"SELECT line FROM {self._rows} WHERE doubtful ORDER BY line LIMIT {limit + 1}")
        return [line for (line,) in found] if len(found) <= limit else None

    def count(self, condition: str) -> int:
        """Count the rows for which a condition on status and staff holds."""
        lacking = "".join(f", NULL AS {name}" for name in ("status", *STAFF_MEASURES) if name not in self._told)
        [(count,)] = self._run(
            f"SELECT count(*) FROM (SELECT *{lacking} FROM {self._rows} WHERE NOT doubtful) WHERE {condition}"
        )
        return int(count)

    def stand(self) -> Loaded:
        """Let the rows stand in views as if staged, with those that were read carefully.

        Most of these say clearly whom they are of: they have their introduction all the same.
        """
        known, careful = self._introductions, self.careful
        told = [name for name in self._columns if name not in cells.WORDS]
        listed, clean = ", ".join(told), f"{self._rows} AS raw WHERE NOT doubtful"
        familiar = f"(SELECT line, met, who FROM {self._rows} WHERE doubtful AND who IS NOT NULL) AS familiar"
        strange = f"FROM {careful} ANTI JOIN {familiar} USING (line)"
        [(count,)] = self._run(f"SELECT count(*) {strange}")
        met = self._view(
            "met",
            f"SELECT met, who, {self._cast(told)} FROM {clean} "
            f"UNION ALL SELECT met, who, {listed} FROM {careful} JOIN {familiar} USING (line)",
        )
        strangers = self._view("strangers", strange)
        facts = f"SELECT {self._cast(told)} FROM {clean} UNION ALL SELECT {listed} FROM {careful}"
        said = f"{self._rows} AS raw JOIN {known.table} AS known USING (met) WHERE NOT doubtful"
        return Loaded(
            table=self._view("staged", f"SELECT {self._cast(self._columns)} FROM {said} UNION ALL FROM {careful}"),
            met=Met(
                rows=met,
                strangers=strangers,
                has_strangers=count > 0,
                table=known.table,
                size=known.size,
                facts=self._view("facts", facts),
            ),
        )

    def _view(self, name: str, sql: str) -> str:
        view = f"memory.{name}_{self._number}"
        self._run(f"CREATE VIEW {view} AS {sql}")
        return view

    def _cast(self, columns: Sequence[str] | Mapping[str, str]) -> str:
        """SQL columns of a staged row, from those that `rows` has; of a file that lacks one it is NULL."""
        kept = {"line", *self._told, *cells.WORDS}
        values = {name: name if name in kept else _OF_ALL.get(name, "NULL") for name in columns}
        return ", ".join(f"CAST({value} AS {self._columns[name]}) AS {name}" for name, value in values.items())

    def _value(self, column: str) -> str:
        """SQL for the value of a column of a row, in the type that staging has; of a text in doubt it may be any."""
        decoded = self._told.get(column, Decoded("NULL"))
        cast = "TRY_CAST" if decoded.doubt else "CAST"
        return f"{cast}({decoded.value} AS {self._columns[column]})"
