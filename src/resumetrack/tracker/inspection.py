"""What `doctor` looks at: the store, the space around it, the installation, the configuration.

Looking changes nothing. A finding is `ok`, a `note` (worth knowing) or a `problem` (something will not work).
"""

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from resumetrack.errors import ConfigurationError, NoInputError, ResumetrackError, StoreBusyError
from resumetrack.model import Column, Lang, Meaning, Table, Text
from resumetrack.store import Store
from resumetrack.tracker import configuration

LIBRARIES = ("typer", "rich", "duckdb", "narwhals", "pandas")
LEAST_FREE = 200 * 1024**2
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_STEP = 1024


class Verdict(StrEnum):
    """How a thing that was looked at is."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


_VERDICT_WORDS = {Verdict.OK: "正常", Verdict.NOTE: "提示", Verdict.PROBLEM: "问题"}


@dataclass(frozen=True, slots=True)
class Observed:
    """One thing that was looked at: what it is like, and what to do if that is not good."""

    check: str
    label: Text
    value: str
    verdict: Verdict = Verdict.OK
    advice: str = ""


def inspect(store: Path) -> Iterator[Observed]:
    """Look at the store, the space for it, the versions and the configuration."""
    yield from _store(store)
    yield _space("free_space", Text("Free space beside the store", "数据库所在磁盘剩余"), store.absolute().parent)
    yield _space("free_scratch", Text("Free space for scratch files", "临时目录剩余"), Path(tempfile.gettempdir()))
    yield _configuration()
    yield from _versions()


def table_of(things: list[Observed], lang: Lang) -> Table:
    """Make the table of everything that was looked at."""
    words = Text("State", "状态")
    columns = (
        Column("check", Meaning.TEXT, Text("Check", "检查项"), human=False),
        Column("label", Meaning.TEXT, Text("Check", "检查项"), machine=False),
        Column("state", Meaning.TEXT, words, human=False),
        Column("verdict", Meaning.TEXT, words, machine=False),
        Column("value", Meaning.TEXT, Text("Value", "内容")),
        Column("advice", Meaning.TEXT, Text("Advice", "建议")),
    )
    rows = tuple(
        (
            one.check, one.label.to(lang), one.verdict.value,
            _VERDICT_WORDS[one.verdict] if lang == "zh" else one.verdict.value, one.value, one.advice or None,
        )
        for one in things
    )  # fmt: skip
    return Table(Text("What resumetrack finds here", "运行环境检查"), columns, rows)


def _store(path: Path) -> Iterator[Observed]:
    place = Text("Store", "数据库")
    if path.is_symlink() and not path.exists():
        yield Observed(
            "store", place, f"{path}: a link to nothing", Verdict.PROBLEM, "name the store itself with --store"
        )
        return
    if path.exists() and not path.is_file():
        yield Observed("store", place, f"{path}: not a file", Verdict.PROBLEM, "name the store file with --store")
        return
    if not path.exists():
        yield Observed("store", place, f"{path}: not there yet", Verdict.NOTE, "`resumetrack ingest FILE` creates it")
        yield _folder(path)
        return
    yield Observed("store", place, str(path.absolute()))
    yield from _file(path)
    yield from _content(path)


def _file(path: Path) -> Iterator[Observed]:
    log = path.with_name(f"{path.name}.wal")
    yield Observed("size", Text("Size", "大小"), sized(path.stat().st_size))
    yield Observed(
        "wal",
        Text("Write-ahead log", "预写日志"),
        sized(log.stat().st_size) if log.exists() else "none",
        Verdict.NOTE if log.exists() else Verdict.OK,
        "the last change was cut short; the next command that writes takes it in. Copy it together with the store"
        if log.exists()
        else "",
    )
    for check, label, mode in (
        ("readable", Text("Readable", "可读"), os.R_OK),
        ("writable", Text("Writable", "可写"), os.W_OK),
    ):
        allowed = os.access(path, mode)
        advice = "" if allowed else "check the permissions of the store"
        yield Observed(check, label, "yes" if allowed else "no", Verdict.OK if allowed else Verdict.PROBLEM, advice)
    yield _folder(path)


def _folder(path: Path) -> Observed:
    folder = path.absolute().parent
    label = Text("Folder writable", "目录可写")
    if not folder.is_dir():
        return Observed("folder", label, f"{folder}: not there", Verdict.PROBLEM, "create it, or name another --store")
    if os.access(folder, os.W_OK):
        return Observed("folder", label, "yes")
    return Observed("folder", label, f"{folder}: no", Verdict.PROBLEM, "check the permissions of the folder")


def _content(path: Path) -> Iterator[Observed]:
    label, holder = Text("Content", "内容"), Text("Holder", "占用者")
    try:
        with Store(path, wait=0) as store:
            known = store.panels()
            words = "; ".join(
                f"{panel.name} ({panel.frequency.value}, {len(store.periods(panel))} periods)" for panel in known
            )
    except StoreBusyError as error:
        yield Observed("holder", holder, error.message, Verdict.NOTE, "wait for it; commands do so themselves")
        return
    except NoInputError:
        return
    except ResumetrackError as error:
        yield Observed("content", label, error.message, Verdict.PROBLEM, error.hint)
        return
    yield Observed("holder", holder, "none is writing")
    yield Observed("content", label, words or "no panel yet", Verdict.OK if known else Verdict.NOTE)


def _space(check: str, label: Text, folder: Path) -> Observed:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free >= LEAST_FREE:
        return Observed(check, label, sized(free))
    return Observed(
        check, label, f"{sized(free)} in {folder}", Verdict.PROBLEM, f"keep {sized(LEAST_FREE)} free at least"
    )


def _configuration() -> Observed:
    label = Text("Configuration", "配置文件")
    try:
        found = configuration.load()
    except ConfigurationError as error:
        return Observed("configuration", label, error.message, Verdict.PROBLEM, error.hint)
    if found.path is None:
        return Observed("configuration", label, "none; the defaults hold")
    own = ", ".join(indicator.name for indicator in found.indicators) or "none"
    return Observed("configuration", label, f"{found.path.absolute()}: own indicators {own}")


def _versions() -> Iterator[Observed]:
    yield Observed("resumetrack", Text("resumetrack", "resumetrack"), version("resumetrack"))
    yield Observed(
        "python", Text("Python", "Python"), f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    )
    for name in LIBRARIES:
        try:
            yield Observed(name, Text(name, name), version(name))
        except PackageNotFoundError:
            yield Observed(name, Text(name, name), "missing", Verdict.PROBLEM, "install resumetrack anew")


def sized(number: float) -> str:
    """Write a number of bytes for people.

    >>> sized(512), sized(7_876_608)
    ('512 B', '7.5 MiB')
    """
    for unit in _UNITS[:-1]:
        if number < _STEP:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= _STEP
    return f"{number:.1f} {_UNITS[-1]}"
