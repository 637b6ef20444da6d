"""The store as the rest of the program sees it: open it, ask it, change it in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from resumetrack.errors import UsageError
from resumetrack.model import Delivery
from resumetrack.periods import Frequency
from resumetrack.store import deliver, migrations, panels, queries, roster
from resumetrack.store.deliver import Arrival
from resumetrack.store.engine import connect, text, transaction, translate, waiting_time
from resumetrack.store.panels import Panel
from resumetrack.store.staging import Scratch, Staged
from resumetrack.store.state import StateQuery, state


class Store:
    """One store, open for reading (many processes at a time) or writing (one)."""

    def __init__(self, path: Path, *, write: bool = False, scratch: Scratch | None = None, wait: float | None = None) -> None:
        self.path = path
        self._is_new = write and not path.exists()
        if scratch is not None:
            scratch.close()
        self._connection = connect(
            path, write=write, wait=waiting_time() if wait is None else wait, scratch=scratch.folder if scratch else None
        )
        try:
            if write:
                migrations.apply(self._connection, path)
            else:
                self._check_readable()
            if scratch is not None and scratch.path.exists():
                self._connection.execute(f"ATTACH {text(str(scratch.path))} AS scratch (READ_ONLY)")
        except BaseException:
            self.close()
            raise

    def _check_readable(self) -> None:
        if migrations.check(self._connection, self.path):
            # A store from before this version: bring it up to date, then read on.
            self._connection.close()
            connection = connect(self.path, write=True, wait=waiting_time())
            migrations.apply(connection, self.path)
            connection.close()
            self._connection = connect(self.path, write=False, wait=waiting_time())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; nothing of it is left in the log beside the file."""
        self._connection.close()

    # -- questions -------------------------------------------------------------------------------------------

    def panels(self) -> list[Panel]:
        """All panels, by name."""
        return panels.panels(self._connection)

    def panel(self, name: str) -> Panel | None:
        """Return the panel of this name, if there is one."""
        return panels.find(self._connection, name)

    def periods(self, panel: Panel, as_of: datetime | None = None) -> list[date]:
        """Periods the panel holds at that moment, in order."""
        return queries.periods(self._connection, panel.key, as_of)

    def has_roster(self, panel: Panel, as_of: datetime | None = None) -> bool:
        """Whether the panel has a roster at that moment."""
        return roster.has_roster(self._connection, panel.key, as_of)

    def lists(self, panel: Panel, as_of: datetime | None = None) -> list[str]:
        """Names of the panel's lists at that moment."""
        return roster.list_names(self._connection, panel.key, as_of)

    def list_rows(self, panel: Panel, as_of: datetime | None = None) -> list[tuple[str, int, str, str]]:
        """Each list with its number of members, batches and focus areas."""
        names = tuple(self.lists(panel, as_of))
        if not names:
            return []
        return self._connection.execute(
            "SELECT list, count(DISTINCT enterprise_key), string_agg(DISTINCT batch, ', ' ORDER BY batch), "
            "string_agg(DISTINCT focus, ', ' ORDER BY focus) "
            f"FROM ({roster.members(panel.key, names, as_of)}) GROUP BY list ORDER BY list"
        ).fetchall()

    def roster_size(self, panel: Panel, on: date, as_of: datetime | None = None) -> int | None:
        """Enterprises on the roster on a day, None without a roster."""
        if not self.has_roster(panel, as_of):
            return None
        rows = self._connection.execute(
            f"SELECT count(*) FROM ({roster.spans(self._connection, panel.key, as_of)}) "
            f"WHERE valid_from <= DATE '{on}' AND (valid_to IS NULL OR valid_to > DATE '{on}')"
        ).fetchall()
        size: int = rows[0][0]
        return size

    def attributes(self, panel: Panel) -> list[str]:
        """Names of the attributes the panel's reports and rosters have."""
        return queries.attributes(self._connection, panel.key)

    def raw_values(self, panel: Panel, dimension: str) -> list[str]:
        """Every value of a dimension, as stored."""
        return queries.raw_values(self._connection, panel.key, dimension)

    def state(self, query: StateQuery) -> duckdb.DuckDBPyRelation:
        """One row per enterprise and period: what every figure is reduced from."""
        return state(self._connection, query)

    def rows(self, relation: duckdb.DuckDBPyRelation) -> tuple[list[str], list[tuple[object, ...]]]:
        """Carry out a relation: its column names and rows."""
        try:
            return relation.columns, relation.fetchall()
        except duckdb.Error as error:
            raise translate(error, self.path) from error

    def log(self, panel: Panel | None) -> list[tuple[object, ...]]:
        """Delivered files, as `queries.LOG_COLUMNS`."""
        return queries.log(self._connection, panel.key if panel else None)

    def superseded_rows(self, report: int) -> int:
        """Rows of a report that are not in force as delivered any more."""
        return queries.superseded_rows(self._connection, report)

    def profile_digest(self, report: int) -> str:
        """Digest of the profile a report was read with, empty for none."""
        rows = self._connection.execute(f"SELECT profile_digest FROM report WHERE report = {report}").fetchall()
        digest: str = rows[0][0]
        return digest

    def report_panel(self, report: int) -> tuple[str, bool] | None:
        """Panel of a report and whether it is withdrawn, None if there is no such report."""
        rows = self._connection.execute(
            f"SELECT panel.name, withdrawn_at IS NOT NULL FROM report JOIN panel USING (panel_key) WHERE report = {report}"
        ).fetchall()
        return rows[0] if rows else None

    # -- changes ---------------------------------------------------------------------------------------------

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction; written to the store's own file at its end."""
        try:
            with transaction(self._connection, self.path):
                yield
            self._connection.execute("CHECKPOINT")
        except BaseException:
            if self._is_new and not self._holds_reports():
                self.close()
                self.path.unlink(missing_ok=True)
            raise

    def _holds_reports(self) -> bool:
        try:
            return bool(self._connection.execute("SELECT count(*) FROM report").fetchall()[0][0])
        except duckdb.Error:
            return True

    def create_panel(self, name: str, frequency: Frequency, week_start: int, staff_base: str | None) -> Panel:
        """Make a panel."""
        return panels.create(self._connection, name, frequency, week_start, staff_base)

    def set_staff_base(self, panel: Panel, staff_base: str) -> None:
        """Remember the staff base of a panel that had none stated."""
        self._connection.execute(f"UPDATE panel SET staff_base = {text(staff_base)} WHERE panel_key = {panel.key}")

    def held(self, panel: Panel, delivery: Delivery, arrival: Arrival) -> int | None:
        """Return the report that these bytes are already stored as, if they are."""
        return deliver.held(self._connection, panel, delivery, arrival)

    def add(self, panel: Panel, staged: Staged, arrival: Arrival) -> tuple[int, int]:
        """Store a staged delivery: its report number and how many observations it revised."""
        return deliver.add(self._connection, panel, staged, arrival)

    def withdraw(self, report: int, at: datetime) -> None:
        """Take a report out of force."""
        known = self.report_panel(report)
        if known is None:
            message = f"there is no report {report}"
            raise UsageError(message, hint="`resumetrack log` lists the reports")
        if known[1]:
            message = f"report {report} is already withdrawn"
            raise UsageError(message, hint="`resumetrack log` shows the state of each report")
        deliver.withdraw(self._connection, report, at)
