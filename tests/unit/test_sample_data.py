"""The sample data: made again byte for byte, small, and its published figures recomputed without resumetrack."""

import csv
import io
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "sample_data"
CHINESE = {
    "统一社会信用代码": "enterprise_id", "企业名称": "name", "日期": "period", "开工状态": "status",
    "从业人员": "employees", "到岗人数": "on_duty",
    "已开工": "full", "部分复工": "partial", "停工": "suspended",
}  # fmt: skip
STATUSES = ("full", "partial", "suspended", "closed")
BLOCKS = {
    "steel": {"C31"},
    "electronics": {"C39"},
    "textile": {"C17", "C18", "C28"},
    "automotive": {"C36"},
    "machinery": {"C33", "C34", "C35", "C37", "C38", "C40"},
    "light-industry": {"C19", "C20", "C21", "C22", "C23", "C24", "C29"},
}
ABOVE_NINETY = ("C31", "C39")
SEVENTY_TO_NINETY = sorted(
    {division for block in ("textile", "automotive", "machinery", "light-industry") for division in BLOCKS[block]}
    | {"C13", "C14", "C15", "C16", "C41", "C43"}  # which some would count to light industry or machinery
)

Rows = list[dict[str, str]]
States = dict[str, dict[str, str]]


@dataclass
class Panel:
    """What is in force after loading: the roster, the lists, and the reports by period and enterprise."""

    roster: dict[str, dict[str, str]] = field(default_factory=dict)
    lists: dict[str, set[str]] = field(default_factory=dict)
    periods: dict[str, States] = field(default_factory=dict)
    rejected: Counter[str] = field(default_factory=Counter)

    def state(self, period: str) -> States:
        """Reports of a period; an enterprise closed for good before it stays closed, with nobody at work."""
        state = {key: row for key, row in self.periods[period].items() if row["status"]}
        for earlier in sorted(self.periods, reverse=True):
            for key, row in self.periods[earlier].items():
                if earlier < period and row["status"] == "closed" and key not in state:
                    state[key] = {**row, "on_duty": "0"}
        return state


def read(path: Path) -> Rows:
    """Rows of a file under canonical names, whichever of the two encodings it is in."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("gbk")
    rows = list(csv.reader(io.StringIO(text)))
    header = [CHINESE.get(cell, cell) for cell in rows[0]]
    cells = [[CHINESE.get(cell, cell) for cell in row] for row in rows[1:]]
    return [dict(zip([*header, "surplus"], row, strict=False)) for row in cells]


def usable(row: dict[str, str]) -> bool:
    """Whether a report row has an id, a known status, whole numbers and no surplus cell."""
    numbers = [row[name] for name in ("employees", "on_duty", "power", "output") if row.get(name)]
    known = row.get("status", "full") in STATUSES
    return bool(row["enterprise_id"]) and known and all(map(str.isdigit, numbers)) and "surplus" not in row


def load() -> dict[str, Panel]:
    """Load everything in the documented order; a later report replaces the columns it has."""
    panels: dict[str, Panel] = {}
    for step in read(DATA / "loading.csv"):
        words = step["arguments"].split()
        panel = panels.setdefault(words[words.index("--panel") + 1], Panel())
        if words[0] == "roster":
            panel.roster = {row["enterprise_id"]: row for row in read(DATA / words[1])}
        elif words[0] == "lists":
            panel.lists[words[2]] = {row["enterprise_id"] for row in read(DATA / words[3])}
        else:
            path = DATA / words[1]
            for file in sorted(path.glob("*.csv")) if path.is_dir() else [path]:
                ingest(panel, file)
    return panels


def ingest(panel: Panel, file: Path) -> None:
    """Put the rows of one report into a panel."""
    for row in read(file):
        if not usable(row):
            panel.rejected[file.name] += 1
            continue
        held = panel.periods.setdefault(row["period"], {}).setdefault(row["enterprise_id"], {"status": ""})
        held.update(row)


def rates(members: dict[str, dict[str, str]]) -> dict[str, float]:
    """The two rates over some states."""
    operating = sum(row["status"] in ("full", "partial") for row in members.values())
    staffed = [row for row in members.values() if row["employees"] and row["on_duty"]]
    on_duty, employees = (sum(int(row[name]) for row in staffed) for name in ("on_duty", "employees"))
    return {"operating_rate": operating / len(members), "return_rate": on_duty / employees}


def operating_rate(panel: Panel, period: str) -> float:
    """Operating rate of a whole panel."""
    return rates(panel.state(period))["operating_rate"]


@cache
def panels() -> dict[str, Panel]:
    """Everything loaded, once."""
    return load()


@cache
def files() -> list[Path]:
    """Every CSV file that the script makes."""
    return sorted(DATA.glob("spring*/**/*.csv"))


def chosen(panel: Panel, words: list[str], row: str) -> Callable[[str], bool]:
    """Which enterprises a command line and a row of its answer speak of."""
    options: dict[str, list[str]] = {}
    for name, value in zip(words[1::2], words[2::2], strict=True):
        options.setdefault(name, []).append(value)
    listed = set().union(*(panel.lists[name] for name in options.get("--list", [])))
    where = [condition.split("=") for condition in options.get("--where", [])]
    block = BLOCKS[row.removeprefix("industry=")] if row.startswith("industry=") else None

    def wanted(key: str) -> bool:
        entry = panel.roster[key]
        prefixes = all(entry[name].startswith(value.removesuffix("0000")) for name, value in where)
        return prefixes and (not listed or key in listed) and (block is None or entry["industry"][:3] in block)

    return wanted


def recomputed(figure: dict[str, str]) -> float:
    """The value of a published figure, from the files alone."""
    panel, words = panels()[figure["panel"]], figure["command"].split()
    if words[0] == "trend":
        since = words[words.index("--since") + 1]
        change = operating_rate(panel, figure["date"]) - operating_rate(panel, since)
        return 100 * change / (int(figure["date"][-2:]) - int(since[-2:]))
    wanted = chosen(panel, words, figure["row"])
    if figure["column"] == "enterprises":
        return sum(wanted(key) for key in panel.roster)
    assert words[words.index("--period") + 1] == figure["date"]
    return rates({key: row for key, row in panel.state(figure["date"]).items() if wanted(key)})[figure["column"]]


def test_script_makes_the_committed_files_again(tmp_path: Path) -> None:
    """The script writes every CSV file of both seasons, the same bytes."""
    subprocess.run([sys.executable, "scripts/make_sample_data.py", str(tmp_path)], cwd=ROOT, check=True)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.csv")}
    assert sorted(made) == [path.relative_to(DATA) for path in files()]
    assert not [name for name, content in made.items() if (DATA / name).read_bytes() != content]


def test_size() -> None:
    """All of the sample data is under 8 MB."""
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 8_000_000


@pytest.mark.parametrize("figure", read(DATA / "published.csv"), ids=lambda figure: figure["id"])
def test_published_figure(figure: dict[str, str]) -> None:
    """The value lies where it is printed as published."""
    assert float(figure["low"]) <= recomputed(figure) <= float(figure["high"])


@pytest.mark.parametrize("division", [*ABOVE_NINETY, *SEVENTY_TO_NINETY])
def test_every_division_lies_in_the_band_of_its_block(division: str) -> None:
    """The published bands hold however the divisions are put into blocks."""
    panel = panels()["above-size"]
    state = panel.state("2020-03-28")
    members = {key: row for key, row in state.items() if panel.roster[key]["industry"].startswith(division)}
    low, high = (0.9, 1.0) if division in ABOVE_NINETY else (0.7, 0.9)
    assert low < rates(members)["return_rate"] < high


def test_leading_enterprises_are_on_the_roster() -> None:
    """The two lists of leading enterprises share none, and every list is drawn from its panel's roster."""
    lists = panels()["above-size"].lists
    assert not lists["leaders-51"] & lists["leaders-41"]
    for panel in panels().values():
        assert all(members <= panel.roster.keys() for members in panel.lists.values())


def test_all_of_the_monitored_enterprises_report() -> None:
    """The 666 and the 50 all report on 28 April 2022."""
    panel = panels()["key-enterprises"]
    reporting = panel.state("2022-04-28").keys()
    assert panel.lists["shanghai-batch-1"] <= reporting
    assert panel.lists["jilin-50"] <= reporting


def test_coverage_is_high_but_not_whole() -> None:
    """On every day between 95 and 99.9 % of the enterprises on the roster report."""
    for panel in panels().values():
        for period in panel.periods:
            assert 0.95 < len(panel.state(period)) / len(panel.roster) < 0.999


def test_bad_rows_stay_under_the_limit() -> None:
    """One delivery has four rows that cannot be used, which is under five percent of it."""
    rejected = {name: count for panel in panels().values() for name, count in panel.rejected.items()}
    assert rejected == {"2020-03-27.csv": 4}
    assert 4 / len(read(DATA / "spring2020/sme/guangdong/2020-03-27.csv")) < 0.05


def test_late_revision_is_visible() -> None:
    """Before the revision Zhejiang's rates of 20 March are far below those after it."""
    panel, revision = panels()["above-size"], DATA / "spring2020/above-size/revisions/2020-03-20-zhejiang.csv"
    first = {row["enterprise_id"]: row for row in read(DATA / "spring2020/above-size/reports/2020-03-20.csv")}
    keys = {row["enterprise_id"] for row in read(revision)}
    assert {panel.roster[key]["region"][:2] for key in keys} == {"33"}
    before = rates({key: first[key] for key in keys})
    after = rates({key: panel.state("2020-03-20")[key] for key in keys})
    assert after["operating_rate"] - before["operating_rate"] > 0.1
    assert after["return_rate"] - before["return_rate"] > 0.1


def test_names_and_ids_cannot_be_real() -> None:
    """Every name says that it is a sample; no id can be a real credit code."""
    entries = [entry for panel in panels().values() for entry in panel.roster.values()]
    assert all("样例" in entry["name"] or " Sample " in entry["name"] for entry in entries)
    assert all(len(entry["enterprise_id"]) == 18 for entry in entries)
    assert all("SYN" in entry["enterprise_id"] or entry["enterprise_id"].startswith("00") for entry in entries)
    assert len({entry["enterprise_id"] for entry in entries}) == len(entries)
