"""The site's disclosure rules: the table `[publish]` of the configuration."""

from dataclasses import dataclass

from resumetrack.model import DisclosureRules
from resumetrack.tracker.declaring import Declarations


@dataclass(frozen=True, slots=True)
class _Key:
    """A key: what its value is, in words and as an example, and between which numbers it lies; a switch has none."""

    words: str
    example: str
    between: tuple[float, float] | None = None
    whole: bool = False

    def fits(self, value: object) -> bool:
        if self.between is None or isinstance(value, bool):
            return self.between is None and isinstance(value, bool)
        least, most = self.between
        return isinstance(value, int if self.whole else int | float) and least <= value <= most


_KEYS = {
    "min_enterprises": _Key("a whole number from 1 to 1000", "3", (1, 1000), whole=True),
    "p_percent": _Key("a share from 0 to 1", "0.10", (0, 1)),
    "dominance_count": _Key("1 or 2", "2", (1, 2), whole=True),
    "dominance_share": _Key("a share from 0 to 1", "0.85", (0, 1)),
    "extremes": _Key("true or false", "true"),
    "protection": _Key("a share from 0 to 1", "0.10", (0, 1)),
}


def read_disclosure_rules(declared: Declarations, content: object) -> DisclosureRules:
    """Read `[publish]`; what it does not name is as it is by default.

    Raises
    ------
    ConfigurationError
        If it has an unknown key or a value that makes no sense.
    """
    table = declared.table("publish", content, "write [publish] and under it p_percent = 0.10")
    declared.check_keys("publish.", table, _KEYS)
    for name, value in table.items():
        key = _KEYS[name]
        if not key.fits(value):
            declared.fail(f"publish.{name} is {value!r}, not {key.words}", f"write {name} = {key.example}")
    return DisclosureRules(**table)
