"""Files that are stored together or not at all: read, stage, judge, store.

Reading and staging happen before the store is opened for writing, so that it is held only for the insert.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from resumetrack import reading
from resumetrack.errors import ProfileError, RefusedError, StoreBusyError, UsageError
from resumetrack.model import Delivery, DeliveryResult, DeliveryState, Kind, finding
from resumetrack.periods import MONDAY, Frequency
from resumetrack.reading import Profile, Source
from resumetrack.store import (
    LOG_COLUMNS,
    Batch,
    Begun,
    Panel,
    Staged,
    Store,
    already_withdrawn,
    identity,
    no_report,
)
from resumetrack.tracker.desk import Calendar, Desk, Known, read
from resumetrack.tracker.outcomes import held_result, result_of, with_withdrawn
from resumetrack.tracker.selecting import panel_for_writing
from resumetrack.tracker.terms import limit_broken
from resumetrack.tracker.turn import Turn

_KIND = LOG_COLUMNS.index("kind")


@dataclass(frozen=True)
class _Pending:
    """A file on its way to a panel: held already as a report, or begun and then staged."""

    delivery: Delivery
    panel: str
    profile: Profile | None
    begun: Begun | None = None
    staged: Staged | None = None
    held: int = 0


class Transaction:
    """Files that are stored together or not at all.

    They are taken, which may be done in another thread while those `before` are stored, and then carried out. The first
    of them may be opened in another, sooner. What those before bring to a panel is presumed meanwhile: if it comes
    otherwise, they are `misjudged`, and have to be taken again.
    """

    def __init__(
        self,
        desk: Desk,
        known: Known,
        sources: Sequence[Source],
        before: "Transaction | None" = None,
    ) -> None:
        self.desk = desk
        self.known = known
        self.terms = desk.terms
        self.sources = sources
        self.is_replacing = False
        self._before = before
        self._calendars: dict[str, Calendar] = {}
        self._presumed: dict[str, Calendar] = {}
        self._brought: dict[str, Calendar] = {}
        self._opened: list[_Pending] = []
        self._pending: list[_Pending] = []
        self._batch: Batch | None = None
        self._is_taken, self._is_over = threading.Event(), threading.Event()

    def open(self) -> None:
        """Recognise the first file, and look at all its bytes.

        Raises
        ------
        ResumetrackError
            If it is refused or cannot be read.
        """
        self._opened = [self._open(self.sources[0])]

    def take(self) -> None:
        """Read and stage the files.

        Raises
        ------
        ResumetrackError
            If one of them is refused, or cannot be read or staged.
        """
        self._batch = self.desk.scratch.batch()
        opened, self._opened = self._opened, []
        for source in self.sources:
            self._pending.append(self._take(opened.pop() if opened else self._open(source)))
        self._brought = {one.panel: calendar for one in self._pending if (calendar := _brought(one)) is not None}
        self._is_taken.set()

    @property
    def is_misjudged(self) -> bool:
        """Whether a panel has come to be kept otherwise than was presumed; asked when those before are over."""
        return any(self.known.calendar(name) != presumed for name, presumed in self._presumed.items())

    def take_again(self) -> None:
        """Read and stage the files anew, as `take` does, now that those before are over."""
        if self._batch is not None:
            self._batch.drop()
        self._before = None
        self._opened, self._pending, self._calendars, self._presumed = [], [], {}, {}
        self.take()

    def carry_out(self, turn: Turn) -> list[DeliveryResult]:
        """Store what was taken, in a turn at writing; one result per file.

        Raises
        ------
        ResumetrackError
            If nothing was stored.
        """
        pending = self._pending
        is_new = any(one.staged is not None for one in pending)
        if is_new and self.terms.replaces is not None and not self.is_replacing:
            raise already_withdrawn(self.terms.replaces)
        if self.terms.dry_run or not (is_new or self.is_replacing):
            turn.close()
            return self._report(pending)
        store = turn.store()
        with store.change():
            results = self._store(store, pending)
        if self.is_replacing or not all(self.known.is_settled(one.panel) for one in pending):
            self.known.panels = store.panels()
        return results

    def end(self) -> None:
        """Let what was staged be gone, however it went, and let those that wait for this go on."""
        if self._batch is not None:
            self._batch.drop()
        self._before = None
        self.let_go()

    def let_go(self) -> None:
        """Let nobody wait for this any more."""
        self._is_taken.set()
        self._is_over.set()

    def _open(self, source: Source) -> _Pending:
        """Recognise one file, and find out whether its bytes are held."""
        desk = self.desk
        profile = reading.choose(source, desk.profiles, kind=self.terms.kind, encoding=self.terms.encoding)
        panel = self._panel_for(profile, source)
        calendar = self._calendar(panel, profile)
        delivery = read(source, desk.profiles, self.terms, desk.now, profile=profile, calendar=calendar)
        if calendar.frequency is None and delivery.frequency is not None:
            calendar.frequency, calendar.week_start = delivery.frequency, delivery.week_start
        held = None if self.terms.again else self._holding(panel, delivery)
        if held is not None and held != self.terms.replaces:
            return _Pending(delivery, panel, profile, held=held)
        return _Pending(delivery, panel, profile, begun=desk.scratch.begin(delivery))

    def _take(self, opened: _Pending) -> _Pending:
        """Read and stage one file, unless its bytes are held."""
        delivery, advancing = opened.delivery, self.desk.advancing
        if opened.held:
            advancing.done(delivery)
            return opened
        staged = self.desk.scratch.stage(delivery, advancing.through(delivery), opened.begun)
        advancing.done(delivery)
        over = limit_broken(delivery, self.terms)
        if over is not None:
            raise over
        return replace(opened, staged=staged)

    def _holding(self, panel: str, delivery: Delivery) -> int | None:
        return self.known.holdings.get(panel, {}).get(identity(delivery, self.desk.arrival(delivery)))

    def _panel_for(self, profile: Profile | None, source: Source) -> str:
        """Say which panel a file goes to."""
        before = list(self.known.before)
        if profile is None and self.desk.profiles.is_choice and self.terms.panel is None and len(before) > 1:
            message = f"{source.name}: none of the profiles fits it, and the store has {len(before)} panels"
            raise RefusedError(message, hint="add a profile for it, or name the panel with --panel")
        named, own = self.terms.panel, profile.panel if profile else None
        name = panel_for_writing(before, (own or named) if self.terms.panel_is_asked else (named or own))
        self._check_replaced(name)
        return name

    def _check_replaced(self, panel_name: str) -> None:
        """See whether a report is to be withdrawn; one that is withdrawn already may have been by this very command."""
        number = self.terms.replaces
        if number is None:
            return
        if not self.desk.is_there:
            raise no_report(number)
        with self.desk.open() as store:
            found = store.report_panel(number)
            if found is None:
                raise no_report(number)
            if found[0] != panel_name:
                message = f"report {number} is of panel {found[0]}, not {panel_name}"
                raise UsageError(message, hint="`resumetrack log` lists the reports with their panels")
            _check_kind(store, number)
        self.is_replacing = not found[1]

    def _calendar(self, name: str, profile: Profile | None) -> Calendar:
        stated = profile.frequency if profile else None
        if self._is_of_any_frequency(name, stated) and self._before is not None:
            presumed = self._before.calendar_to_come(name)
            if presumed is not None and stated in (None, presumed.frequency):
                self._presumed[name] = presumed
                return self._calendars.setdefault(name, replace(presumed))
            self._before.wait()
        panel = self.known.panel(name)
        if panel is None or self._is_of_any_frequency(name, stated):
            # Until it holds a report, a panel can be of any frequency: a roster does not tell.
            return self._calendars.setdefault(name, Calendar())
        if profile is not None and stated is not None and stated is not panel.frequency:
            message = (
                f"profile {profile.name}: panel.frequency: {stated.value}, but panel {name} is kept by "
                f"{panel.frequency.value}"
            )
            raise ProfileError(
                message, hint="name another panel with --panel: panels of different frequency are never mixed"
            )
        return self._calendars.setdefault(name, Calendar(panel.frequency, panel.week_start))

    def wait(self) -> None:
        """Wait until these files are stored, or will not be."""
        self._is_over.wait()

    def calendar_to_come(self, name: str) -> Calendar | None:
        """Say by what a panel will be kept once these files are stored, as far as they tell, when they are taken."""
        if self.terms.dry_run:
            return None
        self._is_taken.wait()
        return self._brought.get(name)

    def _is_of_any_frequency(self, name: str, stated: Frequency | None) -> bool:
        panel = self.known.panel(name)
        return panel is None or (panel.is_open and (stated is not None or not panel.is_dated))

    def _report(self, pending: Sequence[_Pending]) -> list[DeliveryResult]:
        """Give the results where nothing is to be stored."""
        results = []
        for one in pending:
            if one.staged is not None:
                results.append(result_of(one.staged, DeliveryState.CHECKED, None, one.panel))
                continue
            with self.desk.open() as store:
                results.append(held_result(store, one.delivery, one.held, one.panel))
        return results

    # -- storing ---------------------------------------------------------------------------------------------

    def _store(self, store: Store, pending: Sequence[_Pending]) -> list[DeliveryResult]:
        withdrawn = self.terms.replaces if self.is_replacing else None
        if withdrawn is not None:
            store.withdraw(withdrawn, self.desk.now)
        results = [
            held_result(store, one.delivery, one.held, one.panel)
            if one.staged is None
            else self._add(store, one, one.staged)
            for one in pending
        ]
        return [replace(result, withdrawn=withdrawn) for result in results]

    def _add(self, store: Store, one: _Pending, staged: Staged) -> DeliveryResult:
        delivery, arrival = one.delivery, self.desk.arrival(one.delivery)
        panel = _panel_to_store_in(store, one, staged)
        # Another process may have stored the same bytes since they were looked for, or they came twice.
        held = None if self.terms.again else store.holdings(panel).get(identity(delivery, arrival))
        if held is not None:
            return held_result(store, delivery, held, one.panel)
        _note_staff_base(store, panel, delivery)
        number, revised = store.add(panel, staged, arrival)
        if delivery.kind.is_dated and len(store.kinds(panel)) > 1:
            from resumetrack.tracker.totals_meeting import note_meetings  # needs the code lists

            note_meetings(store, panel, staged, number)
        result = result_of(staged, DeliveryState.STORED, number, one.panel, revised)
        return with_withdrawn(result, store.withdrawn_before(number))


def _told(one: _Pending, staged: Staged) -> tuple[Frequency | None, int]:
    """Say by what a file lets its panel be kept, and the day its weeks begin with."""
    tells = staged.rows or (one.profile is not None and one.profile.frequency is not None)
    frequency = one.delivery.frequency if tells or not one.delivery.kind.is_dated else None
    return frequency, MONDAY if one.delivery.week_start is None else one.delivery.week_start


def _brought(one: _Pending) -> Calendar | None:
    """Say by what the panel of a file that was taken will be kept once it is stored, if it is a report."""
    if one.staged is None or not one.staged.rows or not one.delivery.kind.is_dated:
        return None
    return Calendar(*_told(one, one.staged))


def _panel_to_store_in(store: Store, one: _Pending, staged: Staged) -> Panel:
    """Give the panel: made if there is none, and with the calendar of its first report."""
    delivery, panel = one.delivery, store.panel(one.panel)
    frequency, week_start = _told(one, staged)
    if panel is None:
        return store.create_panel(one.panel, frequency, week_start, delivery.staff_base)
    if frequency is None or (panel.is_dated and (panel.frequency, panel.week_start) == (frequency, week_start)):
        return panel
    if not panel.is_open:
        now = panel.frequency.value
        message = f"{delivery.name} was read by {frequency.value}, but panel {one.panel} is kept by {now} now"
        raise StoreBusyError(message, hint="another process was quicker; run the command again")
    return store.set_calendar(panel, frequency, week_start)


def _check_kind(store: Store, report: int) -> None:
    """Refuse to replace a roster or a list by a report."""
    kind = next((str(row[_KIND]) for row in store.log(None) if row[0] == report), Kind.REPORT.value)
    if kind not in (Kind.REPORT, Kind.TOTALS):
        message = f"report {report} is a {kind}: a report cannot replace it"
        raise UsageError(message, hint="load the roster or the list anew; `resumetrack undo` withdraws the old one")


def _note_staff_base(store: Store, panel: Panel, delivery: Delivery) -> None:
    """Warn where offices count different staff as their base."""
    if delivery.staff_base is None:
        return
    if panel.staff_base is None:
        store.set_staff_base(panel, delivery.staff_base)
    elif panel.staff_base != delivery.staff_base:
        code = "mixed-staff-base"
        delivery.finding_counts[code] = 1
        delivery.findings.append(
            finding(code, delivery.name, None, "employees", delivery.staff_base, other=panel.staff_base)
        )
