"""The site's configuration: the power threshold, working days, disclosure rules, indicators and rule sets of its own.

The first of these files counts, alone: the one that RESUMETRACK_CONFIG names, `./resumetrack.toml`, and
`resumetrack.toml` in the user's configuration folder. docs/configuration.md is its reference.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from resumetrack.errors import ConfigurationError
from resumetrack.measure import POWER_THRESHOLD
from resumetrack.model import DisclosureRules, Indicator
from resumetrack.periods import Calendar, DaySource
from resumetrack.tracker.declaring import Declarations
from resumetrack.tracker.rule_sets import RuleSet, read_rule_sets
from resumetrack.tracker.site_calendar import RULES, listed_days
from resumetrack.tracker.site_disclosure import read_disclosure_rules

FILE_NAME = "resumetrack.toml"
VARIABLE = "RESUMETRACK_CONFIG"
_KEYS = ("power_threshold", "calendar", "indicators", "rules", "publish")
_CALENDAR_KEYS = ("rule", "file")


@dataclass(frozen=True)
class Configuration:
    """What a site has set; `path` is None where nothing was found."""

    path: Path | None = None
    power_threshold: Fraction = POWER_THRESHOLD
    indicators: tuple[Indicator, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    rule_sets: tuple[RuleSet, ...] = ()
    publish: DisclosureRules = field(default_factory=DisclosureRules)


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


class _Reader(Declarations):
    """Turns the content of one file into values, and says where it makes no sense."""

    def configuration(self, content: Mapping[str, Any]) -> Configuration:
        self.check_keys("", content, _KEYS)
        declared = self.table("indicators", content.get("indicators", {}), "write [indicators.my_rate]")
        indicators = tuple(self.indicator(name, table) for name, table in declared.items())
        return Configuration(
            path=self.path,
            power_threshold=self.threshold(content.get("power_threshold", float(POWER_THRESHOLD))),
            indicators=indicators,
            calendar=self._calendar(
                self.table("calendar", content.get("calendar", {}), 'write [calendar] rule = "china"')
            ),
            rule_sets=read_rule_sets(self, content.get("rules", {}), indicators),
            publish=read_disclosure_rules(self, content.get("publish", {})),
        )

    def _calendar(self, table: Mapping[str, Any]) -> Calendar:
        self.check_keys("calendar.", table, _CALENDAR_KEYS)
        rule = table.get("rule", DaySource.CHINA.value)
        self.check_word("calendar.rule", rule, RULES, "rules")
        if "file" not in table:
            return Calendar(DaySource(rule))
        # Beside the configuration, wherever the command is called from.
        return Calendar(DaySource(rule), listed_days(self.path.parent / self.text("calendar.file", table["file"])))
