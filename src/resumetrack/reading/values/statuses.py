"""Statuses as offices write them: words of both languages, yes and no, or thresholds of a number."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from types import MappingProxyType

from resumetrack.model import Status
from resumetrack.reading.toml_section import Section
from resumetrack.reading.values.numbers import NumberStyle
from resumetrack.reading.values.status_words import WORDS, YES_NO_WORDS
from resumetrack.reading.values.variants import simplified
from resumetrack.reading.values.widths import one_width

_COMPARISONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq, "=": operator.eq,
}  # fmt: skip
_THRESHOLD = re.compile(r"(>=|<=|==|>|<|=)?\s*(-?\d+(?:\.\d+)?)\s*%?")


def folded(text: str) -> str:
    """Bring a word to the form in which words are compared: width, case and blanks do not count."""
    plain = " ".join(one_width(text).casefold().replace("_", " ").split())
    return plain if plain.isascii() else plain.replace(" ", "")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A status that a number has: `value` on the right of the comparison."""

    status: Status
    comparison: str
    value: Decimal

    def holds(self, number: Decimal) -> bool:
        """Whether a number is on the right side of the threshold."""
        return _COMPARISONS[self.comparison](number, self.value)


def _known_words() -> Mapping[str, Status]:
    return MappingProxyType({folded(word): status for status, words in WORDS.items() for word in words})


_WORDS = _known_words()
_YES_NO = MappingProxyType({folded(word): status for status, words in YES_NO_WORDS.items() for word in words})


@dataclass(frozen=True, slots=True)
class StatusRule:
    """What words and numbers mean in the status column; thresholds are tried in the order of `Status`."""

    words: Mapping[str, Status]
    thresholds: tuple[Threshold, ...] = ()

    def with_yes_and_no(self) -> "StatusRule":
        """Understand yes and no too, for columns whose header asks whether work has resumed."""
        return StatusRule(MappingProxyType({**_YES_NO, **self.words}), self.thresholds)

    def parse(self, text: str, numbers: NumberStyle) -> Status | None:
        """Read a status; `None` if it is none."""
        if self.thresholds:
            number = numbers.parse(text, percent_sign=True)
            if number is not None:
                return next((rule.status for rule in self.thresholds if rule.holds(Decimal(number))), None)
        word = folded(text)
        return self.words.get(word) or self.words.get(simplified(word))

    def suggest(self, text: str) -> str:
        """Give the known word that was probably meant, or nothing."""
        near = get_close_matches(folded(text)[:100], self.words, n=1, cutoff=0.7)
        return near[0] if near else ""


DEFAULT_STATUSES = StatusRule(_WORDS)


def status_rule(section: Section) -> StatusRule:
    """Read [status] of a profile: for each status a list of words, or a threshold such as `">=100"`."""
    words: dict[str, Status] = {} if section.truth("only_these") else dict(_WORDS)
    thresholds: list[Threshold] = []
    stated: dict[str, Status] = {}
    for status in Status:
        value = section.anything(status.value)
        found = _THRESHOLD.fullmatch(value.strip()) if isinstance(value, str) else None
        if found:
            thresholds.append(Threshold(status, found[1] or "==", Decimal(found[2])))
            continue
        for word in (value,) if isinstance(value, str) else section.texts(status.value) or ():
            if stated.setdefault(folded(word), status) is not status:
                raise section.error(status.value, f"'{word}' is listed for {stated[folded(word)]} too")
    presence = section.choice("presence", list(Status))
    if presence:
        stated[folded(presence)] = Status(presence)
    return StatusRule(MappingProxyType(words | stated), tuple(thresholds))
