"""Records become rows: every record ends as accepted, rejected or blank, and the counts say so."""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from resumetrack.model import (
    OBSERVATION_COLUMNS,
    RULES,
    Delivery,
    Kind,
    MemberRow,
    ObservationRow,
    RosterRow,
    Row,
    Severity,
    Status,
    Text,
)
from resumetrack.periods import Frequency
from resumetrack.reading.convert import Convert, Memo, PeriodContext, Trouble, attribute, converter, percent_of
from resumetrack.reading.headers import COLUMNS_OF, Layout, Maker, folded
from resumetrack.reading.ledger import Ledger
from resumetrack.reading.numbers import NUMBER_LIMIT
from resumetrack.reading.profile import Profile
from resumetrack.reading.records import Record
from resumetrack.reading.rules import staff_findings

FREQUENCY_WORDS = {
    Frequency.DAY: Text("daily", "日"),
    Frequency.WEEK: Text("weekly", "周"),
    Frequency.MONTH: Text("monthly", "月"),
    Frequency.QUARTER: Text("quarterly", "季"),
}
_STATUS, _EMPLOYEES, _ON_DUTY = (OBSERVATION_COLUMNS.index(name) for name in ("status", "employees", "on_duty"))
_IDLE = (Status.SUSPENDED, Status.CLOSED)
_NOTHING: tuple[object, ...] = (None, ())


class RowMaker:
    """Turns the records of one file into rows, writing down what it finds.

    The cells of a record are followed by those the profile makes and by a blank one, which stands for a column that
    every row needs and the file lacks; so each value is one look-up in the memory of its column. `_arrange` then
    brings the values, followed by `None` and no aliases, into the order of the row.
    """

    def __init__(self, delivery: Delivery, layout: Layout, profile: Profile, context: PeriodContext) -> None:
        self._delivery, self._layout, self._profile, self._context = delivery, layout, profile, context
        self._ledger = Ledger(delivery)
        self._troubles: list[Trouble] = []
        self._makers: list[Maker] = []
        self._plan, self._arrange = self._columns()
        self._attributes = [(Memo(name, attribute(name), []), place) for name, place in layout.attributes]
        rule = profile.columns.get("on_duty")
        self._is_percent = bool(rule and rule.percent_of)
        self._has_on_duty = "on_duty" in layout.places

    def _columns(self) -> tuple[list[tuple[Memo, int]], Callable[[Sequence[object]], tuple[Any, ...]]]:
        """Pair the memory of each canonical column with the place of its cell in the lengthened record."""
        names, places = COLUMNS_OF[self._delivery.kind], dict[str, int]()
        for name, place in self._layout.places.items():
            if isinstance(place, int):
                places[name] = place
            else:
                places[name] = self._layout.width + len(self._makers)
                self._makers.append(place)
        if "period" in names:
            places.setdefault("period", self._layout.width + len(self._makers))
        plan = [(Memo(name, self._converter(name), self._troubles), place) for name, place in places.items()]
        order = {name: position for position, name in enumerate(places)}
        order.setdefault("aliases", len(plan) + 1)
        return plan, itemgetter(*(order.get(name, len(plan)) for name in names))

    def rows(self, records: Iterator[Record]) -> Iterator[Row]:
        """Yield the rows that are kept; at the end the counts add up."""
        counts, width = self._delivery.counts, self._layout.width
        header, finish, arrange = list(self._layout.header[:width]), self._finisher(), self._arrange
        plan, attributes, makers, troubles = self._plan, self._attributes, self._makers, self._troubles
        percent = self._is_percent
        for line, cells in records:
            counts.read += 1
            if not any(cells):
                counts.blank += 1
                continue
            if len(cells) != width and not self._fits(line, cells):
                continue
            if cells == header:
                self._repeated_header(line)
                continue
            for make in makers:
                cells.append(make(cells))
            cells.append("")
            values = [memo[cells[place]] for memo, place in plan]
            if percent:
                self._apply_percent(values, cells)
            flags = 0
            if troubles:
                flags = self._settle(line, cells[:width])
                if flags < 0:
                    continue
            values += _NOTHING
            members = [memo[cells[place]] for memo, place in attributes] if attributes else ()
            counts.accepted += 1
            yield finish(line, arrange(values), members, flags)
        if not counts.balanced:
            raise AssertionError(f"{self._delivery.name}: the rows do not add up: {counts}")

    def _apply_percent(self, values: list[Any], cells: list[str]) -> None:
        """Turn a percentage on duty into staff on duty."""
        names = [memo.column for memo, _ in self._plan]
        place, base = names.index("on_duty"), values[names.index("employees")] if "employees" in names else None
        values[place] = percent_of(base, values[place])
        if values[place] is not None and values[place] >= NUMBER_LIMIT:
            self._troubles.append(Trouble("on_duty", cells[self._plan[place][1]], "invalid-number"))

    def _fits(self, line: int, cells: list[str]) -> bool:
        """Whether a record is as wide as the header; blank cells at the end of both are dropped.

        A record that is wider than the whole header line is not trusted even if what is over is blank: a separator
        within a number (1,250) has moved its values.
        """
        width = self._layout.width
        if width < len(cells) <= len(self._layout.header) and not any(cell.strip() for cell in cells[width:]):
            del cells[width:]
            return True
        if not any(cell.strip() for cell in cells):
            self._delivery.counts.blank += 1
            return False
        self._ledger.note("ragged-row", line, "", str(len(cells)), known=width)
        self._ledger.reject(line, cells, ("ragged-row",))
        return False

    def _repeated_header(self, line: int) -> None:
        self._delivery.counts.blank += 1
        self._ledger.note("repeated-header", line, "", "")

    def _settle(self, line: int, cells: list[str]) -> int:
        """Write down the troubles of a row; return its flags, or -1 if it is not kept."""
        troubles = self._troubles[:]
        self._troubles.clear()
        if not any(cell.strip() for cell in cells):
            self._delivery.counts.blank += 1
            return -1
        if [folded(cell) for cell in cells] == [folded(cell) for cell in self._layout.header[: len(cells)]]:
            self._repeated_header(line)
            return -1
        rejects = [trouble for trouble in troubles if RULES[trouble.code].severity is Severity.REJECT]
        flags = 0
        for trouble in rejects or troubles:
            flags |= self._note(line, trouble)
        if rejects:
            self._ledger.reject(line, cells, [trouble.code for trouble in rejects])
            return -1
        return flags

    def _note(self, line: int, trouble: Trouble) -> int:
        words: dict[str, Any] = {}
        if trouble.code == "malformed-period":
            words["frequency"] = FREQUENCY_WORDS[self._context.frequency]
        if trouble.code == "unknown-status":
            words["suggestion"] = self._profile.status.suggest(trouble.raw)
        column = self._layout.sources.get(trouble.column) or trouble.column
        return self._ledger.note(trouble.code, line, column, trouble.raw, **words)

    def _converter(self, name: str) -> Convert:
        return converter(name, self._profile, self._context, asks_yes_or_no=self._layout.asks_yes_or_no)

    def _finisher(self) -> Callable[[int, tuple[Any, ...], Sequence[object], int], Row]:
        match self._delivery.kind:
            case Kind.REPORT:
                return self._observation
            case Kind.ROSTER:
                return lambda line, values, members, _: RosterRow._make((line, *values, _object(members)))
            case Kind.LIST:
                return lambda line, values, _, __: MemberRow._make((line, *values))

    def _observation(self, line: int, values: tuple[Any, ...], members: Sequence[object], flags: int) -> ObservationRow:
        status, employees, on_duty = values[_STATUS], values[_EMPLOYEES], values[_ON_DUTY]
        if on_duty is not None:
            for code in staff_findings(status, employees, on_duty):
                other = employees if code == "on-duty-above-employees" else status
                column = self._layout.sources.get("on_duty") or "on_duty"
                flags |= self._ledger.note(code, line, column, str(on_duty), other=other)
        elif status in _IDLE and self._has_on_duty:
            if self._profile.idle_means_nobody:
                on_duty = 0
            elif status == Status.SUSPENDED:
                self._delivery.suspended_without_on_duty += 1
        if on_duty is not values[_ON_DUTY]:
            values = (*values[:_ON_DUTY], on_duty, *values[_ON_DUTY + 1 :])
        return ObservationRow._make((line, *values, _object(members) if members else "", flags))


def _object(members: Sequence[object]) -> str:
    """Join the members of a JSON object; no text at all for none."""
    joined = ",".join(filter(None, map(str, members)))
    return f"{{{joined}}}" if joined else ""
