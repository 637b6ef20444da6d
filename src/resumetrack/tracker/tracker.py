"""One method per use case: this is the Python API, and all that the command line calls. It prints nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from resumetrack import periods
from resumetrack.errors import UsageError
from resumetrack.model import (
    DeliveryResult,
    Estimation,
    Kind,
    Lang,
    OnDuplicate,
    Raising,
    RateTable,
    Selection,
    Table,
    TrendTable,
)
from resumetrack.periods import Frequency
from resumetrack.reading import codec
from resumetrack.store import Store, back_up, restore
from resumetrack.tracker import covering, ingesting, listing, rating, safekeeping
from resumetrack.tracker.advancing import Progress
from resumetrack.tracker.cells import chosen_indicators
from resumetrack.tracker.configuration import Configuration, load
from resumetrack.tracker.ingesting import Ingested
from resumetrack.tracker.ruling import Ruling, every_ruling, ruling
from resumetrack.tracker.selecting import choose, choose_panel
from resumetrack.tracker.terms import Terms, parse_max_rejects

if TYPE_CHECKING:
    from resumetrack.reading.propose import Proposal
    from resumetrack.tracker.publishing import Publication

Day = str | date
T = TypeVar("T", bound=Table)


class Tracker:
    """A store and everything that can be asked of it.

    Each call opens the store, answers and lets go of it, so that other processes can work on it in between.

    Parameters
    ----------
    store
        Path of the store file; `ingest`, `roster` and `add_list` create it.
    panel
        The panel that is meant where a call names none; needed once the store has several.
    wait
        Seconds to wait for a store that is in use; RESUMETRACK_WAIT, else 30, if None.
    """

    def __init__(
        self, store: str | Path = "resumetrack.duckdb", *, panel: str | None = None, wait: float | None = None
    ) -> None:
        self.path = Path(store)
        self.default_panel = panel
        self.wait = wait

    @classmethod
    def open(cls, store: str | Path = "resumetrack.duckdb", *, panel: str | None = None) -> Self:
        """Open a tracker on a store; the same as calling the class."""
        return cls(store, panel=panel)

    def _open(self) -> Store:
        return Store(self.path, wait=self.wait)

    @cached_property
    def configuration(self) -> Configuration:
        """The site's configuration, read on first use."""
        return load()

    # -- taking files in -------------------------------------------------------------------------------------

    def ingest(self, *files: str | Path, progress: Progress | None = None, **terms: object) -> Ingested:
        """Store report files; `terms` are the fields of `resumetrack.tracker.Terms`, the flags of the command.

        Raises
        ------
        ResumetrackError
            If nothing was stored.
        """
        return self._take_in(files, progress, {"kind": Kind.REPORT, **terms})

    def roster(
        self, file: str | Path, *, update: bool = False, progress: Progress | None = None, **terms: object
    ) -> DeliveryResult:
        """Load a roster, complete unless `update`."""
        return self._take_in([file], progress, {"kind": Kind.ROSTER, "complete": not update, **terms}).results[0]

    def add_list(
        self, name: str, file: str | Path, *, progress: Progress | None = None, **terms: object
    ) -> DeliveryResult:
        """Add the members of a named list."""
        return self._take_in([file], progress, {"kind": Kind.LIST, "list_name": name, **terms}).results[0]

    def _take_in(self, files: Iterable[str | Path], progress: Progress | None, terms: dict[str, object]) -> Ingested:
        terms = {"panel": self.default_panel, "wait": self.wait, **terms}
        made = Terms(**_converted(terms))
        return ingesting.ingest(self.path, [str(file) for file in files], made, datetime.now(UTC), progress)

    def check(self, *files: str | Path, progress: Progress | None = None, **terms: object) -> Ingested:
        """Read files as `ingest` would, without a store."""
        terms.setdefault("panel", self.default_panel)
        made = Terms(**_converted(terms))
        return ingesting.check([str(file) for file in files], made, datetime.now(UTC), progress)

    def propose_profile(
        self,
        file: str | Path,
        *,
        kind: Kind | str = Kind.REPORT,
        period: Day | None = None,
        encoding: str | None = None,
    ) -> "Proposal":
        """Propose a profile for a file; nothing is stored."""
        from resumetrack.tracker.proposing import propose

        named = _codec(encoding) if encoding is not None else None
        return propose(str(file), Kind(kind), _day(period), named, _today())

    def undo(self, report: int) -> tuple[int, str]:
        """Withdraw a report, roster or list load; what it superseded is in force again."""
        return ingesting.undo(self.path, report, datetime.now(UTC), self.wait)

    # -- figures ---------------------------------------------------------------------------------------------

    def rates(
        self,
        selection: Selection | None = None,
        *,
        long: bool = False,
        total: bool = False,
        rules: str | None = None,
        bounds: bool = False,
        estimation: Estimation | None = None,
        publish: "Publication | bool" = False,
        **asked: object,
    ) -> RateTable:
        """Operating and return-to-work rates; `asked` are the fields of `Selection`, `rules` names a rule set.

        `bounds` adds the operating rate if all the silent were shut, and if all were open; `estimation` raised or
        matched rates, intervals and ranks. With `publish` nothing is left that would give an enterprise away; a
        `publication()` of your own keeps the audit.
        """
        by = ruling(self.configuration, rules)
        chosen = by.selection(self._selection(selection, asked))
        if estimation is not None or publish or bounds:
            chosen = replace(chosen, totals=False)
        if estimation is not None and estimation.rank and publish:
            message = "--rank orders the groups that --publish hides too: their places would tell their rates"
            raise UsageError(message, hint="leave one of the two out")
        is_matched = estimation is not None and estimation.is_matched
        if (bounds or is_matched) and publish:
            message = f"{'--bounds' if bounds else '--basis matched'} would tell the rates that --publish hides"
            raise UsageError(message, hint="leave one of the two out")
        with self._open() as store:
            table = rating.rates(
                store,
                chosen,
                by.catalogue,
                by.threshold,
                _today(),
                long=long,
                total=total,
                bounds=bounds,
                estimation=estimation,
            )
            return by.noted(self._published(publish, store, chosen, by, table))

    def weights(
        self, selection: Selection | None = None, *, raising: Raising | None = None, **asked: object
    ) -> RateTable:
        """How many enterprises each respondent stands for, by cell of the roster or of known totals."""
        from resumetrack.tracker.weighing import weights

        by = ruling(self.configuration, None)
        chosen = self._selection(selection, asked)
        with self._open() as store:
            return weights(store, chosen, by.catalogue, by.threshold, _today(), raising=raising or Raising())

    def trend(
        self,
        selection: Selection | None = None,
        *,
        since: Day | None = None,
        target: float | None = None,
        rules: str | None = None,
        publish: "Publication | bool" = False,
        **asked: object,
    ) -> TrendTable:
        """How rates moved; `since` is the period to compare with, `target` a rate as a fraction."""
        from resumetrack.tracker.trending import trends

        by = ruling(self.configuration, rules)
        chosen = by.selection(self._selection(selection, asked))
        if publish:
            chosen = replace(chosen, totals=False)
        from_when = _day(since) or by.since
        with self._open() as store:
            table = trends(
                store,
                chosen,
                by.catalogue,
                by.threshold,
                _today(),
                since=from_when,
                target=target,
                publication=self._publication(publish),
            )
            return by.noted(table)

    def card(
        self,
        selection: Selection | None = None,
        *,
        since: Day | None = None,
        rules: str | None = None,
        all_rules: bool = False,
        level: float | None = None,
        **asked: object,
    ) -> RateTable:
        """Every indicator of one cell, with base, coverage, age, definition and source; by one rule set, or by all.

        With a `level`, as 0.95, each has its interval.
        """
        from resumetrack.tracker.cards import card

        chosen = self._selection(selection, asked)
        if level is not None:
            chosen = replace(chosen, totals=False)
        if all_rules and rules is not None:
            raise UsageError("--rules names one rule set, --all-rules takes all", hint="leave one of the two out")
        rulings = every_ruling(self.configuration) if all_rules else [ruling(self.configuration, rules)]
        with self._open() as store:
            table = card(store, chosen, rulings, _today(), by_rules=all_rules, since=_day(since), level=level)
        return table if all_rules else rulings[0].noted(table)

    def revisions(
        self,
        selection: Selection | None = None,
        *,
        lags: int | None = None,
        by_lag: bool = False,
        rules: str | None = None,
        **asked: object,
    ) -> RateTable:
        """How figures moved in the `lags` days after each period, and which are provisional."""
        from resumetrack.tracker.revising import LAGS, revisions

        by = ruling(self.configuration, rules)
        chosen = by.selection(self._selection(selection, asked))
        with self._open() as store:
            return by.noted(revisions(store, chosen, by, _today(), lags=lags or LAGS, by_lag=by_lag))

    def why(
        self,
        selection: Selection | None = None,
        *,
        rules: str | None = None,
        limit: int | None = None,
        reports: bool = False,
        **asked: object,
    ) -> Table:
        """The rows of files behind one figure of one cell; with `reports`, how many of which report."""
        from resumetrack.tracker.why import why

        by = ruling(self.configuration, rules)
        with self._open() as store:
            return by.noted(why(store, self._selection(selection, asked), by, _today(), limit=limit, reports=reports))

    def enterprises(self, selection: Selection | None = None, *, status: str | None = None, **asked: object) -> Table:
        """The enterprises behind a figure; `status="none"` are those in scope that did not report."""
        chosen = self._selection(selection, asked)
        with self._open() as store:
            return listing.enterprises(store, chosen, self.configuration.power_threshold, _today(), status)

    def coverage(
        self, selection: Selection | None = None, *, publish: "Publication | bool" = False, **asked: object
    ) -> RateTable:
        """Who reports and who is silent, by period and group."""
        chosen = self._selection(selection, asked)
        if publish:
            chosen = replace(chosen, totals=False)
        by = ruling(self.configuration, None)
        with self._open() as store:
            table = covering.coverage(store, chosen, by.catalogue, by.threshold, _today())
            return self._published(publish, store, chosen, by, table)

    def publication(self) -> "Publication":
        """Make the rules of the site for one published table; afterwards it knows what was hidden and why."""
        from resumetrack.tracker.publishing import Publication

        return Publication(self.configuration.publish)

    def _publication(self, publish: "Publication | bool") -> "Publication | None":
        if isinstance(publish, bool):
            return self.publication() if publish else None
        return publish

    def _published(self, publish: "Publication | bool", store: Store, selection: Selection, by: Ruling, table: T) -> T:
        """Take out of a finished table what may not be published, if it is to be published at all."""
        publication = self._publication(publish)
        if publication is None:
            return table
        choice = covering.with_coverage(store, choose(store, selection, _today()), _today(), by.threshold)
        publication.settle(store, choice, chosen_indicators(selection.indicators, by.catalogue), by.threshold)
        return publication.published(table)

    def _selection(self, selection: Selection | None, asked: dict[str, object]) -> Selection:
        if selection is None:
            asked.setdefault("panel", self.default_panel)
            selection = Selection(**_converted(asked))
        return replace(selection, calendar=self.configuration.calendar) if selection.carry else selection

    # -- what the store holds --------------------------------------------------------------------------------

    def log(self, panel: str | None = None) -> Table:
        """Every delivered file and what became of it, of one panel or all."""
        with self._open() as store:
            named = panel or self.default_panel
            return listing.log(store, choose_panel(store, named) if named else None)

    def panels(self) -> Table:
        """The panels and what they hold."""
        with self._open() as store:
            return listing.panels(store)

    def lists(self, panel: str | None = None) -> Table:
        """The named lists of a panel."""
        with self._open() as store:
            return listing.lists(store, choose_panel(store, panel or self.default_panel))

    # -- keeping it safe -------------------------------------------------------------------------------------

    def verify(self, lang: Lang = "en") -> safekeeping.Verified:
        """Check every report of the store against its counts and digest, and all that is derived from them."""
        return safekeeping.verify(self.path, lang, self.wait)

    def backup(self, file: str | Path, *, force: bool = False) -> Table:
        """Copy the store to a file, which must not exist unless `force`."""
        return safekeeping.copied(back_up(self.path, Path(file), force=force, wait=self.wait))

    def restore(self, file: str | Path, *, force: bool = False) -> Table:
        """Put a backup in the place of the store; with `force` one that is there is kept under another name."""
        return safekeeping.copied(restore(Path(file), self.path, force=force, wait=self.wait))


def _names(value: object) -> object:
    """Turn `"region, size"` into a tuple of names."""
    return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def _period(value: object) -> object:
    return _day(value) if isinstance(value, str) and value not in {"latest", "all"} else value


def _pairs(value: object) -> object:
    return tuple(value.items()) if isinstance(value, dict) else value


def _from_text(read: Callable[[str], object]) -> Callable[[object], object]:
    return lambda value: read(value) if isinstance(value, str) else value


def _codec(name: str) -> str:
    try:
        return codec(name)
    except (LookupError, ValueError) as error:
        message = f"there is no encoding {name}"
        raise UsageError(message, hint="write big5, cp1252, gb18030, utf-16-le or another that Python knows") from error


def _any_day(value: object) -> object:
    return _day(value) if isinstance(value, str) else value


_CONVERTERS: dict[str, Callable[[object], object]] = {
    **dict.fromkeys(("by", "levels", "lists", "indicators"), _names),
    **dict.fromkeys(("first", "last", "valid_from"), _any_day),
    **dict.fromkeys(("every", "pool"), _from_text(Frequency)),
    "period": _period,
    "where": _pairs,
    "on_duplicate": _from_text(OnDuplicate),
    "encoding": _from_text(_codec),
    "max_rejects": _from_text(parse_max_rejects),
    "as_of": _from_text(lambda text: parse_moment(text, end=True)),
    "received": _from_text(lambda text: parse_moment(text, end=False)),
}


def _converted(asked: Mapping[str, object]) -> dict[str, Any]:
    """Let callers write a text for a date, one name for a tuple of names, and so on."""
    return {name: _CONVERTERS[name](value) if name in _CONVERTERS else value for name, value in asked.items()}


def _day(value: Day | None) -> date | None:
    if value is None or isinstance(value, date):
        return value
    found = periods.parse(value)
    if found is None:
        message = f"{value} is not a date"
        raise UsageError(message, hint="write 2020-03-28")
    return found.day


def parse_moment(text: str, *, end: bool) -> datetime:
    """Read a moment; a bare date is the end of that day in the local zone (its beginning, unless `end`).

    Raises
    ------
    UsageError
        If it is neither a date nor a moment.
    """
    day = periods.parse(text)
    if day is not None and day.grain is Frequency.DAY:
        clock = datetime.max.time() if end else datetime.min.time()
        return datetime.combine(day.day, clock).astimezone()
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text} is not a moment"
        raise UsageError(message, hint="write 2020-03-28, 2020-03-28T18:00 or 2020-03-28T18:00+08:00") from error
    return found if found.tzinfo else found.astimezone()


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
