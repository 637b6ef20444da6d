"""How the commands that take files in speak of them: the table of files, the findings, the words beside."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from resumetrack.cli.diagnostics import tell, warn
from resumetrack.cli.options import Common
from resumetrack.cli.streams import write_file
from resumetrack.model import (
    RULES,
    Cell,
    Column,
    DeliveryResult,
    DeliveryState,
    Finding,
    Lang,
    Meaning,
    Severity,
    Table,
    Text,
)

EXAMPLES = 3

ReceivedOption = Annotated[
    str | None, typer.Option("--received", help="When the files arrived; default now.", metavar="TIME")
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Refuse a file with any bad row.")]

_COLUMNS = (
    Column("file", Meaning.TEXT, Text("File", "文件")),
    Column("state", Meaning.TEXT, Text("State", "结果")),
    Column("report", Meaning.CODE, Text("Report", "报表")),
    Column("panel", Meaning.TEXT, Text("Panel", "面板"), human=False),
    Column("profile", Meaning.TEXT, Text("Profile", "配置"), human=False),
    Column("rows", Meaning.COUNT, Text("Rows", "行数")),
    Column("accepted", Meaning.COUNT, Text("Accepted", "接收")),
    Column("rejected", Meaning.COUNT, Text("Rejected", "拒收")),
    Column("duplicate", Meaning.COUNT, Text("Duplicate", "重复")),
    Column("blank", Meaning.COUNT, Text("Blank", "空行")),
    Column("revised", Meaning.COUNT, Text("Revised", "修订")),
    Column("first_period", Meaning.DATE, Text("First", "首期")),
    Column("last_period", Meaning.DATE, Text("Last", "末期")),
)


def files_table(results: Sequence[DeliveryResult], skipped: Sequence[str] = ()) -> Table:
    """One row per file: what became of it and of its rows."""
    rows: list[tuple[Cell, ...]] = []
    for result in results:
        counts = result.counts
        numbers: list[Cell] = [
            counts.read,
            counts.accepted,
            counts.rejected,
            counts.duplicate,
            counts.blank,
            result.revised,
        ]
        if result.recognition is None or result.state is DeliveryState.HELD:
            numbers = [None] * len(numbers)
        rows.append(
            (
                result.name,
                result.state.value,
                result.report,
                result.panel,
                result.profile,
                *numbers,
                result.first_period,
                result.last_period,
            )
        )
    return Table(Text("Files", "文件"), _COLUMNS, tuple(rows), notes=passed_over(skipped))


def show_results(results: Sequence[DeliveryResult], skipped: Sequence[str], common: Common) -> None:
    """Write the table of files; what was found and noted goes to stderr."""
    table = files_table(results, skipped)
    common.show(table)
    for result in results:
        warn_of_findings(result, common.lang)
        if result.state is DeliveryState.REFUSED:
            # The words are those of the error, which name the file.
            for note in result.notes:
                warn(f"refused: {note.to(common.lang)}")
            continue
        tell(of_file(result.name, _with_state(result)), common.lang, quiet=common.quiet)


def warn_of_findings(result: DeliveryResult, lang: Lang) -> None:
    """Say what was found in a file, each kind with a few examples."""
    for line in _finding_lines(result, lang):
        warn(line)


def of_file(name: str, notes: Iterable[Text]) -> list[Text]:
    """Say of which file notes are."""
    return [Text(f"{name}: {note.en}", f"{name}：{note.zh}") for note in notes]


def passed_over(skipped: Sequence[str]) -> tuple[Text, ...]:
    """Name what was not read of a folder."""
    return tuple(
        Text(f"{name} is of no kind that is read; passed over", f"{name} 不是可读取的类型，已跳过") for name in skipped
    )


def _with_state(result: DeliveryResult) -> list[Text]:
    if result.state is not DeliveryState.HELD:
        return list(result.notes)
    held, gone = Text(f"already held as report {result.report}", f"已作为报表 {result.report} 入库"), result.withdrawn
    done = Text("nothing changed", "未作改动")
    if gone is not None:
        done = Text(f"report {gone}, which it replaces, was withdrawn", f"被其取代的报表 {gone} 已撤回")
    return [Text(f"{held.en}; {done.en}", f"{held.zh}；{done.zh}"), *result.notes]


def _finding_lines(result: DeliveryResult, lang: Lang) -> list[str]:
    """Say each kind of finding once, with its number and a few examples."""
    lines = []
    for code, count in result.finding_counts.items():
        rule = RULES[code]
        examples = [one for one in result.findings if one.code == code][:EXAMPLES]
        word = {
            Severity.REJECT: Text("rejected", "拒收"),
            Severity.FLAG: Text("kept, flagged", "保留并标记"),
            Severity.NOTE: Text("noted", "提示"),
        }
        lines.append(
            f"{result.name}: {rule.title.to(lang)} x {count:,} ({word[rule.severity].to(lang)}): {rule.advice.to(lang)}"
        )
        lines += [f"  {place(one)}: {one.message.to(lang)}" for one in examples]
        if count > len(examples):
            lines.append(f"  ... {count - len(examples):,} more; `resumetrack check` lists them")
    return lines


def write_rejects(results: Sequence[DeliveryResult], path: Path, common: Common) -> None:
    """Write the rejected rows of stored files to a file, and to further ones where headers differ."""
    from resumetrack.tracker.rejecting import numbered, rejected_rows

    sheets = rejected_rows(results, common.lang)
    notes = [] if sheets else [Text(f"no row was rejected; {path} was not written", f"没有拒收的行；未写入 {path}")]
    for number, sheet in enumerate(sheets, 1):
        file, count = numbered(path, number), len(sheet.rows)
        write_file(sheet.pieces(), file)
        notes.append(
            Text(
                f"{count:,} rejected rows are in {file}: correct them there and ingest it with the same profile",
                f"{count:,} 个拒收的行已写入 {file}：更正后用同一 profile 重新 ingest",
            )
        )
    tell(notes, common.lang, quiet=common.quiet)


def place(found: Finding) -> str:
    """Say where a finding is: file, line, column."""
    line = f":{found.line}" if found.line is not None else ""
    column = f", {found.column}" if found.column else ""
    return f"{found.file}{line}{column}"
