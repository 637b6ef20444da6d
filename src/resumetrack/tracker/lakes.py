"""A tracker on a lake, and what an export to one has done, as a table."""

from pathlib import Path
from typing import NoReturn

from resumetrack.errors import UsageError
from resumetrack.model import Column, Meaning, Table, Text
from resumetrack.store import Store
from resumetrack.store.lake import Exported, Lake
from resumetrack.tracker.tracker import Tracker

_COLUMNS = (
    Column("lake", Meaning.TEXT, Text("Lake", "数据湖")),
    Column("reports", Meaning.COUNT, Text("Reports", "报表数")),
    Column("written", Meaning.COUNT, Text("Written", "写入")),
    Column("held", Meaning.COUNT, Text("There before", "原已存在")),
    Column("withdrawals", Meaning.COUNT, Text("Withdrawals", "撤回")),
    Column("rows", Meaning.COUNT, Text("Rows", "行数")),
    Column("files", Meaning.COUNT, Text("Files", "文件数")),
)


class LakeTracker(Tracker):
    """Everything that can be asked of a lake: the same questions, but nothing can be stored.

    Parameters
    ----------
    lake
        The folder that `Tracker.export_lake` wrote.
    panel
        The panel that is meant where a call names none.
    engine
        `duckdb`, or `spark`, which is started for each call.
    master
        The master of Spark, as `spark://HOST:7077`; this machine alone, if None.
    """

    def __init__(
        self, lake: str | Path, *, panel: str | None = None, engine: str = "duckdb", master: str | None = None
    ) -> None:
        super().__init__(lake, panel=panel)
        self.engine, self.master = engine, master

    def _open(self) -> Store:
        if self.engine == "spark":
            from resumetrack.tracker.spark_lake import SparkLake

            return SparkLake(self.path, self.master)
        return Lake(self.path)

    def _take_in(self, *_: object) -> NoReturn:
        message = f"{self.path} is a lake, and reports are not stored in it"
        raise UsageError(message, hint="store them with `resumetrack ingest`, then `resumetrack export lake DIR`")

    def undo(self, report: int) -> NoReturn:
        """Refuse to withdraw a report: that is done in the store it came from."""
        message = f"report {report} cannot be withdrawn in a lake"
        raise UsageError(message, hint="withdraw it in its store, then export again")


def exported(done: Exported) -> Table:
    """Make the table of an export; what has happened to reports that were there before is noted."""
    row = (str(done.lake), done.written + done.held, done.written, done.held, done.withdrawals, done.rows, done.files)
    notes = []
    if done.withdrawals:
        notes.append(
            Text(
                f"withdrawn since they were exported: {done.withdrawals:,}; the files stay and count no more",
                f"导出后撤回的报表：{done.withdrawals:,} 份；文件保留，不再计入",
            )
        )
    if done.superseded:
        notes.append(
            Text(
                f"superseded by later reports: {done.superseded:,}; the files stay, for figures as of a time before",
                f"已被后续报表取代：{done.superseded:,} 份；文件保留，供查询当时数据",
            )
        )
    return Table(Text("Export to a lake", "导出至数据湖"), _COLUMNS, (row,), notes=tuple(notes))
