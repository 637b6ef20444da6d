"""Keeping pandas out of quick commands.

DuckDB imports pandas and pyarrow, where they are installed, on the first bound parameter, and narwhals looks for
them too: most of a second that `rates` or `ingest` have no use for. They are hidden while such a command runs.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

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
