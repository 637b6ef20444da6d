"""The site's configuration: where it is found, what it may say, and what is said of mistakes."""

import csv
import io
import re
from dataclasses import fields
from fractions import Fraction
from pathlib import Path

import platformdirs
import pytest

from conftest import Run
from resumetrack.errors import ConfigurationError, ExitCode
from resumetrack.measure import DECLARED, POWER_THRESHOLD, unpaired
from resumetrack.model import DisclosureRules, Term
from resumetrack.tracker import Tracker, declaring
from resumetrack.tracker.configuration import Configuration, find, load

PARTIAL = """
[indicators.partial_rate]
numerator = { count = true, where = ["partial"] }
denominator = { count = true, where = ["reporting"] }
"""


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the program is called from."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def write(path: Path, threshold: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"power_threshold = {threshold}\n", encoding="utf-8")
    return path


def user_file() -> Path:
    return platformdirs.user_config_path("resumetrack", appauthor=False) / "resumetrack.toml"


def loaded(tmp_path: Path, text: str) -> Configuration:
    path = tmp_path / "site.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def publish(text: str) -> str:
    return f"[publish]\n{text}\n"


def refusal(tmp_path: Path, text: str) -> tuple[str, str]:
    """Message, without the file it starts with, and hint."""
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path, text)
    assert caught.value.code == ExitCode.CONFIGURATION
    start = f"{tmp_path / 'site.toml'}: "
    assert caught.value.message.startswith(start)
    return caught.value.message.removeprefix(start), caught.value.hint


# -- where it is found ---------------------------------------------------------------------------------------------


def test_without_a_file_the_defaults_hold() -> None:
    """Nothing needs to be configured."""
    assert find() is None
    assert load() == Configuration(None, POWER_THRESHOLD, ())


def test_first_of_the_three_places_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """RESUMETRACK_CONFIG comes before ./resumetrack.toml, and that before the user's folder."""
    write(user_file(), "0.1")
    assert load().power_threshold == Fraction(1, 10)
    write(Path("resumetrack.toml"), "0.2")
    assert load().power_threshold == Fraction(2, 10)
    monkeypatch.setenv("RESUMETRACK_CONFIG", str(write(tmp_path / "site.toml", "0.4")))
    assert load().power_threshold == Fraction(4, 10)


def test_places_are_not_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first file does not say has its default, whatever the other files say."""
    write(user_file(), "0.1")
    (tmp_path / "site.toml").write_text(PARTIAL, encoding="utf-8")
    monkeypatch.setenv("RESUMETRACK_CONFIG", str(tmp_path / "site.toml"))
    assert load().power_threshold == POWER_THRESHOLD


def test_empty_variable_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """RESUMETRACK_CONFIG set to nothing is as if it were not set."""
    write(Path("resumetrack.toml"), "0.2")
    monkeypatch.setenv("RESUMETRACK_CONFIG", "")
    assert load().power_threshold == Fraction(1, 5)


@pytest.mark.parametrize("name", ["missing.toml", ".", "x" * 5000], ids=["missing", "folder", "too long"])
def test_file_named_by_the_variable_has_to_be_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong RESUMETRACK_CONFIG is an error: silently falling back would change figures."""
    write(Path("resumetrack.toml"), "0.2")
    monkeypatch.setenv("RESUMETRACK_CONFIG", name)
    with pytest.raises(ConfigurationError, match="there is no configuration file"):
        load()


def test_file_that_cannot_be_read(tmp_path: Path) -> None:
    """The system's reason is given."""
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        load(tmp_path / "missing.toml")


# -- what it may say -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "threshold"),
    [("0.30", "3/10"), ("0.2", "1/5"), ("1", "1"), ("0.333", "333/1000"), ("1e-3", "1/1000"), ("0.1", "1/10")],
)
def test_threshold_is_the_decimal_number_written(tmp_path: Path, written: str, threshold: str) -> None:
    """0.1 is one tenth exactly, so that the border is where the site put it."""
    assert loaded(tmp_path, f"power_threshold = {written}").power_threshold == Fraction(threshold)


def test_indicator_with_all_its_words(tmp_path: Path) -> None:
    """Label and definition in two languages, and a source."""
    text = """
    [indicators.night_shift]
    numerator = { sum = "on_duty", where = ["staffed", "full"] }
    denominator = { sum = "employees", where = ["staffed"] }
    label = "Night shift"
    label_zh = "夜班"
    definition = "staff on duty in full operation / employees"
    definition_zh = "全面开工企业到岗人数 / 从业人数"
    source = "order no. 7"
    """
    (found,) = loaded(tmp_path, text).indicators
    assert found.numerator == Term(("staffed", "full"), "on_duty")
    assert found.denominator == Term(("staffed",), "employees")
    assert (found.label.en, found.label.zh) == ("Night shift", "夜班")
    assert found.definition.zh == "全面开工企业到岗人数 / 从业人数"
    assert found.source == "order no. 7"


def test_indicator_without_words_explains_itself(tmp_path: Path) -> None:
    """The name is the label, the terms are the definition, the file is the source."""
    (found,) = loaded(tmp_path, PARTIAL).indicators
    assert (found.label.en, found.label.zh) == ("partial_rate", "partial_rate")
    assert found.definition.en == "enterprises (partial) / enterprises (reporting)"
    assert found.source == "site.toml"


def test_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    """Editors that put one before the text are common in offices."""
    (tmp_path / "site.toml").write_bytes(b"\xef\xbb\xbfpower_threshold = 0.2\n")
    assert load(tmp_path / "site.toml").power_threshold == Fraction(1, 5)


# -- mistakes ------------------------------------------------------------------------------------------------------

TERM = '{ count = true, where = ["partial"] }'


def declared(numerator: str = TERM, denominator: str = TERM, more: str = "", name: str = "mine") -> str:
    return f"[indicators.{name}]\nnumerator = {numerator}\ndenominator = {denominator}\n{more}"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("power_treshold = 0.3", "unknown key power_treshold", "did you mean power_threshold?"),
        ("carry = 3", "unknown key carry", "known keys: power_threshold, calendar, indicators"),
        *(
            (f"power_threshold = {value}", "power_threshold is ", "write power_threshold = 0.30")
            for value in ("30", "0", "-0.3", "1.01", '"0.3"', "true", "nan", "inf", "[0.3]")
        ),
        ("indicators = 3", "indicators is not a table", "write [indicators.my_rate]"),
        (
            "indicators.mine = 3",
            "indicators.mine is not a table",
            "write [indicators.my_rate] with numerator and denominator",
        ),
        (declared(more="unit = 'pp'"), "unknown key indicators.mine.unit", "known keys: numerator, denominator"),
        ("publish = 3", "publish is not a table", "write [publish] and under it p_percent = 0.10"),
        (publish("min_enterprises = 2.5"), "publish.min_enterprises is 2.5, not a whole", "write min_enterprises = 3"),
        (publish("min_enterprises = true"), "publish.min_enterprises is True", "write min_enterprises = 3"),
        (publish("dominance_count = 3"), "publish.dominance_count is 3, not 1 or 2", "write dominance_count = 2"),
        (publish("extremes = 1"), "publish.extremes is 1, not true or false", "write extremes = true"),
        (publish("protection = -0.1"), "publish.protection is -0.1, not a share from 0", "write protection = 0.10"),
        (declared(more="lable = 'x'"), "unknown key indicators.mine.lable", "did you mean label?"),
        (declared(more="label = 3"), "indicators.mine.label is 3, not a text", 'write label = "..."'),
        (declared(more="source = ' '"), "indicators.mine.source is ' ', not a text", 'write source = "..."'),
        (
            f"[indicators.mine]\nnumerator = {TERM}",
            "indicators.mine.denominator is missing",
            "write denominator = { count",
        ),
        (declared("3"), "indicators.mine.numerator is not a table", "write { count = true"),
        (
            declared('{ where = ["partial"] }'),
            "indicators.mine.numerator needs either count",
            "columns: employees, on_duty",
        ),
        (
            declared('{ count = false, where = ["partial"] }'),
            "indicators.mine.numerator needs either count",
            "columns: ",
        ),
        (
            declared('{ count = true, sum = "power", where = ["partial"] }'),
            "indicators.mine.numerator needs either count = true or sum = a column",
            "columns: ",
        ),
        (
            declared('{ counts = true, where = ["partial"] }'),
            "unknown key indicators.mine.numerator.counts",
            "did you mean count?",
        ),
        (
            declared('{ sum = "on_dutty", where = ["staffed"] }'),
            "indicators.mine.numerator.sum names 'on_dutty', which is none of the columns",
            "did you mean on_duty?",
        ),
        (declared('{ sum = 3, where = ["staffed"] }'), "indicators.mine.numerator.sum names 3", "columns: employees"),
        (
            declared("{ count = true }"),
            "indicators.mine.numerator.where is not a list of flags",
            'write where = ["reporting"]',
        ),
        (declared("{ count = true, where = [] }"), "indicators.mine.numerator.where is not a list", "write where"),
        (
            declared('{ count = true, where = "partial" }'),
            "indicators.mine.numerator.where is not a list",
            "write where",
        ),
        (
            declared('{ count = true, where = ["partail"] }'),
            "indicators.mine.numerator.where names 'partail', which is none of the flags",
            "did you mean partial?",
        ),
        (
            declared('{ count = true, where = [["partial"]] }'),
            "indicators.mine.numerator.where names ['partial']",
            "did you mean",
        ),
        (declared(name="Mine"), "indicators.Mine: a name is small letters", "write e.g. partial_rate"),
        (declared(name='"my rate"'), "indicators.my rate: a name is small letters", "write e.g. partial_rate"),
        (declared(name='"复工率"'), "indicators.复工率: a name is small letters", "write e.g. partial_rate"),
        (
            declared(name="return_rate"),
            "indicators.return_rate: a column of our own has this name",
            "choose another, e.g. site_return_rate",
        ),
        (declared(name="employees"), "indicators.employees: a column of our own", "choose another"),
        (declared(name="return_rate_low"), "indicators.return_rate_low: a column of our own", "choose another"),
        (
            declared('{ sum = "on_duty", where = ["operating"] }', '{ sum = "employees", where = ["operating"] }'),
            "indicators.mine may count different enterprises on its two sides: some have no employees or no on_duty",
            "put staffed into the where of both sides",
        ),
        (
            declared('{ sum = "on_duty", where = ["staffed"] }', '{ count = true, where = ["reporting"] }'),
            "indicators.mine may count different enterprises on its two sides: some have no on_duty",
            "put staffed into the where of both sides",
        ),
        (
            declared('{ sum = "power", where = ["powered"] }', '{ sum = "employees", where = ["employing"] }'),
            "indicators.mine may count different enterprises on its two sides: some have no employees or no power",
            "put employing, powered into the where of both sides",
        ),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_key_and_advice(tmp_path: Path, text: str, message: str, hint: str) -> None:
    """The message names file and key, the hint the near miss or what may stand there."""
    found, advice = refusal(tmp_path, text)
    assert found.startswith(message)
    assert advice.startswith(hint)


def test_text_that_is_no_toml(tmp_path: Path) -> None:
    """The place of the error is named."""
    (tmp_path / "site.toml").write_text("power_threshold = \n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"site.toml is no TOML: .*line 1"):
        load(tmp_path / "site.toml")


def test_text_in_another_encoding(tmp_path: Path) -> None:
    """TOML is UTF-8; a file saved as GBK is recognised as such trouble."""
    (tmp_path / "site.toml").write_bytes("# 复工率\npower_threshold = 0.3\n".encode("gbk"))
    with pytest.raises(ConfigurationError, match="is not in UTF-8: byte 3") as caught:
        load(tmp_path / "site.toml")
    assert caught.value.hint == "save it as UTF-8"


def test_our_own_indicators_obey_the_rule_of_pairs() -> None:
    """Both sides of every declared indicator count the same enterprises."""
    for indicator in DECLARED:
        parts = [(numerator, denominator) for _, numerator, denominator in indicator.parts]
        for numerator, denominator in [(indicator.numerator, indicator.denominator), *parts]:
            assert unpaired(numerator, denominator) == (), indicator.name


# -- what it does --------------------------------------------------------------------------------------------------

REPORT = """\
period,enterprise_id,status,employees,on_duty,power,power_base
2020-03-02,A,full,100,80,12.50,50
2020-03-02,B,partial,40.5,20.25,10,50
2020-03-02,C,suspended,10,,0,50
2020-03-02,D,partial,,,,
"""
SITE = """
power_threshold = 0.25

[indicators.partial_rate]
label = "Partial"
numerator = { count = true, where = ["partial"] }
denominator = { count = true, where = ["reporting"] }

[indicators.power_per_employee]
numerator = { sum = "power", where = ["employing", "powered"] }
denominator = { sum = "employees", where = ["employing", "powered"] }
"""


@pytest.fixture
def tracker(empty_folder: Path) -> Tracker:
    """A store with one report, in a folder that has a configuration."""
    (empty_folder / "2020-03-02.csv").write_text(REPORT, encoding="utf-8")
    (empty_folder / "resumetrack.toml").write_text(SITE, encoding="utf-8")
    made = Tracker(empty_folder / "store.duckdb")
    made.ingest(empty_folder / "2020-03-02.csv")
    return made


def test_site_indicators_are_figures_like_ours(tracker: Tracker) -> None:
    """A site's indicator has its value, numerator and denominator, in the units that were reported.

    Staff is kept with two decimals here and power with one; sums are divided in real units: 22.5 / 150.5.
    """
    chosen = ("partial_rate", "power_per_employee", "power_resumed_rate")
    (row,) = tracker.rates(indicators=chosen).records()
    assert (row["partial_rate"], row["partial_rate_numerator"], row["partial_rate_denominator"]) == (0.5, 2, 4)
    assert row["power_per_employee"] == round(22.5 / 150.5, 12)
    assert str(row["power_per_employee_numerator"]) == "22.5"
    assert str(row["power_per_employee_denominator"]) == "150.5"
    assert (row["power_resumed_rate_numerator"], row["power_resumed_rate_denominator"]) == (1, 3)


def test_site_indicators_on_the_command_line(tracker: Tracker, run: Run, empty_folder: Path) -> None:
    """`--indicator` knows the site's indicators in rates and trend."""
    done = run("rates", "--indicator", "partial_rate", "-f", "csv", "--store", tracker.path, cwd=empty_folder)
    (row,) = csv.DictReader(io.StringIO(done.out))
    found = [row[f"partial_rate{end}"] for end in ("", "_numerator", "_denominator")]
    assert (done.code, found) == (0, ["0.5", "2", "4"])
    done = run("trend", "--indicator", "partial_rate", "-f", "csv", "--store", tracker.path, cwd=empty_folder)
    assert (done.code, [row["rate"] for row in csv.DictReader(io.StringIO(done.out))]) == (0, ["0.5"])


def test_site_indicators_elsewhere_are_unknown(tracker: Tracker, run: Run, tmp_path: Path) -> None:
    """Another folder has another configuration: there the name is wrong, exit 2."""
    done = run("rates", "--indicator", "partial_rate", "--store", tracker.path, cwd=tmp_path)
    assert done.code == ExitCode.USAGE
    assert "there is no indicator partial_rate" in done.err


def test_mistake_ends_the_command_with_78(run: Run, tracker: Tracker, empty_folder: Path) -> None:
    """A bad configuration stops every command that works out figures, before anything is printed."""
    (empty_folder / "resumetrack.toml").write_text("power_treshold = 0.25\n", encoding="utf-8")
    for command in ("rates", "trend", "coverage", "enterprises"):
        done = run(command, "--store", tracker.path, cwd=empty_folder)
        assert (command, done.code, done.out) == (command, ExitCode.CONFIGURATION, "")
        assert "unknown key power_treshold" in done.err
        assert "did you mean power_threshold?" in done.err


def test_names_that_are_taken_are_those_of_the_columns(tracker: Tracker) -> None:
    """No column that `rates` prints can be the name of a site's indicator."""
    columns = {column.name for column in tracker.rates(by="region,industry,size").columns}
    columns |= {column.name for column in tracker.rates(long=True).columns}
    named = {name for name in columns if not name.endswith(declaring._TAKEN_ENDINGS)}
    assert named <= declaring._TAKEN


def test_disclosure_rules_are_read_and_have_defaults(tmp_path: Path) -> None:
    """What `[publish]` does not name is as it is by default; docs/publishing.md shows the defaults."""
    assert load(None).publish == DisclosureRules()
    found = loaded(tmp_path, publish("min_enterprises = 5\ndominance_share = 0.85\nextremes = false")).publish
    assert found == DisclosureRules(min_enterprises=5, dominance_share=0.85, extremes=False)
    page = (Path(__file__).parents[2] / "docs" / "publishing.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    assert loaded(tmp_path, example).publish == DisclosureRules()
    assert set(re.findall(r"^(\w+) = ", example, re.MULTILINE)) == {field.name for field in fields(DisclosureRules)}
