"""Every figure's definition, written once, on any dataframe."""

from resumetrack.measure.flags import FLAGS, POWER_THRESHOLD
from resumetrack.measure.indicators import DECLARED, catalogue
from resumetrack.measure.matched import only_matched
from resumetrack.measure.rates import ratio, reduce_state, term_value, terms_of

__all__ = [
    "DECLARED",
    "FLAGS",
    "POWER_THRESHOLD",
    "catalogue",
    "only_matched",
    "ratio",
    "reduce_state",
    "term_value",
    "terms_of",
]
