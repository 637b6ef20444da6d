"""A lake on Spark: a session, and the observations of a lake as a frame of it. Only what is small is made here by hand.

Nothing is carried out in Python on the workers, so that these need neither Python nor this program.
"""

import json
import os
import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resumetrack.errors import ConfigurationError, StorageError
from resumetrack.model import MEASURES
from resumetrack.store.lake.layout import SUFFIX

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LOCAL = "local[*]"
_INSTALL = "install it with `pip install 'resumetrack[spark]'`, or leave --engine out: DuckDB needs neither"
_JAVA = "install Java 17 or later (Debian: openjdk-17-jre-headless), or say where it is in JAVA_HOME"
_SEEN = "workers have to see the lake under the same path, and may have more to say in their own logs"
_FEW = 5_000
"""Rows that may be part of a plan."""
_PARTS, _ANEW = "spark.sql.shuffle.partitions", "spark.sql.adaptive.enabled"
_ROWS_OF_PART = 500_000
_FEW_PARTS = 4
"""Parts for each core."""
_ANSWER = 5.0
"""Seconds within which a master has to take a connection."""
_HERE = ("local", "spark://127.", "spark://localhost")
_DECIMALS = ", ".join(f"{measure} DECIMAL(18,6)" for measure in MEASURES)
_SCHEMA = (
    "panel STRING, report_id BIGINT, report INT, line BIGINT, received_at TIMESTAMP, columns STRING, "
    f"enterprise_id STRING, status STRING, {_DECIMALS}, region STRING, industry STRING, size STRING, "
    "attributes STRING, period DATE"
)


class Session:
    """Spark for one command.

    Raises
    ------
    ConfigurationError
        If PySpark or Java is not there.
    StorageError
        If the master does not answer.
    """

    def __init__(self, master: str | None) -> None:
        self.master = master or LOCAL
        _check_java()
        _check_master(self.master)
        with tempfile.TemporaryFile() as said, _quiet(said.fileno()):
            self.spark = _started(self.master, said)
        self.spark.sparkContext.setLogLevel("OFF")

    def close(self) -> None:
        """Let go of the cluster."""
        self.spark.stop()

    def frame(self, rows: Iterable[Sequence[Any]], schema: str) -> "DataFrame":
        """Make a frame of rows that are here.

        Few of them go into the plan, where Spark knows how few they are and joins them without a shuffle.
        """
        made = [tuple(row) for row in rows]
        if len(made) > _FEW:
            return self.spark.createDataFrame(made, schema, verifySchema=False)
        names = [column.split()[0] for column in schema.split(", ")]
        told = json.dumps([dict(zip(names, row, strict=True)) for row in made], default=str, ensure_ascii=False)
        return self.spark.sql(
            "SELECT inline(from_json(:told, :kind))", {"told": told, "kind": f"ARRAY<STRUCT<{schema}>>"}
        )

    def scale(self, rows: int) -> None:
        """Set in how many parts so many rows are worked out, unless whoever runs Spark has said it.

        A part costs some hundredths of a second at each of a dozen steps. What is worked out in a few of them is
        not planned anew between the steps either, which is for what may turn out otherwise than expected.
        """
        at_once = self.spark.sparkContext.defaultParallelism
        parts = max(at_once, -(-rows // _ROWS_OF_PART))
        said = self.spark.sparkContext.getConf()
        for name, value in ((_PARTS, str(parts)), (_ANEW, "false" if parts <= _FEW_PARTS * at_once else "true")):
            if not said.contains(name):
                self.spark.conf.set(name, value)

    def together(self, frame: "DataFrame", key: str) -> "DataFrame":
        """Bring the rows of each key to one place, where all that follows by this key is worked out."""
        return frame.repartition(key)

    def once(self, frame: "DataFrame") -> "DataFrame":
        """Let a frame be worked out once, however often it is named from here on."""
        return frame.persist()

    def rows(self, frame: "DataFrame") -> tuple[list[str], list[tuple[Any, ...]]]:
        """Carry out what a frame asks: its columns and rows.

        Raises
        ------
        StorageError
            If that fails.
        """
        try:
            return frame.columns, [tuple(row) for row in frame.collect()]
        except Exception as error:  # errors of Java have no class of their own
            message = f"Spark has failed on {self.master}: {_first_line(error)}"
            raise StorageError(message, hint=_SEEN) from error

    def observations(
        self, lake: Path, reports: Iterable[Sequence[Any]], factors: Mapping[str, int], attributes: Mapping[str, str]
    ) -> "DataFrame":
        """Give the observations of some reports, measures as whole numbers.

        Parameters
        ----------
        reports
            Their ids in the lake, each with the number that orders it.
        factors
            By what each measure that is wanted is multiplied to be whole.
        attributes
            Names of attributes that become columns, by the name of the column.
        """
        from pyspark.sql import functions as f

        folder = lake / "observations"
        is_there = next(folder.glob(f"*/*{SUFFIX}"), None) is not None
        files = self.spark.read.schema(_SCHEMA).parquet(str(folder)) if is_there else self.frame([], _SCHEMA)
        numbered = f.broadcast(self.frame(reports, "report_id BIGINT, number INT"))
        chosen = files.join(numbered, "report_id").drop("report", "report_id", "panel")
        whole = {measure: (f.col(measure) * f.lit(factor)).cast("bigint") for measure, factor in factors.items()}
        words = f.from_json("attributes", "MAP<STRING,STRING>")
        told: Any = f.col("columns")
        for column, attribute in attributes.items():
            escaped = attribute.replace("%", "%25").replace(",", "%2C")
            is_said = f.concat(f.lit(","), "columns", f.lit(",")).contains(f",{escaped},")
            told = f.concat(told, f.when(is_said, f.lit(f",{column}")).otherwise(f.lit("")))
        named = {column: words.getItem(attribute) for column, attribute in attributes.items()}
        return chosen.withColumns({**whole, **named, "columns": told}).withColumnRenamed("number", "report")


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if home and not Path(home, "bin", "java").exists():
        raise ConfigurationError(f"there is no Java in {home}, which JAVA_HOME names", hint=_JAVA)
    if not home and shutil.which("java") is None:
        raise ConfigurationError("Spark needs Java, and there is none", hint=_JAVA)


def _check_master(master: str) -> None:
    """Ask a standalone master for a connection: Spark itself would go on trying for a minute."""
    if not master.startswith("spark://"):
        return
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=_ANSWER).close()
        except (OSError, ValueError):
            continue
        return
    raise StorageError(f"no Spark master answers at {master}", hint="write --master spark://HOST:7077, or leave it out")


def _started(master: str, said: Any) -> "SparkSession":  # noqa: ANN401 - a file of bytes
    try:
        with warnings.catch_warnings():
            # PySpark 4.3 has not been released for the pandas of today; nothing here uses it.
            warnings.simplefilter("ignore")
            from pyspark.sql import SparkSession
    except ImportError as error:
        raise ConfigurationError("PySpark is not installed", hint=_INSTALL) from error
    builder = (
        SparkSession.builder.master(master)
        .appName("resumetrack")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        # All rows of an enterprise are together, so what goes by enterprise and period needs no shuffle.
        .config("spark.sql.requireAllClusterKeysForCoPartition", "false")
        .config("spark.sql.optimizer.dynamicPartitionPruning.enabled", "false")
        # Where in Python each expression was made is asked of Java twice for every one of thousands.
        .config("spark.python.sql.dataFrameDebugging.enabled", "false")
    )
    if master.startswith(_HERE):
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return builder.getOrCreate()
    except Exception as error:  # errors of Java have no class of their own
        said.seek(0)
        lines = said.read().decode(errors="replace").splitlines()
        reason = next((line for line in lines if line.strip() and not line.startswith("WARNING")), _first_line(error))
        message = f"Spark cannot be started on {master}: {reason}"
        raise ConfigurationError(message, hint=_JAVA) from error


@contextmanager
def _quiet(instead: int) -> Iterator[None]:
    """Let what is started meanwhile, and goes on for the whole command, write its talk elsewhere than to stderr."""
    kept = os.dup(2)
    os.dup2(instead, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _first_line(error: Exception) -> str:
    java = getattr(error, "java_exception", None)
    said = str(java.getMessage()) if java is not None else str(error)
    return said.strip().splitlines()[0] if said.strip() else type(error).__name__
