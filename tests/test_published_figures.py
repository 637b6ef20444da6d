"""Figures that were published come out of the sample data, each by the command that the README prints beside it."""

import csv
import json
import shlex
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from conftest import Run, invoke
from resumetrack.tracker import demonstration
from resumetrack.tracker.demonstration import Figure

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "sample_data"
FIGURES = {figure.id: figure for figure in demonstration.figures(SAMPLE)}
NOTED = {
    "2020-sme-operating": "some translations call it a return rate",
    "2022-shanghai-unnamed": "not named by the source",
}
Records = Callable[[tuple[str, ...]], list[dict[str, object]]]


@pytest.fixture(scope="module")
def records(demo_folder: Path) -> Records:
    """Carry out a command of published.csv on the loaded store, each once."""

    @cache
    def ask(command: tuple[str, ...]) -> list[dict[str, object]]:
        done = invoke(f"{shlex.join(command)} --store {demo_folder / 'resumetrack.duckdb'} --format json --quiet")
        assert done.code == 0, done.err
        found: list[dict[str, object]] = json.loads(done.out)
        return found

    return ask


def value(figure: str, records: Records) -> float:
    """The figure as its command computes it."""
    found = FIGURES[figure].value_in(records(FIGURES[figure].command))
    assert found is not None
    return found


def printed(figure: str, records: Records) -> str:
    """The figure as people are shown it, with one decimal."""
    return FIGURES[figure].text_of(value(figure, records)).en


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("2020-operating", "98.6 %"),
        ("2020-return", "89.9 %"),
        ("2020-hubei-return", "70.0 %"),
        ("2020-hubei-17-march", "49.3 %"),
        ("2020-sme-operating", "76.0 %"),
        ("2020-leaders", "92"),
        ("2020-leaders-51", "51"),
        ("2020-leaders-41", "41"),
        ("2022-shanghai-enterprises", "666"),
        ("2022-shanghai", "86.8 %"),
        ("2022-shanghai-automotive", "77.0 %"),
        ("2022-shanghai-unnamed", "91.0 %"),
        ("2022-shanghai-22-april", "70.0 %"),
        ("2022-jilin-enterprises", "50"),
        ("2022-jilin", "98.0 %"),
    ],
)
def test_published_as_a_number(records: Records, figure: str, text: str) -> None:
    """The command prints the number that was published."""
    assert printed(figure, records) == text


def test_hubei_operates_above_95_percent(records: Records) -> None:
    """Published: above 95 %."""
    assert value("2020-hubei-operating", records) > 0.95


def test_smes_rise_by_more_than_one_point_a_day(records: Records) -> None:
    """Published: rising on average by more than 1 pp a day since 1 March."""
    assert value("2020-sme-pace", records) > 1


@pytest.mark.parametrize("block", ["steel", "electronics"])
def test_return_rate_above_90_percent(records: Records, block: str) -> None:
    """Published: above 90 %."""
    assert value(f"2020-{block}", records) > 0.9


@pytest.mark.parametrize("block", ["textile", "automotive", "machinery", "light-industry"])
def test_return_rate_between_70_and_90_percent(records: Records, block: str) -> None:
    """Published: between 70 and 90 %."""
    assert 0.7 <= value(f"2020-{block}", records) <= 0.9


@pytest.mark.parametrize("figure", FIGURES)
def test_within_what_was_published(records: Records, figure: str) -> None:
    """The value lies between the bounds that published.csv states for it."""
    assert FIGURES[figure].holds(value(figure, records))


def test_terminal_and_csv_agree(demo_folder: Path, run: Run) -> None:
    """The installed command prints the same in its table."""
    store = demo_folder / "resumetrack.duckdb"
    done = run("rates", "--panel", "above-size", "--period", "2020-03-28", "--store", store)
    assert " 98.6 " in done.out
    assert " 89.9 " in done.out


@pytest.mark.parametrize("figure", FIGURES)
def test_readme_lists_the_figure(figure: str) -> None:
    """The README has a row for each figure, with what was published and the command."""
    one = FIGURES[figure]
    row = f"| {one.figure.en} | {one.published.en} | `{shlex.join(one.command)}` | `{one.column}`"
    assert row in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("figure", NOTED)
def test_readme_notes(figure: str) -> None:
    """What must be said beside a figure is said."""
    assert figure in FIGURES
    assert NOTED[figure] in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


def test_every_row_is_a_figure() -> None:
    """published.csv has no two rows of one name."""
    with (SAMPLE / "published.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(FIGURES)


def test_figure_that_does_not_hold() -> None:
    """A value outside the bounds, or none, does not hold."""
    figure = FIGURES["2020-operating"]
    assert isinstance(figure, Figure)
    assert not figure.holds(None)
    assert not figure.holds(0.98)
    assert figure.text_of(None).en == "-"
    assert figure.value_in([]) is None
