"""One method per use case, composed of the rooms below; the Python API."""

from typing import TYPE_CHECKING

from resumetrack.lazy import on_first_use

if TYPE_CHECKING:
    from resumetrack.tracker.ingesting import Ingested as Ingested
    from resumetrack.tracker.terms import Terms as Terms
    from resumetrack.tracker.tracker import Tracker as Tracker
    from resumetrack.tracker.tracker import parse_moment as parse_moment
else:
    __getattr__, __dir__ = on_first_use(
        __name__,
        {
            "ingesting": ("Ingested",),
            "terms": ("Terms",),
            "tracker": ("Tracker", "parse_moment"),
        },
    )
