"""Units in headers: 产值(万元), 用电量（万千瓦时）, Output (thousand EUR); a unit is a dimension and a factor."""

import re
from dataclasses import dataclass

from resumetrack.model import ENTERPRISE_COUNTS, STATED_RATES
from resumetrack.reading.values.variants import simplified
from resumetrack.reading.values.widths import one_width

_LENGTH_LIMIT = 200
STAFF, MONEY, ENERGY, PERCENT, ENTERPRISES = "staff", "money", "energy", "percent", "enterprises"
SCALE = "scale"
"""What "(thousands)" says: a factor alone, of whatever the column counts."""
_SCALED = frozenset((STAFF, MONEY, ENTERPRISES))
DIMENSION_OF = {
    **dict.fromkeys(ENTERPRISE_COUNTS, ENTERPRISES),
    **dict.fromkeys(STATED_RATES, PERCENT),
    "employees": STAFF,
    "on_duty": STAFF,
    "output": MONEY,
    "output_base": MONEY,
    "power": ENERGY,
    "power_base": ENERGY,
}
_POWERS = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_WORDS = {
    "thousand": 10**3, "thousands": 10**3, "'000": 10**3, "'000s": 10**3, "000": 10**3, "000s": 10**3, "k": 10**3,
    "1,000": 10**3, "1,000s": 10**3, "1000": 10**3, "1000s": 10**3,
    "10,000": 10**4, "10k": 10**4, "ten thousand": 10**4, "million": 10**6, "millions": 10**6, "mn": 10**6,
    "m": 10**6, "100 million": 10**8, "billion": 10**9, "billions": 10**9, "bn": 10**9,
}  # fmt: skip
_TOO_SHORT = ("k", "m")
"""Letters that alone may stand for something else: `Staff (m)` are men."""
_COUNTED = {
    **dict.fromkeys(
        ("person", "persons", "people", "employees", "staff", "workers", "jobs", "headcount", "fte"), STAFF
    ),
    **dict.fromkeys(("enterprises", "firms", "companies", "businesses", "establishments"), ENTERPRISES),
}
_CURRENCIES = ("yuan", "rmb", "cny", "usd", "us$", "$", "eur", "€", "euro", "euros", "gbp", "£", "jpy", "yen", "hkd")
_CHINESE = {
    STAFF: ("人", "名", "人次"),
    ENTERPRISES: ("家", "户", "个", "家企业", "户企业", "社", "事业所", "所"),
    MONEY: ("元", "元人民币", "元(人民币)"),
    ENERGY: ("千瓦时", "千瓦·时", "千瓦小时", "度", "kwh"),
}
_OTHERS = {
    **{name: (dimension, 1) for name, dimension in _COUNTED.items()},
    **dict.fromkeys(("mwh", "兆瓦时", "兆瓦·时"), (ENERGY, 10**3)),
    "gwh": (ENERGY, 10**6),
    "twh": (ENERGY, 10**9),
    **dict.fromkeys(("%", "percent", "per cent", "pct", "百分比", "百分数"), (PERCENT, 1)),
}
_BRACKETED = re.compile(r"^(.*\S)\s*\[(.+)\]$|^(.*\S)\s*\((.+)\)$|^(.*\S)\s*[/,:]\s*([^/,:]+)$")
_STATED = re.compile(r"^(?:计量)?单位:?\s*")
_IN_TITLE = re.compile(
    r"(?<!填报)(?<!报送)(?<!编制)(?<!制表)(?:计量)?(?:单位|units? of measure(?:ment)?|units?)\s*"
    r"(?::\s*(\S.*?)\s*$|[(]\s*(\S[^()]*?)\s*[)])",
    re.IGNORECASE,
)
_SAID_OF_NUMBERS = re.compile(
    r"^(?:all )?(?:figures|numbers|values|data|counts|amounts)?\s*(?:are )?(?:expressed |given |shown )?in (?=\S)"
)
_AT_THE_END = re.compile(r"\((in .*|.* of .*|[^()]+)\)$")
_PARTS, _BETWEEN = re.compile(r"[、,;/・]+"), re.compile(r"\s+")
_SCALED_UNIT = re.compile(
    "[十百千万亿]+[^省市区县州局厅委院所司]{1,2}|.*(?:000|thousand|million|billion).*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written: what it measures, and by what a number in it is multiplied."""

    written: str
    dimension: str
    factor: int

    def is_of(self, canonical: str) -> bool:
        """Whether numbers of a canonical column can be in it."""
        dimension = DIMENSION_OF.get(canonical)
        return dimension == self.dimension or (self.dimension == SCALE and dimension in _SCALED)


def _known() -> dict[str, Unit]:
    """Name every unit: a power in front of a Chinese one, a word alone or beside a currency or who is counted."""
    units = [
        Unit(power + name, dimension, factor)
        for power, factor in _POWERS.items()
        for dimension, names in _CHINESE.items()
        for name in names
    ]
    units += [Unit(name, dimension, factor) for name, (dimension, factor) in _OTHERS.items()]
    for currency in _CURRENCIES:
        units.append(Unit(currency, MONEY, 1))
        for word, factor in _WORDS.items():
            forms = (f"{word} {currency}", f"{currency} {word}", f"{currency}{word}")
            units += [Unit(form, MONEY, factor) for form in forms[: 3 if len(currency) == 1 else 2]]
            units.append(Unit(f"{word} of {currency}", MONEY, factor))
    for word, factor in _WORDS.items():
        units += [Unit(word, SCALE, factor)] if word not in _TOO_SHORT else []
        for name, dimension in _COUNTED.items():
            beside = (f"{word} {name}", f"{word} of {name}", f"{name} {word}", f"{name} in {word}")
            units += [Unit(form, dimension, factor) for form in beside]
    return {unit.written: unit for unit in units}


_UNITS = _known()


def unit(text: str) -> Unit | None:
    """Read a unit that stands alone, in brackets or not; `None` if it is none."""
    if len(text) > _LENGTH_LIMIT:
        return None
    plain = simplified(one_width(text).casefold().strip())
    while len(plain) > 1 and plain[0] + plain[-1] in ("()", "[]"):
        plain = plain[1:-1].strip()
    plain = " ".join(_STATED.sub("", plain).removeprefix("in ").split())
    return _UNITS.get(plain) or _UNITS.get(plain.replace(" ", ""))


def split_unit(header: str) -> tuple[str, Unit | None]:
    """Split a header from the unit at its end; the header as it is, and `None`, if it names none."""
    plain = one_width(header[: _LENGTH_LIMIT + 1]).strip()
    found = _BRACKETED.match(plain) if len(plain) <= _LENGTH_LIMIT else None
    if found:
        parts = [part for part in found.groups() if part is not None]
        named = unit(parts[1])
        if named:
            return parts[0], named
    return header, None


def title_units(titles: tuple[str, ...]) -> dict[str, Unit]:
    """Read 单位：人、万元 or (in thousands) in titles: the unit of each dimension that has exactly one."""
    units: dict[str, list[Unit]] = {}
    for parts in map(_named, titles):
        for one in (one for named in parts.values() for one in named):
            if all(parts.values()) or one.dimension != SCALE:  # else nobody knows what is scaled
                units.setdefault(one.dimension, []).append(one)
    return {dimension: one[0] for dimension, one in units.items() if len({unit.factor for unit in one}) == 1}


def unknown_units(titles: tuple[str, ...]) -> list[str]:
    """Give what titles state as a unit, or beside one, and what may scale numbers, but is no unit that is known."""
    found = []
    for parts in map(_named, titles):
        has_known = any(parts.values())
        found += [
            part for part, named in parts.items() if not named and (has_known or _SCALED_UNIT.fullmatch(part.strip()))
        ]
    return found


def _named(title: str) -> dict[str, list[Unit]]:
    """Give the parts of what a title states as units, with the units that they name."""
    plain = simplified(one_width(title)).strip() if len(title) <= _LENGTH_LIMIT else ""
    if found := _IN_TITLE.search(plain):
        stated = found[1] or found[2]
        whole = unit(stated)
        return {stated: [whole]} if whole else {part: _of_part(part) for part in _PARTS.split(stated) if part.strip()}
    alone = _SAID_OF_NUMBERS.sub("", plain.strip("()[] ").casefold())
    at_end = _AT_THE_END.search(plain)
    for text in (alone, at_end[1] if at_end else ""):
        one = unit(text) if any(map(str.isalpha, text)) else None
        if one and one.factor != 1 and (one.dimension != SCALE or text == alone or text.casefold().startswith("in ")):
            return {text: [one]}
    return {}


def _of_part(part: str) -> list[Unit]:
    """Give the units of a part: it is one, or all of its words are."""
    named = [whole] if (whole := unit(part)) else [unit(word) for word in _BETWEEN.split(part.strip())]
    return [one for one in named if one] if all(named) else []
