"""Raised digits in the texts of xlsx files: 5 with a footnote 2 is written with `²`, since plain `52` is a number.

The library that reads the values forgets how parts of a text are shown. Only texts with raised parts are looked at.
"""

import html
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from zipfile import ZipFile

from resumetrack.reading.workbooks.marks import INSTEAD

NO_TEXTS: Mapping[int, str] = MappingProxyType({})
_SHARED = "xl/sharedStrings.xml"
_CHUNK = 1 << 20
RAISED_SIGN = b"superscript"
_ITEM = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_INLINE = re.compile(rb"<(?:\w+:)?c(\s[^>]*)>\s*<(?:\w+:)?is>(.*?)</(?:\w+:)?is>", re.DOTALL)
_OF_SHARED = re.compile(
    rb"""<(?:\w+:)?c(\s(?:[^>]*?\s)?t\s*=\s*["']s["'][^>]*)>\s*<(?:\w+:)?v>(\d{1,9})</""",
)
_RUN = re.compile(rb"<(?:\w+:)?r>(.*?)</(?:\w+:)?r>", re.DOTALL)
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised_texts(archive: ZipFile) -> dict[int, str]:
    """Give the shared texts with raised digits, by their number."""
    if _SHARED not in archive.namelist() or not _has_sign(archive):
        return {}
    items = enumerate(_ITEM.findall(archive.read(_SHARED)))
    return {number: text for number, item in items if RAISED_SIGN in item and (text := _written(item))}


def raised_cells(block: bytes, shared: Mapping[int, str]) -> Iterator[tuple[bytes, str]]:
    """Yield the tags of cells in which digits are raised, and the marks that say what is shown."""
    if RAISED_SIGN in block:
        for tag, inner in _INLINE.findall(block):
            if RAISED_SIGN in inner and (text := _written(inner)):
                yield tag, INSTEAD + text
    if shared:
        for tag, number in _OF_SHARED.findall(block):
            if text := shared.get(int(number), ""):
                yield tag, INSTEAD + text


def _has_sign(archive: ZipFile) -> bool:
    with archive.open(_SHARED) as opened:
        last = b""
        while chunk := opened.read(_CHUNK):
            if RAISED_SIGN in last + chunk:
                return True
            last = chunk[-len(RAISED_SIGN) :]
    return False


def _written(item: bytes) -> str:
    """Write a text of several parts with its raised digits; nothing if none is."""
    parts = [(RAISED_SIGN in run, "".join(map(_plain, _TEXT.findall(run)))) for run in _RUN.findall(item)]
    is_raised = any(raised and any(map(str.isdecimal, text)) for raised, text in parts)
    return "".join(text.translate(_RAISED) if raised else text for raised, text in parts) if is_raised else ""


def _plain(text: bytes) -> str:
    return html.unescape(text.decode("utf-8", "replace"))
