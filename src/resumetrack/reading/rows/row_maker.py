"""Records become rows: every record ends as accepted, rejected or blank, and the counts say so."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
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
from resumetrack.reading.files.records import Record
from resumetrack.reading.files.rejects import ADDED_PERIOD
from resumetrack.reading.layout.headers import COLUMNS_OF, Layout, Maker
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.rows.convert import Convert, Memo, PeriodContext, Trouble, attribute, converter, counts
from resumetrack.reading.rows.filling import Filling
from resumetrack.reading.rows.footers import Footers
from resumetrack.reading.rows.ledger import Ledger
from resumetrack.reading.rows.percents import percents
from resumetrack.reading.rows.row_kinds import RowKinds
from resumetrack.reading.rows.rules import staff_findings
from resumetrack.reading.rows.survey import NO_HABITS, Habits
from resumetrack.reading.values.asides import ASIDES, FOOTER, TOTAL, kind_of
from resumetrack.reading.values.dates import USUAL_DATES

FREQUENCY_WORDS = {
    Frequency.DAY: Text("daily", "日"),
    Frequency.WEEK: Text("weekly", "周"),
    Frequency.MONTH: Text("monthly", "月"),
    Frequency.QUARTER: Text("quarterly", "季"),
}
_STATUS, _EMPLOYEES, _ON_DUTY = (OBSERVATION_COLUMNS.index(name) for name in ("status", "employees", "on_duty"))
_IDLE = (Status.SUSPENDED, Status.CLOSED)
_NOTHING: tuple[object, ...] = (None, ())
_FEWEST = 3  # columns
_END_OF_TEXT = "\x1a"


class RowMaker:
    """Turns the records of one file into rows, writing down what it finds.

    The cells of a record are followed by those the profile makes and by a blank one, which stands for a column that
    every row needs and the file lacks; so each value is one look-up in the memory of its column. `_arrange` then
    brings the values, followed by `None` and no aliases, into the order of the row.
    """

    def __init__(
        self,
        delivery: Delivery,
        layout: Layout,
        profile: Profile,
        context: PeriodContext,
        habits: Habits = NO_HABITS,
    ) -> None:
        self._delivery, self._layout, self._profile, self._context = delivery, layout, profile, context
        self._habits = habits
        self._shape = layout.shape
        self._ledger = Ledger(delivery)
        self._troubles: list[Trouble] = []
        self._makers: list[Maker] = []
        self._plan, self._arrange = self._columns()
        self._attributes = [(Memo(name, attribute(name), self._troubles), place) for name, place in layout.attributes]
        names = [memo.column for memo, _ in self._plan]
        self._percents = percents(profile.columns, names, habits.numbers or profile.numbers, habits.fractions)
        self._kinds, self._aside_line = RowKinds(layout, profile), 0
        self._footers = Footers(self._kinds, self._goes_on)
        self._has_on_duty = "on_duty" in layout.columns

    def _columns(self) -> tuple[list[tuple[Memo, int]], Callable[[Sequence[object]], tuple[Any, ...]]]:
        """Pair the memory of each canonical column with the place of its cell in the lengthened record."""
        names, places = COLUMNS_OF[self._delivery.kind], dict[str, int]()
        added = self._shape.columns if self._shape else ()
        made = self._layout.width + len(added)
        for name, place in self._layout.places.items():
            if isinstance(place, int):
                places[name] = place
            else:
                places[name] = made + len(self._makers)
                self._makers.append(place)
        places |= {name: self._layout.width + position for position, name in enumerate(added)}
        if "period" in names:
            places.setdefault("period", made + len(self._makers))
        plan = [(self._memo(name), place) for name, place in places.items()]
        order = {name: position for position, name in enumerate(places)}
        order.setdefault("aliases", len(plan) + 1)
        return plan, itemgetter(*(order.get(name, len(plan)) for name in names))

    def rows(self, records: Iterator[Record], last: int = 0) -> Iterator[Row]:
        """Yield the rows that are kept; at the end the counts add up.

        Records that are clean may be left out of a table of which the `last` line is given (`Footers.sift`).
        """
        counts, width, finish, arrange = self._delivery.counts, self._layout.width, self._finisher(), self._arrange
        plan, attributes, makers, troubles = self._plan, self._attributes, self._makers, self._troubles
        shape = self._shape
        fitting = self._fitting(self._footers.sift(self._counted(records), last))
        for line, cells in shape.records(fitting, counts) if shape else fitting:
            if shape and shape.troubles:
                troubles.extend(Trouble(*trouble) for trouble in shape.troubles)
                shape.troubles.clear()
            for make in makers:
                cells.append(make(cells))
            cells.append("")
            values = [memo[cells[place]] for memo, place in plan]
            if self._percents:
                self._apply_percents(values, cells)
            members = [memo[cells[place]] for memo, place in attributes] if attributes else ()
            flags = 0
            if troubles:
                flags = self._settle(line, cells[:width])
                if flags < 0:
                    continue
            values += _NOTHING
            counts.accepted += 1
            yield finish(line, arrange(values), members, flags)
        if shape and len(self._delivery.sheets) <= 1:
            self._delivery.columns -= shape.absent
        for name, lines in shape.unused.items() if shape else ():
            self._ledger.note("unused-indicator", None, "", name, other=f"{lines:,}")
        if not counts.balanced:
            raise AssertionError(f"{self._delivery.name}: the rows do not add up: {counts}")

    def _counted(self, records: Iterator[Record]) -> Iterator[Record]:
        counts = self._delivery.counts
        for record in records:
            counts.read += 1
            yield record

    def _fitting(self, records: Iterator[Record]) -> Iterator[Record]:
        """Yield the records that are as wide as the header and not blank."""
        counts, width = self._delivery.counts, self._layout.width
        header = list(self._layout.header[:width])
        filling = Filling(self._layout, self._profile.rows) if self._layout.fill_down else None
        may_be_remarks, may_be_totals = self._may_be_remarks(), self._may_be_totals()
        for line, cells in records:
            if not any(cells):
                counts.blank += 1
            elif len(cells) != width and not self._fits(line, cells):
                continue
            elif cells == header:
                self._repeated_header(line)
            else:
                if filling:
                    filling.fill(cells)
                if self._is_left_out(line, cells) or (may_be_totals and self._is_total(line, cells)):
                    continue
                if (may_be_remarks and not any(cells[1:])) or line == self._footers.spared:
                    self._troubles.append(Trouble("enterprise_id", "".join(cells).strip(), "lone-cell"))
                yield line, cells

    def _apply_percents(self, values: list[Any], cells: list[str]) -> None:
        """Turn percentages into the numbers that they are of."""
        for percent in self._percents:
            raw = cells[self._plan[percent.place][1]]
            if code := percent.apply(values, raw):
                self._troubles.append(Trouble(percent.column, raw, code))

    def _may_be_remarks(self) -> bool:
        """Whether rows of which only the first cell, the identifier, is filled may be remarks that no word tells.

        They are kept: an enterprise that sent nothing looks the same. A row with a period is more than one cell.
        """
        layout = self._layout
        is_of_enterprises = self._delivery.kind in {Kind.REPORT, Kind.ROSTER} and not self._shape
        has_period = isinstance(layout.places.get("period"), int)
        return (
            is_of_enterprises and not has_period and layout.places.get("enterprise_id") == 0 and layout.width >= _FEWEST
        )

    def _is_left_out(self, line: int, cells: Sequence[str]) -> bool:
        """Whether the profile passes a row over; then it is counted as blank and told."""
        place = self._profile.rows.place_left_out(cells) if self._profile.rows.left_out else None
        if place is None:
            return False
        self._delivery.counts.blank += 1
        self._ledger.note("left-out-row", line, self._layout.header[place], cells[place].strip())
        return True

    def _may_be_totals(self) -> bool:
        """Whether rows may be totals of which not the identifier tells."""
        return self._kinds.may_be_totals

    def _is_total(self, line: int, cells: list[str]) -> bool:
        """Whether a row is a total by the profile or by a part of its identifier; such a part is told if it is kept."""
        if self._is_aside(line, *self._kinds.total(cells), cells):
            return True
        word = self._kinds.word_in_part(cells)
        if word and not (self._shape or self._profile.rows.is_kept(word)):
            self._troubles.append(Trouble("enterprise_id", word, TOTAL))
        return False

    def _fits(self, line: int, cells: list[str]) -> bool:
        """Whether a record is as wide as the header; blank cells at the end of both are dropped.

        A record that is wider than the whole header line is not trusted even if what is over is blank: a separator
        within a number (1,250) has moved its values.
        """
        width = self._layout.width
        if width < len(cells) <= len(self._layout.header) and not any(cell.strip() for cell in cells[width:]):
            del cells[width:]
            return True
        # DOS ends a text with a control character of its own.
        if not any(cell.strip().strip(_END_OF_TEXT) for cell in cells):
            self._delivery.counts.blank += 1
            return False
        if self._is_aside(line, *self._kinds.leads(cells), cells):
            return False
        self._ledger.note("ragged-row", line, "", str(len(cells)), known=width)
        self._ledger.reject(line, cells, ("ragged-row",))
        return False

    def _is_aside(self, line: int, code: str, place: int, cells: Sequence[str]) -> bool:
        """Whether a row without an enterprise is a total or a footer; then it is counted as blank and told once."""
        if not code:
            return False
        self._delivery.counts.blank += 1
        self._footers.is_open |= code == FOOTER
        if line != self._aside_line:
            header = self._layout.header[place] if place < self._layout.width else ""
            self._ledger.note(code, line, header, cells[place].strip())
        self._aside_line = line
        return True

    def _goes_on(self, line: int, place: int, cells: Sequence[str]) -> None:
        """Leave out a row that goes on with a footer."""
        self._is_aside(line, FOOTER, place, cells)

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
        if self._kinds.repeats_header(cells):
            self._repeated_header(line)
            return -1
        has_id = all(trouble.column != "enterprise_id" for trouble in troubles)
        if not has_id and self._is_aside(line, *self._kinds.aside(cells), cells):
            return -1
        troubles = [kept for trouble in troubles if (kept := _kept(trouble))]
        rejects = [trouble for trouble in troubles if RULES[trouble.code].severity is Severity.REJECT]
        flags = 0
        for trouble in rejects or troubles:
            flags |= self._note(line, trouble)
        if rejects:
            codes = [trouble.code for trouble in rejects]
            first, *more = self._shape.delivered((line, cells)) if self._shape else ((line, cells),)
            self._ledger.reject(*first, codes)
            for record in more:
                self._ledger.keep(*record, codes)
            return -1
        return flags

    def _note(self, line: int, trouble: Trouble) -> int:
        words: dict[str, Any] = {}
        if trouble.code == "malformed-period":
            words["frequency"] = FREQUENCY_WORDS[self._context.frequency]
        if trouble.code == "unknown-status":
            words["suggestion"] = self._profile.status.suggest(trouble.raw)
        shaped = self._shape.source(trouble.column) if self._shape else ""
        column = shaped or self._layout.sources.get(trouble.column) or trouble.column
        return self._ledger.note(trouble.code, line, column, trouble.raw, **words)

    def _memo(self, name: str) -> Memo:
        unit = self._layout.units.get(name)
        return Memo(
            name,
            self.converter(name),
            self._troubles,
            self._delivery.missing_counts,
            counts=counts(name, self._profile, self._habits, unit.factor if unit else 1),
        )

    def converter(self, name: str) -> Convert:
        """Return what turns a cell of a canonical column of this file into its value."""
        profile = self._profile
        is_ours = self._layout.sources.get("period") == ADDED_PERIOD or bool(self._shape and self._shape.grain)
        if name == "period" and is_ours:
            profile = replace(profile, dates=USUAL_DATES)
        unit = self._layout.units.get(name)
        return converter(
            name,
            profile,
            self._context,
            asks_yes_or_no=self._layout.asks_yes_or_no,
            habits=self._habits,
            factor=unit.factor if unit else 1,
        )

    def _finisher(self) -> Callable[[int, tuple[Any, ...], Sequence[object], int], Row]:
        match self._delivery.kind:
            case Kind.REPORT:
                return self._observation
            case Kind.ROSTER:
                return lambda line, values, members, _: RosterRow._make((line, *values, joined_object(members)))
            case _:
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
        return ObservationRow._make((line, *values, joined_object(members) if members else "", flags))


def _kept(trouble: Trouble) -> Trouble | None:
    """Give what is still to be told of a row that is kept: an identifier that only might be a remark is one."""
    if trouble.code not in ASIDES:
        return trouble
    is_told = trouble.code == TOTAL or kind_of(trouble.raw)
    return trouble._replace(raw=trouble.raw.strip(), code="word-as-id") if is_told else None


def closing(delivery: Delivery) -> Iterator[Row]:
    """Say why values are missing, as far as their marks tell; there are no more rows."""
    said = tuple(
        Text(f"cells marked as {meaning}: {count:,}", f"标记为 {meaning} 的单元格：{count:,} 个")
        for meaning, count in delivery.missing_counts.items()
    )
    delivery.recognition = replace(delivery.recognition, notes=(*delivery.recognition.notes, *said))
    yield from ()


def joined_object(members: Sequence[object]) -> str:
    """Join the members of a JSON object; no text at all for none."""
    joined = ",".join(filter(None, map(str, members)))
    return f"{{{joined}}}" if joined else ""
