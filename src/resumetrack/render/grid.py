"""What people see of a result, before it is laid out: words in one language, rounded figures, nothing unsafe.

`table` and `md` draw the same grid, so they cannot disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from resumetrack.model import Cell, Column, Lang, Meaning, RateTable, Table, Text, TrendTable
from resumetrack.render.cells import AMOUNTS, NUMBERS, WORDS, human_text, number, places_needed, shown_number
from resumetrack.render.sanitise import clean
from resumetrack.render.spark import MAX_POINTS, spark

UNKNOWN = Text("(unknown)", "（未知）")
TOTAL = Text("Total", "合计")
CONFIDENTIAL = "[c]"
UNITS = {
    Meaning.RATE: Text("%", "%"),
    Meaning.PP: Text("pp", "百分点"),
    Meaning.POINTS: Text("points", "点"),
}
BRACKETS = Text(" ({})", "（{}）")
LOW_PERCENT = 80
POOR_PERCENT = 50

Tone = Literal["plain", "strong", "low", "poor", "up", "down", "doubtful"]
_DIRECTIONS: dict[str, Tone] = {
    "rising": "up",
    "上升": "up",
    "falling": "down",
    "下降": "down",
    "not comparable": "doubtful",
    "不可比": "doubtful",
}


class Shown(NamedTuple):
    """A cell as people see it; a `solid` one is never broken over lines; `tone` says nothing that the text does not."""

    text: str
    solid: bool = True
    tone: Tone = "plain"


class Head(NamedTuple):
    """The head of a column: its label with the unit, and the side its cells keep to."""

    text: str
    right: bool


@dataclass(frozen=True)
class Grid:
    """A result in one language, every text sanitised."""

    title: str
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    heads: tuple[Head, ...]
    rows: tuple[tuple[Shown, ...], ...]
    total: tuple[Shown, ...] | None

    def all_rows(self) -> tuple[tuple[Shown, ...], ...]:
        """Give the rows and the total."""
        return self.rows if self.total is None else (*self.rows, self.total)

    def said_once(self) -> tuple[tuple[tuple[str, str], ...], "Grid"]:
        """Split off the columns of words and dates that are the same in every row, unless none would be left."""
        rows = self.all_rows()
        same = {
            place: (head.text, rows[0][place].text)
            for place, head in enumerate(self.heads)
            if len(rows) > 1 and not head.right and len({row[place].text for row in rows}) == 1
        }
        if len(same) == len(self.heads):
            return (), self
        rest = [place for place in range(len(self.heads)) if place not in same]

        def kept(row: tuple[Shown, ...]) -> tuple[Shown, ...]:
            return tuple(row[place] for place in rest)

        return tuple(same.values()), replace(
            self,
            heads=tuple(self.heads[place] for place in rest),
            rows=tuple(kept(row) for row in self.rows),
            total=kept(self.total) if self.total is not None else None,
        )


def grid(table: Table, lang: Lang, *, unicode: bool, points: int = MAX_POINTS) -> Grid:
    """Put a result into the words and figures that people see, with sparklines of at most `points`."""
    writer = _Writer(table, lang, unicode, points)
    return Grid(
        title=clean(table.title.to(lang)),
        summary=tuple(clean(words.to(lang)) for words in table.summary),
        notes=tuple(clean(words.to(lang)) for words in table.notes),
        heads=tuple(_head(table.columns[place], lang) for place in writer.places),
        rows=tuple(writer.row(row) for row in table.rows),
        total=writer.total(table.total) if table.total is not None else None,
    )


def _head(column: Column, lang: Lang) -> Head:
    label = column.label.to(lang)
    unit = UNITS.get(column.meaning)
    if unit and not label.rstrip(")）").endswith(unit.to(lang)):
        label += BRACKETS.to(lang).format(unit.to(lang))
    return Head(clean(label), right=column.meaning in NUMBERS)


def _decimals(cells: Sequence[Cell], meaning: Meaning) -> int:
    """Decimals that all amounts of a column are shown with; a sum of ratios beside quantities has its own."""
    if meaning is Meaning.QUANTITY:
        exact = [cell for cell in cells if cell is not None and not isinstance(cell, float)]
        cells = exact or cells
    return max(map(places_needed, cells), default=0)


class _Writer:
    """What must be known of the whole table to write one of its cells."""

    def __init__(self, table: Table, lang: Lang, unicode: bool, points: int) -> None:
        self.columns = table.columns
        self.places = [place for place, column in enumerate(table.columns) if column.human]
        self.lang: Lang = lang
        self.unicode = unicode
        self.points = points
        self.dash = "–" if unicode else "-"
        self.dimensions = _dimensions(table)
        self.place_of = {column.name: place for place, column in enumerate(table.columns)}
        self.marks = [place for place, column in enumerate(table.columns) if column.meaning is Meaning.SUPPRESSED]
        rows = table.rows if table.total is None else (*table.rows, table.total)
        self.decimals = [
            _decimals([row[place] for row in rows], column.meaning) if column.meaning in AMOUNTS else 0
            for place, column in enumerate(table.columns)
        ]

    def row(self, row: Sequence[Cell]) -> tuple[Shown, ...]:
        """Write the cells of a row that people see."""
        return tuple(self.cell(row, place) for place in self.places)

    def total(self, row: Sequence[Cell]) -> tuple[Shown, ...]:
        """Write the total row: its label stands in the first empty cell of words, and other words stay empty."""
        shown = []
        label = TOTAL.to(self.lang)
        for place in self.places:
            meaning = self.columns[place].meaning
            if row[place] is not None or meaning in NUMBERS:
                shown.append(self.cell(row, place))
            elif meaning in WORDS:
                shown.append(Shown(label))
                label = ""
            else:
                shown.append(Shown(""))
        return tuple(shown)

    def cell(self, row: Sequence[Cell], place: int) -> Shown:
        """Write one cell."""
        cell, meaning = row[place], self.columns[place].meaning
        if isinstance(cell, str):
            if meaning is Meaning.SPARK:
                return Shown(spark(cell, unicode=self.unicode, most=self.points))
            return Shown(clean(cell), solid=False, tone=self._direction(cell, place))
        places = max(self.decimals[place], places_needed(cell)) if meaning is Meaning.QUANTITY else self.decimals[place]
        text = human_text(cell, meaning, places=places)
        if not text:
            return self._missing(row, place)
        return Shown(text, tone=_tone(number(cell), meaning))

    def _missing(self, row: Sequence[Cell], place: int) -> Shown:
        """Say why nothing is there; a code or a name that is missing beside the other is only a dash."""
        name = self.columns[place].name
        if place not in self.dimensions and any(row[mark] for mark in self.marks):
            return Shown(CONFIDENTIAL)
        if place not in self.dimensions or f"{name}_name" in self.place_of:
            return Shown(self.dash)
        code = self.place_of.get(name.removesuffix("_name"), place)
        if row[code] is None:
            return Shown(UNKNOWN.to(self.lang))
        return Shown(self.dash) if self.columns[code].human else self.cell(row, code)

    def _direction(self, cell: str, place: int) -> Tone:
        return _DIRECTIONS.get(cell, "plain") if self.columns[place].name.startswith("direction") else "plain"


def _dimensions(table: Table) -> frozenset[int]:
    """Find the columns that say which group a row of figures is about: the words that lead it, after the period."""
    if not isinstance(table, RateTable | TrendTable):
        return frozenset()
    found = set()
    for place, column in enumerate(table.columns):
        if column.meaning in WORDS:
            found.add(place)
        elif found or column.meaning is not Meaning.DATE:
            break
    return frozenset(found)


def _tone(value: Decimal | None, meaning: Meaning) -> Tone:
    """Choose a tone by the figure as printed, so that two equal figures never look different."""
    if value is None or meaning not in (Meaning.RATE, Meaning.PP):
        return "plain"
    figure = shown_number(value, meaning)
    if meaning is Meaning.PP:
        return "up" if figure > 0 else "down" if figure < 0 else "plain"
    return "poor" if figure < POOR_PERCENT else "low" if figure < LOW_PERCENT else "plain"
