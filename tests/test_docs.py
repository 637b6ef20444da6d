"""The documentation names everything there is: commands, options, columns, codes, findings, files."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from conftest import invoke
from resumetrack.cli.commands import SUMMARIES, app
from resumetrack.errors import ExitCode
from resumetrack.measure import DECLARED
from resumetrack.model import RULES

ROOT = Path(__file__).parent.parent
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "sample_data" / "README.md"]
CODE_ROW = re.compile(r"^\| (\d+) \| (.+) \|$", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+)(#[^)]*)?\)")
# What the page says once for every command stands in these sections.
SHARED = ("Options of every command", "Selection", "Publishing", "Files in place of a store")
TABLES = (
    "ingest 2020-03-01.csv", "check 2020-03-01.csv", "lists", "log", "panels", "rates --by region,industry,size",
    "rates --long", "trend", "card", "why", "why --reports", "revisions", "revisions --by-lag",
    "enterprises", "coverage", "doctor",
    "weights --strata size", "verify", "backup copy.duckdb", "export lake lake",
)  # fmt: skip


def section(title: str) -> str:
    """The part of docs/commands.md under a heading."""
    return re.split(r"^## ", COMMANDS.split(f"\n## {title}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]


def options() -> Iterator[tuple[str, str]]:
    """Every command with each of its options."""
    program = get_command(app)
    for name in SUMMARIES:
        command = program.get_command(None, name)  # type: ignore[attr-defined]
        inner = getattr(command, "commands", {})
        for one in (command, *inner.values()):
            for parameter in one.params:
                yield from ((name, option) for option in parameter.opts if option.startswith("-"))


@pytest.mark.parametrize("name", SUMMARIES)
def test_command_is_documented(name: str) -> None:
    """Every command has a section with its synopsis."""
    assert f"    resumetrack {name}" in section(name)


def test_options_are_documented() -> None:
    """Every option stands in the section of its command, or with those that commands share."""
    shared = "".join(map(section, SHARED))
    assert not [(name, option) for name, option in options() if f"`{option}" not in section(name) + shared]


def test_no_other_options_are_documented() -> None:
    """What is documented as an option is one."""
    known = {option for _, option in options()} | {"--version", "--help", "--install-completion", "--show-completion"}
    assert set(re.findall(r"`(--[a-z-]+)", COMMANDS)) <= known


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("command", TABLES)
def test_columns_are_documented(command: str) -> None:
    """Every column of every machine table stands in the section of its command, in order."""
    columns = invoke(f"{command} --format csv --quiet").out.splitlines()[0].split(",")
    name, *rest = command.split()
    if "--by" in rest:
        columns = [column for column in columns if column.removesuffix("_name") not in {"region", "industry", "size"}]
    if name == "weights":
        columns = [column for column in columns if not column.startswith("size")]
    if name in {"rates", "coverage", "weights"} or command == "revisions":
        columns.remove("period")
    assert ", ".join(columns) in section(name).replace("\n", " ")


@pytest.mark.parametrize("page", [COMMANDS, README], ids=["commands", "readme"])
def test_exit_codes(page: str) -> None:
    """The table of exit codes has exactly those of the program, in both places."""
    assert [int(code) for code, _ in CODE_ROW.findall(page)] == sorted(ExitCode)


def test_findings_are_documented() -> None:
    """Every rule stands in the table of findings with what it does to its row."""
    assert not [code for code, rule in RULES.items() if f"| `{code}` | {rule.severity.value} |" not in COMMANDS]


def test_indicators_are_documented() -> None:
    """Every indicator stands there with its definition."""
    assert not [one.name for one in DECLARED if f"| `{one.name}` | {one.definition.en} |" not in COMMANDS]


def test_variables_are_documented() -> None:
    """Every variable that the program reads is documented."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert not [name for name in set(re.findall(r"RESUMETRACK_[A-Z]+", source)) if f"`{name}`" not in COMMANDS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_page_is_half_merged(page: Path) -> None:
    """Two versions of a page that git could not bring together are brought together."""
    assert not re.findall(r"^(?:<{7}|={7}|>{7})(?: |$)", page.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every file that a page points to is there."""
    places = {place for place, _ in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in place}
    assert not [place for place in places if not (page.parent / place).exists()]
