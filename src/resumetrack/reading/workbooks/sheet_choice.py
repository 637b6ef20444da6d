"""Which sheets of a workbook are read: as the profile says, else the one that holds the data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from resumetrack.errors import RefusedError
from resumetrack.reading.toml_section import Section

_SHOWN = 20
_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class SheetRule:
    """Which sheets: by name, by position among those that can be seen, by a pattern of the name, or all of them."""

    name: str | None = None
    position: int | None = None
    pattern: re.Pattern[str] | None = None

    def chosen(self, file: str, visible: Sequence[str], hidden: Sequence[str]) -> list[str]:
        """Give the names of the sheets that are meant; a hidden one is meant only by its name.

        Raises
        ------
        RefusedError
            If there is none.
        """
        seen = f"its sheets are {listed(visible)}"
        if self.name is not None:
            plain = {name.strip(): name for name in (*visible, *hidden)}
            if self.name.strip() in plain:
                return [plain[self.name.strip()]]
            raise RefusedError(f"{file}: no sheet '{self.name}'; {seen}", hint="correct [file] sheet in the profile")
        if self.position is not None:
            if self.position <= len(visible):
                return [visible[self.position - 1]]
            raise RefusedError(
                f"{file}: no sheet {self.position}; {seen}",
                hint="correct [file] sheet in the profile; hidden sheets are not counted",
            )
        found = [name for name in visible if self.pattern is None or self.pattern.search(name)]
        if not found and self.pattern:
            raise RefusedError(
                f"{file}: no sheet fits '{self.pattern.pattern}'; {seen}", hint="correct [file] sheet in the profile"
            )
        return found


def listed(names: Sequence[str]) -> str:
    """Name sheets, for messages."""
    rest = len(names) - _SHOWN
    return ", ".join(f"'{name}'" for name in names[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def pattern_of(names: Sequence[str], others: Sequence[str]) -> str:
    """Make a regular expression that these names fit and no other: by their form if that does, else one by one."""
    forms = {re.sub(r"\d+", r"\\d+", _literal(name)) for name in names}
    if len(forms) == 1:
        pattern = f"^{forms.pop()}$"
        if not any(re.search(pattern, name) for name in others):
            return pattern
    return f"^({'|'.join(map(_literal, names))})$"


def _literal(text: str) -> str:
    return re.escape(text).replace("\\ ", " ")


def sheet_rule(section: Section) -> SheetRule | None:
    """Read `sheet` of [file]."""
    value = section.anything("sheet")
    if value is None:
        return None
    if value == "all":
        return SheetRule()
    if isinstance(value, str) and value.strip():
        return SheetRule(name=value)
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _LIMIT:
        return SheetRule(position=value)
    if isinstance(value, dict):
        table = section.section("sheet")
        pattern = table.pattern("pattern")
        table.finish()
        if pattern:
            return SheetRule(pattern=pattern)
    raise section.error(
        "sheet", f"{value!r} says no sheet", 'write "Sheet1", 2 for the second, { pattern = "^3月" }, or "all"'
    )
