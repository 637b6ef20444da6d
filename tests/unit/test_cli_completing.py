"""Tab: what is offered for a command, an option and a value, asked for as bash asks."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from resumetrack.cli.completing import mend_words
from resumetrack.model import CODED_DIMENSIONS, LIST_DIMENSIONS

Offered = Callable[..., list[str]]


def words_of_bash(line: str) -> list[str]:
    """Split a line as bash does: at blanks, and around each equals sign."""
    return re.findall(r"=|[^\s=]+", line) + ([""] if line[-1] in " =" else [])


@pytest.fixture
def offered(run: Run) -> Offered:
    """What is offered at the end of a line."""

    def ask(line: str, folder: Path | None = None, **environment: str) -> list[str]:
        words = words_of_bash(line)
        # At an equals sign bash has the cursor on the sign, not behind it.
        cursor = len(words) - (2 if line.endswith("=") else 1)
        asked = {
            "_RESUMETRACK_COMPLETE": "complete_bash",
            "COMP_WORDS": " ".join(words).rstrip(),
            "COMP_CWORD": str(cursor),
        }
        done = run(cwd=folder, env={**asked, **environment})
        assert done.err == ""
        return done.out.split()

    return ask


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("resumetrack rat", ["rates"]),
        ("resumetrack rates --per", ["--period"]),
        ("resumetrack rates --period ", ["latest", "all"]),
        ("resumetrack rates --period a", ["all"]),
        ("resumetrack rates --by ", [*CODED_DIMENSIONS, *LIST_DIMENSIONS]),
        ("resumetrack rates --by size,re", ["size,region"]),
        ("resumetrack rates --by region,re", []),
        ("resumetrack rates --level pr", ["province", "prefecture"]),
        ("resumetrack trend --pool ", ["day", "week", "month", "quarter"]),
        ("resumetrack rates -f j", ["json", "jsonl"]),
        ("resumetrack log --lang ", ["en", "zh"]),
        ("resumetrack rates --basis ra", ["raised"]),
    ],
)
def test_words_of_the_program(offered: Offered, line: str, words: list[str]) -> None:
    """What the program knows by itself is offered where there is no store."""
    assert offered(line) == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("resumetrack rates --where ", [f"{name}=" for name in (*CODED_DIMENSIONS, *LIST_DIMENSIONS)]),
        ("resumetrack rates --where li", ["list="]),
        ("resumetrack rates --where s", [f"size={size}" for size in ("large", "medium", "small", "micro", "sme")]),
        ("resumetrack rates --where size=", ["large", "medium", "small", "micro", "sme"]),
        ("resumetrack rates --where size=m", ["medium", "micro"]),
        ("resumetrack rates --where region=42", ["420000"]),
        ("resumetrack rates --where region=31 --where industry=C36", ["C36"]),
        ("resumetrack rates --where batch=", []),
    ],
)
def test_conditions(offered: Offered, line: str, words: list[str]) -> None:
    """Dimensions come first, then the values of one; bash puts what is offered in the place of the value alone."""
    assert offered(line) == words


def test_codes_cover_the_country(offered: Offered) -> None:
    """All 34 province-level units are offered, and the clusters."""
    found = offered("resumetrack rates --where region=")
    assert len([code for code in found if code.endswith("0000")]) == 34
    assert "yangtze-river-delta" in found


@pytest.mark.parametrize("named", ["--store resumetrack.duckdb ", ""])
def test_what_the_store_holds(offered: Offered, office: Path, named: str) -> None:
    """Lists, panels and periods are those of the store that the line names, or the one of the folder."""
    assert offered(f"resumetrack rates {named}--list ", office) == ["whitelist"]
    assert offered(f"resumetrack rates {named}--panel ", office) == ["main"]
    held = offered(f"resumetrack rates {named}--period 2020-03-0", office)
    assert held[0] == "2020-03-01"
    assert offered(f"resumetrack rates {named}--from 2020-03-0", office) == held


def test_what_the_site_has(offered: Offered, tmp_path: Path) -> None:
    """Indicators and rule sets are ours and the site's own; of a configuration that makes no sense nothing is known."""
    assert offered("resumetrack rates --indicator coverage,power_i") == ["coverage,power_index"]
    place = tmp_path / "resumetrack.toml"
    place.write_text('[rules.ours]\nshow = ["operating_rate"]\n')
    assert offered("resumetrack rates --rules ") == ["ministry", "ons", "grid", "ours"]
    place.write_text("rules = 3")
    assert offered("resumetrack rates --rules ") == []


@pytest.mark.parametrize("asked", ["--files 2020-03-01.csv", "--lake lake"])
def test_what_the_store_holds_is_not_offered_of_others(offered: Offered, office: Path, asked: str) -> None:
    """Files and a lake have other panels, periods and lists."""
    for option in ("--list ", "--panel ", "--period 2"):
        assert offered(f"resumetrack rates {asked} {option}", office) == []


def test_store_of_the_environment(offered: Offered, office: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The store may be named by the environment."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    store = str(office / "resumetrack.duckdb")
    assert offered("resumetrack rates --list ", elsewhere, RESUMETRACK_STORE=store) == ["whitelist"]


@pytest.mark.parametrize("content", [None, "no store", ""])
def test_without_a_store(offered: Offered, tmp_path: Path, content: str | None) -> None:
    """Where there is no store nothing is offered, nothing is said and nothing is created."""
    place = tmp_path / "resumetrack.duckdb"
    if content is not None:
        place.write_text(content)
    assert offered("resumetrack rates --list ") == []
    assert offered("resumetrack rates --period 2") == []
    assert place.exists() == (content is not None)


@pytest.mark.parametrize("words", ["resumetrack rates --where 'region = ", "=", "resumetrack ="])
def test_odd_lines_are_left_alone(words: str) -> None:
    """A line that cannot be taken apart is handed on as it is."""
    environment = {"COMP_WORDS": words, "COMP_CWORD": "1"}
    before = dict(environment)
    mend_words(environment)
    assert environment["COMP_WORDS"] == before["COMP_WORDS"]
