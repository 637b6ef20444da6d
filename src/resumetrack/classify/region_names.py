"""Reading the name of a region: short or full, Chinese or English, alone or after the names of what it lies in.

A name that fits several places is not guessed, with these exceptions: a province comes before a smaller place
(吉林), a place before those inside it (芜湖: the city, not the county), a code in force before the one it replaced in
the same province.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from resumetrack.classify import code_lists
from resumetrack.classify.region_lists import (
    Region,
    aliases,
    cluster_names,
    provinces,
    regions,
    significant,
)

_SEPARATOR = re.compile(r"[\s/\\|,，、>·_-]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z ,.'-]*")
# 区 after 新, 林 and 特 is not the whole of the suffix: 浦东新区 is 浦东.
_SUFFIX = r"(自治州|自治县|自治旗|新区|林区|特区|地区|盟|市|县|区)$"
# Both are texts, since compiling them is worth it only when a name is read.
_PEOPLES = (
    "(蒙古族?|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|"
    "傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|"
    "仡佬族|锡伯族?|塔吉克族?|怒族|鄂温克族|德昂族|保安族|裕固族|独龙族|鄂伦春族?|各族)+$"
)
_SHORTEST = 2
# 东区, 郊区 and the like are districts of many cities, listed or not: they need the city in front of them.
_VAGUE = r".区"
_PROVINCE_WORDS = {"province", "sheng", "autonomous", "region", "zizhiqu", "special", "administrative", "sar"}
_PROVINCE_WORDS |= {"zhuang", "zhuangzu", "hui", "huizu", "uygur", "uyghur", "of", "china"}
_CITY_WORDS = {"municipality", "city", "shi"}
_MUNICIPALITIES = {"11", "12", "31", "50"}


@lru_cache(maxsize=65536)
def find(text: str) -> str | None:
    """Give the code of the region or the key of the cluster with this name, if there is exactly one."""
    folded = code_lists.fold(text)
    if _LATIN.fullmatch(folded):
        return _find_english(folded)
    if not _HAN.search(folded):
        return None
    chinese = _SEPARATOR.sub("", folded)
    if re.fullmatch(_VAGUE, chinese):
        return None
    return _chinese_aliases().get(chinese) or _only(_find_chinese(chinese, ""))


def _find_english(text: str) -> str | None:
    words = re.findall(r"[a-z]+", text.casefold())
    while words:
        if code := _english().get("".join(words)):
            return code
        city = words[-1] in _CITY_WORDS and _english().get("".join(words[:-1]), "")[:2] in _MUNICIPALITIES
        if not city and words[-1] not in _PROVINCE_WORDS:
            return None
        words.pop()
    return None


def _find_chinese(text: str, within: str) -> set[str]:
    """Give the codes below a prefix that a name can stand for, reading the names of larger places off its front."""
    here = {region.code for region in _chinese().get(text, ()) if region.code.startswith(within)}
    if here:
        return _choose(here)
    found: set[str] = set()
    for cut in range(len(text) - 1, _SHORTEST - 1, -1):
        for larger in _chinese().get(text[:cut], ()):
            if larger.code.startswith(within) and larger.code.endswith("00"):
                found |= _find_chinese(text[cut:], significant(larger.code))
    return _choose(found)


def _choose(codes: set[str]) -> set[str]:
    """Leave out codes that have been replaced, and codes that a larger place of the same name stands for."""
    current = {code for code in codes if not any(_replaced(code, other) for other in codes)}
    wide = {code for code in current if code.endswith("0000")}
    if len(wide) == 1:
        return wide
    outer = {code for code in current if not any(_contains(other, code) for other in current)}
    return outer or current


def _replaced(code: str, other: str) -> bool:
    old, new = regions()[code], regions()[other]
    return code[:2] == other[:2] and max(old.years) < min(new.years)


def _contains(outer: str, inner: str) -> bool:
    return outer != inner and inner.startswith(significant(outer))


def _only(codes: set[str]) -> str | None:
    return next(iter(codes)) if len(codes) == 1 else None


@cache
def _english() -> dict[str, str]:
    names = {province.name_en: province.code for province in provinces().values()}
    names |= {province.pinyin: province.code for province in provinces().values()}
    # The pinyin of ISO 3166-2 without its last word ("Hubei Sheng"); "Guangxi Zhuangzu Zizhiqu" has its own suffixes.
    names |= {province.pinyin.rpartition(" ")[0]: province.code for province in provinces().values()}
    names |= {alias: code for alias, code in aliases().items() if alias.isascii()}
    names |= {text.en: cluster for cluster, text in cluster_names().items()}
    return {re.sub(r"[^a-z]", "", name.casefold()): code for name, code in names.items()}


@cache
def _chinese_aliases() -> dict[str, str]:
    names = {alias: code for alias, code in aliases().items() if not alias.isascii()}
    return names | {text.zh: cluster for cluster, text in cluster_names().items()}


@cache
def _chinese() -> dict[str, list[Region]]:
    index: dict[str, list[Region]] = defaultdict(list)
    for region in regions().values():
        for name in set(_names(region)):
            index[name].append(region)
    return dict(index)


def _names(region: Region) -> Iterator[str]:
    if region.code.endswith("0000"):
        yield region.name_zh
        yield provinces()[region.code[:2]].short_zh
        return
    for name in (region.name_zh, *region.former_zh):
        yield name
        short = re.sub(_PEOPLES, "", re.sub(_SUFFIX, "", name))
        if len(short) >= _SHORTEST:
            yield short
        if name.endswith("自治州"):
            yield short + "州"
