r"""What may reach a terminal: text of the data is shown, never obeyed.

A cell, a file name or the text of an error can hold escape sequences that retitle or repaint the terminal, marks that
turn the reading direction, and characters of no width that make two names look alike. They are shown as escapes:
`\x1b`, `\u202e`, `\n`.
"""

import re

_UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # drawn as nothing: soft hyphen, joiner, fillers
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, reading direction
    "\u2028\u2029"  # line and paragraph separators
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # interlinear notes, tags
    "\ud800-\udfff"  # halves of a character: no encoding takes them
    "]"
)
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


def clean(text: str) -> str:
    r"""Show what a terminal could obey or a reader could not see; all else is unchanged.

    >>> print(clean("Steel\x1b[2J works\u202e\n"))
    Steel\x1b[2J works\u202e\n
    """
    return _UNSAFE.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    character = found.group()
    return _SHORT.get(character) or escape(character)


def escape(character: str) -> str:
    r"""Give a character as Python writes it in a string: `\x1b`, `\u202e`, `\U000e0001`."""
    number = ord(character)
    if number <= 0xFF:  # noqa: PLR2004 - two digits hold it
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - four digits hold it
