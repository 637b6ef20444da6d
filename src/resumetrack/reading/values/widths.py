"""Full-width and half-width forms are one; the raised and circled numbers of footnotes are no digits.

`5²` and `75①` are 5 and 75 with a footnote. In the compatible forms of Unicode they would be 52 and 751.
"""

import re
import unicodedata

_RAISED = "\u00b2\u00b3\u00b9\u2070\u2074-\u2079"
_LOWERED = "\u2080-\u2089"
_ENCLOSED = "\u2460-\u249b\u24ea\u3251-\u325f\u32b1-\u32bf"
_OTHERS = re.compile(f"[^{_RAISED}{_LOWERED}{_ENCLOSED}]+")


def one_width(text: str) -> str:
    """Write a text in the compatible forms of Unicode, but for the numbers of footnotes, which stay as they are.

    >>> one_width("１２０"), one_width("5²"), one_width("75①")
    ('120', '5²', '75①')
    """
    if text.isascii():
        return text
    return _OTHERS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def one_line(text: str) -> str:
    """Bring a text to one width and single blanks."""
    return " ".join(one_width(text).split())
