"""md: title, summary, table and notes as GitHub-flavoured Markdown, in which text of the data is never markup."""

import re
from collections.abc import Iterator, Sequence

from resumetrack.model import Lang, Table
from resumetrack.render.grid import Shown, grid

# Angle brackets and ampersands as entities: some readers of Markdown do not take them after a backslash.
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKUP = re.compile(r"[&<>\\`*\[\]|~#]|(?<![^\W_])_|_(?![^\W_])")
# What would begin a list, a rule or another heading at the start of a line.
_BLOCK = re.compile(r"^(\d*)([-+=.)])")


def markdown_lines(table: Table, lang: Lang, *, unicode: bool) -> Iterator[str]:
    """Give the table with all that is said about it, the total in bold."""
    seen = grid(table, lang, unicode=unicode)
    if seen.title:
        yield f"## {escaped(seen.title)}\n\n"
    for paragraph in seen.summary:
        yield f"{_paragraph(paragraph)}\n\n"
    yield _row([escaped(head.text) for head in seen.heads])
    yield _row(["---:" if head.right else ":---" for head in seen.heads])
    for row in seen.rows:
        yield _row([escaped(cell.text) for cell in row])
    if seen.total is not None:
        yield _row(_bold(seen.total))
    if seen.notes:
        yield "\n"
        for note in seen.notes:
            yield f"- {_paragraph(note)}\n"


def escaped(text: str) -> str:
    r"""Write text so that Markdown shows it as it is, in a cell of a table too.

    >>> print(escaped("<b>a|b</b> [x](y) region_code"))
    &lt;b&gt;a\|b&lt;/b&gt; \[x\](y) region_code
    """
    return _MARKUP.sub(lambda found: _ENTITIES.get(found.group(), f"\\{found.group()}"), text)


def _paragraph(text: str) -> str:
    return _BLOCK.sub(r"\1\\\2", escaped(text.strip()))


def _bold(cells: Sequence[Shown]) -> list[str]:
    return [f"**{escaped(cell.text)}**" if cell.text else "" for cell in cells]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
