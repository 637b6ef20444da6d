"""Raising on one store: which strata, what the roster or a file of totals says of them, and the weights of a period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from resumetrack.classify import dimension
from resumetrack.errors import UsageError
from resumetrack.measure.moments import Moments
from resumetrack.measure.raising import MINIMUM, Key
from resumetrack.measure.weights import MarginFrame, RosterFrame, Weights
from resumetrack.model import LIST_DIMENSIONS, STRATA, Lang, Raising, Text
from resumetrack.store import Dimension, Store
from resumetrack.tracker.margins import read_margins
from resumetrack.tracker.naming import name_of
from resumetrack.tracker.selecting import LEVELLED, Choice, check_dimension, dimension_of

_OVERLAPPING_LEVEL = "cluster"
_MISSED = 1e-6
_LANGS: tuple[Lang, Lang] = ("en", "zh")


@dataclass(frozen=True)
class RaisingFrame:
    """What respondents are raised to, by the dimensions of which store at which levels."""

    dimensions: tuple[Dimension, ...]
    to: RosterFrame | MarginFrame

    def as_groups(self, choice: Choice) -> Choice:
        """Give a choice whose groups are the strata, so that they are named like any group."""
        return replace(choice, dimensions=self.dimensions)


def frame_of(store: Store, choice: Choice, raising: Raising) -> RaisingFrame:
    """Make the frame that is asked for.

    Raises
    ------
    UsageError
        If there is nothing to raise to, or a stratum that cannot be.
    """
    if raising.margins is None and not choice.scoped:
        message = "--basis raised needs a roster, and this panel has none"
        raise UsageError(
            message,
            hint="load one with `resumetrack roster FILE` (beside --files: --roster FILE), or give known totals "
            "with --margins FILE",
        )
    if raising.margins is not None and raising.minimum is not None:
        message = "--min-cell joins strata of the roster, and with --margins there are none"
        raise UsageError(message, hint="leave one of them out")
    asked = raising.strata if raising.strata is not None else STRATA
    for name, level in asked:
        _check_stratum(store, choice, name, level)
    levels = {name: level or _level_of(choice, name) for name, level in asked}
    margins = None if raising.margins is None else read_margins(raising.margins, levels)
    names = tuple(levels) if margins is None else margins.dimensions
    for name in names:
        check_dimension(name, store.attributes(choice.panel))
        levels.setdefault(name, _level_of(choice, name))
    dimensions = tuple(dimension_of(store, choice.panel, name, levels) for name in names)
    if margins is not None:
        return RaisingFrame(dimensions, MarginFrame(margins.enterprises, margins.employees))
    return RaisingFrame(dimensions, RosterFrame(MINIMUM if raising.minimum is None else raising.minimum))


def _check_stratum(store: Store, choice: Choice, name: str, level: str | None) -> None:
    check_dimension(name, store.attributes(choice.panel))
    if name in LIST_DIMENSIONS:
        message = f"--strata {name}: an enterprise may be on several lists"
        raise UsageError(message, hint="make strata of region, industry, size or attributes")
    if level is None:
        return
    classification = dimension(name)
    known = [one for one in (classification.LEVELS if classification else ()) if one != _OVERLAPPING_LEVEL]
    if level not in known:
        message = f"--strata {name}:{level}: {name} has no such level that parts enterprises"
        raise UsageError(message, hint=f"levels of {name}: {', '.join(known)}" if known else f"write {name} alone")


def _level_of(choice: Choice, name: str) -> str:
    """Give the level of a dimension: the one shown, unless its groups overlap."""
    level = choice.levels.get(name, "") if name in LEVELLED else ""
    classification = dimension(name)
    return classification.DEFAULT_LEVEL if classification and level in {"", _OVERLAPPING_LEVEL} else level


def notes_on_weights(
    frame: RaisingFrame, found: Weights, cells: Mapping[Key, Moments], answer: str, when: date
) -> tuple[Text, ...]:
    """Say how those who gave an answer in a period were raised."""
    names = " x ".join(one.name for one in frame.dimensions)
    heaviest = max((float(one.weight) for one in found.cells.values() if one.weight is not None), default=0.0)
    if isinstance(frame.to, MarginFrame):
        left_out = sum(cell.answers(answer) for key, cell in cells.items() if key not in found.cells)
        return _raking_notes(frame, found, left_out, names, heaviest)
    count, strata = len(found.cells), found.strata
    notes = [
        Text(
            f"raised to the roster by {names}: {_number(count, 'cell')} made {_number(strata, 'stratum', 'strata')} "
            f"(cells with fewer than {frame.to.minimum} respondents are joined), largest weight {heaviest:.2f}",
            f"按 {names} 推算至名录：{count:,} 个单元合并为 {strata:,} 层"
            f"（填报企业少于 {frame.to.minimum} 家的单元予以合并），最大权数 {heaviest:.2f}",
        )
    ]
    if any(one.weight is None for one in found.cells.values()):
        notes.append(
            Text(f"nobody in scope reports for {when}: nothing can be raised", f"{when} 范围内无填报，无法推算")
        )
    return tuple(notes)


def _raking_notes(frame: RaisingFrame, found: Weights, left_out: int, names: str, heaviest: float) -> tuple[Text, ...]:
    notes = [
        Text(
            f"raked to the known totals by {names}, largest weight {heaviest:.2f}",
            f"按 {names} 的已知总数迭代加权，最大权数 {heaviest:.2f}",
        )
    ]
    if left_out:
        notes.append(
            Text(
                f"{_number(left_out, 'respondent')} without a known total are left out",
                f"{left_out:,} 家填报企业无对应总数，未计入",
            )
        )
    if found.raked is not None and found.raked.unreached:
        en, zh = (_values(frame, found.raked.unreached, lang) for lang in _LANGS)
        notes.append(
            Text(
                f"nobody reports from {en}: those totals are spread over the others", f"{zh} 无填报，其总数分摊至其他组"
            )
        )
    if found.raked is not None and found.raked.miss > _MISSED:
        notes.append(
            Text(
                f"the known totals contradict each other here: they are missed by up to {found.raked.miss:.1%}",
                f"已知总数相互矛盾：最大偏差 {found.raked.miss:.1%}",
            )
        )
    return tuple(notes)


def _values(frame: RaisingFrame, places: Iterable[tuple[int, str | None]], lang: Lang) -> str:
    found = ((frame.dimensions[place].name, value) for place, value in places)
    return ", ".join(f"{name} {name_of(name, value, lang)}" for name, value in found)


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
