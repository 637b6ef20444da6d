"""Regions: GB/T 2260 codes, which roll up by prefix, clusters of them, and flat codes of other countries."""

from functools import lru_cache
from typing import NamedTuple

from resumetrack.classify import code_lists
from resumetrack.classify.region_lists import (
    cluster_names,
    cluster_prefixes,
    provinces,
    regions,
    significant,
)
from resumetrack.model import Lang

LEVELS = ("province", "prefecture", "county", "cluster")
DEFAULT_LEVEL = "province"

_CODE = 6
# Codes of the National Bureau of Statistics go on below the county: three digits for the town, three for the village.
_LONG_CODES = (9, 12)
_DIGITS = {"province": 2, "prefecture": 4, "county": 6}


def name(code: str, lang: Lang) -> str:
    """Give the name of a region or cluster; below the province there are Chinese names only."""
    if code in cluster_names():
        return cluster_names()[code].to(lang)
    gb = code[:_CODE] if len(code) in _LONG_CODES and not code[_CODE:].strip("0") else code
    if lang == "en" and gb.endswith("0000") and gb[:2] in provinces() and len(gb) == _CODE:
        return provinces()[gb[:2]].name_en
    return regions()[gb].name_zh if gb in regions() else code


def normalise(text: str, *, scheme: bool = False) -> str:
    """Turn what an office wrote into a code: GB/T 2260, or the key of a cluster; anything else stays.

    Parameters
    ----------
    text
        A code, a Chinese name with or without the larger places it lies in, an English or pinyin name of a province,
        or an ISO 3166-2:CN code.
    scheme
        Whether the column is known to hold GB/T 2260 codes: then two and four digits are such codes too. Without it
        they may be of any system (31 is Shanghai here and Nebraska elsewhere) and stay.

    Returns
    -------
    str
        Six digits, or more where more were given; text that is unknown or fits several places stays, stripped.

    Examples
    --------
    >>> normalise("湖北省武汉市"), normalise("Hubei"), normalise("CN-HB"), normalise("US-NY")
    ('420100', '420000', '420000', 'US-NY')
    >>> normalise("31"), normalise("31", scheme=True)
    ('31', '310000')
    """
    written = text.strip()
    folded = code_lists.fold(text)
    if code_lists.is_digits(folded):
        if _gb(folded):
            return folded
        if scheme and len(folded) in (2, 4) and folded[:2] in provinces():
            return folded.ljust(_CODE, "0")
        return written
    if folded in cluster_names():
        return folded
    # Codes are mostly codes: the ways to write names, and the patterns for them, are loaded for a name.
    from resumetrack.classify import region_names

    return _from_iso(folded) or region_names.find(folded) or written


@lru_cache(maxsize=65536)
def at_level(code: str, level: str) -> tuple[str, ...]:
    """Give the groups of a level that a code falls in.

    A code coarser than the level stays itself, and so does a flat code. A code can be in several clusters or none.

    Examples
    --------
    >>> at_level("420106", "province"), at_level("420000", "county"), at_level("310115", "cluster")
    (('420000',), ('420000',), ('yangtze-river-delta',))
    """
    if level not in LEVELS:
        raise ValueError(f"regions have no level {level!r}")
    if code in cluster_names():
        return (code,)
    gb = _gb(code)
    if level == "cluster":
        return tuple(cluster for cluster, prefixes in cluster_prefixes().items() if gb.startswith(prefixes))
    return (gb[: _DIGITS[level]].ljust(_CODE, "0") if gb else code,)


def matches(code: str, value: str) -> bool:
    """Tell whether a code lies in what VALUE names: a code or its beginning, a cluster, a name.

    Examples
    --------
    >>> [matches("310115", value) for value in ("31", "3101", "310000", "Shanghai", "yangtze-river-delta", "3201")]
    [True, True, True, True, True, False]
    """
    wanted = _wanted(value)
    if code in (wanted.exact, value):
        return True
    return bool(wanted.prefixes) and _gb(code) != "" and code.startswith(wanted.prefixes)


def known(code: str) -> bool:
    """Tell whether a region of any year, or a cluster, has this code."""
    return code in cluster_names() or code in regions() or _gb(code) in regions()


def suggest(text: str) -> str | None:
    """Give the province, cluster, prefecture or county whose name resembles a text most."""
    if code_lists.is_digits(code_lists.fold(text)):
        return None
    names = [name(code, "en") for code in (*all_codes("province"), *all_codes("cluster"))]
    names += [province.short_zh for province in provinces().values()]
    return code_lists.nearest(text, [*names, *cluster_names(), *(region.name_zh for region in regions().values())])


def all_codes(level: str) -> tuple[str, ...]:
    """Give every code of a level, in order."""
    if level == "cluster":
        return tuple(cluster_names())
    return tuple(code for code in regions() if len(significant(code)) == _DIGITS[level])


class _Wanted(NamedTuple):
    exact: str
    prefixes: tuple[str, ...]


@lru_cache(maxsize=1024)
def _wanted(value: str) -> _Wanted:
    folded = code_lists.fold(value)
    code = normalise(folded.casefold() if folded.casefold() in cluster_names() else folded, scheme=True)
    if code in cluster_names():
        return _Wanted(code, cluster_prefixes()[code])
    begins = prefix(code)
    return _Wanted(code, (begins,) if begins else ())


def prefix(code: str) -> str:
    """Give the digits that the codes of all places in a region begin with; empty for clusters and flat codes.

    Examples
    --------
    >>> prefix("310000"), prefix("310115"), prefix("310115000000"), prefix("US-NY")
    ('31', '310115', '310115', '')
    """
    if not _gb(code):
        return ""
    while len(code) > _CODE and code.endswith("000"):
        code = code[:-3]
    return significant(code) if len(code) == _CODE else code


def is_coarser(code: str, level: str) -> bool:
    """Tell whether a code covers more than one group of a level below the cluster."""
    return 0 < len(prefix(code)) < _DIGITS[level]


def _gb(code: str) -> str:
    """Give the six digits of a GB/T 2260 code; empty for a flat code."""
    if len(code) != _CODE and len(code) not in _LONG_CODES:
        return ""
    return code[:_CODE] if code_lists.is_digits(code) and code[:2] in provinces() else ""


def _from_iso(text: str) -> str | None:
    """Read an ISO 3166-2:CN code, also one of the digits in use until 2017 (CN-42)."""
    country, _, rest = text.upper().partition("-")
    if country != "CN" or not rest:
        return None
    if rest in provinces():
        return provinces()[rest].code
    return next((province.code for province in provinces().values() if province.iso == f"CN-{rest}"), None)
