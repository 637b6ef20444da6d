"""What a row of the state counts as: the flags that the terms of indicators refer to, as columns of 0 and 1.

The state has one row per enterprise and period: `status`, the six measures, `roster_employees`, `in_scope` and
`carried`. Every condition and every product becomes a column before anything is summed: an aggregation of a
conditional expression is silently wrong on some engines (docs/decisions.md).
"""

from fractions import Fraction

import narwhals.stable.v2 as nw

from resumetrack.model import Status

POWER_THRESHOLD = Fraction(3, 10)
"""Share of its base electricity from which an enterprise counts as resumed."""

FLAGS = {
    "reporting": "states a status (a closure for good counts until it is lifted)",
    "full": "operates fully",
    "partial": "operates partially",
    "suspended": "does not operate, may resume",
    "closed": "closed for good",
    "operating": "operates fully or partially",
    "carried": "closed for good by an earlier report",
    "employing": "has a number of employees, reported or from the roster",
    "staffed": "has on_duty and employees above 0",
    "roster_staffed": "has on_duty and roster employees above 0",
    "produced": "has output and output_base above 0",
    "powered": "has power and power_base above 0",
    "power_resumed": "is powered, at the threshold or above",
    "in_scope": "is on the roster, or on the lists chosen",
    "covered": "is in scope and reports",
}
"""Every flag and what it says of a row."""


def _flag(condition: nw.Expr) -> nw.Expr:
    return condition.fill_null(value=False).cast(nw.Int64)


def _pair(value: str, base: str) -> nw.Expr:
    return ~nw.col(value).is_null() & (nw.col(base) > 0)


def with_flags(state: nw.LazyFrame, threshold: Fraction = POWER_THRESHOLD) -> nw.LazyFrame:
    """Add every flag to the state, as `is_<flag>` of 0 or 1."""
    status = nw.col("status")
    operating = status.is_in([Status.FULL.value, Status.PARTIAL.value])
    resumed = nw.col("power") * threshold.denominator >= nw.col("power_base") * threshold.numerator
    reporting = ~status.is_null()
    in_scope = nw.col("in_scope") > 0
    conditions = {
        "reporting": reporting,
        **{name.value: status == name.value for name in Status},
        "operating": operating,
        "carried": nw.col("carried") > 0,
        "employing": ~nw.col("employees").is_null(),
        "staffed": _pair("on_duty", "employees"),
        "roster_staffed": _pair("on_duty", "roster_employees"),
        "produced": _pair("output", "output_base"),
        "powered": _pair("power", "power_base"),
        "power_resumed": _pair("power", "power_base") & resumed,
        "in_scope": in_scope,
        "covered": in_scope & reporting,
    }
    return state.with_columns(**{f"is_{name}": _flag(condition) for name, condition in conditions.items()})
