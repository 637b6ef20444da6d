"""Reading the data files of this package, and what lookups in them have in common."""

import csv
import re
import unicodedata
from collections.abc import Iterable

_NOT_WORD = re.compile(r"[\W_]+")


def read(file: str) -> list[list[str]]:
    """Give the rows of a data file without its header."""
    from importlib import resources  # imports as much as the rest of this package together

    text = resources.files(__package__).joinpath("data", file).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))[1:]


def fold(text: str) -> str:
    """Make spellings of one text equal: full-width forms and the space around it."""
    return unicodedata.normalize("NFKC", text).strip()


def key(text: str) -> str:
    """Make spellings of one name equal: also case, spaces, punctuation and the two Chinese words for "and"."""
    return _NOT_WORD.sub("", fold(text).replace("&", "and")).casefold().replace("及", "和")


def is_digits(text: str) -> bool:
    """Tell whether a text is nothing but the digits 0 to 9."""
    return text.isascii() and text.isdigit()


def nearest(text: str, names: Iterable[str]) -> str | None:
    """Give the name that resembles a text most, the first of those that differ in case alone, or none."""
    import difflib  # for error messages only

    written = {name.casefold(): name for name in reversed(list(names))}
    found = difflib.get_close_matches(fold(text).casefold(), written, n=1, cutoff=0.7)
    return written[found[0]] if found else None
