"""A lake: the reports of many stores as Parquet files, appended to by anybody and never rewritten (docs/lake.md)."""

from resumetrack.store.lake.exporting import Exported, export
from resumetrack.store.lake.reading import Lake

__all__ = ["Exported", "Lake", "export"]
