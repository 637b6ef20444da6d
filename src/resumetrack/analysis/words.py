"""Trend rows in words: two or three sentences above the table, in both languages.

What is said is chosen in `digest`, how it is said in `english` and `chinese`, which have the same functions.
"""

from collections.abc import Callable, Mapping, Sequence

from resumetrack.analysis import chinese, english
from resumetrack.analysis.digest import digest
from resumetrack.analysis.trend import Direction, Group, TrendRow
from resumetrack.model import Text
from resumetrack.periods import Frequency

DIRECTION_WORDS: Mapping[Direction, Text] = {
    direction: Text(direction.value, chinese.DIRECTIONS[direction]) for direction in Direction
}
NOT_AT_THIS_PACE_WORDS = Text("not at this pace", "按目前速度无法达到")
_GROUPS = Text("groups", "分组")
_MOST_INDICATORS = 2


def summarise(
    rows: Sequence[TrendRow],
    *,
    label: Callable[[str], Text],
    group_name: Callable[[Group], Text],
    target: float | None = None,
    frequency: Frequency = Frequency.DAY,
    groups: Text = _GROUPS,
) -> tuple[Text, ...]:
    """One sentence for each of the first two indicators, and one about the target if there is one.

    Parameters
    ----------
    rows
        Of one trend, in the order they are shown.
    label
        Name of an indicator, as it stands at the start of a line.
    group_name
        Name of a group; not asked for the total.
    target
        The target the rows were made with.
    frequency
        How a period is named: that of the panel, also with `--every`, or the step of `--pool`.
    groups
        What the groups are, in the plural: "regions", "地区".
    """
    indicators = list(dict.fromkeys(row.indicator for row in rows))[:_MOST_INDICATORS]
    digests = [
        digest([row for row in rows if row.indicator == name], label(name), group_name, groups) for name in indicators
    ]
    sentences = [
        Text(
            english.moved(told, frequency, dated=not number),
            chinese.moved(told, frequency, dated=not number),
        )
        for number, told in enumerate(digests)
    ]
    if target is not None and any(told.rated for told in digests):
        sentences.append(Text(english.aimed(digests, target, frequency), chinese.aimed(digests, target, frequency)))
    return tuple(sentences)
