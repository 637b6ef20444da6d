"""What the row of a table of enterprises is: that of one, or a total, a footer, a header once more.

A word tells only where an enterprise should stand, or at the head of a row that says nothing of one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from resumetrack.model import CODED_DIMENSIONS, MEASURES
from resumetrack.reading.layout.headers import Layout, cells_of
from resumetrack.reading.layout.heading import texts
from resumetrack.reading.layout.meanings import folded
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.values.asides import FOOTER, TOTAL, is_code, kind_of, leads, likely_kind, possible_aside

CODE, NAME = "code", "name"
"""What identifies the enterprise of a row."""

_NO_NAME = re.compile(r"[\W\d_年月日号季周共计家户个社]*")
_DATE = re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?")


class RowKinds:
    """Tells the rows of one table apart, by its layout and the words of its profile."""

    def __init__(self, layout: Layout, profile: Profile) -> None:
        self._layout, self._rule, self._numbers = layout, profile.rows, profile.numbers
        status = profile.status.with_yes_and_no() if layout.asks_yes_or_no else profile.status
        self._status = replace(status, thresholds=())  # a count may be on either side of one
        self._id = self._place("enterprise_id")
        made = layout.places.get("enterprise_id")
        self._make_id = made if callable(made) else None
        self._parts = cells_of(layout, profile, "enterprise_id") if self._make_id else []
        described = [place for name in ("enterprise_id", "name", *CODED_DIMENSIONS) for place in self._places(name)]
        self._named = [*self._parts, *described]
        self._figures = [place for name in MEASURES for place in self._places(name)]

    def _place(self, column: str) -> int | None:
        """Where in a row as delivered a column stands; `None` if it is made, or lacks."""
        place = self._layout.places.get(column)
        return place if isinstance(place, int) and place < self._layout.width else None

    def _places(self, column: str) -> Iterator[int]:
        if (place := self._place(column)) is not None:
            yield place

    @property
    def may_be_totals(self) -> bool:
        """Whether a row may be a total whose identifier does not say so: by the profile, or by a part of it."""
        return bool(self._rule.totals or self._parts)

    def total(self, cells: list[str]) -> tuple[str, int]:
        """Tell whether a row is a total by the words of the profile or by a part of its identifier, and where."""
        kind, place = self._stated_total(cells)
        return (kind, place) if kind or not self.word_in_part(cells) else self.aside(cells)

    def word_in_part(self, cells: Sequence[str]) -> str:
        """Give the part of an identifier made of several cells that says a word of totals; empty if none does."""
        parts = (cells[place].strip() for place in self._parts)
        return next((part for part in parts if likely_kind(part) == TOTAL), "")

    def _stated_total(self, cells: list[str]) -> tuple[str, int]:
        """Tell whether a row is a total by the words of the profile: a cell of it, or its identifier as it is made."""
        if self._make_id and self._rule.is_total(self._make_id(cells)):
            return TOTAL, self._parts[-1] if self._parts else 0
        return self._rule.find_total(cells)

    def _is_kept(self, cells: list[str]) -> bool:
        """Whether the profile keeps a row, by a cell of it or by its identifier as it is made."""
        made = (self._make_id(cells),) if self._make_id else ()
        return any(map(self._rule.is_kept, (*cells, *made)))

    def aside(self, cells: list[str]) -> tuple[str, int]:
        """Tell what a row is that may be of no enterprise, and where it says so; words of the profile come first."""
        kind, place = self._stated_total(cells)
        if kind or self._is_kept(cells):
            return kind, place
        for place in self._telling(cells):
            if kind := kind_of(cells[place]):
                return ("", 0) if self._has_status(cells, sure=True) or self._has_name(cells, kind) else (kind, place)
        if self._has_status(cells, sure=False) or self._has_name(cells, TOTAL):
            return "", 0
        return possible_aside(cells)

    def leads(self, cells: Sequence[str]) -> tuple[str, int]:
        """Tell what a row of the wrong width is; only a status surely speaks of an enterprise."""
        kind, place = leads(cells)
        is_kept = kind and self._rule.is_kept(cells[place])
        has_status = kind == TOTAL and any(self._is_status(cell, sure=True) for cell in cells)
        return ("", place) if is_kept or has_status else (kind, place)

    def _telling(self, cells: Sequence[str]) -> list[int]:
        """Where a word tells: in place of the enterprise, and first in the row, its period apart."""
        if self._id is None and not self._parts:
            return list(range(len(cells)))
        period = self._place("period")
        filled = [place for place, cell in enumerate(cells) if cell.strip()]
        first = [place for place in filled if place != period or len(filled) == 1 or kind_of(cells[place])][:1]
        return sorted({*first, *self._named})

    def _has_status(self, cells: Sequence[str], *, sure: bool) -> bool:
        place = self._place("status")
        return place is not None and self._is_status(cells[place], sure=sure)

    def _is_status(self, cell: str, *, sure: bool) -> bool:
        """Whether a cell states a status; beside a word that is `sure`, a number counts."""
        return not (sure and cell.strip().isdecimal()) and self._status.parse(cell, self._numbers) is not None

    def _has_name(self, cells: Sequence[str], kind: str) -> bool:
        """Whether a row names an enterprise; beside the word for who signed it, a name is that of a person."""
        place = self._place("name")
        text = "" if place is None else cells[place].strip()
        if _NO_NAME.fullmatch(text) or likely_kind(text) or self._numbers.is_missing(text):
            return False
        return kind != FOOTER or any(map(str.isdigit, "".join(cells[figure] for figure in self._figures)))

    def enterprise(self, cells: list[str]) -> str:
        """Tell by what a row identifies the enterprise that it tells something of; nothing for other rows."""
        if len(cells) != self._layout.width or self.repeats_header(cells):
            return ""
        if self._id is None:
            return NAME if len(texts(cells)) > 1 and not self.aside(cells)[0] else ""
        text = cells[self._id].strip()
        if self._numbers.is_missing(text):
            return ""
        if is_code(text):
            return CODE if sum(map(bool, cells)) > 1 else ""
        is_word = bool(likely_kind(text))
        return NAME if len(texts(cells)) > 1 and not (is_word and self.aside(cells)[0]) else ""

    def alone(self, cells: Sequence[str]) -> int | None:
        """Where the only text of a row stands; `None` if there are more, or the table has but one column."""
        if self._layout.width == 1 or len(texts(cells)) != 1 or self.enterprise(list(cells)):
            return None
        return next(place for place, cell in enumerate(cells) if texts([cell]))

    def is_identifier(self, cells: Sequence[str], place: int) -> bool:
        """Whether the only text of a row reads like an identifier, and stands where it should."""
        text = cells[place].strip()
        is_like = self._rule.is_kept(text) or (is_code(text) and not _DATE.fullmatch(text))
        return is_like and place == self._id and len(cells) == self._layout.width

    def repeats_header(self, cells: Sequence[str]) -> bool:
        """Whether a row is one of the header's, or a title that a page break brought back."""
        compared = [folded(cell) for cell in cells]
        if compared == [folded(cell) for cell in self._layout.header[: len(cells)]]:
            return True
        found = texts(cells)
        return tuple(compared) in self._layout.repeats or (len(found) == 1 and found[0] in self._layout.titles)
