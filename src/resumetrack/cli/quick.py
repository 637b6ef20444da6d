"""Keeping pandas out of quick commands.

DuckDB imports pandas and pyarrow, where they are installed, on the first bound parameter, and narwhals looks for
them too: most of a second that `rates` or `ingest` have no use for. They are hidden while such a command runs.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_HEAVY = ("pandas", "pyarrow")


@contextmanager
def without_pandas() -> Iterator[None]:
    """Hide pandas and pyarrow from imports; what was imported already is back afterwards."""
    before = {name: sys.modules.get(name) for name in _HEAVY}
    hidden = {name: None for name in _HEAVY if before[name] is None}
    sys.modules.update(hidden)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


class _AsWritten:
    """Takes texts and paths as they are written, and nothing as nothing; leaves other values to Typer.

    Typer makes a validator for each option, for which it imports pydantic: as long again as all of Typer takes.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - as Typer calls it
        """Make the value of an option out of the texts given."""
        is_many = param.multiple or param.nargs == -1
        if value is None:
            return () if is_many else None
        make = _MADE.get(param.type_descriptor.annotation)
        # No file has such a name, and Typer says so.
        if make is None or (make is Path and "\0" in str(value)):
            param._runtime_param = None  # noqa: SLF001 - Typer then makes its own
            return param.get_runtime_param().coerce(value, param=param, ctx=ctx)
        return [make(one) for one in value] if is_many else make(value)


_MADE: Mapping[Any, type[str] | type[Path]] = {str: str, list[str]: str, Path: Path, list[Path]: Path}


def take_as_written(params: Iterable[Any]) -> None:
    """Let options that are texts or paths, or not given at all, do without validators."""
    for param in params:
        param._runtime_param = _AsWritten()  # noqa: SLF001 - Typer is pinned to one minor version
