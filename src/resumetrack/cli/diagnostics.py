"""The owner of stderr: errors, notes, findings and progress; nothing in it is data."""

import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from resumetrack.model import Lang, Text
from resumetrack.render import clean

_AFTER_SECONDS = 1.0
_NAME_WIDTH = 30


def complain(message: str, hint: str = "") -> None:
    """Print an error and what to do about it."""
    _say(f"resumetrack: error: {clean(message)}")
    if hint:
        _say(f"hint: {clean(hint)}")


def tell(notes: Iterable[Text], lang: Lang, *, quiet: bool) -> None:
    """Print notes beside a result, unless quiet."""
    if not quiet:
        for note in notes:
            _say(f"note: {clean(note.to(lang))}" if lang == "en" else f"注：{clean(note.to(lang))}")


def warn(text: str) -> None:
    """Print a line that is neither error nor note: findings, refused files."""
    _say(clean(text))


def _say(line: str) -> None:
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(line.encode(encoding, errors="backslashreplace").decode(encoding) + "\n")
    sys.stderr.flush()


class Progress:
    """Files and rows read so far and the file at hand, on a terminal, once the work has taken over a second."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._start = time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        self._rows: dict[str, int] = {}

    def __enter__(self) -> "Callable[[str, int], None] | None":
        return self.advance if self._shown else None

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, name: str, rows: int) -> None:
        """Show that so many rows of a file have been read."""
        self._rows[name] = rows
        if self._bar is None:
            if time.monotonic() - self._start < _AFTER_SECONDS:
                return
            self._begin()
        words = f"{len(self._rows):,} files, {sum(self._rows.values()):,} rows"
        self._bar.update(self._task, words=words, name=clean(name.rpartition("/")[2])[:_NAME_WIDTH])

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        self._bar = Bar(
            SpinnerColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[words]}", markup=False),
            TextColumn("{task.fields[name]}", markup=False),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, words="", name="")
        self._bar.start()
