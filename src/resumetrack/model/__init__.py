"""The shared vocabulary: what a report, an observation, a finding, an indicator and a result table are.

Frozen values only, no behaviour beyond reading them; every room may import this one. The words are those of
docs/glossary.md.
"""

from typing import TYPE_CHECKING

from resumetrack.lazy import on_first_use

if TYPE_CHECKING:
    from resumetrack.model.bulk import BulkColumn as BulkColumn
    from resumetrack.model.bulk import BulkPlan as BulkPlan
    from resumetrack.model.catalogue import RULES as RULES
    from resumetrack.model.catalogue import finding as finding
    from resumetrack.model.deliveries import SHEET_STEP as SHEET_STEP
    from resumetrack.model.deliveries import Advance as Advance
    from resumetrack.model.deliveries import ColumnUse as ColumnUse
    from resumetrack.model.deliveries import Counts as Counts
    from resumetrack.model.deliveries import Delivery as Delivery
    from resumetrack.model.deliveries import DeliveryResult as DeliveryResult
    from resumetrack.model.deliveries import DeliveryState as DeliveryState
    from resumetrack.model.deliveries import Form as Form
    from resumetrack.model.deliveries import OnDuplicate as OnDuplicate
    from resumetrack.model.deliveries import Recognition as Recognition
    from resumetrack.model.deliveries import RejectedRow as RejectedRow
    from resumetrack.model.estimation import STRATA as STRATA
    from resumetrack.model.estimation import Basis as Basis
    from resumetrack.model.estimation import Estimation as Estimation
    from resumetrack.model.estimation import Raising as Raising
    from resumetrack.model.estimation import Strata as Strata
    from resumetrack.model.findings import Finding as Finding
    from resumetrack.model.findings import FindingRule as FindingRule
    from resumetrack.model.findings import Severity as Severity
    from resumetrack.model.indicators import Indicator as Indicator
    from resumetrack.model.indicators import Term as Term
    from resumetrack.model.indicators import Unit as Unit
    from resumetrack.model.observations import CODED_DIMENSIONS as CODED_DIMENSIONS
    from resumetrack.model.observations import DEFAULT_PANEL as DEFAULT_PANEL
    from resumetrack.model.observations import DESCRIPTORS as DESCRIPTORS
    from resumetrack.model.observations import ENTERPRISE_COUNTS as ENTERPRISE_COUNTS
    from resumetrack.model.observations import LIST_DIMENSIONS as LIST_DIMENSIONS
    from resumetrack.model.observations import MEASURES as MEASURES
    from resumetrack.model.observations import MEMBER_COLUMNS as MEMBER_COLUMNS
    from resumetrack.model.observations import OBSERVATION_COLUMNS as OBSERVATION_COLUMNS
    from resumetrack.model.observations import OUTPUT_MEASURES as OUTPUT_MEASURES
    from resumetrack.model.observations import POWER_MEASURES as POWER_MEASURES
    from resumetrack.model.observations import ROSTER_COLUMNS as ROSTER_COLUMNS
    from resumetrack.model.observations import STAFF_MEASURES as STAFF_MEASURES
    from resumetrack.model.observations import STATED_RATES as STATED_RATES
    from resumetrack.model.observations import TOTALS_COLUMNS as TOTALS_COLUMNS
    from resumetrack.model.observations import Kind as Kind
    from resumetrack.model.observations import Marker as Marker
    from resumetrack.model.observations import MemberRow as MemberRow
    from resumetrack.model.observations import ObservationRow as ObservationRow
    from resumetrack.model.observations import RosterRow as RosterRow
    from resumetrack.model.observations import Row as Row
    from resumetrack.model.observations import Status as Status
    from resumetrack.model.observations import TotalsRow as TotalsRow
    from resumetrack.model.publishing import DisclosureRules as DisclosureRules
    from resumetrack.model.results import Cell as Cell
    from resumetrack.model.results import Column as Column
    from resumetrack.model.results import Meaning as Meaning
    from resumetrack.model.results import RateTable as RateTable
    from resumetrack.model.results import Selection as Selection
    from resumetrack.model.results import Stacked as Stacked
    from resumetrack.model.results import Table as Table
    from resumetrack.model.results import TrendTable as TrendTable
    from resumetrack.model.totals import EnterpriseCounts as EnterpriseCounts
    from resumetrack.model.words import Lang as Lang
    from resumetrack.model.words import Text as Text
else:
    __getattr__, __dir__ = on_first_use(
        __name__,
        {
            "bulk": ("BulkColumn", "BulkPlan"),
            "catalogue": ("RULES", "finding"),
            "deliveries": (
                "SHEET_STEP",
                "Advance",
                "ColumnUse",
                "Counts",
                "Delivery",
                "DeliveryResult",
                "DeliveryState",
                "Form",
                "OnDuplicate",
                "Recognition",
                "RejectedRow",
            ),
            "estimation": ("STRATA", "Basis", "Estimation", "Raising", "Strata"),
            "findings": ("Finding", "FindingRule", "Severity"),
            "indicators": ("Indicator", "Term", "Unit"),
            "observations": (
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
                "STAFF_MEASURES",
                "STATED_RATES",
                "TOTALS_COLUMNS",
                "Kind",
                "Marker",
                "MemberRow",
                "ObservationRow",
                "RosterRow",
                "Row",
                "Status",
                "TotalsRow",
            ),
            "publishing": ("DisclosureRules",),
            "results": ("Cell", "Column", "Meaning", "RateTable", "Selection", "Stacked", "Table", "TrendTable"),
            "totals": ("EnterpriseCounts",),
            "words": ("Lang", "Text"),
        },
    )
