"""Figures that were really published, worked out by `measure` from what they were made of."""

from collections.abc import Iterable
from fractions import Fraction

import pytest

from methodology.engines import ENGINES, cells, values
from methodology.oracle import Row
from resumetrack.measure import DECLARED, indicator_value, terms_of
from resumetrack.model import Term

BY_NAME = {indicator.name: indicator for indicator in DECLARED}


def figures(engine: str, rows: list[Row], names: Iterable[str]) -> dict[str, Fraction | None]:
    chosen = [BY_NAME[name] for name in names]
    terms = terms_of(chosen)
    (cell,) = cells(ENGINES[engine](rows), terms).values()
    return values(cell, chosen, terms)


def printed(value: Fraction | None, places: int, *, percent: bool = True) -> str:
    assert value is not None
    return f"{float(value * (100 if percent else 1)):.{places}f}"


def shared(total: int, count: int) -> list[int]:
    """A total shared out evenly in whole numbers."""
    return [total // count + (place < total % count) for place in range(count)]


@pytest.mark.parametrize(
    ("enterprises", "power", "published"),
    [
        ((64_590, 333_427), (4_054_165, 12_880_702), ("19.37", "31.47", "25.42")),
        ((5_760, 10_000), (4_528, 10_000), ("57.60", "45.28", "51.44")),
        ((6_015, 10_000), (4_727, 10_000), ("60.15", "47.27", "53.71")),
    ],
    ids=["10 February", "19 February", "20 February"],
)
def test_zhejiang_electricity_index(
    enterprises: tuple[int, int], power: tuple[int, int], published: tuple[str, str, str]
) -> None:
    """The three published days of State Grid Zhejiang's index of February 2020 come out to the printed digit.

    10 February is published with its counts and quantities (in 10^4 kWh); of the others only the two shares are known.
    Source: art.whsxdl.com/view-162.html (formula and worked day), dydy.ok518.org/show-23900.html (19 and 20 February).
    """
    known: dict[Term, int | Fraction | None] = {
        Term(("power_resumed",)): enterprises[0],
        Term(("powered",)): enterprises[1],
        Term(("power_resumed", "powered"), "power"): Fraction(power[0], 100),
        Term(("powered",), "power_base"): Fraction(power[1], 100),
    }
    found = {name: indicator_value(BY_NAME[name], known.__getitem__) for name in ("power_resumed_rate", "power_index")}
    share, index = printed(found["power_resumed_rate"], 2), printed(found["power_index"], 2, percent=False)
    assert (share, printed(Fraction(*power), 2), index) == published


@pytest.mark.parametrize("engine", ENGINES)
def test_zhejiang_electricity_index_from_enterprises(engine: str) -> None:
    """The index of 10 February 2020 from rows, one enterprise standing for ten: 25.42."""
    powers, bases = shared(40_541_650, 6_459), shared(128_807_020, 33_343)
    rows = [
        Row(place, power=powers[place] if place < len(powers) else 0, power_base=base)
        for place, base in enumerate(bases)
    ]
    found = figures(engine, rows, ["power_resumed_rate", "power_index"])
    assert printed(found["power_resumed_rate"], 2) == "19.37"
    assert printed(found["power_index"], 2, percent=False) == "25.42"


@pytest.mark.parametrize("engine", ENGINES)
def test_guangyuan_power(engine: str) -> None:
    """Guangyuan, 24 February 2020: 4,049 of 4,954 customers above 30 % of the December mean (82 %), volume 75 %.

    Source: qinzhiqiang.com/archives/76984.html.
    """
    resumed, customers, base = 4_049, 4_954, 10_000
    powers = shared(customers * base * 75 // 100 - (customers - resumed) * 2_999, resumed)
    rows = [
        Row(place, power=powers[place] if place < resumed else 2_999, power_base=base) for place in range(customers)
    ]
    found = figures(engine, rows, ["power_resumed_rate", "power_rate"])
    assert found["power_resumed_rate"] == Fraction(resumed, customers)
    assert printed(found["power_resumed_rate"], 0) == "82"
    assert printed(found["power_rate"], 0) == "75"


@pytest.mark.parametrize("engine", ENGINES)
def test_lingang_rate_card(engine: str) -> None:
    """Lin-gang, 16 May 2022: 301 of 315 firms (95.6 %), 51,000 staff (69 %), capacity 45 %: three rates of one day.

    Source: China Daily, 18 May 2022. The staff base and the outputs are chosen to fit; the counts are published.
    """
    firms, open_firms = 315, 301
    staff, on_duty = shared(74_000, firms), shared(51_000, open_firms)
    rows = [
        Row(
            place,
            status="full" if place < open_firms else "suspended",
            employees=staff[place],
            on_duty=on_duty[place] if place < open_firms else 0,
            output=45,
            output_base=100,
        )
        for place in range(firms)
    ]
    found = figures(engine, rows, ["operating_rate", "return_rate", "production_rate"])
    assert printed(found["operating_rate"], 1) == "95.6"
    assert printed(found["return_rate"], 0) == "69"
    assert printed(found["production_rate"], 0) == "45"


@pytest.mark.parametrize("engine", ENGINES)
def test_confederation_survey_response(engine: str) -> None:
    """China Enterprise Confederation, 18-20 February 2020: 342 of 491 reply, 69.65 %; 332 of them operate, 97.08 %.

    Source: fbfengbao.cn/article-17407-1.html; 332 follows from the published rate.
    """
    answered, operating, asked = 342, 332, 491
    statuses = ["full"] * operating + ["suspended"] * (answered - operating) + [None] * (asked - answered)
    rows = [Row(place, status=status) for place, status in enumerate(statuses)]
    found = figures(engine, rows, ["coverage", "operating_rate"])
    assert printed(found["coverage"], 2) == "69.65"
    assert printed(found["operating_rate"], 2) == "97.08"


@pytest.mark.parametrize("engine", ENGINES)
def test_confederation_survey_by_ownership(engine: str) -> None:
    """The same survey: 106 of 155 state-owned and 236 of 336 private ones reply; counts are summed, then divided.

    The rates of the two groups are 68.39 and 70.24 %; their mean, 69.31 %, is not the published 69.65 %.
    """
    statuses = {"state": ["full"] * 106 + [None] * 49, "private": ["full"] * 236 + [None] * 100}
    rows = [
        Row(place, region=owner, status=status)
        for place, (owner, status) in enumerate((owner, one) for owner, many in statuses.items() for one in many)
    ]
    coverage = BY_NAME["coverage"]
    terms = terms_of([coverage])
    groups = {
        key: values(cell, [coverage], terms)["coverage"]
        for key, cell in cells(ENGINES[engine](rows), terms, ["region"]).items()
    }
    assert {key: printed(value, 2) for key, value in groups.items()} == {("state",): "68.39", ("private",): "70.24"}
    assert printed(figures(engine, rows, ["coverage"])["coverage"], 2) == "69.65"


@pytest.mark.parametrize(
    ("share", "volume", "index"),
    [("37.93", "43.66", "40.80"), ("66.90", "80.20", "73.55")],
    ids=["Zhejiang, 18 February 2020", "Xingtai, 20 January 2021"],
)
def test_index_from_its_halves(share: str, volume: str, index: str) -> None:
    """Half enterprises, half electricity, where two of the three are known.

    Zhejiang on the day before the break: 57.60 less 19.67 and 45.28 less 1.62 points. Xingtai prints 73.55 and 66.90.
    """
    known: dict[Term, int | Fraction | None] = {
        Term(("power_resumed",)): Fraction(share),
        Term(("powered",)): 100,
        Term(("power_resumed", "powered"), "power"): Fraction(volume),
        Term(("powered",), "power_base"): Fraction(100),
    }
    found = indicator_value(BY_NAME["power_index"], known.__getitem__)
    assert found is not None
    assert abs(found - Fraction(index)) <= Fraction("0.005")
