"""Shapes other than one row per enterprise and period, as [wide] and [indicators] of a profile declare them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from resumetrack.errors import RefusedError
from resumetrack.model import ENTERPRISE_COUNTS, MEASURES, STAFF_MEASURES, Kind
from resumetrack.reading.toml_section import Section
from resumetrack.reading.values.period_patterns import PeriodPattern, period_pattern

VALUE_COLUMNS = ("status", *MEASURES, "difficulty", "expected_resume")
WIDE_COLUMNS = {Kind.REPORT: VALUE_COLUMNS, Kind.TOTALS: (*ENTERPRISE_COUNTS, *STAFF_MEASURES)}
"""What columns that stand for periods may hold, by the kind of table."""


@dataclass(frozen=True, slots=True)
class WideRule:
    """[wide] of a profile: for each canonical column the pattern of the headers that hold it, one per period."""

    patterns: Mapping[str, PeriodPattern]

    def column_of(self, header: str) -> str:
        """Canonical column whose values stand under a header; empty if it is no wide one."""
        return next((name for name, pattern in self.patterns.items() if pattern.holds_in(header)), "")

    def beside(self, header: str) -> str:
        """Give what a wide header says beside its period."""
        return self.patterns[self.column_of(header)].beside(header)

    def of_kind(self, file: str, kind: Kind) -> "WideRule":
        """Return the part of the rule that tables of a kind have.

        Raises
        ------
        RefusedError
            If there is none.
        """
        found = {name: pattern for name, pattern in self.patterns.items() if name in WIDE_COLUMNS[kind]}
        if found:
            return WideRule(found)
        what = "totals" if kind is Kind.TOTALS else "enterprises"
        raise RefusedError(
            f"{file}: [wide] of the profile states {', '.join(self.patterns)}, which a table of {what} does not have",
            hint=f"there it may state {', '.join(WIDE_COLUMNS[kind])}; [file] holds says which kind of table it is",
        )


def wide_rule(section: Section) -> WideRule | None:
    """Read [wide]."""
    names = dict.fromkeys(name for columns in WIDE_COLUMNS.values() for name in columns)
    patterns = {name: period_pattern(section, name, section) for name in names}
    section.anything("date_format")
    section.finish()
    found = {name: pattern for name, pattern in patterns.items() if pattern}
    if section.table and not found:
        raise section.error("date_format", "no column is stated", "write status = '^(\\d+月\\d+日)$' or the like")
    return WideRule(found) if found else None


@dataclass(frozen=True, slots=True)
class GatherRule:
    """[indicators] of a profile: which column names the indicator, which has its value, what the indicators are."""

    name_column: str
    value_column: str
    meanings: Mapping[str, str]


def gather_rule(section: Section) -> GatherRule | None:
    """Read [indicators]."""
    name, value = section.text("name_column"), section.text("value_column")
    meanings: dict[str, str] = {}
    for column in VALUE_COLUMNS:
        stated = section.anything(column)
        for word in (stated,) if isinstance(stated, str) else section.texts(column) or ():
            if meanings.setdefault(plain(word), column) != column:
                raise section.error(column, f"'{word}' is listed for {meanings[plain(word)]} too")
    section.finish()
    if not section.table:
        return None
    for key, text in (("name_column", name), ("value_column", value)):
        if not text or not text.strip():
            raise section.error(key, "names no column", "write the header as the file has it")
    if not meanings:
        raise section.error("name_column", "no indicator is stated", 'write employees = "从业人数" or the like')
    return GatherRule(name or "", value or "", meanings)


def plain(text: str) -> str:
    """Bring the name of an indicator to the form in which these names are compared."""
    return "".join(text.casefold().split())


def refuse_twice(section: Section, columns: Iterable[str], taken: Iterable[str]) -> None:
    """Refuse canonical columns that [columns] feeds and a shape as well."""
    for column in columns:
        if column in taken:
            raise section.error(column, f"columns.{column} already says where that stands", "state it once")
