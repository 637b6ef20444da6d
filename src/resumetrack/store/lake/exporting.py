"""Bringing the reports of a store into a lake: those that it lacks, and the withdrawals it has not been told of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from resumetrack.errors import StorageError
from resumetrack.model import Kind
from resumetrack.store.engine import Engine
from resumetrack.store.lake import columns, layout, panels
from resumetrack.store.lake.columns import Source
from resumetrack.store.lake.drafts import draft_folder, tidy
from resumetrack.store.sql import text
from resumetrack.store.store import Store

_REPORTS = (
    "SELECT r.report, p.name AS panel, r.kind, r.list, r.sha256, r.outside_period, r.received_at, r.recorded_at, "
    "r.profile_digest, r.name, r.valid_from, r.complete, r.withdrawn_at IS NOT NULL AS is_withdrawn, "
    "r.silent_count > 0 AND r.silent_count = r.accepted_count AS is_superseded, "
    "p.staff_decimals, p.output_decimals, p.power_decimals "
    "FROM report AS r JOIN panel AS p USING (panel_key) ORDER BY r.report"
)


@dataclass
class Exported:
    """What became of the reports of a store: written now, or there before; `rows` and `files` are those written.

    `withdrawals` were written now, of reports there before; `withdrawn` and `superseded` count reports of the store.
    """

    lake: Path
    written: int = 0
    held: int = 0
    withdrawals: int = 0
    withdrawn: int = 0
    superseded: int = 0
    rows: int = 0
    files: int = 0


def export(store: Path, lake: Path, *, wait: float | None) -> Exported:
    """Write the reports of a store that a lake lacks; nothing in it is changed.

    Raises
    ------
    UsageError
        If the folder is no lake, or has a panel of this name that is kept by other periods.
    StorageError
        If something cannot be read or written; what was written is whole, and another export goes on from there.
    """
    real = layout.check_name(lake)
    with _engine_errors(lake):
        # Opened first: without a store no lake is made.
        with Store(store, wait=wait):
            pass
        layout.make_lake(real)
        tidy(real)
        with draft_folder(real) as folder, Store(store, wait=wait, folder=folder, folders=[real]) as opened:
            return replace(_Export(opened.engine, real, folder).run(), lake=lake)


@contextmanager
def _engine_errors(lake: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"{lake} cannot be written to: {error.strerror or error}"
        raise StorageError(message, hint="check its permissions and the space; run the command again") from error


class _Export:
    """One run: the engine with the store attached, the lake, and a folder in it for what is not finished yet."""

    def __init__(self, engine: Engine, lake: Path, folder: Path) -> None:
        self._engine, self._lake, self._folder = engine, lake, folder
        self._done = Exported(lake)

    def run(self) -> Exported:
        panels.check_agreement(self._engine, self._lake)
        held, told = layout.names_in(self._lake, "reports"), layout.names_in(self._lake, "withdrawals")
        described = False
        for row in self._rows(_REPORTS):
            source = Source.of(row)
            is_new = source.name not in held
            if is_new and not described:
                self._engine.run(f"CREATE TEMP TABLE described AS {columns.DESCRIBED}")
                described = True
            if is_new:
                self._write(source)
            self._done.written += is_new
            self._done.held += not is_new
            self._done.superseded += row["is_superseded"] and not row["is_withdrawn"]
            self._done.withdrawn += row["is_withdrawn"]
            if row["is_withdrawn"] and source.name not in told:
                self._copy(columns.withdrawal(source), layout.place_of("withdrawals", source.name))
                self._done.withdrawals += not is_new
        return self._done

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        names, rows = self._engine.fetch(self._engine.relation(sql))
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _write(self, source: Source) -> None:
        """Write a report: its rows first, and last the file that says that they are there."""
        match source.kind:
            case Kind.REPORT:
                self._write_dated("observations", source, columns.observations)
                self._describe("observation", source)
            case Kind.TOTALS:
                self._write_dated("totals", source, columns.totals)
            case Kind.ROSTER:
                self._copy(columns.roster(source), layout.place_of("rosters", source.name))
                self._copy(columns.aliases(source), layout.place_of("aliases", source.name))
                self._describe("roster_entry", source)
            case Kind.LIST:
                self._copy(columns.members(source), layout.place_of("lists", source.name))
                self._describe("member", source)
        self._copy(columns.report(source), layout.place_of("reports", source.name))

    def _write_dated(self, kind: str, source: Source, question: Any) -> None:  # noqa: ANN401 - one of `columns`
        periods: list[date] = self._engine.column(
            f"SELECT period FROM report_period WHERE report = {source.number} ORDER BY period"
        )
        for period in periods:
            self._done.rows += self._copy(question(source, period), layout.place_of(kind, source.name, period))

    def _describe(self, table: str, source: Source) -> None:
        self._copy(columns.descriptions(table, source), layout.place_of("descriptions", source.name))

    def _copy(self, sql: str, place: Path) -> int:
        """Write the rows of a question to a file that gets its name when all is in it: how many rows."""
        draft = self._folder / f"draft{layout.SUFFIX}"
        [(count,)] = self._engine.rows(f"COPY ({sql}) TO {text(str(draft))} (FORMAT parquet, COMPRESSION zstd)")
        layout.put(draft, self._lake / place)
        self._done.files += 1
        return int(count)
