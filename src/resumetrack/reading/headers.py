"""The header of a file becomes a layout: which column feeds which canonical column, and which is an attribute.

The profile has the first word, then exact canonical names, then known headers of both languages; whatever is left
is an attribute. Two columns that claim the same place stop the reading: a guess could take the wrong one.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from resumetrack.errors import RefusedError
from resumetrack.model import (
    LIST_DIMENSIONS,
    MEASURES,
    MEMBER_COLUMNS,
    OBSERVATION_COLUMNS,
    ROSTER_COLUMNS,
    ColumnUse,
    Kind,
)
from resumetrack.reading.profile import MAPPABLE_COLUMNS, Profile
from resumetrack.reading.synonyms import SYNONYMS, YES_NO_HEADERS

COLUMNS_OF = {Kind.REPORT: OBSERVATION_COLUMNS, Kind.ROSTER: ROSTER_COLUMNS, Kind.LIST: MEMBER_COLUMNS}
RESERVED_NAMES = frozenset(MAPPABLE_COLUMNS + LIST_DIMENSIONS)
_SHOWN_COLUMNS = 30
_UNIT_SUFFIXES = ("(人)", "(名)", "(千瓦时)", "(kwh)", "(度)")

Maker = Callable[[list[str]], str]


def folded(header: str) -> str:
    """Bring a header to the form in which headers are compared: width, case, blanks and underscores do not count."""
    plain = unicodedata.normalize("NFKC", header.removeprefix("\ufeff")).casefold()
    plain = "".join(plain.replace("_", "").replace("-", "").split()).strip("*:")
    for suffix in _UNIT_SUFFIXES:
        plain = plain.removesuffix(suffix)
    return plain


def _ranked() -> dict[str, tuple[str, int]]:
    """Tell which canonical column a folded header means, and the rank of that header."""
    known: dict[str, tuple[str, int]] = {}
    for canonical in MAPPABLE_COLUMNS:
        for rank, words in enumerate(((canonical,), *SYNONYMS.get(canonical, ()))):
            for word in words:
                known.setdefault(folded(word), (canonical, rank))
    return known


_KNOWN = _ranked()
_ASKS = frozenset(map(folded, YES_NO_HEADERS))


@dataclass(slots=True)
class Layout:
    """What each column of one file is: `places` holds, by canonical column, the place of a cell or a text's maker.

    `sources` are the headers by canonical column, as the file names them; `attributes` pairs names and places.
    """

    file: str
    header: tuple[str, ...]
    width: int
    places: dict[str, int | Maker] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    how: dict[int, tuple[str, str]] = field(default_factory=dict)
    attributes: list[tuple[str, int]] = field(default_factory=list)
    asks_yes_or_no: bool = False

    @property
    def uses(self) -> tuple[ColumnUse, ...]:
        """What each column was taken for, in the order of the file."""
        fed = [ColumnUse(cell, *self.how.get(place, ("", "not used"))) for place, cell in enumerate(self.header)]
        made = [ColumnUse("", name, "profile: constant") for name, source in self.sources.items() if not source]
        return tuple(fed[: self.width] + made)

    def seen(self) -> str:
        """Name the columns of the file, for messages."""
        names = [f"'{name}'" for name in self.header if name]
        rest = len(names) - _SHOWN_COLUMNS
        return ", ".join(names[:_SHOWN_COLUMNS]) + (f" and {rest} more" if rest > 0 else "")


def known_count(header: Sequence[str], kind: Kind, profile: Profile) -> int:
    """How many cells of a possible header mean something to us."""
    wanted = {source.strip() for rule in profile.columns.values() for source in rule.sources}
    canonical = COLUMNS_OF[kind]
    return sum(
        cell.strip().removeprefix("\ufeff") in wanted or _KNOWN.get(folded(cell), ("",))[0] in canonical
        for cell in header
        if cell.strip()
    )


def lay_out(file: str, header: Sequence[str], kind: Kind, profile: Profile) -> Layout:
    """Decide what each column is.

    Raises
    ------
    RefusedError
        If two columns claim one canonical column, or a column that the profile names is not there.
    """
    cells = tuple(cell.removeprefix("\ufeff").strip() for cell in header)
    width = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
    layout = Layout(file, cells, width)
    _follow_profile(layout, kind, profile)
    _recognise(layout, kind, profile)
    _keep_attributes(layout, kind, profile)
    return layout


def _follow_profile(layout: Layout, kind: Kind, profile: Profile) -> None:
    for canonical in COLUMNS_OF[kind]:
        rule = profile.columns.get(canonical)
        if rule is None:
            continue
        places = [_place_of(layout, source, canonical) for source in rule.sources]
        layout.places[canonical] = places[0] if rule.is_plain else rule.maker(_placer(layout, canonical))
        layout.sources[canonical] = " + ".join(layout.header[place] for place in places)
        for place in places:
            earlier = layout.how.get(place)
            layout.how[place] = (f"{earlier[0]}, {canonical}" if earlier else canonical, "profile")
        if canonical == "status":
            layout.asks_yes_or_no = any(folded(source) in _ASKS for source in rule.sources)


def _placer(layout: Layout, canonical: str) -> Callable[[str], int]:
    return lambda source: _place_of(layout, source, canonical)


def _place_of(layout: Layout, source: str, wanted_by: str) -> int:
    for same in (str.strip, folded):
        places = [place for place, cell in enumerate(layout.header) if cell and same(cell) == same(source)]
        if len(places) > 1:
            raise RefusedError(
                f"{layout.file}: the header '{source}', which the profile names for {wanted_by}, stands there"
                f" {len(places)} times (columns {', '.join(str(place + 1) for place in places)})",
                hint="rename one of the columns",
            )
        if places:
            return places[0]
    near = get_close_matches(source, [cell for cell in layout.header if cell], n=1, cutoff=0.6)
    raise RefusedError(
        f"{layout.file}: no column '{source}', which the profile names for {wanted_by}; columns seen: {layout.seen()}",
        hint=f"did you mean '{near[0]}'?" if near else "is this the profile of another kind of file?",
    )


def _recognise(layout: Layout, kind: Kind, profile: Profile) -> None:
    claims: dict[str, dict[int, list[int]]] = {}
    named = {folded(name) for name in (*profile.attributes.rename, *(profile.attributes.keep or ()))}
    for place, cell in enumerate(layout.header):
        canonical, rank = _KNOWN.get(folded(cell), ("", 0))
        is_taken = canonical in layout.places or place in layout.how or folded(cell) in named
        if canonical in COLUMNS_OF[kind] and not is_taken:
            claims.setdefault(canonical, {}).setdefault(rank, []).append(place)
    for canonical, ranks in claims.items():
        rank = min(ranks)
        if len(ranks[rank]) > 1:
            names = " and ".join(f"'{layout.header[place]}' (column {place + 1})" for place in ranks[rank])
            first, *others = (layout.header[place] for place in ranks[rank])
            hint = f'say which in a profile: [columns] {canonical} = "{first}"'
            raise RefusedError(
                f"{layout.file}: {names} could both be {canonical}",
                hint="rename or remove one of the columns" if first in others else hint,
            )
        place = ranks[rank][0]
        layout.places[canonical] = place
        layout.sources[canonical] = layout.header[place]
        layout.how[place] = (canonical, "canonical name" if rank == 0 else "known header")
        if canonical == "status":
            layout.asks_yes_or_no = folded(layout.header[place]) in _ASKS


def _keep_attributes(layout: Layout, kind: Kind, profile: Profile) -> None:
    rule = profile.attributes
    if rule.keep is not None:
        places = [_place_of(layout, source, "[attributes] keep") for source in rule.keep]
    else:
        places = [place for place, cell in enumerate(layout.header) if cell and place not in layout.how]
    renamed = {_place_of(layout, source, "[attributes] rename"): name for source, name in rule.rename.items()}
    if kind is Kind.LIST:
        return
    taken: set[str] = set()
    for place in places:
        plain = renamed.get(place, layout.header[place])
        name = f"{plain}_reported" if plain in RESERVED_NAMES else plain
        count = 2
        while name in taken:
            name, count = f"{plain} ({count})", count + 1
        taken.add(name)
        layout.attributes.append((name, place))
        layout.how.setdefault(place, (name, "attribute"))
    layout.attributes.sort()


def refuse_incomplete(layout: Layout, kind: Kind, *, has_outside_period: bool, hint: Callable[[], str]) -> None:
    """Refuse a header that lacks what every row must have.

    Raises
    ------
    RefusedError
        Naming what is missing and the columns that were seen.
    """
    lacking = []
    if "enterprise_id" not in layout.places:
        lacking.append("enterprise_id")
    if kind is Kind.REPORT and "period" not in layout.places and not has_outside_period:
        lacking.append("period")
    if kind is Kind.REPORT and not layout.places.keys() & {"status", *MEASURES}:
        lacking.append(f"status (or one of {', '.join(MEASURES)})")
    if not lacking:
        return
    if not layout.places:
        raise RefusedError(f"{layout.file}: no header recognised; columns seen: {layout.seen()}", hint=hint())
    advice = "give the period of the whole file with --period, or a profile that tells where it stands"
    raise RefusedError(
        f"{layout.file}: no column for {' and '.join(lacking)}; columns seen: {layout.seen()}",
        hint=advice if lacking == ["period"] else hint(),
    )
