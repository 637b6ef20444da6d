"""What headers mean: the canonical column of a text over a column, whatever width, case or unit it is written with."""

import re
import unicodedata
from functools import lru_cache

from resumetrack.model import ENTERPRISE_COUNTS
from resumetrack.reading.profile import MAPPABLE_COLUMNS
from resumetrack.reading.synonyms import COUNTED_UNITS, ROW_NUMBER_HEADERS, SYNONYMS, YES_NO_HEADERS
from resumetrack.reading.units import DIMENSION_OF, split_unit

_HEADER_LIMIT = 200
_PART = re.compile("^(?:其中|ofwhich|thereof)[:,、]?")
_UNIT_SUFFIXES = ("(人)", "(名)", "(千瓦时)", "(kwh)", "(度)")


def folded(header: str) -> str:
    """Bring a header to the form in which headers are compared: width, case, blanks and underscores do not count."""
    plain = unicodedata.normalize("NFKC", header.removeprefix("\ufeff")).casefold()
    plain = "".join(plain.replace("_", "").replace("-", "").split()).strip("*:")
    for suffix in _UNIT_SUFFIXES:
        plain = plain.removesuffix(suffix)
    return plain


def _ranked() -> dict[str, tuple[str, int]]:
    """Tell which canonical column a folded header means, and the rank of that header."""
    known: dict[str, tuple[str, int]] = {}
    for canonical in MAPPABLE_COLUMNS:
        for rank, words in enumerate(((canonical,), *SYNONYMS.get(canonical, ()))):
            counted = COUNTED_UNITS if canonical in ENTERPRISE_COUNTS else ()
            for word in (*words, *(word + unit for word in words for unit in counted)):
                known.setdefault(folded(word), (canonical, rank))
    return known


_KNOWN = _ranked()
_ASKS = frozenset(map(folded, YES_NO_HEADERS))
ROW_NUMBERS = frozenset(map(folded, ROW_NUMBER_HEADERS))


@lru_cache(maxsize=4096)
def meaning(header: str) -> tuple[str, int]:
    """Tell the canonical column a header means, whatever unit it names, and the header's rank; else nothing."""
    if len(header) > _HEADER_LIMIT:
        return ("", 0)
    base, unit = split_unit(header)
    plain = folded(base)
    # A column beside the one that it is a part of (其中：全面开工) means what it would mean alone.
    known = _KNOWN.get(plain) or _KNOWN.get(_PART.sub("", plain), ("", 0))
    return known if unit is None or DIMENSION_OF.get(known[0]) == unit.dimension else ("", 0)


def asks(header: str) -> bool:
    """Whether a header asks whether work has resumed, so that yes and no are answers."""
    return folded(header) in _ASKS
