"""How far a command has come, told to whoever shows it."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from resumetrack.model import Advance, Delivery
from resumetrack.reading import Source

Progress = Callable[[Advance], None]


class Advancing:
    """Tells `progress` of the files of one command; without one nothing is told."""

    def __init__(self, progress: Progress | None, sources: Sequence[Source]) -> None:
        self._progress = progress
        self._total = sum(map(_size, sources)) if progress is not None else 0

    def through(self, delivery: Delivery) -> Callable[[int], None] | None:
        """Return what is to be called with the rows read of a file; the file has been begun."""
        progress = self._progress
        if progress is None:
            return None

        def tell(rows: int) -> None:
            progress(Advance(delivery.name, self._total, delivery.position(), rows, delivery.counts.rejected))

        tell(0)
        return tell

    def done(self, delivery: Delivery) -> None:
        """Tell that a file has been read to its end, or need not be."""
        if self._progress is not None:
            counts = delivery.counts
            self._progress(Advance(delivery.name, self._total, delivery.size, counts.read, counts.rejected))


def _size(source: Source) -> int:
    if source.member is not None:
        return source.member.packed_size
    with suppress(OSError):  # it is told when the file is read
        return source.path.stat().st_size if source.path else len(source.data or b"")
    return 0
