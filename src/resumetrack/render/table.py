"""table: a result for people, in plain lines that fit the terminal; the one module that uses Rich.

Rich measures characters and writes colours. Nothing goes through its console or its markup, so text of the data has no
way of being obeyed, and nothing is wrapped or cut behind our back.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Literal

from rich.color import ColorSystem
from rich.style import Style

from resumetrack.model import Lang, Table, Text
from resumetrack.render.folding import balanced, fold, longest, narrowest, width
from resumetrack.render.grid import Grid, Head, Shown, Tone, grid
from resumetrack.render.layout import GENTLE, HARD, MAX_HEAD_LINES, Layout, Needs, fit
from resumetrack.render.screen import Screen
from resumetrack.render.spark import MAX_POINTS

# Longer lines of prose are hard to read, however wide the terminal.
PROSE_WIDTH = 100
BLOCK_GAP = 2
LEAST_LABEL = 6
# Below it, sparklines are half as long.
ROOMY = 100
COLON = Text(": ", "：")
STYLES: dict[Tone | Literal["rule"], Style] = {
    "plain": Style(),
    "low": Style(color="yellow"),
    "poor": Style(color="red"),
    "up": Style(color="green"),
    "down": Style(color="red"),
    "doubtful": Style(color="yellow"),
    "strong": Style(bold=True),
    "rule": Style(dim=True),
}


def table_lines(table: Table, lang: Lang, screen: Screen) -> Iterator[str]:
    """Give title, summary and table; where even folded words do not fit, one block of lines per row.

    With no width every row is one line of its natural length.
    """
    narrow = screen.width is not None and screen.width < ROOMY
    points = MAX_POINTS // 2 if narrow else MAX_POINTS
    return _Drawing(grid(table, lang, unicode=screen.unicode, points=points), lang, screen).lines()


class _Drawing:
    """A grid drawn for one screen."""

    def __init__(self, seen: Grid, lang: Lang, screen: Screen) -> None:
        self.seen = seen
        self.columns = screen.width
        self.colour = screen.colour
        self.rule = "─" if screen.unicode else "-"
        self.colon = COLON.to(lang)

    def lines(self) -> Iterator[str]:
        """Give all lines, each ending in a newline and in no blank."""
        for line in self._all_lines():
            yield f"{line.rstrip(' ')}\n"

    def _all_lines(self) -> Iterator[str]:
        yield from self._prose()
        if not self.seen.heads:
            return
        layout = fit(_needs(self.seen), self.columns, GENTLE)
        if layout is None:
            same, self.seen = self.seen.said_once()
            for label, words in same:
                yield from self._wrapped(f"{label}{self.colon}{words}")
            if same:
                yield ""
            layout = fit(_needs(self.seen), self.columns, HARD)
        yield from self._blocks() if layout is None else self._table(layout)

    def _prose(self) -> Iterator[str]:
        if self.seen.title:
            yield from self._wrapped(self.seen.title, "strong")
            yield ""
        for paragraph in self.seen.summary:
            yield from self._wrapped(paragraph)
            yield ""

    def _wrapped(self, words: str, style: Tone = "plain") -> Iterator[str]:
        columns = min(self.columns, PROSE_WIDTH) if self.columns else width(words)
        return (self._styled(line, style) for line in fold(words, columns))

    def _table(self, layout: Layout) -> Iterator[str]:
        rule = self._styled(self.rule * layout.across, "rule")
        yield from self._heads(layout)
        yield rule
        for row in self.seen.rows:
            yield from self._row(row, layout)
        if self.seen.total is not None:
            yield rule
            yield from self._row([_strong(cell) for cell in self.seen.total], layout)

    def _heads(self, layout: Layout) -> Iterator[str]:
        folded = [balanced(head.text, columns) for head, columns in zip(self.seen.heads, layout.widths, strict=True)]
        height = max((len(lines) for lines in folded), default=0)
        for line in range(height):
            # Heads stand on the rule: short ones begin lower.
            words = ("" if line < height - len(lines) else lines[line - height] for lines in folded)
            yield self._side_by_side([Shown(text) for text in words], layout)

    def _row(self, row: Sequence[Shown], layout: Layout) -> Iterator[str]:
        folded = [fold(cell.text, columns) for cell, columns in zip(row, layout.widths, strict=True)]
        for words in zip_longest(*folded, fillvalue=""):
            yield self._side_by_side([cell._replace(text=text) for cell, text in zip(row, words, strict=True)], layout)

    def _side_by_side(self, cells: Sequence[Shown], layout: Layout) -> str:
        return (" " * layout.gap).join(
            self._placed(cell, head, columns)
            for cell, head, columns in zip(cells, self.seen.heads, layout.widths, strict=True)
        )

    def _placed(self, cell: Shown, head: Head, columns: int) -> str:
        blanks = " " * (columns - width(cell.text))
        text = self._styled(cell.text, cell.tone)
        return blanks + text if head.right else text + blanks

    def _blocks(self) -> Iterator[str]:
        """One block of lines for each row: label and words."""
        columns = self.columns or PROSE_WIDTH
        needs = _needs(self.seen)
        figures = max(column.solid for column in needs)
        labels = max(width(head.text) for head in self.seen.heads)
        room = max(LEAST_LABEL, min(labels, columns // 2, columns - BLOCK_GAP - figures))
        for place, row in enumerate(self.seen.rows):
            if place:
                yield ""
            yield from self._block(row, room, columns)
        if self.seen.total is not None:
            yield self._styled(self.rule * columns, "rule")
            yield from self._block([_strong(cell) for cell in self.seen.total], room, columns)

    def _block(self, row: Sequence[Shown], room: int, columns: int) -> Iterator[str]:
        for head, cell in zip(self.seen.heads, row, strict=True):
            if not cell.text:
                continue
            values = [cell.text] if cell.solid else fold(cell.text, max(1, columns - room - BLOCK_GAP))
            for label, value in zip_longest(fold(head.text, room), values, fillvalue=""):
                yield label + " " * (room - width(label) + BLOCK_GAP) + self._styled(value, cell.tone)

    def _styled(self, text: str, style: Tone | Literal["rule"]) -> str:
        return STYLES[style].render(text, color_system=ColorSystem.STANDARD) if self.colour and text.strip() else text


def _needs(seen: Grid) -> list[Needs]:
    rows = seen.all_rows()
    return [
        Needs(
            heads=tuple(narrowest(head.text, lines + 1) for lines in range(MAX_HEAD_LINES)),
            solid=max((width(row[place].text) for row in rows if row[place].solid), default=0),
            words=max((width(row[place].text) for row in rows if not row[place].solid), default=0),
            word=max((longest(row[place].text) for row in rows if not row[place].solid), default=0),
        )
        for place, head in enumerate(seen.heads)
    ]


def _strong(cell: Shown) -> Shown:
    return cell._replace(tone="strong") if cell.tone == "plain" else cell
