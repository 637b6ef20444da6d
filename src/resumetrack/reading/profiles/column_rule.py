"""How a canonical column comes from the columns of a file, as [columns] of a profile declares it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from string import Formatter

from resumetrack.model import ENTERPRISE_COUNTS
from resumetrack.reading.toml_section import Section
from resumetrack.reading.values.units import DIMENSION_OF, Unit, unit
from resumetrack.reading.workbooks.marks import is_error

BASES: Mapping[str, tuple[str, ...]] = {
    "on_duty": ("employees",),
    **{name: ENTERPRISE_COUNTS[:place] for place, name in enumerate(ENTERPRISE_COUNTS) if place},
}
"""What a column may be a percentage of; no two of each other."""

_ORIGINS = ("source", "sources", "template", "constant", "sheet")


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """Where the text of a canonical column comes from: `sources` are the headers of the file it needs.

    One source as it is; several joined by `join`; a `template` of literal parts and sources; or a `constant`.
    A `pattern` then takes its first group, a `mapping` replaces whole texts. `percent_of` and `separator` are for
    the columns that have them, `unit` for measures.
    """

    sources: tuple[str, ...] = ()
    join: str = "-"
    template: str | None = None
    constant: str | None = None
    pattern: re.Pattern[str] | None = None
    mapping: Mapping[str, str] | None = None
    percent_of: str | None = None
    separator: str | None = None
    unit: Unit | None = None
    fraction: bool | None = None
    sheet: re.Pattern[str] | None = None

    def of_sheet(self, name: str) -> "ColumnRule | None":
        """Return the rule for one sheet, whose name tells the text of all its rows; `None` if it does not."""
        if self.sheet is None:
            return self
        found = self.sheet.search(name)
        if not found:
            return None
        text = (found[1] if self.sheet.groups else found[0]) or ""
        return replace(self, constant=(self.mapping or {}).get(text, text), sheet=None, mapping=None)

    @property
    def is_plain(self) -> bool:
        """Whether the cell is taken as it is."""
        return len(self.sources) == 1 and self.template is None and not self.pattern and not self.mapping

    def maker(self, place_of: Callable[[str], int]) -> Callable[[list[str]], str]:
        """Return the function that makes this column's text from the cells of a row.

        A blank source makes the whole text blank: half an identifier is none.
        """
        places = [place_of(source) for source in self.sources]
        constant, join, template = self.constant, self.join, self.template
        pattern, mapping = self.pattern, self.mapping
        literals = _literals(template) if template is not None else None

        def make(cells: list[str]) -> str:
            if constant is not None:
                return constant
            parts = [cells[place].strip() for place in places]
            if not all(parts):
                return ""
            if broken := next(filter(is_error, parts), ""):
                return broken
            text = _fill(literals, parts) if literals is not None else join.join(parts)
            if pattern:
                found = pattern.search(text)
                text = (found[1] or "") if found else ""
            return mapping.get(text, text) if mapping else text

        return make


def _literals(template: str) -> list[str]:
    """Texts before, between and after the sources of a template."""
    texts = [""]
    for literal, name, _, _ in Formatter().parse(template):
        texts[-1] += literal
        if name is not None:
            texts.append("")
    return texts


def _fill(literals: list[str], parts: list[str]) -> str:
    return "".join(text for pair in zip(literals, [*parts, ""], strict=True) for text in pair)


def column_rule(section: Section, key: str, canonical: str) -> ColumnRule | None:
    """Read one entry of [columns]: a header, or a table that says more."""
    value = section.anything(key)
    if value is None:
        return None
    if isinstance(value, str):
        return ColumnRule((_header(section, key, value),))
    if not isinstance(value, dict):
        raise section.error(key, f"{value} is neither a header nor a table", 'write it as "Header of the column"')
    table = section.section(key)
    origins = [origin for origin in _ORIGINS if origin in table]
    if len(origins) != 1:
        raise section.error(key, f"needs exactly one of {', '.join(_ORIGINS)}; it has {', '.join(origins) or 'none'}")
    source, sources, template = table.text("source"), table.texts("sources"), table.text("template")
    if template is not None:
        sources = _template_sources(table, template)
    elif source is not None:
        sources = (_header(table, "source", source),)
    elif sources is not None and not sources:
        raise table.error("sources", "names no column")
    pattern = table.pattern("pattern")
    if pattern and not pattern.groups:
        raise table.error("pattern", "has no group", 'put the part to take in parentheses: "^([A-Z]+)"')
    rule = ColumnRule(
        sources or (),
        join=table.text("join") or "" if "join" in table else "-",
        template=template,
        constant=table.text("constant"),
        pattern=pattern,
        mapping=table.words("map") or None,
        percent_of=table.choice("percent_of", BASES[canonical]) if canonical in BASES else None,
        separator=table.text("separator") or None if canonical == "aliases" else None,
        fraction=table.truth("fraction") if canonical in BASES and "fraction" in table else None,
        sheet=table.pattern("sheet"),
        unit=_unit(table, canonical) if canonical in DIMENSION_OF else None,
    )
    table.finish()
    return rule


def _unit(table: Section, canonical: str) -> Unit | None:
    found = table.made("unit", _known_unit, "a unit we know")
    if found and not found.is_of(canonical):
        raise table.error("unit", f"'{found.written}' is no unit of {canonical}")
    return found


def _known_unit(text: str) -> Unit:
    found = unit(text)
    if not found:
        raise ValueError(
            "known are 人, 元, 万元, 亿元, 千瓦时, 万千瓦时, kWh, MWh, thousand EUR, thousand persons, thousands"
            " and the like"
        )
    return found


def _header(section: Section, key: str, text: str) -> str:
    if not text.strip():
        raise section.error(key, "names no column", "write the header as the file has it")
    return text


def _template_sources(table: Section, template: str) -> tuple[str, ...]:
    try:
        sources = tuple(name for _, name, _, _ in Formatter().parse(template) if name is not None)
    except ValueError as error:
        raise table.error("template", f"'{template}' has a brace too many or too few") from error
    if not sources or not all(sources):
        raise table.error("template", f"'{template}' names no column", 'write it as "Region {NRC Region}"')
    return sources
