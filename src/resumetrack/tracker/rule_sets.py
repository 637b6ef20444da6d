"""Rule sets: the definitions that one publisher uses, by name, so that the same data can be shown as each would.

A rule set names indicators to show, may declare some of its own and set the power threshold. Those that ship are TOML
files beside this module (`rules/`), read by the same rules as a site's own in its configuration; none defines a
figure that `measure` does not: it chooses among the flags and columns declared there.
"""

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path

from resumetrack.errors import UsageError
from resumetrack.measure import DECLARED
from resumetrack.model import Indicator, Text
from resumetrack.tracker.declaring import Declarations

SHIPPED = ("ministry", "ons", "grid")
_KEYS = (
    "label",
    "label_zh",
    "description",
    "description_zh",
    "source",
    "power_threshold",
    "since",
    "show",
    "indicators",
)


@dataclass(frozen=True)
class RuleSet:
    """The definitions of one publisher: indicators to show in their order, those declared for it, its threshold.

    `power_threshold` None is the site's; `since` is the period that its changes are counted from, None the first.
    """

    name: str
    label: Text
    description: Text
    source: str
    show: tuple[str, ...]
    indicators: tuple[Indicator, ...] = ()
    power_threshold: Fraction | None = None
    since: date | None = None

    @property
    def note(self) -> Text:
        """What stderr says beside a table made by this rule set."""
        return Text(
            f"rules {self.name} ({self.label.en}): {self.description.en}",
            f"规则 {self.name}（{self.label.zh}）：{self.description.zh}",
        )


@cache
def shipped() -> Mapping[str, RuleSet]:
    """The rule sets that come with the program, by name."""
    found = {}
    for name in SHIPPED:
        file = files("resumetrack.tracker") / "rules" / f"{name}.toml"
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        found[name] = _rule_set(Declarations(Path(f"{name}.toml")), "", name, content, ())
    return found


def read_rule_sets(reader: Declarations, content: object, site: Iterable[Indicator]) -> tuple[RuleSet, ...]:
    """Read a site's own rule sets; `site` are the indicators it has declared for all.

    Raises
    ------
    ConfigurationError
        If one makes no sense, or has the name of one that ships.
    """
    table = reader.table("rules", content, "write [rules.ours]")
    known = tuple(site)
    for name in table:
        if name in SHIPPED:
            reader.fail(f"rules.{name}: a rule set of our own has this name", f"choose another, e.g. site_{name}")
    return tuple(_rule_set(reader, f"rules.{name}.", name, own, known) for name, own in table.items())


def _rule_set(reader: Declarations, under: str, name: str, content: object, site: Sequence[Indicator]) -> RuleSet:
    where = under.removesuffix(".") or "the file"
    table = reader.table(where, content, 'write [rules.ours] show = ["operating_rate"]')
    reader.check_keys(under, table, _KEYS)
    declared = reader.table(f"{under}indicators", table.get("indicators", {}), f"write [{under}indicators.my_rate]")
    indicators = tuple(reader.indicator(one, own, under) for one, own in declared.items())
    for one in indicators:
        if one.name in {other.name for other in site}:
            reader.fail(f"{under}indicators.{one.name} is declared for the site too", "give one of them another name")
    label = reader.text(f"{under}label", table.get("label", name))
    description = reader.text(f"{under}description", table.get("description", label))
    since = table.get("since")
    if since is not None and (not isinstance(since, date) or hasattr(since, "hour")):
        reader.fail(f"{under}since is {since!r}, not a date", "write since = 2020-02-23, without quotes")
    threshold = table.get("power_threshold")
    return RuleSet(
        name=name,
        label=Text(label, reader.text(f"{under}label_zh", table.get("label_zh", label))),
        description=Text(description, reader.text(f"{under}description_zh", table.get("description_zh", description))),
        source=reader.text(f"{under}source", table.get("source", reader.path.name)),
        show=_shown(reader, under, table.get("show"), [one.name for one in (*DECLARED, *site, *indicators)]),
        indicators=indicators,
        power_threshold=None if threshold is None else reader.threshold(threshold, f"{under}power_threshold"),
        since=since,
    )


def _shown(reader: Declarations, under: str, content: object, known: Sequence[str]) -> tuple[str, ...]:
    if not isinstance(content, list) or not content:
        reader.fail(f"{under}show is not a list of indicators", 'write show = ["operating_rate"]')
    for name in content:
        reader.check_word(f"{under}show", name, known, "indicators")
    return tuple(dict.fromkeys(content))


def choose_rules(name: str, own: Iterable[RuleSet]) -> RuleSet:
    """Find a rule set by name among those that ship and the site's own.

    Raises
    ------
    UsageError
        If there is none of this name.
    """
    known = all_rules(own)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        start = f"did you mean {near[0]}? " if near else ""
        raise UsageError(f"there is no rule set {name}", hint=f"{start}rule sets: {', '.join(known)}")
    return known[name]


def all_rules(own: Iterable[RuleSet]) -> Mapping[str, RuleSet]:
    """Every rule set by name, the site's own after ours."""
    return {**shipped(), **{one.name: one for one in own}}
