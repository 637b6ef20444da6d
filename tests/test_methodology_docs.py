"""docs/methodology.md, glossary.md and configuration.md say what the program does, and their examples come out."""

import ast
import operator
import re
import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from resumetrack.measure import BASES, DECLARED, FLAGS, SUMMABLE
from resumetrack.model import Cell, Indicator, Status
from resumetrack.tracker import Tracker
from resumetrack.tracker.configuration import load

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ("methodology", "glossary", "configuration")
METHODOLOGY, GLOSSARY, CONFIGURATION = ((DOCS / f"{page}.md").read_text(encoding="utf-8") for page in PAGES)
SECTION = re.compile(r"^### (\w+)\n\n\*\*(.+?)\*\* · (.+?)\n\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
SECTIONS = {found[1]: found for found in SECTION.finditer(METHODOLOGY)}
FILES = re.findall(r"^```csv\n(.*?)^```", METHODOLOGY, re.MULTILINE | re.DOTALL)
BY_NAME = [pytest.param(indicator, id=indicator.name) for indicator in DECLARED]
Example = dict[str, dict[str, Cell]]
OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


def line(indicator: Indicator, start: str) -> str:
    """What follows a word at the beginning of a point of an indicator's section."""
    found = re.search(rf"^- {start}: (.*?)(?=^- |\n\n|\Z)", SECTIONS[indicator.name][4], re.MULTILINE | re.DOTALL)
    assert found, f"{indicator.name} has no line {start}"
    return " ".join(found[1].split())


def worked(text: str) -> Fraction:
    """Work out an expression of numbers, with x for times."""

    def value(node: ast.AST) -> Fraction:
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        assert isinstance(node, ast.Constant)
        return Fraction(str(node.value))

    return value(ast.parse(text.replace(" x ", " * "), mode="eval").body)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """Every indicator of the example, as `rates --long` gives it."""
    folder = tmp_path_factory.mktemp("example")
    names = ("roster.csv", "2020-03-02.csv")
    for name, text in zip(names, FILES, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    tracker = Tracker(folder / "store.duckdb")
    tracker.roster(folder / names[0])
    tracker.ingest(folder / names[1])
    chosen = tuple(indicator.name for indicator in DECLARED)
    return {str(row["indicator"]): row for row in tracker.rates(long=True, indicators=chosen).records()}


def test_every_indicator_has_its_section() -> None:
    """No more and no fewer than are declared, each once."""
    assert sorted(SECTIONS) == sorted(indicator.name for indicator in DECLARED)
    assert len(SECTION.findall(METHODOLOGY)) == len(DECLARED)


@pytest.mark.parametrize("indicator", BY_NAME)
def test_section_says_what_is_declared(indicator: Indicator) -> None:
    """Labels, formula and source are those of the declaration, to the letter."""
    _, label, label_zh, _ = SECTIONS[indicator.name].groups()
    assert (label, label_zh) == (indicator.label.en, indicator.label.zh)
    assert line(indicator, "Formula") == indicator.definition.en
    assert line(indicator, "Source") == indicator.source
    assert line(indicator, "Base")
    assert line(indicator, "Missing")


@pytest.mark.parametrize("indicator", BY_NAME)
def test_example_comes_out(indicator: Indicator, example: Example) -> None:
    """Each step of the working equals the next, and the program gives the same numerator, denominator and value."""
    words = line(indicator, "Example")
    *steps, result = (words.rpartition(": ")[2] or words).split(" = ")
    value = example[indicator.name]["value"]
    assert [float(round(worked(step), 12)) for step in steps] == [value] * len(steps)
    assert float(result) == value
    sides = steps[-1].split(" / ")
    if len(sides) == 2:
        assert [float(worked(side)) for side in sides] == [
            float(str(example[indicator.name][side])) for side in ("numerator", "denominator")
        ]


def test_patterns_referred_to_are_there() -> None:
    """Every pattern named in the text is a folder of tests/methodology."""
    folders = {path.name[:2] for path in (Path(__file__).parent / "methodology").iterdir()}
    named = {number for text in re.findall(r"\(Patterns? ([\d, ]+)\.\)", METHODOLOGY) for number in text.split(", ")}
    assert named
    assert named <= folders


@pytest.mark.parametrize("text", [METHODOLOGY, GLOSSARY, CONFIGURATION], ids=PAGES)
def test_links_lead_somewhere(text: str) -> None:
    """Links go to files and headings that exist."""
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    for target in re.findall(r"\]\((.+?)\)", text):
        file, _, anchor = target.partition("#")
        assert not file or (DOCS / file).exists(), target
        assert file or anchor in headings, target


def test_glossary_has_the_labels_of_the_indicators() -> None:
    """English and Chinese are those that the program prints."""
    for indicator in DECLARED:
        row = f"| {indicator.label.en} (`{indicator.name}`) | {indicator.label.zh} |"
        assert row in GLOSSARY, row


def test_glossary_has_every_status() -> None:
    """The four states an enterprise can report, by their names."""
    assert [status.value for status in Status if f"| `{status.value}` |" not in GLOSSARY] == []


def test_configuration_lists_every_flag_and_column() -> None:
    """The tables of flags are those of the program, word for word."""
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", CONFIGURATION, re.MULTILINE)
    assert {name: words for name, words in rows if name in FLAGS} == FLAGS
    assert [name for name, _ in rows if name in BASES] == list(BASES)
    assert [name for name in SUMMABLE if f"`{name}`" not in CONFIGURATION] == []


def test_configuration_example_is_right(tmp_path: Path) -> None:
    """The example file of the page loads."""
    (text,) = re.findall(r"^```toml\n(.*?)^```", CONFIGURATION, re.MULTILINE | re.DOTALL)
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    found = load(tmp_path / "site.toml")
    assert found.power_threshold == Fraction(str(tomllib.loads(text)["power_threshold"]))
    assert [indicator.name for indicator in found.indicators] == list(tomllib.loads(text)["indicators"])
