"""What looks odd in a decoded text although nothing in it is wrong."""

from collections.abc import Iterator

from resumetrack.model import Text
from resumetrack.reading.text import Document

_SAMPLE_SIZE = 1 << 16
_COMMON_SHARE = 0.7
_COMMON_LEADS = frozenset((*range(0xA1, 0xA4), *range(0xB0, 0xD8)))  # GB 2312: punctuation and level 1 characters


def encoding_doubts(document: Document) -> Iterator[Text]:
    """Say so if GB18030 decoded without error but to characters that people seldom write."""
    if document.encoding != "gb18030":
        return
    with document.open() as text:
        beyond_ascii = [character for character in text.read(_SAMPLE_SIZE) if not character.isascii()]
    common = sum(_is_common(character) for character in beyond_ascii)
    if beyond_ascii and common < _COMMON_SHARE * len(beyond_ascii):
        yield Text(
            "read as GB18030, but many characters are unusual: if names look garbled, state it with --encoding",
            "按 GB18030 读取，但生僻字较多：若名称显示乱码，请用 --encoding 指定编码",
        )


def _is_common(character: str) -> bool:
    return character.encode("gb18030", "replace")[0] in _COMMON_LEADS
