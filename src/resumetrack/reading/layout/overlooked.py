"""What the first rows show and the headers do not tell: a status, regions, cells that were merged downward.

All of it is said and nothing is done about it: a column that looks like one thing may be another.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from resumetrack.classify import dimension
from resumetrack.model import CODED_DIMENSIONS, Kind, Text
from resumetrack.reading.layout.headers import Layout
from resumetrack.reading.layout.meanings import folded
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.toml_section import quoted
from resumetrack.reading.values.asides import TOTAL, kind_of, likely_kind

_MOSTLY = 0.9
_PERHAPS_REGIONS = ("state", "city", "town")
_FEWEST_RUNS = 2
_OF_ENTERPRISES = (Kind.REPORT, Kind.ROSTER)


def doubts_of(layout: Layout, rows: Sequence[Sequence[str]], kind: Kind, profile: Profile) -> Iterator[Text]:
    """Say what would leave figures empty or put enterprises where they are not."""
    if kind is Kind.REPORT and "status" not in layout.columns:
        yield from _status(layout, rows, profile)
    if kind in _OF_ENTERPRISES and (header := merged_column(layout, rows)):
        yield Text(
            f"'{header}' is blank below each of its texts, and blank is unknown; if it means as above (merged cells),"
            f" say so in a profile: [rows] fill_down = [{quoted(header)}]",
            f"“{header}”列在每个值之下为空，按未知处理；如表示同上（合并单元格），请在 profile 中声明"
            f"：[rows] fill_down = [{quoted(header)}]",
        )
    if kind in _OF_ENTERPRISES:
        yield from _totals_with_codes(layout, rows, profile)


def notes_of(layout: Layout, rows: Sequence[Sequence[str]], kind: Kind, profile: Profile) -> Iterator[Text]:
    """Say what could be asked for by another name."""
    if kind is not Kind.LIST and "region" not in layout.columns:
        yield from _regions(layout, rows, profile)


def _open(layout: Layout, profile: Profile) -> Iterator[int]:
    """Yield the columns of which neither a header nor the profile says what they are."""
    rule = profile.attributes
    named = {*rule.rename, *(rule.keep or ())}
    yield from (place for _, place in layout.attributes if layout.header[place] not in named)


def _values(rows: Sequence[Sequence[str]], place: int) -> set[str]:
    return {text for row in rows if (text := row[place].strip()) and not kind_of(text)}


def _status(layout: Layout, rows: Sequence[Sequence[str]], profile: Profile) -> Iterator[Text]:
    for place in _open(layout, profile):
        values = _values(rows, place)
        if values and all(profile.status.parse(text, profile.numbers) for text in values):
            header = layout.header[place]
            yield Text(
                f"no column of status is recognised, so there is no operating rate; '{header}' holds words for one:"
                f" name it in a profile: [columns] status = {quoted(header)}",
                f"无状态列，无法计算开工率；“{header}”列为状态：可在 profile 中声明"
                f" [columns] status = {quoted(header)}",
            )
            return


def _totals_with_codes(layout: Layout, rows: Sequence[Sequence[str]], profile: Profile) -> Iterator[Text]:
    """Say so if a word of totals stands beside an identifier that says none, in a row without a status."""
    own, status = (layout.places.get(name) for name in ("enterprise_id", "status"))
    described = [place for name in ("name", *CODED_DIMENSIONS) if isinstance(place := layout.places.get(name), int)]
    if not isinstance(own, int):
        return
    for row in rows:
        words = [place for place in described if kind_of(row[place]) == TOTAL and not profile.rows.decides(row[place])]
        has_status = isinstance(status, int) and row[status].strip()
        if words and row[own].strip() and not likely_kind(row[own]) and not has_status:
            header, word = layout.header[words[0]], row[words[0]].strip()
            yield Text(
                f"'{word}' in '{header}' stands in a row with an identifier of its own ('{row[own].strip()}'), which is"
                " kept as an enterprise; if it is a total over the others, it counts twice: say so in a profile:"
                f" [rows] totals = [{quoted(word)}], else kept",
                f"“{header}”列的“{word}”所在行有自己的代码（“{row[own].strip()}”），按企业保留；如其为合计行则被重复计入，请在"
                f" profile 中声明：[rows] totals = [{quoted(word)}]，否则列入 kept",
            )
            return


def _regions(layout: Layout, rows: Sequence[Sequence[str]], profile: Profile) -> Iterator[Text]:
    for place in _open(layout, profile):
        header = layout.header[place]
        if folded(header) in _PERHAPS_REGIONS or _are_regions(_values(rows, place)):
            yield Text(
                f"no column of regions is recognised; '{header}' may hold them: name it in a profile:"
                f" [columns] region = {quoted(header)}",
                f"未识别地区列；“{header}”列可能为地区：请在 profile 中声明：[columns] region = {quoted(header)}",
            )
            return


def _are_regions(values: set[str]) -> bool:
    """Whether nearly all texts are names of regions; a number may be one of anything."""
    names = [text for text in values if not text.isascii() or text.isalpha()]
    regions = dimension("region")
    known = sum(regions.known(regions.normalise(text)) for text in names) if regions else 0
    return bool(names) and known >= _MOSTLY * len(values)


def merged_column(layout: Layout, rows: Sequence[Sequence[str]]) -> str:
    """Name the first column that describes enterprises if each of its texts stands there once, over blanks."""
    places = [place for name in CODED_DIMENSIONS if isinstance(place := layout.places.get(name), int)]
    places += [place for _, place in layout.attributes]
    place = min(places, default=None)
    if place is None or place in layout.fill_down or not rows:
        return ""
    texts = [row[place].strip() for row in rows]
    filled = [text for text in texts if text]
    runs = sum(1 for above, below in pairwise(texts) if above and not below)
    is_grouped = bool(texts[0]) and len(set(filled)) == len(filled) and runs >= _FEWEST_RUNS
    return layout.header[place] if is_grouped and len(texts) >= 2 * len(filled) else ""
