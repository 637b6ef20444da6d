"""Profiles: how the files of one office map to the canonical columns, as declared in TOML (docs/profiles.md)."""

import codecs
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from resumetrack.errors import ProfileError
from resumetrack.model import (
    MEMBER_COLUMNS,
    OBSERVATION_COLUMNS,
    ROSTER_COLUMNS,
    TOTALS_COLUMNS,
    Kind,
    OnDuplicate,
    Status,
)
from resumetrack.periods import WEEKDAYS, Frequency
from resumetrack.reading.files.records import DELIMITER_NAMES
from resumetrack.reading.profiles.column_rule import ColumnRule, column_rule
from resumetrack.reading.profiles.matching import MatchRule, match_rule
from resumetrack.reading.profiles.row_rule import RowRule, row_rule
from resumetrack.reading.profiles.shape_rules import GatherRule, WideRule, gather_rule, refuse_twice, wide_rule
from resumetrack.reading.toml_section import Section
from resumetrack.reading.values.dates import USUAL_DATES, DateRule, date_rule
from resumetrack.reading.values.numbers import USUAL_NUMBERS, NumberStyle, number_style
from resumetrack.reading.values.period_patterns import PeriodPattern, period_pattern, stated_year
from resumetrack.reading.values.statuses import DEFAULT_STATUSES, StatusRule, status_rule
from resumetrack.reading.workbooks.sheet_choice import SheetRule, sheet_rule

MAPPABLE_COLUMNS = tuple(dict.fromkeys(OBSERVATION_COLUMNS + ROSTER_COLUMNS + MEMBER_COLUMNS + TOTALS_COLUMNS))
CONTENTS = {"enterprises": Kind.REPORT, "totals": Kind.TOTALS}
SCHEMES = {"region": "gbt2260", "industry": "gbt4754"}
PERIOD_PLACES = ("sheet", "title", "file_name", "folder")  # the nearer to the rows, the earlier
STAFF_BASES = ("current", "before", "due")
_ROWS_ABOVE_LIMIT = 1000
_HEADER_ROWS_LIMIT = 5
_PARTS_OF_GB18030 = ("gbk", "gb2312")
_NO_ENCODINGS = ("idna", "punycode", "unicode_escape", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7")


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """Which other columns are kept, `None` for all of them, and under what names."""

    keep: tuple[str, ...] | None = None
    rename: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How one office's files are to be read; without a profile file everything is as the defaults say."""

    name: str = ""
    digest: str = ""
    panel: str | None = None
    frequency: Frequency | None = None
    week_start: int | None = None
    delimiter: str | None = None
    encoding: str | None = None
    holds: Kind | None = None
    rows_above_header: int = 0
    header_rows: int | None = None
    sheet: SheetRule | None = None
    columns: Mapping[str, ColumnRule] = field(default_factory=lambda: MappingProxyType({}))
    dates: DateRule = USUAL_DATES
    period_in: Mapping[str, PeriodPattern] = field(default_factory=lambda: MappingProxyType({}))
    year: int | None = None
    status: StatusRule = DEFAULT_STATUSES
    numbers: NumberStyle = USUAL_NUMBERS
    attributes: AttributeRule = field(default_factory=AttributeRule)
    rows: RowRule = field(default_factory=RowRule)
    schemes: frozenset[str] = frozenset()
    on_duplicate: OnDuplicate | None = None
    staff_base: str | None = None
    idle_means_nobody: bool = False
    presence: Status | None = None
    wide: WideRule | None = None
    gathered: GatherRule | None = None
    match: MatchRule | None = None

    @property
    def shaped_columns(self) -> frozenset[str]:
        """The canonical columns that [wide] or [indicators] feeds."""
        wide = {"period", *self.wide.patterns} if self.wide else set[str]()
        return frozenset(wide | (set(self.gathered.meanings.values()) if self.gathered else set()))


NO_PROFILE = Profile()


def load_profile(path: str | Path) -> Profile:
    """Read a profile.

    Raises
    ------
    ProfileError
        If it cannot be read or a key is unknown or wrong; the message names the file and the key.
    """
    file = str(path)
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise ProfileError(f"{file}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a path with a NUL
        raise ProfileError(f"{file}: cannot be read: {error}") from error
    return parse_profile(content, file)


def parse_profile(content: bytes, file: str) -> Profile:
    """Understand the bytes of a profile as of a file of that name; raises `ProfileError` as `load_profile` does."""
    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except ValueError as error:
        raise ProfileError(f"{file}: not a TOML file in UTF-8: {error}") from error
    return _profile(Section(file, "", table), Path(file).stem, hashlib.sha256(content).hexdigest())


def _profile(top: Section, name: str, digest: str) -> Profile:
    file, panel, period = top.section("file"), top.section("panel"), top.section("period")
    status, staff, duplicates = top.section("status"), top.section("staff"), top.section("duplicates")
    columns, numbers = top.section("columns"), top.section("numbers")
    frequency = panel.choice("frequency", list(Frequency))
    weekday = panel.choice("week_start", WEEKDAYS)
    policy = duplicates.choice("policy", list(OnDuplicate))
    presence = status.choice("presence", list(Status))
    wide, gathered = wide_rule(top.section("wide")), gather_rule(top.section("indicators"))
    profile = Profile(
        name=name,
        digest=digest,
        panel=panel.text("name"),
        frequency=Frequency(frequency) if frequency else None,
        week_start=WEEKDAYS.index(weekday) if weekday else None,
        delimiter=_delimiter(file),
        encoding=file.made("encoding", codec, "an encoding Python knows"),
        sheet=sheet_rule(file),
        holds=CONTENTS.get(file.choice("holds", CONTENTS) or ""),
        rows_above_header=file.count("rows_above_header", _ROWS_ABOVE_LIMIT),
        header_rows=_header_rows(file),
        columns=_columns(columns, period, status),
        dates=date_rule(period),
        period_in=_period_places(period),
        year=stated_year(period),
        status=status_rule(status),
        numbers=number_style(numbers, top.words("missing")),
        attributes=_attributes(top.section("attributes")),
        rows=row_rule(top.section("rows")),
        schemes=_schemes(top.section("codes")),
        on_duplicate=OnDuplicate(policy) if policy else None,
        staff_base=staff.choice("staff_base", STAFF_BASES),
        idle_means_nobody="on_duty_when_idle" in staff and staff.count("on_duty_when_idle", 0) == 0,
        presence=Status(presence) if presence else None,
        wide=wide,
        gathered=gathered,
        match=match_rule(top.section("match")),
    )
    for shape in ("wide", "indicators"):
        refuse_twice(top.section(shape), sorted(profile.shaped_columns), profile.columns)
    if wide and gathered:
        raise top.error("indicators", "a file has either [wide] columns or lines of [indicators]", "leave one out")
    for section in (file, panel, period, status, staff, duplicates, columns, numbers, top):
        section.finish()
    return profile


def _header_rows(file: Section) -> int | None:
    if "header_rows" not in file:
        return None
    rows = file.count("header_rows", _HEADER_ROWS_LIMIT)
    if not rows:
        raise file.error("header_rows", f"0 is not a whole number from 1 to {_HEADER_ROWS_LIMIT}")
    return rows


def _delimiter(file: Section) -> str | None:
    by_name = {name: delimiter for delimiter, name in DELIMITER_NAMES.items()}
    chosen = file.choice("delimiter", [*DELIMITER_NAMES, *by_name])
    return by_name.get(chosen, chosen) if chosen else None


def codec(name: str) -> str:
    """Name an encoding as Python does; GBK and GB 2312 are parts of GB18030.

    Raises
    ------
    LookupError
        If it is no encoding of files.
    """
    "".encode(name)  # refuses what is no encoding of text
    found = codecs.lookup(name).name
    if found in _NO_ENCODINGS:
        raise LookupError("it is not an encoding of files")
    return "gb18030" if found in _PARTS_OF_GB18030 else found


def _columns(columns: Section, period: Section, status: Section) -> Mapping[str, ColumnRule]:
    rules: dict[str, ColumnRule] = {}
    places = [(columns, name, name) for name in MAPPABLE_COLUMNS]
    places += [(period, "column", "period"), (status, "column", "status")]
    for section, key, canonical in places:
        rule = column_rule(section, key, canonical)
        if rule and canonical in rules:
            raise section.error(key, f"columns.{canonical} already says which column that is", "state it once")
        if rule:
            rules[canonical] = rule
    presence = status.text("presence")
    if presence and "status" in rules:
        raise status.error("presence", "columns.status already says where the status stands", "state one of the two")
    if presence:
        rules["status"] = ColumnRule(constant=presence)
    return MappingProxyType(rules)


def _period_places(period: Section) -> Mapping[str, PeriodPattern]:
    found = {place: period_pattern(period, place, period) for place in PERIOD_PLACES}
    return MappingProxyType({place: pattern for place, pattern in found.items() if pattern})


def _attributes(section: Section) -> AttributeRule:
    keep = section.anything("keep")
    kept: tuple[str, ...] | None = None
    if isinstance(keep, list):
        kept = section.texts("keep")
    elif keep is not None and section.choice("keep", ("all", "none")) == "none":
        kept = ()
    rule = AttributeRule(kept, MappingProxyType(section.words("rename")))
    section.finish()
    return rule


def _schemes(section: Section) -> frozenset[str]:
    chosen = frozenset(name for name, scheme in SCHEMES.items() if section.choice(name, (scheme,)))
    section.finish()
    return chosen
