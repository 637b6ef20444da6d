"""Rows of totals: counts of an office over its enterprises, cell by cell, and whether they agree with each other."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain, islice
from typing import Any

from resumetrack.errors import RefusedError
from resumetrack.model import CODED_DIMENSIONS, ENTERPRISE_COUNTS, EnterpriseCounts, Row, Text, TotalsRow
from resumetrack.reading.files.records import Record
from resumetrack.reading.layout.heading import texts
from resumetrack.reading.rows.convert import Trouble
from resumetrack.reading.rows.row_maker import RowMaker, joined_object
from resumetrack.reading.toml_section import quoted
from resumetrack.reading.totals.cell_names import CellNames
from resumetrack.reading.totals.code_names import code_name_doubt, find_code_names
from resumetrack.reading.totals.counted_cells import COUNTS, Cell, Key, cell_of
from resumetrack.reading.totals.disagreements import disagreements, rate_disagreements
from resumetrack.reading.totals.doubled import doubled_doubt, find_doubled, find_doubled_sections
from resumetrack.reading.totals.levels import find_levels, level_doubt, perhaps_level_doubt
from resumetrack.reading.totals.nested import as_sums, find_nested, nested_doubts
from resumetrack.reading.totals.other_tables import OtherTables, title_doubt
from resumetrack.reading.totals.parts import Parts, find_sisters, sisters_doubt
from resumetrack.reading.totals.stated_totals import StatedTotal, find_gaps, gap_doubt
from resumetrack.reading.totals.sums import Summed, find_sums
from resumetrack.reading.totals.wholes import Wholes
from resumetrack.reading.values.asides import PART, TOTAL, find_aside, is_part, is_sum, kind_of, plain, possible_kind

TOTALS_NOTE = Text(
    "read as totals: each row counts the enterprises of a cell and names none",
    "按汇总表读取：每行为一个分组的企业数，不含单个企业",
)
_FIRST = 1 + len(CODED_DIMENSIONS)
_LAST = _FIRST + len(ENTERPRISE_COUNTS)


class TotalsMaker(RowMaker):
    """Turns the records of a file of totals into rows.

    A row over other rows (合计) would count them twice and is left out; where there are none it is a cell.
    """

    def rows(self, records: Iterator[Record], last: int = 0) -> Iterator[Row]:
        """Yield the rows that are kept, but for those that turn out to be sums of the others."""
        delivered = [cell_of(row) for row in super().rows(records, last) if isinstance(row, TotalsRow)]
        self._refuse_made_alike(delivered)
        cells = self._without_levels(delivered)
        factors = {name: unit.factor for name, unit in self._layout.units.items()}
        nested = list(find_nested(cells, self._text))
        found = (*as_sums(nested), *find_sums(cells, factors, self._delivery.on_duplicate))
        sums = {(summed.row.line, summed.row.period): summed for summed in found}
        kept: list[Cell] = []
        for cell in cells:
            row, summed = cell.row, sums.get((cell.row.line, cell.row.period))
            if summed is None or self._is_kept(row.line):
                kept.append(cell)
            elif summed.is_clear or row.line in self._stated:
                self._delivery.counts.accepted -= 1
                self._delivery.counts.blank += 1
                self._note_sum("sum-row" if summed.is_exact else "sum-row-elsewhere", summed)
            else:
                flags = row.flags | self._note_sum("perhaps-sum-row", summed)
                kept.append(cell._replace(row=row._replace(flags=flags)))
        undecided = [cell for cell in kept if not self._is_kept(cell.row.line)]
        for doubt in nested_doubts(nested, undecided, self._text, lambda line: self._delivery.place(line)[1]):
            self._doubt(doubt)
        self._doubt_doubled(kept)
        self._doubt_gaps(kept, factors)
        self._doubt_sisters(kept)
        yield from (cell.row for cell in kept)

    def _refuse_made_alike(self, cells: Sequence[Cell]) -> None:
        """Refuse rows that speak of one cell for no other reason than that the profile leaves out what divides them.

        Raises
        ------
        RefusedError
            Unless the profile says which of them counts.
        """
        if not self._layout.undivided or self._profile.on_duplicate:
            return
        first: dict[tuple[date, Key], int] = {}
        for cell in cells:
            line = first.setdefault((cell.row.period, cell.key), cell.row.line)
            differ = self._differing(line, cell.row.line)
            if differ:
                headers = [quoted(self._layout.header[place]) for place in differ]
                raise RefusedError(
                    f"{self._delivery.name}: lines {line} and {cell.row.line} speak of the same cell, since the profile"
                    f" leaves out {', '.join(headers)}, by which they differ: one of them would be lost",
                    hint=f"keep what divides them: [attributes] keep = [{headers[0]}]; or pass rows over with [rows]"
                    " left_out, or state which row counts: [duplicates] policy",
                )

    def _differing(self, line: int, other: int) -> list[int]:
        """Give the columns that the profile leaves out and two lines differ by; what says most of all rows first."""
        said = zip(self._layout.undivided, self._left_texts[line], self._left_texts[other], strict=True)
        differ = [place for place, one, another in said if one != another]
        texts = dict(zip(self._layout.undivided, zip(*self._left_texts.values(), strict=True), strict=True))
        return sorted(differ, key=lambda place: -len(set(texts[place])))

    def _without_levels(self, cells: list[Cell]) -> list[Cell]:
        """Take the columns out that say no more than a code or than by which others a row is divided, and say so."""
        if names := find_code_names(cells, self._undecided):
            cells = self._without(cells, names)
            self._doubt(code_name_doubt(names))
        levels = find_levels(cells, self._undecided, self._layout.sources)
        if levels.doubtful:
            self._doubt(perhaps_level_doubt(levels.doubtful))
        if levels.sure:
            cells = self._without(cells, levels.sure)
            self._doubt(level_doubt(levels.sure))
        return cells

    def _without(self, cells: Sequence[Cell], names: Collection[str]) -> list[Cell]:
        self._delivery.attributes = tuple(name for name in self._delivery.attributes if name not in names)
        self._undecided = tuple(name for name in self._undecided if name not in names)
        rows = (cell.row for cell in cells)
        return [cell_of(row._replace(attributes=_without(row.attributes, names))) for row in rows]

    def _doubt_doubled(self, cells: Sequence[Cell]) -> None:
        """Say so if the rows of several values of a column add up to the same, or stand under titles of their own."""
        if doubt := title_doubt(cells):
            self._doubt(doubt)
        for doubled in chain(find_doubled(cells, self._undecided), find_doubled_sections(cells)):
            if not any(map(self._profile.rows.is_kept, doubled.coarser)):
                self._doubt(doubled_doubt(doubled))

    def _text(self, cell: Cell, name: str) -> str:
        """What a row says of a dimension, as written."""
        return self._written[cell.row.line][name][0]

    def _doubt_gaps(self, cells: Sequence[Cell], factors: Mapping[str, int]) -> None:
        """Say so if totals that were left out are plainly not what counts in their place."""
        may_lack = bool(self._profile.rows.left_out or self._delivery.counts.rejected)
        passed = [row for row in self._passed if row[0] not in self._stated and is_sum(row[1][row[2]])]
        totals = [total for row in passed for total in self._passed_by(*row)]
        if gaps := list(find_gaps(totals, cells, factors, may_lack=may_lack)):
            file, line = self._delivery.place(gaps[0].total.line)
            sheet = f"{file}, " if self._delivery.sheets[1:] else ""
            self._doubt(gap_doubt(gaps, sheet, line))

    def _doubt_sisters(self, cells: Sequence[Cell]) -> None:
        """Say so if rows below one that says it is a part seem to be parts, too."""
        parts = [part for row in self._parts for part in self._passed_by(*row)]
        for sisters in islice(find_sisters(parts, cells), 1):
            self._doubt(sisters_doubt(sisters, self._delivery.place(sisters.part.line)[1]))

    def _passed_by(self, line: int, cells: list[str], place: int, words: frozenset[int]) -> Iterator[StatedTotal]:
        """Read a row of totals that was left out, where one line is one row; what is no clean number is no matter."""
        if self._shape:
            return
        dated = self._layout.places.get("period")
        period = self._value("period", dated(cells) if callable(dated) else "" if dated is None else cells[dated])
        stated = {
            name: value
            for name in COUNTS
            if isinstance(at := self._layout.places.get(name), int)
            and not ((rule := self._profile.columns.get(name)) and rule.percent_of)
            and isinstance(value := self._value(name, cells[at]), Decimal | int)
        }
        left = {name for name, _ in self._layout.attributes} - {*self._delivery.attributes}
        codes = {name: code for name, code in self._names.codes(cells, words).items() if name not in left}
        if isinstance(period, date):
            yield StatedTotal(line, cells[place].strip(), period, codes, stated)

    def _value(self, name: str, text: str) -> object:
        return self.converter(name)(text).value

    @cached_property
    def _passed(self) -> list[tuple[int, list[str], int, frozenset[int]]]:
        """The rows of totals that were left out: line, cells, and the places of the first word and of all."""
        return []

    @cached_property
    def _parts(self) -> list[tuple[int, list[str], int, frozenset[int]]]:
        """The rows that say they are parts, likewise."""
        return []

    @cached_property
    def _undecided(self) -> tuple[str, ...]:
        """The attributes that may turn out to divide nothing; the profile may say that they are to be kept."""
        stated = {*(self._profile.attributes.keep or ())}
        return tuple(name for name, place in self._layout.attributes if self._layout.header[place] not in stated)

    def _doubt(self, doubt: Text) -> None:
        recognition = self._delivery.recognition
        self._delivery.recognition = replace(recognition, doubts=(*recognition.doubts, doubt))

    def _is_kept(self, line: int) -> bool:
        """Whether the profile says that a row is a cell, whatever it adds up to."""
        return any(map(self._profile.rows.is_kept, chain.from_iterable(self._written[line].values())))

    def _note_sum(self, code: str, summed: Summed) -> int:
        name, line = summed.dimension, summed.row.line
        text, *_ = self._written[line].get(name, (summed.text,))
        return self._ledger.note(code, line, self._header(name), text.strip(), other=summed.others)

    @cached_property
    def _written(self) -> dict[int, Mapping[str, tuple[str, ...]]]:
        """What the dimensions of each row say, as written, by its line."""
        return {}

    @cached_property
    def _left_texts(self) -> dict[int, tuple[str, ...]]:
        """What each row says, by its line, in the columns that would divide totals if the profile kept them."""
        return {}

    @cached_property
    def _stated(self) -> set[int]:
        """Lines of the rows of which the profile says that they are totals."""
        return set()

    @cached_property
    def _names(self) -> CellNames:
        return CellNames(self._layout, self._profile, self.converter)

    def _fitting(self, records: Iterator[Record]) -> Iterator[Record]:
        """Yield the records of cells; rows of totals over them and of parts of them are left out and told."""
        names, wholes, above, parts = self._names, Wholes(self._names.keys), dict[str, str](), Parts()
        other_tables = OtherTables(self._layout)
        for line, cells in super()._fitting(records):
            other_tables.refuse_header(line, cells, self._delivery)
            kind, place = parts.look(*self._kind_of_row(cells), cells, is_kept=bool(self._named(cells)[0]))
            if kind == TOTAL:
                self._stated.update([line] if self._named(cells)[1] else ())
                wholes.hold((line, cells), place, self._total_words(cells), names.figured(cells))
            elif not kind or not self._is_part_or_aside(line, kind, place, cells):
                written = {name: cells[place] for name, place in names.single.items()}
                self._look_above(written, above, is_first=not wholes.any_part)
                wholes.pass_by(cells, names.figured(cells))
                self._note_texts(line, cells)
                yield line, cells
        for (line, cells), place, words, periods in wholes.settled():
            if not periods:
                self._is_aside(line, TOTAL, place, cells)
                self._passed.append((line, cells, place, words))
                continue
            if len(periods) < len(names.figured(cells)):
                self._ledger.note(TOTAL, line, self._layout.header[place], cells[place].strip())
            cell = names.within(names.blanked(cells, words), periods)
            self._note_texts(line, cell)
            yield line, cell

    def _is_part_or_aside(self, line: int, kind: str, place: int, cells: list[str]) -> bool:
        if kind == PART and is_part(cells[place]):
            self._parts.append((line, cells, place, frozenset((place,))))
        return self._is_aside(line, kind, place, cells)

    def _note_texts(self, line: int, cells: list[str]) -> None:
        self._written[line] = self._names.texts(cells)
        self._left_texts[line] = tuple(plain(cells[place]) for place in self._layout.undivided)

    def _may_be_totals(self) -> bool:
        """Whether a word makes a total is settled when all rows have passed by."""
        return False

    def _look_above(self, written: Mapping[str, str], above: dict[str, str], *, is_first: bool) -> None:
        """Note the blank cells under filled ones and left of filled ones: "as above" where cells were merged.

        A blank cell on the right of the others says that its row is not divided any further.
        """
        places = self._names.single
        if is_first:
            stated = (name for name, place in places.items() if place not in self._layout.fill_down)
            above |= {name: written[name] for name in stated if written[name].strip()}
            return
        filled = [name for name, text in written.items() if text.strip()]
        for name in above:
            if written[name].strip():
                above[name] = written[name]
            elif any(places[other] > places[name] for other in filled):
                self._troubles.append(Trouble(name, above[name].strip(), "blank-below"))

    def _kind_of_row(self, cells: list[str]) -> tuple[str, int]:
        """Tell what a row is that does not speak of a cell of its own, and where it says so.

        Where no dimension is filled the words may stand under any header.
        """
        filled = [place for place in self._names.places if cells[place].strip()]
        kept, totals = self._named(cells)
        open_ = [place for place in filled if place not in kept]
        for place in open_:
            text = cells[place]
            if place in totals and not is_part(text):
                return TOTAL, max(totals)  # of several cells that make a name the last tells most
            if kind := PART if is_part(text) else kind_of(text):
                return kind, place
        for place in open_:
            if possible_kind(cells[place]) == TOTAL:
                return TOTAL, place
        return find_aside(cells) if not filled or len(texts(cells)) == 1 else ("", 0)

    def _total_words(self, cells: list[str]) -> frozenset[int]:
        """Places of the cells that say of a row of totals over what it is one."""
        kept, totals = self._named(cells)
        said = (place for place in self._names.keys if TOTAL in {kind_of(cells[place]), possible_kind(cells[place])})
        return totals.union(said) - kept

    def _named(self, cells: list[str]) -> tuple[frozenset[int], frozenset[int]]:
        """Places of the cells of which the profile says that they head no row of totals, and that they do."""
        rule = self._profile.rows
        return self._names.named(cells, rule.kept), self._names.named(cells, rule.totals)

    def _finisher(self) -> Callable[[int, tuple[Any, ...], Sequence[object], int], Row]:
        return self._totals

    def _totals(self, line: int, values: tuple[Any, ...], members: Sequence[object], flags: int) -> Row:
        stated = EnterpriseCounts(*values[_FIRST:_LAST])
        employees, on_duty, *rates = values[_LAST:]
        for code, column, value, other, known in (
            *disagreements(stated),
            *rate_disagreements(stated, employees, on_duty, rates),
        ):
            flags |= self._ledger.note(
                code, line, self._header(column), value, other=other, known=self._header(known) if known else ""
            )
        if on_duty is not None and employees is not None and on_duty > employees:
            flags |= self._ledger.note(
                "on-duty-above-employees", line, self._header("on_duty"), str(on_duty), other=employees
            )
        return TotalsRow._make((line, *values[:_LAST], employees, on_duty, joined_object(members), flags))

    def _header(self, column: str) -> str:
        shaped = self._shape.source(column) if self._shape else ""
        return shaped or self._layout.sources.get(column) or column


def _without(attributes: str, names: Collection[str]) -> str:
    """Take members out of a JSON object of attributes."""
    members: dict[str, str] = json.loads(attributes) if attributes else {}
    left = {name: text for name, text in members.items() if name not in names}
    return json.dumps(left, ensure_ascii=False, separators=(",", ":")) if left else ""
