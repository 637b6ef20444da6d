"""The columns of every machine table are the contract, whatever the combination of flags."""

import itertools

import pytest

from conftest import invoke

pytestmark = pytest.mark.usefixtures("office")

NAMED = ("region", "industry", "size")
COUNTS = ("enterprises", "reporting", "full", "partial", "suspended", "closed", "carried", "from_totals")
RATES = (*COUNTS, "operating_rate", "staffed", "employees", "on_duty", "return_rate", "coverage")
LONG = ("indicator", "numerator", "denominator", "value", "coverage")
TREND = (
    "indicator", "first_period", "first_rate", "period", "rate", "change_pp", "change_7d_pp", "since",
    "change_since_pp", "per_day_pp", "best_period", "worst_period", "direction", "reporting_first", "reporting",
    "coverage_first", "coverage", "joined", "left", "change_matched_pp", "target_period",
)  # fmt: skip
ENTERPRISES = (
    "period", "enterprise_id", "name", "region", "industry", "size", "status", "employees", "on_duty", "difficulty",
    "expected_resume", "last_period",
)  # fmt: skip
LOG = (
    "report", "panel", "kind", "received_at", "recorded_at", "file", "profile", "first_period", "last_period", "rows",
    "accepted", "rejected", "duplicate", "blank", "revised", "state",
)  # fmt: skip
FILES = (
    "file", "state", "report", "panel", "profile", "rows", "accepted", "rejected", "duplicate", "blank", "revised",
    "first_period", "last_period",
)  # fmt: skip
GROUPINGS = ((), ("region",), ("industry",), ("size",), ("list",), ("batch", "focus"), ("region", "size", "industry"))
FURTHER = ((), ("power_index",), ("full_operating_rate", "coverage", "return_rate_roster"))
PERIODS = ("", "--period all", "--from 2020-03-01", "--every week", "--pool month", "--as-of 2020-03-02T18:00Z")


def header(command: str, fmt: str = "csv") -> tuple[str, ...]:
    """The first line of what a command prints."""
    done = invoke(f"{command} --format {fmt}")
    assert done.code == 0, done.err
    return tuple(done.out.splitlines()[0].split("," if fmt == "csv" else "\t"))


def groups(by: tuple[str, ...], *, names: bool) -> tuple[str, ...]:
    """The columns of the dimensions."""
    return tuple(
        column for dim in by for column in ((dim, f"{dim}_name") if names and dim in NAMED else (dim,))
    )  # fmt: skip


def further(names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of further indicators; those that are there already are not repeated."""
    return tuple(
        f"{name}{end}" for name in names if name not in RATES for end in ("", "_numerator", "_denominator")
    )  # fmt: skip


@pytest.mark.parametrize(("by", "named"), [*itertools.product(GROUPINGS, FURTHER)])
def test_rates(by: tuple[str, ...], named: tuple[str, ...]) -> None:
    """Period, dimensions with their names, the counts and rates, then each further indicator with its two sides."""
    command = " ".join(["rates", *(f"--by {dim}" for dim in by), *(f"--indicator {name}" for name in named)])
    assert header(command) == ("period", *groups(by, names=True), *RATES, *further(named))


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_rates_columns_do_not_depend_on_data(period: str, lang: str) -> None:
    """Other periods, no rows at all, or another language: the same columns."""
    wanted = ("period", "region", "region_name", *RATES)
    assert header(f"rates --by region {period} --lang {lang}") == wanted
    assert header(f"rates --by region {period} --lang {lang} --where region=99") == wanted


def test_rates_without_roster_has_the_same_columns() -> None:
    """The scope is empty then, not absent."""
    assert invoke("undo 1").code == 0
    assert header("rates") == ("period", *RATES)
    assert invoke("rates -f csv -q").out.splitlines()[1].startswith("2020-03-02,,4,")


@pytest.mark.parametrize("by", GROUPINGS)
def test_rates_long(by: tuple[str, ...]) -> None:
    """`--long` has one row per indicator, without names."""
    options = " ".join(f"--by {dim}" for dim in by)
    assert header(f"rates --long {options}") == ("period", *groups(by, names=False), *LONG)
    assert header(f"rates --long {options} --indicator power_rate") == ("period", *groups(by, names=False), *LONG)


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("options", ["", "--target 90%", "--since 2020-03-01", "--every week", "--where region=99"])
def test_trend(by: tuple[str, ...], options: str) -> None:
    """Dimensions without names, then the columns of the contract."""
    dims = " ".join(f"--by {dim}" for dim in by)
    assert header(f"trend {dims} {options}") == (*by, *TREND)


@pytest.mark.parametrize("status", ["", "--status none", "--status suspended", "--where region=99"])
def test_enterprises(status: str) -> None:
    """The same columns whoever is asked for."""
    assert header(f"enterprises {status}") == ENTERPRISES


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        ("log", LOG),
        ("coverage", ("period", "enterprises", "covered", "silent", "off_scope", "coverage", "staff_coverage")),
        ("lists", ("list", "members", "batches", "focus")),
        (
            "panels",
            (
                "panel", "frequency", "week_start", "staff_base", "roster", "periods", "first_period", "last_period",
                "lists",
            ),
        ),
        ("ingest 2020-03-01.csv", FILES),
        ("ingest 2020-03-01.csv --again --dry-run", FILES),
        ("check 2020-03-01.csv", ("file", "line", "column", "severity", "code", "value", "message", "advice")),
        ("roster roster.csv --update", FILES),
        ("lists add whitelist whitelist.csv", FILES),
        ("doctor", ("check", "state", "value", "advice")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("fmt", ["csv", "tsv"])
def test_other_tables(command: str, columns: tuple[str, ...], fmt: str) -> None:
    """Every other command has its columns too."""
    assert header(command, fmt) == columns
