"""A state in parts: each part as one relation, or as several where most of it is kept in few rows."""

from dataclasses import dataclass

import duckdb

from resumetrack.store.condensed_state import WEIGHT, CondensedState, answerable, is_now
from resumetrack.store.engine import Engine
from resumetrack.store.query import Part, StateQuery
from resumetrack.store.state import Composer


@dataclass(frozen=True, slots=True)
class Share:
    """Rows of a part of a state, and the column that says for how many enterprises a row stands (None: for one).

    `few` says that hardly any two rows are alike in all that is asked of them.
    """

    relation: duckdb.DuckDBPyRelation
    weight: str | None = None
    few: bool = False


class StateParts:
    """The parts of a state. What they are made from is looked up once.

    With `alike` it does not matter to the question which enterprise has which value, only how many have one, how many
    one above 0, and what the values add up to.
    """

    def __init__(self, engine: Engine, query: StateQuery, *, alike: bool) -> None:
        self._engine = engine
        self._composer = Composer(engine, query)
        can = alike and answerable(query) and is_now(engine, query)
        self._condensed = CondensedState.of(engine, query) if can else None

    def of(self, part: Part) -> list[Share]:
        """Give a part, whose rows are those of all shares together."""
        if self._condensed is None:
            return [Share(self._engine.relation(self._composer.sql(part)))]
        carries = self._composer.carries
        portions = [self._condensed.query.periods] if part is Part.SCOPE else self._condensed.portions()
        found = [
            Share(
                self._engine.relation(self._condensed.sql(part, periods, stated=carries)),
                WEIGHT,
                few=self._condensed.finest and part is Part.PRESENT,
            )
            for periods in portions
        ]
        if carries and part is not Part.SCOPE:
            found.append(Share(self._engine.relation(self._composer.sql(part, rest=True))))
        return found
