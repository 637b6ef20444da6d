"""Zip archives: their members become sources of their own, read where they are; nothing is unpacked to disk.

What cannot be read safely (a name that leaves the archive, a lock, an archive within) is a source too, which is refused
when it is read, so that no member is passed over in silence.
"""

import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from resumetrack.errors import StorageError
from resumetrack.reading.files.source import ARCHIVE_SUFFIXES, Member, Source, is_readable

MEMBER_LIMIT = 10_000
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_LEFTOVERS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_RESEND = "ask for it to be sent again"


def members(name: str, path: Path, skipped: list[str]) -> list[Source]:
    """Give the members of a zip archive that can be read, by name; add the names of others to `skipped`.

    Raises
    ------
    StorageError
        If the file cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as opened:
            entries = opened.infolist()
    except zipfile.BadZipFile as error:
        return [Source(name, path, refusal=(f"{name}: damaged zip archive: {error}", _RESEND))]
    except OSError as error:
        raise StorageError(f"{name}: cannot be read: {error.strerror or error}") from error
    if len(entries) > MEMBER_LIMIT:
        trouble = f"{name}: holds more than {MEMBER_LIMIT:,} files"
        return [Source(name, path, refusal=(trouble, "unpack it and look at what it holds"))]
    return sorted(_readable(name, path, entries, skipped), key=lambda source: source.name)


def _readable(archive: str, path: Path, entries: list[zipfile.ZipInfo], skipped: list[str]) -> Iterator[Source]:
    for place, entry in enumerate(entries):
        inner = _name(entry)
        parts = PurePosixPath(inner.replace("\\", "/")).parts
        if entry.is_dir() or not parts:
            continue
        name = f"{archive}/{inner}"
        trouble = _trouble(inner, entry)
        source = Source(name, member=Member(path, place, inner, entry.compress_size))
        if trouble:
            yield replace(source, refusal=(f"{name}: {trouble[0]}", trouble[1]))
        elif any(part.startswith(".") or part in _LEFTOVERS for part in parts):
            continue
        elif is_readable(inner):
            yield source
        else:
            skipped.append(name)


def _trouble(inner: str, entry: zipfile.ZipInfo) -> tuple[str, str] | None:
    """Say why a member is not read, and what to do."""
    path = PurePosixPath(inner.replace("\\", "/"))
    if path.is_absolute() or PureWindowsPath(inner).drive or ".." in path.parts:
        return "its name leads out of the archive", "the archive may be hostile: do not unpack it"
    if any(unicodedata.category(character) == "Cc" for character in inner):
        return "its name holds control characters", "the archive may be hostile: do not unpack it"
    if entry.flag_bits & _ENCRYPTED:
        return "it is locked with a password", "unpack it with the password and give the files in it"
    if inner.lower().endswith(ARCHIVE_SUFFIXES):
        return "an archive within an archive is not read", "unpack it and give the files in it"
    return None


def _name(entry: zipfile.ZipInfo) -> str:
    """Name of a member: archives made on Chinese Windows hold GBK names without saying so."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.orig_filename
    raw = entry.orig_filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.orig_filename
