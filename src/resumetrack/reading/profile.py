"""Profiles: how the files of one office map to the canonical columns, as declared in TOML (docs/profiles.md)."""

import codecs
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from resumetrack.errors import ProfileError
from resumetrack.model import MEMBER_COLUMNS, OBSERVATION_COLUMNS, ROSTER_COLUMNS, OnDuplicate
from resumetrack.periods import WEEKDAYS, Frequency
from resumetrack.reading.column_rule import ColumnRule, column_rule
from resumetrack.reading.dates import USUAL_DATES, DateRule, FileNameRule, date_rule, file_name_rule
from resumetrack.reading.numbers import USUAL_NUMBERS, NumberStyle, number_style
from resumetrack.reading.records import DELIMITER_NAMES
from resumetrack.reading.statuses import DEFAULT_STATUSES, StatusRule, status_rule
from resumetrack.reading.toml_section import Section

MAPPABLE_COLUMNS = tuple(dict.fromkeys(OBSERVATION_COLUMNS + ROSTER_COLUMNS + MEMBER_COLUMNS))
SCHEMES = {"region": "gbt2260", "industry": "gbt4754"}
STAFF_BASES = ("current", "before", "due")
_ROWS_ABOVE_LIMIT = 1000
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
    rows_above_header: int = 0
    columns: Mapping[str, ColumnRule] = field(default_factory=lambda: MappingProxyType({}))
    dates: DateRule = USUAL_DATES
    file_name: FileNameRule | None = None
    status: StatusRule = DEFAULT_STATUSES
    numbers: NumberStyle = USUAL_NUMBERS
    attributes: AttributeRule = field(default_factory=AttributeRule)
    schemes: frozenset[str] = frozenset()
    on_duplicate: OnDuplicate | None = None
    staff_base: str | None = None
    idle_means_nobody: bool = False


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
        table = tomllib.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise ProfileError(f"{file}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # not TOML, not UTF-8, or a path with a NUL
        raise ProfileError(f"{file}: not a TOML file in UTF-8: {error}") from error
    return _profile(Section(file, "", table), Path(path).stem, hashlib.sha256(content).hexdigest())


def _profile(top: Section, name: str, digest: str) -> Profile:
    file, panel, period = top.section("file"), top.section("panel"), top.section("period")
    status, staff, duplicates = top.section("status"), top.section("staff"), top.section("duplicates")
    columns, numbers = top.section("columns"), top.section("numbers")
    frequency = panel.choice("frequency", list(Frequency))
    weekday = panel.choice("week_start", WEEKDAYS)
    policy = duplicates.choice("policy", list(OnDuplicate))
    profile = Profile(
        name=name,
        digest=digest,
        panel=panel.text("name"),
        frequency=Frequency(frequency) if frequency else None,
        week_start=WEEKDAYS.index(weekday) if weekday else None,
        delimiter=_delimiter(file),
        encoding=file.made("encoding", _codec, "an encoding Python knows"),
        rows_above_header=file.count("rows_above_header", _ROWS_ABOVE_LIMIT),
        columns=_columns(columns, period, status),
        dates=date_rule(period),
        file_name=file_name_rule(period),
        status=status_rule(status),
        numbers=number_style(numbers),
        attributes=_attributes(top.section("attributes")),
        schemes=_schemes(top.section("codes")),
        on_duplicate=OnDuplicate(policy) if policy else None,
        staff_base=staff.choice("staff_base", STAFF_BASES),
        idle_means_nobody="on_duty_when_idle" in staff and staff.count("on_duty_when_idle", 0) == 0,
    )
    for section in (file, panel, period, status, staff, duplicates, columns, numbers, top):
        section.finish()
    return profile


def _delimiter(file: Section) -> str | None:
    by_name = {name: delimiter for delimiter, name in DELIMITER_NAMES.items()}
    chosen = file.choice("delimiter", [*DELIMITER_NAMES, *by_name])
    return by_name.get(chosen, chosen) if chosen else None


def _codec(name: str) -> str:
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
    return MappingProxyType(rules)


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
