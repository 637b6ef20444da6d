"""Keeping a store safe: what `verify` looked at, and what `backup` and `restore` made, as tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from resumetrack.model import Cell, Column, Lang, Meaning, Table, Text
from resumetrack.store import Check, Copy, Scratch, Store

_CHECKS = {
    "readable": Text("every table can be read to its end", "所有数据表均可完整读取"),
    "counts": Text("rows read are accepted, rejected, repeated or blank", "读入行数与接收、拒收、重复、空行之和一致"),
    "rows": Text("every report has the rows it was stored with", "各报表入库行数齐全"),
    "digests": Text("they are the very rows that were stored", "各报表数据行与入库时完全一致"),
    "keys": Text("every key leads to one thing", "各代码均有唯一对应"),
    "versions": Text("what is in force follows from the rows delivered", "现行数据与所交报表推算结果一致"),
    "closures": Text("closed enterprises are kept as they were stated", "关闭企业的留存记录与所报一致"),
    "listed": Text("members of lists are kept as they were stated", "名单企业的留存记录与所报一致"),
    "condensed": Text("sums that are kept add up to the observations", "留存合计与逐户数据一致"),
}
_OK, _PROBLEM = Text("ok", "正常"), Text("problem", "问题")
_COLUMNS = (
    Column("check", Meaning.TEXT, Text("Check", "检查项"), human=False),
    Column("state", Meaning.TEXT, Text("State", "状态"), human=False),
    Column("label", Meaning.TEXT, Text("Check", "检查项"), machine=False),
    Column("verdict", Meaning.TEXT, Text("State", "状态"), machine=False),
    Column("checked", Meaning.COUNT, Text("Checked", "检查数")),
    Column("report", Meaning.CODE, Text("Report", "报表")),
    Column("detail", Meaning.TEXT, Text("Detail", "说明")),
)
_COPY_COLUMNS = (
    Column("file", Meaning.TEXT, Text("File", "文件")),
    Column("reports", Meaning.COUNT, Text("Reports", "报表数")),
    Column("bytes", Meaning.COUNT, Text("Bytes", "字节数")),
    Column("sha256", Meaning.CODE, Text("SHA-256", "SHA-256")),
)


@dataclass(frozen=True)
class Verified:
    """What was looked at, and whether all of it is right."""

    table: Table
    sound: bool


def verify(path: Path, lang: Lang, wait: float | None) -> Verified:
    """Check the store, every report of it.

    Raises
    ------
    StorageError
        If it cannot be read.
    """
    # Opened first: without a store there is nothing to make a scratch for.
    with Store(path, wait=wait):
        pass
    with Scratch(path) as scratch, Store(path, scratch=scratch, wait=wait) as store:
        checks = list(store.verify())
    notes = tuple(Text(check.note, check.note) for check in checks if check.note)
    rows = tuple(row for check in checks for row in _rows(check, lang))
    title = Text("What verify has looked at", "数据库核验")
    return Verified(Table(title, _COLUMNS, rows, notes=notes), not any(check.problems for check in checks))


def _rows(check: Check, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    label = _CHECKS[check.name].to(lang)
    if not check.problems:
        yield check.name, _OK.en, label, _OK.to(lang), check.checked, None, None
    for report, words in check.problems:
        yield check.name, _PROBLEM.en, label, _PROBLEM.to(lang), check.checked, report, words


def copied(made: Copy) -> Table:
    """Make the table of a copy; what gave way to it is noted."""
    title = Text("Copy", "副本")
    notes: tuple[Text, ...] = ()
    if made.kept is not None:
        notes = (Text(f"the store that was there is kept as {made.kept}", f"原数据库保留为 {made.kept}"),)
    return Table(title, _COPY_COLUMNS, ((str(made.path), made.reports, made.size, made.sha256),), notes=notes)
