"""The use cases that answer with figures: `rates`, `weights`, `trend`, `card`, `revisions`, `why` and their like."""

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from resumetrack.errors import UsageError
from resumetrack.model import Selection, Table
from resumetrack.tracker.asked import Day, converted, day_of
from resumetrack.tracker.opened import Opened, today

if TYPE_CHECKING:
    from resumetrack.model import Estimation, Raising, RateTable, TrendTable
    from resumetrack.store import Store
    from resumetrack.tracker.publishing import Publication
    from resumetrack.tracker.ruling import Ruling

T = TypeVar("T", bound=Table)


class Answers(Opened):
    """What is asked of the observations."""

    def rates(
        self,
        selection: Selection | None = None,
        *,
        long: bool = False,
        total: bool = False,
        rules: str | None = None,
        bounds: bool = False,
        estimation: "Estimation | None" = None,
        publish: "Publication | bool" = False,
        **asked: object,
    ) -> "RateTable":
        """Operating and return-to-work rates; `asked` are the fields of `Selection`, `rules` names a rule set.

        `bounds` adds the operating rate if all the silent were shut, and if all were open; `estimation` raised or
        matched rates, intervals and ranks. With `publish` nothing is left that would give an enterprise away; a
        `publication()` of your own keeps the audit.
        """
        from resumetrack.tracker import rating

        by = self._ruling(rules)
        chosen = by.selection(self._selection(selection, asked))
        if estimation is not None or publish or bounds:
            chosen = replace(chosen, totals=False)
        if publish:
            _refuse_what_tells(estimation, bounds=bounds)
        with self._open() as store:
            table = rating.rates(
                store,
                chosen,
                by.catalogue,
                by.threshold,
                today(),
                long=long,
                total=total,
                bounds=bounds,
                estimation=estimation,
            )
            return by.noted(self._published(publish, store, chosen, by, table))

    def weights(
        self, selection: Selection | None = None, *, raising: "Raising | None" = None, **asked: object
    ) -> "RateTable":
        """How many enterprises each respondent stands for, by cell of the roster or of known totals."""
        from resumetrack.model import Raising
        from resumetrack.tracker.weighing import weights

        by = self._ruling(None)
        chosen = self._selection(selection, asked)
        with self._open() as store:
            return weights(store, chosen, by.catalogue, by.threshold, today(), raising=raising or Raising())

    def trend(
        self,
        selection: Selection | None = None,
        *,
        since: Day | None = None,
        target: float | None = None,
        rules: str | None = None,
        publish: "Publication | bool" = False,
        **asked: object,
    ) -> "TrendTable":
        """How rates moved; `since` is the period to compare with, `target` a rate as a fraction."""
        from resumetrack.tracker.trending import trends

        by = self._ruling(rules)
        chosen = by.selection(self._selection(selection, asked))
        if publish:
            chosen = replace(chosen, totals=False)
        from_when = day_of(since) or by.since
        with self._open() as store:
            table = trends(
                store,
                chosen,
                by.catalogue,
                by.threshold,
                today(),
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
    ) -> "RateTable":
        """Every indicator of one cell, with base, coverage, age, definition and source; by one rule set, or by all.

        With a `level`, as 0.95, each has its interval.
        """
        from resumetrack.tracker.cards import card
        from resumetrack.tracker.ruling import every_ruling

        chosen = self._selection(selection, asked)
        if level is not None:
            chosen = replace(chosen, totals=False)
        if all_rules and rules is not None:
            raise UsageError("--rules names one rule set, --all-rules takes all", hint="leave one of the two out")
        rulings = every_ruling(self.configuration) if all_rules else [self._ruling(rules)]
        with self._open() as store:
            table = card(store, chosen, rulings, today(), by_rules=all_rules, since=day_of(since), level=level)
        return table if all_rules else rulings[0].noted(table)

    def revisions(
        self,
        selection: Selection | None = None,
        *,
        lags: int | None = None,
        by_lag: bool = False,
        rules: str | None = None,
        **asked: object,
    ) -> "RateTable":
        """How figures moved in the `lags` days after each period, and which are provisional."""
        from resumetrack.tracker.revising import LAGS, revisions

        by = self._ruling(rules)
        chosen = by.selection(self._selection(selection, asked))
        with self._open() as store:
            return by.noted(revisions(store, chosen, by, today(), lags=lags or LAGS, by_lag=by_lag))

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

        by = self._ruling(rules)
        chosen = self._selection(selection, asked)
        with self._open() as store:
            return by.noted(why(store, chosen, by, today(), limit=limit, reports=reports))

    def enterprises(self, selection: Selection | None = None, *, status: str | None = None, **asked: object) -> Table:
        """The enterprises behind a figure; `status="none"` are those in scope that did not report."""
        from resumetrack.tracker import listing

        chosen = self._selection(selection, asked)
        with self._open() as store:
            return listing.enterprises(store, chosen, self.configuration.power_threshold, today(), status)

    def coverage(
        self, selection: Selection | None = None, *, publish: "Publication | bool" = False, **asked: object
    ) -> "RateTable":
        """Who reports and who is silent, by period and group."""
        from resumetrack.tracker import covering

        chosen = self._selection(selection, asked)
        if publish:
            chosen = replace(chosen, totals=False)
        by = self._ruling(None)
        with self._open() as store:
            table = covering.coverage(store, chosen, by.catalogue, by.threshold, today())
            return self._published(publish, store, chosen, by, table)

    def _ruling(self, rules: str | None) -> "Ruling":
        """Give the rules of the site, or of a rule set by name."""
        from resumetrack.tracker.ruling import ruling

        return ruling(self.configuration, rules)

    def publication(self) -> "Publication":
        """Make the rules of the site for one published table; afterwards it knows what was hidden and why."""
        from resumetrack.tracker.publishing import Publication

        return Publication(self.configuration.publish)

    def _publication(self, publish: "Publication | bool") -> "Publication | None":
        if isinstance(publish, bool):
            return self.publication() if publish else None
        return publish

    def _published(
        self, publish: "Publication | bool", store: "Store", selection: Selection, by: "Ruling", table: T
    ) -> T:
        """Take out of a finished table what may not be published, if it is to be published at all."""
        publication = self._publication(publish)
        if publication is None:
            return table
        from resumetrack.tracker import covering
        from resumetrack.tracker.cells import chosen_indicators
        from resumetrack.tracker.selecting import choose

        choice = covering.with_coverage(store, choose(store, selection, today()), today(), by.threshold)
        publication.settle(store, choice, chosen_indicators(selection.indicators, by.catalogue), by.threshold)
        return publication.published(table)

    def _selection(self, selection: Selection | None, asked: dict[str, object]) -> Selection:
        if selection is None:
            asked.setdefault("panel", self.default_panel)
            selection = Selection(**converted(asked))
        return replace(selection, calendar=self.configuration.calendar) if selection.carry else selection


def _refuse_what_tells(estimation: "Estimation | None", *, bounds: bool) -> None:
    """Refuse a published table with columns that would tell the rates of groups that are hidden.

    Raises
    ------
    UsageError
        If it is asked for such columns.
    """
    if estimation is not None and estimation.rank:
        message = "--rank orders the groups that --publish hides too: their places would tell their rates"
    elif bounds or (estimation is not None and estimation.is_matched):
        message = f"{'--bounds' if bounds else '--basis matched'} would tell the rates that --publish hides"
    else:
        return
    raise UsageError(message, hint="leave one of the two out")
