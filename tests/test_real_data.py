"""Real data that nobody here wrote gives the figures that others computed from it, to 1e-9.

Each data set is read with its profile from examples/profiles; the expected files stand beside the data.
"""

import csv
import gzip
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from resumetrack import Tracker
from resumetrack.model import Cell, Table

PROFILES = Path(__file__).parent.parent / "examples" / "profiles"
TOLERANCE = 1e-9
Row = dict[str, str]

REACTOR_COLUMNS = {
    "n": "reporting", "n_open": "full", "n_partial": "partial", "n_closed": "suspended", "n_with_capacity": "staffed",
    "capacity_total": "employees", "capacity_on": "on_duty", "online_rate": "operating_rate",
    "full_power_rate": "full_operating_rate", "capacity_operating_rate": "return_rate",
}  # fmt: skip
REACTOR_STATUS_COLUMNS = {
    name: REACTOR_COLUMNS[name] for name in ("n", "n_open", "n_partial", "n_closed", "online_rate", "full_power_rate")
}
SCHOOL_COLUMNS = {
    "n": "reporting", "n_open": "full", "n_partial": "partial", "n_closed": "suspended",
    "students": "full_operating_rate_staff_denominator", "students_open": "full_operating_rate_staff_numerator",
    "open_rate": "full_operating_rate", "open_or_partial_rate": "operating_rate",
    "open_rate_student_weighted": "full_operating_rate_staff",
}  # fmt: skip
INDICATORS = ("full_operating_rate", "full_operating_rate_staff")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real") / "store.duckdb"


@pytest.fixture
def reactors(real_data: Path, store: Path) -> Tracker:
    """Daily reports with the register joined: region, type and capacity stand in the file."""
    tracker = Tracker(store, panel="joined")
    if not _has(tracker, "joined"):
        folder = real_data / "us_power_reactors"
        done = tracker.ingest(folder / "nrc_daily_joined.csv.gz", profile=PROFILES / "us_power_reactors_joined.toml")
        assert done.results[0].counts.accepted == 34_310
    return tracker


@pytest.fixture
def reactor_register(real_data: Path, store: Path) -> Tracker:
    """Daily reports of power alone; region and type come from a register that knows some reactors by other names."""
    tracker = Tracker(store, panel="register")
    if not _has(tracker, "register"):
        folder = real_data / "us_power_reactors"
        tracker.ingest(folder / "nrc_daily_status.csv.gz", profile=PROFILES / "us_power_reactors_daily.toml")
        tracker.roster(folder / "reactors_register_2019.csv", profile=PROFILES / "us_power_reactors_register.toml")
        tracker.roster(folder / "unit_aliases.csv", update=True, profile=PROFILES / "us_power_reactors_aliases.toml")
    return tracker


@pytest.fixture
def schools(real_data: Path, store: Path) -> Tracker:
    """Weekly reports with exact and conflicting repeats, leading zeros and thousands separators."""
    tracker = Tracker(store, panel="schools")
    if not _has(tracker, "schools"):
        done = tracker.ingest(
            real_data / "us_school_modalities" / "School_Learning_Modalities.csv",
            profile=PROFILES / "us_school_modalities.toml",
        )
        counts = done.results[0].counts
        assert (counts.read, counts.accepted, counts.duplicate) == (18_820, 18_607, 213)
        assert done.results[0].finding_counts["conflicting-repeat"] == 11
    return tracker


def _has(tracker: Tracker, panel: str) -> bool:
    return tracker.path.exists() and panel in {row[0] for row in tracker.panels().rows}


def _expected(path: Path) -> Iterator[Row]:
    opener: Callable[..., object] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:  # type: ignore[attr-defined]
        yield from csv.DictReader(file)


def _agree(
    table: Table, expected: Path, key: Callable[[Row], tuple[str, ...]], dims: tuple[str, ...], columns: dict[str, str]
) -> None:
    """Every expected row is there, no other is, and every figure agrees."""
    found = {_key(record, dims): record for record in table.records()}
    wanted = list(_expected(expected))
    assert {key(row) for row in wanted} == set(found)
    for row in wanted:
        record = found[key(row)]
        for theirs, ours in columns.items():
            assert _same(row[theirs], record[ours]), (key(row), theirs, row[theirs], record[ours])


def _key(record: dict[str, Cell], dims: tuple[str, ...]) -> tuple[str, ...]:
    return (str(record["period"]), *("unknown" if record[dim] is None else str(record[dim]) for dim in dims))


def _same(text: str, value: Cell) -> bool:
    if value is None:
        return text == "" or float(text) == 0  # their sum over no values is 0, ours is missing
    assert isinstance(value, int | float) or hasattr(value, "as_tuple")
    return text != "" and math.isclose(float(text), float(value), rel_tol=TOLERANCE, abs_tol=TOLERANCE)  # type: ignore[arg-type]


def test_reactors_by_day(reactors: Tracker, real_data: Path) -> None:
    """Online, full-power and capacity-weighted rates of all reactors on each of 365 days."""
    table = reactors.rates(period="all", indicators=INDICATORS)
    expected = real_data / "us_power_reactors" / "expected_national_day.csv"
    _agree(table, expected, lambda row: (row["date"],), (), REACTOR_COLUMNS)


def test_reactors_by_region_and_day(reactors: Tracker, real_data: Path) -> None:
    """The same by region; the two reactors the register lacks form the region `unknown`."""
    table = reactors.rates(period="all", by="region", indicators=INDICATORS)
    expected = real_data / "us_power_reactors" / "expected_region_day.csv.gz"
    _agree(table, expected, lambda row: (row["date"], row["region"]), ("region",), REACTOR_COLUMNS)


def test_reactors_by_month(reactors: Tracker, real_data: Path) -> None:
    """Pooled to months, counts are reactor-days."""
    table = reactors.rates(pool="month", indicators=INDICATORS)
    expected = real_data / "us_power_reactors" / "expected_national_month.csv"
    _agree(table, expected, lambda row: (f"{row['month']}-01",), (), REACTOR_COLUMNS)


def test_reactors_by_region_and_month(reactors: Tracker, real_data: Path) -> None:
    """Pooled to months within regions."""
    table = reactors.rates(pool="month", by="region", indicators=INDICATORS)
    expected = real_data / "us_power_reactors" / "expected_region_month.csv"
    _agree(table, expected, lambda row: (f"{row['month']}-01", row["region"]), ("region",), REACTOR_COLUMNS)


def test_reactors_by_region_type_and_month(reactors: Tracker, real_data: Path) -> None:
    """Pooled to months within regions and types."""
    table = reactors.rates(pool="month", by="region,industry", indicators=INDICATORS)
    expected = real_data / "us_power_reactors" / "expected_region_type_month.csv"
    _agree(
        table,
        expected,
        lambda row: (f"{row['month']}-01", row["region"], row["type"]),
        ("region", "industry"),
        REACTOR_COLUMNS,
    )


def test_register_under_other_names(reactor_register: Tracker, real_data: Path) -> None:
    """Region from a register joined by aliases: the same rates by region as from the joined file."""
    table = reactor_register.rates(period="all", by="region", indicators=INDICATORS)
    expected = real_data / "us_power_reactors" / "expected_region_day.csv.gz"
    _agree(table, expected, lambda row: (row["date"], row["region"]), ("region",), REACTOR_STATUS_COLUMNS)


def test_register_units_that_no_longer_report(reactor_register: Tracker) -> None:
    """Reactors on the 2019 register that send nothing are silent, not closed."""
    table = reactor_register.enterprises(status="none")
    silent = {str(record["enterprise_id"]) for record in table.records()}
    assert silent == {"Duane Arnold", "Indian Point 2", "Indian Point 3", "Palisades", "Three Mile Island 1"}


def test_schools_by_week(schools: Tracker, real_data: Path) -> None:
    """Share of districts in person, by number and by students, last row winning."""
    table = schools.rates(period="all", indicators=INDICATORS)
    expected = real_data / "us_school_modalities" / "expected_national_week_last_wins.csv"
    _agree(table, expected, lambda row: (row["week"],), (), SCHOOL_COLUMNS)


def test_schools_by_state_and_week(schools: Tracker, real_data: Path) -> None:
    """The same by state."""
    table = schools.rates(period="all", by="region", indicators=INDICATORS)
    expected = real_data / "us_school_modalities" / "expected_state_week_last_wins.csv"
    _agree(table, expected, lambda row: (row["week"], row["State"]), ("region",), SCHOOL_COLUMNS)
