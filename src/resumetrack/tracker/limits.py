"""The columns of an interval: its limits, as programs and as people read them, and the mark of reliability."""

from fractions import Fraction

from resumetrack.measure.precision import Mark, interval, mark
from resumetrack.measure.samples import Figure
from resumetrack.model import Cell, Column, Indicator, Meaning, Text, Unit
from resumetrack.model.printed import half_up
from resumetrack.tracker.cells import rounded

_POINTS = 100


def headed(start: str, label: Text, name: str, meaning: Meaning, words: Text) -> Column:
    """Make a column of one indicator, whose label leads the words of its head."""
    head = Text(f"{label.en} {words.en}" if label.en else words.en.capitalize(), f"{label.zh}{words.zh}")
    return Column(f"{start}{name}", meaning, head)


def limit_columns(start: str, label: Text, meaning: Meaning) -> list[Column]:
    """Give the columns of an interval; people read both limits in one."""
    low = headed(start, label, "low", meaning, Text("low", "下限"))
    high = headed(start, label, "high", meaning, Text("high", "上限"))
    both = headed(start, label, "limits", Meaning.TEXT, Text("interval", "区间"))
    return [
        for_programs(low),
        for_programs(high),
        for_people(both),
        headed(start, label, "mark", Meaning.TEXT, Text("mark", "可靠性")),
    ]


def for_programs(column: Column) -> Column:
    """Keep a column out of table and md."""
    return Column(column.name, column.meaning, column.label, human=False)


def for_people(column: Column, *, shown: bool = True) -> Column:
    """Keep a column out of csv, tsv, json and jsonl."""
    return Column(column.name, column.meaning, column.label, machine=False, human=shown)


def limit_cells(figure: Figure, indicator: Indicator, level: float) -> list[Cell]:
    """Give the cells under `limit_columns`: no limits where everybody has answered."""
    if figure.evidence is None:
        return [None, None, None, None]
    if figure.is_complete:
        return [None, None, None, Mark.COMPLETE.value]
    in_points = indicator.unit is Unit.POINTS
    marked = mark(figure.evidence, _POINTS if in_points else 1).value
    found = interval(figure.evidence, level)
    if found is None:
        return [None, None, None, marked]
    low, high = (rounded(Fraction(limit)) for limit in found)
    shown = " to ".join(str(half_up(limit, shift=0 if in_points else 2)) for limit in (low, high))
    return [low, high, shown, marked]


def limit_note(level: float, *, scoped: bool) -> Text:
    """Say what the intervals of a table speak of."""
    percent = f"{100 * level:g} %"
    if scoped:
        return Text(
            f"intervals of {percent} are for the enterprises that are silent; where none is, there is no interval",
            f"{percent} 区间仅反映未填报企业的不确定性；全部填报时无区间",
        )
    return Text(
        f"intervals of {percent} take those reporting for a random sample of many, since there is no roster",
        f"{percent} 区间把填报企业视作大总体的随机样本：无名录，填报率未知",
    )
