"""What is known of the place that human text goes to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Screen:
    """The width of a terminal, or None for a pipe, where nothing is cut or folded; and what it can show.

    Without `unicode` the marks of our own making (lines, dashes, sparklines) are ASCII; text of the data stays.
    """

    width: int | None
    colour: bool
    unicode: bool = True
