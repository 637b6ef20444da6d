"""What may be declared in TOML, a site's or our own: indicators, flags, texts; and what is said of mistakes."""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from resumetrack.errors import ConfigurationError
from resumetrack.measure import DECLARED, FLAGS, SUMMABLE, VALUES, unpaired
from resumetrack.model import Indicator, Term, Text, Unit

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
_TAKEN_ENDINGS = (
    "_name",
    "_numerator",
    "_denominator",
    "_low",
    "_high",
    "_mark",
    "_matched",
    "_preceding",
    "_if_shut",
    "_if_open",
)


@dataclass(frozen=True)
class Declarations:
    """Turns declarations of one file into values, and says where they make no sense."""

    path: Path

    def threshold(self, value: object, where: str = "power_threshold") -> Fraction:
        """Read a share of the base electricity."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            self.fail(f"{where} is {value!r}, not a share above 0 and up to 1", "write power_threshold = 0.30")
        # As written: 0.3 is three tenths here, and not the binary fraction next to it.
        return Fraction(str(value))

    def indicator(self, name: str, content: object, under: str = "") -> Indicator:
        """Read one indicator; `under` is what stands before `indicators` in the name of its table."""
        where = f"{under}indicators.{name}"
        table = self.table(where, content, "write [indicators.my_rate] with numerator and denominator")
        self._check_name(where, name)
        self.check_keys(f"{where}.", table, (*_SIDES, *_WORDS))
        numerator, denominator = (self._term(f"{where}.{side}", table.get(side)) for side in _SIDES)
        self._check_pair(where, numerator, denominator)
        words = {key: self.text(f"{where}.{key}", table[key]) for key in _WORDS if key in table}
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
            self.fail(f"{where} is missing", f"write {where.rpartition('.')[2]} = {example}")
        table = self.table(where, content, f"write {example}")
        self.check_keys(f"{where}.", table, _TERM_KEYS)
        column, count = table.get("sum"), table.get("count")
        if (column is None) == (count is None) or count not in (None, True):
            self.fail(f"{where} needs either count = true or sum = a column", f"columns: {', '.join(SUMMABLE)}")
        if column is not None:
            self.check_word(f"{where}.sum", column, SUMMABLE, "columns")
        flags = table.get("where")
        if not isinstance(flags, list) or not flags:
            known = ", ".join(FLAGS)
            self.fail(f"{where}.where is not a list of flags", f'write where = ["reporting"]; flags: {known}')
        for flag in flags:
            self.check_word(f"{where}.where", flag, FLAGS, "flags")
        return Term(tuple(dict.fromkeys(flags)), column)

    # -- checks ----------------------------------------------------------------------------------------------

    def _check_name(self, where: str, name: str) -> None:
        if not _NAME.fullmatch(name):
            self.fail(f"{where}: a name is small letters, digits and underscores", "write e.g. partial_rate")
        if name in _TAKEN or name.endswith(_TAKEN_ENDINGS):
            self.fail(f"{where}: a column of our own has this name", f"choose another, e.g. site_{name}")

    def _check_pair(self, where: str, numerator: Term, denominator: Term) -> None:
        missing = unpaired(numerator, denominator)
        if missing:
            self.fail(
                f"{where} may count different enterprises on its two sides: some have no {' or no '.join(missing)}",
                f"put {', '.join(_vouching(missing))} into the where of both sides",
            )

    def check_keys(self, where: str, table: Mapping[str, object], known: Collection[str]) -> None:
        """Fail if a table has another key."""
        for key in table:
            if key not in known:
                self.fail(f"unknown key {where}{key}", _suggestion(key, known, "known keys"))

    def check_word(self, where: str, word: object, known: Collection[str], what: str) -> None:
        """Fail if a value is none of the words that can stand there."""
        if not isinstance(word, str) or word not in known:
            self.fail(f"{where} names {word!r}, which is none of the {what}", _suggestion(word, known, what))

    def table(self, where: str, content: object, hint: str) -> Mapping[str, Any]:
        """Read a table."""
        if not isinstance(content, dict):
            self.fail(f"{where} is not a table", hint)
        return content

    def text(self, where: str, content: object) -> str:
        """Read a text that says something."""
        if not isinstance(content, str) or not content.strip():
            self.fail(f"{where} is {content!r}, not a text", f'write {where.rpartition(".")[2]} = "..."')
        return content

    def fail(self, what: str, hint: str) -> NoReturn:
        """Say what makes no sense, and where.

        Raises
        ------
        ConfigurationError
            Always.
        """
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
