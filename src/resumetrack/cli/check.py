"""`resumetrack check`: what a file would be read as, and what is wrong with it."""

from collections.abc import Sequence
from typing import Annotated

import typer

from resumetrack.cli import values
from resumetrack.cli.deliveries import EXAMPLES, of_file
from resumetrack.cli.diagnostics import Progress, warn
from resumetrack.cli.options import Common, EncodingOption, ProfileOption, with_common
from resumetrack.cli.quick import without_pandas
from resumetrack.model import (
    Cell,
    Column,
    Counts,
    DeliveryResult,
    DeliveryState,
    Finding,
    Lang,
    Meaning,
    Recognition,
    Table,
    Text,
)

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_GROUPED = (
    Column("file", Meaning.TEXT, Text("File", "文件")),
    Column("severity", Meaning.TEXT, Text("Severity", "级别")),
    Column("code", Meaning.TEXT, Text("Rule", "规则")),
    Column("column", Meaning.TEXT, Text("Column", "列")),
    Column("findings", Meaning.COUNT, Text("Number", "数量")),
    Column("examples", Meaning.TEXT, Text("Examples", "示例")),
    Column("advice", Meaning.TEXT, Text("What to do", "建议")),
)
_COLUMNS = (
    Column("file", Meaning.TEXT, Text("File", "文件")),
    Column("line", Meaning.CODE, Text("Line", "行")),
    Column("column", Meaning.TEXT, Text("Column", "列")),
    Column("severity", Meaning.TEXT, Text("Severity", "级别")),
    Column("code", Meaning.TEXT, Text("Rule", "规则")),
    Column("value", Meaning.TEXT, Text("Value", "原值")),
    Column("message", Meaning.TEXT, Text("Message", "说明")),
    Column("advice", Meaning.TEXT, Text("Advice", "建议"), human=False),
)


@app.command()
@with_common
def check(
    common: Common,
    files: Annotated[
        list[str],
        typer.Argument(help="Files, folders, zip archives, patterns, or - for standard input.", metavar="FILE..."),
    ],
    *,
    profile: ProfileOption = None,
    encoding: EncodingOption = None,
    period: Annotated[str | None, typer.Option(help="The period of the whole file.", metavar="DATE")] = None,
) -> None:
    """Read files as `ingest` would and list every finding; no store.

    Exit codes: 0 all rows are good, 1 some would be rejected, 65 a file cannot be read.
    """
    with without_pandas(), Progress(quiet=common.quiet) as progress:
        done = common.tracker.check(
            *files, progress=progress, profile=profile, encoding=encoding, period=values.day("--period", period)
        )
    as_groups = common.shown_as in {"table", "md"}
    common.show((_groups if as_groups else _findings)(done.results, common.lang))
    for result in done.results:
        if result.state is DeliveryState.REFUSED:
            warn(f"refused: {result.notes[0].to(common.lang)}")
    raise typer.Exit(done.code)


def _findings(results: Sequence[DeliveryResult], lang: Lang) -> Table:
    """One row per finding; what was recognised stands above."""
    rows = tuple(
        (
            one.file,
            one.line,
            one.column,
            one.severity.value,
            one.code,
            one.value,
            one.message.to(lang),
            one.advice.to(lang),
        )
        for result in results
        for one in sorted(result.findings, key=lambda found: (found.line or 0, found.column))
    )
    return Table(Text("Findings", "发现的问题"), _COLUMNS, rows)


def _groups(results: Sequence[DeliveryResult], lang: Lang) -> Table:
    """One row per file, rule and column with a few examples; what was recognised stands above."""
    rows: list[tuple[Cell, ...]] = []
    for result in results:
        groups: dict[tuple[str, str], list[Finding]] = {}
        for one in sorted(result.findings, key=lambda found: (found.line or 0, found.column)):
            groups.setdefault((one.code, one.column), []).append(one)
        for (code, column), found in groups.items():
            # Of rules that many rows break, some findings only are kept; all are counted, over all columns.
            alone = sum(other == code for other, _ in groups) == 1
            number = result.finding_counts.get(code, len(found)) if alone else len(found)
            examples = "; ".join(map(_example, found[:EXAMPLES])) + (" ..." if number > EXAMPLES else "")
            rows.append(
                (result.name, found[0].severity.value, code, column, number, examples, found[0].advice.to(lang))
            )
    summary = tuple(line for result in results for line in recognised(result))
    if not rows and all(result.state is not DeliveryState.REFUSED for result in results):
        summary = (*summary, Text("There are no findings.", "未发现问题。"))
    return Table(Text("Findings", "发现的问题"), _GROUPED, tuple(rows), summary=summary)


def _example(found: Finding) -> str:
    said = f"'{found.value}'" if found.value else ""
    if found.line is None:
        return said
    return f"{found.line}: {said}" if said else str(found.line)


def recognised(result: DeliveryResult) -> list[Text]:
    """Say what a file was read as, and what became of its rows."""
    found = result.recognition
    if found is None:
        return []
    columns = ", ".join(f"{use.source or '(profile)'} = {use.canonical or 'not used'}" for use in found.columns)
    when, when_zh = _periods(result)
    file, file_zh = f"{result.name}: ", f"{result.name}："
    stored = _storage(found)
    return [
        Text(
            f"{file}{found.encoding}, {stored.en}, header in line {found.header_line}; {when}",
            f"{file_zh}{found.encoding}，{stored.zh}，表头在第 {found.header_line} 行；{when_zh}",
        ),
        Text(f"columns: {columns}", f"列：{columns}"),
        _outcomes(result.counts),
        *of_file(result.name, (*found.notes, *result.notes)),
    ]


def _storage(found: Recognition) -> Text:
    """Say how the cells stand in the file."""
    if not found.sheets:
        return Text(f"separated by {found.delimiter}", f"分隔符 {found.delimiter}")
    sheets = ", ".join(found.sheets)
    return Text(f"sheet{'s' if len(found.sheets) > 1 else ''} {sheets}", f"工作表 {sheets}")


def _periods(result: DeliveryResult) -> tuple[str, str]:
    """Say where the period comes from and what periods there are."""
    source = result.recognition.period_source if result.recognition else ""
    if not source or result.first_period is None:
        return "no period", "无日期"
    first, last = result.first_period, result.last_period
    if first == last:
        return f"period from {source}: {first}", f"日期来自 {source}：{first}"
    return f"period from {source}: {first} to {last}", f"日期来自 {source}：{first} 至 {last}"


def _outcomes(counts: Counts) -> Text:
    en = ", ".join(
        f"{number:,} {word}"
        for number, word in (
            (counts.accepted, "accepted"),
            (counts.rejected, "rejected"),
            (counts.duplicate, "duplicate"),
            (counts.blank, "blank"),
        )
    )
    zh = f"接收 {counts.accepted:,}，拒收 {counts.rejected:,}，重复 {counts.duplicate:,}，空行 {counts.blank:,}"
    return Text(f"{counts.read:,} rows: {en}", f"{counts.read:,} 行：{zh}")
