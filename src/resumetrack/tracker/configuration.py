"""The site's configuration: the power threshold, working days, disclosure rules, indicators and rule sets of its own.

The first of these files counts, alone: the one that RESUMETRACK_CONFIG names, `./resumetrack.toml`, and
`resumetrack.toml` in the user's configuration folder. docs/configuration.md is its reference.
"""

import os
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from resumetrack.errors import ConfigurationError
from resumetrack.measure import POWER_THRESHOLD
from resumetrack.model import DisclosureRules, Indicator
from resumetrack.periods import Calendar

if TYPE_CHECKING:
    from resumetrack.tracker.rule_sets import RuleSet

FILE_NAME = "resumetrack.toml"
VARIABLE = "RESUMETRACK_CONFIG"


@dataclass(frozen=True)
class Configuration:
    """What a site has set; `path` is None where nothing was found."""

    path: Path | None = None
    power_threshold: Fraction = POWER_THRESHOLD
    indicators: tuple[Indicator, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    rule_sets: "tuple[RuleSet, ...]" = ()
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
    # Read by modules of its own: most sites have no such file.
    from resumetrack.tracker.site_file import read_site_file

    return read_site_file(chosen)
