"""Which columns a narrow terminal is spared, so that a row stays a row; machine formats and pipes always have all."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from resumetrack.model import Lang, Table, Text
from resumetrack.render import Screen, render

T = TypeVar("T", bound=Table)

_NOTHING = Text("", "")
_ROWS = 100
# Heads on two lines and folded words make room for so much more than the screen is wide.
_FOLDING = 1.3


def narrowed(table: T, width: int, spare: Sequence[str], lang: Lang) -> T:
    """Leave out `spare` columns until the table about fits: first those that are empty, then in their order."""
    places = {column.name: place for place, column in enumerate(table.columns)}
    rows = table.rows[:_ROWS]
    order = sorted(spare, key=lambda name: any(row[places[name]] is not None for row in rows))
    kept = table
    for name in order:
        if _across(kept, lang) <= _FOLDING * width:
            break
        kept = replace(
            kept, columns=tuple(replace(one, human=one.human and one.name != name) for one in kept.columns)
        )  # fmt: skip
    return kept


def _across(table: Table, lang: Lang) -> int:
    """Columns of a terminal that the table takes if nothing is folded."""
    from rich.cells import cell_len

    bare = replace(table, title=_NOTHING, summary=(), rows=table.rows[:_ROWS])
    return max(cell_len(line) for line in render(bare, "table", lang=lang, screen=Screen(width=None, colour=False)))
