"""One method per use case, composed of the rooms below; the Python API."""

from resumetrack.tracker.ingesting import Ingested
from resumetrack.tracker.terms import Terms
from resumetrack.tracker.tracker import Tracker, parse_moment

__all__ = ["Ingested", "Terms", "Tracker", "parse_moment"]
