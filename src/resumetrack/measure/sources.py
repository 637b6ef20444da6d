"""The frames a state is made from, checked and brought to one form: observations, roster, calendar."""

from collections.abc import Iterable, Sequence

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from resumetrack.measure.canonical import ENTERPRISE, KEYS, PERIOD, Frame, canonical, columns_of, opened, require
from resumetrack.measure.scope import VALID_FROM, VALID_TO, check_roster
from resumetrack.model import DESCRIPTORS, MEASURES

ORDINAL = "ordinal"
_SPAN = (VALID_FROM, VALID_TO)


class Sources:
    """Observations, roster and calendar, and which columns of a state come from where.

    `measures` and `words` (status, region, attributes, ...) are those of the observations, `described` those of the
    roster, `labels` the words of either that were asked for. A roster that is `checked` has nobody twice at once.

    Raises
    ------
    UsageError
        If a column is lacking or of the wrong type.
    """

    def __init__(
        self,
        frame: IntoFrame,
        roster: IntoFrame | None,
        calendar: IntoFrame | None,
        columns: Sequence[str],
        *,
        checked: bool = False,
    ) -> None:
        observations = opened(frame, "the frame")
        require(observations, KEYS, "the frame")
        observed = canonical(observations, "the frame", [PERIOD])
        self.observations = observed.filter(~nw.col(PERIOD).is_null() & ~nw.col(ENTERPRISE).is_null())
        self.roster = None if roster is None else self._opened(roster, "the roster", [ENTERPRISE], *_SPAN)
        self.calendar = None if calendar is None else self._opened(calendar, "the calendar", [PERIOD, ORDINAL], PERIOD)
        if self.roster is not None and not checked:
            check_roster(self.roster)
        known = columns_of(observed)
        listed = [] if self.roster is None else columns_of(self.roster)
        self.labels = tuple(name for name in dict.fromkeys(columns) if name not in (*MEASURES, "status"))
        for name in self.labels:
            if name not in listed:
                require(observed, [name], "the frame" if self.roster is None else "neither roster nor frame")
        self.measures = tuple(name for name in MEASURES if name in columns and name in known)
        self.words = tuple(name for name in ("status", *self.labels) if name in known)
        self.described = tuple(name for name in (*self.labels, "employees") if name in listed)

    def require_measures(self, wanted: Iterable[str]) -> None:
        """Make sure of measures: those of the observations, and `employees` of the roster.

        Raises
        ------
        UsageError
            If one is lacking.
        """
        known = (*self.measures, *(name for name in self.described if name in MEASURES))
        require(self.observations, [name for name in sorted(wanted) if name not in known], "the frame")

    def _opened(self, native: IntoFrame, what: str, keys: Sequence[str], *days: str) -> Frame:
        """Open a frame that is joined to the observations: its days become of their type."""
        frame = opened(native, what)
        require(frame, keys, what)
        checked = canonical(frame, what, days)
        kind = self.observations.collect_schema()[PERIOD]
        found = checked.collect_schema()
        others = [nw.col(day).cast(kind) for day in days if day in found and found[day] != kind]
        return checked.with_columns(*others) if others else checked


def present(frame: IntoFrame, roster: IntoFrame | None) -> list[str]:
    """The canonical columns that observations or roster have, without keys and status."""
    known = [
        *columns_of(opened(frame, "the frame")),
        *([] if roster is None else columns_of(opened(roster, "the roster"))),
    ]
    return [name for name in (*MEASURES, *DESCRIPTORS) if name in known]
