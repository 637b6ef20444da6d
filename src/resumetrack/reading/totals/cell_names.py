"""What a row of totals says of the cell that it counts: as delivered, as the profile makes it, and as a code."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from operator import itemgetter

from resumetrack.model import CODED_DIMENSIONS
from resumetrack.reading.layout.headers import Layout, Maker, cells_of
from resumetrack.reading.layout.shapes import Wide
from resumetrack.reading.profiles.profile import Profile
from resumetrack.reading.rows.convert import Convert
from resumetrack.reading.values.asides import plain


class CellNames:
    """The dimensions of a table of totals, each with the places of the cells that it comes from.

    `places` are those of all dimensions, from left to right; `single` the dimensions that are one cell as it is.
    """

    def __init__(self, layout: Layout, profile: Profile, converter: Callable[[str], Convert]) -> None:
        coded = {name: tuple(cells_of(layout, profile, name)) for name in CODED_DIMENSIONS if name in layout.places}
        named = coded | {name: (place,) for name, place in layout.attributes}
        self._of = dict(sorted(named.items(), key=itemgetter(1)))
        self._makers: dict[str, Maker] = {name: make for name in coded if callable(make := layout.places[name])}
        self._converters = {name: cache(converter(name)) for name in coded}
        self._wide = layout.shape if isinstance(layout.shape, Wide) else None
        self._periods = tuple(cells_of(layout, profile, "period"))
        self.places = sorted({place for places in self._of.values() for place in places})
        self.single = {name: places[0] for name, places in self._of.items() if name not in self._makers}

    @property
    def keys(self) -> list[int]:
        """Places of the cells that say of which period and cell a row is."""
        return [*self._periods, *self.places]

    def texts(self, cells: list[str]) -> Mapping[str, tuple[str, ...]]:
        """Give the texts that may stand for each dimension of a row; first what it says as a whole."""
        return {name: (*self._whole(name, cells), *self._parts(name, cells)) for name in self._of}

    def codes(self, cells: list[str], words: Collection[int]) -> dict[str, str]:
        """Give what the dimensions of a row say that have no words at some places."""
        said = {
            name: self._whole(name, cells)[-1].strip()
            for name, places in self._of.items()
            if not any(place in words for place in places)
        }
        return {name: code for name, code in said.items() if code}

    def named(self, cells: list[str], words: frozenset[str]) -> frozenset[int]:
        """Give the places of the cells that are among some words: by themselves, as a whole or by their code."""
        found = set[int]()
        for name, places in self._of.items() if words else ():
            if any(plain(text) in words for text in self._whole(name, cells)):
                found.update(places)
            found.update(place for place in places if plain(cells[place]) in words)
        return frozenset(found)

    def figured(self, cells: Sequence[str]) -> list[str]:
        """Give the periods of a wide table in which a row has figures; one without a name for a row of any other."""
        if not self._wide:
            return [""]
        return [
            period
            for period, places in self._wide.periods
            if any(cells[place].strip() for place in places if place is not None)
        ]

    def within(self, cells: Sequence[str], periods: Sequence[str]) -> list[str]:
        """Take the figures of all other periods out of a row of a wide table."""
        all_ = self._wide.periods if self._wide else ()
        others = {place for period, places in all_ if period not in periods for place in places}
        return ["" if place in others else cell for place, cell in enumerate(cells)]

    def blanked(self, cells: Sequence[str], places: frozenset[int]) -> list[str]:
        """Take words out of a row, so that it is not divided by the dimensions that say nothing else.

        A dimension that is made of several cells stays as it is delivered where some of them say more.
        """
        whole = {
            place
            for its in self._of.values()
            if all(place in places or not cells[place].strip() for place in its)
            for place in its
        }
        return ["" if place in whole else cell for place, cell in enumerate(cells)]

    def _whole(self, name: str, cells: list[str]) -> tuple[str, ...]:
        make = self._makers.get(name)
        text = make(cells) if make else cells[self.single[name]]
        code = self._converters[name](text).value if name in self._converters else None
        return (text, code) if isinstance(code, str) else (text,)

    def _parts(self, name: str, cells: Sequence[str]) -> tuple[str, ...]:
        return tuple(cells[place] for place in self._of[name]) if name in self._makers else ()
