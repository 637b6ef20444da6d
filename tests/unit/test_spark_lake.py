"""A lake on Spark: a real master and two workers say what the store says; what is missing is said."""

import sys
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from bench.cluster import cluster

from conftest import Run, invoke
from lake_office import fill
from lake_questions import Question
from resumetrack.errors import StorageError
from resumetrack.store import Store
from resumetrack.store.lake.spark import Session
from resumetrack.tracker import Tracker
from resumetrack.tracker.spark_lake import SparkLake
from store_office import Office

SMALL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.cores.max": "2",
    "spark.executor.memory": "600m",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    # Compiling a plan costs more than interpreting it over a few rows.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
AT = datetime.fromisoformat("2020-06-01T05:30+00:00")
ASKED = {
    "levels, groups that overlap, an attribute, as of a moment": Question(
        {"by": ("region", "ownership"), "levels": ("cluster",), "as_of": AT, "period": "latest"}
    ),
    "members and conditions, carried": Question(
        {"by": ("batch",), "where": (("region", "31"), ("region", "44")), "lists": ("whitelist",), "carry": 2}
    ),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose reports stand in a lake."""
    office = Office(tmp_path_factory.mktemp("office"))
    fill(office)
    Tracker(office.path).export_lake(office.folder / "lake")
    return office


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A master with two workers."""
    with cluster(tmp_path_factory.mktemp("cluster"), workers=2) as url:
        yield url


@pytest.fixture(scope="module")
def lake(office: Office, master: str) -> Iterator[SparkLake]:
    """The office's lake on the cluster, by a session that is made for little data."""
    with warnings.catch_warnings():
        # PySpark 4.3 has not been released for the pandas of today; nothing here uses it.
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(master)
        for name, value in SMALL.items():
            builder = builder.config(name, value)
        builder.getOrCreate().sparkContext.setLogLevel("OFF")
    with SparkLake(office.folder / "lake", master) as opened:
        yield opened


@pytest.mark.parametrize("name", ASKED)
def test_the_cluster_says_what_the_store_says(name: str, office: Office, lake: SparkLake) -> None:
    """To the last digit, with the same notes, now or as of a moment."""
    with Store(office.path) as store:
        expected = ASKED[name].of(store)
    assert not isinstance(expected, str)
    assert ASKED[name].of(lake) == expected


def test_both_workers_work(lake: SparkLake) -> None:
    """The session has an executor on each of them, beside its own."""
    assert lake._session.spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() == 3


def test_the_command_on_the_cluster(office: Office, master: str, run: Run) -> None:
    """The same bytes and the same words, and nothing of Spark's own talk."""
    asked = ("rates", "--by", "region", "-f", "csv")
    on_spark = run(*asked, "--lake", office.folder / "lake", "--engine", "spark", "--master", master)
    assert on_spark == run(*asked, "--store", office.path)


def test_without_pyspark(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said how to get it."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyspark"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    done = invoke(f"rates --lake {office.folder / 'lake'} --engine spark")
    assert done.code == 78
    assert "resumetrack[spark]" in done.err


def test_a_java_that_does_not_start(office: Office, tmp_path: Path, run: Run) -> None:
    """What it says itself is handed on."""
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho this Java is too old >&2\nexit 1\n")
    java.chmod(0o700)
    done = run("rates", "--lake", office.folder / "lake", "--engine", "spark", env={"JAVA_HOME": str(tmp_path)})
    assert done.code == 78
    assert "too old" in done.err


def test_no_master_answers() -> None:
    """Within seconds, not after Spark's own minute."""
    with pytest.raises(StorageError, match=r"no Spark master answers at spark://127\.0\.0\.1:1"):
        Session("spark://127.0.0.1:1")
