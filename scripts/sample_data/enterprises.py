"""Invented enterprises: ids that cannot be real, names that say they are samples, staff, owners."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ID_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Real credit codes use no I, O, S, V or Z: the S of SYN inside ours marks them as invented."""
LARGE, MEDIUM, SMALL = 1000, 300, 20
OWNERS = ("private", "private", "private", "private", "state", "state", "foreign", "joint")

_FIRST_ZH = "岚澄霁翎砚朔蘅岫溪禾煦澜皓珩棠瑾"
_SECOND_ZH = "汐舟屿野原川序禺枫垣陌渡麓峤泊岑"
_FIRST_EN = ("Lan", "Chai", "Ji", "Ling", "Yan", "Shuo", "Heng", "Xiu", "Qin", "Wei", "Mu", "Zhao")
_SECOND_EN = ("xi", "zhou", "yu", "ye", "yuan", "chuan", "feng", "mo", "du", "lu", "po", "cen")


@dataclass
class Enterprise:
    """One invented enterprise and what decides its path.

    Shares are in 1/10,000. `place` orders the enterprises of a stratum from the first to resume (0) to the last;
    `ratio` is the share of staff at work on the last day, `full_from` the share from which it calls itself fully
    operating; `drag` is how far it is behind its stratum at the start. `closed_on` is the day it closes for good.
    """

    enterprise_id: str
    name: str
    region: str
    industry: str
    size: str
    employees: int
    ownership: str
    stratum: str
    reported_employees: int
    full_from: int
    drag: int = 0
    place: int = 0
    ratio: int = 0
    silent: bool = False
    never_misses: bool = False
    closed_on: int | None = None
    falls_silent: bool = False

    @property
    def division(self) -> str:
        """Letter and two digits."""
        return self.industry[:3]

    @property
    def province(self) -> str:
        """The code of its province."""
        return self.region[:2] + "0000"


class Registry:
    """Makes enterprises one after the other, each with an id, numbered from `first`, and a name of its own."""

    def __init__(self, rng: random.Random, staff_deciles: Sequence[int], first: int, *, english: bool = False) -> None:
        self._rng = rng
        self._staff = staff_deciles
        self._english = english
        self._names: set[str] = set()
        self._serial = first - 1

    def enterprise(self, region: str, city: str, industry: str, words: tuple[str, str], stratum: str) -> Enterprise:
        """Make the next enterprise; `words` name its trade in Chinese and in English."""
        rng = self._rng
        self._serial += 1
        employees = self._employees()
        reported = employees
        if rng.randrange(12) == 0:
            reported = max(2, employees * rng.randrange(94, 106) // 100)
        return Enterprise(
            enterprise_id=credit_code(region, self._serial),
            name=self._name(city, words),
            region=region,
            industry=industry,
            size=size_of(employees),
            employees=employees,
            ownership=rng.choice(OWNERS),
            stratum=stratum,
            reported_employees=reported,
            full_from=rng.randrange(6000, 8000),
        )

    def _employees(self) -> int:
        step = self._rng.randrange(len(self._staff) - 1)
        return self._rng.randrange(self._staff[step], self._staff[step + 1])

    def _name(self, city: str, words: tuple[str, str]) -> str:
        zh, en = words
        while True:
            if self._english:
                coined = self._rng.choice(_FIRST_EN) + self._rng.choice(_SECOND_EN)
                name = f"{city} Sample {coined} {en} Co., Ltd."
            else:
                coined = self._rng.choice(_FIRST_ZH) + self._rng.choice(_SECOND_ZH)
                name = f"{city}样例{coined}{zh}有限公司"
            if name not in self._names:
                self._names.add(name)
                return name


def credit_code(region: str, serial: int) -> str:
    """An id of 18 characters in the form of a unified social credit code."""
    body = f"91{region}SYN{serial:06d}"
    return body + ID_ALPHABET[sum(map(ord, body)) * 7 % len(ID_ALPHABET)]


def office_number(region: str, serial: int) -> str:
    """An id of 18 digits with leading zeros, as an office gives to those without a credit code."""
    return f"00{region}{serial * 37:010d}"


def size_of(employees: int) -> str:
    """The size class of industry by staff alone (NBS 2017)."""
    if employees >= LARGE:
        return "large"
    if employees >= MEDIUM:
        return "medium"
    return "small" if employees >= SMALL else "micro"


def shared_out(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` out in proportion to `weights`; the largest remainders get what is left."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def give_places(rng: random.Random, members: Iterable[Enterprise]) -> None:
    """Put the enterprises of each stratum in a random order of resumption."""
    strata: dict[str, list[Enterprise]] = {}
    for member in members:
        strata.setdefault(member.stratum, []).append(member)
    for crowd in strata.values():
        rng.shuffle(crowd)
        for rank, member in enumerate(crowd):
            member.place = (rank * 10_000 + 5_000) // len(crowd)
