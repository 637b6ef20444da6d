"""What looks odd in a decoded text although nothing in it is wrong."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from resumetrack.model import Text
from resumetrack.reading.files.encodings import NOTHING_FITS, Fitting, fitting, head_of
from resumetrack.reading.files.text import Document

Known = Callable[[Sequence[str]], int]

_SAMPLE_SIZE = 1 << 16
_COMMON_SHARE = 0.7
_WESTERN = 0.9
_COMMON_LEADS = frozenset((*range(0xA1, 0xA4), *range(0xB0, 0xD8)))  # GB 2312: punctuation and level 1 characters


def encoding_doubts(document: Document) -> Iterator[Text]:
    """Say so if GB18030 decoded without error but to characters that people seldom write."""
    if document.encoding != "gb18030":
        return
    with document.open() as text:
        beyond_ascii = [character for character in text.read(_SAMPLE_SIZE) if not character.isascii()]
    common = sum(_is_common(character) for character in beyond_ascii)
    if beyond_ascii and common < _COMMON_SHARE * len(beyond_ascii):
        found = fitting(head_of(document.source, is_gzip=document.is_gzip))
        first = " cp1252" if _look_western(beyond_ascii) else f" {found.names[0]}" if found.is_likely else ""
        yield Text(
            f"read as GB18030, but many characters are unusual: if names look garbled, state it with --encoding{first}",
            f"按 GB18030 读取，但生僻字较多：若名称显示乱码，请用 --encoding{first} 指定编码",
        )


def looks_western(document: Document) -> bool:
    """Whether a text that was taken for GB18030 looks like one of Western Europe: letters with accents (cp1252)."""
    if document.encoding != "gb18030":
        return False
    with document.open() as text:
        return _look_western([character for character in text.read(_SAMPLE_SIZE) if not character.isascii()])


def _look_western(characters: Sequence[str]) -> bool:
    """Whether the second byte of nearly all characters is a letter of ASCII, as it seldom is in Chinese."""
    last = [encoded[-1] for character in characters if len(encoded := character.encode("gb18030", "replace")) > 1]
    return bool(last) and sum(chr(byte).isascii() and chr(byte).isalpha() for byte in last) >= _WESTERN * len(last)


def likelier(document: Document, header: Sequence[str], sources: Iterable[str], known: Known) -> Fitting:
    """Tell which encodings the bytes of a text may be in that was taken for GB18030.

    None if it was not, or its header is plain ASCII or understood beyond that. `sources` are the headers that are
    understood, `known` counts the cells of a header that mean something.
    """
    is_open = document.encoding == "gb18030" and "".join(sources).isascii() and not "".join(header).isascii()
    return fitting(head_of(document.source, is_gzip=document.is_gzip), known) if is_open else NOTHING_FITS


def _is_common(character: str) -> bool:
    return character.encode("gb18030", "replace")[0] in _COMMON_LEADS
