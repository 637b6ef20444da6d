"""Rule sets: those that ship give what their publishers printed, a site's own are checked like its configuration."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from resumetrack.errors import ConfigurationError, UsageError
from resumetrack.measure import DECLARED, POWER_THRESHOLD, indicator_value
from resumetrack.model import Term
from resumetrack.tracker.configuration import Configuration, load
from resumetrack.tracker.rule_sets import SHIPPED, all_rules, shipped
from resumetrack.tracker.ruling import every_ruling, ruling
from store_office import Office

OURS = """
[rules.ours]
label = "Our style"
since = 2020-06-01
power_threshold = 0.25
show = ["open_rate", "return_rate"]
[rules.ours.indicators.open_rate]
numerator = { count = true, where = ["operating"] }
denominator = { count = true, where = ["not_closed"] }
"""


def loaded(folder: Path, text: str) -> Configuration:
    file = folder / "resumetrack.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Ten enterprises: 4 full, 2 partial, 2 suspended, 2 closed for good."""
    office = Office(tmp_path)
    statuses = ["full"] * 4 + ["partial"] * 2 + ["suspended"] * 2 + ["closed"] * 2
    lines = [f"2020-06-01,E{number},{status},10,5" for number, status in enumerate(statuses)]
    office.report("\n".join(["period,enterprise_id,status,employees,on_duty", *lines]))
    return office


def shares(office: Office, rules: str) -> dict[str, tuple[object, object]]:
    """Numerator and denominator of each indicator that a rule set shows."""
    found = office.tracker.rates(long=True, rules=rules, period="2020-06-01").records()
    return {str(row["indicator"]): (row["numerator"], row["denominator"]) for row in found}


def test_ministry_counts_any_opening_over_all_that_report(office: Office) -> None:
    """6 of 10: partial counts, those closed for good stay in the base; staff is a rate of its own."""
    assert shares(office, "ministry") == {"operating_rate": (6, 10), "return_rate": (50, 100)}


def test_ons_leaves_out_who_is_closed_for_good(office: Office) -> None:
    """6 of 8 trade: fully 4, partially 2; full + partial + paused = all of the base."""
    assert shares(office, "ons") == {
        "trading_rate": (6, 8),
        "fully_trading_rate": (4, 8),
        "partially_trading_rate": (2, 8),
        "paused_trading_rate": (2, 8),
    }


@pytest.mark.parametrize(
    ("counts", "power", "index"),
    [
        ((64_590, 333_427), (Fraction("40541.65"), Fraction("128807.02")), "25.42"),
        ((5_760, 10_000), (4_528, 10_000), "51.44"),
        ((6_015, 10_000), (4_727, 10_000), "53.71"),
    ],
    ids=["10 February", "19 February", "20 February"],
)
def test_grid_index_of_zhejiang(counts: tuple[int, int], power: tuple[Fraction, Fraction], index: str) -> None:
    """F1: State Grid Zhejiang, 10, 19 and 20 February 2020, to the printed digit (art.whsxdl.com, dydy.ok518.org)."""
    grid = ruling(Configuration(), "grid")
    known: Mapping[Term, int | Fraction] = {
        Term(("power_resumed",)): counts[0],
        Term(("powered",)): counts[1],
        Term(("power_resumed", "powered"), "power"): power[0],
        Term(("powered",), "power_base"): power[1],
    }
    value = indicator_value(grid.catalogue[shipped()["grid"].show[0]], known.__getitem__)
    assert value is not None
    assert f"{float(value):.2f}" == index


def test_grid_thresholds_of_guangyuan(tmp_path: Path) -> None:
    """F10: Guangyuan, 24 February 2020: 4,049 of 4,954 customers resumed (82 %), volume 75 % (qinzhiqiang.com).

    Of those resumed 3,500 use their whole base and 549 use 30 %; of the others 300 use 20 % and the rest too little.
    """
    office = Office(tmp_path)
    used = [107] * 3_500 + [40] * 549 + [20] * 300 + [19] * 605
    assert len(used) == 4_954
    lines = [f"2020-06-01,K{number},{power},100" for number, power in enumerate(used)]
    office.report("\n".join(["period,enterprise_id,power,power_base", *lines]))
    found = {row["indicator"]: row for row in office.tracker.rates(long=True, rules="grid", period="all").records()}
    assert (found["power_resumed_rate"]["numerator"], found["power_resumed_rate"]["denominator"]) == (4_049, 4_954)
    assert f"{found['power_resumed_rate']['value']:.0%}" == "82%"
    assert found["resumed_at_20_rate"]["numerator"] == 4_349
    assert found["producing_at_70_rate"]["numerator"] == 3_500
    assert found["power_rate"]["value"] == pytest.approx(sum(used) / 495_400, abs=1e-12)


def test_threshold_of_a_rule_set_goes_before_the_sites(tmp_path: Path) -> None:
    """The grid companies' index is at 30 % also where the site has set another threshold; ministry keeps the site's."""
    site = loaded(tmp_path, "power_threshold = 0.20")
    assert ruling(site, "grid").threshold == POWER_THRESHOLD
    assert ruling(site, "ministry").threshold == ruling(site, None).threshold == Fraction(1, 5)


def test_named_indicators_follow_those_of_the_rule_set(office: Office) -> None:
    """`--indicator` adds to a rule set, and names it shows already stay where they are."""
    table = office.tracker.rates(
        long=True, rules="ministry", indicators=("coverage", "return_rate"), period="2020-06-01"
    )
    assert [row["indicator"] for row in table.records()] == ["operating_rate", "return_rate", "coverage"]
    assert table.notes[0] == shipped()["ministry"].note


def test_shipped_sets_are_complete_and_say_what_they_are() -> None:
    """Each has words in both languages and a source, and leaves our own names alone."""
    assert list(shipped()) == list(SHIPPED)
    for one in shipped().values():
        assert one.label.zh != one.label.en
        assert one.description.zh != one.description.en
        assert one.source
        assert not {own.name for own in one.indicators} & {own.name for own in DECLARED}
        assert all(own.label.zh != own.label.en and own.definition.zh != own.definition.en for own in one.indicators)


def test_site_adds_its_own(tmp_path: Path) -> None:
    """A set of the site stands after ours, with its threshold, its date and its indicators."""
    site = loaded(tmp_path, OURS)
    assert list(all_rules(site.rule_sets)) == [*SHIPPED, "ours"]
    ours = ruling(site, "ours")
    assert (ours.threshold, ours.since) == (Fraction(1, 4), date(2020, 6, 1))
    assert ours.catalogue["open_rate"].denominator == Term(("not_closed",))
    assert "open_rate" not in ruling(site, None).catalogue
    assert [one.rule_set and one.rule_set.name for one in every_ruling(site)] == [*SHIPPED, "ours"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules = 3", "rules is not a table"),
        ("[rules.ons]\nshow = ['coverage']", "rules.ons: a rule set of our own has this name"),
        ("[rules.ours]\nlabel = 'x'", "rules.ours.show is not a list of indicators"),
        ("[rules.ours]\nshow = []", "rules.ours.show is not a list of indicators"),
        ("[rules.ours]\nshow = ['operating']", "rules.ours.show names 'operating'"),
        ("[rules.ours]\nshow = ['coverage']\nfoo = 1", "unknown key rules.ours.foo"),
        ("[rules.ours]\nshow = ['coverage']\nsince = '2020-01-01'", "rules.ours.since is '2020-01-01', not a date"),
        ("[rules.ours]\nshow = ['coverage']\nsince = 2020-01-01T00:00:00", "not a date"),
        ("[rules.ours]\nshow = ['coverage']\npower_threshold = 30", "rules.ours.power_threshold is 30"),
        ("[rules.ours]\nshow = ['coverage']\nlabel = ''", "rules.ours.label is ''"),
        (OURS.replace("open_rate", "coverage"), "a column of our own has this name"),
        (OURS.replace('"not_closed"', '"alive"'), "rules.ours.indicators.open_rate.denominator.where names 'alive'"),
        (OURS + OURS[OURS.index("[rules.ours.ind") :].replace("rules.ours.", ""), "is declared for the site too"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    """File, key and what is wrong with it."""
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path, text)
    assert message in str(caught.value)
    assert "resumetrack.toml" in str(caught.value)
    assert caught.value.hint


def test_unknown_rule_set() -> None:
    """Those there are are named, the nearest first."""
    with pytest.raises(UsageError, match="there is no rule set onss") as caught:
        ruling(Configuration(), "onss")
    assert caught.value.hint == "did you mean ons? rule sets: ministry, ons, grid"
