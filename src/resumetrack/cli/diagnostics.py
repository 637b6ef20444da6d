"""The owner of stderr: errors, notes, findings and progress; nothing in it is data."""

import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from resumetrack.render import clean

if TYPE_CHECKING:
    from resumetrack.model import Advance, Lang, Text

_AFTER_SECONDS = 1.0
_BAR_WIDTH = 10
_BESIDE_NAME = _BAR_WIDTH + 31  # what stands in the line besides a name and the words
_LARGE = 100_000_000  # bytes that take longer, however they are read


def complain(message: str, hint: str = "") -> None:
    """Print an error and what to do about it."""
    _say(f"resumetrack: error: {clean(message)}")
    if hint:
        _say(f"hint: {clean(hint)}")


def tell(notes: "Iterable[Text]", lang: "Lang", *, quiet: bool) -> None:
    """Print notes beside a result, unless quiet."""
    if not quiet:
        for note in notes:
            _say(f"note: {clean(note.to(lang))}" if lang == "en" else f"注：{clean(note.to(lang))}")


def warn(text: str) -> None:
    """Print a line that is neither error nor note: findings, refused files."""
    _say(clean(text))


def _say(line: str) -> None:
    encoding = sys.stderr.encoding or "utf-8"
    # Where nobody hears it any more the exit code still tells.
    with suppress(BrokenPipeError):
        sys.stderr.write(line.encode(encoding, errors="backslashreplace").decode(encoding) + "\n")
        sys.stderr.flush()


class Progress:
    """Bytes, files, rows and rejects so far and the file at hand, on a terminal, for what takes over a second."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._start = time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        self._files: dict[str, Advance] = {}

    def __enter__(self) -> "Callable[[Advance], None] | None":
        return self.advance if self._shown else None

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, advance: "Advance") -> None:
        """Show how far a file has been read."""
        self._files[advance.name] = advance
        if self._bar is None:
            if time.monotonic() - self._start < _AFTER_SECONDS and advance.total < _LARGE:
                return
            self._begin()
        files = self._files.values()
        rejected = sum(file.rejected for file in files)
        number = "1 file" if len(files) == 1 else f"{len(files):,} files"
        words = f"{number}, {sum(file.rows for file in files):,} rows, {rejected:,} rejected"
        self._bar.update(
            self._task, completed=sum(file.read for file in files), total=advance.total or None, words=words,
            name=clean(advance.name.rpartition("/")[2])[: max(self._bar.console.width - _BESIDE_NAME - len(words), 0)],
        )  # fmt: skip

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar
        from rich.table import Column

        self._bar = Bar(
            SpinnerColumn(),
            BarColumn(bar_width=_BAR_WIDTH),
            DownloadColumn(table_column=Column(no_wrap=True)),
            TimeElapsedColumn(),
            TextColumn("{task.fields[words]}", markup=False, table_column=Column(no_wrap=True)),
            TextColumn("{task.fields[name]}", markup=False, table_column=Column(no_wrap=True)),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, words="", name="")
        self._bar.start()
