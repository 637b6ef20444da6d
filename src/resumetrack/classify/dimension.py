"""The one shape that every classification has, and which dimension is classified by which."""

from typing import Protocol

from resumetrack.model import Lang


class Classification(Protocol):
    """A code list with names and levels; the modules of this package are such objects."""

    @property
    def LEVELS(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """What `--level` may name; empty for a flat list."""

    @property
    def DEFAULT_LEVEL(self) -> str:  # noqa: N802 - a constant of the module
        """The level used when none is named; empty for a flat list."""

    def name(self, code: str, lang: Lang) -> str:
        """Give the name of a code; an unknown code is its own name."""

    def normalise(self, text: str, *, scheme: bool = False) -> str:
        """Turn what an office wrote into a code; unknown text stays, stripped."""

    def at_level(self, code: str, level: str) -> tuple[str, ...]:
        """Give the groups of a level that a code falls in: mostly one, several or none where groups are lists."""

    def matches(self, code: str, value: str) -> bool:
        """Tell whether a code is selected by `--where DIMENSION=VALUE`."""

    def known(self, code: str) -> bool:
        """Tell whether the code list has this code."""

    def suggest(self, text: str) -> str | None:
        """Give the nearest thing that could have been meant, for error messages."""


def dimension(name: str) -> Classification | None:
    """Give the classification of a dimension; attributes and lists have none."""
    match name:
        case "region":
            from resumetrack.classify import regions

            return regions
        case "industry":
            from resumetrack.classify import industries

            return industries
        case "size":
            from resumetrack.classify import sizes

            return sizes
        case _:
            return None
