"""The table of results: what was done, what it cost, against whom, and whether the target is met."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from bench.processes import Cost

MIB = 1 << 20
HEADER = (
    "what",
    "wall s",
    "CPU s",
    "peak MiB",
    "against",
    "wall s",
    "CPU s",
    "peak MiB",
    "wall ×",
    "CPU ×",
    "peak ×",
    "target",
    "met",
)


@dataclass(frozen=True)
class Limit:
    """A target: wall time as a multiple of the peer's, in seconds, and peak memory in bytes; at most, each."""

    ratio: float | None = None
    wall: float | None = None
    peak: int | None = None

    def __str__(self) -> str:
        """Say the target."""
        parts = [
            f"{self.ratio:g} ×" if self.ratio is not None else "",
            f"{self.wall:g} s" if self.wall is not None else "",
            f"{self.peak / 1e9:g} GB" if self.peak is not None else "",
        ]
        return ", ".join(filter(None, parts))

    def met(self, ours: Cost, peer: Cost | None) -> bool | None:
        """Whether a cost keeps to the target, None if there is none."""
        if not str(self):
            return None
        kept = (self.wall is None or ours.wall <= self.wall) and (self.peak is None or ours.peak <= self.peak)
        return kept and (self.ratio is None or peer is None or ours.wall <= self.ratio * peer.wall)


NO_LIMIT = Limit()


@dataclass(frozen=True)
class Row:
    """One line of the table; `note` stands where a cost would."""

    what: str
    ours: Cost | None
    against: str = ""
    peer: Cost | None = None
    limit: Limit = NO_LIMIT
    note: str = ""
    met: bool | None = None

    def with_limit(self, limit: Limit) -> "Row":
        """Judge the row by a target."""
        return replace(self, limit=limit, met=None if self.ours is None else limit.met(self.ours, self.peer))

    def cells(self) -> tuple[str, ...]:
        """Write the row as the columns of HEADER."""
        ratios = (
            (
                f"{self.ours.wall / self.peer.wall:.2f}",
                f"{self.ours.cpu / self.peer.cpu:.2f}",
                f"{self.ours.peak / self.peer.peak:.2f}",
            )
            if self.ours and self.peer
            else ("", "", "")
        )
        met = "" if self.met is None else "yes" if self.met else "**no**"
        own = _cost(self.ours) if self.ours else (self.note, "", "")
        return (self.what, *own, self.against, *_cost(self.peer), *ratios, str(self.limit), met)


def _cost(cost: Cost | None) -> tuple[str, str, str]:
    if cost is None:
        return ("", "", "")
    digits = 2 if cost.wall < 100 else 0  # noqa: PLR2004 - three figures are enough
    return (f"{cost.wall:.{digits}f}", f"{cost.cpu:.{digits}f}", f"{cost.peak / MIB:.0f}")


def markdown(rows: Sequence[Row]) -> str:
    """Write the rows as one Markdown table."""
    numeric = {1, 2, 3, 5, 6, 7, 8, 9, 10}
    rule = ("---:" if place in numeric else "---" for place in range(len(HEADER)))
    return (
        "\n".join(f"| {' | '.join(cells)} |" for cells in (HEADER, tuple(rule), *(row.cells() for row in rows))) + "\n"
    )


def plain(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Give the rows as what JSON can hold."""
    return [{**asdict(row), "limit": str(row.limit)} for row in rows]
