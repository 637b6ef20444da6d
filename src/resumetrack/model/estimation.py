"""What is asked beyond the plain rates: on which basis, with which certainty, in which order."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Basis(StrEnum):
    """Which enterprises a rate speaks of."""

    REPORTING = "reporting"
    RAISED = "raised"
    MATCHED = "matched"


Strata = tuple[tuple[str, str | None], ...]
"""Dimensions with their levels (None: the one in force), the most important first."""

STRATA: Strata = (("region", None), ("industry", None), ("size", None))


@dataclass(frozen=True, kw_only=True)
class Raising:
    """How respondents are raised: by which strata of how many at least, or to a file of known totals."""

    strata: Strata | None = None
    minimum: int | None = None
    margins: Path | None = None

    @property
    def is_default(self) -> bool:
        """Whether nothing of it was asked."""
        return self == Raising()


@dataclass(frozen=True, kw_only=True)
class Estimation:
    """What `rates` is to add: the basis, the level of intervals (0.95; None for none), ranks."""

    basis: Basis = Basis.REPORTING
    level: float | None = None
    rank: bool = False
    raising: Raising = Raising()

    @property
    def is_default(self) -> bool:
        """Whether nothing is to be added."""
        return self == Estimation()

    @property
    def is_matched(self) -> bool:
        """Whether rates of matched enterprises are to stand beside those of all."""
        return self.basis is Basis.MATCHED
