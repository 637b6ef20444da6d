"""Size classes of enterprises: large, medium, small, micro, and "sme" for the last three together."""

from resumetrack.classify import code_lists
from resumetrack.model import Lang, Text

LEVELS: tuple[str, ...] = ()
DEFAULT_LEVEL = ""
SIZES = ("large", "medium", "small", "micro")
SME = "sme"
SMES = ("medium", "small", "micro")

_NAMES = {
    "large": Text("Large", "大型"),
    "medium": Text("Medium", "中型"),
    "small": Text("Small", "小型"),
    "micro": Text("Micro", "微型"),
    SME: Text("Small and medium-sized", "中小微"),
}
_WRITTEN = {
    "large": ("l", "大"),
    "medium": ("m", "mediumsized", "middle", "中"),
    "small": ("s", "小"),
    "micro": ("xs", "微"),
    SME: ("smes", "smallandmedium", "中小", "中小型", "中小微型"),
}
_NOUNS = ("enterprises", "enterprise", "企业")


def name(code: str, lang: Lang) -> str:
    """Give the name of a size class."""
    return _NAMES[code].to(lang) if code in _NAMES else code


def normalise(text: str, *, scheme: bool = False) -> str:  # noqa: ARG001 - sizes have no numeric codes
    """Turn what an office wrote into a size class, or "sme"; anything else stays, stripped.

    Examples
    --------
    >>> normalise("大型企业"), normalise("Medium-sized"), normalise("S"), normalise("规模以上")
    ('large', 'medium', 'small', '规模以上')
    """
    written = code_lists.key(text)
    for noun in _NOUNS:
        written = written.removesuffix(noun)
    for code, texts in _WRITTEN.items():
        if written == code or written in texts or written in map(code_lists.key, _NAMES[code]):
            return code
    return text.strip()


def at_level(code: str, level: str) -> tuple[str, ...]:  # noqa: ARG001 - sizes have no levels
    """Give the code itself: sizes have no levels."""
    return (code,)


def matches(code: str, value: str) -> bool:
    """Tell whether a size is what VALUE names; "sme" is medium, small or micro, never a size that is unknown."""
    wanted = normalise(value)
    return code in (wanted, value) or (wanted == SME and code in SMES)


def known(code: str) -> bool:
    """Tell whether this is a size class."""
    return code in SIZES


def suggest(text: str) -> str | None:
    """Give the size class whose name resembles a text most."""
    return code_lists.nearest(text, (*_NAMES, *(text.zh for text in _NAMES.values())))


def all_codes(level: str = "") -> tuple[str, ...]:  # noqa: ARG001 - sizes have no levels
    """Give every size class, largest first."""
    return SIZES
