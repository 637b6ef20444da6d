"""The only room that knows an engine: open, migrate, lock, add a report, hand out relations."""

from typing import TYPE_CHECKING

from resumetrack.lazy import on_first_use

if TYPE_CHECKING:
    from resumetrack.store.backup import Copy as Copy
    from resumetrack.store.backup import back_up as back_up
    from resumetrack.store.backup import restore as restore
    from resumetrack.store.deliver import Arrival as Arrival
    from resumetrack.store.deliver import Identity as Identity
    from resumetrack.store.deliver import identity as identity
    from resumetrack.store.origins import Origin as Origin
    from resumetrack.store.panels import FAMILY_OF as FAMILY_OF
    from resumetrack.store.panels import Panel as Panel
    from resumetrack.store.parts import Share as Share
    from resumetrack.store.parts import StateParts as StateParts
    from resumetrack.store.passing import PassingStore as PassingStore
    from resumetrack.store.queries import LOG_COLUMNS as LOG_COLUMNS
    from resumetrack.store.query import NEIGHBOURS as NEIGHBOURS
    from resumetrack.store.query import Dimension as Dimension
    from resumetrack.store.query import Filter as Filter
    from resumetrack.store.query import Part as Part
    from resumetrack.store.query import StateQuery as StateQuery
    from resumetrack.store.staged import Staged as Staged
    from resumetrack.store.staging import Batch as Batch
    from resumetrack.store.staging import Begun as Begun
    from resumetrack.store.staging import Scratch as Scratch
    from resumetrack.store.store import Store as Store
    from resumetrack.store.store import already_withdrawn as already_withdrawn
    from resumetrack.store.store import no_report as no_report
    from resumetrack.store.totals import TotalsInForce as TotalsInForce
    from resumetrack.store.verify import Check as Check
else:
    __getattr__, __dir__ = on_first_use(
        __name__,
        {
            "backup": ("Copy", "back_up", "restore"),
            "deliver": ("Arrival", "Identity", "identity"),
            "origins": ("Origin",),
            "panels": ("FAMILY_OF", "Panel"),
            "queries": ("LOG_COLUMNS",),
            "parts": ("Share", "StateParts"),
            "passing": ("PassingStore",),
            "query": ("NEIGHBOURS", "Dimension", "Filter", "Part", "StateQuery"),
            "staged": ("Staged",),
            "staging": ("Batch", "Begun", "Scratch"),
            "store": ("Store", "already_withdrawn", "no_report"),
            "totals": ("TotalsInForce",),
            "verify": ("Check",),
        },
    )
