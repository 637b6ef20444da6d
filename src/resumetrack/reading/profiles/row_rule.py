"""[rows] of a profile: what the rows of an office's tables mean that no word of ours and no cell of theirs tells."""

from collections.abc import Sequence
from dataclasses import dataclass

from resumetrack.reading.toml_section import Section
from resumetrack.reading.values.asides import TOTAL, plain


@dataclass(frozen=True, slots=True)
class RowRule:
    """Words of an office: `totals` head rows of totals, `kept` never do, whatever they say or add up to.

    Rows with a cell that is `left_out` are passed over, whatever they are. `fill_down` names the columns in which a
    blank cell means what stands above it.
    """

    fill_down: tuple[str, ...] = ()
    totals: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

    @property
    def speaks(self) -> bool:
        """Whether it has words for any rows."""
        return bool(self.totals or self.kept or self.left_out)

    def is_total(self, text: str) -> bool:
        """Whether the profile says that a text heads a row of totals."""
        return bool(self.totals) and plain(text) in self.totals

    def is_kept(self, text: str) -> bool:
        """Whether the profile says that a text heads no row of totals."""
        return bool(self.kept) and plain(text) in self.kept

    def place_left_out(self, cells: Sequence[str]) -> int | None:
        """Where a row says that it is to be passed over."""
        return next((place for place, cell in enumerate(cells) if plain(cell) in self.left_out), None)

    def decides(self, text: str) -> bool:
        """Whether the profile says either of a text."""
        return self.is_total(text) or self.is_kept(text)

    def find_total(self, cells: Sequence[str]) -> tuple[str, int]:
        """Tell whether a row is a total by the words of the profile, and where that stands."""
        place = next((place for place, cell in enumerate(cells) if self.is_total(cell)), None)
        return ("", 0) if place is None else (TOTAL, place)


def row_rule(section: Section) -> RowRule:
    """Read [rows] of a profile."""
    totals, kept, left_out = (frozenset(map(plain, section.texts(key) or ())) for key in ("totals", "kept", "left_out"))
    for name, words in (("totals", totals), ("left_out", left_out)):
        if both := sorted(words & kept):
            raise section.error("kept", f"'{both[0]}' is listed under {name} too", "state it once")
    rule = RowRule(section.texts("fill_down") or (), totals, kept, left_out)
    section.finish()
    return rule
