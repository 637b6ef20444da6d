"""What codes cover: which codes a code lies in, which it shares ground with, and whether a group holds all of it."""

import re
from functools import cache, lru_cache

from resumetrack.classify import industries, regions, sizes
from resumetrack.classify.dimension import Classification
from resumetrack.classify.region_lists import cluster_names, cluster_prefixes

_CLUSTER, _BLOCK = "cluster", "block"
_LETTERED = re.compile(r"([A-U])\d{2,4}(?:-\1?\d{2,4})?", re.ASCII)


@lru_cache(maxsize=65536)
def containing(dimension: str, code: str) -> frozenset[str]:
    """Give the codes of a dimension that a code lies in, itself among them.

    Examples
    --------
    >>> sorted(containing("region", "310115"))
    ['310000', '310100', '310115', 'yangtze-river-delta']
    >>> sorted(containing("industry", "C36")), sorted(containing("size", "small"))
    (['C', 'C36', 'automotive'], ['small', 'sme'])
    """
    match dimension:
        case "region":
            parts = cluster_prefixes().get(code, (code,))
            held = (_groups(regions, part if part == code else part.ljust(6, "0")) for part in parts)
        case "industry":
            held = (_groups(industries, part) | _section(part) for part in _parts_of_blocks().get(code, (code,)))
        case "size":
            return frozenset((code, sizes.SME) if code in sizes.SMES else (code,))
        case _:
            return frozenset((code,))
    return frozenset.intersection(*held) | {code}


def _section(code: str) -> frozenset[str]:
    """Give the section of a code or a range of codes (C10, C10-C12) that no list knows: schemes agree on its letter."""
    return frozenset(code[0]) if _LETTERED.fullmatch(code) else frozenset()


def _groups(classification: Classification, code: str) -> frozenset[str]:
    return frozenset(
        (code, *(group for level in classification.LEVELS for group in classification.at_level(code, level)))
    )


@cache
def _parts_of_blocks() -> dict[str, tuple[str, ...]]:
    parts = industries.block_of()
    return {block: tuple(division for division, its in parts.items() if its == block) for block in industries.blocks()}


@lru_cache(maxsize=65536)
def touching(dimension: str, code: str) -> frozenset[str]:
    """Give the codes that a code lies in, and the clusters or blocks of which it has a part.

    Two codes share ground if one of them touches the other.

    Examples
    --------
    >>> sorted(touching("region", "440000") - containing("region", "440000"))
    ['pearl-river-delta']
    """
    found = containing(dimension, code)
    if dimension == "region" and code in cluster_names():
        prefixes = cluster_prefixes()[code]
        return found | {other for other, theirs in cluster_prefixes().items() if _meet(prefixes, theirs)}
    if dimension == "region" and (prefix := regions.prefix(code)):
        return found | {cluster for cluster, theirs in cluster_prefixes().items() if _meet((prefix,), theirs)}
    if dimension == "industry" and code not in industries.blocks():
        return found | {block for division, block in industries.block_of().items() if division.startswith(code)}
    return found


def _meet(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return any(one.startswith(other) or other.startswith(one) for one in some for other in others)


@lru_cache(maxsize=65536)
def is_whole(dimension: str, code: str, level: str) -> bool:
    """Tell whether all that a code covers falls in the groups that `at_level` gives for it.

    A province is no prefecture, and all of it falls in no single one. A flat code has no levels and is whole.

    Examples
    --------
    >>> [is_whole("region", "310000", level) for level in ("province", "prefecture", "cluster")]
    [True, False, True]
    >>> is_whole("region", "440000", "cluster"), is_whole("industry", "C", "division"), is_whole("size", "sme", "")
    (False, False, True)
    """
    match dimension:
        case "region":
            named, is_coarser = set(cluster_names()), regions.is_coarser
        case "industry":
            named, is_coarser = set(industries.blocks()), industries.is_coarser
        case _:
            return True
    if level in (_CLUSTER, _BLOCK):
        return code in named or touching(dimension, code) == containing(dimension, code)
    return code not in named and not is_coarser(code, level)
