"""Industries: GB/T 4754-2017 codes, which roll up by prefix, and reporting blocks, a partition of the divisions."""

import re
from functools import cache, lru_cache

from resumetrack.classify import code_lists
from resumetrack.model import Lang, Text

LEVELS = ("section", "division", "group", "class", "block")
DEFAULT_LEVEL = "division"

_LENGTHS = {"section": 1, "division": 3, "group": 4, "class": 5}
_DIVISION = _LENGTHS["division"]
_CODE = re.compile(r"([A-Ta-t])\s?([0-9]{2,4})?")


def name(code: str, lang: Lang) -> str:
    """Give the name of an industry or block; groups and classes have Chinese names only."""
    text = blocks().get(code) or industries().get(code)
    return text.to(lang) if text else code


def normalise(text: str, *, scheme: bool = False) -> str:
    """Turn what an office wrote into a code: GB/T 4754-2017 with its letter, or the key of a block; else it stays.

    Parameters
    ----------
    text
        A code with its section letter, a Chinese name, an English name of a section or division, or a block.
    scheme
        Whether the column is known to hold GB/T 4754-2017 codes: then digits alone are such codes too. Without it
        they may be of any system and stay.

    Returns
    -------
    str
        The code; text that is unknown stays, stripped. A name that a section shares with its only division (房地产业)
        means the division, and one that a group shares with its only class means the group.

    Examples
    --------
    >>> normalise("c36"), normalise("汽车制造业"), normalise("制造业"), normalise("manufacture of automobiles")
    ('C36', 'C36', 'C', 'C36')
    >>> normalise("3612"), normalise("3612", scheme=True)
    ('3612', 'C3612')
    """
    written = text.strip()
    folded = code_lists.fold(text)
    if match := _CODE.fullmatch(folded):
        code = match[1].upper() + (match[2] or "")
        return code if _fits(code) else written
    if scheme and code_lists.is_digits(folded):
        code = _letters().get(folded[:2], "") + folded
        return code if _fits(code) else written
    return _names().get(code_lists.key(folded), written)


@lru_cache(maxsize=65536)
def at_level(code: str, level: str) -> tuple[str, ...]:
    """Give the group of a level that a code falls in.

    A code coarser than the level stays itself, and so does a flat code: one whose letter and digits are not of the
    standard. Only `block` can be empty: for flat codes and for a section that several blocks share.

    Examples
    --------
    >>> at_level("C3612", "division"), at_level("C3612", "block"), at_level("PWR", "division"), at_level("C", "block")
    (('C36',), ('automotive',), ('PWR',), ())
    """
    if level not in LEVELS:
        raise ValueError(f"industries have no level {level!r}")
    if code in blocks():
        return (code,)
    if level == "block":
        found = {
            block for division, block in block_of().items() if _fits(code) and division.startswith(code[:_DIVISION])
        }
        return tuple(found) if len(found) == 1 else ()
    return (code[: _LENGTHS[level]] if _fits(code) else code,)


def matches(code: str, value: str) -> bool:
    """Tell whether a code lies in what VALUE names: a code or its beginning, a division's digits, a block, a name.

    Examples
    --------
    >>> [matches("C3612", value) for value in ("C", "C36", "36", "automotive", "汽车制造业", "C31")]
    [True, True, True, True, True, False]
    """
    wanted = _wanted(value)
    if code in (wanted, value):
        return True
    if wanted in blocks():
        return wanted in at_level(code, "block")
    return _fits(wanted) and _fits(code) and code.startswith(wanted)


def known(code: str) -> bool:
    """Tell whether the standard, or the list of blocks, has this code."""
    return code in industries() or code in blocks()


def suggest(text: str) -> str | None:
    """Give the division, section, block or other industry whose name resembles a text most."""
    if code_lists.is_digits(code_lists.fold(text)):
        return None
    english = [*blocks(), *(text.en for text in (*blocks().values(), *industries().values()))]
    return code_lists.nearest(text, [*english, *(text.zh for text in (*blocks().values(), *industries().values()))])


def all_codes(level: str) -> tuple[str, ...]:
    """Give every code of a level, in order."""
    if level == "block":
        return tuple(blocks())
    return tuple(code for code in industries() if len(code) == _LENGTHS[level])


@cache
def industries() -> dict[str, Text]:
    """Give the names of every industry by its code."""
    english = dict(code_lists.read("industries_en.csv"))
    return {code: Text(english.get(code, zh), zh) for code, zh, _ in code_lists.read("industries.csv")}


@cache
def blocks() -> dict[str, Text]:
    """Give the names of the reporting blocks by their keys."""
    return {block: Text(en, zh) for block, en, zh in code_lists.read("block_names.csv")}


@cache
def block_of() -> dict[str, str]:
    """Give the block of each division."""
    return dict(code_lists.read("blocks.csv"))


@cache
def _letters() -> dict[str, str]:
    return {division[1:]: division[0] for division in block_of()}


@cache
def _names() -> dict[str, str]:
    """Give the code of each name; where several have it, divisions come first, then the coarsest."""
    other_names = {code: other for code, _, other in code_lists.read("industries.csv") if other}
    names = {code_lists.key(text): block for block, both in blocks().items() for text in (block, *both)}
    for level in ("class", "group", "section", "division"):
        codes = all_codes(level)
        names |= {code_lists.key(other_names[code]): code for code in codes if code in other_names}
        names |= {code_lists.key(text): code for code in codes for text in industries()[code]}
    return names


@lru_cache(maxsize=1024)
def _wanted(value: str) -> str:
    folded = code_lists.fold(value)
    if folded.casefold() in blocks():
        return folded.casefold()
    return normalise(folded, scheme=folded in _letters())


def is_coarser(code: str, level: str) -> bool:
    """Tell whether a code covers more than one group of a level other than the block."""
    return _fits(code) and len(code) < _LENGTHS[level]


def _fits(code: str) -> bool:
    """Tell whether a code has the form of the standard and its letter is that of its division."""
    if len(code) <= 1:
        return code in industries()
    return code[:_DIVISION] in block_of() and code_lists.is_digits(code[1:]) and len(code) <= _LENGTHS["class"]
