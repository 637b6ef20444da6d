"""The profiles of a command: none, one that reads every file, or several of which each file chooses its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from resumetrack.errors import ProfileError, RefusedError
from resumetrack.reading.files.rejects import ADDED_FILE
from resumetrack.reading.files.source import Source
from resumetrack.reading.files.tables import Opened
from resumetrack.reading.profiles.matching import head_cells, plain
from resumetrack.reading.profiles.profile import Profile, load_profile

Open = Callable[[Profile, Callable[[Sequence[str]], int]], Opened]


@dataclass(frozen=True, slots=True)
class Profiles:
    """Profiles to choose from; `is_choice` is false if there is at most one and it reads every file."""

    members: tuple[Profile, ...] = ()
    is_choice: bool = False

    def choose(self, source: Source, open_with: Open) -> Profile | None:
        """Give the profile of a file; `None` if none fits, which may still be recognisable.

        Parameters
        ----------
        open_with
            Opens the file as a profile says; told how many cells of a row are words of a header.

        Raises
        ------
        RefusedError
            If several fit.
        """
        if not self.is_choice:
            return self.members[0] if self.members else None
        look = _Look(source, self.members, open_with)
        fitting = [profile for profile in self.members if look.fits(profile)]
        if len(fitting) > 1:
            names = " and ".join(profile.name for profile in fitting)
            raise RefusedError(
                f"{source.name}: the profiles {names} both fit it"
                if len(fitting) == 2  # noqa: PLR2004
                else f"{source.name}: several profiles fit it: {names}",
                hint="make their [match] narrower, or name one with --profile FILE",
            )
        return fitting[0] if fitting else None


class _Look:
    """What is seen of a file when profiles are tried; each way of opening it is tried once."""

    def __init__(self, source: Source, profiles: Sequence[Profile], open_with: Open) -> None:
        self._source, self._open = source, open_with
        self._headers = {plain(header) for one in profiles if one.match for header in one.match.headers}
        self._seen: dict[object, tuple[frozenset[str], tuple[str, ...]]] = {}

    def fits(self, profile: Profile) -> bool:
        rule = profile.match
        if rule is None:
            return False
        if rule.fits_name(_names(self._source.name, self._source.file_name)):
            return not rule.headers or rule.fits_headers(self._look(profile)[0])
        # Rejected rows bear the name of the file they are from.
        origin = self._look(profile)[1] if self._source.file_name.lower().endswith(".csv") else ()
        return bool(origin) and rule.fits_name(origin) and rule.fits_headers(self._look(profile)[0])

    def _look(self, profile: Profile) -> tuple[frozenset[str], tuple[str, ...]]:
        key = profile.encoding, profile.delimiter, profile.sheet
        if key not in self._seen:
            try:
                opened = self._open(profile, lambda cells: sum(plain(cell) in self._headers for cell in cells))
                rows = [row for body in opened.bodies for row in body.head()]
            except RefusedError:
                rows = []
            self._seen[key] = head_cells(rows), _origin(rows)
        return self._seen[key]


def _names(name: str, file_name: str) -> list[str]:
    """Give a file's name with none, some and all of the folders it stands in."""
    parts = name.replace("\\", "/").split("/")
    return [file_name, *("/".join(parts[place:]) for place in range(len(parts)))]


def _origin(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Give the names of the file that rejected rows are from; none if these are no rejected rows."""
    for place, row in enumerate(rows):
        if row and row[0] == ADDED_FILE:
            found = next((below[0] for below in rows[place + 1 :] if below and below[0].strip()), "")
            name = found.split("[")[0]
            return tuple(_names(name, name))
    return ()


def load_profiles(paths: Sequence[str | Path]) -> Profiles:
    """Read profiles, and all of a folder.

    Raises
    ------
    ProfileError
        If one cannot be read, a folder has none, or one of several does not say which files it is for.
    """
    files: list[Path] = []
    is_folder = False
    for path in map(Path, paths):
        if path.is_dir():
            is_folder = True
            found = sorted(one for one in path.glob("*.toml") if not one.name.startswith("."))
            if not found:
                raise ProfileError(f"{path}: no profile in this folder", hint="profiles are files named *.toml")
            files += found
        else:
            files.append(path)
    members = tuple(load_profile(file) for file in dict.fromkeys(files))
    is_choice = is_folder or len(members) > 1
    for file, member in zip(dict.fromkeys(files), members, strict=True):
        if is_choice and member.match is None:
            raise ProfileError(
                f"{file}: does not say which files it is for, so it cannot be one of several",
                hint='add [match] with file_name = "*.csv" or headers = ["..."]',
            )
    return Profiles(members, is_choice)
