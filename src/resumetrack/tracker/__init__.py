"""One method per use case, composed of the rooms below; the Python API."""

from typing import TYPE_CHECKING

from resumetrack.lazy import on_first_use

if TYPE_CHECKING:
    from resumetrack.tracker.asked import parse_moment as parse_moment
    from resumetrack.tracker.ingesting import Ingested as Ingested
    from resumetrack.tracker.terms import Terms as Terms
    from resumetrack.tracker.tracker import Tracker as Tracker
else:
    __getattr__, __dir__ = on_first_use(
        __name__,
        {
            "asked": ("parse_moment",),
            "ingesting": ("Ingested",),
            "terms": ("Terms",),
            "tracker": ("Tracker",),
        },
    )
