"""A panel day by day: who answers, who operates, how many are at work.

Arithmetic is in whole numbers (shares in 1/10,000), so that every machine and every Python gives the same bytes.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise

from sample_data.enterprises import Enterprise

WHOLE = 10_000
Path = Sequence[tuple[int, int]]
"""Points (day of the month, share in 1/10,000), joined by straight lines."""

SUNDAY = 7
FALLING_BACK_PERCENT = 3
DIFFICULTIES = ("staff", "staff", "logistics", "supply", "supply", "orders", "funds", "approval", "protection")


class Answer(Enum):
    """Whether an enterprise reports on a day: on the day, a day late, or not at all."""

    ON_TIME = "on time"
    LATE = "late"
    NONE = "none"


@dataclass(frozen=True)
class Course:
    """How a stratum comes back: the share operating, and staff at work as a share of its last-day value."""

    operating: Path
    staff: Path


@dataclass(frozen=True)
class Row:
    """One line of a report."""

    period: date
    enterprise_id: str
    status: str
    employees: int
    on_duty: int | None
    difficulty: str
    expected_resume: date | None


def share_on(path: Path, day: int) -> int:
    """The share on a day, on the straight line between the points around it."""
    for (first, low), (last, high) in pairwise(path):
        if first <= day <= last:
            return low + (high - low) * (day - first) // (last - first)
    raise ValueError(day)


class Panel:
    """Enterprises over days: answers and operation, a list per day in the order of `members`.

    `settled` holds the staff at work on the last day, by place, where a published figure has decided it.
    """

    def __init__(
        self, rng: random.Random, members: Sequence[Enterprise], courses: Mapping[str, Course], first: date, days: int
    ) -> None:
        self.rng = rng
        self.members = members
        self.courses = courses
        self.first = first
        self.days = days
        self.answers: list[list[Answer]] = [[Answer.ON_TIME] * len(members) for _ in range(days)]
        self.operating: list[list[bool]] = [[False] * len(members) for _ in range(days)]
        self.settled: dict[int, int] = {}

    def run(self, steady: Iterable[int]) -> None:
        """Draw answers and operation; nobody falls back on a `steady` day or the day after it."""
        steady = set(steady)
        for place, member in enumerate(self.members):
            course = self.courses[member.stratum].operating
            for day in range(self.days):
                behind = member.drag * (self.days - 1 - day) // (self.days - 1)
                resumed = member.place < share_on(course, day + 1) - behind
                self.operating[day][place] = resumed and member.closed_on is None
                self.answers[day][place] = self._answer(member, day)
            self._fall_back(place, steady)

    def _answer(self, member: Enterprise, day: int) -> Answer:
        draw = self.rng.randrange(1000)
        if member.silent:
            return Answer.NONE
        if member.closed_on is not None and day >= member.closed_on:
            return Answer.NONE if member.falls_silent and day > member.closed_on else Answer.ON_TIME
        if draw < (4 if member.never_misses else 12):
            return Answer.NONE if day == self.days - 1 or draw % 2 else Answer.LATE
        return Answer.ON_TIME

    def _fall_back(self, place: int, steady: set[int]) -> None:
        if self.rng.randrange(100) >= FALLING_BACK_PERCENT:
            return
        start = self.rng.randrange(2, self.days - 4)
        for day in range(start, start + self.rng.randrange(2, 5)):
            if not {day, day - 1} & steady:
                self.operating[day][place] = False

    def states_staff(self, day: int, place: int) -> bool:
        """Whether the enterprise gives the number at work; some that stand still leave it blank."""
        return self.operating[day][place] or self.members[place].full_from % 4 != 0

    def row(self, day: int, place: int) -> Row:
        """What an enterprise reports for a day."""
        member = self.members[place]
        on_duty: int | None = self._at_work(day, place) if self.operating[day][place] else 0
        if not self.states_staff(day, place):
            on_duty = None
        status = self._status(day, place, on_duty)
        troubled = status == "suspended" or (status == "partial" and member.full_from % 5 < 2)  # noqa: PLR2004
        return Row(
            period=self.first + timedelta(days=day),
            enterprise_id=member.enterprise_id,
            status=status,
            employees=member.reported_employees,
            on_duty=0 if status == "closed" else on_duty,
            difficulty=DIFFICULTIES[member.full_from % len(DIFFICULTIES)] if troubled else "",
            expected_resume=self._expected(day, place) if status == "suspended" else None,
        )

    def _status(self, day: int, place: int, on_duty: int | None) -> str:
        member = self.members[place]
        if member.closed_on is not None and day >= member.closed_on:
            return "closed"
        if not self.operating[day][place]:
            return "suspended"
        at_work = (on_duty or 0) * WHOLE // member.reported_employees
        return "full" if at_work >= member.full_from else "partial"

    def _at_work(self, day: int, place: int) -> int:
        member = self.members[place]
        if day == self.days - 1 and place in self.settled:
            return self.settled[place]
        date_ = self.first + timedelta(days=day)
        staff = share_on(self.courses[member.stratum].staff, day + 1)
        noise = (member.full_from * 31 + day * 97) % 181 - 90
        sunday = 200 if date_.isoweekday() == SUNDAY else 0
        return self.people(place, member.ratio * (staff - sunday + noise) // WHOLE)

    def people(self, place: int, ratio: int) -> int:
        """Staff at work, at least one."""
        staff = self.members[place].reported_employees
        return min(staff, max(1, (staff * ratio + WHOLE // 2) // WHOLE))

    def _expected(self, day: int, place: int) -> date | None:
        member = self.members[place]
        later = [ahead for ahead in range(day + 1, self.days) if self.operating[ahead][place]]
        expected = (later[0] if later else self.days + member.full_from % 20) + member.full_from % 6 - 2
        return self.first + timedelta(days=expected) if member.full_from % 3 and expected > day else None
