"""The site's configuration: thresholds, and indicators of its own.

Read from RESUMETRACK_CONFIG, else ./resumetrack.toml, else the user's configuration folder; docs/configuration.md
is its reference.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from resumetrack.errors import ConfigurationError
from resumetrack.measure import DECLARED, FLAGS, POWER_THRESHOLD
from resumetrack.model import MEASURES, Indicator, Term, Text, Unit

_COLUMNS = (*MEASURES, "roster_employees")
_INDICATOR_KEYS = ("numerator", "denominator", "label", "label_zh", "definition", "definition_zh", "source")
_TERM_KEYS = ("count", "sum", "where")


@dataclass(frozen=True)
class Configuration:
    """What a site has set; `path` is None where nothing was found."""

    path: Path | None = None
    power_threshold: Fraction = POWER_THRESHOLD
    indicators: tuple[Indicator, ...] = ()


def find() -> Path | None:
    """Return the configuration file in force, if any.

    Raises
    ------
    ConfigurationError
        If RESUMETRACK_CONFIG names a file that is not there.
    """
    named = os.environ.get("RESUMETRACK_CONFIG")
    if named:
        path = Path(named)
        if not path.is_file():
            message = f"there is no configuration file {named} (RESUMETRACK_CONFIG)"
            raise ConfigurationError(message, hint="correct or unset RESUMETRACK_CONFIG")
        return path
    local = Path("resumetrack.toml")
    if local.is_file():
        return local
    import platformdirs

    user = platformdirs.user_config_path("resumetrack", appauthor=False) / "resumetrack.toml"
    return user if user.is_file() else None


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
        content = tomllib.loads(chosen.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{chosen} cannot be read: {error.strerror}"
        raise ConfigurationError(message, hint="check its permissions") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{chosen} is no TOML: {error}"
        raise ConfigurationError(message, hint="docs/configuration.md shows an example") from error
    _check_keys(chosen, "", content, ("power_threshold", "indicators"))
    declared = content.get("indicators", {})
    if not isinstance(declared, dict):
        message = f"{chosen}: indicators is not a table"
        raise ConfigurationError(message, hint="write [indicators.my_rate]")
    return Configuration(
        path=chosen,
        power_threshold=_threshold(chosen, content.get("power_threshold")),
        indicators=tuple(_indicator(chosen, name, table) for name, table in declared.items()),
    )


def _check_keys(path: Path, where: str, table: Mapping[str, object], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            message = f"{path}: unknown key {where}{key}"
            raise ConfigurationError(
                message, hint=f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
            )


def _threshold(path: Path, value: object) -> Fraction:
    if value is None:
        return POWER_THRESHOLD
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        message = f"{path}: power_threshold is {value!r}, not a share above 0 and up to 1"
        raise ConfigurationError(message, hint="write power_threshold = 0.30")
    return Fraction(str(value))


def _indicator(path: Path, name: str, table: object) -> Indicator:
    if not isinstance(table, dict):
        message = f"{path}: indicators.{name} is not a table"
        raise ConfigurationError(message, hint="write [indicators.my_rate] with numerator and denominator")
    where = f"indicators.{name}."
    _check_keys(path, where, table, _INDICATOR_KEYS)
    if not name.isidentifier() or name in {indicator.name for indicator in DECLARED}:
        message = f"{path}: {name} cannot be the name of an indicator of your own"
        raise ConfigurationError(message, hint="use a new name of letters, digits and underscores")
    terms = []
    for side in ("numerator", "denominator"):
        if side not in table:
            message = f"{path}: {where}{side} is missing"
            raise ConfigurationError(message, hint='write e.g. numerator = { count = true, where = ["partial"] }')
        terms.append(_term(path, where + side, table[side]))
    label = str(table.get("label", name))
    definition = str(table.get("definition", ""))
    return Indicator(
        name, terms[0], terms[1], Unit.RATE,
        Text(label, str(table.get("label_zh", label))),
        Text(definition, str(table.get("definition_zh", definition))),
        str(table.get("source", path.name)),
    )  # fmt: skip


def _term(path: Path, where: str, table: object) -> Term:
    if not isinstance(table, dict):
        message = f"{path}: {where} is not a table"
        raise ConfigurationError(
            message, hint='write { count = true, where = ["partial"] } or { sum = "on_duty", where = ["staffed"] }'
        )
    _check_keys(path, f"{where}.", table, _TERM_KEYS)
    flags = table.get("where", [])
    for flag in flags if isinstance(flags, list) else [flags]:
        if flag not in FLAGS:
            message = f"{path}: {where}.where names {flag!r}, which is no flag"
            raise ConfigurationError(message, hint=f"flags: {', '.join(FLAGS)}")
    if not flags:
        message = f"{path}: {where}.where is missing"
        raise ConfigurationError(message, hint=f"name the flags a row must have: {', '.join(FLAGS)}")
    column = table.get("sum")
    if (column is None) == (table.get("count") is not True):
        message = f"{path}: {where} needs either count = true or sum = a column"
        raise ConfigurationError(message, hint=f"columns: {', '.join(_COLUMNS)}")
    if column is not None and column not in _COLUMNS:
        message = f"{path}: {where}.sum names {column!r}, which is no measure"
        raise ConfigurationError(message, hint=f"columns: {', '.join(_COLUMNS)}")
    return Term(tuple(flags), column)
