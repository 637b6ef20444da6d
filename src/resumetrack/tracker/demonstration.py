"""The sample data as a demonstration: where it is, how it is loaded, and which published figures it must show.

`loading.csv` and `published.csv` say all of it; nothing about the figures stands in code.
"""

import csv
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from resumetrack.errors import NoInputError
from resumetrack.model import Column, Lang, Meaning, Table, Text
from resumetrack.model.printed import percent, signed
from resumetrack.tracker.advancing import Progress
from resumetrack.tracker.naming import PERIOD
from resumetrack.tracker.tracker import Tracker

_YES, _NO = Text("yes", "是"), Text("NO", "否")
# The published words that are more than a number.
_CHINESE = (
    (r"more than (\S+) pp a day", r"日均超过 \1 个百分点"),
    (r"above (.+)", r"\1 以上"),
    (r"about (.+)", r"约 \1"),
    (r"(\d+) to (\d+ %)", r"\1 至 \2"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was published, the command that shows it, and between which values it prints as published.

    `row` is the column and value that single out a row of the command's result, None if there is only one.
    """

    id: str
    date: str
    figure: Text
    published: Text
    command: tuple[str, ...]
    column: str
    row: tuple[str, str] | None
    low: float
    high: float

    def value_in(self, records: Sequence[Mapping[str, object]]) -> float | None:
        """Find the figure in the result of its command; None if it is not there."""
        for record in records:
            if self.row is None or str(record[self.row[0]]) == self.row[1]:
                value = record[self.column]
                return value if isinstance(value, int | float) else None
        return None

    def holds(self, value: float | None) -> bool:
        """Whether a value prints as was published."""
        return value is not None and self.low <= value <= self.high

    def text_of(self, value: float | None) -> Text:
        """Write a value in the unit that was published."""
        if value is None:
            return Text("-", "-")
        if self.column.endswith("_pp"):
            return Text(f"{signed(value)} pp a day", f"日均 {signed(value)} 个百分点")
        words = percent(value) if self.column.endswith("_rate") else f"{value:,}"
        return Text(words, words)


@contextmanager
def sample_data() -> Iterator[Path]:
    """Give the folder of the sample data: in the installed package, or beside the source in a checkout.

    Raises
    ------
    NoInputError
        If it is in neither.
    """
    installed = files("resumetrack") / "_sample_data"
    checkout = Path(__file__).parents[3] / "sample_data"
    if installed.is_dir():
        with as_file(installed) as folder:
            yield folder
    elif (checkout / "published.csv").is_file():
        yield checkout
    else:
        message = "the sample data is not there"
        raise NoInputError(message, hint="install resumetrack anew: the data comes with it")


def figures(folder: Path) -> tuple[Figure, ...]:
    """Read the published figures of the sample data in `folder`."""
    return tuple(_figure(row) for row in _rows(folder / "published.csv"))


def _figure(row: Mapping[str, str]) -> Figure:
    dimension, _, value = row["row"].partition("=")
    return Figure(
        id=row["id"],
        date=row["date"],
        figure=Text(row["figure"], row["figure_zh"]),
        published=Text(row["published"], _in_chinese(row["published"])),
        command=tuple(shlex.split(row["command"])),
        column=row["column"],
        row=(dimension, value) if dimension else None,
        low=float(row["low"]),
        high=float(row["high"]),
    )


def _in_chinese(published: str) -> str:
    for pattern, words in _CHINESE:
        if re.fullmatch(pattern, published):
            return re.sub(pattern, words, published)
    return published


def load(store: Path, folder: Path, progress: Progress | None = None) -> int:
    """Load the sample data in `folder` into a new store, in the order of its loading list; returns the rows read.

    All reports of a panel go in together, in one transaction: the same figures in a quarter of the time.
    """
    batches: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for row in _rows(folder / "loading.csv"):
        step = tuple(shlex.split(row["arguments"]))
        batches.setdefault((step[0], _option(step, "--panel")), []).append(step)
    return sum(_load(Tracker(store, panel=panel), folder, steps, progress) for (_, panel), steps in batches.items())


def _load(tracker: Tracker, folder: Path, steps: Sequence[tuple[str, ...]], progress: Progress | None) -> int:
    """Carry out steps of one kind."""
    match steps[0][0]:
        case "roster":
            done = [
                tracker.roster(folder / step[1], valid_from=_option(step, "--valid-from"), progress=progress)
                for step in steps
            ]
        case "lists":
            done = [tracker.add_list(step[2], folder / step[3], progress=progress) for step in steps]
        case _:
            paths = [path for step in steps for path in _files(folder / step[1])]
            # Nothing can be held in a new store, so there is nothing to look up.
            done = list(tracker.ingest(*paths, again=True, progress=progress).results)
    return sum(result.counts.read for result in done)


def _option(step: tuple[str, ...], name: str) -> str:
    return step[step.index(name) + 1]


def _files(path: Path) -> list[Path]:
    return sorted(path.iterdir()) if path.is_dir() else [path]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def comparison(published: Sequence[Figure], values: Sequence[float | None], lang: Lang) -> Table:
    """Set published figures against those computed from the sample data."""

    def words(name: str, label: Text, *, machine: bool = True, human: bool = True) -> Column:
        return Column(name, Meaning.TEXT, label, machine=machine, human=human)

    computed = Text("Computed", "计算值")
    holds = Text("Holds", "相符")
    columns = (
        words("id", Text("Id", "编号"), human=False),
        PERIOD,
        words("figure", Text("Figure", "指标")),
        words("published", Text("Published", "公布值")),
        Column("computed", Meaning.QUANTITY, computed, human=False),
        words("computed_text", computed, machine=False),
        words("ok", holds, human=False),
        words("holds", holds, machine=False),
        words("command", Text("Command", "命令"), human=False),
    )
    rows = tuple(
        (
            figure.id, date.fromisoformat(figure.date), figure.figure.to(lang), figure.published.to(lang),
            value, figure.text_of(value).to(lang), _YES.en if figure.holds(value) else _NO.en.lower(),
            (_YES if figure.holds(value) else _NO).to(lang), shlex.join(("resumetrack", *figure.command)),
        )
        for figure, value in zip(published, values, strict=True)
    )  # fmt: skip
    return Table(Text("Published figures against those computed here", "公布值与计算值对照"), columns, rows)
