"""The file of a site's configuration: what may stand in it, read into a `Configuration`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from resumetrack.errors import ConfigurationError
from resumetrack.measure import POWER_THRESHOLD
from resumetrack.periods import Calendar, DaySource
from resumetrack.tracker.configuration import Configuration
from resumetrack.tracker.declaring import Declarations
from resumetrack.tracker.rule_sets import read_rule_sets
from resumetrack.tracker.site_calendar import RULES, listed_days
from resumetrack.tracker.site_disclosure import read_disclosure_rules

_KEYS = ("power_threshold", "calendar", "indicators", "rules", "publish")
_CALENDAR_KEYS = ("rule", "file")


def read_site_file(path: Path) -> Configuration:
    """Read a configuration.

    Raises
    ------
    ConfigurationError
        If it is no TOML, or has an unknown key or a value that makes no sense.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ConfigurationError(message, hint="check its name and permissions") from error
    except UnicodeDecodeError as error:
        message = f"{path} is not in UTF-8: byte {error.start + 1} is none of it"
        raise ConfigurationError(message, hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        message = f"{path} is no TOML: {error}"
        raise ConfigurationError(message, hint="docs/configuration.md shows an example") from error
    return _Reader(path).configuration(content)


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
