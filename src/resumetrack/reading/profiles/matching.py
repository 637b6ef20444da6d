"""Which profile a file is for: [match] of a profile names file names and headers, and of a set exactly one must fit."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from resumetrack.reading.toml_section import Section


@dataclass(frozen=True, slots=True)
class MatchRule:
    """[match] of a profile: patterns of the file's name, of which one must fit, and headers that must all be there."""

    file_names: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()

    def fits_name(self, names: Iterable[str]) -> bool:
        """Whether one of the patterns fits one of these names; letters are compared without case."""
        folded = [name.replace("\\", "/").casefold() for name in names]
        patterns = [pattern.casefold() for pattern in self.file_names]
        return not patterns or any(fnmatchcase(name, pattern) for name in folded for pattern in patterns)

    def fits_headers(self, cells: Collection[str]) -> bool:
        """Whether all headers are among these cells."""
        return all(plain(header) in cells for header in self.headers)


def plain(text: str) -> str:
    """Bring a header to the form in which it is looked for: blanks, case and a byte order mark do not count."""
    return "".join(text.removeprefix("\ufeff").casefold().split())


def match_rule(section: Section) -> MatchRule | None:
    """Read [match]."""
    stated = section.anything("file_name")
    names = (stated,) if isinstance(stated, str) else section.texts("file_name") or ()
    headers = section.texts("headers") or ()
    section.finish()
    if not section.table:
        return None
    for key, texts in (("file_name", names), ("headers", headers)):
        if any(not text.strip() for text in texts):
            raise section.error(key, "holds an empty text")
    if not names and not headers:
        raise section.error("file_name", "says nothing", 'write file_name = "*.csv", or headers = ["..."]')
    return MatchRule(tuple(names), headers)


def head_cells(rows: Iterable[Sequence[str]]) -> frozenset[str]:
    """Give the cells of the first rows of a file, among which headers are looked for."""
    return frozenset(plain(cell) for row in rows for cell in row)
