"""The rules that look at several cells of a row: staff against staff, status against staff."""

from decimal import Decimal

from resumetrack.model import Status

MANY_ON_DUTY = 2  # half of the employees: suspended enterprises have caretakers, not shifts

STAFF_DOUBTS = (
    "on_duty > employees",
    f"status = '{Status.CLOSED}' AND on_duty > 0",
    f"status = '{Status.SUSPENDED}' AND employees > 0 AND on_duty > 0 AND {MANY_ON_DUTY} * on_duty >= employees",
    f"status IN ('{Status.FULL}', '{Status.PARTIAL}') AND employees > 0 AND on_duty = 0",
)
"""Conditions, as SQL, that hold for every row of which `staff_findings` has something to say."""

IDLE = f"status = '{Status.SUSPENDED}' AND on_duty IS NULL"
"""Condition, as SQL, on the suspended enterprises that do not say how many are on duty."""

Number = Decimal | int | None


def staff_findings(status: object, employees: Number, on_duty: Number) -> tuple[str, ...]:
    """Codes of the contradictions between status, staff and staff on duty; the values are kept as reported."""
    if on_duty is None:
        return ()
    codes: tuple[str, ...] = ()
    if employees is not None and on_duty > employees:
        codes += ("on-duty-above-employees",)
    if status and contradicts(status, employees, on_duty):
        codes += ("status-against-staff",)
    return codes


def contradicts(status: object, employees: Number, on_duty: Decimal | int) -> bool:
    """Whether a status cannot be true with so many on duty.

    That is none in an open enterprise, anybody in a closed one, half of the employees in a suspended one.
    """
    if status == Status.CLOSED:
        return on_duty > 0
    if not employees:
        return False
    if status == Status.SUSPENDED:
        return on_duty > 0 and MANY_ON_DUTY * on_duty >= employees
    return on_duty == 0
