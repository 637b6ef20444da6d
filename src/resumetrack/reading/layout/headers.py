"""The header of a file becomes a layout: which column feeds which canonical column, and which is an attribute.

The profile has the first word, then exact canonical names, then known headers of both languages; whatever is left
is an attribute. Two columns that claim the same place stop the reading: a guess could take the wrong one.
"""

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
    STATED_RATES,
    TOTALS_COLUMNS,
    ColumnUse,
    Kind,
    Text,
)
from resumetrack.reading.files.rejects import ADDED, ADDED_PERIOD
from resumetrack.reading.layout.counted import (
    dimensions,
    doubt_base,
    heads_totals,
    lacking_counts,
    left_dimensions,
    refuse_rates,
)
from resumetrack.reading.layout.heading import Heading
from resumetrack.reading.layout.meanings import ROW_NUMBERS, asks, folded, meaning
from resumetrack.reading.layout.shapes import Gathered, Shape, spread
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.profiles.shape_rules import WideRule
from resumetrack.reading.toml_section import quoted
from resumetrack.reading.values.units import DIMENSION_OF, SCALE, Unit, split_unit, title_units, unknown_units

COLUMNS_OF = {
    Kind.REPORT: OBSERVATION_COLUMNS,
    Kind.TOTALS: TOTALS_COLUMNS,
    Kind.ROSTER: ROSTER_COLUMNS,
    Kind.LIST: MEMBER_COLUMNS,
}
RESERVED_NAMES = frozenset(OBSERVATION_COLUMNS + ROSTER_COLUMNS + MEMBER_COLUMNS + LIST_DIMENSIONS)
_SHOWN_COLUMNS = 30
_SHOWN_TITLES = 200
_WIDTH_LIMIT = 5000
TWO_ROWS = (
    "if two rows make the header, as days over counts do, say so in a profile: [file] header_rows = 2;"
    " `resumetrack profile FILE` proposes one"
)

Maker = Callable[[list[str]], str]


@dataclass(slots=True)
class Layout:
    """What each column of one file is: `places` holds, by canonical column, the place of a cell or a text's maker.

    `sources` are the headers by canonical column, as the file names them; `attributes` pairs names and places;
    `titles` are the texts above the header, of which some may be a row of it (`stands_under_a_row`); `repeats` are its
    rows, folded, and `units` what numbers are counted in. In the columns of `fill_down` a blank cell means what stands
    above it; those that are `undivided` would divide totals if the profile kept them.
    """

    file: str
    header: tuple[str, ...]
    width: int
    places: dict[str, int | Maker] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    how: dict[int, tuple[str, str]] = field(default_factory=dict)
    attributes: list[tuple[str, int]] = field(default_factory=list)
    asks_yes_or_no: bool = False
    header_line: int = 1
    titles: tuple[str, ...] = ()
    stands_under_a_row: bool = False
    repeats: tuple[tuple[str, ...], ...] = ()
    undivided: list[int] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    doubts: list[Text] = field(default_factory=list)
    wide: dict[int, str] = field(default_factory=dict)
    wide_rule: WideRule | None = None
    gathers: bool = False
    shape: Shape | None = None
    fill_down: tuple[int, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """The canonical columns that are fed, by cells of their own or by the shape of the table."""
        return frozenset(self.places) | frozenset(self.shape.columns if self.shape else ())

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
    wanted |= _shaped_headers(profile)
    canonical = COLUMNS_OF[kind]
    if profile.wide and kind is Kind.REPORT:
        wanted |= {cell.strip() for cell in header if profile.wide.column_of(cell)}
    return sum(
        cell.strip().removeprefix("\ufeff") in wanted
        or meaning(cell)[0] in canonical
        or (kind is Kind.REPORT and heads_totals(cell))
        for cell in header[:_WIDTH_LIMIT]
        if cell.strip()
    )


def _shaped_headers(profile: Profile) -> set[str]:
    return {profile.gathered.name_column, profile.gathered.value_column} if profile.gathered else set()


def lay_out(
    file: str,
    header: Sequence[str],
    kind: Kind,
    profile: Profile,
    heading: Heading | None = None,
    *,
    rows: Sequence[Sequence[str]] = (),
) -> Layout:
    """Decide what each column is; the first `rows` under the header tell which columns of totals hold numbers.

    Raises
    ------
    RefusedError
        If two columns claim one canonical column, or a column that the profile names is not there.
    """
    cells = tuple(cell.removeprefix("\ufeff").strip() for cell in header)
    width = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
    layout = Layout(file, cells, width)
    if heading:
        layout.header_line, layout.titles = heading.first_line, heading.titles
        layout.stands_under_a_row = heading.stands_under_a_row
        layout.repeats = tuple(tuple(map(folded, (*row, *[""] * (width - len(row))))) for row in heading.rows)
    _follow_profile(layout, kind, profile)
    if kind.is_dated:
        layout.gathers = kind is Kind.REPORT and profile.gathered is not None
        _follow_shape(layout, kind, profile)
    _leave_out_added(layout)
    _recognise(layout, kind, profile)
    _take_added_period(layout, kind, profile)
    _leave_out_row_numbers(layout, profile)
    _keep_attributes(layout, kind, profile, [row for row in rows if len(row) >= width])
    if kind is Kind.TOTALS:
        doubt_base(layout)
    _find_units(layout, profile, heading)
    layout.fill_down = tuple(_filled_place(layout, name) for name in profile.rows.fill_down)
    _say(layout)
    return layout


def _leave_out_row_numbers(layout: Layout, profile: Profile) -> None:
    """Rows are counted by us; a column that counts them is no attribute unless the profile names it."""
    named = {folded(name) for name in (*profile.attributes.rename, *(profile.attributes.keep or ()))}
    for place, cell in enumerate(layout.header):
        if folded(cell) in ROW_NUMBERS - named:
            layout.how.setdefault(place, ("", "row number"))


def _filled_place(layout: Layout, name: str) -> int:
    """Find a column that is filled downward, by its header or by the canonical column that it feeds."""
    place = layout.places.get(name)
    return place if isinstance(place, int) else _place_of(layout, name, "[rows] fill_down")


def _say(layout: Layout) -> None:
    """Say what was skipped above the header, and which numbers are multiplied."""
    if layout.titles:
        shown = "; ".join(f"'{title}'" for title in layout.titles)[:_SHOWN_TITLES]
        layout.notes.append(Text(f"skipped above the header as titles: {shown}", f"表头之上的标题行已跳过：{shown}"))
    for canonical, unit in layout.units.items():
        if unit.factor != 1:
            header = layout.sources.get(canonical) or canonical
            layout.notes.append(
                Text(
                    f"'{header}' is in {unit.written}: its numbers are multiplied by {unit.factor:,}",
                    f"“{header}”的单位为{unit.written}：数值乘以 {unit.factor:,}",
                )
            )


def _find_units(layout: Layout, profile: Profile, heading: Heading | None) -> None:
    """Take the unit of a measure from the profile, its header, the row of units or a title, in this order."""
    in_titles = title_units(layout.titles)
    gathered = profile.gathered.meanings.values() if profile.gathered and layout.gathers else ()
    layout.doubts += map(_unknown_unit, unknown_units(layout.titles))
    for canonical, dimension in DIMENSION_OF.items():
        place, rule = layout.places.get(canonical), profile.columns.get(canonical)
        found = in_titles.get(dimension) or in_titles.get(SCALE)
        if rule and rule.percent_of:
            continue
        if rule and rule.unit:
            found = rule.unit
        elif isinstance(place, int):
            below = heading.units[place] if heading and place < len(heading.units) else None
            found = split_unit(layout.header[place])[1] or below or found
        elif canonical not in layout.wide.values() and canonical not in gathered:
            continue
        if found and found.is_of(canonical):
            layout.units[canonical] = found


def _unknown_unit(text: str) -> Text:
    return Text(
        f"'{text.strip()}', which a title states as a unit, is not known and multiplies nothing; if numbers are in it,"
        ' state theirs in a profile: [columns] employees = { source = "...", unit = "thousand persons" }',
        f"标题所注单位“{text.strip()}”无法识别，数值未换算；如有数值使用该单位，请在 profile 中声明："
        '[columns] employees = { source = "...", unit = "千人" }',
    )


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
            layout.asks_yes_or_no = any(map(asks, rule.sources))


def _leave_out_added(layout: Layout) -> None:
    """Pass over the columns that were added to rejected rows."""
    for place, cell in enumerate(layout.header):
        if cell in ADDED:
            layout.how[place] = ("", "added to rejected rows")


def _take_added_period(layout: Layout, kind: Kind, profile: Profile) -> None:
    """Take the period of rejected rows that they had from beside the table."""
    is_open = kind.is_dated and "period" not in layout.places and "period" not in profile.shaped_columns
    if is_open and ADDED_PERIOD in layout.header:
        place = layout.header.index(ADDED_PERIOD)
        layout.places["period"], layout.sources["period"] = place, ADDED_PERIOD
        layout.how[place] = ("period", "added to rejected rows")


def _follow_shape(layout: Layout, kind: Kind, profile: Profile) -> None:
    """Take the columns of [wide] and [indicators]; what they hold is fed by the shape and by nothing else."""
    if profile.wide:
        layout.wide_rule = profile.wide.of_kind(layout.file, kind)
        for place, cell in enumerate(layout.header):
            canonical = layout.wide_rule.column_of(cell) if place not in layout.how else ""
            if canonical:
                layout.wide[place] = canonical
                layout.how[place] = (canonical, "profile: wide")
            if canonical == "status":
                layout.asks_yes_or_no = layout.asks_yes_or_no or asks(layout.wide_rule.beside(cell))
    if profile.gathered and layout.gathers:
        for source, what in ((profile.gathered.name_column, "indicator"), (profile.gathered.value_column, "value")):
            layout.how[_place_of(layout, source, f"[indicators] {what}")] = (what, "profile: indicators")


def arrange(layout: Layout, profile: Profile, year: int | None) -> None:
    """Give the layout the shape that the profile declares; `year` is for headers that tell none.

    Raises
    ------
    RefusedError
        If the header does not have that shape.
    """
    if layout.wide_rule:
        layout.shape = spread(layout.file, layout.header, layout.wide, layout.wide_rule, year)
    elif profile.gathered and layout.gathers:
        rule = profile.gathered
        keys = [place for name in ("enterprise_id", "period") for place in cells_of(layout, profile, name)]
        layout.shape = Gathered(
            layout.file,
            tuple(dict.fromkeys(rule.meanings.values())),
            tuple(keys),
            _place_of(layout, rule.name_column, "[indicators] name_column"),
            _place_of(layout, rule.value_column, "[indicators] value_column"),
            rule.meanings,
            tuple(place for _, place in layout.attributes),
        )


def cells_of(layout: Layout, profile: Profile, canonical: str) -> list[int]:
    """Places of the cells that a canonical column is made of."""
    place = layout.places.get(canonical)
    if isinstance(place, int):
        return [place]
    rule = profile.columns.get(canonical)
    return [_place_of(layout, source, canonical) for source in rule.sources] if rule else []


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
    shaped = {"period", *layout.wide_rule.patterns} if layout.wide_rule else set[str]()
    shaped |= set(profile.gathered.meanings.values()) if profile.gathered and layout.gathers else set()
    named = {folded(name) for name in (*profile.attributes.rename, *(profile.attributes.keep or ()))}
    for place, cell in enumerate(layout.header):
        canonical, rank = meaning(cell)
        is_taken = canonical in layout.places or canonical in shaped or place in layout.how or folded(cell) in named
        if canonical in COLUMNS_OF[kind] and not is_taken:
            claims.setdefault(canonical, {}).setdefault(rank, []).append(place)
    for canonical, ranks in claims.items():
        rank = min(ranks)
        if len(ranks[rank]) > 1 and canonical in STATED_RATES:
            continue  # which of them is meant is not known, and nothing hangs on it
        if len(ranks[rank]) > 1:
            names = " and ".join(f"'{layout.header[place]}' (column {place + 1})" for place in ranks[rank])
            first, *others = (layout.header[place] for place in ranks[rank])
            hint = f"say which in a profile: [columns] {canonical} = {quoted(first)}"
            if first in others:
                hint = "rename or remove one of the columns" if not layout.stands_under_a_row else TWO_ROWS
            raise RefusedError(f"{layout.file}: {names} could both be {canonical}", hint=hint)
        place = ranks[rank][0]
        layout.places[canonical] = place
        layout.sources[canonical] = layout.header[place]
        layout.how[place] = (canonical, "canonical name" if rank == 0 else "known header")
        if canonical == "status":
            layout.asks_yes_or_no = asks(layout.header[place])


def _keep_attributes(layout: Layout, kind: Kind, profile: Profile, rows: Sequence[Sequence[str]]) -> None:
    rule = profile.attributes
    places = [place for place, cell in enumerate(layout.header) if cell and place not in layout.how]
    if rule.keep is not None:
        kept = [_place_of(layout, source, "[attributes] keep") for source in rule.keep]
        layout.undivided = left_dimensions(layout, places, kept, rows) if kind is Kind.TOTALS else []
        places = kept
    elif kind is Kind.TOTALS:
        places = dimensions(layout, places, rows)
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
        Naming what is missing and the columns that were seen; also a report that is given as a roster.
    """
    lacking = []
    if kind is Kind.REPORT:
        refuse_rates(layout)
    if kind is Kind.ROSTER:
        _refuse_report(layout)
    if kind is Kind.TOTALS:
        lacking += lacking_counts(layout)
    elif "enterprise_id" not in layout.columns:
        lacking.append("enterprise_id")
    if kind.is_dated and "period" not in layout.columns and not has_outside_period:
        lacking.append("period")
    if kind is Kind.REPORT and not layout.columns & {"status", *MEASURES}:
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


def _refuse_report(layout: Layout) -> None:
    """Refuse a report as a roster: whoever did not report that day would leave scope, and the coverage be complete."""
    found = {meaning(layout.header[place])[0]: layout.header[place] for _, place in layout.attributes}
    if "status" in found and not found.keys().isdisjoint({"period", *MEASURES}):
        told = " and ".join(f"'{header}'" for name, header in found.items() if name in {"status", "period", *MEASURES})
        raise RefusedError(
            f"{layout.file}: this is a report and no roster: it has {told}",
            hint="`resumetrack ingest` takes reports in; if it is the register, leave these columns out of the file",
        )
