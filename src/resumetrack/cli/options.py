"""Options that commands share, declared once, and how they become what the tracker takes."""

import functools
import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from resumetrack.cli import completing, values
from resumetrack.cli.diagnostics import tell
from resumetrack.cli.streams import check_place, check_stdout, chosen_format, screen_of, write_table
from resumetrack.errors import UsageError
from resumetrack.model import Selection

if TYPE_CHECKING:
    from resumetrack.model import Lang, Table
    from resumetrack.tracker import Tracker
    from resumetrack.tracker.answers import Answers

RulesOption = Annotated[
    str | None,
    typer.Option(
        "--rules",
        help="By a named rule set: ministry, ons, grid, or the site's own.",
        metavar="NAME",
        autocompletion=completing.rule_sets,
    ),
]

ProfileOption = Annotated[
    list[str] | None,
    typer.Option(
        "--profile",
        help="Profile (TOML) that says how to read the files; of a folder of them each file chooses its own.",
        metavar="P.toml|DIR",
    ),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding", help="Encoding of the files where it is not found by itself: big5, cp1252, ...", metavar="NAME"
    ),
]
MaxRejectsOption = Annotated[
    str | None,
    typer.Option(
        "--max-rejects", help="Refuse a file with more bad rows; default over 5 % and over 3 rows.", metavar="N|P%"
    ),
]
FilesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--files",
        help="Ask these files as they are, without a store: a file, folder, zip archive, pattern or -; repeatable.",
        metavar="FILE|DIR|-",
    ),
]

RosterOption = Annotated[
    str | None,
    typer.Option("--roster", help="With --files: the roster of the enterprises that are to report.", metavar="FILE"),
]

DEFAULT_STORE = Path("resumetrack.duckdb")
STDOUT = "-"


@dataclass(frozen=True, kw_only=True)
class Common:
    """What every command takes: which store and panel, which format and where to, which language, how much talk.

    Questions may be put to `files` in place of the store, with a `roster`; the other fields say how these are read.
    """

    store: Path
    panel: str | None
    format: str | None
    output: Path | None
    lang: "Lang"
    quiet: bool
    excel: bool = False
    wait: float | None = None
    files: Sequence[str] = ()
    roster: str | None = None
    profile: Sequence[str] = ()
    encoding: str | None = None
    max_rejects: tuple[int | None, float | None] | None = None

    @cached_property
    def tracker(self) -> "Tracker":
        """The tracker on the store named."""
        # Here and not above: `--help` and completion need no engine.
        from resumetrack.tracker import Tracker

        return Tracker(self.store, panel=self.panel, wait=self.wait)

    @cached_property
    def answers(self) -> "Answers":
        """What is asked: the tracker on the store named, or the files."""
        if self.files:
            from resumetrack.cli.files import tracker_on

            return tracker_on(self)
        return self.tracker

    @property
    def shown_as(self) -> str:
        """The format in force."""
        return chosen_format(self.format, self.output, excel=self.excel)

    def show(self, table: "Table", spare: Sequence[str] = ()) -> None:
        """Write a result to its place, its notes to stderr; a narrow terminal may do without the `spare` columns."""
        width = screen_of(sys.stdout).width if self.shown_as == "table" and self.output is None else None
        seen = table
        if width is not None and spare:
            from resumetrack.cli.narrow import narrowed

            seen = narrowed(table, width, spare, self.lang)
        write_table(seen, self.shown_as, self.output, self.lang)
        tell(table.notes, self.lang, quiet=self.quiet)
        if self.files:
            from resumetrack.cli.files import tell_read

            tell_read(self)


def _text_options(
    store: Annotated[
        Path, typer.Option(help="The store file.", envvar="RESUMETRACK_STORE", readable=False)
    ] = DEFAULT_STORE,
    panel: Annotated[
        str | None,
        typer.Option(
            help="The panel; not needed while there is one.",
            envvar="RESUMETRACK_PANEL",
            autocompletion=completing.panels,
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="table, csv, tsv, json, jsonl or md.",
            metavar="FORMAT",
            autocompletion=completing.formats,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file; its suffix chooses the format.")
    ] = None,
    lang: Annotated[
        str,
        typer.Option(
            help="Language of names and words: en or zh.", metavar="en|zh", autocompletion=completing.languages
        ),
    ] = "en",
    *,
    wait: Annotated[
        str | None,
        typer.Option(
            help="Seconds to wait for a store in use; default 30.", envvar="RESUMETRACK_WAIT", metavar="SECONDS"
        ),
    ] = None,
    excel: Annotated[bool, typer.Option("--excel", help="Write csv that Excel opens, formulas guarded.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes on stderr.")] = False,
) -> Common:
    if output is not None and str(output) == STDOUT:
        output = None
    common = Common(
        store=store, panel=panel, format=format_, output=output, lang=values.language(lang), quiet=quiet, excel=excel,
        wait=values.seconds("--wait", wait),
    )  # fmt: skip
    # What cannot be written is said before anything is stored.
    chosen_format(format_, None, excel=excel)
    check_place(output)
    if output is None:
        check_stdout()
    return common


@functools.wraps(_text_options)
def _common_options(**given: Any) -> Common:  # noqa: ANN401
    common = _text_options(**given)
    chosen_format(common.format, common.output, excel=common.excel)
    return common


def _asking_options(
    *,
    files: FilesOption = None,
    roster: RosterOption = None,
    profile: ProfileOption = None,
    encoding: EncodingOption = None,
    max_rejects: MaxRejectsOption = None,
    **given: Any,  # noqa: ANN401
) -> Common:
    reading = {"--roster": roster, "--profile": profile, "--encoding": encoding, "--max-rejects": max_rejects}
    idle = next((option for option, value in reading.items() if value is not None), None)
    if files is None and idle:
        message = f"{idle} goes with files that are read for the question, and none is"
        raise UsageError(message, hint="name the files with --files; those of the store were read by `ingest`")
    return replace(
        _common_options(**given), files=tuple(files or ()), roster=roster, profile=tuple(profile or ()),
        encoding=encoding, max_rejects=values.limits(max_rejects, strict=False),
    )  # fmt: skip


def _signature(*makers: Callable[..., Any]) -> inspect.Signature:
    """Join the parameters of functions, those that take any excepted."""
    parameters = [one for make in makers for one in inspect.signature(make, eval_str=True).parameters.values()]
    return inspect.Signature(
        [one.replace(kind=one.KEYWORD_ONLY) for one in parameters if one.kind is not one.VAR_KEYWORD]
    )


_asking_options.__signature__ = _signature(_asking_options, _common_options)  # type: ignore[attr-defined]


def _selection_options(
    *,
    by: Annotated[
        list[str] | None,
        typer.Option(
            help="Dimensions, separated by commas: region, industry, size, list, batch, focus, leader, any attribute.",
            metavar="DIM[,DIM]",
            autocompletion=completing.several(completing.dimensions),
        ),
    ] = None,
    level: Annotated[
        list[str] | None,
        typer.Option(
            help="Levels: province, prefecture, county, cluster; section, division, group, class, block.",
            metavar="L[,L]",
            autocompletion=completing.several(completing.levels),
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            help="latest (default), all, a date, or a month or quarter.",
            metavar="latest|all|DATE",
            autocompletion=completing.periods,
        ),
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="First period.", metavar="DATE", autocompletion=completing.dates)
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Last period.", metavar="DATE", autocompletion=completing.dates)
    ] = None,
    every: Annotated[
        str | None,
        typer.Option(
            help="The last period held in each day, week, month or quarter.",
            metavar="STEP",
            autocompletion=completing.steps,
        ),
    ] = None,
    pool: Annotated[
        str | None,
        typer.Option(
            help="Sum all periods of each day, week, month or quarter.", metavar="STEP", autocompletion=completing.steps
        ),
    ] = None,
    list_: Annotated[
        list[str] | None,
        typer.Option(
            "--list",
            help="Members of this list only, and as the scope; repeat for a union.",
            metavar="NAME",
            autocompletion=completing.lists,
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            help="Only where a dimension has a value: region=31, industry=C36, size=sme.",
            metavar="DIM=VALUE",
            autocompletion=completing.conditions,
        ),
    ] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            help="A further indicator; repeat for several.",
            metavar="NAME",
            autocompletion=completing.several(completing.indicators),
        ),
    ] = None,
    min_coverage: Annotated[
        str | None, typer.Option(help="Take the last period whose coverage reaches this.", metavar="RATE")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="As it was known then; a bare date is the end of that day.", metavar="TIME")
    ] = None,
    carry: Annotated[
        str | None,
        typer.Option(help="Who is silent counts as last reported, for up to so many working days.", metavar="DAYS"),
    ] = None,
) -> Selection:
    chosen, first, last = values.chosen_periods(period, from_, to, every, pool)
    return Selection(
        by=values.names(by),
        levels=values.names(level),
        period=chosen,
        first=first,
        last=last,
        every=values.step("--every", every),
        pool=values.step("--pool", pool),
        lists=tuple(list_ or ()),
        where=tuple(map(values.condition, where or ())),
        indicators=values.names(indicator),
        min_coverage=values.rate("--min-coverage", min_coverage),
        as_of=values.moment("--as-of", as_of, end=True),
        carry=values.days("--carry", carry),
    )


Command = Callable[..., Any]


def with_common(command: Command) -> Command:
    """Give a command the common options; it takes them as `common`."""
    return _with(command, {"common": _common_options})


def with_common_text(command: Command) -> Command:
    """Give a command the common options, where what it writes to a file is no table."""
    return _with(command, {"common": _text_options})


def with_selection(command: Command) -> Command:
    """Give a command the selection and common options; it takes them as `selection` and `common`."""
    return _with(command, {"selection": _selection_options, "common": _common_options})


def with_asking(command: Command) -> Command:
    """Give a command the options of `with_selection`, and those that ask files in place of the store."""
    return _with(command, {"selection": _selection_options, "common": _asking_options})


def with_publishing(command: Command) -> Command:
    """Give a command the options of `with_asking`, and those of a table that leaves the house as `publishing`."""
    from resumetrack.cli.publishing import publishing_options

    return _with(
        command,
        {"publishing": publishing_options, "selection": _selection_options, "common": _asking_options},
    )


def _with(command: Command, groups: dict[str, Command]) -> Command:
    """Replace each group's parameter by the parameters of the function that makes it."""
    own = [
        parameter
        for parameter in inspect.signature(command, eval_str=True).parameters.values()
        if parameter.name not in groups
    ]
    taken = {name: inspect.signature(make, eval_str=True).parameters for name, make in groups.items()}

    @functools.wraps(command)
    def wrapper(**given: Any) -> Any:  # noqa: ANN401
        made = {name: make(**{option: given.pop(option) for option in taken[name]}) for name, make in groups.items()}
        _keep_apart(given, made)
        if "selection" in made:
            made["selection"] = _placed(made["selection"], made["common"])
        return command(**given, **made)

    parameters = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in (*own, *(one for many in taken.values() for one in many.values()))
    ]
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return wrapper


def _keep_apart(given: dict[str, Any], made: dict[str, Any]) -> None:
    """See that what a command writes takes the place of nothing that it keeps or reads."""
    common, publishing = made["common"], made.get("publishing")
    targets = {
        "--output": common.output,
        "--rejects": given.get("rejects"),
        "--audit": publishing.audit if publishing is not None else None,
    }
    if not any(targets.values()):
        return
    from resumetrack.cli.places import keep_apart

    read = {
        "FILE": [*given.get("files", ()), given.get("file")],
        "--files": common.files,
        "--roster": common.roster,
        "--profile": [*common.profile, *(given.get("profile") or ())],
        "--margins": given.get("margins"),
    }
    keep_apart(targets, read, common.store)


def _placed(selection: Selection, common: Common) -> Selection:
    return replace(selection, panel=common.panel, lang=common.lang)
