"""One inbox, three formats, one command: each file finds its profile, rejected rows go out and come back."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from conftest import Run

PROFILES = {
    "hubei": """
[match]
headers = ["单位编号", "是否开工"]
[columns]
enterprise_id = "单位编号"
status = "是否开工"
[period]
folder = '(?P<month>\\d+)月(?P<day>\\d+)日'
year = 2020
""",
    "wide": """
[match]
file_name = "wide_*.csv"
[panel]
name = "monitored"
[columns]
enterprise_id = "代码"
[wide]
status = '^(\\d+月\\d+日)$'
""",
    "indicators": """
[match]
headers = ["指标", "数值"]
[panel]
name = "power"
[file]
delimiter = "semicolon"
encoding = "cp936"
[columns]
enterprise_id = "户号"
[indicators]
name_column = "指标"
value_column = "数值"
power = "用电量"
power_base = "基期用电量"
""",
}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    for name, text in PROFILES.items():
        (tmp_path / "profiles").mkdir(exist_ok=True)
        (tmp_path / "profiles" / f"{name}.toml").write_text(text, "utf-8")
    inbox = tmp_path / "inbox"
    (inbox / "3月28日").mkdir(parents=True)
    (inbox / "3月28日" / "a.csv").write_bytes("单位编号,是否开工\n001,开工\n002,停产\n".encode("gb18030"))
    (inbox / "wide_office.csv").write_text(
        "重点企业开工情况（2020年）\n代码,名称,3月27日,3月28日\n7,甲,停产,已复工\n8,乙,停产,半开\n9,丙,,已复工\n",
        "utf-8",
    )
    with zipfile.ZipFile(inbox / "grid.zip", "w") as archive:
        rows = "日期;户号;指标;数值\n2020-03-28;1;用电量;30\n2020-03-28;2;用电量;x\n2020-03-28;1;基期用电量;60\n"
        archive.writestr("grid/电量.csv", rows.encode("gb18030"))
    (inbox / "plain.csv").write_text("period,enterprise_id,status\n2020-03-28,z,closed\n")
    return inbox


def told(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_mixed_inbox_is_read_by_three_profiles(inbox: Path, run: Run) -> None:
    """Each file is read by its own profile into its own panel, and the log keeps which."""
    done = run("ingest", inbox, "--profile", "profiles", "--max-rejects", "50%", "-f", "csv", "--rejects", "bad.csv")
    assert done.code == 1
    found = {Path(row["file"]).name: row for row in told(done.out)}
    assert {name: (row["profile"], row["panel"], row["accepted"], row["rejected"]) for name, row in found.items()} == {
        "a.csv": ("hubei", "main", "2", "0"),
        "电量.csv": ("indicators", "power", "1", "1"),
        "plain.csv": ("", "main", "1", "0"),
        "wide_office.csv": ("wide", "monitored", "4", "1"),
    }
    assert "wide_office.csv: read with the profile wide" in done.err
    assert "plain.csv: none of the 3 profiles fits; read without one" in done.err
    log = {Path(row["file"]).name: row["profile"] for row in told(run("log", "-f", "csv").out)}
    assert log == {"a.csv": "hubei", "电量.csv": "indicators", "plain.csv": "", "wide_office.csv": "wide"}


def test_rejected_rows_come_back_corrected(inbox: Path, run: Run, tmp_path: Path) -> None:
    """What stood above them goes with them, so the same profiles read them; nothing of them is lost."""
    run("ingest", inbox, "--profile", "profiles", "--max-rejects", "50%", "--rejects", "bad.csv")
    first, second = (tmp_path / name for name in ("bad.csv", "bad-2.csv"))
    grid, wide = first.read_text("utf-8-sig"), second.read_text("utf-8-sig")
    assert "2020-03-28,2,用电量,x" in grid
    assert "power: 'x' is not a number" in grid
    assert wide.splitlines()[0] == "重点企业开工情况（2020年）"
    assert wide.splitlines()[2].endswith(",8,乙,停产,半开")
    first.write_text(grid.replace(",x", ",12"), "utf-8")
    second.write_text(wide.replace(",半开", ",部分复工"), "utf-8")
    done = run("ingest", first, second, "--profile", "profiles", "-f", "csv")
    assert done.code == 0, done.err
    assert [(row["profile"], row["panel"], row["accepted"]) for row in told(done.out)] == [
        ("indicators", "power", "1"), ("wide", "monitored", "2"),
    ]  # fmt: skip
    states = told(run("enterprises", "--panel", "monitored", "--period", "2020-03-28", "-f", "csv").out)
    assert {row["enterprise_id"]: row["status"] for row in states} == {"7": "full", "8": "partial", "9": "full"}


def test_contradicting_rows_are_written_out_too(run: Run, tmp_path: Path) -> None:
    """Rows that only the store finds wrong keep their text."""
    (tmp_path / "a.csv").write_text(
        "period,enterprise_id,status\n2020-03-28,1,full\n2020-03-28,1,closed\n2020-03-28,2,full\n"
    )
    done = run("ingest", "a.csv", "--on-duplicate", "reject", "--max-rejects", "90%", "--rejects", "bad.csv")
    assert done.code == 1
    rows = told((tmp_path / "bad.csv").read_text("utf-8-sig"))
    assert [(row["resumetrack_line"], row["status"]) for row in rows] == [("2", "full"), ("3", "closed")]


def test_several_profiles_that_fit_are_named(inbox: Path, run: Run, tmp_path: Path) -> None:
    """No order among profiles decides."""
    (tmp_path / "profiles/other.toml").write_text('[match]\nheaders = ["单位编号"]\n', "utf-8")
    done = run("check", inbox / "3月28日", "--profile", "profiles")
    assert done.code == 65
    assert "the profiles hubei and other both fit it" in done.err


def test_one_of_several_must_say_what_it_is_for(inbox: Path, run: Run, tmp_path: Path) -> None:
    """A profile without [match] cannot be chosen."""
    (tmp_path / "profiles/other.toml").write_text('[columns]\nname = "x"\n', "utf-8")
    done = run("check", inbox, "--profile", "profiles")
    assert done.code == 78
    assert "does not say which files it is for" in done.err


def test_a_proposed_profile_is_written_and_accepted(inbox: Path, run: Run) -> None:
    """`profile` shows the rows, writes a profile that `check` takes, and leaves one that exists alone."""
    done = run("profile", inbox / "3月28日" / "a.csv", "--period", "2020-03-28", "-o", "p.toml", "-f", "csv")
    assert (done.code, "TODO: is this what tells enterprises apart?" in done.err) == (1, True)
    assert [row["status"] for row in told(done.out)] == ["full", "suspended"]
    checked = run("check", inbox / "3月28日" / "a.csv", "--profile", "p.toml", "--period", "2020-03-28")
    assert checked.code == 0, checked.err
    again = run("profile", inbox / "plain.csv", "-o", "p.toml")
    assert again.code == 2
    assert "exists already" in again.err


def test_an_encoding_is_stated_on_the_command_line(run: Run, tmp_path: Path) -> None:
    """Big5 is read when stated; an encoding that is none is a mistake of the command line."""
    (tmp_path / "a.csv").write_bytes("日期,企業編號,name,status\n2020-03-28,1,開發,open\n".encode("big5"))
    (tmp_path / "p.toml").write_text('[columns]\nenterprise_id = "企業編號"\n', "utf-8")
    assert run("check", "a.csv", "--profile", "p.toml").code == 65
    assert run("check", "a.csv", "--profile", "p.toml", "--encoding", "big5").code == 0
    wrong = run("ingest", "a.csv", "--encoding", "big55")
    assert (wrong.code, "there is no encoding big55" in wrong.err) == (2, True)
