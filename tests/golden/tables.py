"""The results that the golden files show.

`PYTHONPATH=tests .venv/bin/python -m golden.tables` writes the files anew.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from resumetrack.model import Column, Lang, Meaning, RateTable, Table, Text, TrendTable
from resumetrack.render import Screen, render

GOLDEN = Path(__file__).parent
PIPE = Screen(width=None, colour=False)
DAY = date(2020, 3, 28)


def rates() -> RateTable:
    """Rates by region: a group that did not report, one that is unknown, Chinese names, a total."""
    return RateTable(
        title=Text("Rates by region, 28 March 2020", "2020年3月28日各地区开工率和复工率"),
        columns=(
            Column("period", Meaning.DATE, Text("Period", "日期")),
            Column("region", Meaning.CODE, Text("Code", "代码"), human=False),
            Column("region_name", Meaning.TEXT, Text("Region", "地区")),
            Column("enterprises", Meaning.COUNT, Text("In scope", "应报企业")),
            Column("reporting", Meaning.COUNT, Text("Reporting", "上报企业")),
            Column("operating_rate", Meaning.RATE, Text("Operating rate", "开工率")),
            Column("employees", Meaning.EMPLOYEES, Text("Employees", "从业人员")),
            Column("on_duty", Meaning.EMPLOYEES, Text("On duty", "到岗人员")),
            Column("return_rate", Meaning.RATE, Text("Return-to-work rate", "复工率")),
            Column("power_index", Meaning.POINTS, Text("Power index", "用电指数")),
            Column("coverage", Meaning.RATE, Text("Coverage", "上报率")),
        ),
        rows=(
            (DAY, "110000", "北京市", 1203, 1190, 0.8675, 310500, 280100.0, 0.902093397745571, 88.25, 1190 / 1203),
            (DAY, "310000", "Shanghai 上海", 3210, 3210, 1.0, Decimal("1250.50"), 1250.5, 1.0, None, 1.0),
            (DAY, "420000", "Hubei, “湖北”", 2400, 2100, 0.4951, 512000, 358400, 0.7, 30, 0.875),
            (DAY, "440000", "Guangdong", 51234, 50000, 0.991, 5120000, 4990000, 4990 / 5120, 101.04, 50000 / 51234),
            (DAY, "650000", "Xinjiang Uygur Autonomous Region", 400, 0, None, None, None, None, None, 0.0),
            (DAY, None, None, None, 12, 0.00001, 400, 0, 0.0, None, None),
        ),
        total=(DAY, None, None, 58447, 56512, 0.9719, 5944150.5, 5629750.5, 5629750.5 / 5944150.5, None, 56500 / 58447),
        summary=(
            Text(
                "On 28 March 2020, 97.2 % of the 56,512 reporting enterprises were operating, and 94.7 % of their"
                " employees were back at work.",
                "2020年3月28日，56512家上报企业的开工率为97.2%，人员复工率为94.7%，上报率为96.7%；"
                "其中湖北省企业开工率为49.5%，人员复工率为70.0%，均低于全国水平。",
            ),
        ),
        notes=(Text("12 enterprises have no region.", "12家企业没有地区。"),),
    )


def trend() -> TrendTable:
    """Trends by region: all directions, a missing comparison, a gap in a sparkline, an answer in words for a date."""
    rising = " ".join(f"{0.46 + 0.0175 * day:.4f}" if day != 10 else "-" for day in range(29))
    return TrendTable(
        title=Text("Trend of the operating rate", "开工率走势"),
        columns=(
            Column("region_name", Meaning.TEXT, Text("Region", "地区")),
            Column("indicator", Meaning.TEXT, Text("Indicator", "指标")),
            Column("first_rate", Meaning.RATE, Text("First", "期初")),
            Column("rate", Meaning.RATE, Text("Latest", "最新")),
            Column("change_pp", Meaning.PP, Text("Last day", "较前一日")),
            Column("change_since_pp", Meaning.PP, Text("Since 1 March", "较3月1日")),
            Column("direction", Meaning.TEXT, Text("Direction", "走势")),
            Column("series", Meaning.SPARK, Text("1 to 29 March", "3月1日至29日"), machine=False),
            Column("target_period", Meaning.DATE, Text("Reaches 98 %", "达到98%")),
        ),
        rows=(
            ("Hubei", "operating_rate", 0.46, 0.95, 1.75, 49.0, "rising", rising, date(2020, 3, 31)),
            ("北京市", "operating_rate", 0.81, 0.7996, -0.45, -1.04, "falling", "0.81 0.80 0.7996", "not at this pace"),
            ("Guangdong", "operating_rate", 0.96, 0.96, -0.0, 0.04, "steady", "0.96  0.96", None),
            (None, "operating_rate", 0.80, 0.86, 6.0, None, "not comparable", None, None),
        ),
        summary=(Text("The operating rate rose from 80.0 to 97.2 %.", "开工率由80.0%升至97.2%。"),),
    )


class Golden(NamedTuple):
    """A golden file: which result, in which format and language, for which screen."""

    file: str
    table: Callable[[], Table]
    format: str
    lang: Lang = "en"
    screen: Screen = PIPE

    def text(self) -> str:
        """What render gives now."""
        return "".join(render(self.table(), self.format, lang=self.lang, screen=self.screen))

    def expected(self) -> str:
        """What the file holds."""
        return (GOLDEN / self.file).read_bytes().decode("utf-8")


FILES = (
    *(
        Golden(f"{table.__name__}.{'table.txt' if form == 'table' else form}", table, form)
        for table in (rates, trend)
        for form in ("table", "csv", "tsv", "json", "jsonl", "md")
    ),
    Golden("rates.zh.table.txt", rates, "table", "zh"),
    Golden("rates.zh.md", rates, "md", "zh"),
    Golden("rates.ascii.table.txt", rates, "table", screen=Screen(width=None, colour=False, unicode=False)),
    Golden("rates.colour.table.txt", rates, "table", screen=Screen(width=120, colour=True)),
    *(
        Golden(f"{table.__name__}.{width}{'.zh' if lang == 'zh' else ''}.table.txt", table, "table", lang, screen)
        for table in (rates, trend)
        for width, screen in ((w, Screen(width=w, colour=False)) for w in (60, 80, 100))
        for lang in ("en", "zh")
    ),
    Golden("trend.ascii.table.txt", trend, "table", screen=Screen(width=None, colour=False, unicode=False)),
)

if __name__ == "__main__":
    for golden in FILES:
        (GOLDEN / golden.file).write_bytes(golden.text().encode("utf-8"))
