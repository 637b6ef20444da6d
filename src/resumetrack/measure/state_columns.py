"""What a state is made of: the columns that every figure is reduced from.

A state has one row per enterprise and period (one per group, where groups overlap): everyone who reports, and
everyone in scope who does not. The store makes it; any other frame with these columns serves as well.
"""

from resumetrack.model import MEASURES

SUMMABLE = (*MEASURES, "roster_employees")
"""The columns that a term may sum: whole numbers, scaled where the panel keeps decimals; null is missing."""

STATE_COLUMNS = {
    "period": "a date; a week, month or quarter is its first day",
    "enterprise_key": "which enterprise",
    "status": "`full`, `partial`, `suspended`, `closed`; null: did not say",
    "employees": "staff in the base, as reported, else from the roster; null for who did not report",
    "on_duty": "staff at work",
    "output": "output or production value",
    "output_base": "the same in the comparison period",
    "power": "electricity used",
    "power_base": "daily mean of electricity in the base period",
    "roster_employees": "staff according to the roster valid on the period",
    "in_scope": "1 for who is on the roster, or on the lists chosen, on the period; else 0",
    "carried": "1 where the status is that of an earlier report; else 0",
}
"""Every column that a flag or a term reads, and what it means; a figure needs only those it reads."""
