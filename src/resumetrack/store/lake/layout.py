"""Where things are in a lake, what a file is called, and how a file gets its name: whole, or not at all.

    DIR/resumetrack-lake.json                        what the folder is, and the format of its files
        observations/period=2020-03-28/NAME.parquet  one file for each report and period
        totals/period=2020-03-28/NAME.parquet
        rosters/NAME.parquet    aliases/NAME.parquet    lists/NAME.parquet
        descriptions/NAME.parquet                    the words that describe enterprises, each set of them once
        reports/NAME.parquet                         written last: a report without this file is not there
        withdrawals/NAME.parquet                     written when a report has been withdrawn

NAME is made of what a report is, so that stores that know nothing of each other never use one name for two reports,
and a copy of a store uses the names of the store.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from resumetrack.errors import NoInputError, StorageError, UsageError
from resumetrack.store.disk import sync_folder

MARKER = "resumetrack-lake.json"
FORMAT = 1
DATED = ("observations", "totals")
PLAIN = ("rosters", "aliases", "lists", "descriptions", "reports", "withdrawals")
SUFFIX = ".parquet"
ID_BITS = 62
"""Ids are digests of so many bits: positive, and with room above for keys that are made up while reading."""
_PATTERNS = frozenset("*?[")


def report_id(*what: object) -> int:
    """Give the id of a report, out of all that makes it that report and no other."""
    digest = hashlib.sha256(json.dumps(what, default=str, ensure_ascii=True).encode()).digest()
    return int.from_bytes(digest[:8]) & ((1 << ID_BITS) - 1)


def name_of(received_at: datetime, number: int, identity: int) -> str:
    """Give the name of the files of a report, such that they stand in the order of receipt."""
    return f"{received_at:%Y%m%dT%H%M%S}-{number:06d}-{identity:016x}"


def place_of(kind: str, name: str, period: date | None = None) -> Path:
    """Give the path of a file below the lake."""
    dated = Path(kind) if period is None else Path(kind) / f"period={period.isoformat()}"
    return dated / f"{name}{SUFFIX}"


def pattern_of(lake: Path, kind: str) -> str | None:
    """Give the pattern of the files of a kind, None if there are none."""
    depth = "*/*" if kind in DATED else "*"
    pattern = f"{kind}/{depth}{SUFFIX}"
    return str(lake / pattern) if next(lake.glob(pattern), None) is not None else None


def names_in(lake: Path, kind: str) -> set[str]:
    """Names of the files that a lake has of a kind."""
    return {path.stem for path in (lake / kind).glob(f"*{SUFFIX}")}


def check_name(lake: Path) -> Path:
    """Make a path absolute, and sure that it is no pattern of paths to the engine.

    Raises
    ------
    UsageError
        If it could be one.
    """
    real = Path(os.path.realpath(lake))
    if _PATTERNS & set(str(real)):
        message = f"{real}: the path of a lake may not have * or ? or [ in it"
        raise UsageError(message, hint="its files are found by patterns; name another folder")
    return real


def check_lake(lake: Path) -> None:
    """Make sure of a lake that this version can read.

    Raises
    ------
    NoInputError
        If there is none.
    StorageError
        If it was written by a newer version, or cannot be read.
    """
    try:
        kind = json.loads((lake / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        message = f"there is no lake at {lake}"
        raise NoInputError(message, hint="`resumetrack export lake DIR` writes one") from error
    except (OSError, ValueError) as error:
        raise StorageError(f"{lake / MARKER} cannot be read: {error}", hint="check the folder") from error
    if kind != {"format": FORMAT}:
        raise StorageError(f"{lake} was written by a newer resumetrack", hint="upgrade resumetrack")


def make_lake(lake: Path) -> None:
    """Make a lake of a folder that is not there or empty; several may do so at once.

    Raises
    ------
    NoInputError
        If there is no folder to make it in.
    UsageError
        If something else is there.
    """
    if not lake.parent.is_dir():
        raise NoInputError(f"there is no folder {lake.parent}", hint="create the folder first")
    if lake.exists() and not lake.is_dir():
        raise UsageError(f"{lake} is a file, not a folder", hint="name another folder")
    lake.mkdir(exist_ok=True)
    others = any(not path.name.startswith(".") for path in lake.iterdir())
    # Looked at after the listing: who has begun to write there has put the marker first.
    if (lake / MARKER).exists():
        check_lake(lake)
        return
    if others:
        raise UsageError(f"{lake} has other files in it, and is no lake", hint="name a new or an empty folder")
    draft = lake / f".{MARKER}.{os.getpid()}"
    draft.write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")
    put(draft, lake / MARKER)


def put(made: Path, place: Path) -> None:
    """Give a finished file its name, on the disk: all of it, then the name, then the folder that has the name."""
    with made.open("rb") as file:
        os.fsync(file.fileno())
    for folder in _missing(place.parent):
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
    made.replace(place)
    sync_folder(place.parent)


def _missing(folder: Path) -> Iterator[Path]:
    """Folders that have to be made, the outermost first."""
    if not folder.is_dir():
        yield from _missing(folder.parent)
        yield folder
