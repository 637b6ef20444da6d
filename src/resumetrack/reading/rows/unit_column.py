"""A column of units beside the numbers: a unit that all rows of a measure share counts like one in its header.

Rows of one measure in different units are refused, since a sum over them would be of nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress

from resumetrack.errors import RefusedError
from resumetrack.model import Text
from resumetrack.reading.files.records import Record
from resumetrack.reading.layout.headers import Layout
from resumetrack.reading.layout.meanings import folded
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.profiles.shape_rules import plain
from resumetrack.reading.toml_section import quoted
from resumetrack.reading.values.asides import find_aside
from resumetrack.reading.values.units import DIMENSION_OF, Unit, split_unit, unit

_HEADERS = frozenset((
    "单位", "计量单位", "度量单位", "数据单位", "unit", "units", "uom", "measureunit", "measurementunit", "unitmeasure",
    "unitofmeasure", "unitsofmeasure", "unitofmeasurement", "unitsofmeasurement",
))  # fmt: skip

Records = Callable[[], Iterator[Record]]


def take_units(layout: Layout, records: Records, profile: Profile) -> None:
    """Let the measures of a table have the units that a column of it tells; `records` starts those under the header.

    Raises
    ------
    RefusedError
        If the rows of a measure are in different units, of which one is not the basic one.
    """
    place = _place(layout, profile)
    if place is None:
        return
    for canonical, texts in _said(layout, place, records, profile).items():
        units = {text: _of(text, canonical) for text in texts}
        factors = {one.factor if one else None for one in units.values()}
        if factors <= {1, None}:
            continue
        if len(factors) > 1:
            raise _different(layout, place, canonical, list(units))
        found = next(one for one in units.values() if one)
        layout.units[canonical] = found
        layout.notes.append(_note(layout, place, canonical, found))


def _place(layout: Layout, profile: Profile) -> int | None:
    """Find the column of units; one that the profile or a header gives another meaning is none."""
    named = {folded(name) for name in profile.attributes.rename}
    free = {place for _, place in layout.attributes} | (set(range(layout.width)) - set(layout.how))
    found = (place for place in sorted(free) if folded(layout.header[place]) in _HEADERS - named)
    return next(found, None)


def _said(layout: Layout, place: int, records: Records, profile: Profile) -> dict[str, list[str]]:
    """Give the units that stand beside the numbers of each measure of which nothing nearer tells the unit."""
    found: dict[str, dict[str, None]] = {}
    with suppress(RefusedError):  # it is met again when the rows are read
        for _, cells in records():
            if len(cells) < layout.width or find_aside(cells)[0]:
                continue
            for canonical, at in _numbers(layout, cells, profile):
                if any(map(str.isdigit, cells[at])):
                    found.setdefault(canonical, {})[cells[place].strip()] = None
    return {canonical: list(texts) for canonical, texts in found.items()}


def _numbers(layout: Layout, cells: list[str], profile: Profile) -> Iterator[tuple[str, int]]:
    """Yield the measures of a row, and where their numbers stand."""
    gathered = profile.gathered if layout.gathers else None
    if gathered:
        names = [at for at, (what, _) in layout.how.items() if what == "indicator"]
        values = [at for at, (what, _) in layout.how.items() if what == "value"]
        canonical = gathered.meanings.get(plain(cells[names[0]]), "") if names else ""
        yield from ((canonical, at) for at in values if canonical in DIMENSION_OF)
    yield from ((canonical, at) for at, canonical in layout.wide.items() if canonical in DIMENSION_OF)
    for canonical, at in layout.places.items():
        rule = profile.columns.get(canonical)
        is_told = rule is not None and (rule.unit or rule.percent_of)
        if isinstance(at, int) and canonical in DIMENSION_OF and not is_told and not split_unit(layout.header[at])[1]:
            yield canonical, at


def _of(text: str, canonical: str) -> Unit | None:
    found = unit(text)
    return found if found and found.is_of(canonical) else None


def _different(layout: Layout, place: int, canonical: str, units: list[str]) -> RefusedError:
    header = layout.header[place]
    shown = " and ".join(f"'{one}'" if one else "blank" for one in units[:2])
    return RefusedError(
        f"{layout.file}: '{header}' is {shown} for numbers of {layout.sources.get(canonical) or canonical}",
        hint="bring them to one unit, or deliver the rows of each unit by themselves; if it is no unit of these"
        f" numbers, give it another name in a profile: [attributes] rename = {{ {quoted(header)} = ... }}",
    )


def _note(layout: Layout, place: int, canonical: str, found: Unit) -> Text:
    header = layout.sources.get(canonical) or canonical
    return Text(
        f"'{header}' is in {found.written}, as '{layout.header[place]}' says: its numbers are multiplied by"
        f" {found.factor:,}",
        f"“{header}”的单位为{found.written}（见“{layout.header[place]}”列）：数值乘以 {found.factor:,}",
    )
