"""md shows text of the data and never takes it for markup: checked with a Markdown reader that allows HTML."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from golden.tables import PIPE, rates
from resumetrack.model import Column, Meaning, Table, Text
from resumetrack.render import clean, render
from resumetrack.render.markdown import escaped

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = [
    "a|b",
    "a\\|b",
    "\\",
    "<script>alert(1)</script>",
    "<!-- x",
    "&lt;b&gt;",
    "[x](http://x)",
    "![x](http://x)",
    "[link=http://x]",
    "[/]",
    "*bold* **bold** __bold__ _it_ snake_case",
    "`code` ``",
    "~~gone~~",
    "# head #",
    "- item",
    "1. item",
    "+ item",
    "===",
    "---",
    "two\nlines",
    "\x1b]0;x\x07",
    "\u202e",
]


def texts(markdown: str, inside: str) -> list[str]:
    """The plain text of every element of a kind; anything but text inside it fails."""
    tokens = MARKDOWN.parse(markdown)
    found = []
    for token, content in pairwise(tokens):
        if token.type == inside:
            children = content.children or []
            assert {child.type for child in children} <= {"text", "text_special"}, content.content
            found.append("".join(child.content for child in children))
    return found


def one_cell(text: str) -> Table:
    words = Text(text, text)
    return Table(words, (Column("c", Meaning.TEXT, words),), ((text,),), summary=(words,), notes=(words,))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown(text: str) -> None:
    """Title, summary, head, cell and note read as the text itself."""
    markdown = "".join(render(one_cell(text), "md", lang="en", screen=PIPE))
    shown = clean(text)
    assert "<" not in markdown
    assert texts(markdown, "td_open") == texts(markdown, "th_open") == [shown]
    assert texts(markdown, "heading_open") == [shown]
    assert texts(markdown, "paragraph_open") == [shown, shown]


@given(st.text(st.sampled_from("ab \\`*_[]()<>|~#&;!-+.1:一"), max_size=12))
def test_any_cell_is_shown(text: str) -> None:
    """Whatever the marks, a cell reads as its text; blanks around it are not kept."""
    table = Table(Text("", ""), (Column("c", Meaning.TEXT, Text("c", "c")),), ((text,), ("x",)))
    markdown = "".join(render(table, "md", lang="en", screen=PIPE))
    assert texts(markdown, "td_open") == [text.strip(" "), "x"]


def test_names_stay_readable() -> None:
    """An underscore inside a word needs no escape."""
    assert escaped("operating_rate_scope") == "operating_rate_scope"


def test_total_is_bold_and_notes_follow() -> None:
    """The total stands out, and md carries the notes that a terminal gets on stderr."""
    markdown = "".join(render(rates(), "md", lang="zh", screen=PIPE))
    assert "| **合计** |" in markdown
    assert markdown.endswith("\n\n- 12家企业没有地区。\n")
