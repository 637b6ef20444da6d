"""How many columns of a terminal a text takes, and where it may be broken: between words, and within Chinese text."""

from collections.abc import Iterator

from rich.cells import cell_len

_NOT_FIRST = frozenset("，。、；：！？）》」』】〕”’％%,.;:!?)]}…—～·")
_NOT_LAST = frozenset("（《「『【〔“‘([{")
_WIDE = 2
# Three Chinese characters of a head stay on one line, and brackets with up to four inside them are not opened.
_TOGETHER = 3 * _WIDE
_BRACKETED = 5


def width(text: str) -> int:
    """Columns of a terminal that `text` takes: two for a Chinese character."""
    return len(text) if text.isascii() else cell_len(text)


def longest(text: str) -> int:
    """Width of the longest part of `text` that is not broken."""
    return max((width(part.rstrip(" ")) for part in _parts(text)), default=0)


def fold(text: str, columns: int) -> list[str]:
    """Break `text` into lines of at most `columns`, inside a word only if it is longer than a line."""
    if width(text) <= columns:
        return [text]
    lines = []
    line = ""
    for part in _parts(text):
        if width(line + part.rstrip(" ")) <= columns:
            line += part
            continue
        if line:
            lines.append(line.rstrip(" "))
        *full, line = _chopped(part, columns)
        lines += full
    lines.append(line.rstrip(" "))
    return lines


def narrowest(text: str, lines: int) -> int:
    """Give the least width at which `text` takes no more than `lines` lines without breaking a part.

    Three Chinese characters stay together: 开工率 is never broken before its 率.
    """
    return _least(text, lines, max(longest(text), min(width(text), _TOGETHER)))


def balanced(text: str, columns: int) -> list[str]:
    """Break `text` into as many lines as `fold` does, of about equal length."""
    lines = fold(text, columns)
    return fold(text, min(columns, _least(text, len(lines), longest(text))))


def _least(text: str, lines: int, columns: int) -> int:
    while len(fold(text, columns)) > lines:
        columns += 1
    return columns


def _parts(text: str) -> Iterator[str]:
    """Cut `text` wherever a line may end; blanks stay with the part before them."""
    begin = 0
    for place in range(1, len(text)):
        if _may_break(text, place):
            yield text[begin:place]
            begin = place
    if text:
        yield text[begin:]


def _may_break(text: str, place: int) -> bool:
    """Whether a line may end before `place`: after a blank, after a hyphen in a word, between Chinese characters."""
    before, after = text[place - 1], text[place]
    if after == " " or after in _NOT_FIRST:
        return False
    if before == " ":
        return True
    if before == "-":
        return after.isalpha() and text[max(0, place - 2)].isalpha()
    if before in _NOT_LAST or _bracketed(text, place):
        return False
    return _WIDE in (width(before), width(after))


def _bracketed(text: str, place: int) -> bool:
    """Whether `place` is inside brackets around a word or a unit, as in 变动（百分点）."""
    # Looking no further than that keeps a long text from taking the square of its length.
    opened = text.rfind("（", max(0, place - _BRACKETED), place)
    return opened >= 0 and text.find("）", opened, opened + _BRACKETED + 1) >= place


def _chopped(part: str, columns: int) -> list[str]:
    pieces = [""]
    for character in part:
        if pieces[-1] and width((pieces[-1] + character).rstrip(" ")) > columns:
            pieces.append("")
        pieces[-1] += character
    return pieces
