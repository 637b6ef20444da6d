"""The shared vocabulary: what a report, an observation, a finding, an indicator and a result table are.

Frozen values only, no behaviour beyond reading them; every room may import this one. The words are those of
docs/glossary.md.
"""

from resumetrack.model.bulk import BulkColumn, BulkPlan
from resumetrack.model.catalogue import RULES, finding
from resumetrack.model.deliveries import (
    SHEET_STEP,
    Advance,
    ColumnUse,
    Counts,
    Delivery,
    DeliveryResult,
    DeliveryState,
    Form,
    OnDuplicate,
    Recognition,
    RejectedRow,
)
from resumetrack.model.estimation import STRATA, Basis, Estimation, Raising, Strata
from resumetrack.model.findings import Finding, FindingRule, Severity
from resumetrack.model.indicators import Indicator, Term, Unit
from resumetrack.model.observations import (
    CODED_DIMENSIONS,
    DEFAULT_PANEL,
    DESCRIPTORS,
    ENTERPRISE_COUNTS,
    LIST_DIMENSIONS,
    MEASURES,
    MEMBER_COLUMNS,
    OBSERVATION_COLUMNS,
    OUTPUT_MEASURES,
    POWER_MEASURES,
    ROSTER_COLUMNS,
    STAFF_MEASURES,
    STATED_RATES,
    TOTALS_COLUMNS,
    Kind,
    Marker,
    MemberRow,
    ObservationRow,
    RosterRow,
    Row,
    Status,
    TotalsRow,
)
from resumetrack.model.publishing import DisclosureRules
from resumetrack.model.results import Cell, Column, Meaning, RateTable, Selection, Table, TrendTable
from resumetrack.model.totals import EnterpriseCounts
from resumetrack.model.words import Lang, Text

__all__ = [
    "CODED_DIMENSIONS",
    "DEFAULT_PANEL",
    "DESCRIPTORS",
    "ENTERPRISE_COUNTS",
    "LIST_DIMENSIONS",
    "MEASURES",
    "MEMBER_COLUMNS",
    "OBSERVATION_COLUMNS",
    "OUTPUT_MEASURES",
    "POWER_MEASURES",
    "ROSTER_COLUMNS",
    "RULES",
    "SHEET_STEP",
    "STAFF_MEASURES",
    "STATED_RATES",
    "STRATA",
    "TOTALS_COLUMNS",
    "Advance",
    "Basis",
    "BulkColumn",
    "BulkPlan",
    "Cell",
    "Column",
    "ColumnUse",
    "Counts",
    "Delivery",
    "DeliveryResult",
    "DeliveryState",
    "DisclosureRules",
    "EnterpriseCounts",
    "Estimation",
    "Finding",
    "FindingRule",
    "Form",
    "Indicator",
    "Kind",
    "Lang",
    "Marker",
    "Meaning",
    "MemberRow",
    "ObservationRow",
    "OnDuplicate",
    "Raising",
    "RateTable",
    "Recognition",
    "RejectedRow",
    "RosterRow",
    "Row",
    "Selection",
    "Severity",
    "Status",
    "Strata",
    "Table",
    "Term",
    "Text",
    "TotalsRow",
    "TrendTable",
    "Unit",
    "finding",
]
