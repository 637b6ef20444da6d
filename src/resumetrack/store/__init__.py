"""The only room that knows an engine: open, migrate, lock, add a report, hand out relations."""

from resumetrack.store.backup import Copy, back_up, restore
from resumetrack.store.deliver import Arrival, Identity, identity
from resumetrack.store.origins import Origin
from resumetrack.store.panels import FAMILY_OF, Panel
from resumetrack.store.queries import LOG_COLUMNS
from resumetrack.store.query import Dimension, Filter, Part, StateQuery
from resumetrack.store.staging import Scratch, Staged
from resumetrack.store.store import Store, already_withdrawn, no_report
from resumetrack.store.totals import TotalsInForce
from resumetrack.store.verify import Check

__all__ = [
    "FAMILY_OF",
    "LOG_COLUMNS",
    "Arrival",
    "Check",
    "Copy",
    "Dimension",
    "Filter",
    "Identity",
    "Origin",
    "Panel",
    "Part",
    "Scratch",
    "Staged",
    "StateQuery",
    "Store",
    "TotalsInForce",
    "already_withdrawn",
    "back_up",
    "identity",
    "no_report",
    "restore",
]
