"""The use cases that take files in: `ingest`, `roster` and `lists add`; `check`; and `undo`."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from resumetrack import reading
from resumetrack.errors import ExitCode, NoInputError, RefusedError, UsageError
from resumetrack.model import DeliveryResult, DeliveryState, Kind, Text
from resumetrack.reading import Profiles, Source
from resumetrack.store import PassingStore, Scratch, Store
from resumetrack.tracker.advancing import Advancing, Progress
from resumetrack.tracker.ahead import carry_out
from resumetrack.tracker.desk import Calendar, Desk, Known, PassingDesk, read
from resumetrack.tracker.outcomes import refused, result_of, with_profile
from resumetrack.tracker.terms import Terms, limit_broken


@dataclass(frozen=True)
class Ingested:
    """The outcome of a command: one result per file, what was passed over, the exit code."""

    results: tuple[DeliveryResult, ...]
    code: ExitCode
    skipped: tuple[str, ...] = ()


def ingest(path: Path, files: Sequence[str], terms: Terms, now: datetime, progress: Progress | None = None) -> Ingested:
    """Read files and store them.

    Raises
    ------
    ResumetrackError
        If a file is refused in a transaction of several (nothing is stored then), or nothing can be done at all.
    """
    profiles = terms.profiles()
    sources = reading.expand(files)
    _refuse_impossible(terms, now, len(sources.files))
    one_by_one = terms.each or sources.one_by_one
    groups = [[source] for source in sources.files] if one_by_one else [list(sources.files)]
    with Scratch(path, _paths(sources.files)) as scratch:
        advancing = Advancing(progress, sources.files)
        desk = Desk(path=path, scratch=scratch, profiles=profiles, terms=terms, now=now, advancing=advancing)
        results, code = _carry_out(desk, groups, forgiving=one_by_one)
    return Ingested(tuple(results), code, sources.skipped)


def pass_through(
    files: Sequence[str], roster: str | None, terms: Terms, now: datetime, progress: Progress | None = None
) -> tuple[PassingStore, Ingested]:
    """Take files, and a roster, into a store that is gone when it is closed, and with it all that was made of them.

    Each file goes to the panel of its profile, the roster to the one that is asked, or to the only one. A single
    profile and a stated encoding are those of the files.

    Raises
    ------
    ResumetrackError
        If a file is refused, or cannot be read.
    """
    sources = reading.expand(files)
    rosters = reading.expand([roster]).files if roster is not None else ()
    among = {one.identity for one in rosters}
    reports = [one for one in sources.files if one.identity not in among]
    profiles, terms = terms.profiles(), replace(terms, panel_is_asked=True)
    of_rosters = replace(terms, kind=Kind.ROSTER, complete=True, encoding=None, panel_is_asked=False)
    _refuse_impossible(of_rosters, now, len(rosters) or 1)
    of_roster = profiles if profiles.is_choice else reading.load_profiles([])
    everything = (*reports, *rosters)
    # All that was reported is held in memory, as far as there is room.
    scratch, advancing = Scratch(readable=_paths(everything), memory=None), Advancing(progress, everything)
    results: list[DeliveryResult] = []
    codes = {ExitCode.DONE}
    try:
        store = PassingStore(scratch)
        for some, by, under in ((reports, profiles, terms), (rosters, of_roster, of_rosters)):
            desk = PassingDesk(
                path=store.path, store=store, scratch=scratch, profiles=by, terms=under, now=now, advancing=advancing
            )
            done, code = _carry_out(desk, [[source] for source in some], forgiving=False)
            results += done
            codes.add(code)
        store.settle()
    except BaseException:
        scratch.close()
        raise
    return store, Ingested(tuple(results), max(codes), sources.skipped)


def _carry_out(
    desk: Desk, groups: Sequence[Sequence[Source]], *, forgiving: bool
) -> tuple[list[DeliveryResult], ExitCode]:
    """Carry out one transaction per group; a refusal ends the command, unless that is `forgiving`."""
    results: list[DeliveryResult] = []
    codes = {ExitCode.DONE}
    with closing(carry_out(desk, Known.look_up(desk), groups)) as carried_out:
        for group, outcome in carried_out:
            if isinstance(outcome, RefusedError):
                if not forgiving:
                    raise outcome
                codes.add(outcome.code)
                results.append(refused(group[0].name, outcome))
                continue
            results += [with_profile(result, desk.profiles) for result in outcome]
            codes.update(ExitCode.DATA_PROBLEM for result in outcome if result.counts.rejected)
    return results, max(codes)


def _paths(sources: Sequence[Source]) -> list[Path]:
    """Files that the engine may read by itself."""
    return [source.path for source in sources if source.path is not None]


def _refuse_impossible(terms: Terms, now: datetime, number: int) -> None:
    """Refuse what cannot be meant before any file is read."""
    if terms.received is not None and terms.received > now:
        message = f"--received {terms.received.isoformat()} is in the future"
        raise UsageError(message, hint="say when the file arrived; without --received it is now")
    if terms.replaces is not None and number != 1:
        message = f"--replaces {terms.replaces} goes with one file, not {number}"
        raise UsageError(message, hint="name the corrected file alone")
    if terms.kind is not Kind.REPORT and number != 1:
        message = f"a {terms.kind.value} is one file, not {number}"
        raise UsageError(message, hint="name one file at a time")


def check(files: Sequence[str], terms: Terms, now: datetime, progress: Progress | None = None) -> Ingested:
    """Read files as `ingest` would, without any store."""
    profiles = terms.profiles()
    sources = reading.expand(files)
    results: list[DeliveryResult] = []
    codes = {ExitCode.DONE}
    advancing = Advancing(progress, sources.files)
    for source in sources.files:
        try:
            result, code = _check(source, profiles, terms, now, advancing)
        except RefusedError as error:
            result, code = refused(source.name, error), error.code
        codes.add(code)
        results.append(result)
    return Ingested(tuple(results), max(codes), sources.skipped)


def _check(
    source: Source, profiles: Profiles, terms: Terms, now: datetime, advancing: Advancing
) -> tuple[DeliveryResult, ExitCode]:
    """Read one file to its end."""
    with Scratch(readable=_paths([source])) as scratch:
        profile = reading.choose(source, profiles, kind=terms.kind, encoding=terms.encoding)
        delivery = read(source, profiles, terms, now, profile=profile, calendar=Calendar())
        staged = scratch.stage(delivery, advancing.through(delivery))
        advancing.done(delivery)
    panel = terms.panel or (profile.panel if profile else None) or ""
    result = with_profile(result_of(staged, DeliveryState.CHECKED, None, panel), profiles)
    if not delivery.counts.rejected:
        return result, ExitCode.DONE
    over = limit_broken(delivery, terms)
    if over is not None:
        said = Text(f"ingest would refuse it: {over.message}", f"ingest 将拒收：{over.message}")
        result = replace(result, notes=(*result.notes, said))
    return result, ExitCode.DATA_PROBLEM


def undo(path: Path, report: int, now: datetime, wait: float | None = None) -> tuple[int, str]:
    """Withdraw a report: its number and panel."""
    if not path.exists():
        message = f"there is no store at {path}"
        raise NoInputError(message, hint="--store or RESUMETRACK_STORE names another")
    with Store(path, write=True, wait=wait) as store:
        known = store.report_panel(report)
        with store.change():
            store.withdraw(report, now)
    return report, known[0] if known else ""
