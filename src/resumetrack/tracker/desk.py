"""What the transactions of one command share: where they are stored, by which rules, and what is known of the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from resumetrack import reading
from resumetrack.errors import RefusedError
from resumetrack.model import Delivery, Kind
from resumetrack.periods import Frequency
from resumetrack.reading import Profile, Profiles, Source
from resumetrack.store import Arrival, Identity, Panel, PassingStore, Scratch, Store
from resumetrack.tracker.advancing import Advancing
from resumetrack.tracker.terms import Terms


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What all transactions of a command share."""

    path: Path
    scratch: Scratch
    profiles: Profiles
    terms: Terms
    now: datetime
    advancing: Advancing

    @property
    def is_there(self) -> bool:
        """Whether there is a store already."""
        return self.path.exists()

    def open(self, *, write: bool = False) -> Store:
        """Open the store with the command's engine."""
        return Store(self.path, write=write, scratch=self.scratch, wait=self.terms.wait)

    def arrival(self, delivery: Delivery) -> Arrival:
        """Say when and as what a delivery comes in."""
        # A roster whose file name carries a date is valid from that date.
        dated = delivery.outside_period if delivery.kind is Kind.ROSTER else None
        return Arrival(
            received_at=self.terms.received or self.now,
            recorded_at=self.now,
            list_name=self.terms.list_name,
            valid_from=self.terms.valid_from or dated,
            complete=self.terms.complete,
        )


@dataclass(frozen=True, kw_only=True)
class PassingDesk(Desk):
    """A desk of which nothing is kept: everything goes to one store, which stays open."""

    store: PassingStore

    @property
    def is_there(self) -> bool:
        """Whether anything has come in already."""
        return bool(self.store.panels())

    def open(self, *, write: bool = False) -> Store:  # noqa: ARG002 - as desks are called
        """Give the store."""
        return self.store


@dataclass
class Known:
    """What the command knows of the store without opening it again: its panels, and the files it holds.

    Which panel is the only one is asked of the panels `before` the command: one that another profile has just made is
    not meant. Files that other processes store meanwhile are found when a transaction is carried out.
    """

    before: Sequence[Panel]
    panels: Sequence[Panel]
    holdings: dict[str, dict[Identity, int]]

    @classmethod
    def look_up(cls, desk: Desk) -> "Known":
        """Ask the store, if there is one."""
        if not desk.is_there:
            return cls((), (), {})
        with desk.open() as store:
            panels = store.panels()
            return cls(panels, panels, {panel.name: store.holdings(panel) for panel in panels})

    def panel(self, name: str) -> Panel | None:
        """Return the panel of this name, if there is one by now."""
        return next((one for one in self.panels if one.name == name), None)

    def calendar(self, name: str) -> "Calendar | None":
        """Say by what a panel is kept, if anything has told."""
        panel = self.panel(name)
        return Calendar(panel.frequency, panel.week_start) if panel is not None and panel.is_dated else None

    def is_settled(self, name: str) -> bool:
        """Whether a panel is there whose frequency nothing that comes in can change."""
        panel = self.panel(name)
        return panel is not None and panel.is_dated and not panel.is_open


@dataclass
class Calendar:
    """The frequency of a panel: its own, else that of the first file that goes there."""

    frequency: Frequency | None = None
    week_start: int | None = None


def read(
    source: Source, profiles: Profiles, terms: Terms, now: datetime, *, profile: Profile | None, calendar: Calendar
) -> Delivery:
    """Read one file with the profile chosen for it.

    Raises
    ------
    RefusedError
        If it cannot be read rightly; if no profile fits it, that is said too.
    """
    try:
        return reading.read(
            source, kind=terms.kind, profile=profile, period=terms.period, frequency=calendar.frequency,
            week_start=calendar.week_start, today=now.astimezone().date(), on_duplicate=terms.on_duplicate,
            encoding=terms.encoding,
        )  # fmt: skip
    except RefusedError as error:
        if profile is not None or source.refusal or not profiles.is_choice:
            raise
        hint = f"none of the {len(profiles.members)} profiles fits it" + (f"; {error.hint}" if error.hint else "")
        raise RefusedError(error.message, hint=hint) from error
