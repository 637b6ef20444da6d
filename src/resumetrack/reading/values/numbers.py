"""Numbers as offices write them, read exactly: whole numbers are `int`, others `Decimal`, never a float."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from types import MappingProxyType

from resumetrack.reading.toml_section import Section
from resumetrack.reading.values.inexact import ENDS
from resumetrack.reading.values.widths import one_width

PLACES = 6
_STEP = Decimal(1).scaleb(-PLACES)
NUMBER_LIMIT = 10**12
_LENGTH_LIMIT = 64
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,12}", re.ASCII)
_SHORT = re.compile(r"\d{1,12}\.\d{1,6}", re.ASCII)
_GROUPS = re.compile(r"\d{1,3}(?:_\d{3})+", re.ASCII)
_ANY_GROUPS = re.compile(r"\d{1,3}(?:_\d{3})+|\d{1,2}(?:_\d{2})+_\d{3}", re.ASCII)
"""Groups of three, or as India has them (1,23,45,678): so only if the profile says how numbers are written."""
_SIGNS = str.maketrans({"−": "-", "–": "-"})
MEANINGS: Mapping[str, str] = MappingProxyType(dict.fromkeys(("*", "**", "[c]", "(c)"), "suppressed"))
ZERO = "zero"
NOTHING = frozenset({"无", "暂无", "暂缺", "缺", "没有", "無", "暫無", "暫缺", "沒有"})
"""For a difficulty they say that there is none."""

MISSING = frozenset(
    {"", "-", "--", "---", "—", "——", "–", "/", "//", "\\", "n/a", "n.a.", "null", "none", "...", "…", "……"}
)
MISSING_NUMBERS = MISSING | {
    "na",
    ".",
    "..",
    ":",
    "不详",
    "未知",
    "未报",
    "未填",
    "未填报",
    "未上报",
    "不詳",
    "不明",
    "未報",
    "未填報",
    "未上報",
    "未回答",
    "unknown",
    "tbc",
    "tbd",
}


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How the numbers of a file are written.

    `missing` are further marks for "no value", `meanings` say why there is none; with `inexact` 10-20 is taken at its
    low end, its middle or its high end. `flags` are letters that may follow a number. Only a file whose style is not
    `stated` is read as its columns suggest.
    """

    thousands: tuple[str, ...] = (",", " ")
    decimal: str = "."
    percent: bool = False
    missing: frozenset[str] = frozenset()
    meanings: Mapping[str, str] = field(default_factory=lambda: MEANINGS)
    inexact: str | None = None
    stated: bool = False
    flags: str = ""

    def unflagged(self, text: str) -> str:
        """Take off the letters that a source puts behind a number and a blank (`12.3 p`, `: c`)."""
        value, _, mark = text.rstrip().rpartition(" ")
        return value.rstrip() if self.flags and value.strip() and mark and not mark.strip(self.flags) else text

    def is_missing(self, text: str) -> bool:
        """Whether a cell of text says that there is no value."""
        folded = text.strip().casefold()
        return folded in MISSING or folded in self.missing or folded in NOTHING or folded in self.meanings

    def meaning(self, text: str) -> str:
        """Tell why there is no value, where the mark says so."""
        return self.meanings.get(one_width(text).strip().casefold(), "")

    def is_missing_number(self, text: str) -> bool:
        """Whether a cell of a number or date says that there is no value."""
        folded = one_width(text).strip().casefold()
        return folded in MISSING_NUMBERS or folded in self.missing or folded in self.meanings or folded in NOTHING

    def plain(self, text: str) -> Decimal | int | None:
        """Read a number without sign, marks and blanks, which is how most are written; `None` if it is not such."""
        if _WHOLE.fullmatch(text):
            return int(text)
        return Decimal(text) if self.decimal == "." and "." not in self.thousands and _SHORT.fullmatch(text) else None

    def parse(self, text: str, *, percent_sign: bool = False) -> Decimal | int | None:
        """Read a number; `None` if it is none or its magnitude is 10^12 or more.

        A percent sign divides by 100 where `percent` allows it, and is only dropped with `percent_sign`.
        """
        found = self._any(text, percent_sign=percent_sign)
        return found if found is not None and abs(found) < NUMBER_LIMIT else None

    def is_too_large(self, text: str, *, percent_sign: bool = False) -> bool:
        """Whether a text is a number whose magnitude is 10^12 or more."""
        found = self._any(text, percent_sign=percent_sign)
        return found is not None and abs(found) >= NUMBER_LIMIT

    def _any(self, text: str, *, percent_sign: bool) -> Decimal | None:
        """Read a number of any magnitude."""
        plain = one_width(text).strip().translate(_SIGNS)
        if len(plain) > _LENGTH_LIMIT:
            return None
        is_percent = plain.endswith("%")
        if is_percent:
            if not (self.percent or percent_sign):
                return None
            plain = plain[:-1].rstrip()
        number = self._exact(plain)
        return number / 100 if number is not None and is_percent and not percent_sign else number

    def _exact(self, plain: str) -> Decimal | None:
        plain = self._without_thousands(plain)
        if self.decimal != ".":
            plain = plain.replace(".", "?").replace(self.decimal, ".")
        if not _PLAIN.fullmatch(plain):
            return None
        try:
            return Decimal(plain)
        except InvalidOperation:
            return None

    def _without_thousands(self, plain: str) -> str:
        for mark in self.thousands:
            if mark in plain:
                whole, point, rest = plain.partition(self.decimal)
                pattern = _GROUPS if not self.stated else _ANY_GROUPS
                if pattern.fullmatch(whole.lstrip("+-").replace(mark, "_")):
                    return whole.replace(mark, "") + point + rest
        return plain


USUAL_FLAGS = "bcdefnprsuz"
"""What statistical offices put behind numbers: break, confidential, estimated, provisional, revised and so on."""

USUAL_NUMBERS = NumberStyle()


def is_percentage(text: str) -> bool:
    """Whether a text ends in the sign of percentages."""
    return text.rstrip().endswith(("%", "％"))


def exact(number: Decimal | int) -> tuple[Decimal | int, bool]:
    """Bring a number to at most six decimals, whole ones to `int`; tell whether it was rounded (half to even)."""
    if isinstance(number, int):
        return number, False
    rounded = number.quantize(_STEP, ROUND_HALF_EVEN)
    short = int(rounded) if rounded == rounded.to_integral_value() else rounded.normalize()
    return short, rounded != number


def number_style(section: Section, meanings: Mapping[str, str]) -> NumberStyle:
    """Read [numbers] of a profile; `meanings` are those of [missing]."""
    decimal = section.choice("decimal", (".", ",")) or "."
    stated = section.text("thousands")
    if stated is not None and len(stated) > 1:
        raise section.error("thousands", f"'{stated}' is not one character")
    if stated == decimal:
        raise section.error("thousands", f"'{stated}' is the decimal sign too", "state both thousands and decimal")
    usual = tuple(mark for mark in (",", " ") if mark != decimal)
    thousands = usual if stated is None else tuple(one_width(stated))
    missing = frozenset(one_width(text).strip().casefold() for text in section.texts("missing") or ())
    told = {one_width(mark).strip().casefold(): meaning for mark, meaning in meanings.items()}
    return NumberStyle(
        thousands,
        decimal,
        section.truth("percent"),
        missing,
        MappingProxyType({**MEANINGS, **told}),
        section.choice("inexact", ENDS),
        "decimal" in section or "thousands" in section,
        _flags(section),
    )


def _flags(section: Section) -> str:
    flags = section.text("flags")
    if flags is not None and not (flags.isascii() and flags.isalpha()):
        raise section.error("flags", f"'{flags}' is not a row of letters", 'write it as "bcdefnprsuz"')
    return flags or ""
