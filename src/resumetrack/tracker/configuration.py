"""The site's configuration: the power threshold, its working days, and indicators of its own.

The first of these files counts, alone: the one that RESUMETRACK_CONFIG names, `./resumetrack.toml`, and
`resumetrack.toml` in the user's configuration folder. docs/configuration.md is its reference.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from resumetrack.errors import ConfigurationError
from resumetrack.measure import DECLARED, FLAGS, POWER_THRESHOLD, SUMMABLE, VALUES, unpaired
from resumetrack.model import Indicator, Term, Text, Unit
from resumetrack.periods import Calendar, DaySource
from resumetrack.tracker.site_calendar import RULES, listed_days

FILE_NAME = "resumetrack.toml"
VARIABLE = "RESUMETRACK_CONFIG"
_KEYS = ("power_threshold", "calendar", "indicators")
_CALENDAR_KEYS = ("rule", "file")
_WORDS = ("label", "label_zh", "definition", "definition_zh", "source")
_SIDES = ("numerator", "denominator")
_TERM_KEYS = ("count", "sum", "where")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN = {
    *(indicator.name for indicator in DECLARED),
    *("period", "region", "industry", "size", "list", "batch", "focus", "leader", "indicator", "value"),
    *("enterprises", "reporting", "full", "partial", "suspended", "closed", "carried", "from_totals", "staffed"),
    *("numerator", "denominator", "employees", "on_duty"),
}
_TAKEN_ENDINGS = ("_name", "_numerator", "_denominator", "_low", "_high", "_mark", "_matched")


@dataclass(frozen=True)
class Configuration:
    """What a site has set; `path` is None where nothing was found."""

    path: Path | None = None
    power_threshold: Fraction = POWER_THRESHOLD
    indicators: tuple[Indicator, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)


def find() -> Path | None:
    """Return the configuration file in force, if any.

    Raises
    ------
    ConfigurationError
        If RESUMETRACK_CONFIG names a file that is not there.
    """
    named = os.environ.get(VARIABLE)
    if named:
        path = Path(named)
        if not _is_file(path):
            message = f"there is no configuration file {named} ({VARIABLE})"
            raise ConfigurationError(message, hint=f"correct or unset {VARIABLE}")
        return path
    local = Path(FILE_NAME)
    if _is_file(local):
        return local
    import platformdirs

    user = platformdirs.user_config_path("resumetrack", appauthor=False) / FILE_NAME
    return user if _is_file(user) else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder on the way may not be entered
        return False


def load(path: Path | None = None) -> Configuration:
    """Read the configuration in force.

    Raises
    ------
    ConfigurationError
        If it is no TOML, or has an unknown key or a value that makes no sense.
    """
    chosen = path or find()
    if chosen is None:
        return Configuration()
    try:
        content = tomllib.loads(chosen.read_text(encoding="utf-8-sig"))
    except OSError as error:
        message = f"{chosen} cannot be read: {error.strerror}"
        raise ConfigurationError(message, hint="check its name and permissions") from error
    except UnicodeDecodeError as error:
        message = f"{chosen} is not in UTF-8: byte {error.start + 1} is none of it"
        raise ConfigurationError(message, hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        message = f"{chosen} is no TOML: {error}"
        raise ConfigurationError(message, hint="docs/configuration.md shows an example") from error
    return _Reader(chosen).configuration(content)


@dataclass(frozen=True)
class _Reader:
    """Turns the content of one file into values, and says where it makes no sense."""

    path: Path

    def configuration(self, content: Mapping[str, Any]) -> Configuration:
        self._check_keys("", content, _KEYS)
        declared = self._table("indicators", content.get("indicators", {}), "write [indicators.my_rate]")
        return Configuration(
            path=self.path,
            power_threshold=self._threshold(content.get("power_threshold", float(POWER_THRESHOLD))),
            indicators=tuple(self._indicator(name, table) for name, table in declared.items()),
            calendar=self._calendar(
                self._table("calendar", content.get("calendar", {}), 'write [calendar] rule = "china"')
            ),
        )

    def _calendar(self, table: Mapping[str, Any]) -> Calendar:
        self._check_keys("calendar.", table, _CALENDAR_KEYS)
        rule = table.get("rule", DaySource.CHINA.value)
        self._check_word("calendar.rule", rule, RULES, "rules")
        if "file" not in table:
            return Calendar(DaySource(rule))
        # Beside the configuration, wherever the command is called from.
        return Calendar(DaySource(rule), listed_days(self.path.parent / self._text("calendar.file", table["file"])))

    def _threshold(self, value: object) -> Fraction:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            self._fail(f"power_threshold is {value!r}, not a share above 0 and up to 1", "write power_threshold = 0.30")
        # As written: 0.3 is three tenths here, and not the binary fraction next to it.
        return Fraction(str(value))

    def _indicator(self, name: str, content: object) -> Indicator:
        where = f"indicators.{name}"
        table = self._table(where, content, "write [indicators.my_rate] with numerator and denominator")
        self._check_name(where, name)
        self._check_keys(f"{where}.", table, (*_SIDES, *_WORDS))
        numerator, denominator = (self._term(f"{where}.{side}", table.get(side)) for side in _SIDES)
        self._check_pair(where, numerator, denominator)
        words = {key: self._text(f"{where}.{key}", table[key]) for key in _WORDS if key in table}
        label = words.get("label", name)
        definition = words.get("definition", f"{_in_words(numerator)} / {_in_words(denominator)}")
        return Indicator(
            name=name,
            numerator=numerator,
            denominator=denominator,
            unit=Unit.RATE,
            label=Text(label, words.get("label_zh", label)),
            definition=Text(definition, words.get("definition_zh", definition)),
            source=words.get("source", self.path.name),
        )

    def _term(self, where: str, content: object) -> Term:
        example = '{ count = true, where = ["partial"] } or { sum = "on_duty", where = ["staffed"] }'
        if content is None:
            self._fail(f"{where} is missing", f"write {where.rpartition('.')[2]} = {example}")
        table = self._table(where, content, f"write {example}")
        self._check_keys(f"{where}.", table, _TERM_KEYS)
        column, count = table.get("sum"), table.get("count")
        if (column is None) == (count is None) or count not in (None, True):
            self._fail(f"{where} needs either count = true or sum = a column", f"columns: {', '.join(SUMMABLE)}")
        if column is not None:
            self._check_word(f"{where}.sum", column, SUMMABLE, "columns")
        flags = table.get("where")
        if not isinstance(flags, list) or not flags:
            known = ", ".join(FLAGS)
            self._fail(f"{where}.where is not a list of flags", f'write where = ["reporting"]; flags: {known}')
        for flag in flags:
            self._check_word(f"{where}.where", flag, FLAGS, "flags")
        return Term(tuple(dict.fromkeys(flags)), column)

    # -- checks ----------------------------------------------------------------------------------------------

    def _check_name(self, where: str, name: str) -> None:
        if not _NAME.fullmatch(name):
            self._fail(f"{where}: a name is small letters, digits and underscores", "write e.g. partial_rate")
        if name in _TAKEN or name.endswith(_TAKEN_ENDINGS):
            self._fail(f"{where}: a column of our own has this name", f"choose another, e.g. site_{name}")

    def _check_pair(self, where: str, numerator: Term, denominator: Term) -> None:
        missing = unpaired(numerator, denominator)
        if missing:
            self._fail(
                f"{where} may count different enterprises on its two sides: some have no {' or no '.join(missing)}",
                f"put {', '.join(_vouching(missing))} into the where of both sides",
            )

    def _check_keys(self, where: str, table: Mapping[str, object], known: Collection[str]) -> None:
        for key in table:
            if key not in known:
                self._fail(f"unknown key {where}{key}", _suggestion(key, known, "known keys"))

    def _check_word(self, where: str, word: object, known: Collection[str], what: str) -> None:
        if not isinstance(word, str) or word not in known:
            self._fail(f"{where} names {word!r}, which is none of the {what}", _suggestion(word, known, what))

    def _table(self, where: str, content: object, hint: str) -> Mapping[str, Any]:
        if not isinstance(content, dict):
            self._fail(f"{where} is not a table", hint)
        return content

    def _text(self, where: str, content: object) -> str:
        if not isinstance(content, str) or not content.strip():
            self._fail(f"{where} is {content!r}, not a text", f'write {where.rpartition(".")[2]} = "..."')
        return content

    def _fail(self, what: str, hint: str) -> NoReturn:
        message = f"{self.path}: {what}"
        raise ConfigurationError(message, hint=hint)


def _suggestion(word: object, known: Collection[str], what: str) -> str:
    near = difflib.get_close_matches(str(word), known, n=1)
    return f"did you mean {near[0]}?" if near else f"{what}: {', '.join(known)}"


def _vouching(columns: Collection[str]) -> list[str]:
    """Name flags that make sure of all these columns: a single one if there is one, else one for each."""
    for flag, values in VALUES.items():
        if set(columns) <= set(values):
            return [flag]
    return [next(flag for flag, values in VALUES.items() if column in values) for column in columns]


def _in_words(term: Term) -> str:
    flags = ", ".join(term.when)
    return f"enterprises ({flags})" if term.column is None else f"sum of {term.column} ({flags})"
