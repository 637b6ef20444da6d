"""Streams and formats: what is data, what is talk, and that all formats say the same."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from conftest import invoke

pytestmark = pytest.mark.usefixtures("office")

COMMANDS = (
    "rates --by region",
    "rates --period all --by industry,size --indicator power_index",
    "rates --long",
    "trend --by size",
    "enterprises",
    "coverage --by region",
    "log",
    "lists",
    "panels",
)


def records(command: str, fmt: str) -> list[dict[str, str]]:
    """What a command gives in a format, every value as text."""
    out = invoke(f"{command} --format {fmt} --quiet").out
    match fmt:
        case "csv":
            return list(csv.DictReader(io.StringIO(out)))
        case "tsv":
            return list(csv.DictReader(io.StringIO(out), delimiter="\t"))
        case "json":
            return [_texts(record) for record in json.loads(out, parse_float=str, parse_int=str)]
        case _:
            return [_texts(json.loads(line, parse_float=str, parse_int=str)) for line in out.splitlines()]


def _texts(record: dict[str, object]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in record.items()}


@pytest.mark.parametrize("command", COMMANDS)
def test_formats_agree(command: str) -> None:
    """csv, tsv, json and jsonl hold the same rows, cell for cell."""
    wanted = records(command, "csv")
    assert wanted
    for fmt in ("tsv", "json", "jsonl"):
        assert records(command, fmt) == wanted, fmt


def test_missing_is_empty_or_null() -> None:
    """A silent enterprise has no status: empty in csv, null in json, which is an array of objects."""
    assert records("enterprises --status none", "csv")[0]["status"] == ""
    found = json.loads(invoke("enterprises --status none -f json -q").out)
    assert isinstance(found, list)
    assert found[0]["status"] is None
    assert found[0]["enterprise_id"] == "A05"


def test_nothing_matches() -> None:
    """Nothing found: exit 0, the header alone, an empty array, and a note."""
    done = invoke("rates --where region=99 -f csv")
    assert (done.code, done.out.count("\n")) == (0, 1)
    assert done.err.startswith("note: nothing has region=99; ")
    assert json.loads(invoke("rates --where region=99 -f json -q").out) == []
    assert invoke("rates --where region=99 -f jsonl -q").out == ""


def test_total_row_is_for_people() -> None:
    """table and md end with the total; machine formats never do."""
    assert "Total" in invoke("rates --by region").out
    assert "**Total**" in invoke("rates --by region -f md").out
    for fmt in ("csv", "tsv", "json", "jsonl"):
        assert 'otal"' not in invoke(f"rates --by region -f {fmt}").out.replace("from_totals", "")
    assert len(records("rates --by region", "csv")) == 2


def test_language() -> None:
    """`--lang zh` names things in Chinese and translates the heads people see, never those of machine formats."""
    table = invoke("rates --by region --lang zh")
    assert "开工率" in table.out
    assert table.err.startswith("注：")
    english, chinese = (records(f"rates --by region --lang {lang}", "csv") for lang in ("en", "zh"))
    assert english[0].keys() == chinese[0].keys()
    assert [row["region_name"] for row in english] == ["Shanghai", "Hubei"]
    assert [row["region_name"] for row in chinese] == ["上海市", "湖北省"]
    assert {row["direction"] for row in records("trend --lang zh", "csv")} <= {
        "rising",
        "falling",
        "flat",
        "not comparable",
    }


def test_direction_is_worded_for_people() -> None:
    """Tables say the direction in the language; csv has the words of the contract."""
    assert "上升" in invoke("trend --lang zh --indicator operating_rate").out
    assert records("trend --lang zh --indicator operating_rate", "csv")[0]["direction"] == "rising"


def test_sorted_by_period_then_group() -> None:
    """Rows are in order, the empty group last."""
    rows = records("rates --period all --by region,industry", "csv")
    keys = [(row["period"], row["region"] == "", row["region"], row["industry"]) for row in rows]
    assert keys == sorted(keys)


def test_rates_are_fractions_of_12_decimals() -> None:
    """Rates are plain fractions, dates ISO, region codes six digits."""
    row = records("rates --by region --where region=42", "csv")[0]
    assert row["period"] == "2020-03-02"
    assert row["region"] == "420000"
    assert row["return_rate"] == "0.6"
    assert re.fullmatch(r"[01]\.\d{1,12}", row["operating_rate"])


def test_table_in_a_pipe_is_whole() -> None:
    """Without a terminal a table is neither cut nor coloured, whatever COLUMNS says."""
    out = invoke("enterprises").out
    assert "\x1b" not in out
    assert "…" not in out
    assert max(map(len, out.splitlines())) > 100


def test_quiet() -> None:
    """`--quiet` leaves out notes, not findings and errors."""
    assert invoke("rates").err.startswith("note: ")
    assert invoke("rates --quiet").err == ""
    Path("bad.csv").write_text("period,enterprise_id,status\n2020-03-03,A01,full\n2020-03-03,,full\n", encoding="utf-8")
    assert "bad.csv:3" in invoke("ingest bad.csv --quiet").err
    assert invoke("rates --by nothing --quiet").err.startswith("resumetrack: error: ")


@pytest.mark.parametrize("fmt", ["csv", "tsv", "json", "jsonl", "md"])
def test_output_file_chooses_the_format(fmt: str) -> None:
    """`-o` writes what stdout would have had, in the format of its suffix; stdout stays empty."""
    wanted = invoke(f"rates --by region -f {fmt}").out
    assert invoke(f"rates --by region -o out.{fmt}").out == ""
    assert Path(f"out.{fmt}").read_bytes().decode() == wanted


def test_format_goes_before_the_suffix() -> None:
    """`--format` has the last word, and a name without suffix is a table."""
    invoke("rates -o out.txt -f csv")
    assert Path("out.txt").read_text(encoding="utf-8").startswith("period,")
    invoke("rates -o out")
    assert Path("out").read_text(encoding="utf-8").startswith("Operating and")


def test_output_is_the_old_file_or_the_new_one(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure half way leaves the old file, and nothing beside it."""
    Path("out.csv").write_text("old", encoding="utf-8")
    Path("out.csv").chmod(0o640)

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    done = invoke("rates -o out.csv")
    assert done.code == 74
    assert "No space left" in done.err
    assert Path("out.csv").read_text(encoding="utf-8") == "old"
    assert not list(Path().glob(".out*"))
    monkeypatch.undo()
    monkeypatch.chdir(office)
    assert invoke("rates -o out.csv").code == 0
    assert Path("out.csv").stat().st_mode & 0o777 == 0o640


def test_output_through_a_link() -> None:
    """A link stays a link, what it points to is replaced."""
    Path("real.csv").write_text("old", encoding="utf-8")
    Path("link.csv").symlink_to("real.csv")
    assert invoke("rates -o link.csv").code == 0
    assert Path("link.csv").is_symlink()
    assert Path("real.csv").read_text(encoding="utf-8").startswith("period,")


def test_output_dash_and_device() -> None:
    """`-o -` is stdout; a device is written to and not replaced."""
    assert invoke("rates -f csv -o -").out.startswith("period,")
    assert invoke("rates -f csv -o /dev/null").code == 0
    assert Path("/dev/null").is_char_device()


def test_standard_input() -> None:
    """`-` reads standard input."""
    done = invoke("ingest - --format csv", stdin=b"period,enterprise_id,status\n2020-03-03,A01,full\n")
    assert done.code == 0
    assert done.out.splitlines()[1].startswith("stdin,stored,")
    assert invoke("check -", stdin=b"period,enterprise_id,status\n2020-03-03,A01,full\n").code == 0
