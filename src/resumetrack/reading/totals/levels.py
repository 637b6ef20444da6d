"""Levels: columns that say by which others a row is divided (Country, Region), and divide nothing themselves.

As long as one counts as a dimension, a whole and its parts have nothing in common, and both are added.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import permutations
from typing import NamedTuple

from resumetrack.model import Text
from resumetrack.reading.layout.meanings import folded
from resumetrack.reading.totals.counted_cells import Cell, Key, by_rest
from resumetrack.reading.totals.fits import Fit, fit

_HEADERS = frozenset(
    map(
        folded,
        (
            "level", "geographic_level", "geographic level", "geography level", "geo level", "geographical level",
            "area type", "geography type", "area level", "tier", "hierarchy level", "aggregation level", "granularity",
            "级别", "层级", "级次", "层次", "行政级别", "地区级别", "区划级别", "统计级别",
            "ebene", "niveau", "nivel", "livello",
        ),
    )
)  # fmt: skip
Place = tuple[date, Key]


class Levels(NamedTuple):
    """The columns that are levels, and those that may be some: neither their names nor the numbers settle it."""

    sure: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


def find_levels(cells: Sequence[Cell], columns: Iterable[str], headers: Mapping[str, str] | None = None) -> Levels:
    """Find the columns that tell nothing but by which others a row is divided.

    Such a column is filled in every row, each text of it stands beside the same filled columns, and rows can be told
    apart without it. Its header or its texts say what it is, or most wholes are the sums of their parts, up to
    rounding. Counts that parts keep to themselves, and parts that are not told, speak against neither.

    Parameters
    ----------
    headers
        Of the dimensions, as the file names them; for an attribute that is its name.
    """
    telling = tuple(name for name in columns if _tells_division(cells, name))
    named = tuple(name for name in telling if _is_named(name, cells, headers or {}))
    for names in dict.fromkeys(filter(None, (telling, named))):
        if found := by_rest(cells, names):
            return _judged(
                names, Counter(_fits(found)), is_named=set(names) <= set(named), is_coarse=_is_coarse(names, cells)
            )
    return Levels()


def _is_coarse(names: Sequence[str], cells: Sequence[Cell]) -> bool:
    """Whether some text stands in several rows of a period: what stands once in each may be any kind."""
    told = Counter((cell.row.period, *(cell.codes[name] for name in names)) for cell in cells)
    return max(told.values(), default=0) > 1


def _judged(names: tuple[str, ...], fits: Counter[Fit], *, is_named: bool, is_coarse: bool) -> Levels:
    sums, within = fits[Fit.SAME] + fits[Fit.NEAR], fits[Fit.PARTLY] + fits[Fit.LESS]
    if 2 * sums > fits.total() or (is_named and 2 * fits[Fit.MORE] < fits.total()):
        return Levels(sure=names)
    if (is_coarse and 2 * (sums + within) > fits.total()) or (is_named and fits):
        return Levels(doubtful=names)
    return Levels()


def _tells_division(cells: Sequence[Cell], name: str) -> bool:
    divisions: dict[str, frozenset[str]] = {}
    for cell in cells:
        text, names = cell.codes.get(name), frozenset(cell.codes)
        if text is None or divisions.setdefault(text, names) != names:
            return False
    return len(set(divisions.values())) > 1


def _is_named(name: str, cells: Sequence[Cell], headers: Mapping[str, str]) -> bool:
    """Whether the header of a column says that it is a level, or each of its texts is the header of another."""
    others = {folded(headers.get(other, other)) for cell in cells for other in cell.codes if other != name}
    return folded(name) in _HEADERS or {folded(cell.codes[name]) for cell in cells} <= others


def _fits(cells: Mapping[Place, Cell]) -> Iterator[Fit]:
    """Tell of each cell that is divided further elsewhere how its parts fit it, if they tell."""
    divisions: dict[tuple[str, ...], dict[Place, Cell]] = defaultdict(dict)
    for (period, key), cell in cells.items():
        divisions[tuple(name for name, _ in key)][period, key] = cell
    for names, finer in permutations(divisions, 2):
        if set(names) < set(finer):
            parts: dict[Place, list[Cell]] = defaultdict(list)
            for (period, key), cell in divisions[finer].items():
                parts[period, tuple(pair for pair in key if pair[0] in names)].append(cell)
            wholes = divisions[names]
            found = (fit(wholes[place].stated, its) for place, its in parts.items() if place in wholes)
            yield from (one for one in found if one is not None)


def level_doubt(levels: Sequence[str]) -> Text:
    """Say which columns were taken for levels, and what to do if one is none."""
    named = ", ".join(f"'{name}'" for name in levels)
    return Text(
        f"{named}: tells only by which other columns a row is divided, and is left out, so that nothing counts twice;"
        " if it is a dimension, name it in a profile: [attributes] keep",
        f"{named} 仅表示各行按哪些列划分，为避免重复计入而不作为维度；如其为维度，请在 profile 的 [attributes] keep"
        " 中列出",
    )


def perhaps_level_doubt(levels: Sequence[str]) -> Text:
    """Say which columns may be levels, and what to do in either case."""
    named = ", ".join(f"'{name}'" for name in levels)
    return Text(
        f"{named}: may tell only by which other columns a row is divided, and then whole and parts both count: if so,"
        " name the columns that do divide in a profile: [attributes] keep; if it is a dimension, name it there, too",
        f"{named} 可能仅表示各行按哪些列划分，此时整体与部分会重复计入：如是，请在 profile 的 [attributes] keep 中"
        "仅列出真正的维度列；如其为维度，请一并列入",
    )
