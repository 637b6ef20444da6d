"""Industries against GB/T 4754-2017."""

import pytest

from resumetrack.classify import industries
from resumetrack.model import Lang


@pytest.mark.parametrize(("level", "count"), [("section", 20), ("division", 97), ("group", 473), ("class", 1381)])
def test_counts_of_the_standard(level: str, count: int) -> None:
    """The standard of June 2017 has 20 sections, 97 divisions, 473 groups and 1,381 classes."""
    assert len(industries.all_codes(level)) == count


def test_every_parent_exists() -> None:
    """Every code is its parent's plus a digit, or a letter plus two, and the divisions are numbered 01 to 97."""
    for level, parent in (("division", "section"), ("group", "division"), ("class", "group")):
        parents = set(industries.all_codes(parent))
        assert {industries.at_level(code, parent)[0] for code in industries.all_codes(level)} == parents
    assert sorted(code[1:] for code in industries.all_codes("division")) == [f"{n:02}" for n in range(1, 98)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_round_trip(lang: Lang) -> None:
    """Sections and divisions have names in both languages that read back; where both have the same, as the division."""
    shared = {"K": "K70", "P": "P83", "T": "T97"}
    for level in ("section", "division"):
        for code in industries.all_codes(level):
            name = industries.name(code, lang)
            assert name.isascii() == (lang == "en")
            assert industries.normalise(name) == shared.get(code, code)


def test_names_of_groups_and_classes_round_trip() -> None:
    """A Chinese name reads back as the code, or as the one above it that has the same name."""
    for level in ("group", "class"):
        for code in industries.all_codes(level):
            found = industries.normalise(industries.name(code, "zh"))
            assert code.startswith(found)
            assert industries.name(found, "zh") == industries.name(code, "en")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("C15", "酒、饮料和精制茶制造业"),
        ("C204", "竹、藤、棕、草等制品制造"),
        ("C339", "铸造及其他金属制品制造"),
        ("C3445", "液力动力机械元件制造"),
        ("M75", "科技推广和应用服务业"),
        ("R87", "广播、电视、电影和录音制作业"),
        ("S96", "基层群众自治组织及其他组织"),
    ],
)
def test_wording_of_the_standard(code: str, name: str) -> None:
    """Where transcriptions differ, the name is that of the standard."""
    assert industries.name(code, "zh") == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("c36", "C36"),
        ("C3610", "C3610"),
        ("C 36", "C36"),
        ("Ｃ３６", "C36"),
        ("c", "C"),
        ("汽车制造业", "C36"),
        ("制造业", "C"),
        ("农林牧渔业", "A"),
        ("酒、饮料及精制茶制造业", "C15"),  # the other transcription
        ("黑色金属冶炼及压延加工业", "C31"),  # the wording of 2011
        ("manufacture of automobiles", "C36"),
        ("Manufacturing", "C"),
        ("钢铁", "steel"),
        ("steel", "steel"),
    ],
)
def test_what_an_office_writes(text: str, code: str) -> None:
    """Codes and names in either language become the canonical code."""
    assert industries.normalise(text) == code


@pytest.mark.parametrize("text", ["PWR", "C99", "C01", "29.1", "C10.11", "36", "3612", "C36123", "U", ""])
def test_what_is_not_of_the_standard_stays(text: str) -> None:
    """Codes of other systems, and digits whose system is not known, stay as they are."""
    assert industries.normalise(text) == text


@pytest.mark.parametrize(
    ("text", "code"), [("36", "C36"), ("361", "C361"), ("3612", "C3612"), ("01", "A01"), ("99", "99"), ("1", "1")]
)
def test_digits_need_the_scheme(text: str, code: str) -> None:
    """Digits alone get their letter where the column is known to be GB/T 4754."""
    assert industries.normalise(text, scheme=True) == code


@pytest.mark.parametrize(
    ("code", "level", "groups"),
    [
        ("C3612", "section", ("C",)),
        ("C3612", "division", ("C36",)),
        ("C3612", "group", ("C361",)),
        ("C3612", "class", ("C3612",)),
        ("C3612", "block", ("automotive",)),
        ("C", "division", ("C",)),
        ("C", "block", ()),
        ("E", "block", ("construction",)),
        ("C3699", "division", ("C36",)),
        ("PWR", "division", ("PWR",)),
        ("PWR", "block", ()),
        ("C99", "section", ("C99",)),
        ("C99", "block", ()),
        ("C10", "section", ("C10",)),  # food in NACE; mining is B here
        ("steel", "block", ("steel",)),
        ("steel", "section", ("steel",)),
        ("", "division", ("",)),
        ("", "block", ()),
    ],
)
def test_groups_of_a_level(code: str, level: str, groups: tuple[str, ...]) -> None:
    """Codes roll up by prefix; coarser and flat codes are themselves, and flat codes are in no block."""
    assert industries.at_level(code, level) == groups


def test_an_unknown_level_is_an_error() -> None:
    """Asking for a level that industries do not have fails."""
    with pytest.raises(ValueError, match="province"):
        industries.at_level("C36", "province")


def test_blocks_partition_the_divisions() -> None:
    """Every division is in exactly one block, and every block has a division and a name in both languages."""
    assert set(industries.block_of()) == set(industries.all_codes("division"))
    assert set(industries.block_of().values()) == set(industries.all_codes("block"))
    for block in industries.all_codes("block"):
        assert industries.name(block, "en").isascii()
        assert not industries.name(block, "zh").isascii()


def test_blocks_and_industries_of_one_name_are_the_same() -> None:
    """Where a block is called as a section or division is, it has the same members, so that either reading is right."""
    for block in industries.all_codes("block"):
        members = {division for division, of in industries.block_of().items() if of == block}
        for text in (block, industries.name(block, "en"), industries.name(block, "zh")):
            code = industries.normalise(text)
            if code != block:
                assert {d for d in industries.all_codes("division") if d.startswith(code)} == members


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("C", {"C", "C31", "C36", "C361", "C3612"}),
        ("c36", {"C36", "C361", "C3612"}),
        ("C361", {"C361", "C3612"}),
        ("36", {"C36", "C361", "C3612", "36"}),
        ("361", {"361"}),
        ("automotive", {"C36", "C361", "C3612"}),
        ("Automotive", {"C36", "C361", "C3612"}),
        ("汽车", {"C36", "C361", "C3612"}),
        ("汽车制造业", {"C36", "C361", "C3612"}),
        ("Manufacture of Automobiles", {"C36", "C361", "C3612"}),
        ("mining", {"B06"}),
        ("PWR", {"PWR"}),
        ("C9", set()),
    ],
)
def test_where_matches(value: str, codes: set[str]) -> None:
    """A value selects by prefix, a division's digits, block or name; flat codes are selected only by themselves."""
    every = ["C", "B06", "C31", "C36", "C361", "C3612", "36", "361", "C99", "PWR"]
    assert {code for code in every if industries.matches(code, value)} == codes


def test_near_misses_are_suggested() -> None:
    """A misspelt name brings the right one; a number brings none."""
    assert industries.suggest("automotiv") == "automotive"
    assert industries.suggest("汽车制造") == "汽车制造业"
    assert industries.suggest("99") is None


def test_unknown_codes_are_their_own_names() -> None:
    """A code that no list has is shown as itself."""
    assert industries.name("PWR", "en") == "PWR"
    assert not industries.known("PWR")
    assert industries.known("C3612")
