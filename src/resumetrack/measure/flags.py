"""What a row of the state counts as: the flags that the terms of indicators refer to, as columns of 0 and 1.

Every condition and every product becomes a column before anything is summed: an aggregation of a conditional
expression is silently wrong on some engines (docs/decisions.md). The columns read here are those of
`resumetrack.measure.state_columns`.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import FrameT

from resumetrack.model import Status, Term

POWER_THRESHOLD = Fraction(3, 10)
"""Share of its base electricity from which an enterprise counts as resumed."""

_FIXED_SHARES = {"power_20": Fraction(1, 5), "power_70": Fraction(7, 10)}

CONDITIONS = {
    "reporting": "states a status (a closure for good counts until it is lifted)",
    "full": "operates fully",
    "partial": "operates partially",
    "suspended": "does not operate, may resume",
    "closed": "closed for good",
    "not_closed": "states a status other than closed for good",
    "operating": "operates fully or partially",
    "idle": "does not operate, or does not say whether",
    "carried": "does not report, and an earlier report counts: it is carried, or a closure for good",
    "power_resumed": "is powered, at the threshold or above",
    "power_20": "is powered, at 20 % of its base or above, whatever the threshold",
    "power_70": "is powered, at 70 % of its base or above, whatever the threshold",
    "in_scope": "is on the roster, or on the lists chosen",
    "covered": "is in scope and reports",
}
"""Flags that say how an enterprise stands."""

BASES = {
    "employing": "states a status and has a number of employees, reported or from the roster",
    "staffed": "has on_duty and employees above 0",
    "staffed_open": "operates, and has on_duty and employees above 0",
    "roster_staffed": "has on_duty and roster employees above 0",
    "roster_employing": "is in scope and has a number of employees on the roster",
    "produced": "has output and output_base above 0",
    "powered": "has power and power_base above 0",
}
"""Flags that say which values an enterprise has: where no row has them a sum is missing, not 0."""

VALUES = {
    "employing": ("employees",),
    "staffed": ("on_duty", "employees"),
    "staffed_open": ("on_duty", "employees"),
    "roster_staffed": ("on_duty", "roster_employees"),
    "roster_employing": ("roster_employees",),
    "produced": ("output", "output_base"),
    "powered": ("power", "power_base"),
}
"""The columns that are never missing in a row with one of these flags."""

ABOVE_ZERO = {flag: columns[-1] for flag, columns in VALUES.items() if len(columns) > 1}
"""What the other column is divided by: it is above 0 in every row with one of these flags."""

READS = {
    "reporting": ("status",),
    **{status.value: ("status",) for status in Status},
    "not_closed": ("status",),
    "operating": ("status",),
    "idle": ("status",),
    "carried": ("carried",),
    "in_scope": ("in_scope",),
    "covered": ("in_scope", "status"),
}
"""The columns of the flags that read no measure, each of which takes a few values."""

_READ_BESIDES = {
    "employing": ("status", "employees"),
    "staffed_open": ("status", *VALUES["staffed"]),
    "roster_employing": ("in_scope", "roster_employees"),
    **dict.fromkeys(("power_resumed", *_FIXED_SHARES), VALUES["powered"]),
}

FLAGS = CONDITIONS | BASES
"""Every flag and what it says of a row."""


def columns_read(terms: Iterable[Term]) -> tuple[str, ...]:
    """Name the columns of a state that decide what these terms count or sum, each once."""
    found: dict[str, None] = {}
    for term in terms:
        for flag in term.when:
            found |= dict.fromkeys(READS.get(flag) or _READ_BESIDES.get(flag) or VALUES[flag])
        found |= dict.fromkeys(column for column in (term.column, term.over) if column is not None)
    return tuple(found)


def asks_scope(term: Term) -> bool:
    """Whether a term asks who is in scope, so that nobody knows it without a roster or a list."""
    return "in_scope" in columns_read((term,))


def has_value(term: Term) -> bool:
    """Whether a term's own flags see to it that every row has the value that is summed."""
    return any(term.column in VALUES.get(flag, ()) for flag in term.when)


def with_flags(state: FrameT, wanted: Iterable[str], threshold: Fraction = POWER_THRESHOLD) -> FrameT:
    """Add these flags to the state, as `is_<flag>` of 0 or 1."""
    flags = flags_of(wanted, threshold)
    return state.with_columns(**flags) if flags else state


def flags_of(wanted: Iterable[str], threshold: Fraction) -> dict[str, nw.Expr]:
    """Say what these flags are of a row of a state: columns `is_<flag>` of 0 or 1."""
    return {name: _as_number(condition) for name, condition in conditions_of(wanted, threshold).items()}


def conditions_of(wanted: Iterable[str], threshold: Fraction) -> dict[str, nw.Expr]:
    """Say the bare conditions of these flags, as `is_<flag>`: true, false, or missing where a value is; cheaper."""
    conditions = _conditions(threshold)
    return {f"is_{name}": conditions[name] for name in wanted}


def as_flags(names: Iterable[str]) -> dict[str, nw.Expr]:
    """Turn columns that are conditions of `conditions_of` into their flags of 0 or 1."""
    return {name: _as_number(nw.col(name)) for name in names}


def all_of(flags: Sequence[str]) -> nw.Expr:
    """1 where a row has all these flags, as columns of `flags_of`, else 0."""
    product = nw.col(f"is_{flags[0]}")
    for flag in flags[1:]:
        product = product * nw.col(f"is_{flag}")
    return product


def _conditions(threshold: Fraction) -> dict[str, nw.Expr]:
    status, in_scope = nw.col("status"), nw.col("in_scope") > 0
    reporting = ~status.is_null()
    operating = status.is_in([Status.FULL.value, Status.PARTIAL.value])
    staffed = _pair(*VALUES["staffed"])
    powered = _pair(*VALUES["powered"])
    return {
        "reporting": reporting,
        **{name.value: status == name.value for name in Status},
        "not_closed": reporting & ~(status == Status.CLOSED.value),
        "operating": operating,
        "idle": ~operating.fill_null(value=False),
        "carried": nw.col("carried") > 0,
        "power_resumed": powered & _reaches(threshold, *VALUES["powered"]),
        **{name: powered & _reaches(share, *VALUES["powered"]) for name, share in _FIXED_SHARES.items()},
        "in_scope": in_scope,
        "covered": in_scope & reporting,
        "employing": reporting & ~nw.col("employees").is_null(),
        "staffed": staffed,
        "staffed_open": operating & staffed,
        "roster_staffed": _pair(*VALUES["roster_staffed"]),
        "roster_employing": in_scope & ~nw.col("roster_employees").is_null(),
        "produced": _pair(*VALUES["produced"]),
        "powered": powered,
    }


def _pair(value: str, base: str) -> nw.Expr:
    return ~nw.col(value).is_null() & (nw.col(base) > 0)


def _reaches(share: Fraction, value: str, base: str) -> nw.Expr:
    # Whole numbers on both sides, so that the border itself is exact; as doubles, since a product of large ones
    # would not fit an integer.
    return nw.col(value).cast(nw.Float64) * share.denominator >= nw.col(base).cast(nw.Float64) * share.numerator


def _as_number(condition: nw.Expr) -> nw.Expr:
    return condition.fill_null(value=False).cast(nw.Int64)
