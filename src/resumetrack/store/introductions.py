"""Who the enterprises of a file are, said once: reports repeat it period after period.

Of the cells that say who and what its enterprise is a row keeps two hashes alone, by which it is matched with an
introduction: what these cells say, looked at once. Words that no introduction has are learnt from the file: from its
lines if they are few, otherwise it is read once more. Why hashes do is said in docs/decisions.md (2026-11-26).
"""

from collections.abc import Sequence

from resumetrack.model import DESCRIPTORS, BulkColumn, BulkPlan
from resumetrack.store import decoding
from resumetrack.store import text_cells as cells
from resumetrack.store.session import Session
from resumetrack.store.sql import insertions, text

HEAD_ROWS = 1_000_000
"""Rows of a file that are looked at first: those below mostly repeat them."""

FEW_UNKNOWN = 100
"""Of so many rows, at most one that no introduction matches, and their lines alone are read again."""

_MOST = 3_000_000  # introductions, beyond which those of earlier files make room
_SAYS_OTHERWISE = 2  # of so many rows, more than one that no introduction matches: the next file will not either

KEYS = "wording, whose"


def hashes(plan: BulkPlan) -> str:
    """SQL columns for the hashes of the cells of a row that say who and what its enterprise is."""
    said = [cells.cell(column.place) for column in cells.describing(plan)]
    return f"hash({', '.join(said)}) AS wording, (hash({said[0]}) >> 32)::UINTEGER AS whose"


def met_with(table: str) -> str:
    """SQL that goes behind rows with their hashes: what they were introduced as, as `known`, if they were."""
    return f"LEFT JOIN {table} AS known USING ({KEYS})"


class Introductions:
    """The introductions of one vocabulary (`BulkPlan.vocabulary`).

    `table` has a row for each: its number `met`, `who` (the first number that its enterprise has been met with; NULL if
    the words are in doubt), its hashes, and the values it stands for, as a staged row has them. `outdated` are tables
    that nothing is read with any more.
    """

    def __init__(self, session: Session, name: str, plan: BulkPlan) -> None:
        self._session, self._run = session, session.execute
        self._name, self._generation = name, 0
        self._columns = cells.describing(plan)
        self.size = 0
        self.outdated: list[str] = []
        self._make()

    @property
    def table(self) -> str:
        """The table of the introductions; another one once these have made room for others."""
        return f"memory.{self._name}_{self._generation}"

    def _make(self) -> None:
        values = "".join(f", {column} VARCHAR" for column in cells.WORDS)
        numbers = "met INTEGER, who INTEGER, wording UBIGINT, whose UINTEGER"
        self._run(f"CREATE TABLE {self.table} ({numbers}{values})")

    def make_room(self, plan: BulkPlan, unknown: int) -> None:
        """Forget those of earlier files if they are of little use to this one, so many rows of which are unknown.

        Their table becomes `outdated`: what earlier files say may have to be stored yet.
        """
        if self.size > _MOST or unknown * _SAYS_OTHERWISE > plan.rows:
            self.outdated.append(self.table)
            self._generation, self.size = self._generation + 1, 0
            self._make()

    def learn(self, plan: BulkPlan, hashed: str, rows: int | None = None) -> bool:
        """Add what is unknown of a file, as far as its first `rows`; whether its columns could be understood.

        `hashed` is SQL for the hashes of the rows of the file with their places.
        """
        self._find_unknown(hashed, f"WHERE place < {rows}" if rows else "")
        own = [f"{cells.cell(column.place)} AS own_{place}" for place, column in enumerate(self._columns)]
        limit = f"LIMIT {rows}" if rows else ""
        self._run(
            f"CREATE OR REPLACE TABLE memory.candidate AS SELECT met, {KEYS}, {_own(self._columns)} FROM "
            f"(SELECT row_number() OVER () - 1 AS place, {hashes(plan)}, {', '.join(own)} "
            f"FROM {cells.rows_of(plan)} {limit}) JOIN memory.unknown USING ({KEYS}, place)"
        )
        return self._add(plan)

    def learn_lines(self, plan: BulkPlan, hashed: str) -> bool:
        """Add what is unknown of a file, reading its lines alone; whether its columns could be understood."""
        self._find_unknown(hashed)
        own = ", ".join(f"own_{place} VARCHAR" for place in range(len(self._columns)))
        self._run(f"CREATE OR REPLACE TABLE memory.spoken (place BIGINT, {own})")
        lines = [line for (line,) in self._run(f"SELECT {cells.line_of('place')} FROM memory.unknown ORDER BY ALL")]
        said = (
            f"({cells.place_of(str(line))}, {', '.join(_said(row[column.place]) for column in self._columns)})"
            for line, row in plan.records(lines)
        )
        for statement in insertions("memory.spoken", said):
            self._run(statement)
        self._run(
            f"CREATE OR REPLACE TABLE memory.candidate AS SELECT met, {KEYS}, {_own(self._columns)} "
            "FROM memory.unknown JOIN memory.spoken USING (place); DROP TABLE memory.spoken"
        )
        return self._add(plan)

    def _find_unknown(self, hashed: str, where: str = "") -> None:
        """Give numbers to the words that no introduction has, in the order of the file."""
        self._run(
            f"CREATE OR REPLACE TABLE memory.unknown AS SELECT {KEYS}, place, "
            f"{self.size} - 1 + row_number() OVER (ORDER BY place) AS met FROM (SELECT {KEYS}, min(place) AS place "
            f"FROM {hashed} ANTI JOIN {self.table} USING ({KEYS}) {where} GROUP BY {KEYS})"
        )

    def _add(self, plan: BulkPlan) -> bool:
        """Turn the candidates into introductions; whether their columns could be understood."""
        selected = self._selected(plan)
        if selected is not None:
            with self._session.transaction():  # a file that is met with them meanwhile must not see the half of it
                self._run(f"INSERT INTO {self.table} BY NAME {selected}")
                self._recognise()
        self._run("DROP TABLE memory.candidate; DROP TABLE memory.unknown")
        return selected is not None

    def _selected(self, plan: BulkPlan) -> str | None:
        """SQL for the candidates with their values; `None` if a column has too many texts."""
        said = {column.name: f"own_{place}" for place, column in enumerate(self._columns)}
        coded = {column.name: said[column.name] for column in self._columns if not column.pattern}
        _, texts = decoding.count(self._run, "memory.candidate", coded) if coded else (0, {})
        values, joins = dict(said), []
        doubts = [f"NOT {cells.is_clean(column, said[column.name])}" for column in self._columns if column.pattern]
        doubts.append(f"coalesce({said[cells.IDENTIFIER]} = {text(plan.header_id)}, false)")
        for column, found in texts.items():
            decoded = decoding.decode(self._run, plan, column, found, said=said[column], table=f"{self._name}_{column}")
            if decoded is None:
                return None
            values[column] = decoded.value
            joins.append(decoded.join)
            doubts += [decoded.doubt] if decoded.doubt else []
        attributes = cells.attributes_of(plan, [said[column.name] for _, column in plan.attributes])
        named = [f"{values[column]} AS {column}" for column in (cells.IDENTIFIER, *DESCRIPTORS) if column in values]
        return (
            f"SELECT met, CASE WHEN NOT ({' OR '.join(doubts)}) THEN met END AS who, {KEYS}, {', '.join(named)}, "
            f"{attributes} AS attributes FROM memory.candidate {' '.join(joins)}"
        )

    def _recognise(self) -> None:
        """Tell which of them are of the same enterprise, and how many there are by now."""
        [(self.size, is_repeated)] = self._run(
            f"SELECT coalesce(max(met) + 1, 0), count(*) > count(DISTINCT enterprise_id) FROM {self.table}"
        )
        if is_repeated:
            self._run(
                f"UPDATE {self.table} AS one SET who = first.who FROM (SELECT enterprise_id, min(who) AS who "
                f"FROM {self.table} GROUP BY enterprise_id HAVING count(*) > 1) AS first "
                "WHERE one.enterprise_id = first.enterprise_id AND one.who <> first.who"
            )


def _said(cell: str) -> str:
    return text(cell) if cell else "NULL"


def _own(columns: Sequence[BulkColumn]) -> str:
    return ", ".join(f"own_{place}" for place in range(len(columns)))
