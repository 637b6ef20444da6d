"""Every figure's definition, written once, on any dataframe."""

from resumetrack.measure.bounds import bounds
from resumetrack.measure.estimates import estimates
from resumetrack.measure.figures import rates
from resumetrack.measure.flags import BASES, FLAGS, POWER_THRESHOLD, VALUES, all_of, columns_read, with_flags
from resumetrack.measure.indicators import DECLARED, catalogue, unpaired
from resumetrack.measure.matched import only_matched
from resumetrack.measure.panel_state import state
from resumetrack.measure.reduction import indicator_value, ratio, reduce_state, term_value, terms_of
from resumetrack.measure.state_columns import STATE_COLUMNS, SUMMABLE

__all__ = [
    "BASES",
    "DECLARED",
    "FLAGS",
    "POWER_THRESHOLD",
    "STATE_COLUMNS",
    "SUMMABLE",
    "VALUES",
    "all_of",
    "bounds",
    "catalogue",
    "columns_read",
    "estimates",
    "indicator_value",
    "only_matched",
    "rates",
    "ratio",
    "reduce_state",
    "state",
    "term_value",
    "terms_of",
    "unpaired",
    "with_flags",
]
