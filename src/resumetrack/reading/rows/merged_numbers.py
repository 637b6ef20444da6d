"""Numbers in merged cells: one number for several rows or columns belongs to none of them.

What a merged cell says of its rows (a region, a day) holds for each of them. A number does only where its rows are of
the same enterprise or cell, and differ by the period or not at all.
"""

from collections.abc import Callable, Iterator, Sequence

from resumetrack.errors import RefusedError
from resumetrack.reading.files.records import Record
from resumetrack.reading.layout.headers import Layout
from resumetrack.reading.values.asides import find_aside
from resumetrack.reading.values.units import DIMENSION_OF
from resumetrack.reading.workbooks.marks import Merged

_WHO = ("enterprise_id", "name", "region", "industry", "size")


def refuse_merged_numbers(layout: Layout, records: Callable[[], Iterator[Record]], merged: Sequence[Merged]) -> None:
    """Refuse a sheet in which a merged cell gives several rows, or several measures, one number.

    Parameters
    ----------
    records
        Starts the records under the header.
    merged
        The merged ranges of the sheet.

    Raises
    ------
    RefusedError
        Naming the first of them.
    """
    places = ((canonical, place) for canonical, place in layout.places.items() if isinstance(place, int))
    measures = {place for canonical, place in places if canonical in DIMENSION_OF}
    measures |= {place for place, canonical in layout.wide.items() if canonical in DIMENSION_OF}
    measures |= {place for place, (what, _) in layout.how.items() if what == "value"}
    ranges = [one for one in merged if any(one.column <= place <= one.last_column for place in measures)]
    if not ranges:
        return
    wanted = {line for one in ranges for line in _lines(one)}
    rows = {line: cells for line, cells in records() if line in wanted and _is_row(cells, layout)}
    for one in ranges:
        held = {line: rows[line] for line in _lines(one) if line in rows}
        covered = sorted(place for place in measures if one.column <= place <= one.last_column)
        if not held or not any(map(str.isdigit, next(iter(held.values()))[covered[0]])):
            continue
        if len(covered) > 1 or len({_who(cells, layout, measures) for cells in held.values()}) > 1:
            raise _refused(layout, one, next(iter(held.values())), covered)


def _lines(merged: Merged) -> range:
    """Give the lines of a merged range, which is counted from 0."""
    return range(merged.row + 1, merged.last_row + 2)


def _is_row(cells: list[str], layout: Layout) -> bool:
    return len(cells) >= layout.width and not find_aside(cells)[0]


def _who(cells: Sequence[str], layout: Layout, measures: set[int]) -> tuple[str, ...]:
    """Give what says whom a row is of."""
    places = {place for name in _WHO if isinstance(place := layout.places.get(name), int)}
    places |= {place for _, place in layout.attributes}
    return tuple(cells[place].strip() for place in sorted(places - measures))


def _refused(layout: Layout, merged: Merged, cells: Sequence[str], covered: Sequence[int]) -> RefusedError:
    of = (
        " and ".join(f"'{layout.header[place]}'" for place in covered)
        if len(covered) > 1
        else f"rows {merged.row + 1} to {merged.last_row + 1} in '{layout.header[covered[0]]}'"
    )
    return RefusedError(
        f"{layout.file}: a merged cell holds one number, {cells[covered[0]].strip()}, for {of}",
        hint="take the merged cell apart and write the number of each, or leave blank what is not known",
    )
