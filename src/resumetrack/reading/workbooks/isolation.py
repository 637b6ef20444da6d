"""A first opening of a workbook in a process of its own, which may die of it.

The library that reads values is compiled, and what it does at bytes made to break it cannot be caught: it may abort,
take all memory, or never come back. So another process opens the workbook first, with limits. What that process
survives is opened here.
"""

import json
import subprocess
import sys
from collections.abc import Sequence

from resumetrack.errors import RefusedError

MEMORY_LIMIT = 8_000_000_000
SECONDS = 300

_TRIAL = f"""
import io, json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({MEMORY_LIMIT}, {MEMORY_LIMIT}))
except (ImportError, ValueError, OSError):
    pass
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
for name in json.loads(sys.argv[1]):
    book.get_sheet_by_name(name)
"""


def refuse_deadly(name: str, content: bytes, sheets: Sequence[str], trial: str = _TRIAL) -> None:
    """Refuse a workbook that kills the process which opens it; other faults come up again when it is opened here.

    Parameters
    ----------
    sheets
        Names of the sheets that may be loaded; those that are known to be too large are not tried.

    Raises
    ------
    RefusedError
        If the process died or did not end.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own words; the bytes go to its standard input
            [sys.executable, "-I", "-c", trial, json.dumps(list(sheets))],
            input=content,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _deadly(name, f"is not read in {SECONDS} seconds") from error
    if done.returncode < 0:
        raise _deadly(name, "makes the library that reads it break off")


def _deadly(name: str, what: str) -> RefusedError:
    return RefusedError(
        f"{name}: the workbook {what}", hint="it is damaged, or made to do harm; ask for the table as CSV (UTF-8)"
    )
