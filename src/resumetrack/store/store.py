"""The store as the rest of the program sees it: open it, ask it, change it in one transaction.

What a question has no use for (delivering, verifying, origins) is imported where it is used.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self

import duckdb

from resumetrack.errors import UsageError
from resumetrack.model import Finding, Kind
from resumetrack.periods import Frequency
from resumetrack.store import migrations, panels, queries, roster, totals
from resumetrack.store.engine import Engine, waiting_time
from resumetrack.store.panels import Panel
from resumetrack.store.parts import StateParts
from resumetrack.store.query import StateQuery
from resumetrack.store.question import Steps
from resumetrack.store.sql import name, text
from resumetrack.store.state import state
from resumetrack.store.totals import TotalsInForce

if TYPE_CHECKING:
    from resumetrack.store.deliver import Arrival, Identity
    from resumetrack.store.origins import Origins
    from resumetrack.store.staged import Staged
    from resumetrack.store.staging import Scratch
    from resumetrack.store.verify import Check


class Store:
    """One store, open for reading (many processes at a time) or writing (one).

    With a `scratch`, which was made for this store, its engine is used, so that what is staged there can be stored.
    Without, `folder` and `folders` are those of its engine.
    """

    in_parts: ClassVar[bool] = True
    """Whether the state can be had in parts (`store.query.Part`), not only as a whole."""
    condenses: ClassVar[bool] = True
    """Whether observations are kept in few rows, too."""

    def __init__(
        self,
        path: Path,
        *,
        write: bool = False,
        scratch: "Scratch | None" = None,
        wait: float | None = None,
        folder: Path | None = None,
        folders: Sequence[Path] = (),
    ) -> None:
        self.path = path
        self._scratch = scratch
        self._wait = waiting_time() if wait is None else wait
        self._engine = Engine(path, folder, folders=folders) if scratch is None else scratch.engine
        try:
            self._is_new = self._engine.attach(write=write, wait=self._wait)
        except BaseException:
            self._release()
            raise
        try:
            self._bring_up_to_date(write=write)
        except BaseException:
            self.close()
            raise

    def _bring_up_to_date(self, *, write: bool) -> None:
        if not migrations.lacking(self._engine, self.path):
            return
        if not write:
            # A store from before this version: bring it up to date, then read on.
            self._engine.detach()
            self._engine.attach(write=True, wait=self._wait)
        try:
            migrations.apply(self._engine, self.path)
        except BaseException:
            if self._is_new:
                self._engine.discard()
            raise
        if not write:
            self._engine.detach()
            self._engine.attach(write=False, wait=self._wait)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; nothing of it is left in the log beside the file."""
        self._engine.detach()
        self._release()

    def _release(self) -> None:
        if self._scratch is None:
            self._engine.close()

    @property
    def engine(self) -> Engine:
        """The engine, for what belongs to this room."""
        return self._engine

    # -- questions -------------------------------------------------------------------------------------------

    def panels(self) -> list[Panel]:
        """All panels, by name."""
        return panels.panels(self._engine)

    def panel(self, name: str) -> Panel | None:
        """Return the panel of this name, if there is one."""
        return panels.find(self._engine, name)

    def periods(self, panel: Panel, as_of: datetime | None = None) -> list[date]:
        """Periods the panel holds at that moment, in order."""
        return queries.periods(self._engine, panel.key, as_of)

    def events(self, panel: Panel) -> list[datetime]:
        """Moments at which what is known of a panel changed, in order."""
        return queries.events(self._engine, panel.key)

    def has_roster(self, panel: Panel, as_of: datetime | None = None) -> bool:
        """Whether the panel has a roster at that moment."""
        return bool(roster.loads(self._engine, panel.key, as_of))

    def lists(self, panel: Panel, as_of: datetime | None = None) -> list[str]:
        """Names of the panel's lists at that moment."""
        return roster.list_names(self._engine, panel.key, as_of)

    def list_rows(self, panel: Panel, as_of: datetime | None = None) -> list[tuple[str, int, str, str]]:
        """Each list with its number of members, batches and focus areas."""
        return queries.list_rows(self._engine, panel.key, as_of)

    def roster_size(self, panel: Panel, on: date, as_of: datetime | None = None) -> int | None:
        """Enterprises on the roster on a day, None without a roster."""
        return queries.roster_size(self._engine, panel.key, on, as_of)

    def attributes(self, panel: Panel) -> list[str]:
        """Names of the attributes the panel's reports and rosters have."""
        return queries.attributes(self._engine, panel.key)

    def raw_values(self, panel: Panel, dimension: str) -> list[str]:
        """Every value of a dimension, as stored."""
        return queries.raw_values(self._engine, panel.key, dimension)

    def kinds(self, panel: Panel, as_of: datetime | None = None) -> frozenset[Kind]:
        """Say whether the panel holds enterprises, totals or both at that moment."""
        return totals.kinds(self._engine, panel.key, as_of)

    def totals_state_scope(self, panel: Panel, as_of: datetime | None = None) -> bool:
        """Whether some of the panel's totals at that moment say how many enterprises there are."""
        return totals.states_scope(self._engine, panel.key, as_of)

    def totals(self, panel: Panel, periods: Collection[date], as_of: datetime | None = None) -> list[TotalsInForce]:
        """Totals in force at that moment, in the order of period and cell."""
        return totals.in_force(self._engine, panel.key, periods, as_of)

    def state(self, query: StateQuery) -> duckdb.DuckDBPyRelation:
        """One row per enterprise and period: what every figure is reduced from."""
        return state(self._engine, query)

    def parts(self, query: StateQuery, *, alike: bool) -> StateParts:
        """Give the parts of a state; `alike` allows for rows that stand for several enterprises."""
        return StateParts(self._engine, query, alike=alike and self.condenses)

    def origins(self, state: duckdb.DuckDBPyRelation, query: StateQuery, limit: int | None) -> "Origins":
        """What is behind the enterprises of a state, the first `limit` of them."""
        from resumetrack.store.origins import Origins

        return Origins(self._engine, state, query, limit)

    def rows(self, relation: duckdb.DuckDBPyRelation) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Carry out a relation: its column names and rows."""
        return self._engine.fetch(relation)

    def rows_after(
        self, relation: duckdb.DuckDBPyRelation, steps: Steps, key: Hashable, order: Sequence[str]
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Carry out a relation after some steps: its column names and rows, by these columns, what is missing last.

        `key` says which steps they are: the same ones are put together once for all relations of the same columns.
        """
        sorting = ", ".join(f"{name(column)} NULLS LAST" for column in order)

        def all_steps(subject: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
            made = steps(subject)
            return made.order(sorting) if sorting else made

        return self._engine.fetch_after(relation, all_steps, (key, sorting))

    def log(self, panel: Panel | None) -> list[tuple[Any, ...]]:
        """Delivered files, as `queries.LOG_COLUMNS`."""
        return queries.log(self._engine, panel.key if panel else None)

    def holdings(self, panel: Panel) -> "dict[Identity, int]":
        """Files of the panel that are held: the newest report of each identity."""
        from resumetrack.store import deliver

        return deliver.holdings(self._engine, panel)

    def withdrawn_before(self, report: int) -> int | None:
        """The last report of the same bytes and panel that had been withdrawn when this one came, if there is one."""
        return queries.withdrawn_before(self._engine, report)

    def superseded_rows(self, report: int) -> int:
        """Rows of a report of which something has been revised since."""
        return queries.superseded_rows(self._engine, report)

    def profile_digest(self, report: int) -> str:
        """Digest of the profile a report was read with, empty for none."""
        digest: str = self._engine.value(f"SELECT profile_digest FROM report WHERE report = {report}")
        return digest

    def report_panel(self, report: int) -> tuple[str, bool] | None:
        """Panel of a report and whether it is withdrawn, None if there is no such report."""
        rows = self._engine.rows(
            "SELECT panel.name, withdrawn_at IS NOT NULL FROM report JOIN panel USING "
            f"(panel_key) WHERE report = {report}"
        )
        return rows[0] if rows else None

    def verify(self) -> "Iterator[Check]":
        """Check what the store holds; it has to be opened with a scratch."""
        from resumetrack.store import verify

        return verify.verify(self._engine)

    # -- changes ---------------------------------------------------------------------------------------------

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction; a store that was created for it does not outlive its failure."""
        try:
            with self._engine.transaction():
                yield
        except BaseException:
            if self._is_new and not self._engine.value("SELECT count(*) FROM report"):
                self._engine.discard()
            raise

    def create_panel(self, name: str, frequency: Frequency | None, week_start: int, staff_base: str | None) -> Panel:
        """Make a panel, of a frequency if that is known already."""
        return panels.create(self._engine, name, frequency, week_start, staff_base)

    def set_calendar(self, panel: Panel, frequency: Frequency, week_start: int) -> Panel:
        """Say by what a panel is kept, while it holds no report."""
        return panels.set_calendar(self._engine, panel, frequency, week_start)

    def set_staff_base(self, panel: Panel, staff_base: str) -> None:
        """Remember the staff base of a panel that had none stated."""
        self._engine.run(f"UPDATE panel SET staff_base = {text(staff_base)} WHERE panel_key = {panel.key}")

    def add(self, panel: Panel, staged: "Staged", arrival: "Arrival") -> tuple[int, int]:
        """Store a staged delivery: its report number and how many observations it revised."""
        from resumetrack.store import deliver

        return deliver.add(self._engine, panel, staged, arrival)

    def record_findings(self, report: int, findings: Iterable[Finding]) -> None:
        """Keep further findings with a report that was stored."""
        from resumetrack.store import deliver

        deliver.record_findings(self._engine, report, findings)

    def withdraw(self, report: int, at: datetime) -> None:
        """Take a report out of force.

        Raises
        ------
        UsageError
            If there is no such report in force.
        """
        from resumetrack.store import deliver

        known = self.report_panel(report)
        if known is None:
            raise no_report(report)
        if known[1]:
            raise already_withdrawn(report)
        deliver.withdraw(self._engine, report, at)


def no_report(report: int) -> UsageError:
    """Say that no report has this number."""
    return UsageError(f"there is no report {report}", hint="`resumetrack log` lists the reports")


def already_withdrawn(report: int) -> UsageError:
    """Say that a report is not in force any more."""
    return UsageError(f"report {report} is already withdrawn", hint="`resumetrack log` shows the state of each report")
