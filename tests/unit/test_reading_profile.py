"""Profiles say how an office's file is read; what they cannot say is an error that names the key."""

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from resumetrack.errors import ProfileError
from resumetrack.model import Kind, ObservationRow, OnDuplicate, RosterRow
from resumetrack.periods import SUNDAY, Frequency
from resumetrack.reading import Source, expand, load_profile, read

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples/profiles").glob("*.toml"))
REFERENCE = (ROOT / "docs/profiles.md").read_text("utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", REFERENCE, re.DOTALL | re.MULTILINE)


def write(folder: Path, text: str) -> Path:
    path = folder / "office.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_loads(path: Path) -> None:
    """An example that cannot be loaded teaches nothing."""
    profile = load_profile(path)
    assert profile.name == path.stem
    assert profile.digest == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_of_the_reference_loads(block: str, tmp_path: Path) -> None:
    """Each TOML block of docs/profiles.md is a profile of its own."""
    load_profile(write(tmp_path, block))


def test_the_reference_names_every_key() -> None:
    """docs/profiles.md shows each key that a profile may have."""
    keys = (
        "delimiter", "encoding", "rows_above_header", "name", "frequency", "week_start", "column", "date_format",
        "file_name", "full", "partial", "suspended", "closed", "only_these", "thousands", "decimal", "percent",
        "missing", "keep", "rename", "region", "industry", "policy", "staff_base", "on_duty_when_idle", "source",
        "sources", "join", "template", "pattern", "map", "constant", "percent_of", "separator", "aliases", "valid_from",
        "valid_to", "batch", "focus", "leader", "sheet", "title", "folder", "year", "presence", "headers",
        "name_column", "value_column",
    )  # fmt: skip
    shown = "\n".join(BLOCKS)
    assert [key for key in keys if not re.search(rf"\b{key}\b *=", shown)] == []


def test_a_profile_says_all_it_can(tmp_path: Path) -> None:
    """The plain keys arrive as values."""
    profile = load_profile(
        write(
            tmp_path,
            '[file]\ndelimiter = "tab"\nencoding = "GBK"\nrows_above_header = 2\n'
            '[panel]\nname = "sme"\nfrequency = "week"\nweek_start = "sunday"\n'
            '[duplicates]\npolicy = "first"\n[staff]\nstaff_base = "due"\non_duty_when_idle = 0\n',
        )
    )
    assert (profile.delimiter, profile.encoding, profile.rows_above_header) == ("\t", "gb18030", 2)
    assert (profile.panel, profile.frequency, profile.week_start) == ("sme", Frequency.WEEK, SUNDAY)
    assert (profile.on_duplicate, profile.staff_base, profile.idle_means_nobody) == (OnDuplicate.FIRST, "due", True)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('[colums]\nname = "x"', "colums: unknown key", "did you mean 'columns'?"),
        ('[columns]\nenterprice_id = "x"', "columns.enterprice_id: unknown key", "did you mean 'enterprise_id'?"),
        ('[columns]\nregion = { sorce = "x" }', "columns.region: needs exactly one of source", ""),
        ('[columns]\nregion = { source = "x", maps = {} }', "columns.region.maps: unknown key", "did you mean 'map'?"),
        ('[columns]\nregion = { source = "x", constant = "y" }', "it has source, constant", ""),
        ("[columns]\nregion = 3", "columns.region: 3 is neither a header nor a table", "Header of the column"),
        ('[columns]\nregion = { source = "x", pattern = "(" }', "is not a regular expression", ""),
        ('[columns]\nregion = { source = "x", pattern = "x" }', "pattern: has no group", "parentheses"),
        ('[columns]\nregion = { template = "{" }', "a brace too many or too few", ""),
        ('[columns]\nregion = { template = "x" }', "names no column", ""),
        ('[columns]\nregion = { source = "x", percent_of = "employees" }', "percent_of: unknown key", ""),
        ('[columns]\non_duty = { source = "x", percent_of = "output" }', "'output' is not one of", "employees"),
        ('[columns]\nstatus = "x"\n[status]\ncolumn = "y"', "status.column: columns.status already", "once"),
        ('[panel]\nfrequency = "dayly"', "panel.frequency: 'dayly' is not one of the choices", "did you mean 'day'?"),
        ("[panel]\nname = 3", "panel.name: 3 is not a text", "quotes"),
        ('[file]\nencoding = "utf-99"', "file.encoding: 'utf-99' is not an encoding Python knows", "unknown encoding"),
        ('[file]\nencoding = "rot13"', "is not an encoding", ""),
        ('[file]\nencoding = "idna"', "is not an encoding", ""),
        ("[file]\nrows_above_header = -1", "not a whole number from 0", ""),
        ("file = 3", "file: 3 is not a table", "[file]"),
        ('[period]\ndate_format = "%Y"', "'%Y' has no month", ""),
        ('[period]\ndate_format = "%Y-%m-%Q"', "is not a date format", ""),
        ('[period]\nfile_name = "report"', "does not say where the period is", "(?P<year>"),
        ("[period]\ntitle = 'x'", "period.title: 'x' does not say where the period is", "(?P<year>"),
        ("[period]\nyear = 20", "period.year: 20 is not a year", ""),
        ("[wide]\nstatus = '(x)'\n[columns]\nstatus = 's'", "wide.status: columns.status already says", "once"),
        ("[wide]\nname = '(x)'", "wide.name: unknown key", ""),
        ('[wide]\ndate_format = "%Y"', "no column is stated", ""),
        ('[indicators]\nemployees = "x"', "indicators.name_column: names no column", ""),
        ('[indicators]\nname_column = "a"\nvalue_column = "b"', "no indicator is stated", ""),
        ('[status]\npresence = "open"', "status.presence: 'open' is not one of the choices", ""),
        ('[status]\npresence = "full"\ncolumn = "x"', "status.presence: columns.status already", "one of the two"),
        ("[match]\nheaders = []", "match.file_name: says nothing", "headers"),
        ('[period]\nformat = "%Y-%m-%d"', "period.format: unknown key", "did you mean 'date_format'?"),
        ('[status]\nfull = ["x"]\npartial = ["X"]', "status.partial: 'X' is listed for full too", ""),
        ("[status]\nfull = 1", "status.full: 1 is not a list of texts", ""),
        ("[status]\nonly_these = 1", "neither true nor false", ""),
        ('[numbers]\ndecimal = ","\nthousands = ","', "is the decimal sign too", ""),
        ('[numbers]\nflags = "a b"', "numbers.flags: 'a b' is not a row of letters", "bcdefnprsuz"),
        ('[numbers]\nthousands = ",,"', "is not one character", ""),
        ('[attributes]\nkeep = "xyz"', "attributes.keep: 'xyz' is not one of", "all"),
        ("[attributes]\nrename = { a = 1 }", "attributes.rename.a: 1 is not a text", ""),
        ('[codes]\nregion = "iso"', "codes.region: 'iso' is not one of", "gbt2260"),
        ("[staff]\non_duty_when_idle = 1", "staff.on_duty_when_idle: 1 is not", ""),
        ('[staff]\nbase = "due"', "staff.base: unknown key", "did you mean 'staff_base'?"),
        ("not toml", "not a TOML file in UTF-8", ""),
    ],
)
def test_what_a_profile_cannot_say_is_named(text: str, message: str, hint: str, tmp_path: Path) -> None:
    """The message holds file, dotted key and what is wrong; the hint what was probably meant."""
    path = write(tmp_path, text)
    with pytest.raises(ProfileError) as caught:
        load_profile(path)
    assert caught.value.message.startswith(f"{path}: ")
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    """A wrong path is a profile error too."""
    with pytest.raises(ProfileError, match="No such file"):
        load_profile(tmp_path / "none.toml")


def test_the_chinese_example_reads_its_file() -> None:
    """The commented example reads a file as it describes it, period from the name included."""
    text = (
        "某市企业复工情况日报\n填报单位：市经信局\n"
        "序号,统一社会信用代码,企业名称,所属区县,行业代码,应到岗人数,实际到岗人数,复工情况,联系街道\n"
        '1,91420100MA4K0001X0,甲公司,420102,36,"1,200",900,轮岗,江汉\n'
        "2,91420100MA4K0002X0,乙公司,420103,17,60,,放假,\n3,91420100MA4K0003X0,丙公司,,,无,未报,全员到岗,\n"
    )
    delivery = read(
        Source("inbox/复工日报_20200328.csv", data=text.encode("gbk")),
        kind=Kind.REPORT,
        profile=load_profile(ROOT / "examples/profiles/gbk_city_report.toml"),
        frequency=None,
        week_start=None,
        today=date(2020, 3, 29),
    )
    rows = [row for row in delivery.rows if isinstance(row, ObservationRow)]
    assert [(row.period, row.status, row.employees, row.on_duty, row.region, row.industry) for row in rows] == [
        (date(2020, 3, 28), "partial", 1200, 900, "420102", "C36"),
        (date(2020, 3, 28), "suspended", 60, 0, "420103", "C17"),
        (date(2020, 3, 28), "full", None, None, None, None),
    ]
    assert rows[0].attributes == '{"street":"江汉"}'
    assert (delivery.outside_period, delivery.staff_base) == (date(2020, 3, 28), "due")


def test_reactors_by_their_profiles(real_data: Path) -> None:
    """Power gives the status, the register its regions: 31,695 unit-days online and 2,615 offline."""
    folder = real_data / "us_power_reactors"
    profiles = ROOT / "examples/profiles"

    def rows(file: str, profile: str, kind: Kind) -> list[object]:
        delivery = read(
            expand([str(folder / file)]).files[0],
            kind=kind,
            profile=load_profile(profiles / f"us_power_reactors_{profile}.toml"),
            frequency=None,
            week_start=None,
            today=date(2026, 1, 1),
        )
        found = list(delivery.rows)
        assert not delivery.counts.rejected
        return list(found)

    daily = [row for row in rows("nrc_daily_status.csv.gz", "daily", Kind.REPORT) if isinstance(row, ObservationRow)]
    assert sum(row.status in ("full", "partial") for row in daily) == 31_695
    assert sum(row.status == "suspended" for row in daily) == 2_615
    joined = [row for row in rows("nrc_daily_joined.csv.gz", "joined", Kind.REPORT) if isinstance(row, ObservationRow)]
    july = [row for row in joined if (row.period.year, row.period.month) == (2024, 7) and row.employees]
    rate = sum(row.on_duty or 0 for row in july) / sum(row.employees or 0 for row in july)
    assert float(rate) == pytest.approx(0.977492, abs=1e-6)
    register = [r for r in rows("reactors_register_2019.csv", "register", Kind.ROSTER) if isinstance(r, RosterRow)]
    assert {(row.region, row.industry) for row in register} >= {("Region 1", "PWR"), ("Region 4", "BWR")}
    aliases = [row for row in rows("unit_aliases.csv", "aliases", Kind.ROSTER) if isinstance(row, RosterRow)]
    assert aliases[0][1:4] == ("ANO 1", None, ("Arkansas Nuclear 1",))


def test_school_districts_by_their_profile(real_data: Path) -> None:
    """Odd dates, thousands separators and ids with leading zeros: 18,820 rows, none lost."""
    delivery = read(
        expand([str(real_data / "us_school_modalities/School_Learning_Modalities.csv")]).files[0],
        kind=Kind.REPORT,
        profile=load_profile(ROOT / "examples/profiles/us_school_modalities.toml"),
        frequency=None,
        week_start=None,
        today=date(2026, 1, 1),
    )
    rows = [row for row in delivery.rows if isinstance(row, ObservationRow)]
    assert (delivery.frequency, delivery.week_start, delivery.counts.accepted) == (Frequency.WEEK, SUNDAY, 18_820)
    assert (rows[0].enterprise_id, rows[0].period, rows[0].employees) == ("0100005", date(2022, 12, 25), 5824)
    assert sum(row.status == "full" for row in rows) == 18_760
    assert sum(row.employees is None for row in rows) == 19
