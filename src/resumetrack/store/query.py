"""What a state is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto

NEIGHBOURS = ("with_preceding", "with_following")
"""The columns that `StateQuery.beside` adds."""


@dataclass(frozen=True)
class Dimension:
    """One dimension of a state: its name, and the groups each raw value falls in (None: the value itself)."""

    name: str
    groups: Mapping[str, tuple[str, ...]] | None = None

    @property
    def is_coded(self) -> bool:
        """Whether each raw value falls in one group at most, so that a description has its group."""
        return self.groups is not None and all(len(found) <= 1 for found in self.groups.values())


@dataclass(frozen=True)
class Filter:
    """Keep rows whose raw value of a dimension is one of these."""

    dimension: str
    values: frozenset[str]


class Part(Enum):
    """Which rows of a state are wanted.

    The whole state can be added up from parts without a row for every silent enterprise: who is present, and the
    scope (one row for each time on the roster) less those of it who have answered. Lists have the whole alone.
    """

    WHOLE = auto()
    PRESENT = auto()
    SCOPE = auto()
    ANSWERED = auto()


@dataclass(frozen=True)
class StateQuery:
    """What a state is asked for; `lists` makes their members the scope and the only rows.

    `columns` are those of the state that are read, besides the period and the groups (None: all of them).
    `beside` are periods in order: only who reports stays, with NEIGHBOURS, which say whether the enterprise also
    reports, in the same group, in the one before and in the one after (0 or 1).
    `reach` says for each period to which later ones a report of it may be carried, and `held` names, in order, all
    periods held that these are about; `carry` and the `ordinals` of days say the same. `detail` adds `enterprise_id`,
    `difficulty` and `last_period`, the latest period with a status so far.
    """

    panel_key: int
    periods: tuple[date, ...]
    every_period: bool
    as_of: datetime | None = None
    lists: tuple[str, ...] | None = None
    dimensions: tuple[Dimension, ...] = ()
    filters: tuple[Filter, ...] = ()
    held: tuple[date, ...] = ()
    reach: Mapping[date, tuple[date, ...]] = field(default_factory=dict)
    beside: tuple[date, ...] = ()
    ordinals: Mapping[date, int] = field(default_factory=dict)
    carry: int = 0
    detail: bool = False
    part: Part = Part.WHOLE
    columns: frozenset[str] | None = None
