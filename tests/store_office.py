"""A small office for tests of the store: files as text, an hour between deliveries, answers as dictionaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from resumetrack.measure import catalogue
from resumetrack.model import DeliveryResult, Kind, Selection
from resumetrack.store import Store
from resumetrack.tracker import Tracker, holdings, ingesting, listing, rating
from resumetrack.tracker.ingesting import Ingested
from resumetrack.tracker.terms import Terms

DAWN = datetime(2020, 6, 1, tzinfo=UTC)
TODAY = date(2020, 6, 30)
THRESHOLD = Fraction(3, 10)


@dataclass
class Office:
    """Delivers files to a store of its own; `now` is an hour later each time."""

    folder: Path
    hour: int = 0
    panel: str | None = None

    @property
    def path(self) -> Path:
        return self.folder / "store.duckdb"

    @property
    def now(self) -> datetime:
        return DAWN + timedelta(hours=self.hour)

    @property
    def tracker(self) -> Tracker:
        """The Python API on this store."""
        return Tracker(self.path, panel=self.panel)

    def file(self, text: str, name: str = "") -> Path:
        """Write a file; its lines stand between bars or on lines of their own."""
        path = self.folder / (name or f"file{self.hour}.csv")
        path.write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8")
        return path

    def take(self, files: Sequence[Path], **terms: Any) -> Ingested:
        """Deliver files that are there."""
        self.hour += 1
        chosen = {"panel": self.panel, **terms}
        return ingesting.ingest(self.path, [str(file) for file in files], Terms(**chosen), self.now)

    def report(self, text: str, *, name: str = "", **terms: Any) -> DeliveryResult:
        """Deliver one report."""
        return self.take([self.file(text, name or f"file{self.hour + 1}.csv")], **terms).results[0]

    def roster(self, text: str, *, update: bool = False, **terms: Any) -> DeliveryResult:
        """Load a roster."""
        return self.report(text, kind=Kind.ROSTER, complete=not update, **terms)

    def members(self, name: str, text: str, **terms: Any) -> DeliveryResult:
        """Load a list."""
        return self.report(text, kind=Kind.LIST, list_name=name, **terms)

    def undo(self, report: int) -> None:
        """Withdraw a report."""
        self.hour += 1
        ingesting.undo(self.path, report, self.now)

    def rates(self, *columns: str, **asked: Any) -> list[Any]:
        """Rates of every period: chosen columns, in order; one column gives plain values."""
        selection = Selection(panel=self.panel, **{"period": "all", **asked})
        with Store(self.path) as store:
            records = rating.rates(store, selection, catalogue(), THRESHOLD, TODAY).records()
        return _chosen(records, columns)

    def enterprises(self, *columns: str, **asked: Any) -> list[Any]:
        """Enterprises of every period."""
        selection = Selection(panel=self.panel, **{"period": "all", **asked})
        with Store(self.path) as store:
            records = listing.enterprises(store, selection, THRESHOLD, TODAY).records()
        return _chosen(records, columns)

    def log(self, *columns: str) -> list[Any]:
        """What became of each file."""
        with Store(self.path) as store:
            return _chosen(holdings.log(store, None).records(), columns)

    def files(self) -> list[str]:
        """Names of the files of the store."""
        return sorted(path.name for path in self.folder.glob("store.duckdb*"))


def _chosen(records: list[dict[str, Any]], columns: Sequence[str]) -> list[Any]:
    if not columns:
        return list(records)
    if len(columns) == 1:
        return [record[columns[0]] for record in records]
    return [tuple(record[column] for column in columns) for record in records]
