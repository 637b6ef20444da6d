"""From files to the store: read, stage, judge, and store in one transaction (or one per file).

Reading and staging happen before the store is opened for writing, so that it is held only for the insert.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from resumetrack import reading
from resumetrack.errors import (
    ExitCode,
    NoInputError,
    ProfileError,
    RefusedError,
    ResumetrackError,
    StoreBusyError,
    UsageError,
)
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
from resumetrack.reading import Profile, Source
from resumetrack.store import LOG_COLUMNS, Arrival, Panel, Scratch, Staged, Store, already_withdrawn, no_report
from resumetrack.tracker.selecting import panel_for_writing

DEFAULT_MAX_REJECT_SHARE = 0.05
DEFAULT_MAX_REJECT_ROWS = 3
_KIND = LOG_COLUMNS.index("kind")
Progress = Callable[[str, int], None]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Under which terms files are taken: what DESIGN calls the flags of `ingest`, `roster` and `lists add`."""

    kind: Kind = Kind.REPORT
    panel: str | None = None
    profile: str | Path | None = None
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
    profile = reading.load_profile(terms.profile) if terms.profile is not None else None
    if terms.received is not None and terms.received > now:
        message = f"--received {terms.received.isoformat()} is in the future"
        raise UsageError(message, hint="say when the file arrived; without --received it is now")
    sources = reading.expand(files)
    if terms.replaces is not None and len(sources.files) != 1:
        message = f"--replaces {terms.replaces} goes with one file, not {len(sources.files)}"
        raise UsageError(message, hint="name the corrected file alone")
    one_by_one = terms.each or any(Path(name).is_dir() for name in files)
    groups = [[source] for source in sources.files] if one_by_one else [list(sources.files)]
    results: list[DeliveryResult] = []
    codes = {ExitCode.DONE}
    with Scratch(path) as scratch:
        for group in groups:
            try:
                stored = _Transaction(path, profile, terms, now, progress, scratch=scratch).run(group)
            except ResumetrackError as error:
                if not one_by_one or not isinstance(error, RefusedError):
                    raise
                codes.add(error.code)
                results.append(_refused(group[0].name, error))
                continue
            results += stored
            codes.update(ExitCode.DATA_PROBLEM for result in stored if result.counts.rejected)
    return Ingested(tuple(results), max(codes), sources.skipped)


def check(files: Sequence[str], terms: Terms, now: datetime, progress: Progress | None = None) -> Ingested:
    """Read files as `ingest` would, without any store."""
    profile = reading.load_profile(terms.profile) if terms.profile is not None else None
    sources = reading.expand(files)
    results: list[DeliveryResult] = []
    codes = {ExitCode.DONE}
    for source in sources.files:
        with Scratch() as scratch:
            try:
                delivery = reading.read(
                    source, kind=terms.kind, profile=profile, period=terms.period, frequency=None, week_start=None,
                    today=now.astimezone().date(), on_duplicate=terms.on_duplicate,
                )  # fmt: skip
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
        results.append(result)
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


class _Transaction:
    """Files that are stored together or not at all."""

    def __init__(
        self,
        path: Path,
        profile: Profile | None,
        terms: Terms,
        now: datetime,
        progress: Progress | None,
        *,
        scratch: Scratch,
    ) -> None:
        self.path = path
        self.scratch = scratch
        self.profile = profile
        self.terms = terms
        self.now = now
        self.progress = progress
        self.frequency: Frequency | None = None
        self.week_start: int | None = None
        self.is_replacing = False

    def run(self, sources: Sequence[Source]) -> list[DeliveryResult]:
        panel_name = self._look_up_panel()
        with self.scratch.batch():
            pending = [self._take(source, panel_name) for source in sources]
            is_new = any(one.staged is not None for one in pending)
            if is_new and self.terms.replaces is not None and not self.is_replacing:
                raise already_withdrawn(self.terms.replaces)
            if self.terms.dry_run or not (is_new or self.is_replacing):
                return [self._report(one, panel_name) for one in pending]
            with Store(self.path, write=True, scratch=self.scratch) as store, store.change():
                return self._store(store, pending, panel_name)

    def _look_up_panel(self) -> str:
        """Find the panel these files go to, and its frequency if it exists."""
        named = self.terms.panel or (self.profile.panel if self.profile else None)
        known: list[Panel] = []
        if self.path.exists():
            with Store(self.path, scratch=self.scratch) as store:
                known = store.panels()
                self.is_replacing = self._may_replace(store, panel_for_writing(known, named))
        elif self.terms.replaces is not None:
            raise no_report(self.terms.replaces)
        name = panel_for_writing(known, named)
        panel = next((one for one in known if one.name == name), None)
        stated = self.profile.frequency if self.profile else None
        if panel is None or (panel.is_open and (stated is not None or not panel.is_dated)):
            # Until it holds a report, a panel can be of any frequency: a roster does not tell.
            self.frequency, self.week_start = None, None
        else:
            if stated is not None and stated is not panel.frequency:
                message = (
                    f"{self.terms.profile}: panel.frequency: {stated.value}, but panel {name} is kept by "
                    f"{panel.frequency.value}"
                )
                raise ProfileError(
                    message, hint="name another panel with --panel: panels of different frequency are never mixed"
                )
            self.frequency, self.week_start = panel.frequency, panel.week_start
        return name

    def _may_replace(self, store: Store, panel_name: str) -> bool:
        """Whether a report is to be withdrawn; one that is withdrawn already may have been by this very command."""
        number = self.terms.replaces
        if number is None:
            return False
        known = store.report_panel(number)
        if known is None:
            raise no_report(number)
        if known[0] != panel_name:
            message = f"report {number} is of panel {known[0]}, not {panel_name}"
            raise UsageError(message, hint="`resumetrack log` lists the reports with their panels")
        _check_kind(store, number)
        return not known[1]

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

    def _take(self, source: Source, panel_name: str) -> _Pending:
        """Read and stage one file, unless its bytes are held."""
        delivery = reading.read(
            source, kind=self.terms.kind, profile=self.profile, period=self.terms.period, frequency=self.frequency,
            week_start=self.week_start, today=self.now.astimezone().date(), on_duplicate=self.terms.on_duplicate,
        )  # fmt: skip
        if self.frequency is None and delivery.frequency is not None:
            self.frequency, self.week_start = delivery.frequency, delivery.week_start
        held = self._held(delivery, panel_name)
        if held is not None:
            return _Pending(delivery, None, held)
        staged = self.scratch.stage(delivery, _progress_of(self.progress, source.name))
        if self.progress is not None:
            self.progress(source.name, delivery.counts.read)
        over = _limit_broken(delivery, self.terms)
        if over is not None:
            raise over
        return _Pending(delivery, staged, None)

    def _held(self, delivery: Delivery, panel_name: str) -> int | None:
        if self.terms.again or not self.path.exists():
            return None
        with Store(self.path, scratch=self.scratch) as store:
            panel = store.panel(panel_name)
            found = None if panel is None else store.held(panel, delivery, self._arrival(delivery))
        return None if found == self.terms.replaces else found

    def _report(self, one: _Pending, panel_name: str) -> DeliveryResult:
        if one.staged is None:
            return self._held_result(one, panel_name)
        return _result(one.staged, DeliveryState.CHECKED, None, panel_name)

    def _held_result(self, one: _Pending, panel_name: str, store: Store | None = None) -> DeliveryResult:
        from resumetrack.model import Counts

        report = one.held or 0
        if store is None:
            with Store(self.path, scratch=self.scratch) as opened:
                notes = _held_notes(opened, one.delivery, report)
        else:
            notes = _held_notes(store, one.delivery, report)
        return DeliveryResult(
            one.delivery.name, DeliveryState.HELD, report, panel_name, Counts(), (), {}, one.delivery.recognition,
            profile=one.delivery.profile, notes=notes,
        )  # fmt: skip

    def _store(self, store: Store, pending: Sequence[_Pending], panel_name: str) -> list[DeliveryResult]:
        if self.terms.replaces is not None and self.is_replacing:
            store.withdraw(self.terms.replaces, self.now)
        results = []
        for one in pending:
            if one.staged is None:
                results.append(self._held_result(one, panel_name, store))
                continue
            results.append(self._add(store, one.staged, panel_name))
        return results

    def _add(self, store: Store, staged: Staged, panel_name: str) -> DeliveryResult:
        delivery = staged.delivery
        panel = self._panel(store, staged, panel_name)
        # Another process may have stored the same bytes since they were looked for.
        held = None if self.terms.again else store.held(panel, delivery, self._arrival(delivery))
        if held is not None:
            return self._held_result(_Pending(delivery, None, held), panel_name, store)
        _note_staff_base(store, panel, delivery)
        number, revised = store.add(panel, staged, self._arrival(delivery))
        return _result(staged, DeliveryState.STORED, number, panel_name, revised)

    def _panel(self, store: Store, staged: Staged, name: str) -> Panel:
        """Give the panel to store in: made if there is none, and with the calendar of its first report."""
        delivery, panel = staged.delivery, store.panel(name)
        tells = staged.rows or (self.profile is not None and self.profile.frequency is not None)
        frequency = delivery.frequency if tells or delivery.kind is not Kind.REPORT else None
        week_start = MONDAY if delivery.week_start is None else delivery.week_start
        if panel is None:
            return store.create_panel(name, frequency, week_start, delivery.staff_base)
        if frequency is None or (panel.is_dated and (panel.frequency, panel.week_start) == (frequency, week_start)):
            return panel
        if not panel.is_open:
            now = panel.frequency.value
            message = f"{delivery.name} was read by {frequency.value}, but panel {name} is kept by {now} now"
            raise StoreBusyError(message, hint="another process was quicker; run the command again")
        return store.set_calendar(panel, frequency, week_start)


def _check_kind(store: Store, report: int) -> None:
    """Refuse to replace a roster or a list by a report."""
    kind = next((str(row[_KIND]) for row in store.log(None) if row[0] == report), Kind.REPORT.value)
    if kind != Kind.REPORT.value:
        message = f"report {report} is a {kind}: a report cannot replace it"
        raise UsageError(message, hint="load the roster or the list anew; `resumetrack undo` withdraws the old one")


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
        hint="nothing was stored; `resumetrack check` lists every finding, a profile may read it right, "
        "--max-rejects lets more pass",
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
