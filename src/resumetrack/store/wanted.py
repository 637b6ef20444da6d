"""Which columns of a state are worked out: those asked for, and those that groups and conditions read.

The engine leaves out what nobody reads, but not across a union of all, where some hundred million rows would carry
fifteen columns for the sake of four.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from resumetrack.model import DESCRIPTORS, LIST_DIMENSIONS
from resumetrack.store.query import StateQuery

ATTRIBUTES = ("roster_attributes", "attributes", "carried_attributes")
"""The columns that have attributes, the first to be asked first."""
_GROUPED = "dim_"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns of the rows of a state that are wanted, None for all; whether rows fall in groups by description."""

    names: frozenset[str] | None
    grouped: bool

    def __contains__(self, name: str) -> bool:
        return self.names is None or name in self.names or name.startswith(_GROUPED)

    def select(self, columns: Mapping[str, str], *always: str) -> str:
        """SQL for those of these columns that are wanted, by name, after those that always are."""
        return ", ".join([*always, *(f"{sql} AS {name}" for name, sql in columns.items() if name in self)])

    @property
    def described(self) -> bool:
        """Whether anything is wanted of what describes an enterprise."""
        return self.grouped or any(name in self for name in (*DESCRIPTORS, *ATTRIBUTES))


def wanted(query: StateQuery) -> Wanted:
    """Find out what a query wants; the period is always wanted."""
    grouped = any(dimension.groups is not None for dimension in query.dimensions)
    if query.columns is None or query.detail:
        return Wanted(None, grouped)
    names = {"period", *query.columns, *(("enterprise_key", "status") if query.beside else ())}
    raw = (one.name for one in query.dimensions if not one.is_coded)
    for name in (*raw, *(one.dimension for one in query.filters)):
        if name in LIST_DIMENSIONS:
            names.add("enterprise_key")
        elif name in DESCRIPTORS:
            names.add(name)
        else:
            names.update(ATTRIBUTES)
    return Wanted(frozenset(names), grouped)
