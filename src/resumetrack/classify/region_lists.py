"""The region lists: GB/T 2260 codes of several years merged, provinces with more names, clusters of prefixes."""

from functools import cache
from typing import NamedTuple

from resumetrack.classify import code_lists
from resumetrack.model import Text


class Region(NamedTuple):
    """A code with its newest name, the names it had before, and the years whose lists have it."""

    code: str
    name_zh: str
    former_zh: tuple[str, ...]
    years: frozenset[str]


class Province(NamedTuple):
    """What is known of a province-level unit beyond the region list."""

    code: str
    iso: str
    pinyin: str
    short_zh: str
    name_en: str


@cache
def regions() -> dict[str, Region]:
    """Give every region by its six-digit code."""
    return {
        code: Region(code, name_zh, tuple(former.split()), frozenset(years.split()))
        for code, name_zh, former, years in code_lists.read("regions.csv")
    }


@cache
def provinces() -> dict[str, Province]:
    """Give the 34 province-level units by the two digits their codes begin with."""
    return {row[0][:2]: Province(*row) for row in code_lists.read("provinces.csv")}


@cache
def cluster_names() -> dict[str, Text]:
    """Give the names of the clusters by their keys."""
    return {cluster: Text(en, zh) for cluster, en, zh in code_lists.read("cluster_names.csv")}


@cache
def cluster_prefixes() -> dict[str, tuple[str, ...]]:
    """Give the prefixes of codes that make up each cluster."""
    rows = code_lists.read("clusters.csv")
    return {key: tuple(prefix for cluster, prefix in rows if cluster == key) for key in cluster_names()}


@cache
def aliases() -> dict[str, str]:
    """Give further names of regions and clusters, as written, with their codes."""
    return dict(code_lists.read("region_aliases.csv"))


def significant(code: str) -> str:
    """Strip the pairs of zeros that end a six-digit code: what remains is the prefix of everything in it."""
    while len(code) > len("31") and code.endswith("00"):
        code = code[:-2]
    return code
