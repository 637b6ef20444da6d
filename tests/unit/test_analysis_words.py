"""Trend sentences, word for word in both languages."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from resumetrack.analysis import (
    DIRECTION_WORDS,
    NOT_AT_THIS_PACE,
    NOT_AT_THIS_PACE_WORDS,
    Direction,
    Match,
    Point,
    summarise,
    trend,
)
from resumetrack.model import Text, Unit
from resumetrack.periods import Frequency

LABELS = {
    "operating_rate": Text("Operating rate", "开工率"),
    "return_rate": Text("Return-to-work rate", "返岗率"),
    "power_index": Text("Power index", "电力指数"),
    "power_rate": Text("Power rate", "用电恢复率"),
}
NAMES = {
    "110000": Text("Beijing", "北京市"),
    "310000": Text("Shanghai", "上海市"),
    "330000": Text("Zhejiang", "浙江省"),
    "420000": Text("Hubei", "湖北省"),
    "500000": Text("Chongqing", "重庆市"),
    None: Text("region not given", "地区不详"),
}
REGIONS = Text("regions", "地区")


def point(
    period: str,
    rate: float | None,
    group: str | None = "",
    *,
    indicator: str = "operating_rate",
    reporting: int = 1000,
    coverage: float | None = None,
) -> Point:
    """A point of the total, unless a group is named."""
    dimensions = () if group == "" else (group,)
    return Point(dimensions, indicator, date.fromisoformat(period), rate, None, None, reporting, coverage)


def points(rates: Mapping[str, float | None], group: str | None = "", indicator: str = "operating_rate") -> list[Point]:
    return [point(period, rate, group, indicator=indicator) for period, rate in rates.items()]


def said(
    given: Sequence[Point],
    matches: Sequence[Match] = (),
    *,
    frequency: Frequency = Frequency.DAY,
    since: str | None = None,
    target: float | None = None,
    groups: Text = REGIONS,
) -> tuple[list[str], list[str]]:
    """The English and the Chinese sentences."""
    rows = trend(
        given,
        matches,
        frequency=frequency,
        since=date.fromisoformat(since) if since else None,
        target=target,
        units={"power_index": Unit.POINTS},
    )
    sentences = summarise(
        rows,
        label=LABELS.__getitem__,
        group_name=lambda group: NAMES[group[0]],
        target=target,
        frequency=frequency,
        groups=groups,
    )
    return [sentence.en for sentence in sentences], [sentence.zh for sentence in sentences]


def test_nothing_is_said_of_no_rows() -> None:
    """An empty trend has no summary."""
    assert summarise([], label=LABELS.__getitem__, group_name=lambda _: Text("", ""), target=0.9) == ()


def test_total_of_two_indicators_with_a_target() -> None:
    """One sentence for each rate, the date in the first alone, and one for the target."""
    given = [
        *points({"2020-03-01": 0.902, "2020-03-27": 0.983, "2020-03-28": 0.986}),
        *points({"2020-03-01": 0.6, "2020-03-28": 0.899}, indicator="return_rate"),
    ]
    assert said(given, target=0.95) == (
        [
            "On 28 March the operating rate was 98.6 %, up 8.4 pp since 1 March, 0.3 pp a day on average.",
            "The return-to-work rate was 89.9 %, up 29.9 pp since 1 March, 1.1 pp a day on average.",
            (
                "Target 95.0 %: the operating rate has been there since 27 March; the return-to-work rate would reach "
                "it on 2 April (a straight line at the present pace, no forecast)."
            ),
        ],
        [
            "截至3月28日，开工率98.6%，较3月1日提高8.4个百分点，日均提高0.3个百分点。",
            "返岗率89.9%，较3月1日提高29.9个百分点，日均提高1.1个百分点。",
            "对照95.0%的目标，开工率自3月27日起已达到；返岗率将于4月2日达到（按目前速度直线推算，不作为预测）。",
        ],
    )


def test_not_comparable_by_coverage() -> None:
    """Where coverage fell the summary says so, and what the same enterprises did."""
    given = [
        point("2020-03-01", 0.8, reporting=950, coverage=0.95),
        point("2020-03-28", 0.86, reporting=600, coverage=0.6),
    ]
    matches = [Match((), "operating_rate", 30, 380, 570, 0.8, 0.812)]
    assert said(given, matches, target=0.9) == (
        [
            (
                "Operating rate, 1 March to 28 March: 80.0 -> 86.0 % (+6.0 pp), but coverage fell from 95 to 60 %; "
                "the 570 enterprises reporting on both days changed by +1.2 pp."
            ),
            "Target 90.0 %: the operating rate is below it, and its pace is unknown.",
        ],
        [
            (
                "截至3月28日，开工率由3月1日的80.0%升至86.0%（提高6.0个百分点），但填报覆盖率由95%降至60%，前后不可比；"
                "两日均填报的570家企业提高1.2个百分点。"
            ),
            "对照90.0%的目标，开工率尚未达到，无法推算。",
        ],
    )


def test_not_comparable_by_rising_coverage_without_a_match() -> None:
    """Coverage is told to a decimal where it has one; without matched enterprises nothing is said of them."""
    given = [point("2020-03-01", 0.9, coverage=0.405), point("2020-03-28", 0.86, coverage=0.6)]
    assert said(given) == (
        ["Operating rate, 1 March to 28 March: 90.0 -> 86.0 % (-4.0 pp), but coverage rose from 40.5 to 60.0 %."],
        ["截至3月28日，开工率由3月1日的90.0%降至86.0%（下降4.0个百分点），但填报覆盖率由40.5%升至60.0%，前后不可比。"],
    )


def test_not_comparable_by_turnover() -> None:
    """Where coverage stood but the reporters changed, the summary counts them."""
    given = [point("2020-03-01", 0.8, coverage=0.9), point("2020-03-28", 0.8, coverage=0.9)]
    matches = [Match((), "operating_rate", 1, 1380, 1, 1.0, 1.0)]
    assert said(given, matches) == (
        [
            (
                "Operating rate, 1 March to 28 March: 80.0 -> 80.0 % (0.0 pp), but 1 enterprise joined and 1,380 left; "
                "the 1 enterprise reporting on both days changed by 0.0 pp."
            )
        ],
        [
            (
                "截至3月28日，开工率80.0%，与3月1日持平，但填报企业有变动（新增1家，退出1380家），前后不可比；"
                "两日均填报的1家企业持平。"
            )
        ],
    )


def test_not_comparable_with_nobody_in_common() -> None:
    """Nobody reported on both days: said in as many words."""
    given = points({"2020-02-01": 0.8, "2020-03-01": 0.9})
    english, chinese = said(given, [Match((), "operating_rate", 900, 800, 0, None, None)], frequency=Frequency.MONTH)
    assert english == [
        (
            "Operating rate, February to March: 80.0 -> 90.0 % (+10.0 pp), but 900 enterprises joined and 800 left; "
            "no enterprise reported on both months."
        )
    ]
    assert chinese == [
        (
            "3月，开工率由2月的80.0%升至90.0%（提高10.0个百分点），但填报企业有变动（新增900家，退出800家），前后不可比；"
            "没有两月均填报的企业。"
        )
    ]


@pytest.mark.parametrize(
    ("now", "english", "chinese"),
    [
        (0.803, "flat since 1 March (+0.3 pp).", "与3月1日基本持平（提高0.3个百分点）。"),
        (0.8, "flat since 1 March (0.0 pp).", "与3月1日持平。"),
        (0.7999, "flat since 1 March (0.0 pp).", "与3月1日持平。"),
    ],
)
def test_flat(now: float, english: str, chinese: str) -> None:
    """A flat rate is told with its change; a change that prints as zero has no sign."""
    in_english, in_chinese = said(points({"2020-03-01": 0.8, "2020-03-28": now}))
    assert in_english[0].endswith(english)
    assert in_chinese[0].endswith(chinese)


def test_falling_from_the_day_before() -> None:
    """From one day to the next the average a day would say the same again."""
    assert said(points({"2019-12-31": 0.8, "2020-01-01": 0.75})) == (
        ["On 1 January the operating rate was 75.0 %, down 5.0 pp since 31 December 2019."],
        ["截至1月1日，开工率75.0%，较2019年12月31日下降5.0个百分点。"],
    )


def test_nothing_to_compare_with() -> None:
    """One period, a compared period without a rate, and no rate at all."""
    assert said(points({"2020-03-28": 0.86}), target=0.9) == (
        [
            "On 28 March the operating rate was 86.0 %; there is no earlier period to compare it with.",
            "Target 90.0 %: the operating rate is below it, and its pace is unknown.",
        ],
        ["截至3月28日，开工率86.0%，尚无更早数据可比。", "对照90.0%的目标，开工率尚未达到，无法推算。"],
    )
    assert said(points({"2020-03-01": 0.8, "2020-03-28": 0.86}), since="2020-02-23") == (
        ["On 28 March the operating rate was 86.0 %; there is no figure for 23 February to compare it with."],
        ["截至3月28日，开工率86.0%，2月23日无数据，无法比较。"],
    )
    assert said(points({"2020-03-01": 0.8, "2020-03-28": None}), target=0.9) == (
        ["There is no operating rate for 28 March."],
        ["3月28日无开工率数据。"],
    )


def test_weeks_and_quarters() -> None:
    """Periods are named by their kind; a monthly or quarterly rate has no average a day."""
    assert said(points({"2020-03-02": 0.5, "2020-03-16": 0.64}), frequency=Frequency.WEEK, target=0.6) == (
        [
            (
                "In the week of 16 March the operating rate was 64.0 %, up 14.0 pp since the week of 2 March, "
                "1.0 pp a day on average."
            ),
            "Target 60.0 %: the operating rate has been there since the week of 16 March.",
        ],
        [
            "3月16日当周，开工率64.0%，较3月2日当周提高14.0个百分点，日均提高1.0个百分点。",
            "对照60.0%的目标，开工率自3月16日当周起已达到。",
        ],
    )
    assert said(points({"2019-10-01": 0.9, "2020-01-01": 0.6}), frequency=Frequency.QUARTER, target=0.9) == (
        [
            "In the first quarter the operating rate was 60.0 %, down 30.0 pp since the fourth quarter of 2019.",
            (
                "Target 90.0 %: the operating rate does not reach it at this pace "
                "(a straight line at the present pace, no forecast)."
            ),
        ],
        [
            "一季度，开工率60.0%，较2019年四季度下降30.0个百分点。",
            "对照90.0%的目标，开工率按目前速度无法达到（按目前速度直线推算，不作为预测）。",
        ],
    )


def test_an_index_in_points() -> None:
    """An index has points, not per cent, and keeps them apart from percentage points."""
    given = points({"2020-02-18": 40.8, "2020-02-28": 61.8}, indicator="power_index")
    assert said(given, target=0.9) == (
        [
            (
                "On 28 February the power index was 61.8 points, up 21.0 points since 18 February, "
                "2.1 points a day on average."
            ),
            (
                "Target 90.0 points: the power index would reach it on 13 March "
                "(a straight line at the present pace, no forecast)."
            ),
        ],
        [
            "截至2月28日，电力指数61.8点，较2月18日提高21.0点，日均提高2.1点。",
            "对照90.0点的目标，电力指数将于3月13日达到（按目前速度直线推算，不作为预测）。",
        ],
    )


def test_who_is_in_no_group_leads_none() -> None:
    """Enterprises whose region is not known are no region, and are not counted among them."""
    given = [*points({"2020-03-01": 0.9, "2020-03-28": 0.99}, "330000"), *points({"2020-03-28": 0.7}, "420000")]
    unplaced = points({"2020-03-01": 0.9, "2020-03-28": 1.0}, None)
    assert said([*given, *unplaced]) == said(given)


def test_groups() -> None:
    """How many went where, who leads, who lags, and how they stand to the target."""
    given = [
        *points({"2020-03-01": 0.9, "2020-03-28": 0.99}, "330000"),
        *points({"2020-03-01": 0.3, "2020-03-28": 0.7}, "420000"),
        *points({"2020-03-01": 0.85, "2020-03-28": 0.8}, "310000"),
        *points({"2020-03-01": 0.8, "2020-03-28": 0.8}, "110000"),
        *points({"2020-03-01": 0.8, "2020-03-28": None}, "500000"),
    ]
    assert said(given, target=0.95) == (
        [
            (
                "Since 1 March the operating rate is up in 2 of 5 regions, down in 1, flat in 1 and without comparison "
                "in 1; on 28 March Zhejiang leads with 99.0 % (+9.0 pp) and Hubei lags with 70.0 % (+40.0 pp)."
            ),
            (
                "Target 95.0 %: regions whose operating rate is there: 1 of 5, 1 would be on 14 April, 2 not at this "
                "pace, 1 of unknown pace (a straight line at the present pace, no forecast)."
            ),
        ],
        [
            (
                "截至3月28日，5个地区开工率与3月1日相比，上升的2个，下降的1个，基本持平的1个，无对比数据的1个；"
                "浙江省最高，为99.0%（提高9.0个百分点），湖北省最低，为70.0%（提高40.0个百分点）。"
            ),
            (
                "对照95.0%的目标，5个地区中开工率已达到的1个，将于4月14日达到的1个，按目前速度无法达到的2个，"
                "无法推算的1个（按目前速度直线推算，不作为预测）。"
            ),
        ],
    )


def test_groups_that_share_the_ends() -> None:
    """Equal rates, as printed, share a place; one that cannot be compared is marked."""
    given = [
        *points({"2020-03-01": 0.9, "2020-03-28": 1.0}, "330000"),
        *points({"2020-03-01": 0.9, "2020-03-28": 0.9999}, "310000"),
        point("2020-03-01", 0.5, "420000", coverage=0.9),
        point("2020-03-28", 0.7, "420000", coverage=0.5),
    ]
    assert said(given, groups=Text("groups", "分组")) == (
        [
            (
                "Since 1 March the operating rate is up in 2 of 3 groups and not comparable in 1; on 28 March "
                "2 groups lead with 100.0 % and Hubei lags with 70.0 % (+20.0 pp, not comparable)."
            )
        ],
        [
            (
                "截至3月28日，3个分组开工率与3月1日相比，上升的2个，不可比的1个；"
                "2个分组并列最高，为100.0%，湖北省最低，为70.0%（提高20.0个百分点，前后不可比）。"
            )
        ],
    )


def test_groups_that_are_all_alike() -> None:
    """All rising, all at the same rate, two dates for the target."""
    given = [
        *points({"2020-03-01": 0.5, "2020-03-11": 0.6}, "330000"),
        *points({"2020-03-01": 0.4, "2020-03-11": 0.6}, "310000"),
    ]
    assert said(given, target=0.8) == (
        [
            "Since 1 March the operating rate is up in all 2 regions; on 11 March all with a figure stand at 60.0 %.",
            (
                "Target 80.0 %: regions whose operating rate is there: 0 of 2, 2 would be between 21 March and 31 "
                "March (a straight line at the present pace, no forecast)."
            ),
        ],
        [
            "截至3月11日，2个地区开工率与3月1日相比，全部上升；有数据的地区均为60.0%。",
            (
                "对照80.0%的目标，2个地区中开工率已达到的0个，将于3月21日至3月31日达到的2个"
                "（按目前速度直线推算，不作为预测）。"
            ),
        ],
    )


def test_groups_without_a_comparison_or_a_rate() -> None:
    """One period of several groups, and groups that are silent in the last."""
    one_period = [point("2020-03-28", 0.9, "330000"), point("2020-03-28", 0.7, "420000")]
    assert said(one_period) == (
        [
            (
                "The operating rate of 2 regions has no earlier figures to compare with; "
                "on 28 March Zhejiang leads with 90.0 % and Hubei lags with 70.0 %."
            )
        ],
        ["截至3月28日，2个地区开工率尚无更早数据可比；浙江省最高，为90.0%，湖北省最低，为70.0%。"],
    )
    silent = [point("2020-03-28", None, "330000"), point("2020-03-28", None, "420000")]
    assert said(silent, target=0.9) == (
        ["The operating rate of 2 regions has no earlier figures to compare with; on 28 March none has a figure."],
        ["截至3月28日，2个地区开工率尚无更早数据可比；当期均无数据。"],
    )


def test_a_single_group_is_named() -> None:
    """One group is told like the total, with its name."""
    assert said(points({"2020-03-01": 0.5, "2020-03-11": 0.6}, "420000")) == (
        ["On 11 March the operating rate (Hubei) was 60.0 %, up 10.0 pp since 1 March, 1.0 pp a day on average."],
        ["截至3月11日，湖北省开工率60.0%，较3月1日提高10.0个百分点，日均提高1.0个百分点。"],
    )


def test_at_most_three_sentences() -> None:
    """Of many indicators the first two are told."""
    given = [
        known
        for indicator in ("operating_rate", "power_rate", "return_rate")
        for known in points({"2020-03-01": 0.5, "2020-03-28": 0.6}, indicator=indicator)
    ]
    english, chinese = said(given, target=0.9)
    assert len(english) == len(chinese) == 3
    assert english[1].startswith("The power rate was")


def test_a_rate_without_data_beside_one_that_has() -> None:
    """The target sentence does not leave out an indicator silently."""
    given = [
        *points({"2020-03-01": 0.5, "2020-03-28": 0.95}),
        *points({"2020-03-01": 0.5}, indicator="return_rate"),
    ]
    english, chinese = said(given, target=0.9)
    assert english[1:] == [
        "There is no return-to-work rate for 28 March.",
        "Target 90.0 %: the operating rate has been there since 28 March; the return-to-work rate has no figure.",
    ]
    assert chinese[1:] == ["3月28日无返岗率数据。", "对照90.0%的目标，开工率自3月28日起已达到；返岗率无数据。"]


def test_abbreviations_keep_their_capitals() -> None:
    """A label that starts with an abbreviation is not lowered inside a sentence."""
    rows = trend(points({"2020-03-28": 0.5}), [], frequency=Frequency.DAY)
    sentences = summarise(rows, label=lambda _: Text("PMI share", "占比"), group_name=lambda _: Text("", ""))
    assert sentences[0].en.startswith("On 28 March the PMI share was")


def test_every_direction_has_words() -> None:
    """The words of the column, for `--lang zh` too."""
    assert set(DIRECTION_WORDS) == set(Direction)
    assert all(words.en == direction and words.zh for direction, words in DIRECTION_WORDS.items())
    assert NOT_AT_THIS_PACE_WORDS.en == NOT_AT_THIS_PACE


def test_numbers_are_rounded_as_in_the_table() -> None:
    """Half up on the decimal digits: 0.8675 is 86.8 %, and +0.25 pp rises by 0.3."""
    english, chinese = said(points({"2020-03-01": 0.865, "2020-03-03": 0.8675}))
    assert english == ["On 3 March the operating rate was 86.8 %, flat since 1 March (+0.3 pp)."]
    assert chinese == ["截至3月3日，开工率86.8%，与3月1日基本持平（提高0.3个百分点）。"]
