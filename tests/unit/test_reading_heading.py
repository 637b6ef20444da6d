"""Where a table begins and ends: titles, headers of several rows, units, totals, footers, aligned blanks."""

from collections.abc import Sequence

import pytest

from resumetrack.model import Kind
from resumetrack.reading.files.blanks import find_zones
from resumetrack.reading.layout.headers import known_count
from resumetrack.reading.layout.heading import Heading, find_heading
from resumetrack.reading.profiles.profile import NO_PROFILE
from resumetrack.reading.values.asides import FOOTER, TOTAL, find_aside, kind_of, leads, possible_kind
from resumetrack.reading.values.units import title_units, unit, unknown_units

DATA = ["2020-03-28", "0001", "复工", "100"]


def known(cells: Sequence[str]) -> int:
    return known_count(cells, Kind.REPORT, NO_PROFILE)


def heading(*rows: list[str], stated: bool = False, count: int | None = None) -> Heading:
    found = find_heading(list(enumerate(rows, 1)), known, stated=stated, rows=count)
    assert found
    return found


def test_titles_are_skipped_and_kept_as_texts() -> None:
    """A title that was merged over all columns and filled is one text."""
    found = heading(
        ["某市复工表"] * 4, ["填报单位：市局", "", "", "3月28日"], ["日期", "企业代码", "状态", "从业人员"], DATA
    )
    assert found.titles == ("某市复工表", "填报单位：市局", "3月28日")
    assert (found.first_line, found.last_line) == (3, 3)


def test_a_line_of_remarks_is_a_title_though_it_has_many_cells() -> None:
    """Remarks with a colon and dates fill a line above a narrow header."""
    remarks = ["填报单位：市局", "截至3月28日", "单位：人"]
    found = heading(remarks, ["企业代码", "状态", "从业人员"], ["0001", "复工", "1"])
    assert (found.titles, found.first_line) == (tuple(remarks), 2)


def test_a_row_of_figures_above_a_header_is_no_title() -> None:
    """What could be data is not skipped: the first row is the header then, and refused by others."""
    assert heading(["1", "", "", ""], ["日期", "企业代码", "状态", "从业人员"], DATA).first_line == 1
    assert heading(["a", "b", "c", ""], ["日期", "企业代码", "状态", "从业人员"], DATA).first_line == 1


def test_stated_rows_above_are_not_second_guessed() -> None:
    """The profile counted them; the first row that is left is the header."""
    assert heading(["某市复工表"], ["日期", "企业代码"], stated=True).header == ("某市复工表",)


@pytest.mark.parametrize(
    ("upper", "lower", "header"),
    [
        (["企业信息", "", "到岗情况", ""], ["企业名称", "代码", "从业人数", "到岗人数"],
         ("企业名称", "企业 代码", "从业人数", "到岗人数")),
        (["日期", "企业代码", "用电量", ""], ["", "", "本期", "上年同期"],
         ("日期", "企业代码", "本期 用电量", "上年同期 用电量")),
        (["日期", "代码", "从业情况", "从业情况"], ["日期", "企业代码", "总数", "到岗人数"],
         ("日期", "企业代码", "总数", "到岗人数")),
    ],
)  # fmt: skip
def test_two_rows_become_one_header(upper: list[str], lower: list[str], header: tuple[str, ...]) -> None:
    """The lower name where it says enough, with its group where it does not."""
    found = heading(["标题"], upper, lower, DATA, count=None if upper[1] != "代码" else 2)
    assert found.header == header
    assert (found.titles, found.first_line, found.last_line) == (("标题",), 2, 3)


@pytest.mark.parametrize(
    "first",
    [
        ["1", "company", "正常", "5"],
        ["A1", "企业", "正常", "公司"],
        ["", "", "", "正常"],
        ["日期", "类型", "状态", "备注"],
    ],
)
def test_data_are_never_taken_for_a_second_row(first: list[str]) -> None:
    """Words of a header stand in cells too."""
    found = heading(["日期", "类型", "状态", "备注"], first, DATA)
    assert (found.header, found.last_line) == (("日期", "类型", "状态", "备注"), 1)


def test_a_row_of_units_is_no_data() -> None:
    """Only if all of it is units; a data row is not."""
    header = ["日期", "企业代码", "从业人员", "产值"]
    found = heading(header, ["", "-", "（人）", "万元"], DATA)
    assert [one.factor if one else None for one in found.units] == [None, None, 1, 10_000]
    assert found.last_line == 2
    assert heading(header, ["", "", "人", "8"], DATA).last_line == 1


@pytest.mark.parametrize(
    ("titles", "factors"),
    [
        (("单位：人、万元",), {"staff": 1, "money": 10_000}), (("计量单位:万千瓦时",), {"energy": 10_000}),
        (("填报单位：市统计局",), {}), (("单位：某公司",), {}), (("单位：万元、亿元",), {}),
        (("Unit: thousand EUR",), {"money": 1000}), (("Unit: thousands",), {"scale": 1000}),
        (("单位：社、千人",), {"enterprises": 1, "staff": 1000}), (("单位：百箱、千人",), {"staff": 1000}),
        (("単位：事業所・千人",), {"enterprises": 1, "staff": 1000}), (("单位（万人）",), {"staff": 10_000}),
        (("(in thousands)",), {"scale": 1000}), (("Businesses", "In thousands"), {"scale": 1000}),
        (("(Thousands of persons)",), {"staff": 1000}), (("Unit of measure: thousand persons",), {"staff": 1000}),
        (("Figures are in thousands of persons",), {"staff": 1000}), (("2020年从业人员（万人）",), {"staff": 10_000}),
        (("Unit: Number of boxes, thousand",), {}), (("Employment (thousands)",), {}), (("Persons",), {}),
    ],
)  # fmt: skip
def test_units_in_titles(titles: tuple[str, ...], factors: dict[str, int]) -> None:
    """A unit counts where it is the only one of its kind; an office is none."""
    assert {name: one.factor for name, one in title_units(titles).items()} == factors


@pytest.mark.parametrize(
    ("title", "unknown"),
    [
        ("单位：百箱、千人", ["百箱"]), ("单位：千箱", ["千箱"]),
        ("Unit: Number of boxes, thousand", ["Number of boxes"]),
        ("单位：十堰市统计局", []), ("单位：十堰市", []), ("单位：人、万元", []), ("Businesses of 2020", []),
    ],
)  # fmt: skip
def test_what_may_be_a_unit_and_is_not_known_is_told(title: str, unknown: list[str]) -> None:
    """Beside a known unit, or if it scales; an office is none."""
    assert unknown_units((title,)) == unknown


def test_units_stand_alone_or_in_brackets() -> None:
    """What is no unit is none."""
    texts = ("（单位：万元）", "[kWh]", "MWh", "亿度", "MW", "箱", "", "(m)")
    factors = [10_000, 1, 1000, 100_000_000, None, None, None, None]
    assert [one and one.factor for one in map(unit, texts)] == factors


@pytest.mark.parametrize(
    "text",
    ["合计", "总 计", "武汉市小计", "全市合计", "合计：12家", "Total", "Grand total:", "Sub-Total", "全国", "合計",
     "總計", "総計", "小計", "合計（40社）", "Gesamt", "Insgesamt", "Итого", "Total général", "Toplam", "Totaal",
     "Total (12)", "Total*", "Total¹", "Total[1]", "Total [a]", "Total 1)", "合计*", "合计¹", "全産業", "調査産業計",
     "全行业", "全部行业", "전산업", "전국"],
)  # fmt: skip
def test_totals_are_recognised(text: str) -> None:
    """In the words of several languages, with a place before, a count or the mark of a footnote behind."""
    assert kind_of(text) == TOTAL


@pytest.mark.parametrize(
    "text",
    ["All", "計", "全体", "平均", "Average", "Summe", "All industries", "All NACE branches", "Total, all industries",
     "Total all industries", "TOTAL - ALL REGIONS", "All industries [11-91]", "U.S. Total", "Total employer businesses",
     "Industrie gesamt", "Ensemble des secteurs", "All-India", "Total A+B", "Total - all", "Average¹"],
)  # fmt: skip
def test_words_that_may_be_a_total_are_kept_apart(text: str) -> None:
    """They could name an enterprise too."""
    assert (kind_of(text), possible_kind(text)) == ("", TOTAL)


@pytest.mark.parametrize("text", ["Notes", "（注）x", "※ x", "* estimated", "审核人", "附注", "【说明】x"])
def test_words_that_may_be_a_footer_are_kept_apart(text: str) -> None:
    """They are one where nothing else stands in the row."""
    assert (kind_of(text), possible_kind(text)) == ("", FOOTER)
    assert find_aside([text, "", ""]) == (FOOTER, 0)
    assert find_aside([text, "", "TX"]) == ("", 0)


@pytest.mark.parametrize(
    "text",
    ["All other industries", "All Saints", "市直", "本市", "Notesworth", "全体育用品厂", "Total other industries",
     "Total manufacturing industries", "Total North", "Total Gas & Power", "製造業計"],
)  # fmt: skip
def test_words_that_only_begin_like_a_total_are_none(text: str) -> None:
    """Not even perhaps."""
    assert (kind_of(text), possible_kind(text)) == ("", "")


@pytest.mark.parametrize(
    "text", ["All7", "alla12", "Contact1", "total5", "note1", "*1003", "※A1", "NOTE-7", "média7", "Fußnote1"]
)
def test_letters_and_digits_are_an_identifier(text: str) -> None:
    """A count stands behind a colon or a blank, or behind a sign."""
    assert (kind_of(text), possible_kind(text)) == ("", "")


@pytest.mark.parametrize("text", ["All: 7", "All 7", "Total 1,250", "合计12家", "合 计 12", "Average:12.5", "계 7"])
def test_a_total_may_have_its_count_behind_it(text: str) -> None:
    """Both kinds of words."""
    assert TOTAL in {kind_of(text), possible_kind(text)}


def test_a_word_that_may_be_a_total_is_one_if_the_row_only_counts() -> None:
    """A name beside it speaks of an enterprise."""
    assert find_aside(["2020年3月28日", "ALL", "", "30", "10"]) == (TOTAL, 1)
    assert find_aside(["ALL", "2020-03-28", "", "30", "10"]) == (TOTAL, 0)
    assert find_aside(["ALL", "Allied Ltd", "30", "10"]) == ("", 0)


@pytest.mark.parametrize(
    "text",
    ["注：含兼职", "注1、", "备注: x", "数据来源：统计局", "填表人：", "审核人:张三", "制表日期：2020年",
     "Source: office", "NOTE:", "Prepared by: J", "註：", "資料來源：x", "负责人签字：",
     "End of worksheet", "第1页，共2页", "Page 3", "- 3 -", "* note: x"],
)  # fmt: skip
def test_footers_are_recognised(text: str) -> None:
    """A lead and a colon, or the number of a page."""
    assert kind_of(text) == FOOTER


@pytest.mark.parametrize(
    "text",
    [
        "0001",
        "91420100MA4K0001X0",
        "甲公司",
        "合计科技有限公司",
        "Total Energies",
        "注册会计师事务所",
        "Source Ltd",
        "小计时器厂",
        "",
        "page one",
    ],
)
def test_enterprises_are_not_taken_for_totals_or_footers(text: str) -> None:
    """A word at the beginning of a name is no total."""
    assert kind_of(text) == ""


def test_the_place_of_a_total_is_told() -> None:
    """A row is a total by any of its texts, one of the wrong width by its first alone."""
    assert find_aside(["2020-03-28", "", "小计", "5"]) == (TOTAL, 2)
    assert leads(["", "Note: a", " b"]) == (FOOTER, 1)
    assert leads(["0001", "合计"]) == ("", 0)


def test_aligned_blanks_need_a_header_and_agreement() -> None:
    """Without a header that is known, or with rows that cross its columns, there are no columns."""
    good = "date        id    status\n2020-03-28  0001  full  \n2020-03-28        full\n"
    zones = find_zones(good, known)
    assert zones is not None
    assert [zones.cells(line) for line in good.splitlines()[1:]] == [
        ["2020-03-28", "0001", "full"], ["2020-03-28", "", "full"],
    ]  # fmt: skip
    assert find_zones("one  two  three\n1    2    3\n", known) is None
    assert (
        find_zones("date  id  status\nall of this is prose and  crosses columns\nand  so does this line here\n", known)
        is None
    )
