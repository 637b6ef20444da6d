"""Figures that say more than the sums beside them: rounded where a table is published, and left out of small cells.

A rate is one sum over another, and both stand beside it. A mean of ratios, a raised rate and the limits of an interval
depend on how the sums are spread over enterprises: with twelve decimals, one set of whole numbers fits.
docs/publishing.md, "Figures that say more than sums", has what was tried.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from resumetrack.measure import terms_of
from resumetrack.measure.precision import FEW
from resumetrack.model import Cell, Column, Indicator, Unit

_DECIMALS = {Unit.RATE: 3, Unit.POINTS: 1}
_RAISED = ("raised", "raised_staff")
_LIMITS = ("low", "high", "limits")


def is_mean(indicator: Indicator) -> bool:
    """Whether it adds ratios of single enterprises up."""
    return any(term.over is not None for term in terms_of([indicator]))


def coarse_rate(rate: float, indicator: Indicator) -> float:
    """Round a figure to 0.1 %."""
    return round(rate, _DECIMALS[indicator.unit])


@dataclass(frozen=True)
class Coarsening:
    """Where such figures stand in a table, by indicator: those that are rounded, and numerators that are left out."""

    rounded: Mapping[str, frozenset[int]]
    left_out: Mapping[str, frozenset[int]]
    indicators: Mapping[str, Indicator]
    named_in: int | None
    """The column that names the indicator of a row; None where a row has them all."""

    @classmethod
    def of(cls, columns: Sequence[Column], indicators: Iterable[Indicator]) -> "Coarsening":
        """Find them among the columns of a table."""
        place = {column.name: number for number, column in enumerate(columns)}
        is_long = "indicator" in place
        rounded, left_out = {}, {}
        for one in indicators:
            start, value = ("", "value") if is_long else (f"{one.name}_", one.name)
            found = {f"{start}{name}" for name in _finer(one, is_raised=f"{start}raised" in place)}
            found |= {value} if is_mean(one) else set()
            rounded[one.name] = frozenset(place[name] for name in found if name in place)
            numerator = place.get(f"{start}numerator") if is_mean(one) else None
            left_out[one.name] = frozenset() if numerator is None else frozenset({numerator})
        return cls(rounded, left_out, {one.name: one for one in indicators}, place.get("indicator"))

    def row(self, row: Sequence[Cell], behind: Callable[[Indicator], int]) -> tuple[Cell, ...]:
        """Give a row that is shown as it may be; `behind` says how many enterprises an indicator rests on."""
        found = list(row)
        for one in self._of(row):
            dropped = self.rounded[one.name] if behind(one) < FEW else frozenset()
            for number in self.left_out[one.name] | dropped:
                found[number] = None
            for number in self.rounded[one.name] - dropped:
                value = row[number]
                # Limits that people read as one text have no more decimals than this.
                found[number] = coarse_rate(value, one) if isinstance(value, float) else value
        return tuple(found)

    def _of(self, row: Sequence[Cell]) -> Iterator[Indicator]:
        if self.named_in is None:
            yield from self.indicators.values()
        else:
            yield self.indicators[str(row[self.named_in])]


def _finer(indicator: Indicator, *, is_raised: bool) -> Iterator[str]:
    """Name what else is shown of an indicator and follows from no sums; an interval of a count does (Wilson)."""
    if is_raised:
        yield from _RAISED
    if is_raised or any(term.column is not None for term in terms_of([indicator])):
        yield from _LIMITS
