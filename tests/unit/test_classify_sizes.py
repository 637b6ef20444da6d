"""Size classes: large, medium, small, micro."""

import pytest

from resumetrack.classify import sizes
from resumetrack.model import Lang


@pytest.mark.parametrize(
    ("texts", "size"),
    [
        ("large Large L 大型 大 大型企业 LARGE", "large"),
        ("medium Medium-sized M 中型 中 中型企业", "medium"),
        ("small S 小型 小 小型企业", "small"),
        ("micro XS 微型 微 微型企业", "micro"),
        ("sme SMEs 中小微 中小微企业 中小企业", "sme"),
    ],
)
def test_what_an_office_writes(texts: str, size: str) -> None:
    """Words and letters in either language become the size class."""
    assert {sizes.normalise(text) for text in texts.split()} == {size}


@pytest.mark.parametrize("text", ["1", "规模以上", "250+", "", "大中型"])
def test_unknown_sizes_stay(text: str) -> None:
    """What names no single size class stays as it is, numbers above all."""
    assert sizes.normalise(text) == text


def test_sme_is_all_but_large() -> None:
    """`size=sme` selects medium, small and micro enterprises, and none whose size is missing or unknown."""
    assert [size for size in (*sizes.SIZES, "", "规模以上") if sizes.matches(size, "sme")] == list(sizes.SMES)


def test_where_matches() -> None:
    """A value selects the size it names in either language; an unknown size is selected by itself."""
    assert [size for size in sizes.SIZES if sizes.matches(size, "大型")] == ["large"]
    assert sizes.matches("规模以上", "规模以上")
    assert not sizes.matches("", "large")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_round_trip(lang: Lang) -> None:
    """Every size class has a name in both languages that reads back."""
    for size in (*sizes.SIZES, sizes.SME):
        assert sizes.normalise(sizes.name(size, lang)) == size
    assert sizes.name("250+", lang) == "250+"


def test_sizes_have_no_levels() -> None:
    """A size is its own and only group."""
    assert sizes.LEVELS == ()
    assert sizes.at_level("large", "any") == ("large",)


def test_near_misses_are_suggested() -> None:
    """A misspelt size brings the right one."""
    assert sizes.suggest("lage") == "large"
    assert sizes.suggest("42") is None
