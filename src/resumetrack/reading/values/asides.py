"""Rows that speak of no enterprise: totals, notes and signatures under a table, titles that a page break repeats.

Some words are sure; others could name an enterprise too, and count only where nothing else in the row speaks of one.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain

from resumetrack.reading.values.aside_words import (
    ALL_OF,
    AVERAGES,
    LEADS,
    OF_ALL,
    POSSIBLE_TOTALS,
    SURE_TOTALS,
    WHOLE_PLACES,
)
from resumetrack.reading.values.variants import simplified

TOTAL, FOOTER, PART = "total-row", "footer-line", "part-row"
ASIDES = (TOTAL, FOOTER)
_MARKS = ("*", "†", "‡", "※", "★", *"①②③④⑤⑥⑦⑧⑨⑩", *"¹²³")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_CODE = re.compile(r"(?=[A-Za-z_-]*\d)[0-9A-Za-z][0-9A-Za-z_-]*", re.ASCII)
_NOT_IN_A_WORD = "(?<![a-z\u00df-\u024f\u0370-\u052f])"
_AMOUNT = rf"(?:\s*\(.*\)|\s*\[.*\]|:?\s*(?:{_NOT_IN_A_WORD}[\d.,]+\s*)?[家户个人社件名]?)"
_ENDING = r"[^,，;；。:：()]{0,15}?(?:合计|总计|小计|共计|总数|累计)(?:数|人数|户数|家数)?"
_SURE_TOTAL = re.compile(rf"(?:{_ENDING}|{_any_of(chain.from_iterable(SURE_TOTALS.values()))}){_AMOUNT}")
_TOTAL_OF = rf"total(?: ?[-,:\u2013\u2014] ?| )(?:of )?(?:all )?(?:(?:{_any_of(OF_ALL)}) )?(?:{_any_of(ALL_OF)})"
_TOTAL_OF_PARTS = r"total [a-z](?: ?\+ ?[a-z])+|total ?[-,:] ?all"
_POSSIBLE_TOTAL = re.compile(
    rf"(?:{_any_of((*chain.from_iterable(POSSIBLE_TOTALS.values()), *AVERAGES))}"
    rf"|all (?:the )?(?:(?!other)[a-z&-]+ ){{0,2}}(?:{_any_of(ALL_OF)})"
    rf"|{_TOTAL_OF}|{_TOTAL_OF_PARTS}|(?:{_any_of(WHOLE_PLACES)}) total){_AMOUNT}"
)
_NO_SUM = re.compile(rf"(?:{_any_of(AVERAGES)})|.*累计")
_FOOTNOTE_MARKS = re.compile(
    rf"(?:\s*(?:[{re.escape(''.join(_MARKS))}\u2070-\u2079\u1d43-\u1d61]+|\[[0-9A-Za-z*]{{1,2}}\]|\s\d{{1,2}}\)))+\s*$"
)
_SURE_FOOTER = re.compile(
    rf"(?:[*]{{1,3}}\s*)?[(\[【]?(?:{_any_of(LEADS)})[)\]】]?(?:\(?(?:签字|签名|签章|盖章|印)\)?)?\s*\d?\s*[:]"
    r"|(?:注|note|notes)\s*\d{1,2}\s*[.、)]"
    r"|第\s*\d+\s*页|共\s*\d+\s*页|page \d+(?: of \d+)?$|-+\s*\d+\s*-+$"
    r"|\(?(?:以下空白|此页无正文|完|end of (?:the )?(?:file|report|table|data|sheet|worksheet|list|document))\)?\.?$"
)
_FOOTNOTE = rf"(?:{_any_of(LEADS)})\s*(?:{_NOT_IN_A_WORD}\d{{1,2}})?"
_POSSIBLE_FOOTER = re.compile(rf"[(\[【]{_FOOTNOTE}[)\]】]|{_FOOTNOTE}\.?$")
_OF_DATES = re.compile("[年月日号季周]")
_PART = re.compile(r"其中\s*[:,、]?|(?:of (?:which|these|those)|thereof|davon|darunter|dont|waarvan)\b")


def plain(text: str) -> str:
    """Bring a text to the form in which these words are compared."""
    return simplified(" ".join(unicodedata.normalize("NFKC", text).casefold().split()))


def is_code(text: str) -> bool:
    """Whether a text is an identifier made of letters and digits; a mark for a footnote may stand before it.

    All that the bulk path takes for a clean identifier is one. No word says what such a row is (All7).
    """
    return _CODE.fullmatch(text.strip().lstrip("".join(_MARKS))) is not None


def kind_of(text: str) -> str:
    """Tell what a text surely says that stands where an enterprise should: a total, a footer, or neither."""
    if is_code(text):
        return ""
    if _SURE_FOOTER.match(plain(text)):
        return FOOTER
    return TOTAL if _SURE_TOTAL.fullmatch(_word(text)) else ""


def possible_kind(text: str) -> str:
    """Tell what a text may say that could be a name or an identifier as well."""
    if is_code(text):
        return ""
    if _POSSIBLE_TOTAL.fullmatch(_word(text)):
        return TOTAL
    return FOOTER if text.lstrip().startswith(_MARKS) or _POSSIBLE_FOOTER.match(plain(text)) else ""


def is_sum(text: str) -> bool:
    """Whether the row of a total adds up the rows of its own period: no average, nothing accumulated (累计)."""
    return _NO_SUM.match(_word(text)) is None


def likely_kind(text: str) -> str:
    """Tell what a text says that stands where an enterprise should, surely or else possibly."""
    return kind_of(text) or possible_kind(text)


def _word(text: str) -> str:
    """Take the marks for footnotes off a word of totals (Total¹), and the blanks out of Chinese characters (合 计)."""
    compared = plain(_FOOTNOTE_MARKS.sub("", text))
    return compared.replace(" ", "") if any("\u4e00" <= character <= "\u9fff" for character in compared) else compared


def is_part(text: str) -> bool:
    """Whether a text says that its row is a part of another (其中：国有)."""
    return _PART.match(plain(text)) is not None


def is_signature(header: str) -> bool:
    """Whether a header names who sent or signed a table, or a remark on it."""
    return plain(header).rstrip(":") in LEADS


def find_aside(cells: Sequence[str]) -> tuple[str, int]:
    """Tell what a row without an enterprise is, by its first text that says so, and where that text stands.

    Of a table that has enterprises, `RowKinds` knows where they stand.
    """
    for place, cell in enumerate(cells):
        if cell.strip() and (kind := kind_of(cell)):
            return kind, place
    return possible_aside(cells)


def possible_aside(cells: Sequence[str]) -> tuple[str, int]:
    """Tell what a row without an enterprise is of which no word is sure: its first words may say it.

    It is a total if the rest only counts, a footer if there is no rest.
    """
    filled = [(place, cell) for place, cell in enumerate(cells) if cell.strip()]
    if len(filled) == 1 and possible_kind(filled[0][1]) == FOOTER:
        return FOOTER, filled[0][0]
    words = [(place, cell) for place, cell in filled if any(map(str.isalpha, _OF_DATES.sub("", cell)))]
    is_total = words and all(possible_kind(cell) == TOTAL for _, cell in words)
    return (TOTAL, words[0][0]) if is_total else ("", 0)


def leads(cells: Sequence[str]) -> tuple[str, int]:
    """Tell what a row of the wrong width is by its first text alone: a sentence may hold any delimiter."""
    place = next((place for place, cell in enumerate(cells) if cell.strip()), 0)
    if cells and (kind := kind_of(cells[place])):
        return kind, place
    is_alone = sum(bool(cell.strip()) for cell in cells) == 1
    return (FOOTER, place) if is_alone and possible_kind(cells[place]) == FOOTER else ("", place)
