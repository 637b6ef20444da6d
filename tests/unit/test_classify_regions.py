"""Regions against GB/T 2260 and the plans that define the clusters."""

import pytest

from resumetrack.classify import dimension, regions
from resumetrack.classify.region_lists import cluster_names, cluster_prefixes, significant
from resumetrack.model import Lang


def test_thirty_four_provinces() -> None:
    """China has 34 province-level units, each with an English and a Chinese name."""
    codes = regions.all_codes("province")
    assert len(codes) == 34
    assert len({regions.name(code, "en") for code in codes}) == 34
    assert all(regions.name(code, "en").isascii() for code in codes)
    assert not any(regions.name(code, "zh").isascii() for code in codes)


def test_every_parent_exists() -> None:
    """Every county and prefecture lies in a province of the list, and every code has six digits."""
    provinces = set(regions.all_codes("province"))
    for level in ("prefecture", "county"):
        for code in regions.all_codes(level):
            assert len(code) == 6
            assert regions.at_level(code, "province")[0] in provinces


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_province_names_round_trip(lang: Lang) -> None:
    """The name of a province, in either language, reads back as its code."""
    for code in regions.all_codes("province"):
        assert regions.normalise(regions.name(code, lang)) == code


def test_full_names_round_trip() -> None:
    """Province, prefecture and county written one after the other read back as the code, or the one replacing it."""
    replaced = {}
    for level in ("prefecture", "county"):
        for code in regions.all_codes(level):
            prefecture = regions.at_level(code, "prefecture")[0]
            larger = [regions.at_level(code, "province")[0], prefecture if prefecture != code else ""]
            path = [regions.name(outer, "zh") for outer in larger if regions.known(outer)]
            if (found := regions.normalise("".join([*path, regions.name(code, "zh")]))) != code:
                replaced[code] = found
    assert replaced == {
        "230704": "230719",  # 友好区, drawn anew in 2019
        "320602": "320613",  # 崇川区, merged with 港闸区 in 2020
        "340203": "340209",  # 弋江区, merged with 三山区 in 2020
        "350403": "350404",  # 三元区, merged with 梅列区 in 2021
        "350427": "350405",  # 沙县, now 沙县区
        "620201": "620200",  # 嘉峪关市 has no counties: the bureau repeats the city
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("湖北省", "420000"),
        ("湖北", "420000"),
        ("内蒙古自治区", "150000"),
        ("香港特别行政区", "810000"),
        ("武汉市", "420100"),
        ("武汉", "420100"),
        ("上海市浦东新区", "310115"),
        ("上海市/市辖区/浦东新区", "310115"),
        ("江苏省苏州市", "320500"),
        ("江苏苏州昆山", "320583"),
        ("江苏省 苏州市 昆山市", "320583"),
        ("湖北省仙桃市", "429004"),
        ("恩施州", "422800"),
        ("辽宁朝阳", "211300"),
        ("北京市朝阳区", "110105"),
        ("hubei", "420000"),
        ("Hubei Province", "420000"),
        ("Hubei Sheng", "420000"),
        ("SHANGHAI SHI", "310000"),
        ("Shanxi", "140000"),
        ("Shaanxi", "610000"),
        ("Guangxi Zhuang Autonomous Region", "450000"),
        ("Xizang", "540000"),
        ("Macau", "820000"),
        ("CN-HB", "420000"),
        ("cn-hb", "420000"),
        ("CN-42", "420000"),
        ("长三角", "yangtze-river-delta"),
        ("Pearl River Delta", "pearl-river-delta"),
        (" 420106 ", "420106"),
        ("４２０１０６", "420106"),
        ("420106001000", "420106001000"),
    ],
)
def test_what_an_office_writes(text: str, code: str) -> None:
    """Codes, Chinese, English, pinyin and ISO names become the canonical code."""
    assert regions.normalise(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "朝阳",
        "鼓楼区",
        "东区",
        "Jilin City",
        "US-NY",
        "Region 1",
        "新疆生产建设兵团",
        "CN-99",
        "31",
        "4201",
        "NaN",
        "",
        "China",
    ],
)
def test_what_is_not_guessed(text: str) -> None:
    """Text that is unknown, of another system, or fits several places stays as it is."""
    assert regions.normalise(text) == text


def test_names_that_fit_several_places() -> None:
    """A province comes before a city of its name, a city before its county, a code in force before a former one."""
    assert regions.normalise("吉林") == "220000"
    assert regions.normalise("吉林市") == "220200"
    assert regions.normalise("芜湖") == "340200"
    assert regions.normalise("公主岭市") == "220184"
    assert regions.normalise("邢台市桥东区") == "130502"


@pytest.mark.parametrize(("text", "code"), [("42", "420000"), ("4201", "420100"), ("99", "99"), ("420", "420")])
def test_short_codes_need_the_scheme(text: str, code: str) -> None:
    """Two and four digits are padded only where the column is known to be GB/T 2260."""
    assert regions.normalise(text, scheme=True) == code
    assert regions.normalise(text) == text


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("371200", "莱芜市"),  # 2019 only: part of 济南 since
        ("130526", "任县"),  # 2019 only: 任泽区 since
        ("330103", "下城区"),  # until 2021: merged into 拱墅区
        ("330113", "临平区"),  # since 2021
        ("320576", "苏州工业园区"),  # a zone, of the Bureau of Statistics alone
        ("130502", "襄都区"),  # 桥东区 until 2020: the newest name wins
    ],
)
def test_codes_of_any_year_resolve(code: str, name: str) -> None:
    """A code of the 2019, 2021 or 2023 list has a name and rolls up."""
    assert regions.known(code)
    assert regions.name(code, "zh") == name
    assert regions.name(code, "en") == name
    assert regions.known(regions.at_level(code, "province")[0])


@pytest.mark.parametrize(
    ("code", "level", "groups"),
    [
        ("420106", "province", ("420000",)),
        ("420106", "prefecture", ("420100",)),
        ("420106", "county", ("420106",)),
        ("420106", "cluster", ("middle-yangtze",)),
        ("420000", "county", ("420000",)),
        ("420000", "cluster", ()),
        ("420106001000", "county", ("420106",)),
        ("420199", "prefecture", ("420100",)),
        ("US-NY", "province", ("US-NY",)),
        ("US-NY", "cluster", ()),
        ("31", "province", ("31",)),
        ("990000", "province", ("990000",)),
        ("pearl-river-delta", "province", ("pearl-river-delta",)),
        ("pearl-river-delta", "cluster", ("pearl-river-delta",)),
    ],
)
def test_groups_of_a_level(code: str, level: str, groups: tuple[str, ...]) -> None:
    """Codes roll up by prefix; coarser and flat codes are themselves, and in no cluster unless its list says so."""
    assert regions.at_level(code, level) == groups


def test_an_unknown_level_is_an_error() -> None:
    """Asking for a level that regions do not have fails."""
    with pytest.raises(ValueError, match="division"):
        regions.at_level("420106", "division")


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("31", {"310000", "310115", "310115001", "31"}),
        ("3101", {"310115", "310115001"}),
        ("310000", {"310000", "310115", "310115001"}),
        ("310100", {"310115", "310115001"}),
        ("310115001000", {"310115001"}),
        ("Shanghai", {"310000", "310115", "310115001"}),
        ("上海", {"310000", "310115", "310115001"}),
        ("CN-SH", {"310000", "310115", "310115001"}),
        ("yangtze-river-delta", {"310000", "310115", "310115001", "yangtze-river-delta"}),
        ("Yangtze River Delta", {"310000", "310115", "310115001", "yangtze-river-delta"}),
        ("长三角", {"310000", "310115", "310115001", "yangtze-river-delta"}),
        ("US-NY", {"US-NY"}),
        ("US", set()),
        ("Nowhere", set()),
    ],
)
def test_where_matches(value: str, codes: set[str]) -> None:
    """A value selects by prefix, name or cluster; flat codes are selected only by themselves."""
    every = ["310000", "310115", "310115001", "31", "31001", "420106", "US-NY", "US-NYC", "yangtze-river-delta"]
    assert {code for code in every if regions.matches(code, value)} == codes


def test_clusters_are_lists_of_known_regions() -> None:
    """Every cluster has names in both languages and prefixes that begin known codes, the Pearl River Delta nine."""
    known = {significant(code) for level in regions.LEVELS[:3] for code in regions.all_codes(level)}
    assert set(cluster_prefixes()) == set(cluster_names()) == set(regions.all_codes("cluster"))
    for prefixes in cluster_prefixes().values():
        assert prefixes
        assert set(prefixes) <= known
    assert len(cluster_prefixes()["pearl-river-delta"]) == 9
    assert len(cluster_prefixes()["middle-yangtze"]) == 31


@pytest.mark.parametrize(
    ("cluster", "members"),
    [
        ("yangtze-river-delta", "上海 江苏 浙江 安徽"),
        ("beijing-tianjin-hebei", "北京 天津 河北"),
        ("pearl-river-delta", "广州 深圳 珠海 佛山 江门 肇庆 惠州 东莞 中山"),
        ("chengdu-chongqing", "重庆 成都 自贡 泸州 德阳 绵阳 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 资阳"),
        (
            "middle-yangtze",
            (
                "武汉 黄石 鄂州 黄冈 孝感 咸宁 仙桃 潜江 天门 襄阳 宜昌 荆州 荆门 长沙 株洲 湘潭 岳阳 益阳 常德 衡阳 "
                "娄底 南昌 九江 景德镇 鹰潭 新余 宜春 萍乡 上饶 抚州 吉安"
            ),
        ),
    ],
)
def test_cluster_members(cluster: str, members: str) -> None:
    """The prefixes of a cluster are those of the members its plan names."""
    assert set(cluster_prefixes()[cluster]) == {significant(regions.normalise(name)) for name in members.split()}


def test_unknown_codes_are_their_own_names() -> None:
    """A code that no list has is shown as itself."""
    assert regions.name("US-NY", "en") == "US-NY"
    assert regions.name("420199", "zh") == "420199"
    assert not regions.known("420199")


def test_names_in_both_languages() -> None:
    """Provinces and clusters have English names, smaller regions only Chinese ones."""
    assert regions.name("150000", "en") == "Inner Mongolia"
    assert regions.name("420000000000", "en") == "Hubei"
    assert regions.name("420106", "en") == "武昌区"
    assert regions.name("310100", "zh") == "上海市市辖区"
    assert regions.name("yangtze-river-delta", "en") == "Yangtze River Delta"


def test_near_misses_are_suggested() -> None:
    """A misspelt name brings the right one; a number or something quite different brings none."""
    assert regions.suggest("Hubie") == "Hubei"
    assert regions.suggest("yangtze-delta") == "yangtze-river-delta"
    assert regions.suggest("99") is None
    assert regions.suggest("qqqq") is None


def test_the_registry_knows_three_dimensions() -> None:
    """Region, industry and size are classified; lists and attributes are not."""
    found = {name: dimension(name) for name in ("region", "industry", "size", "list", "batch", "focus", "ownership")}
    assert {name: c.DEFAULT_LEVEL for name, c in found.items() if c} == {
        "region": "province",
        "industry": "division",
        "size": "",
    }
