"""Who the enterprises of a file are, said once: reports repeat it period after period.

A row that says who and what its enterprise is in exactly the words of an introduction is kept with the number of that
alone. So its words are looked at once, not once for each period, and found in the store once, not once for each file.
The words are one text, its cells apart by a control character that no clean cell holds, in an enumeration: to look up
its members leaves the rows in the order of their lines, which a join would not.
"""

from collections.abc import Sequence

from resumetrack.model import DESCRIPTORS, BulkPlan
from resumetrack.store import decoding
from resumetrack.store import text_cells as cells
from resumetrack.store.engine import Engine
from resumetrack.store.sql import text

HEAD_ROWS = 1_000_000
"""Rows of a file that are looked at for introductions before it is read."""

_LIMIT = 3_000_000
_WORTH_LEARNING = 50  # of so many rows, more than one without an introduction
WORTH_KEEPING = 2
"""Of so many rows, more than one without an introduction, and no more files are read with any."""

_APART = "chr(31)"


class Introductions:
    """The introductions of one vocabulary (`BulkPlan.vocabulary`), for as long as the engine lives.

    `table` has a row for each: its number `met` and the values it stands for, as a staged row has them.
    """

    def __init__(self, engine: Engine, number: int, plan: BulkPlan) -> None:
        self._run = engine.execute
        self.table = f"temp.introduced_{number}"
        self._type, self._generation = f"introduction_{number}", 0
        self._columns = cells.describing(plan)
        self.size, self._is_given_up = 0, False
        values = "".join(f", {column} VARCHAR" for column in cells.WORDS)
        self._run(f"CREATE TEMP TABLE introduced_{number} (met INTEGER, words VARCHAR{values})")

    @property
    def is_of_use(self) -> bool:
        """Whether there are any, and rows that have one."""
        return self.size > 0 and not self._is_given_up

    def number(self) -> str:
        """SQL for the number of the introduction that the cells of a row are, NULL for none.

        Kept as a number: the engine copies an enumeration for each statement that touches a column of it.
        """
        words = _words([cells.cell(column.place) for column in self._columns])
        return f"enum_code(TRY_CAST({words} AS {self._type}_{self._generation}))::INTEGER"

    def look_ahead(self, plan: BulkPlan) -> None:
        """Learn from the first rows of a file, if nothing is known yet."""
        if not self.size and not self._is_given_up:
            head = f"SELECT {cells.all_of(self._columns)} AS own FROM {cells.rows_of(plan)} LIMIT {HEAD_ROWS}"
            self._learn(plan, f"SELECT own, row_number() OVER () AS place FROM ({head})")

    def look_back(self, plan: BulkPlan, raw: str, strangers: int) -> None:
        """Learn from the rows of a file that had no introduction, so many, or give up if most had none."""
        if strangers * WORTH_KEEPING > plan.rows:
            self._is_given_up = True
        elif strangers * _WORTH_LEARNING > plan.rows:
            self._learn(plan, f"SELECT own, rowid AS place FROM {raw} WHERE met IS NULL")

    def _learn(self, plan: BulkPlan, source: str) -> None:
        """Add the clean ones among the enterprises of these rows that are not known, in their order."""
        if self.size > _LIMIT:
            return
        self._run(
            f"CREATE OR REPLACE TEMP TABLE candidate AS SELECT arg_min(own, place) AS own, min(place) AS place "
            f"FROM ({source}) AS said WHERE own[1] IS NOT NULL AND own[1] <> {text(plan.header_id)} AND "
            f"NOT EXISTS (FROM {self.table} AS known WHERE known.enterprise_id = said.own[1]) GROUP BY own[1]"
        )
        selected = self._selected(plan)
        if selected is not None:
            self._run(f"INSERT INTO {self.table} BY NAME {selected}")
            self._enumerate()
        self._run("DROP TABLE candidate")

    def _selected(self, plan: BulkPlan) -> str | None:
        """SQL for the clean candidates with their numbers and values; `None` if a column cannot be understood."""
        said = {column.name: f"own[{place}]" for place, column in enumerate(self._columns, 1)}
        coded = [column.name for column in self._columns if not column.pattern]
        listed = ", ".join(decoding.distinct(said[column]) for column in coded)
        [texts] = self._run(f"SELECT {listed} FROM candidate") if coded else [()]
        values, joins = dict(said), []
        doubts = [f"NOT {cells.is_clean(column, said[column.name])}" for column in self._columns if column.pattern]
        for column, found in zip(coded, texts, strict=True):
            decoded = decoding.decode(
                self._run, plan, column, sorted(found or []), said=said[column], table=f"candidate_{column}"
            )
            if decoded is None:
                return None
            values[column] = decoded.value
            joins.append(decoded.join)
            doubts += [decoded.doubt] if decoded.doubt else []
        attributes = cells.attributes_of(plan, [said[column.name] for _, column in plan.attributes])
        named = [f"{values[column]} AS {column}" for column in (cells.IDENTIFIER, *DESCRIPTORS) if column in values]
        words = _words(list(said.values()))
        return (
            f"SELECT {self.size} - 1 + row_number() OVER (ORDER BY place) AS met, {words} AS words, "
            f"{', '.join(named)}, {attributes} AS attributes FROM candidate {' '.join(joins)} "
            f"WHERE NOT ({' OR '.join(doubts)})"
        )

    def _enumerate(self) -> None:
        """Let rows be looked up by the introductions that there are now."""
        [(size,)] = self._run(f"SELECT count(*) FROM {self.table}")
        if size == self.size:
            return
        before, self._generation, self.size = self._generation, self._generation + 1, size
        self._run(
            f"CREATE TEMP TYPE {self._type}_{self._generation} AS ENUM (SELECT words FROM {self.table} ORDER BY met)"
        )
        if before:
            self._run(f"DROP TYPE {self._type}_{before}")


def _words(said: Sequence[str]) -> str:
    """SQL for what cells say as one text; without an identifier it is too short to be that of an introduction."""
    first, *others = said
    filled = [f"coalesce({one}, '')" for one in others]
    return f"concat_ws({_APART}, {', '.join([first, *filled])})"
