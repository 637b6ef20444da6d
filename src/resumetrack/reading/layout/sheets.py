"""Several sheets as one delivery: what each name tells, that they have the same columns, what to say of them."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from resumetrack.errors import RefusedError
from resumetrack.model import Text
from resumetrack.reading.files.tables import Body
from resumetrack.reading.layout.headers import Layout
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.workbooks.sheet import SheetBody


def of_sheet(profile: Profile, body: Body) -> Profile:
    """Return the profile for one table, where the name of a sheet tells columns.

    Raises
    ------
    RefusedError
        If the name does not fit, or there is none.
    """
    if not any(rule.sheet for rule in profile.columns.values()):
        return profile
    columns = {}
    for name, rule in profile.columns.items():
        found = rule.of_sheet(body.sheet)
        if found is None:
            pattern = rule.sheet.pattern if rule.sheet else ""
            raise RefusedError(
                f"{body.name}: the name of the sheet does not tell {name}: it does not fit '{pattern}'",
                hint="choose the sheets that do: [file] sheet = { pattern = ... }"
                if body.sheet
                else "is this the profile of another kind of file?",
            )
        columns[name] = found
    return replace(profile, columns=MappingProxyType(columns))


def refuse_different(file: str, tables: Sequence[tuple[str, Layout]]) -> None:
    """Refuse sheets of different columns: a blank of one would count as missing where another has none.

    Raises
    ------
    RefusedError
        Naming two sheets and what only one of them has.
    """
    first, layout = tables[0]
    for sheet, other in tables[1:]:
        for having, lacking, one, two in ((first, sheet, layout, other), (sheet, first, other, layout)):
            only = sorted(one.columns - two.columns)
            if only:
                raise RefusedError(
                    f"{file}: sheet '{having}' has {', '.join(only)}, sheet '{lacking}' has not;"
                    f" columns seen there: {two.seen()}",
                    hint="read them one by one: [file] sheet in a profile says which",
                )


def number_notes(body: Body, layout: Layout) -> list[Text]:
    """Say so if identifiers are stored as numbers."""
    place = layout.places.get("enterprise_id")
    if not isinstance(body, SheetBody) or not isinstance(place, int):
        return []
    example = body.number_in(place, layout.header_line)
    if not example.isdecimal():
        return []
    header = layout.sources["enterprise_id"]
    return [
        Text(
            f"'{header}' holds numbers, read as whole ones: {example}.0 is {example};"
            " zeros in front are kept only where the cell's format shows them",
            f"“{header}”存储为数字，按整数读取：{example}.0 即 {example}；仅当单元格格式显示前导零时才保留",
        )
    ]
