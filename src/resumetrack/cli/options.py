"""Options that commands share, declared once, and how they become what the tracker takes."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import typer

from resumetrack import periods
from resumetrack.cli.diagnostics import tell
from resumetrack.cli.streams import chosen_format, write_table
from resumetrack.errors import UsageError
from resumetrack.model import Lang, Selection, Table
from resumetrack.periods import Frequency
from resumetrack.tracker import Tracker, parse_moment

DEFAULT_STORE = Path("resumetrack.duckdb")


@dataclass(frozen=True, kw_only=True)
class Common:
    """What every command takes: which store and panel, which format and where to, which language, how much talk."""

    store: Path
    panel: str | None
    format: str | None
    output: Path | None
    lang: Lang
    quiet: bool

    @property
    def tracker(self) -> Tracker:
        """The tracker on the store named."""
        return Tracker(self.store, panel=self.panel)

    @property
    def shown_as(self) -> str:
        """The format in force."""
        return chosen_format(self.format, self.output)

    def show(self, table: Table) -> None:
        """Write a result to its place, its notes to stderr."""
        write_table(table, self.shown_as, self.output, self.lang)
        tell(table.notes, self.lang, quiet=self.quiet)


def _common_options(
    store: Annotated[Path, typer.Option(help="The store file.", envvar="RESUMETRACK_STORE")] = DEFAULT_STORE,
    panel: Annotated[str | None, typer.Option(help="The panel; not needed while there is one.", envvar="RESUMETRACK_PANEL")] = None,
    format_: Annotated[str | None, typer.Option("--format", "-f", help="table, csv, tsv, json, jsonl or md.", metavar="FORMAT")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file; its suffix chooses the format.")] = None,
    lang: Annotated[str, typer.Option(help="Language of names and words: en or zh.", metavar="en|zh")] = "en",
    *,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes on stderr.")] = False,
) -> Common:
    if lang not in {"en", "zh"}:
        message = f"there is no language {lang}"
        raise UsageError(message, hint="--lang takes en or zh")
    common = Common(store=store, panel=panel, format=format_, output=output, lang=cast("Lang", lang), quiet=quiet)
    chosen_format(format_, output)
    return common


def _selection_options(
    by: Annotated[list[str] | None, typer.Option(help="Dimensions, separated by commas: region, industry, size, list, batch, focus, leader, any attribute.", metavar="DIM[,DIM]")] = None,
    level: Annotated[list[str] | None, typer.Option(help="Levels: province, prefecture, county, cluster; section, division, group, class, block.", metavar="L[,L]")] = None,
    period: Annotated[str | None, typer.Option(help="latest (default), all, or a date.", metavar="latest|all|DATE")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First period.", metavar="DATE")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Last period.", metavar="DATE")] = None,
    every: Annotated[str | None, typer.Option(help="The last period held in each day, week, month or quarter.", metavar="STEP")] = None,
    pool: Annotated[str | None, typer.Option(help="Sum all periods of each day, week, month or quarter.", metavar="STEP")] = None,
    list_: Annotated[list[str] | None, typer.Option("--list", help="Members of this list only, and as the scope; repeat for a union.", metavar="NAME")] = None,
    where: Annotated[list[str] | None, typer.Option(help="Only where a dimension has a value: region=31, industry=C36, size=sme.", metavar="DIM=VALUE")] = None,
    indicator: Annotated[list[str] | None, typer.Option(help="A further indicator; repeat for several.", metavar="NAME")] = None,
    min_coverage: Annotated[str | None, typer.Option(help="Take the last period whose coverage reaches this.", metavar="RATE")] = None,
    as_of: Annotated[str | None, typer.Option(help="As it was known then; a bare date is the end of that day.", metavar="TIME")] = None,
) -> Selection:
    return Selection(
        by=_names(by),
        levels=_names(level),
        period=_period(period),
        first=day("--from", from_),
        last=_last_day("--to", to),
        every=_step("--every", every),
        pool=_step("--pool", pool),
        lists=tuple(list_ or ()),
        where=tuple(map(_condition, where or ())),
        indicators=_names(indicator),
        min_coverage=rate("--min-coverage", min_coverage),
        as_of=None if as_of is None else parse_moment(as_of, end=True),
    )


Command = Callable[..., Any]


def with_common(command: Command) -> Command:
    """Give a command the common options; it takes them as `common`."""
    return _with(command, {"common": _common_options})


def with_selection(command: Command) -> Command:
    """Give a command the selection and common options; it takes them as `selection` and `common`."""
    return _with(command, {"selection": _selection_options, "common": _common_options})


def _with(command: Command, groups: dict[str, Command]) -> Command:
    """Replace each group's parameter by the parameters of the function that makes it."""
    own = [parameter for parameter in inspect.signature(command, eval_str=True).parameters.values() if parameter.name not in groups]
    taken = {name: inspect.signature(make, eval_str=True).parameters for name, make in groups.items()}

    @functools.wraps(command)
    def wrapper(**values: Any) -> Any:  # noqa: ANN401
        made = {name: make(**{option: values.pop(option) for option in taken[name]}) for name, make in groups.items()}
        if "selection" in made:
            made["selection"] = _placed(made["selection"], made["common"])
        return command(**values, **made)

    parameters = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in (*own, *(one for many in taken.values() for one in many.values()))
    ]
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return wrapper


def _placed(selection: Selection, common: Common) -> Selection:
    from dataclasses import replace

    return replace(selection, panel=common.panel, lang=common.lang)


def _names(values: list[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for value in values or () for part in value.split(",") if part.strip()))


def _period(text: str | None) -> Literal["latest", "all"] | date:
    if text is None or text in {"latest", "all"}:
        return cast('Literal["latest", "all"]', text or "latest")
    found = day("--period", text)
    return found if found is not None else "latest"


def day(option: str, text: str | None) -> date | None:
    """Read a date, week, month or quarter given on the command line as its first day.

    Raises
    ------
    UsageError
        If it is none of them.
    """
    found = _parsed(option, text)
    return None if found is None else found.day


def _last_day(option: str, text: str | None) -> date | None:
    found = _parsed(option, text)
    return None if found is None else periods.end(found.day, found.grain)


def _parsed(option: str, text: str | None) -> periods.PeriodText | None:
    if text is None:
        return None
    found = periods.parse(text)
    if found is None:
        message = f"{option} {text} is not a date"
        raise UsageError(message, hint="write 2020-03-28, 2020-W13, 2020-03 or 2020Q1")
    return found


def _step(option: str, text: str | None) -> Frequency | None:
    if text is None:
        return None
    try:
        return Frequency(text)
    except ValueError as error:
        message = f"{option} {text} is no step"
        raise UsageError(message, hint=f"choose {', '.join(Frequency)}") from error


def _condition(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        message = f"--where {text} is no condition"
        raise UsageError(message, hint="write --where region=31 or --where size=sme")
    return name.strip(), value.strip()


def rate(option: str, text: str | None) -> float | None:
    """Read a rate given as `0.9` or `90%`.

    Raises
    ------
    UsageError
        If it is neither, or a bare number above 1.
    """
    if text is None:
        return None
    body = text.strip()
    try:
        value = float(body[:-1]) / 100 if body.endswith("%") else float(body)
    except ValueError as error:
        message = f"{option} {text} is no rate"
        raise UsageError(message, hint="write 0.9 or 90%") from error
    if not 0 <= value <= 1 and not (body.endswith("%") and value > 1):
        message = f"{option} {text} is no rate between 0 and 1"
        raise UsageError(message, hint=f"write {text}% if you mean percent" if value > 1 else "write 0.9 or 90%")
    return round(value, 12)
