"""Headers of both languages find their canonical columns, and none of them two."""

import pytest

from resumetrack.errors import RefusedError
from resumetrack.model import Kind
from resumetrack.reading.layout.headers import known_count, lay_out
from resumetrack.reading.layout.meanings import folded
from resumetrack.reading.layout.synonyms import SYNONYMS
from resumetrack.reading.profiles.profile import MAPPABLE_COLUMNS, NO_PROFILE


def canonical(*header: str, kind: Kind = Kind.REPORT) -> dict[str, str]:
    layout = lay_out("f.csv", header, kind, NO_PROFILE)
    return dict(layout.sources)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("企业名称", "name"), ("统一社会信用代码", "enterprise_id"), ("企业代码", "enterprise_id"),
        ("组织机构代码", "enterprise_id"), ("所属地区", "region"), ("地区", "region"), ("行政区划代码", "region"),
        ("行业", "industry"), ("行业代码", "industry"), ("企业规模", "size"), ("从业人员", "employees"),
        ("职工人数", "employees"), ("员工总数", "employees"), ("到岗人数", "on_duty"), ("返岗人数", "on_duty"),
        ("在岗人数", "on_duty"), ("开工状态", "status"), ("复工状态", "status"), ("生产状态", "status"),
        ("日期", "period"), ("统计日期", "period"), ("填报日期", "period"), ("用电量", "power"),
        ("基期用电量", "power_base"), ("产值", "output"), ("上年同期产值", "output_base"),
        ("困难", "difficulty"), ("存在问题", "difficulty"),
        ("预计复工日期", "expected_resume"), ("Firm ID", "enterprise_id"), ("firm_id", "enterprise_id"),
        ("Headcount", "employees"), ("Staff On Duty", "on_duty"), ("AT WORK", "on_duty"), ("Date", "period"),
        ("Electricity", "power"), ("industry code", "industry"), ("expected reopening", "expected_resume"),
        ("Enterprise_ID", "enterprise_id"), ("ＳＴＡＴＵＳ", "status"), ("从业人员（人）", "employees"),
        ("*企业名称", "name"), ("到岗 人数：", "on_duty"), ("企業名稱", "name"), ("統一編號", "enterprise_id"),
        ("行業", "industry"), ("員工人數", "employees"), ("營業狀態", "status"), ("地區", "region"),
        ("縣市", "region"),         ("到班人數", "on_duty"), ("従業員数", "employees"), ("都道府県", "region"),
        ("業種", "industry"),
        ("稼働状況", "status"), ("Facility Status", "status"), ("市（州）", "region"), ("县（市、区）", "region"),
        ("地市", "region"),
        ("片区", "region"), ("County", "region"), ("District", "region"),
        ("员工数量", "employees"),
    ],
)  # fmt: skip
def test_known_headers(header: str, column: str) -> None:
    """Width, case, blanks, underscores and a unit of one do not count."""
    assert canonical(header) == {column: header}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("企业数量", "enterprises"), ("企业个数", "enterprises"), ("总户数", "enterprises"),
        ("在库企业", "enterprises"),
        ("企業数", "enterprises"), ("企业数（万家）", "enterprises"), ("复工企业数量", "operating"),
        ("复工率（%）", "operating_rate"), ("休業企業数", "suspended"),
    ],
)  # fmt: skip
def test_known_headers_of_totals(header: str, column: str) -> None:
    """A count may be said by any word for number, and with its unit."""
    assert canonical(header, kind=Kind.TOTALS) == {column: header}


@pytest.mark.parametrize(
    ("header", "region"),
    [
        (("省份", "市", "区县"), "省份"), (("市（州）", "区县"), "市（州）"), (("County", "Country"), "County"),
        (("地区代码", "市"), "地区代码"),
    ],
)  # fmt: skip
def test_of_several_places_the_larger_is_the_region(header: tuple[str, ...], region: str) -> None:
    """A code comes first; a country comes last."""
    assert canonical(*header) == {"region": region}


@pytest.mark.parametrize(
    "header",
    [
        "State",
        "City",
        "Unit",
        "单位",
        "类型",
        "产值(人)",
        "产值(不变价)",
        "从业人员(万元)",
        "Power (%)",
        "company type",
    ],
)
def test_words_of_two_meanings_are_attributes(header: str) -> None:
    """A header that could mean something else, or names a unit of something else, is not guessed."""
    layout = lay_out("f.csv", (header,), Kind.REPORT, NO_PROFILE)
    assert not layout.places
    assert layout.attributes == [(header, 0)]


@pytest.mark.parametrize(
    ("header", "column", "factor"),
    [
        ("产值(万元)", "output", 10_000), ("总产值（单位：亿元）", "output", 100_000_000),
        ("产值/千元", "output", 1000), ("从业人员(百人)", "employees", 100),
        ("用电量（万千瓦时）", "power", 10_000), ("用电量(万度)", "power", 10_000),
        ("Electricity (MWh)", "power", 1000), ("Output value (thousand EUR)", "output", 1000),
        ("output [million yuan]", "output", 1_000_000), ("用电量(千瓦时)", "power", 1),
        ("到岗人数（人）", "on_duty", 1), ("Staff (thousands)", "employees", 1000), ("Staff ('000)", "employees", 1000),
        ("Staff (thousand persons)", "employees", 1000), ("Output, thousands", "output", 1000),
        ("On duty [000s]", "on_duty", 1000),
    ],
)  # fmt: skip
def test_units_in_headers(header: str, column: str, factor: int) -> None:
    """A unit of the right dimension is told apart from the header, and its factor known."""
    layout = lay_out("f.csv", (header,), Kind.REPORT, NO_PROFILE)
    assert layout.sources == {column: header}
    assert layout.units[column].factor == factor
    assert bool(layout.notes) == (factor != 1)


def test_a_column_that_counts_rows_is_left_out() -> None:
    """Rows have their own numbers."""
    layout = lay_out("f.csv", ("序号", "id"), Kind.REPORT, NO_PROFILE)
    assert [(use.canonical, use.how) for use in layout.uses] == [("", "row number"), ("enterprise_id", "known header")]


def test_no_header_means_two_columns() -> None:
    """Folded, the known headers of all columns are all different."""
    words = {canonical: {folded(canonical)} for canonical in MAPPABLE_COLUMNS}
    for name, ranks in SYNONYMS.items():
        words[name] |= {folded(word) for rank in ranks for word in rank}
    all_words = [word for group in words.values() for word in group]
    assert len(all_words) == len(set(all_words))


def test_every_column_that_has_synonyms_is_canonical() -> None:
    """The tables of headers name columns that exist."""
    assert set(SYNONYMS) <= set(MAPPABLE_COLUMNS)


def test_the_same_header_means_other_things_elsewhere() -> None:
    """A batch is a column of a list and an attribute of a report."""
    assert canonical("id", "批次", kind=Kind.LIST) == {"enterprise_id": "id", "batch": "批次"}
    assert canonical("id", "批次") == {"enterprise_id": "id"}


def test_two_claims_are_refused_with_both_names() -> None:
    """A guess could take the wrong one."""
    with pytest.raises(RefusedError, match=r"'组织机构代码' \(column 1\) and '统一社会信用代码' \(column 3\)"):
        lay_out("f.csv", ("组织机构代码", "状态", "统一社会信用代码"), Kind.REPORT, NO_PROFILE)


def test_known_headers_are_counted() -> None:
    """Blank cells and unknown words do not count."""
    assert known_count(["日期", "", "id", "whatever"], Kind.REPORT, NO_PROFILE) == 2
