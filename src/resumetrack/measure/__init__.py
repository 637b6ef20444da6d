"""Every figure's definition, written once, on any dataframe."""

from typing import TYPE_CHECKING

from resumetrack.lazy import on_first_use

if TYPE_CHECKING:
    from resumetrack.measure.bounding import bounds as bounds
    from resumetrack.measure.condensing import is_condensable as is_condensable
    from resumetrack.measure.estimating import estimates as estimates
    from resumetrack.measure.figures import rates as rates
    from resumetrack.measure.flags import BASES as BASES
    from resumetrack.measure.flags import FLAGS as FLAGS
    from resumetrack.measure.flags import POWER_THRESHOLD as POWER_THRESHOLD
    from resumetrack.measure.flags import VALUES as VALUES
    from resumetrack.measure.flags import all_of as all_of
    from resumetrack.measure.flags import asks_scope as asks_scope
    from resumetrack.measure.flags import columns_read as columns_read
    from resumetrack.measure.flags import with_flags as with_flags
    from resumetrack.measure.indicators import DECLARED as DECLARED
    from resumetrack.measure.indicators import catalogue as catalogue
    from resumetrack.measure.indicators import unpaired as unpaired
    from resumetrack.measure.panel_state import state as state
    from resumetrack.measure.reduction import indicator_value as indicator_value
    from resumetrack.measure.reduction import ratio as ratio
    from resumetrack.measure.reduction import reduce_state as reduce_state
    from resumetrack.measure.reduction import repeated_sums as repeated_sums
    from resumetrack.measure.reduction import term_value as term_value
    from resumetrack.measure.reduction import terms_of as terms_of
    from resumetrack.measure.state_columns import STATE_COLUMNS as STATE_COLUMNS
    from resumetrack.measure.state_columns import SUMMABLE as SUMMABLE
else:
    __getattr__, __dir__ = on_first_use(
        __name__,
        {
            "bounding": ("bounds",),
            "condensing": ("is_condensable",),
            "estimating": ("estimates",),
            "figures": ("rates",),
            "flags": (
                "BASES",
                "FLAGS",
                "POWER_THRESHOLD",
                "VALUES",
                "all_of",
                "asks_scope",
                "columns_read",
                "with_flags",
            ),
            "indicators": ("DECLARED", "catalogue", "unpaired"),
            "panel_state": ("state",),
            "reduction": ("indicator_value", "ratio", "reduce_state", "repeated_sums", "term_value", "terms_of"),
            "state_columns": ("STATE_COLUMNS", "SUMMABLE"),
        },
    )
