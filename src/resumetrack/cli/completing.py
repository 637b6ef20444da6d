"""What Tab offers for the value of an option.

Words that the program knows are offered without a look at the store. It is opened where only it can know (lists,
panels, periods once a digit is typed), and what goes wrong then offers nothing: a message would end up in the line.
"""

import os
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import typer

from resumetrack.periods import Frequency
from resumetrack.render import FORMATS

if TYPE_CHECKING:
    from resumetrack.tracker import Tracker
    from resumetrack.tracker.configuration import Configuration

T = TypeVar("T")
Offer = tuple[str, str]
"""What may be written, and what it is: shells that can show the second do."""

_STEM = "_COMPLETE_STEM"
_FEWEST = 3  # the program, a dimension and the sign are words before a value


def several(offers: Callable[[], Iterable[Offer]]) -> Callable[[str], list[Offer]]:
    """Complete the last of names separated by commas; those before it are not offered again."""

    def complete(incomplete: str) -> list[Offer]:
        *before, _ = incomplete.split(",")
        stem = "".join(f"{name}," for name in before)
        return [(f"{stem}{name}", words) for name, words in offers() if name not in before]

    return complete


def formats() -> list[Offer]:
    """Give the formats."""
    return [(name, "") for name in FORMATS]


def languages() -> list[Offer]:
    """Give the languages."""
    return [("en", "English"), ("zh", "中文")]


def steps() -> list[Offer]:
    """Give the steps that periods are chosen or summed by."""
    return [(step.value, "") for step in Frequency]


def bases() -> list[Offer]:
    """Give the bases of rates."""
    from resumetrack.model import Basis

    return [(basis.value, "") for basis in Basis]


def dimensions() -> list[Offer]:
    """Give the dimensions that every store has."""
    from resumetrack.model import CODED_DIMENSIONS, LIST_DIMENSIONS

    return [(name, "") for name in (*CODED_DIMENSIONS, *LIST_DIMENSIONS)]


def levels() -> Iterator[Offer]:
    """Give the levels of regions and industries."""
    from resumetrack.classify import dimension

    for name, _ in dimensions():
        classification = dimension(name)
        for level in classification.LEVELS if classification is not None else ():
            yield level, f"of {name}"


def indicators() -> list[Offer]:
    """Give the indicators, the site's own among them."""
    from resumetrack.measure import catalogue

    return [(name, one.label.en) for site in _sites() for name, one in catalogue(site.indicators).items()]


def rule_sets() -> list[Offer]:
    """Give the rule sets, the site's own among them."""
    from resumetrack.tracker.rule_sets import all_rules

    return [(name, one.label.en) for site in _sites() for name, one in all_rules(site.rule_sets).items()]


def _sites() -> "list[Configuration]":
    """The configuration in force, alone; nothing is known of one that makes no sense."""
    from resumetrack.errors import ConfigurationError
    from resumetrack.tracker.configuration import load

    with suppress(ConfigurationError):
        return [load()]
    return []


def periods(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Give the words for periods; once a digit is typed, the periods that the panel holds."""
    if not incomplete[:1].isdigit():
        return [("latest", "the last period held"), ("all", "every period held")]
    return [(period.isoformat(), "") for period in _ask(ctx, lambda tracker: tracker.periods())]


def dates(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Give the periods that the panel holds, once a digit is typed."""
    return periods(ctx, incomplete) if incomplete[:1].isdigit() else []


def lists(ctx: typer.Context) -> list[Offer]:
    """Give the lists of the panel."""
    found = _ask(ctx, lambda tracker: tracker.lists().records())
    return [(str(record["list"]), f"{record['members']} enterprises") for record in found]


def panels(ctx: typer.Context) -> list[Offer]:
    """Give the panels of the store."""
    return [(str(record["panel"]), "") for record in _ask(ctx, lambda tracker: tracker.panels().records())]


def conditions(incomplete: str) -> list[Offer]:
    """Give dimensions with an equals sign; the values of one, once no other can be meant."""
    stem = os.environ.get(_STEM)
    if stem is not None:
        return _values(stem)
    name, sign, _ = incomplete.partition("=")
    known = [one for one, _ in dimensions()]
    near = [name] if sign else [one for one in known if one.startswith(name)]
    if len(near) == 1 and (values := _values(near[0])):
        return [(f"{near[0]}={value}", words) for value, words in values]
    return [(f"{one}=", "") for one in near if not sign]


def _values(name: str) -> list[Offer]:
    """Give the codes of a dimension that people choose by, with their names; none for lists."""
    from resumetrack.classify import industries, regions, sizes
    from resumetrack.classify.region_lists import cluster_names, provinces

    match name:
        case "region":
            codes = [*(f"{province}0000" for province in provinces()), *cluster_names()]
            return [(code, regions.name(code, "en")) for code in codes]
        case "industry":
            codes = [code for level in ("section", "division", "block") for code in industries.all_codes(level)]
            return [(code, industries.name(code, "en")) for code in codes]
        case "size":
            return [(size, sizes.name(size, "en")) for size in (*sizes.SIZES, sizes.SME)]
    return []


def mend_words(environment: MutableMapping[str, str]) -> None:
    """Let the value of a condition be completed in bash, which takes `region=31` for three words.

    The words before the value are taken out of the line and handed to `conditions` apart, which then offers what bash
    puts in their place: the value alone.
    """
    typed, cursor = environment.get("COMP_WORDS", ""), environment.get("COMP_CWORD", "")
    if "=" not in typed or not cursor.isdigit():
        return
    import shlex

    try:
        found = shlex.split(typed)
    except ValueError:
        # A quote that is still open: nothing can be told apart.
        return
    place = int(cursor)
    if found[place : place + 1] == ["="]:
        # The cursor stands right behind the sign: nothing of the value is typed yet.
        found[place + 1 : place + 1] = [""]
        place += 1
    if place >= _FEWEST and found[place - 1 : place] == ["="]:
        environment[_STEM] = found[place - 2]
        environment["COMP_WORDS"] = shlex.join([*found[: place - 2], *found[place:]])
        environment["COMP_CWORD"] = str(place - 2)


def _ask(ctx: typer.Context, question: "Callable[[Tracker], Iterable[T]]") -> list[T]:
    """Ask the store that the line names; nothing is known of one that is not there or in use."""
    from resumetrack.cli.options import DEFAULT_STORE
    from resumetrack.cli.quick import without_pandas
    from resumetrack.errors import ResumetrackError

    named = ctx.params
    if named.get("files") or named.get("lake"):  # what these hold is not the store's
        return []
    with without_pandas(), suppress(ResumetrackError):
        from resumetrack.tracker import Tracker

        return list(question(Tracker(named.get("store") or DEFAULT_STORE, panel=named.get("panel"), wait=0)))
    return []
