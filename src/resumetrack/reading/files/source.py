"""One file that is to be read, and what its name tells."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

SHEET_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", *SHEET_SUFFIXES)
ARCHIVE_SUFFIXES = (".zip", ".7z", ".rar", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")


@dataclass(frozen=True, slots=True)
class Member:
    """One file within an archive: its place there, its name, how many bytes it has packed."""

    archive: Path
    place: int
    name: str
    packed_size: int


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its name as people know it, and either its path, its bytes or its place in an archive.

    `refusal` is why it is not read at all, and what to do about it.
    """

    name: str
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    member: Member | None = None
    refusal: tuple[str, str] | None = None

    @property
    def file_name(self) -> str:
        """The last part of the name, which may tell the period."""
        if self.member:
            return _inner(self.member).name
        return self.path.name if self.path else self.name

    @property
    def folder(self) -> str:
        """The name of the folder or archive the file stands in, which may tell the period; empty for standard input."""
        if self.member:
            return _inner(self.member).parent.name or self.member.archive.stem
        return self.path.absolute().parent.name if self.path else ""

    @property
    def identity(self) -> object:
        """What two names of the same file have in common."""
        if self.member:
            return self.member.archive.resolve(), self.member.place
        return self.path.resolve() if self.path else self.name


def _inner(member: Member) -> PurePosixPath:
    return PurePosixPath(member.name.replace("\\", "/"))


def printable(name: str) -> str:
    r"""Give a name of a file as text; one that is no UTF-8, as names of other systems, has its bytes written `\xff`.

    >>> printable("2020-03-28.csv"), printable("\udcc8\udcd5.csv")
    ('2020-03-28.csv', '\\xc8\\xd5.csv')
    """
    told = name.encode("utf-8", "surrogateescape")
    try:
        return told.decode()
    except UnicodeDecodeError:
        return told.decode("ascii", "backslashreplace")


def is_readable(name: str) -> bool:
    """Whether a file of a folder or archive is of a kind that is read, by its name."""
    return name.lower().endswith(SUFFIXES)
