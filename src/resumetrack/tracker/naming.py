"""The columns and names of groups: what each dimension is called and what its codes mean."""

from functools import cache

from resumetrack.classify import dimension
from resumetrack.model import Cell, Column, Lang, Meaning, Text
from resumetrack.tracker.selecting import Choice

_NAMED = ("region", "industry", "size")
_LABELS = {
    "region": Text("Region", "地区"),
    "industry": Text("Industry", "行业"),
    "size": Text("Size", "规模"),
    "list": Text("List", "名单"),
    "batch": Text("Batch", "批次"),
    "focus": Text("Focus area", "重点领域"),
    "leader": Text("Leader", "链主企业"),
}
PERIOD = Column("period", Meaning.DATE, Text("Period", "日期"))


def group_columns(choice: Choice) -> list[Column]:
    """One column per dimension, followed by its name for region, industry and size."""
    columns = []
    for chosen in choice.dimensions:
        label = _LABELS.get(chosen.name, Text(chosen.name, chosen.name))
        named = chosen.name in _NAMED
        columns.append(Column(chosen.name, Meaning.CODE if named else Meaning.TEXT, label, human=not named))
        if named:
            columns.append(Column(f"{chosen.name}_name", Meaning.TEXT, label))
    return columns


def group_cells(choice: Choice, group: tuple[str | None, ...], lang: Lang) -> list[Cell]:
    """Give the cells under `group_columns`."""
    cells: list[Cell] = []
    for chosen, value in zip(choice.dimensions, group, strict=True):
        cells.append(value)
        if chosen.name in _NAMED:
            cells.append(name_of(chosen.name, value, lang))
    return cells


@cache
def name_of(dimension_name: str, value: str | None, lang: Lang) -> str | None:
    """Name a code; an unknown one is its own name, none has none."""
    classification = dimension(dimension_name)
    if value is None or classification is None:
        return value
    return classification.name(value, lang)


def some(names: list[str], most: int = 6) -> str:
    """Name some of many, and how many more there are."""
    return ", ".join(names[:most]) + (f" (+{len(names) - most})" if len(names) > most else "")


def group_text(choice: Choice, group: tuple[str | None, ...]) -> Text:
    """Name a group in both languages, for sentences."""
    words = []
    for lang, unknown in (("en", "unknown"), ("zh", "未知")):
        parts = [
            (name_of(chosen.name, value, "zh" if lang == "zh" else "en") or unknown)
            for chosen, value in zip(choice.dimensions, group, strict=True)
        ]
        words.append((", " if lang == "en" else "、").join(parts))
    return Text(words[0], words[1])
