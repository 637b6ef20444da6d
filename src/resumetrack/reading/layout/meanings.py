"""What headers mean: the canonical column of a text over a column, whatever width, case or unit it is written with."""

import re
import unicodedata
from functools import lru_cache

from resumetrack.model import ENTERPRISE_COUNTS, STAFF_MEASURES
from resumetrack.reading.layout.synonyms import COUNTED_UNITS, ROW_NUMBER_HEADERS, SYNONYMS, YES_NO_HEADERS
from resumetrack.reading.profiles.profile import MAPPABLE_COLUMNS
from resumetrack.reading.values.units import split_unit
from resumetrack.reading.values.variants import simplified

_HEADER_LIMIT = 200
_LAST_RANK = 9
_PART = re.compile("^(?:其中|ofwhich|thereof)[:,、]?")
_NUMBER_OF = re.compile("(?:数量|个数|户数|家数)$")
_COUNTED = frozenset((*ENTERPRISE_COUNTS, *STAFF_MEASURES))
_UNIT_SUFFIXES = ("(人)", "(名)", "(千瓦时)", "(kwh)", "(度)")


def folded(header: str) -> str:
    """Bring a header to the form in which headers are compared.

    Width, case, blanks, underscores and the kind of Chinese characters do not count.
    """
    plain = unicodedata.normalize("NFKC", header.removeprefix("\ufeff")).casefold()
    plain = "".join(plain.replace("_", "").replace("-", "").split()).strip("*:")
    for suffix in _UNIT_SUFFIXES:
        plain = plain.removesuffix(suffix)
    return simplified(plain)


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
    # A column beside the one that it is a part of (其中：全面开工) means what it would mean alone.
    forms = (_PART.sub("", plain) for plain in (folded(header), folded(base)))
    known = next((found for form in forms if (found := _known(form))), ("", 0))
    return known if unit is None or unit.is_of(known[0]) else ("", 0)


def _known(plain: str) -> tuple[str, int] | None:
    """Look a header up as it is, and a count by any word for number (企业个数, 企业数量), which comes last."""
    found = _KNOWN.get(plain)
    if found is None and (counted := _KNOWN.get(_NUMBER_OF.sub("数", plain))) and counted[0] in _COUNTED:
        return counted[0], _LAST_RANK
    return found


def asks(header: str) -> bool:
    """Whether a header asks whether work has resumed, so that yes and no are answers."""
    return folded(header) in _ASKS
