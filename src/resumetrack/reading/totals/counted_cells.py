"""Rows of totals as the cells that they count: what their dimensions say, and which counts they state."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from resumetrack.model import CODED_DIMENSIONS, ENTERPRISE_COUNTS, STAFF_MEASURES, TotalsRow

COUNTS = (*ENTERPRISE_COUNTS, *STAFF_MEASURES)
_MEMORY = 65_536
Codes = Mapping[str, str]
Key = tuple[tuple[str, str], ...]


class Cell(NamedTuple):
    """A row, what its dimensions say, and the counts that it states; `key` tells it from other cells of its period."""

    row: TotalsRow
    codes: Codes
    key: Key
    stated: Mapping[str, Decimal | int]

    @property
    def counts(self) -> bool:
        """Whether it counts anything at all."""
        return any(self.stated.values())


def cell_of(row: TotalsRow) -> Cell:
    """Make a cell of a row."""
    codes = codes_of(row)
    stated = {count: value for count in COUNTS if (value := getattr(row, count)) is not None}
    return Cell(row, codes, tuple(codes.items()), stated)


def codes_of(row: TotalsRow) -> Codes:
    """Give what the dimensions that divide a row say."""
    coded = {name: code for name in CODED_DIMENSIONS if (code := getattr(row, name)) is not None}
    return {**coded, **_members(row.attributes)} if row.attributes else coded


def without(key: Key, names: Collection[str]) -> Key:
    """Take dimensions out of what tells a cell from others."""
    return tuple(pair for pair in key if pair[0] not in names)


def by_rest(cells: Iterable[Cell], names: Collection[str]) -> dict[tuple[date, Key], Cell]:
    """Give cells by their period and what tells them apart without some dimensions; none if that does not tell."""
    several = list(cells)
    found = {(cell.row.period, without(cell.key, names)): cell for cell in several}
    return found if len(found) == len({(cell.row.period, cell.key) for cell in several}) else {}


@lru_cache(maxsize=_MEMORY)
def _members(attributes: str) -> Mapping[str, str]:
    """Read a JSON object of attributes; the same ones come again in every period."""
    members: dict[str, str] = json.loads(attributes)
    return members
