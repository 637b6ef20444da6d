"""Sums of a group, as `measure.reduce_state` writes them: what they are kept by, added up, and of nobody."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, groupby
from operator import itemgetter
from typing import TypeVar

from resumetrack.model import Term

Group = tuple[str | None, ...]
Key = tuple[date, Group]
Sums = dict[str, int | None]
K = TypeVar("K", bound=Hashable)
Other = TypeVar("Other", bound=Hashable)


class SumTable(Mapping[K, Sums]):
    """Sums by key, name by name: all periods of a year have some hundred thousand keys.

    >>> table = SumTable[str]()
    >>> table.add(["north", "south"], {"n_0": [3, 4]})
    >>> table.add(["south", "west"], {"n_0": [1, 2]}, -1)
    >>> dict(table)
    {'north': {'n_0': 3}, 'south': {'n_0': 3}, 'west': {'n_0': -2}}
    """

    def __init__(self) -> None:
        self._places: dict[K, int] = {}
        self.columns: dict[str, list[int]] = {}
        """The sums of each name, in the order of the keys; a missing one is 0."""

    @classmethod
    def of(cls, sums: Mapping[K, Sums]) -> "SumTable[K]":
        """Make a table of sums that are kept key by key, all with the same names."""
        if isinstance(sums, SumTable):
            return sums
        made = cls()
        names = next(iter(sums.values()), {})
        made.add(list(sums), {name: [row[name] for row in sums.values()] for name in names})
        return made

    def __getitem__(self, key: K) -> Sums:
        place = self._places[key]
        return {name: column[place] for name, column in self.columns.items()}

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[K]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def add(self, keys: Sequence[K], columns: Mapping[str, Sequence[int | None]], sign: int = 1) -> None:
        """Add sums to those of the same keys, or subtract them; `columns` have them in the order of the keys."""
        before = len(self._places)
        self._place(keys)
        fresh = len(self._places) - before
        concerned = [] if fresh == len(keys) and sign > 0 else [self._places[key] for key in keys]
        for name, column in columns.items():
            kept = self.columns.setdefault(name, [0] * before)
            if not concerned:
                kept.extend([value or 0 for value in column] if None in column else column)  # type: ignore[arg-type]
                continue
            kept.extend([0] * fresh)
            for place, value in zip(concerned, column, strict=True):
                if value:
                    kept[place] += sign * value

    def _place(self, keys: Sequence[K]) -> None:
        """Give places to the keys that have none."""
        places = self._places
        # A dictionary knows the hashes of its keys: where none is known yet, each is worked out once.
        fresh = dict(zip(keys, range(len(places), len(places) + len(keys)), strict=True))
        together = places | fresh if places else fresh
        if len(together) == len(places) + len(keys):
            self._places = together
            return
        for key in keys:
            places.setdefault(key, len(places))

    def add_all(self, other: "SumTable[K]", sign: int = 1) -> None:
        """Add the sums of another table, or subtract them."""
        self.add(list(other), other.columns, sign)

    def where(self, name: str) -> "SumTable[K]":
        """Give the sums of the keys of which one is not 0."""
        chosen = [place for place, value in enumerate(self.columns.get(name, ())) if value]
        keys = list(self._places)
        return self.at([keys[place] for place in chosen], chosen)

    def without(self, name: str) -> "SumTable[K]":
        """Give the same sums but for one."""
        found = SumTable[K]()
        found.add(list(self._places), {one: column for one, column in self.columns.items() if one != name})
        return found

    def in_order(self, keys: Sequence[K]) -> "SumTable[K]":
        """Give the sums of these keys, in this order."""
        if list(self._places) == list(keys):
            return self
        return self.at(keys, [self._places[key] for key in keys])

    def at(self, keys: Sequence[Other], places: Sequence[int]) -> "SumTable[Other]":
        """Give the sums at these places under keys of their own; those of keys that come twice are added up."""
        found = SumTable[Other]()
        # Three times as fast as one after the other.
        chosen = itemgetter(*places) if len(places) > 1 else lambda column: [column[place] for place in places]
        found.add(keys, {name: chosen(column) for name, column in self.columns.items()})
        return found

    def regrouped(self, key_of: Callable[[K], Other]) -> "SumTable[Other]":
        """Add the sums of all keys up that have the same new one."""
        # Keys that stand together mostly go together, and a run of them is summed at once.
        runs = [(new, sum(1 for _ in run)) for new, run in groupby(map(key_of, self._places))]
        ends = list(accumulate(length for _, length in runs))
        places = {new: place for place, new in enumerate(dict.fromkeys(new for new, _ in runs))}
        found = SumTable[Other]()
        columns = {}
        for name, column in self.columns.items():
            columns[name] = summed = [0] * len(places)
            for (new, length), end in zip(runs, ends, strict=True):
                summed[places[new]] += sum(column[end - length : end])
        found.add(list(places), columns)
        return found


def summed(parts: Iterable[Sums]) -> Sums:
    """Add sums of the same terms up; a missing one counts as 0."""
    several = list(parts)
    if not several:
        return {}
    return {name: sum(filter(None, map(itemgetter(name), several))) for name in several[0]}


def nothing(terms: Sequence[Term]) -> Sums:
    """Give the sums of a group of nobody."""
    return dict.fromkeys((name for place, term in enumerate(terms) for name in names_of(place, term)), 0)


def names_of(place: int, term: Term) -> tuple[str, ...]:
    """Name the sums of a term: how many, the sum if it sums, and the low half of one of ratios."""
    letters = "n" if term.column is None else "ns" if term.over is None else "nst"
    return tuple(f"{letter}_{place}" for letter in letters)
