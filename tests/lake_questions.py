"""Questions that a store and a lake must answer alike, and how they are asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from resumetrack.errors import UsageError
from resumetrack.measure import catalogue
from resumetrack.model import Basis, Estimation, RateTable, Selection
from resumetrack.periods import Calendar, DaySource, Frequency
from resumetrack.store import Store
from resumetrack.tracker import rating

TODAY = date(2020, 6, 30)
THRESHOLD = Fraction(3, 10)
NAMES = ("operating_rate_scope", "return_rate_mean", "return_rate_roster", "power_index", "production_rate")
EVERY_DAY = Calendar(DaySource.EVERY_DAY)


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked: the fields of a selection, and what goes beside it."""

    asked: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, Any] = field(default_factory=dict)

    def of(self, store: Store, at: datetime | None = None) -> RateTable | str:
        """What a store answers: a table, or why not."""
        chosen = {"period": "all", "indicators": NAMES, "calendar": EVERY_DAY, "panel": "main"}
        selection = Selection(**{**chosen, "as_of": at, **self.asked})
        try:
            return rating.rates(store, selection, catalogue(), THRESHOLD, TODAY, total=True, **self.beside)
        except UsageError as error:
            return error.message


QUESTIONS = (
    Question(),
    Question({"by": ("region",)}),
    Question({"by": ("region", "size"), "levels": ("county",), "period": "latest"}),
    Question({"by": ("region",), "levels": ("cluster",)}),
    Question({"by": ("ownership",)}),
    Question({"by": ("list", "batch")}),
    Question({"by": ("region",), "lists": ("chain",)}),
    Question({"by": ("size",), "where": (("region", "42"), ("size", "large"))}),
    Question({"where": (("batch", "1"), ("ownership", "state")), "lists": ("whitelist",)}),
    Question({"pool": Frequency.MONTH, "by": ("region",)}),
    Question({"every": Frequency.WEEK}),
    Question({"min_coverage": 0.5, "period": "latest"}),
    Question({"by": ("region",), "carry": 3}),
    Question({"lists": ("chain", "whitelist"), "carry": 4, "period": "latest"}),
    Question({"by": ("region",)}, {"estimation": Estimation(basis=Basis.MATCHED)}),
    Question({"period": "latest", "by": ("region",)}, {"bounds": True}),
    Question({"by": ("size",), "indicators": ("power_index",)}, {"long": True}),
    Question({"by": ("region",), "indicators": ()}, {"estimation": Estimation(basis=Basis.RAISED)}),
    Question({"by": ("region",), "indicators": ("return_rate",)}, {"estimation": Estimation(level=0.95)}),
)
