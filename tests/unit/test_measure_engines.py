"""DuckDB, pandas, Polars and Spark against one oracle in plain Python: every indicator under every option."""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from methodology.panels import DAWN, DAYS, LISTED, OBSERVED, SPANNED, Panel, Question, answer, panel
from property.oracle import Values
from resumetrack import measure
from resumetrack.errors import UsageError
from resumetrack.model import MEASURES
from resumetrack.periods import Calendar

NAMES = [indicator.name for indicator in measure.DECLARED]
TYPES = {
    **dict.fromkeys(MEASURES, int), "report": int, "ordinal": int,
    "period": date, "valid_from": date, "valid_to": date, "received_at": datetime,
}  # fmt: skip
NOON = DAWN + timedelta(hours=6)
CHINA = Calendar().count(DAYS[0], DAYS[-1]).ordinals
QUESTIONS = {
    "total": Question(bounds=True),
    "by cell": Question(by=("cell",), bounds=True),
    "by region and ownership": Question(by=("region", "ownership")),
    "without roster": Question(by=("cell",), scoped=False),
    "as of": Question(by=("cell",), as_of=NOON),
    "as of the end": Question(by=("cell",), as_of=DAWN + timedelta(days=9)),
    "carry": Question(by=("cell",), carry=3, bounds=True),
    "carry by working days": Question(by=("cell",), carry=2, ordinals=CHINA),
    "matched": Question(by=("cell",), basis="matched"),
    "matched by region": Question(by=("cell", "region"), basis="matched", scoped=False),
    "threshold": Question(threshold=measure.POWER_THRESHOLD * 2),
    "all at once": Question(by=("cell", "region"), as_of=NOON, carry=2, ordinals=CHINA, basis="matched"),
}
Maker = Callable[[Sequence[Values], Sequence[str]], Any]


def columns(rows: Sequence[Values], names: Sequence[str]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in names}


def _pandas(rows: Sequence[Values], names: Sequence[str]) -> pd.DataFrame:
    """What a notebook has: days as times, numbers with gaps as doubles."""
    frame = pd.DataFrame(columns(rows, names))
    for name in names:
        kind = TYPES.get(name, str)
        if kind in (date, datetime):
            frame[name] = pd.to_datetime(frame[name])
        elif kind is int:
            frame[name] = frame[name].astype("float64")
    return frame


def _polars(rows: Sequence[Values], names: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(columns(rows, names), schema={name: TYPES.get(name, str) for name in names})


def _polars_lazy(rows: Sequence[Values], names: Sequence[str]) -> pl.LazyFrame:
    return _polars(rows, names).lazy()


_DUCK_TYPES = {int: "BIGINT", str: "VARCHAR", date: "DATE", datetime: "TIMESTAMPTZ"}


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _duckdb(rows: Sequence[Values], names: Sequence[str]) -> duckdb.DuckDBPyRelation:
    frame = _polars(rows, names)  # noqa: F841 - DuckDB finds it by name
    casts = ", ".join(f"CAST({name} AS {_DUCK_TYPES[TYPES.get(name, str)]}) AS {name}" for name in names)
    table = f"t{len(_connection().execute('SHOW TABLES').fetchall())}"
    _connection().execute(f"CREATE TABLE {table} AS SELECT {casts} FROM frame")  # noqa: S608 - names of our own
    return _connection().table(table)


@pytest.fixture(scope="module")
def spark() -> Iterator[Maker]:
    """A Spark of this process, and the frames it makes."""
    with warnings.catch_warnings():
        # PySpark 4.3 has not been released for the pandas of today; what is used of it here needs no pandas.
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.adaptive.enabled", "false")
            # Compiling a plan costs more than interpreting it over a few thousand rows.
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("OFF")
        kinds = {int: "bigint", str: "string", date: "date", datetime: "timestamp"}

        def make(rows: Sequence[Values], names: Sequence[str]) -> Any:
            schema = ", ".join(f"{name} {kinds[TYPES.get(name, str)]}" for name in names)
            frame = session.createDataFrame([tuple(row[name] for name in names) for row in rows], schema)
            return frame.coalesce(1).cache()

        yield make
        session.stop()


MAKERS: Mapping[str, Maker] = {"duckdb": _duckdb, "pandas": _pandas, "polars": _polars, "polars-lazy": _polars_lazy}


@pytest.fixture(scope="module", params=[*MAKERS, "spark"])
def maker(request: pytest.FixtureRequest) -> Maker:
    found: Maker = MAKERS.get(request.param) or request.getfixturevalue("spark")
    return found


@cache
def world() -> Panel:
    return panel(seed=4)


@cache
def expected(name: str) -> dict[tuple[Any, ...], Values]:
    return answer(world(), QUESTIONS[name])


@pytest.fixture(scope="module")
def frames(maker: Maker) -> tuple[Any, Any, Any]:
    """Observations, roster and calendar on one engine."""
    ordinals = [{"period": day, "ordinal": place} for day, place in CHINA.items()]
    return (
        maker(world().observations, OBSERVED),
        maker(world().roster, LISTED),
        maker(ordinals, ("period", "ordinal")),
    )


def rows_of(native: Any) -> list[Values]:
    """The rows of a result on any engine, missing ones as None and days as dates."""
    if isinstance(native, duckdb.DuckDBPyRelation):
        return [dict(zip(native.columns, row, strict=True)) for row in native.fetchall()]
    if isinstance(native, pd.DataFrame):
        return [{str(name): _plain(cell) for name, cell in row.items()} for row in native.to_dict("records")]
    if isinstance(native, pl.LazyFrame):
        native = native.collect()
    if isinstance(native, pl.DataFrame):
        return native.rows(named=True)
    return [row.asDict() for row in native.collect()]


def _plain(cell: Any) -> Any:
    if pd.isna(cell):
        return None
    return cell.date() if isinstance(cell, pd.Timestamp) else cell


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_engine_says_what_the_oracle_says(name: str, frames: tuple[Any, Any, Any]) -> None:
    """Numerator, denominator and value of all indicators in all groups, to 1e-12; missing where they are missing."""
    agrees(name, *frames)


def test_a_roster_of_spans_is_one_of_editions(maker: Maker, frames: tuple[Any, Any, Any]) -> None:
    """Who leaves it, comes back, or is described otherwise, counts as the oracle says."""
    agrees("all at once", frames[0], maker(world().spans, SPANNED), frames[2])


@pytest.mark.parametrize("until", [None, date(2020, 3, 6)])
def test_nobody_is_on_the_roster_twice_at_once(until: date | None) -> None:
    """Spans that overlap would count an enterprise twice."""
    rows: list[Values] = [
        {"enterprise_id": "A", "valid_from": None, "valid_to": until},
        {"enterprise_id": "A", "valid_from": date(2020, 3, 5), "valid_to": None},
    ]
    roster = _polars(rows, ("enterprise_id", "valid_from", "valid_to"))
    with pytest.raises(UsageError, match="the roster has spans that overlap, of enterprise_id A"):
        measure.state(_polars(world().observations, OBSERVED), roster)
    with pytest.raises(UsageError, match="a roster with valid_to has no column valid_from"):
        measure.state(_polars(world().observations, OBSERVED), roster.drop("valid_from").head(1))


def agrees(name: str, observations: Any, roster: Any, calendar: Any) -> None:
    question = QUESTIONS[name]
    found = measure.rates(
        observations, question.by, NAMES, roster=roster if question.scoped else None, as_of=question.as_of,
        carry=question.carry, calendar=calendar if question.ordinals else None, basis=question.basis,
        bounds=question.bounds, threshold=question.threshold,
    )  # fmt: skip
    assert type(found) is type(observations)
    rows = rows_of(found)
    keys = ("period", *question.by)
    got = {tuple(row[key] for key in keys): row for row in rows}
    assert len(got) == len(rows)
    assert got.keys() == expected(name).keys()
    for key, figures in expected(name).items():
        for column, value in figures.items():
            same(got[key][column], value, (key, column))


def same(found: Any, wanted: Any, where: object) -> None:
    if wanted is None or found is None:
        assert found is wanted, where
    else:
        assert abs(float(found) - float(wanted)) <= 1e-12 * max(1, abs(float(wanted))), where


@pytest.mark.parametrize("name", NAMES)
def test_an_indicator_alone_brings_its_columns(name: str) -> None:
    """One that counts enterprises reads measures too; asked for alone it is what it is among all."""
    observations = _polars(world().observations, OBSERVED)
    roster = _polars(world().roster, LISTED)
    (alone, among) = (measure.rates(observations, (), names, roster=roster, as_of=NOON) for names in ([name], NAMES))
    assert alone[name].to_list() == among[name].to_list()
    found = measure.estimates(observations, (), [name], roster=roster, as_of=NOON)
    assert {record["indicator"] for record in found} <= {name}


def test_every_engine_estimates_alike(maker: Maker, frames: tuple[Any, Any, Any]) -> None:
    """Raised rates, limits and marks are those of Polars, whose numbers R and svy confirm."""
    asked: dict[str, Any] = {"strata": ("region", "ownership"), "carry": 3, "as_of": NOON}
    counts, sums = ("operating_rate", "power_resumed_rate"), ("return_rate_open", "return_rate_mean", "power_index")
    for by, names in ((("cell",), sums), (("region", "ownership"), (*counts, "production_rate", "coverage"))):
        observations, roster, _ = frames
        found = measure.estimates(observations, by, names, roster=roster, **asked)
        known = measure.estimates(
            _polars(world().observations, OBSERVED), by, names, roster=_polars(world().roster, LISTED), **asked
        )
        assert found == known, maker
    assert {record["mark"] for record in known} >= {"unreliable"}


@pytest.mark.usefixtures("spark")
def test_the_documents_spark_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """docs/notebooks.md: A operates on both days; B, suspended on Friday, is carried to Monday."""
    page = (Path(__file__).parent.parent.parent / "docs" / "notebooks.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```py\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(block, names)  # noqa: S102 - a block of our own documents
    assert [(row["reporting"], row["carried"], row["operating_rate"]) for row in rows_of(names["rates"])] == [
        (2, 0, 0.5),
        (2, 1, 0.5),
    ]
    assert "operating_rate" in capsys.readouterr().out
