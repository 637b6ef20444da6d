"""From files to the store: read, stage, judge, and store in one transaction (or one per file).

Reading and staging happen before the store is opened for writing, so that it is held only for the insert.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from resumetrack import reading
from resumetrack.errors import ExitCode, NoInputError, ProfileError, RefusedError, ResumetrackError, UsageError
from resumetrack.model import (
    Delivery,
    DeliveryResult,
    DeliveryState,
    Finding,
    Kind,
    OnDuplicate,
    Text,
    finding,
)
from resumetrack.periods import MONDAY, Frequency
from resumetrack.reading import Profile, Profiles, Source
from resumetrack.store import Arrival, Panel, Scratch, Staged, Store
from resumetrack.tracker.selecting import panel_for_writing

DEFAULT_MAX_REJECT_SHARE = 0.05
DEFAULT_MAX_REJECT_ROWS = 3
Progress = Callable[[str, int], None]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Under which terms files are taken: what DESIGN calls the flags of `ingest`, `roster` and `lists add`."""

    kind: Kind = Kind.REPORT
    panel: str | None = None
    profile: str | Path | Sequence[str | Path] | None = None
    period: date | None = None
    received: datetime | None = None
    dry_run: bool = False
    max_rejects: tuple[int | None, float | None] | None = None
    each: bool = False
    again: bool = False
    replaces: int | None = None
    on_duplicate: OnDuplicate | None = None
    list_name: str | None = None
    valid_from: date | None = None
    complete: bool | None = None
    encoding: str | None = None

    @property
    def profiles(self) -> Profiles:
        """The profiles named, read."""
        named = (self.profile,) if isinstance(self.profile, str | Path) else tuple(self.profile or ())
        return reading.load_profiles(named)


@dataclass(frozen=True)
class Ingested:
    """The outcome of a command: one result per file, what was passed over, the exit code."""

    results: tuple[DeliveryResult, ...]
    code: ExitCode
    skipped: tuple[str, ...] = ()


def parse_max_rejects(text: str) -> tuple[int | None, float | None]:
    """Read `3` or `5%` as a number of rows or a share of them.

    Raises
    ------
    UsageError
        If it is neither.
    """
    body = text.strip()
    try:
        if body.endswith("%"):
            share = float(body[:-1]) / 100
            if 0 <= share <= 1:
                return None, share
        elif int(body) >= 0:
            return int(body), None
    except ValueError:
        pass
    message = f"--max-rejects {text} is neither a number of rows nor a share of them"
    raise UsageError(message, hint="write 10 or 2%")


def ingest(path: Path, files: Sequence[str], terms: Terms, now: datetime, progress: Progress | None = None) -> Ingested:
    """Read files and store them.

    Raises
    ------
    ResumetrackError
        If a file is refused in a transaction of several (nothing is stored then), or nothing can be done at all.
    """
    profiles = terms.profiles
    if terms.received is not None and terms.received > now:
        message = f"--received {terms.received.isoformat()} is in the future"
        raise UsageError(message, hint="say when the file arrived; without --received it is now")
    sources = reading.expand(files)
    if terms.replaces is not None and len(sources.files) != 1:
        message = f"--replaces {terms.replaces} goes with one file, not {len(sources.files)}"
        raise UsageError(message, hint="name the corrected file alone")
    if terms.kind is not Kind.REPORT and len(sources.files) != 1:
        message = f"a {terms.kind.value} is one file, not {len(sources.files)}"
        raise UsageError(message, hint="name one file at a time")
    one_by_one = terms.each or sources.one_by_one
    known = _panels(path)
    groups = [[source] for source in sources.files] if one_by_one else [list(sources.files)]
    results: list[DeliveryResult] = []
    codes = {ExitCode.DONE}
    for group in groups:
        try:
            stored = _Transaction(path, profiles, terms, now, known=known, progress=progress).run(group)
        except ResumetrackError as error:
            if not one_by_one or not isinstance(error, RefusedError):
                raise
            codes.add(error.code)
            results.append(_refused(group[0].name, error))
            continue
        results += [_say_profile(result, profiles) for result in stored]
        codes.update(ExitCode.DATA_PROBLEM for result in stored if result.counts.rejected)
    return Ingested(tuple(results), max(codes), sources.skipped)


def check(files: Sequence[str], terms: Terms, now: datetime, progress: Progress | None = None) -> Ingested:
    """Read files as `ingest` would, without any store."""
    profiles = terms.profiles
    sources = reading.expand(files)
    results: list[DeliveryResult] = []
    codes = {ExitCode.DONE}
    for source in sources.files:
        with Scratch() as scratch:
            try:
                profile = reading.choose(source, profiles, kind=terms.kind, encoding=terms.encoding)
                delivery = _read(source, profiles, terms, now, profile=profile, calendar=_Calendar())
                staged = scratch.stage(delivery, _progress_of(progress, source.name))
            except RefusedError as error:
                codes.add(error.code)
                results.append(_refused(source.name, error))
                continue
        result = _result(staged, DeliveryState.CHECKED, None, terms.panel or (profile.panel if profile else None) or "")
        if delivery.counts.rejected:
            codes.add(ExitCode.DATA_PROBLEM)
            over = _limit_broken(delivery, terms)
            if over is not None:
                result = replace(
                    result,
                    notes=(
                        *result.notes,
                        Text(f"ingest would refuse it: {over.message}", f"ingest 将拒收：{over.message}"),
                    ),
                )
        results.append(_say_profile(result, profiles))
    return Ingested(tuple(results), max(codes), sources.skipped)


def _progress_of(progress: Progress | None, name: str) -> Callable[[int], None] | None:
    return None if progress is None else lambda rows: progress(name, rows)


def _refused(name: str, error: ResumetrackError) -> DeliveryResult:
    from resumetrack.model import Counts

    words = f"{error.message}" + (f" ({error.hint})" if error.hint else "")
    return DeliveryResult(name, DeliveryState.REFUSED, None, "", Counts(), (), {}, None, notes=(Text(words, words),))


@dataclass
class _Pending:
    """A file on its way: either held already, or staged."""

    delivery: Delivery
    staged: Staged | None
    held: int | None
    panel: str


@dataclass
class _Calendar:
    """The frequency of a panel: its own, else that of the first file that goes there."""

    frequency: Frequency | None = None
    week_start: int | None = None


class _Transaction:
    """Files that are stored together or not at all."""

    def __init__(
        self,
        path: Path,
        profiles: Profiles,
        terms: Terms,
        now: datetime,
        *,
        known: Sequence[Panel],
        progress: Progress | None,
    ) -> None:
        self.path = path
        self.profiles = profiles
        self.known = known
        self.terms = terms
        self.now = now
        self.progress = progress
        self._calendars: dict[str, _Calendar] = {}

    def run(self, sources: Sequence[Source]) -> list[DeliveryResult]:
        with ExitStack() as stack:
            scratch = stack.enter_context(Scratch())
            pending = [self._take(scratch, source) for source in sources]
            if self.terms.dry_run or (all(one.staged is None for one in pending) and self.terms.replaces is None):
                return [self._report(one) for one in pending]
            store = stack.enter_context(Store(self.path, write=True, scratch=scratch))
            with store.change():
                return self._store(store, pending)

    def _panel_for(self, profile: Profile | None, source: Source) -> tuple[str, _Calendar]:
        """Find the panel a file goes to, and its calendar.

        Which panel is the only one is asked of the store as it was before the command: a panel that another profile
        has just made is not meant.
        """
        if profile is None and self.profiles.is_choice and self.terms.panel is None and len(self.known) > 1:
            message = f"{source.name}: none of the profiles fits it, and the store has {len(self.known)} panels"
            raise RefusedError(message, hint="add a profile for it, or name the panel with --panel")
        name = panel_for_writing(list(self.known), self.terms.panel or (profile.panel if profile else None))
        panel = next((one for one in _panels(self.path) if one.name == name), None)
        stated = profile.frequency if profile else None
        if panel is not None and stated is not None and stated is not panel.frequency:
            message = f"the profile says {stated.value}, but panel {name} is kept by {panel.frequency.value}"
            raise ProfileError(
                message, hint="name another panel with --panel: panels of different frequency are never mixed"
            )
        calendar = _Calendar(panel.frequency, panel.week_start) if panel else _Calendar()
        return name, self._calendars.setdefault(name, calendar)

    def _arrival(self, delivery: Delivery) -> Arrival:
        # A roster whose file name carries a date is valid from that date.
        dated = delivery.outside_period if delivery.kind is Kind.ROSTER else None
        return Arrival(
            received_at=self.terms.received or self.now,
            recorded_at=self.now,
            list_name=self.terms.list_name,
            valid_from=self.terms.valid_from or dated,
            complete=self.terms.complete,
        )

    def _take(self, scratch: Scratch, source: Source) -> _Pending:
        """Read and stage one file, unless its bytes are held."""
        profile = reading.choose(source, self.profiles, kind=self.terms.kind, encoding=self.terms.encoding)
        panel, calendar = self._panel_for(profile, source)
        delivery = _read(source, self.profiles, self.terms, self.now, profile=profile, calendar=calendar)
        if calendar.frequency is None and delivery.frequency is not None:
            calendar.frequency, calendar.week_start = delivery.frequency, delivery.week_start
        held = self._held(delivery, panel)
        if held is not None:
            return _Pending(delivery, None, held, panel)
        staged = scratch.stage(delivery, _progress_of(self.progress, source.name))
        over = _limit_broken(delivery, self.terms)
        if over is not None:
            raise over
        return _Pending(delivery, staged, None, panel)

    def _held(self, delivery: Delivery, panel_name: str) -> int | None:
        if self.terms.again or not self.path.exists():
            return None
        with Store(self.path) as store:
            panel = store.panel(panel_name)
            found = None if panel is None else store.held(panel, delivery, self._arrival(delivery))
        return None if found == self.terms.replaces else found

    def _report(self, one: _Pending) -> DeliveryResult:
        if one.staged is None:
            return self._held_result(one)
        return _result(one.staged, DeliveryState.CHECKED, None, one.panel)

    def _held_result(self, one: _Pending, store: Store | None = None) -> DeliveryResult:
        from resumetrack.model import Counts

        report = one.held or 0
        if store is None:
            with Store(self.path) as opened:
                notes = _held_notes(opened, one.delivery, report)
        else:
            notes = _held_notes(store, one.delivery, report)
        return DeliveryResult(
            one.delivery.name, DeliveryState.HELD, report, one.panel, Counts(), (), {}, one.delivery.recognition,
            profile=one.delivery.profile, notes=notes,
        )  # fmt: skip

    def _store(self, store: Store, pending: Sequence[_Pending]) -> list[DeliveryResult]:
        if self.terms.replaces is not None:
            known = store.report_panel(self.terms.replaces)
            if known is not None and known[0] != pending[0].panel:
                message = f"report {self.terms.replaces} is of panel {known[0]}, not {pending[0].panel}"
                raise UsageError(message, hint="`resumetrack log` lists the reports with their panels")
            store.withdraw(self.terms.replaces, max(self.now, datetime.now(UTC)))
        results = []
        for one in pending:
            if one.staged is None:
                results.append(self._held_result(one, store))
                continue
            results.append(self._add(store, one.staged, one.panel))
        return results

    def _add(self, store: Store, staged: Staged, panel_name: str) -> DeliveryResult:
        delivery = staged.delivery
        panel = store.panel(panel_name)
        if panel is None:
            panel = store.create_panel(
                panel_name, delivery.frequency or Frequency.DAY,
                MONDAY if delivery.week_start is None else delivery.week_start, delivery.staff_base,
            )  # fmt: skip
        # Another process may have stored the same bytes since they were looked for.
        held = None if self.terms.again else store.held(panel, delivery, self._arrival(delivery))
        if held is not None:
            return self._held_result(_Pending(delivery, None, held, panel_name), store)
        _note_staff_base(store, panel, delivery)
        number, revised = store.add(panel, staged, self._arrival(delivery))
        return _result(staged, DeliveryState.STORED, number, panel_name, revised)


def _panels(path: Path) -> list[Panel]:
    if not path.exists():
        return []
    with Store(path) as store:
        return store.panels()


def _read(
    source: Source, profiles: Profiles, terms: Terms, now: datetime, *, profile: Profile | None, calendar: _Calendar
) -> Delivery:
    """Read one file with the profile chosen for it."""
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


def _say_profile(result: DeliveryResult, profiles: Profiles) -> DeliveryResult:
    """Say by which of several profiles a file was read."""
    if not profiles.is_choice:
        return result
    name = result.profile
    said = (
        Text(f"read with the profile {name}", f"按 profile {name} 读取")
        if name
        else Text(
            f"none of the {len(profiles.members)} profiles fits; read without one",
            f"{len(profiles.members)} 个 profile 均不适用；未使用 profile",
        )
    )
    return replace(result, notes=(said, *result.notes))


def _held_notes(store: Store, delivery: Delivery, report: int) -> tuple[Text, ...]:
    notes = []
    superseded = store.superseded_rows(report)
    if superseded:
        notes.append(
            Text(
                f"{superseded:,} of its rows have been superseded since; --again submits them anew",
                f"其中 {superseded:,} 行此后已被修订；--again 可重新提交",
            )
        )
    if store.profile_digest(report) != delivery.profile_digest:
        notes.append(
            Text(
                "it was read with another profile then; --again reads it anew with this one",
                "当时使用的是另一 profile；--again 可用现在的重新读取",
            )
        )
    return tuple(notes)


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


def _limit_broken(delivery: Delivery, terms: Terms) -> RefusedError | None:
    """Say why a file with this many rejected rows is refused, if it is: it is probably misread."""
    counts = delivery.counts
    rows = counts.read - counts.blank
    if not counts.rejected:
        return None
    limit, share = (
        terms.max_rejects if terms.max_rejects is not None else (DEFAULT_MAX_REJECT_ROWS, DEFAULT_MAX_REJECT_SHARE)
    )
    over_rows = limit is None or counts.rejected > limit
    over_share = share is None or counts.rejected > share * rows
    if not (over_rows and over_share) and counts.rejected < rows:
        return None
    first = next((one for one in delivery.findings if one.severity.value == "reject"), None)
    message = f"{delivery.name}: {counts.rejected:,} of {rows:,} rows are bad{_example(first)}"
    return RefusedError(
        message,
        hint="nothing was stored; `resumetrack check` lists every finding, a profile may read it right, --max-rejects lets more pass",
    )


def _example(found: Finding | None) -> str:
    if found is None:
        return ""
    return f"; line {found.line}, {found.column or 'row'}: {found.message.en}"


def _result(staged: Staged, state: DeliveryState, number: int | None, panel: str, revised: int = 0) -> DeliveryResult:
    delivery = staged.delivery
    if not delivery.counts.balanced:
        message = f"{delivery.name}: the rows do not add up: {delivery.counts}"
        raise RefusedError(message, hint="this is a fault of the program; please report it")
    return DeliveryResult(
        name=delivery.name,
        state=state,
        report=number,
        panel=panel,
        counts=delivery.counts,
        findings=tuple(delivery.findings),
        finding_counts=dict(delivery.finding_counts),
        recognition=delivery.recognition,
        rejected=tuple(delivery.rejected),
        forms=delivery.forms() if delivery.rejected else {},
        header=delivery.header,
        profile=delivery.profile,
        first_period=staged.first_period,
        last_period=staged.last_period,
        revised=revised,
        notes=_result_notes(staged),
    )


def _result_notes(staged: Staged) -> tuple[Text, ...]:
    return () if staged.rows else (Text("it has no rows to store", "没有可入库的数据行"),)


def undo(path: Path, report: int, now: datetime) -> tuple[int, str]:
    """Withdraw a report: its number and panel."""
    if not path.exists():
        message = f"there is no store at {path}"
        raise NoInputError(message, hint="--store or RESUMETRACK_STORE names another")
    with Store(path, write=True) as store:
        known = store.report_panel(report)
        with store.change():
            store.withdraw(report, now)
    return report, known[0] if known else ""
