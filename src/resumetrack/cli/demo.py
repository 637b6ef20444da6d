"""`resumetrack demo`: the sample data, the published figures it reproduces, and a short tour."""

import contextlib
import functools
import json
import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resumetrack.cli.diagnostics import Progress, tell, warn
from resumetrack.cli.options import DEFAULT_STORE, Common, with_common
from resumetrack.cli.quick import without_pandas
from resumetrack.cli.streams import write_text
from resumetrack.errors import ExitCode, UsageError
from resumetrack.model import Advance, Text

if TYPE_CHECKING:
    from resumetrack.tracker.demonstration import Figure

app = typer.Typer(rich_markup_mode=None, add_completion=False)

SAMPLE_FOLDER = "sample_data"
TOUR = (
    (
        Text(
            "The operating and return-to-work rates of 28 March 2020 by region:", "2020年3月28日各地区开工率与返岗率："
        ),
        "rates --panel above-size --by region",
    ),
    (
        Text("The same by industry, in the blocks that are reported on:", "按行业大类："),
        "rates --panel above-size --by industry --level block",
    ),
    (
        Text(
            "How small and medium-sized enterprises came back, and when they would reach 90 %:",
            "中小企业的恢复走势，以及何时达到 90 %：",
        ),
        "trend --panel sme --target 90%",
    ),
    (
        Text(
            "Shanghai's whitelist in April 2022, by batch and focus area:",
            "2022年4月上海“白名单”企业，按批次和重点领域：",
        ),
        "rates --panel key-enterprises --where region=31 --by batch,focus",
    ),
)


@app.command()
@with_common
def demo(
    common: Common,
    *,
    keep: Annotated[
        Path | None, typer.Option(help="Leave the store and the sample files in this folder.", metavar="DIR")
    ] = None,
) -> None:
    """Show the published figures of 2020 and 2022 from sample data.

    Every enterprise in it is invented; their rates come out at figures that were published. The store is the demo's
    own: --store and --panel are not used. Exit codes: 0 every figure holds, 1 one does not.
    """
    from resumetrack.tracker import demonstration

    with _place(keep) as place:
        store = place / DEFAULT_STORE.name
        tell([Text("loading the sample data", "正在载入样例数据")], common.lang, quiet=common.quiet)
        with without_pandas(), Progress(quiet=common.quiet) as progress:
            rows = _load(place, progress)
        published = demonstration.figures(place / SAMPLE_FOLDER)
        values = _values(published, store)
        common.show(demonstration.comparison(published, values, common.lang))
        missed = [one for one, value in zip(published, values, strict=True) if not one.holds(value)]
        if common.shown_as == "table" and common.output is None:
            write_text(_verdict(len(published), len(missed), rows).to(common.lang))
            _walk(common, store)
    for one in missed:
        warn(f"does not hold: {one.figure.to(common.lang)}: resumetrack {shlex.join(one.command)}")
    tell([_farewell(keep)], common.lang, quiet=common.quiet)
    raise typer.Exit(ExitCode.DATA_PROBLEM if missed else ExitCode.DONE)


@contextlib.contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    """Give the folder of the demo's store: a temporary one, or the one that is kept if all goes well."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="resumetrack-demo-") as folder:
            yield Path(folder)
        return
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        message = f"--keep {keep} is there already and not an empty folder"
        raise UsageError(message, hint="name a new folder: the demo never writes over anything")
    is_new = not keep.exists()
    keep.mkdir(parents=True, exist_ok=True)
    try:
        yield keep
    except BaseException:
        shutil.rmtree(keep, ignore_errors=True)
        if not is_new:
            keep.mkdir(exist_ok=True)
        raise


def _load(place: Path, progress: Callable[[Advance], None] | None) -> int:
    """Copy the sample data to the place and load it there, so that the log names files as they can be named there."""
    from resumetrack.tracker import demonstration

    with demonstration.sample_data() as sample:
        shutil.copytree(sample, place / SAMPLE_FOLDER)
    with contextlib.chdir(place):
        return demonstration.load(DEFAULT_STORE, Path(SAMPLE_FOLDER), progress)


def _values(published: "Sequence[Figure]", store: Path) -> list[float | None]:
    """Compute each figure with the command that is printed beside it; a command is carried out once."""
    with tempfile.TemporaryDirectory(prefix="resumetrack-demo-") as folder:
        output = Path(folder, "figure.json")

        @functools.cache
        def records(command: tuple[str, ...]) -> list[dict[str, object]]:
            _carry_out(*command, "--store", str(store), "--quiet", "--output", str(output))
            found: list[dict[str, object]] = json.loads(output.read_text(encoding="utf-8"))
            return found

        return [one.value_in(records(one.command)) for one in published]


def _walk(common: Common, store: Path) -> None:
    """Show a few commands, each with what it prints."""
    for words, command in TOUR:
        write_text(f"\n{words.to(common.lang)}\n\n$ resumetrack {command}\n")
        quiet = ("--quiet",) if common.quiet else ()
        _carry_out(*shlex.split(command), "--store", str(store), "--lang", common.lang, "--format", "table", *quiet)


def _carry_out(*arguments: str) -> None:
    """Carry out a command as if it had been typed; what stops it stops the demo."""
    from resumetrack.cli.commands import app as program

    code = typer.main.get_command(program).main(list(arguments), prog_name="resumetrack", standalone_mode=False)
    if code:
        raise typer.Exit(code)


def _verdict(number: int, missed: int, rows: int) -> Text:
    if missed:
        return Text(
            f"\n{missed} of {number} published figures do not come out of the {rows:,} rows of sample data.\n",
            f"\n{number} 个公布值中有 {missed} 个与样例数据（{rows:,} 行）不符。\n",
        )
    return Text(
        f"\nAll {number} published figures come out of the {rows:,} rows of sample data, each by one command.\n",
        f"\n{number} 个公布值均可由样例数据（{rows:,} 行）得出。每个数值只需一条命令，示例如下。\n",
    )


def _farewell(keep: Path | None) -> Text:
    if keep is None:
        return Text(
            "the demo has removed its store; --keep DIR leaves it and the sample files to go on with",
            "演示数据库已删除；用 --keep DIR 可保留数据库和样例文件",
        )
    place = shlex.quote(str(keep))
    return Text(
        f"to go on: cd {place}, then any command above; the files that were loaded are in {SAMPLE_FOLDER}/",
        f"继续：先执行 cd {place}，再运行上面任一命令；所载入的文件在 {SAMPLE_FOLDER}/ 中",
    )
