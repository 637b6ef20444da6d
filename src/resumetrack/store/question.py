"""Questions as text, put together once: for a small one that takes longer than to have it answered."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import duckdb

from resumetrack.store.sql import name

Steps = Callable[[duckdb.DuckDBPyRelation], duckdb.DuckDBPyRelation]
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its columns, and its SQL with numbers of 128 bits cut to 64.

    A number of 128 bits takes ten to thirty times as long as one of 64 to become Python's. What does not fit is missing
    in the columns at the places of `wide`; `exact` asks for all as it is.
    """

    columns: list[str]
    narrow: str
    wide: list[int]
    exact: str

    @classmethod
    def of(cls, relation: duckdb.DuckDBPyRelation) -> "Question":
        """Make a question of a relation."""
        exact = relation.sql_query()
        wide = [place for place, type_ in enumerate(relation.types) if type_ == "HUGEINT"]
        if not wide:
            return cls(relation.columns, exact, wide, exact)
        columns = list(map(name, relation.columns))
        for place in wide:
            columns[place] = f"try_cast({columns[place]} AS BIGINT) AS {columns[place]}"
        return cls(relation.columns, relation.project(", ".join(columns)).sql_query(), wide, exact)


class Questions:
    """The questions that steps have made of relations, by what the steps are and the columns of the relation."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Question] = {}

    def after(self, steps: Steps, key: Hashable, subject: duckdb.DuckDBPyRelation) -> Question:
        """Give the question that these steps make of a relation; `key` tells them apart from all others."""
        whole = (key, *zip(subject.columns, map(str, subject.types), strict=True))
        if whole not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[whole] = Question.of(steps(subject))
        return self._known[whole]
